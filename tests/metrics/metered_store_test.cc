#include "server/metrics/metered_store.h"

#include <memory>
#include <string>

#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "server/store/sqlite/sqlite_store.h"
#include "tests/support/scratch_dir.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(MeteredStoreTest, CallsAreCountedByOperationAndCode) {
  const ScratchDir dir;
  Metrics metrics;
  ASSERT_OK_AND_ASSIGN(auto inner, OpenSqliteStore(dir.File("banso.db")));
  MeteredStore store(std::move(inner), &metrics);
  const absl::Time deadline = absl::Now() + absl::Minutes(1);
  Batch batch;
  batch.claims.push_back({"key", "employers/none", ""});

  EXPECT_THAT(store.CurrentRevision(deadline), IsOk());
  EXPECT_THAT(store.Get(ResourceKind::kEmployer, "employers/none", deadline),
              StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(store.Commit(batch, deadline), IsOk());

  EXPECT_THAT(
      metrics.Text(),
      AllOf(HasSubstr(
                "banso_store_call_seconds_count{code=\"OK\",operation=\"current_revision\"} 1\n"),
            HasSubstr("banso_store_call_seconds_count{code=\"NOT_FOUND\",operation=\"get\"} 1\n"),
            HasSubstr("banso_store_call_seconds_count{code=\"OK\",operation=\"commit\"} 1\n"),
            HasSubstr("banso_store_calls_in_flight 0\n")));
}

}  // namespace
}  // namespace banso
