// The audit log in a sealed store: what the database shows of it, and that its chain holds.
#include <algorithm>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/audit/audit_chainer.h"
#include "server/audit/audit_entry.h"
#include "server/audit/audit_verifier.h"
#include "server/store/audit_void.h"
#include "tests/audit/audit_rows.h"
#include "tests/seal/files.h"
#include "tests/seal/sealed_site.h"
#include "tests/store/backends.h"
#include "tests/store/resources.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::absl::StatusCode;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class SealedAuditTest : public ::testing::TestWithParam<Backend> {
 protected:
  void SetUp() override { Open(); }

  void Open() {
    chainer_.reset();
    store_.reset();
    auto store = site_.Open();
    ASSERT_THAT(store, IsOk());
    store_ = *std::move(store);
    chainer_ = std::make_unique<AuditChainer>(site_.database(), AKey(), anchor(), absl::Hours(1));
  }

  std::string anchor() const { return dir_.File("anchor"); }

  // Appends rows about candidates/c1, candidates/c2 and so on, by principals/p1.
  void Append(int rows) {
    Batch batch;
    for (int i = 0; i < rows; ++i) {
      AuditRow row = ARow("LANGUAGE_BELOW_REQUIRED");
      row.subjects = {absl::StrCat("candidates/c", ++appended_)};
      batch.audit.push_back(std::move(row));
    }
    ASSERT_THAT(store_->Commit(batch, Soon()), IsOk());
  }

  void Sql(const std::string& statement) { ASSERT_THAT(site_.Sql(statement), IsOk()) << statement; }

  std::string Bytes(absl::string_view bytes) const {
    return GetParam().byte_literal(absl::BytesToHexString(bytes));
  }

  void ExpectBroken(int64_t row, AuditProblem problem) {
    ASSERT_OK_AND_ASSIGN(const AuditVerification found, chainer_->Verify(Soon()));
    EXPECT_EQ(found.first_broken, row);
    EXPECT_EQ(found.problem, problem) << "row " << row;
    EXPECT_EQ(found.verified, row - 1);
  }

  SealedSite site_{GetParam()};
  const ScratchDir dir_;
  int appended_ = 0;
  std::unique_ptr<Store> store_;
  std::unique_ptr<AuditChainer> chainer_;
};

INSTANTIATE_TEST_SUITE_P(Backends, SealedAuditTest,
                         ::testing::Values(SqliteBackend(), PostgresBackend()), BackendName);

TEST_P(SealedAuditTest, TheTablesShowNoIdNoPrincipalAndNothingOfAnEntry) {
  Append(3);
  Batch batch;
  batch.writes = {Put(AnEmployer("e1"))};
  batch.audit = {ARow("SECOND_CODE")};
  ASSERT_THAT(store_->Commit(batch, Soon()), IsOk());
  ASSERT_THAT(chainer_->ChainNow(Soon()), IsOk());

  const std::string hex = GetParam().name == "Sqlite" ? "hex(entry)" : "encode(entry, 'hex')";
  std::string seen;
  for (const std::string& statement :
       {absl::StrCat("SELECT number, time_micros, principal, ", hex, " FROM audit"),
        std::string("SELECT subject, number FROM audit_subjects")}) {
    ASSERT_OK_AND_ASSIGN(const std::vector<std::string> rows, site_.Sql(statement));
    EXPECT_THAT(rows, SizeIs(4));
    for (const std::string& row : rows) absl::StrAppend(&seen, row, "\n");
  }

  for (const char* private_part : {"candidates/", "principals/", "LANGUAGE_BELOW", "SECOND_CODE"}) {
    EXPECT_FALSE(absl::StrContains(seen, private_part)) << private_part;
    EXPECT_FALSE(
        absl::StrContains(absl::AsciiStrToLower(seen), absl::BytesToHexString(private_part)))
        << private_part;
  }
}

TEST_P(SealedAuditTest, TheChainHoldsOverSealedRowsAndAfterAReopening) {
  Append(10);
  ASSERT_THAT(chainer_->ChainNow(Soon()), IsOk());
  Open();
  Append(5);
  ASSERT_THAT(chainer_->ChainNow(Soon()), IsOk());

  EXPECT_EQ(chainer_->Verify(Soon()).value(), (AuditVerification{15, 0, AuditProblem::kNone, 0}));
  ASSERT_OK_AND_ASSIGN(const std::vector<AuditRow> rows, store_->ReadAudit({}, Soon()));
  ASSERT_THAT(rows, SizeIs(15));
  EXPECT_EQ(rows[12].entry, "LANGUAGE_BELOW_REQUIRED");
  EXPECT_THAT(rows[12].subjects, ElementsAre("candidates/c13"));
  ASSERT_THAT(chainer_->Forget(12, Soon()), IsOk());
  EXPECT_EQ(chainer_->Verify(Soon()).value(), (AuditVerification{3, 0, AuditProblem::kNone, 0}));
  EXPECT_THAT(store_->ReadAudit({.subject = "candidates/c12"}, Soon()).value(), IsEmpty());
  EXPECT_THAT(store_->ReadAudit({.subject = "candidates/c13"}, Soon()).value(), SizeIs(1));
}

TEST_P(SealedAuditTest, WhateverIsDoneToARowItIsNamedAsTheFirstThatIsWrong) {
  constexpr int kRows = 12;
  Append(kRows);
  ASSERT_THAT(chainer_->ChainNow(Soon()), IsOk());
  ASSERT_OK_AND_ASSIGN(const std::vector<AuditRow> kept, site_.database()->ReadAudit({}, Soon()));
  const auto restore = [&](const AuditRow& row) {
    const std::string number = absl::StrCat(row.number);
    Sql("DELETE FROM audit WHERE number = " + number);
    Sql(absl::StrCat("INSERT INTO audit (number, time_micros, principal, entry, chain) VALUES (",
                     number, ", ", absl::ToUnixMicros(row.time), ", '", row.principal, "', ",
                     Bytes(row.entry), ", ", Bytes(row.chain), ")"));
    for (const std::string& subject : row.subjects) {
      Sql(absl::StrCat("INSERT INTO audit_subjects (subject, number) VALUES ('", subject, "', ",
                       number, ")"));
    }
  };
  std::mt19937 random(std::random_device{}());
  for (int i = 0; i < kRows; ++i) {
    SCOPED_TRACE(i);
    const AuditRow& row = kept[i];
    const std::string where = absl::StrCat(" WHERE number = ", row.number);
    std::string flipped = row.entry;
    flipped[random() % flipped.size()] ^= 1;
    const std::vector<std::string> edits = {
        "UPDATE audit SET entry = " + Bytes(flipped) + where,
        "UPDATE audit SET entry = " + Bytes("") + where,
        "UPDATE audit SET entry = " + Bytes("SOMETHING_ELSE") + where,
        "UPDATE audit SET entry = " + Bytes(kept[(i + 1) % kRows].entry) + where,
        "UPDATE audit SET principal = 'principals/p1'" + where,
        "UPDATE audit SET time_micros = time_micros + 1" + where,
        "UPDATE audit_subjects SET subject = 'audit/0'" + where,
        "DELETE FROM audit_subjects" + where,
        "UPDATE audit SET chain = " + Bytes("") + where,
    };
    for (const std::string& edit : edits) {
      SCOPED_TRACE(edit);
      Sql(edit);
      ExpectBroken(row.number, AuditProblem::kChanged);
      restore(row);
    }
    Sql("DELETE FROM audit" + where);
    ExpectBroken(row.number, i + 1 == kRows ? AuditProblem::kCutOff : AuditProblem::kMissing);
    restore(row);
    // The rows as they are, but in each other's place: two that were sealed alike.
    const AuditRow& other = kept[random() % kRows];
    if (other.number == row.number) continue;
    AuditRow here = other, there = row;
    here.number = row.number;
    there.number = other.number;
    restore(here);
    restore(there);
    ExpectBroken(std::min(row.number, other.number), AuditProblem::kChanged);
    restore(row);
    restore(other);
  }
  EXPECT_EQ(chainer_->Verify(Soon()).value(),
            (AuditVerification{kRows, 0, AuditProblem::kNone, 0}));
}

TEST_P(SealedAuditTest, AnOldCopyOfTheDatabaseIsCutOff) {
  Append(12);
  ASSERT_THAT(chainer_->ChainNow(Soon()), IsOk());
  // What a copy from before the ninth row holds.
  Sql("DELETE FROM audit WHERE number > 8");
  Sql(GetParam().end_audit_at(8));
  Open();

  ExpectBroken(9, AuditProblem::kCutOff);
  Append(1);
  EXPECT_THAT(chainer_->ChainNow(Soon()), StatusIs(StatusCode::kDataLoss));
}

TEST_P(SealedAuditTest, AnAlteredRowIsRefusedToReadersAndChangedToTheVerifier) {
  Append(3);
  ASSERT_THAT(chainer_->ChainNow(Soon()), IsOk());
  Sql("UPDATE audit SET entry = " + Bytes("LANGUAGE_BELOW_REQUIRED") + " WHERE number = 2");

  EXPECT_THAT(store_->ReadAudit({}, Soon()), StatusIs(StatusCode::kDataLoss, HasSubstr("row 2")));
  EXPECT_THAT(store_->ReadAudit({.after = 2}, Soon()).value(), SizeIs(1));
  ExpectBroken(2, AuditProblem::kChanged);
}

TEST_P(SealedAuditTest, ANumberThatWasLostIsReadAndChainedLikeARow) {
  if (!GetParam().loses_numbers) GTEST_SKIP();
  Append(2);
  Sql("BEGIN; SELECT append_audit('{1}', '{\"\"}', ARRAY['x'::bytea], '{}', '{}'); ROLLBACK");
  Append(1);

  ASSERT_THAT(chainer_->ChainNow(Soon()), IsOk());

  EXPECT_EQ(chainer_->Verify(Soon()).value(), (AuditVerification{4, 0, AuditProblem::kNone, 0}));
  ASSERT_OK_AND_ASSIGN(const std::vector<AuditRow> rows, store_->ReadAudit({}, Soon()));
  ASSERT_THAT(rows, SizeIs(4));
  EXPECT_TRUE(IsVoidAuditRow(rows[2]));
  EXPECT_EQ(ToAuditEntry(rows[2])->method(), "job:void");
  EXPECT_EQ(rows[3].entry, "LANGUAGE_BELOW_REQUIRED");
  // Nobody makes a row void that said something.
  Sql(
      absl::StrCat("DELETE FROM audit_subjects WHERE number = 1; UPDATE audit SET principal = '',"
                   " entry = ",
                   Bytes(rows[2].entry), ", time_micros = ", absl::ToUnixMicros(rows[2].time),
                   " WHERE number = 1"));
  ExpectBroken(1, AuditProblem::kChanged);
}

TEST_P(SealedAuditTest, AnotherMasterKeyChangesNothingAndAWrongOneOpensNothing) {
  Append(3);
  ASSERT_THAT(chainer_->ChainNow(Soon()), IsOk());
  chainer_.reset();
  store_.reset();
  const Key next = RandomKey();
  ASSERT_THAT(RotateMasterKey(site_.key_file(), site_.master(), next), IsOk());

  EXPECT_THAT(site_.Open(), StatusIs(StatusCode::kFailedPrecondition, HasSubstr("master key")));
  site_.SetMaster(next);
  Open();
  EXPECT_THAT(store_->ReadAudit({.subject = "candidates/c2"}, Soon()).value(), SizeIs(1));
  EXPECT_TRUE(chainer_->Verify(Soon())->intact());
}

TEST_P(SealedAuditTest, RowsOfAnEarlierVersionStayReadableAndChained) {
  chainer_.reset();
  store_.reset();
  SealedSite site(GetParam());
  std::vector<AuditRow> plain;
  {
    ASSERT_OK_AND_ASSIGN(const std::unique_ptr<Store> earlier, site.beneath().Open());
    Batch batch;
    for (int i = 0; i < 4; ++i) batch.audit.push_back(ARow(absl::StrCat("plain ", i)));
    ASSERT_THAT(earlier->Commit(batch, Soon()), IsOk());
    AuditChainer chainer(earlier.get(), AKey(), anchor(), absl::Hours(1));
    ASSERT_THAT(chainer.ChainNow(Soon()), IsOk());
    ASSERT_OK_AND_ASSIGN(plain, earlier->ReadAudit({}, Soon()));
  }
  for (int opening = 0; opening < 2; ++opening) {
    ASSERT_OK_AND_ASSIGN(const std::unique_ptr<Store> store, site.Open());
    AuditChainer chainer(site.database(), AKey(), anchor(), absl::Hours(1));
    Batch batch;
    batch.audit = {ARow("sealed"), ARow("sealed")};
    ASSERT_THAT(store->Commit(batch, Soon()), IsOk());
    ASSERT_THAT(chainer.ChainNow(Soon()), IsOk());

    EXPECT_EQ(chainer.Verify(Soon()).value(),
              (AuditVerification{6 + 2 * opening, 0, AuditProblem::kNone, 0}));
    ASSERT_OK_AND_ASSIGN(const std::vector<AuditRow> all, store->ReadAudit({}, Soon()));
    ASSERT_THAT(all, SizeIs(6 + 2 * opening));
    EXPECT_EQ((std::vector<AuditRow>{all[0], all[1], all[2], all[3]}), plain);
    EXPECT_EQ(all[5].entry, "sealed");
    const AuditQuery about = {.subject = "candidates/c1", .principal = "principals/p1"};
    EXPECT_EQ(store->ReadAudit(about, Soon()).value(), all);
    AuditQuery page = about;
    page.after = 2;
    page.limit = 3;
    EXPECT_EQ(store->ReadAudit(page, Soon()).value(),
              (std::vector<AuditRow>{all[2], all[3], all[4]}));
    page.after = 4;
    page.limit = 1;
    EXPECT_EQ(store->ReadAudit(page, Soon()).value(), (std::vector<AuditRow>{all[4]}));
  }
  // Whoever writes to the database cannot add one that says what they like.
  ASSERT_THAT(site.Sql("UPDATE audit SET entry = " + Bytes("plain 9") + " WHERE number = 5"),
              IsOk());
  ASSERT_OK_AND_ASSIGN(const std::unique_ptr<Store> store, site.Open());
  EXPECT_THAT(store->ReadAudit({}, Soon()), StatusIs(StatusCode::kDataLoss, HasSubstr("row 5")));
}

}  // namespace
}  // namespace banso
