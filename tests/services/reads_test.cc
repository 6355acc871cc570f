#include "server/services/reads.h"

#include <limits>

#include "gtest/gtest.h"
#include "tests/services/programme_test.h"
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

class WaitingReadsTest : public ProgrammeTest {
 protected:
  // What a read of a revision that nobody has made yet ends with.
  absl::Status Read(v1::Access::Role role, absl::Duration patience) {
    Call call = CallOf({.role = role, .principal = "principals/p"}, v1::Access::ALL);
    call.deadline = absl::Now() + patience;
    return SnapshotAt(context_, std::numeric_limits<int64_t>::max() / 2, call).status();
  }
};

TEST_F(WaitingReadsTest, StrangersWaitOnlyWhileFewDo) {
  waiting_.count = 2;
  for (const v1::Access::Role stranger : {v1::Access::PUBLIC, v1::Access::LINK}) {
    EXPECT_THAT(Read(stranger, absl::Seconds(30)), StatusIs(absl::StatusCode::kResourceExhausted));
  }
  EXPECT_THAT(Read(v1::Access::COORDINATOR, absl::Milliseconds(1)),
              StatusIs(absl::StatusCode::kDeadlineExceeded));
  EXPECT_EQ(waiting_.count, 2);

  waiting_.count = 1;
  EXPECT_THAT(Read(v1::Access::PUBLIC, absl::Milliseconds(1)),
              StatusIs(absl::StatusCode::kDeadlineExceeded));

  waiting_.count = waiting_.limit;
  EXPECT_THAT(Read(v1::Access::COORDINATOR, absl::Seconds(30)),
              StatusIs(absl::StatusCode::kResourceExhausted));
}

TEST_F(WaitingReadsTest, StrangersDoNotWaitForLong) {
  const absl::Time begin = absl::Now();

  EXPECT_THAT(Read(v1::Access::PUBLIC, absl::Seconds(60)),
              StatusIs(absl::StatusCode::kUnavailable));

  EXPECT_LT(absl::Now() - begin, absl::Seconds(50));
}

}  // namespace
}  // namespace banso
