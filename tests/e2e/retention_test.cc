// Retention over RPC.
#include "tests/e2e/introductions.h"

namespace banso {
namespace {

class RetentionTest : public IntroductionsTest {
 protected:
  v1::RunRetentionResponse Run(bool validate_only) {
    v1::RunRetentionRequest request;
    request.set_validate_only(validate_only);
    return server().Call(request, &v1::OperationsService::Stub::RunRetention, *operations_);
  }
};
BANSO_E2E_ON_BOTH_STORES(RetentionTest);

TEST_P(RetentionTest, ADryRunTellsWhatARunDoes) {
  const v1::Candidate old = server().Create(ACandidate());
  server().clock().Advance(absl::Hours(24));
  const v1::Candidate young = server().Create(ACandidate());
  // 2026-12-01 to 2027-12-01 is 365 days.
  server().clock().Set(TestNow() + absl::Hours(365 * 24) - absl::Microseconds(1));
  EXPECT_EQ(Run(true).total(), 0);
  server().clock().Set(TestNow() + absl::Hours(365 * 24));
  const Revision before = StoreRevision();

  const v1::RunRetentionResponse told = Run(true);

  EXPECT_EQ(StoreRevision(), before);
  ASSERT_EQ(told.items_size(), 1);
  EXPECT_EQ(told.items(0).name(), old.name());
  EXPECT_EQ(told.items(0).kind(), v1::RetentionItem::NOT_ACCEPTED);
  EXPECT_EQ(told.items(0).due_time().seconds(), absl::ToUnixSeconds(TestNow()) + 365 * 86400);
  const v1::RunRetentionResponse done = Run(false);
  EXPECT_EQ(done.SerializeAsString(), told.SerializeAsString());
  const auto snapshot = server().server().catalog()->Current();
  EXPECT_EQ(snapshot->candidates().Find(old.name()), nullptr);
  EXPECT_NE(snapshot->candidates().Find(young.name()), nullptr);
  EXPECT_EQ(snapshot->tombstones().size(), 1);
  EXPECT_EQ(Run(false).total(), 0);
}

TEST_P(RetentionTest, OnlyAnAdminRunsItAndSets) {
  v1::UpdateSettingsRequest update;
  update.mutable_settings()->set_name("settings/programme");
  update.mutable_settings()->set_desk_contact("elsewhere");

  EXPECT_THAT(server().Try(v1::RunRetentionRequest(), &v1::OperationsService::Stub::RunRetention,
                           server().operations()),
              HasCode(grpc::PERMISSION_DENIED));
  EXPECT_THAT(
      server().Try(update, &v1::OperationsService::Stub::UpdateSettings, server().operations()),
      HasCode(grpc::PERMISSION_DENIED));
  EXPECT_EQ(server()
                .Call(v1::GetSettingsRequest(), &v1::OperationsService::Stub::GetSettings,
                      server().operations())
                .desk_contact(),
            "desk@example.org");
}

}  // namespace
}  // namespace banso
