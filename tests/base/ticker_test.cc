#include "server/base/ticker.h"

#include <atomic>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "gmock/gmock.h"

namespace banso {
namespace {

using ::testing::ElementsAre;

// A job that was begun: when, until when it may take, and when it ended.
struct Begun {
  std::string name;
  absl::Time begin;
  absl::Time deadline;
  absl::Time end;
};

class Diary {
 public:
  PeriodicJob AJob(std::string name, absl::Duration timeout, absl::Duration takes = {}) {
    return {name, timeout, [this, name, takes](absl::Time deadline) {
              Begun begun = {name, SteadyNow(), deadline, {}};
              absl::SleepFor(takes);
              begun.end = SteadyNow();
              MutexLock lock(&mu_);
              begun_.push_back(std::move(begun));
              changed_.NotifyAll();
            }};
  }
  // Once there are so many.
  std::vector<Begun> WaitFor(size_t count) {
    const absl::Time deadline = absl::Now() + absl::Seconds(30);
    MutexLock lock(&mu_);
    while (begun_.size() < count && changed_.WaitUntil(&mu_, deadline)) {
    }
    return begun_;
  }

 private:
  Mutex mu_;
  CondVar changed_;
  std::vector<Begun> begun_ ABSL_GUARDED_BY(mu_);
};

TEST(TickerTest, JobsAreDoneOneAfterTheOtherInTheirOrderRoundAfterRound) {
  Diary diary;
  const Ticker ticker(
      absl::ZeroDuration(), absl::Milliseconds(1),
      {diary.AJob("first", absl::Seconds(1), absl::Milliseconds(5)),
       diary.AJob("second", absl::Seconds(1)), diary.AJob("third", absl::Seconds(1))});

  const std::vector<Begun> begun = diary.WaitFor(6);

  ASSERT_GE(begun.size(), 6u);
  std::vector<std::string> names;
  for (size_t i = 0; i < 6; ++i) {
    names.push_back(begun[i].name);
    if (i > 0) {
      EXPECT_GE(begun[i].begin, begun[i - 1].end);
    }
  }
  EXPECT_THAT(names, ElementsAre("first", "second", "third", "first", "second", "third"));
}

TEST(TickerTest, EachHasItsOwnTimeHoweverLongThoseBeforeTook) {
  Diary diary;
  const Ticker ticker(
      absl::ZeroDuration(), absl::Hours(1),
      {diary.AJob("slow", absl::Milliseconds(1), absl::Milliseconds(20)),
       diary.AJob("next", absl::Seconds(5)), diary.AJob("last", absl::Minutes(10))});

  const std::vector<Begun> begun = diary.WaitFor(3);

  ASSERT_EQ(begun.size(), 3u);
  EXPECT_GE(begun[1].deadline, begun[0].end + absl::Seconds(5));
  EXPECT_LE(begun[1].deadline, begun[1].begin + absl::Seconds(5));
  EXPECT_GE(begun[2].deadline, begun[1].end + absl::Minutes(10));
  EXPECT_LE(begun[2].deadline, begun[2].begin + absl::Minutes(10));
}

TEST(TickerTest, WhoStopsWaitsForTheJobUnderWayAndBeginsNoOther) {
  Diary diary;
  std::atomic<bool> begun = false;
  std::atomic<bool> stopping = false;
  std::atomic<bool> ended = false;
  auto ticker =
      std::make_unique<Ticker>(absl::ZeroDuration(), absl::ZeroDuration(),
                               std::vector<PeriodicJob>{{"under_way", absl::Seconds(1),
                                                         [&](absl::Time) {
                                                           begun = true;
                                                           while (!stopping)
                                                             absl::SleepFor(absl::Milliseconds(1));
                                                           // Long enough for the other thread to
                                                           // take the last step.
                                                           absl::SleepFor(absl::Milliseconds(300));
                                                           ended = true;
                                                         }},
                                                        diary.AJob("next", absl::Seconds(1))});
  while (!begun) absl::SleepFor(absl::Milliseconds(1));

  stopping = true;
  ticker.reset();

  EXPECT_TRUE(ended);
  EXPECT_TRUE(diary.WaitFor(0).empty());
}

TEST(TickerTest, NothingIsDoneBeforeTheFirstDelay) {
  Diary diary;
  {
    const Ticker ticker(absl::Hours(1), absl::ZeroDuration(),
                        {diary.AJob("never", absl::Seconds(1))});
  }
  EXPECT_TRUE(diary.WaitFor(0).empty());
}

}  // namespace
}  // namespace banso
