#include "server/audit/audit_entry.h"

#include <string>

#include "gmock/gmock.h"
#include "google/protobuf/text_format.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::google::protobuf::util::MessageDifferencer;
using ::testing::ElementsAre;

v1::AuditEntry Entry(const std::string& text) {
  v1::AuditEntry entry;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &entry)) << text;
  return entry;
}

TEST(AuditEntryTest, ARowHoldsWhatRowsAreLookedUpBy) {
  const AuditRow row = ToAuditRow(Entry(R"pb(
    number: 9
    entry_time { seconds: 1796083200 nanos: 123456789 }
    principal: "principals/p"
    subjects: "candidates/b"
    subjects: "candidates/a"
    subjects: "candidates/b"
  )pb"));

  EXPECT_EQ(row.number, 0);
  EXPECT_EQ(row.time, absl::FromUnixMicros(1'796'083'200'123'456));
  EXPECT_EQ(row.principal, "principals/p");
  EXPECT_THAT(row.subjects, ElementsAre("candidates/a", "candidates/b"));
  EXPECT_EQ(row.chain, "");
}

TEST(AuditEntryTest, ARowGivesItsEntryBackWithItsNumber) {
  AuditRow row = ToAuditRow(Entry(R"pb(
    entry_time { seconds: 1796083200 nanos: 123456789 }
    principal: "principals/p"
    role: ADVISOR
    method: "/banso.v1.CandidateService/GetCandidate"
    subjects: "candidates/b"
    subjects: "candidates/a"
    revision: 7
    wrote: true
    changes: "CONSENT_WITHDRAWN:EMPLOYER_BLINDED"
  )pb"));
  row.number = 12;

  ASSERT_OK_AND_ASSIGN(const v1::AuditEntry entry, ToAuditEntry(row));

  EXPECT_TRUE(MessageDifferencer::Equals(entry, Entry(R"pb(
                                           number: 12
                                           entry_time { seconds: 1796083200 nanos: 123456000 }
                                           principal: "principals/p"
                                           role: ADVISOR
                                           method: "/banso.v1.CandidateService/GetCandidate"
                                           subjects: "candidates/a"
                                           subjects: "candidates/b"
                                           revision: 7
                                           wrote: true
                                           changes: "CONSENT_WITHDRAWN:EMPLOYER_BLINDED"
                                         )pb")))
      << entry.ShortDebugString();
}

TEST(AuditEntryTest, ADamagedRowIsDataLoss) {
  AuditRow row;
  row.number = 3;
  row.entry = "\xff\xff";

  EXPECT_THAT(ToAuditEntry(row), StatusIs(absl::StatusCode::kDataLoss));
}

TEST(AuditEntryTest, APersonReadsNothingOfOtherPeople) {
  v1::AuditEntry entry = Entry(R"pb(
    number: 4
    principal: "principals/p"
    role: EMPLOYER
    subjects: "advisors/a"
    subjects: "candidates/me"
    subjects: "candidates/me2"
    subjects: "candidates/other"
    subjects: "employers/e"
    shown_list {
      subject: "employers/e/internships/i"
      rule_set_version: "2026-12"
      matches { name: "candidates/other" raw: 50000 }
      matches { name: "candidates/me" raw: 40000 reason_codes: "NO_WISH" }
      matches { name: "candidates/me2" raw: 39000 }
    }
    changes: "X"
  )pb");

  KeepWhatConcerns("candidates/me", &entry);

  EXPECT_TRUE(MessageDifferencer::Equals(
      entry, Entry(R"pb(
        number: 4
        principal: "principals/p"
        role: EMPLOYER
        subjects: "candidates/me"
        subjects: "employers/e"
        shown_list {
          subject: "employers/e/internships/i"
          rule_set_version: "2026-12"
          matches { name: "candidates/me" raw: 40000 reason_codes: "NO_WISH" }
        }
        changes: "X"
      )pb")))
      << entry.ShortDebugString();
}

TEST(AuditEntryTest, APersonReadsTheInternshipsOfTheOwnList) {
  v1::AuditEntry entry = Entry(R"pb(
    subjects: "candidates/me"
    shown_list {
      subject: "candidates/me"
      matches { name: "employers/e/internships/i" raw: 1 }
      matches { name: "employers/e/internships/j" raw: 1 }
    }
  )pb");
  const v1::AuditEntry before = entry;

  KeepWhatConcerns("candidates/me", &entry);

  EXPECT_TRUE(MessageDifferencer::Equals(entry, before));
}

}  // namespace
}  // namespace banso
