#include "server/access/bootstrap.h"

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "banso/v1/audit.pb.h"
#include "banso/v1/principal.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/access/bearer_token.h"
#include "server/convert/calendar_convert.h"
#include "server/store/forwarding_store.h"
#include "server/store/sqlite/sqlite_store.h"
#include "tests/access/memory_key_store.h"
#include "tests/support/fake_clock.h"
#include "tests/support/scratch_dir.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::SizeIs;

absl::Time Soon() { return absl::Now() + absl::Seconds(30); }

// A store that never shows the principals that another process has just made.
class BlindStore final : public ForwardingStore {
 public:
  using ForwardingStore::ForwardingStore;

  absl::StatusOr<std::vector<Resource>> Scan(ResourceKind, absl::string_view, int,
                                             absl::Time) override {
    return std::vector<Resource>();
  }
};

class BootstrapTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto store = OpenSqliteStore(dir_.File("store.db"));
    ASSERT_THAT(store, IsOk());
    store_ = *std::move(store);
  }

  std::vector<Resource> All(ResourceKind kind) {
    auto rows = store_->Scan(kind, "", 100, Soon());
    EXPECT_THAT(rows, IsOk());
    return rows.value_or(std::vector<Resource>());
  }

  const ScratchDir dir_;
  FakeClock clock_{absl::FromUnixSeconds(1'800'000'000)};
  MemoryKeyStore keys_;
  std::unique_ptr<Store> store_;
};

TEST_F(BootstrapTest, MakesAnAdminWithATokenWhoseSecretIsNotKept) {
  ASSERT_OK_AND_ASSIGN(const std::string secret, Bootstrap(store_.get(), &keys_, clock_));

  const std::vector<Resource> principals = All(ResourceKind::kPrincipal);
  const std::vector<Resource> tokens = All(ResourceKind::kToken);
  ASSERT_THAT(principals, SizeIs(1));
  ASSERT_THAT(tokens, SizeIs(1));
  v1::Principal principal;
  v1::Token token;
  ASSERT_TRUE(principal.ParseFromString(principals[0].message));
  ASSERT_TRUE(token.ParseFromString(tokens[0].message));
  EXPECT_EQ(principal.role(), v1::Access::ADMIN);
  EXPECT_EQ(token.name().rfind(principal.name() + "/tokens/", 0), 0u);
  EXPECT_EQ(ToTime(token.expire_time()), clock_.Now() + absl::Hours(90 * 24));
  ASSERT_OK_AND_ASSIGN(const BearerTokens hashes, BearerTokens::FromKeys(&keys_));
  EXPECT_EQ(token.secret_hash(), hashes.HashOf(secret));
  EXPECT_EQ(tokens[0].message.find(secret), std::string::npos);
}

TEST_F(BootstrapTest, IsWrittenToTheAuditLog) {
  ASSERT_THAT(Bootstrap(store_.get(), &keys_, clock_), IsOk());

  ASSERT_OK_AND_ASSIGN(const std::vector<AuditRow> rows, store_->ReadAudit({}, Soon()));
  ASSERT_THAT(rows, SizeIs(1));
  v1::AuditEntry entry;
  ASSERT_TRUE(entry.ParseFromString(rows[0].entry));
  EXPECT_EQ(entry.method(), "job:bootstrap");
  EXPECT_THAT(entry.changes(), ElementsAre("PRINCIPAL_CREATED:ADMIN", "TOKEN_ISSUED"));
}

TEST_F(BootstrapTest, IsRefusedOnceThereIsAnyPrincipal) {
  ASSERT_THAT(Bootstrap(store_.get(), &keys_, clock_), IsOk());

  EXPECT_THAT(Bootstrap(store_.get(), &keys_, clock_),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(All(ResourceKind::kPrincipal), SizeIs(1));
}

TEST_F(BootstrapTest, OfTwoProcessesAtOnceOneMakesTheAdmin) {
  BlindStore blind(store_.get());
  ASSERT_THAT(Bootstrap(&blind, &keys_, clock_), IsOk());

  EXPECT_THAT(Bootstrap(&blind, &keys_, clock_), StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(All(ResourceKind::kPrincipal), SizeIs(1));
  EXPECT_THAT(All(ResourceKind::kToken), SizeIs(1));
}

TEST_F(BootstrapTest, RecoveryMakesOneMoreAdminForADayAndRevokesNothing) {
  ASSERT_THAT(Bootstrap(store_.get(), &keys_, clock_), IsOk());
  const std::vector<Resource> before = All(ResourceKind::kPrincipal);
  const std::vector<Resource> tokens = All(ResourceKind::kToken);
  clock_.Advance(absl::Hours(100 * 24));

  ASSERT_OK_AND_ASSIGN(const RecoveredAdmin admin, RecoverAdmin(store_.get(), &keys_, clock_));

  EXPECT_THAT(admin.good_tokens, IsEmpty()) << "the first one has expired";
  EXPECT_THAT(All(ResourceKind::kPrincipal), AllOf(SizeIs(2), IsSupersetOf(before)));
  EXPECT_THAT(All(ResourceKind::kToken), AllOf(SizeIs(2), IsSupersetOf(tokens)));
  ASSERT_OK_AND_ASSIGN(const BearerTokens hashes, BearerTokens::FromKeys(&keys_));
  bool found = false;
  for (const Resource& resource : All(ResourceKind::kToken)) {
    v1::Token token;
    ASSERT_TRUE(token.ParseFromString(resource.message));
    if (token.secret_hash() != hashes.HashOf(admin.secret)) continue;
    found = true;
    EXPECT_EQ(token.name().rfind(admin.principal + "/tokens/", 0), 0u);
    EXPECT_EQ(ToTime(token.expire_time()), clock_.Now() + absl::Hours(24));
  }
  EXPECT_TRUE(found);
  ASSERT_OK_AND_ASSIGN(const Resource made,
                       store_->Get(ResourceKind::kPrincipal, admin.principal, Soon()));
  v1::Principal principal;
  ASSERT_TRUE(principal.ParseFromString(made.message));
  EXPECT_EQ(principal.role(), v1::Access::ADMIN);
}

TEST_F(BootstrapTest, RecoveryIsWrittenToTheAuditLogInTheSameCommit) {
  ASSERT_THAT(Bootstrap(store_.get(), &keys_, clock_), IsOk());
  const Revision before = store_->CurrentRevision(Soon()).value();

  ASSERT_OK_AND_ASSIGN(const RecoveredAdmin admin, RecoverAdmin(store_.get(), &keys_, clock_));

  EXPECT_EQ(store_->CurrentRevision(Soon()).value(), before + 1);
  ASSERT_OK_AND_ASSIGN(const std::vector<AuditRow> rows, store_->ReadAudit({}, Soon()));
  ASSERT_THAT(rows, SizeIs(2));
  v1::AuditEntry entry;
  ASSERT_TRUE(entry.ParseFromString(rows[1].entry));
  EXPECT_EQ(entry.method(), "job:recover-admin");
  EXPECT_THAT(entry.subjects(), ElementsAre(admin.principal));
  EXPECT_THAT(entry.changes(), ElementsAre("PRINCIPAL_CREATED:ADMIN", "TOKEN_ISSUED"));
}

TEST_F(BootstrapTest, RecoveryTellsWhichTokensOfAdminsAreStillGood) {
  ASSERT_THAT(Bootstrap(store_.get(), &keys_, clock_), IsOk());
  const std::string good = All(ResourceKind::kToken)[0].name;
  // Beside it: a revoked token, one of a disabled admin, and one of a coordinator.
  Batch batch;
  const auto add = [&](const std::string& id, v1::Access::Role role, bool disabled, bool revoked) {
    v1::Principal principal;
    principal.set_name("principals/" + id);
    principal.set_role(role);
    principal.set_disabled(disabled);
    v1::Token token;
    token.set_name(principal.name() + "/tokens/t");
    *token.mutable_expire_time() = FromTime(clock_.Now() + absl::Hours(1));
    if (revoked) *token.mutable_revoke_time() = FromTime(clock_.Now());
    batch.writes.push_back(
        {ResourceKind::kPrincipal, principal.name(), principal.SerializeAsString()});
    batch.writes.push_back({ResourceKind::kToken, token.name(), token.SerializeAsString()});
  };
  add("revoked", v1::Access::ADMIN, false, true);
  add("disabled", v1::Access::ADMIN, true, false);
  add("coordinator", v1::Access::COORDINATOR, false, false);
  ASSERT_THAT(store_->Commit(batch, Soon()), IsOk());

  ASSERT_OK_AND_ASSIGN(const RecoveredAdmin admin, RecoverAdmin(store_.get(), &keys_, clock_));

  EXPECT_THAT(admin.good_tokens, ElementsAre(good));
}

TEST_F(BootstrapTest, WithoutAnyPrincipalThereIsNothingToRecover) {
  EXPECT_THAT(RecoverAdmin(store_.get(), &keys_, clock_),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(All(ResourceKind::kPrincipal), IsEmpty());
}

}  // namespace
}  // namespace banso
