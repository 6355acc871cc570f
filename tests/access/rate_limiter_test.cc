#include "server/access/rate_limiter.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "server/convert/status_details.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

constexpr absl::Time kStart = absl::FromUnixSeconds(1'800'000'000);

// How many calls of `key` succeed in a row.
int CallsLeft(RateLimiter* limiter, absl::string_view key, absl::Time now) {
  int calls = 0;
  while (calls < 1000 && limiter->Take(key, now).ok()) ++calls;
  return calls;
}

template <typename Detail>
Detail DetailIn(const absl::Status& status) {
  Detail detail;
  const google::rpc::Status rpc = ToRpcStatus(status);
  for (const auto& any : rpc.details()) {
    if (any.type_url() == "type.googleapis.com/" + Detail::descriptor()->full_name()) {
      detail.ParseFromString(any.value());
    }
  }
  return detail;
}

TEST(RateLimiterTest, ABurstIsFreeAndThenOneCallComesBackAtATime) {
  RateLimiter limiter({.per_second = 10, .burst = 20});

  EXPECT_EQ(CallsLeft(&limiter, "a", kStart), 20);
  EXPECT_EQ(CallsLeft(&limiter, "a", kStart + absl::Milliseconds(99)), 0);
  EXPECT_EQ(CallsLeft(&limiter, "a", kStart + absl::Milliseconds(100)), 1);
  EXPECT_EQ(CallsLeft(&limiter, "a", kStart + absl::Hours(1)), 20);
}

TEST(RateLimiterTest, ARefusalSaysWhenToTryAgainAndThenThereIsACall) {
  RateLimiter limiter({.per_second = 4, .burst = 1});
  ASSERT_THAT(limiter.Take("a", kStart), IsOk());

  const absl::Status status = limiter.Take("a", kStart);

  EXPECT_THAT(status, StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_EQ(DetailIn<google::rpc::ErrorInfo>(status).reason(), "RATE_LIMITED");
  const auto delay = DetailIn<google::rpc::RetryInfo>(status).retry_delay();
  EXPECT_EQ(delay.seconds(), 0);
  EXPECT_EQ(delay.nanos(), 250'000'000);
  EXPECT_THAT(limiter.Take("a", kStart + absl::Nanoseconds(delay.nanos())), IsOk());
}

TEST(RateLimiterTest, KeysDoNotShare) {
  RateLimiter limiter({.per_second = 1, .burst = 3});
  ASSERT_EQ(CallsLeft(&limiter, "a", kStart), 3);

  EXPECT_EQ(CallsLeft(&limiter, "b", kStart), 3);
}

TEST(RateLimiterTest, ARateOfZeroDoesNotLimit) {
  RateLimiter limiter({.per_second = 0, .burst = 0});

  EXPECT_EQ(CallsLeft(&limiter, "a", kStart), 1000);
}

TEST(RateLimiterTest, AClockThatIsSetBackNeitherFillsNorEmptiesABucket) {
  RateLimiter limiter({.per_second = 1, .burst = 2});
  ASSERT_THAT(limiter.Take("a", kStart), IsOk());

  EXPECT_EQ(CallsLeft(&limiter, "a", kStart - absl::Hours(1)), 1);
  EXPECT_EQ(CallsLeft(&limiter, "a", kStart), 0);
  EXPECT_EQ(CallsLeft(&limiter, "a", kStart + absl::Seconds(1)), 1);
}

TEST(RateLimiterTest, AFloodOfKeysShareOneBucketUntilOthersAreFullAgain) {
  RateLimiter limiter({.per_second = 1, .burst = 2}, /*max_keys=*/10);
  for (int i = 0; i < 10; ++i) {
    ASSERT_THAT(limiter.Take(absl::StrCat("early", i), kStart), IsOk());
  }

  EXPECT_THAT(limiter.Take("late1", kStart), IsOk());
  EXPECT_THAT(limiter.Take("late2", kStart), IsOk());
  EXPECT_THAT(limiter.Take("late3", kStart), StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(limiter.Take("early3", kStart), IsOk()) << "those known before are not touched";
  const absl::Time later = kStart + absl::Seconds(5);
  EXPECT_EQ(CallsLeft(&limiter, "late3", later), 2);
  EXPECT_EQ(CallsLeft(&limiter, "late4", later), 2);
}

}  // namespace
}  // namespace banso
