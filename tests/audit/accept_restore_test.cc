#include "server/audit/accept_restore.h"

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "banso/v1/audit.pb.h"
#include "banso/v1/principal.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/audit/audit_chainer.h"
#include "server/audit/audit_entry.h"
#include "server/audit/audit_verifier.h"
#include "tests/audit/audit_rows.h"
#include "tests/audit/memory_store.h"
#include "tests/support/scratch_dir.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::absl::StatusCode;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Rows = std::vector<AuditRow>;

constexpr char kAdmin[] = "principals/admin";

class AcceptRestoreTest : public ::testing::Test {
 protected:
  void SetUp() override {
    PutPrincipal(kAdmin, v1::Access::ADMIN, false);
    Append(12);
    ASSERT_THAT(Chain(), IsOk());
  }

  void PutPrincipal(const std::string& name, v1::Access::Role role, bool disabled) {
    v1::Principal principal;
    principal.set_name(name);
    principal.set_role(role);
    principal.set_disabled(disabled);
    Batch batch;
    batch.writes = {{ResourceKind::kPrincipal, name, principal.SerializeAsString()}};
    ASSERT_THAT(store_.Commit(batch, Soon()), IsOk());
  }

  void Append(int rows) {
    Batch batch;
    for (int i = 0; i < rows; ++i) batch.audit.push_back(ARow(absl::StrCat("entry ", ++appended_)));
    ASSERT_THAT(store_.Commit(batch, Soon()), IsOk());
  }

  absl::Status Chain() {
    return AuditChainer(&store_, AKey(), anchor(), absl::Hours(1)).ChainNow(Soon());
  }

  // Puts the database back as it was when it had `rows` rows, of which the last `waiting` waited to
  // be chained.
  void Restore(int rows, int waiting = 0) {
    store_.Tamper([&](Rows& log) {
      log.resize(rows);
      for (int i = rows - waiting; i < rows; ++i) log[i].chain.clear();
    });
    store_.SetLastNumber(rows);
  }

  absl::StatusOr<AcceptedLoss> Accept(const std::string& admin = kAdmin) {
    return AcceptRestore(&store_, &store_, AKey(), anchor(), admin, now_, Soon());
  }

  AuditVerification Verify() {
    auto found = VerifyAudit(&store_, AKey(), AuditAnchorFile(anchor(), AKey()), Soon());
    EXPECT_THAT(found, IsOk());
    return found.value_or(AuditVerification());
  }

  std::string anchor() const { return dir_.File("anchor"); }

  const ScratchDir dir_;
  const absl::Time now_ = absl::FromUnixSeconds(1'800'000'000);
  MemoryStore store_;
  int appended_ = 0;
};

TEST_F(AcceptRestoreTest, WhatWasCutOffIsToldFromThenOnAndTheChainGoesOn) {
  Restore(8);
  ASSERT_EQ(Verify().problem, AuditProblem::kCutOff);

  ASSERT_OK_AND_ASSIGN(const AcceptedLoss loss, Accept());

  EXPECT_EQ(loss, (AcceptedLoss{9, 12, 9}));
  AuditVerification found = Verify();
  EXPECT_TRUE(found.intact());
  EXPECT_EQ(found.verified, 9);
  EXPECT_THAT(found.accepted, ElementsAre(loss));
  Append(20);
  ASSERT_THAT(Chain(), IsOk());
  found = Verify();
  EXPECT_TRUE(found.intact());
  EXPECT_EQ(found.verified, 29);
  EXPECT_THAT(found.accepted, ElementsAre(loss));
}

TEST_F(AcceptRestoreTest, TheLogSaysWhoWhenAndWhat) {
  Restore(8);
  ASSERT_THAT(Accept(), IsOk());

  ASSERT_OK_AND_ASSIGN(const v1::AuditEntry entry, ToAuditEntry(store_.rows().back()));
  EXPECT_EQ(entry.number(), 9);
  EXPECT_EQ(entry.method(), "job:accept-restore");
  EXPECT_EQ(entry.principal(), kAdmin);
  EXPECT_EQ(entry.role(), v1::Access::SYSTEM);
  EXPECT_EQ(entry.entry_time().seconds(), 1'800'000'000);
  EXPECT_TRUE(entry.wrote());
  EXPECT_THAT(entry.subjects(), ElementsAre(kAdmin));
  EXPECT_THAT(entry.changes(), ElementsAre("RESTORE_ACCEPTED:9-12"));
}

TEST_F(AcceptRestoreTest, RowsOfAfterTheRestoreAreKeptAndChained) {
  // Two rows of the backup waited to be chained, and a server ran on it past the number that the
  // anchor holds.
  Restore(8, 2);
  Append(9);
  ASSERT_THAT(Chain(), StatusIs(StatusCode::kDataLoss));
  ASSERT_EQ(Verify().first_broken, 7);

  ASSERT_OK_AND_ASSIGN(const AcceptedLoss loss, Accept());

  EXPECT_EQ(loss, (AcceptedLoss{7, 12, 18}));
  const AuditVerification found = Verify();
  EXPECT_TRUE(found.intact());
  EXPECT_EQ(found.verified, 18);
}

TEST_F(AcceptRestoreTest, EveryChangeAfterwardsIsStillFound) {
  Restore(8);
  Append(3);
  ASSERT_THAT(Accept(), IsOk());
  const Rows log = store_.rows();
  for (size_t i = 0; i < log.size(); ++i) {
    store_.Tamper([&](Rows& rows) { rows[i].entry += "!"; });
    EXPECT_EQ(Verify().first_broken, log[i].number);
    EXPECT_EQ(Verify().problem, AuditProblem::kChanged);
    store_.Tamper([&](Rows& rows) { rows = log; });
  }
  store_.Tamper([&](Rows& rows) { rows.pop_back(); });
  EXPECT_EQ(Verify().problem, AuditProblem::kCutOff);
}

TEST_F(AcceptRestoreTest, ASecondRestoreTakesInTheFirstWhereThatIsLostToo) {
  Restore(8);
  ASSERT_THAT(Accept(), IsOk());
  Append(5);
  ASSERT_THAT(Chain(), IsOk());
  Restore(11);
  ASSERT_EQ(Accept().value(), (AcceptedLoss{12, 14, 12}));
  EXPECT_THAT(Verify().accepted, ElementsAre(AcceptedLoss{9, 12, 9}, AcceptedLoss{12, 14, 12}));

  Restore(4);
  ASSERT_EQ(Accept().value(), (AcceptedLoss{5, 12, 5}));

  EXPECT_THAT(Verify().accepted, ElementsAre(AcceptedLoss{5, 12, 5}));
  EXPECT_TRUE(Verify().intact());
}

TEST_F(AcceptRestoreTest, AnEmptyDatabaseOfBeforeEverythingCanBeAccepted) {
  Restore(0);

  EXPECT_EQ(Accept().value(), (AcceptedLoss{1, 12, 1}));
  EXPECT_TRUE(Verify().intact());
}

TEST_F(AcceptRestoreTest, ItIsToldUntilRetentionForgetsTheRowThatSaysSo) {
  Restore(8);
  ASSERT_THAT(Accept(), IsOk());
  Append(5);
  AuditChainer chainer(&store_, AKey(), anchor(), absl::Hours(1));
  ASSERT_THAT(chainer.ChainNow(Soon()), IsOk());

  ASSERT_THAT(chainer.Forget(8, Soon()), IsOk());
  EXPECT_THAT(Verify().accepted, ElementsAre(AcceptedLoss{9, 12, 9}));
  ASSERT_THAT(chainer.Forget(9, Soon()), IsOk());

  EXPECT_THAT(Verify().accepted, IsEmpty());
  EXPECT_TRUE(Verify().intact());
}

TEST_F(AcceptRestoreTest, AWholeLogHasNothingToAccept) {
  Append(3);
  const Rows log = store_.rows();

  EXPECT_THAT(Accept(), StatusIs(StatusCode::kFailedPrecondition, HasSubstr("nothing to accept")));
  EXPECT_EQ(store_.rows(), log);
}

TEST_F(AcceptRestoreTest, WhatNoRestoreDoesIsRefusedAndChangesNothing) {
  Append(3);
  const Rows whole = store_.rows();
  const std::vector<std::function<void(Rows&)>> changes = {
      [](Rows& log) { log[3].entry += "!"; },
      [](Rows& log) { log.erase(log.begin() + 3); },
      [](Rows& log) { std::swap(log[3].number, log[4].number); },
      [](Rows& log) { log[3].chain.clear(); },
      [](Rows& log) { log.resize(8); },  // but the count of the store stays
  };
  for (size_t i = 0; i < changes.size(); ++i) {
    store_.Tamper([&](Rows& log) {
      log = whole;
      changes[i](log);
    });
    const Rows log = store_.rows();
    const AuditVerification before = Verify();

    EXPECT_THAT(Accept(), StatusIs(StatusCode::kDataLoss)) << i;
    EXPECT_EQ(store_.rows(), log);
    EXPECT_EQ(Verify(), before);
  }
}

TEST_F(AcceptRestoreTest, OnlyAnAdminAccepts) {
  PutPrincipal("principals/coordinator", v1::Access::COORDINATOR, false);
  PutPrincipal("principals/former", v1::Access::ADMIN, true);
  Restore(8);
  for (const char* name :
       {"", "principals/nobody", "principals/coordinator", "principals/former"}) {
    EXPECT_THAT(Accept(name), StatusIs(StatusCode::kInvalidArgument)) << name;
  }
  EXPECT_EQ(Verify().problem, AuditProblem::kCutOff);
}

TEST_F(AcceptRestoreTest, WithoutAnAnchorOrItsKeyNothingIsAccepted) {
  Restore(8);
  EXPECT_THAT(AcceptRestore(&store_, &store_, AKey(9), anchor(), kAdmin, now_, Soon()),
              StatusIs(StatusCode::kDataLoss));
  EXPECT_THAT(AcceptRestore(&store_, &store_, AKey(), dir_.File("none"), kAdmin, now_, Soon()),
              StatusIs(StatusCode::kFailedPrecondition));
}

TEST_F(AcceptRestoreTest, ADatabaseOlderThanWhatWasForgottenIsRefused) {
  AuditChainer chainer(&store_, AKey(), anchor(), absl::Hours(1));
  ASSERT_THAT(chainer.Forget(9, Soon()), IsOk());
  store_.Tamper([](Rows& log) { log.clear(); });
  store_.SetLastNumber(8);

  EXPECT_THAT(Accept(), StatusIs(StatusCode::kFailedPrecondition, HasSubstr("retention")));
}

}  // namespace
}  // namespace banso
