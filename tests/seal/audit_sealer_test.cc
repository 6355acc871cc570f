#include "server/seal/audit_sealer.h"

#include <algorithm>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/audit/audit_rows.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const AuditSealer& ASealer() {
  static const AuditSealer sealer(AKey());
  return sealer;
}

AuditRow ANumberedRow() {
  AuditRow row = ARow("SCHEDULE_CONFLICT");
  row.subjects = {"candidates/c1", "candidates/c2"};
  row.number = 7;
  row.chain = "chain";
  return row;
}

TEST(AuditSealerTest, NothingThatARowSaysOrNamesIsSeen) {
  const AuditRow sealed = ASealer().Seal(ANumberedRow());

  for (const char* private_part : {"SCHEDULE", "candidates", "principals", "c1", "p1"}) {
    EXPECT_FALSE(absl::StrContains(sealed.principal, private_part)) << private_part;
    EXPECT_FALSE(absl::StrContains(sealed.entry, private_part)) << private_part;
  }
  EXPECT_THAT(sealed.principal, ::testing::MatchesRegex("audit/[0-9a-f]{32}"));
  EXPECT_THAT(sealed.subjects, ::testing::Each(::testing::MatchesRegex("audit/[0-9a-f]{32}")));
  EXPECT_EQ(sealed.number, 7);
  EXPECT_EQ(sealed.chain, "chain");
  EXPECT_EQ(sealed.time, ANumberedRow().time);
}

TEST(AuditSealerTest, EveryRowComesBackAsItWas) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  for (int i = 0; i < 300; ++i) {
    AuditRow row = ARandomRow(random);
    AuditRow sealed = ASealer().Seal(row);
    // The database gives both back as it likes.
    sealed.number = row.number = i + 1;
    std::shuffle(sealed.subjects.begin(), sealed.subjects.end(), random);
    std::sort(row.subjects.begin(), row.subjects.end());

    ASSERT_OK_AND_ASSIGN(const AuditRow opened, ASealer().Open(sealed));

    EXPECT_EQ(opened, row);
  }
}

TEST(AuditSealerTest, ANameHasOneTokenInEachRole) {
  EXPECT_EQ(ASealer().SubjectToken("candidates/c1"), ASealer().SubjectToken("candidates/c1"));
  EXPECT_NE(ASealer().SubjectToken("candidates/c1"), ASealer().SubjectToken("candidates/c2"));
  EXPECT_NE(ASealer().SubjectToken("principals/p1"), ASealer().PrincipalToken("principals/p1"));
  EXPECT_NE(AuditSealer(AKey(9)).SubjectToken("candidates/c1"),
            ASealer().SubjectToken("candidates/c1"));
  EXPECT_EQ(ASealer().PrincipalToken(""), "");
  EXPECT_EQ(ASealer().Seal(ARow("x")).principal, ASealer().PrincipalToken("principals/p1"));
}

TEST(AuditSealerTest, EqualRowsDoNotLookAlike) {
  EXPECT_NE(ASealer().Seal(ANumberedRow()).entry, ASealer().Seal(ANumberedRow()).entry);
}

TEST(AuditSealerTest, ARowThatWasAlteredIsNotOpened) {
  const AuditRow sealed = ASealer().Seal(ANumberedRow());
  const std::vector<std::function<void(AuditRow&)>> edits = {
      [](AuditRow& row) { row.time += absl::Microseconds(1); },
      [](AuditRow& row) { row.principal.clear(); },
      [](AuditRow& row) { row.principal = "principals/p1"; },
      [](AuditRow& row) { row.subjects.pop_back(); },
      [](AuditRow& row) { row.subjects[0] = ASealer().SubjectToken("candidates/c3"); },
      [](AuditRow& row) { row.entry.clear(); },
      [](AuditRow& row) { row.entry = "SCHEDULE_CONFLICT"; },
      [](AuditRow& row) { row.entry += 'x'; },
      [](AuditRow& row) { row.entry = ASealer().Seal(ARow("other")).entry; },
  };
  const auto altered =
      StatusIs(absl::StatusCode::kDataLoss,
               ::testing::AllOf(HasSubstr("row 7"), Not(HasSubstr("candidates/"))));
  for (size_t edit = 0; edit < edits.size(); ++edit) {
    AuditRow row = sealed;
    edits[edit](row);
    EXPECT_THAT(ASealer().Open(row), altered) << edit;
  }
  for (size_t i = 0; i < sealed.entry.size(); ++i) {
    AuditRow row = sealed;
    row.entry[i] = static_cast<char>(row.entry[i] ^ 1);
    EXPECT_THAT(ASealer().Open(row), altered) << i;
  }
  EXPECT_THAT(AuditSealer(AKey(9)).Open(sealed), altered);
  EXPECT_THAT(ASealer().Open(sealed), IsOk());
}

}  // namespace
}  // namespace banso
