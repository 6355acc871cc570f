#include "server/services/reads.h"

#include <limits>

#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

TEST(ReadsTest, PageTokensWithNumbersThatNoServerWritesAreRefused) {
  constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
  constexpr int64_t kMin = std::numeric_limits<int64_t>::min();
  EXPECT_THAT(CheckPageToken({"candidates/c", 20, 1'796'083'200'000'000}), IsOk());
  for (const PageToken& token :
       {PageToken{"candidates/c", -1, 0}, PageToken{"candidates/c", kMax, 0},
        PageToken{"candidates/c", 0, kMin}, PageToken{"candidates/c", 0, kMax}}) {
    EXPECT_THAT(CheckPageToken(token), StatusIs(absl::StatusCode::kInvalidArgument));
  }
}

}  // namespace
}  // namespace banso
