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
#include "server/store/sqlite/sqlite_store.h"
#include "tests/access/memory_key_store.h"
#include "tests/support/fake_clock.h"
#include "tests/support/forwarding_store.h"
#include "tests/support/scratch_dir.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::testing::ElementsAre;
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

}  // namespace
}  // namespace banso
