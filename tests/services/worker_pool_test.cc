#include "server/services/worker_pool.h"

#include <atomic>
#include <future>
#include <string>

#include "absl/time/clock.h"
#include "gtest/gtest.h"

namespace banso {
namespace {

TEST(WorkerPoolTest, RunsWhatItTookBeforeItEnds) {
  std::atomic<int> runs = 0;
  {
    WorkerPool pool(2, 100);
    for (int i = 0; i < 100; ++i)
      EXPECT_EQ(pool.TryAdd([&] { ++runs; }), WorkerPool::Offer::kTaken);
  }
  EXPECT_EQ(runs, 100);
}

// A pool whose one thread is busy until it is let go.
class BusyPool {
 public:
  explicit BusyPool(size_t queue_limit) : pool_(1, queue_limit) {
    std::promise<void> started;
    EXPECT_EQ(pool_.TryAdd([&] {
      started.set_value();
      release_.get_future().wait();
    }),
              WorkerPool::Offer::kTaken);
    started.get_future().wait();
  }
  ~BusyPool() { LetGo(); }

  void LetGo() {
    if (!gone_) release_.set_value();
    gone_ = true;
  }
  WorkerPool& pool() { return pool_; }

 private:
  bool gone_ = false;
  std::promise<void> release_;
  WorkerPool pool_;
};

TEST(WorkerPoolTest, TurnsTasksAwayWhenTooManyWait) {
  BusyPool busy(1);

  EXPECT_EQ(busy.pool().TryAdd([] {}), WorkerPool::Offer::kTaken);
  EXPECT_EQ(busy.pool().TryAdd([] {}), WorkerPool::Offer::kFull);
  const WorkerPool::Load load = busy.pool().load();
  EXPECT_EQ(load.waiting, 1u);
  EXPECT_EQ(load.running, 1);
  EXPECT_EQ(load.full, 1);
  EXPECT_EQ(load.too_late, 0);
}

TEST(WorkerPoolTest, TurnsTasksAwayThatNobodyWaitsForAnyMore) {
  WorkerPool pool(1, 1);

  EXPECT_EQ(pool.TryAdd([] {}, absl::Now() - absl::Milliseconds(1)), WorkerPool::Offer::kTooLate);
  EXPECT_EQ(pool.load().too_late, 1);
}

TEST(WorkerPoolTest, TheFrontGoesFirstAlsoWhereTheOtherLaneIsFull) {
  std::string order;
  {
    BusyPool busy(1);
    EXPECT_EQ(busy.pool().TryAdd([&] { order += "usual "; }), WorkerPool::Offer::kTaken);
    EXPECT_EQ(busy.pool().TryAdd([&] { order += "front "; }, absl::InfiniteFuture(),
                                 WorkerPool::Lane::kFront),
              WorkerPool::Offer::kTaken);
    busy.LetGo();
  }
  EXPECT_EQ(order, "front usual ");
}

TEST(WorkerPoolTest, TheBackGoesLastAndMakesNobodyElseWait) {
  std::string order;
  {
    BusyPool busy(1);
    EXPECT_EQ(busy.pool().TryAdd([&] { order += "back "; }, absl::InfiniteFuture(),
                                 WorkerPool::Lane::kBack),
              WorkerPool::Offer::kTaken);
    EXPECT_EQ(busy.pool().load().waiting, 0u);
    EXPECT_EQ(busy.pool().TryAdd([&] { order += "usual "; }), WorkerPool::Offer::kTaken);
    busy.LetGo();
  }
  EXPECT_EQ(order, "usual back ");
}

TEST(WorkerPoolTest, TheBackLeavesAThreadToOthers) {
  Mutex mu;
  CondVar changed;
  bool called = false;
  WorkerPool pool(2, 8);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(pool.TryAdd(
                  [&] {
                    MutexLock lock(&mu);
                    while (!called) changed.Wait(&mu);
                  },
                  absl::InfiniteFuture(), WorkerPool::Lane::kBack),
              WorkerPool::Offer::kTaken);
  }
  EXPECT_EQ(pool.TryAdd([&] {
    MutexLock lock(&mu);
    called = true;
    changed.NotifyAll();
  }),
            WorkerPool::Offer::kTaken);
}

TEST(WorkerPoolTest, OnceClosedItTakesNothingAndRunsWhatItTook) {
  bool ran = false;
  {
    BusyPool busy(1);
    EXPECT_EQ(busy.pool().TryAdd([&] { ran = true; }), WorkerPool::Offer::kTaken);

    busy.pool().Close();

    EXPECT_EQ(busy.pool().TryAdd([] {}), WorkerPool::Offer::kClosed);
    busy.LetGo();
  }
  EXPECT_TRUE(ran);
}

}  // namespace
}  // namespace banso
