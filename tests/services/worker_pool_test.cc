#include "server/services/worker_pool.h"

#include <atomic>
#include <future>

#include "gtest/gtest.h"

namespace banso {
namespace {

TEST(WorkerPoolTest, RunsWhatItTookBeforeItEnds) {
  std::atomic<int> runs = 0;
  {
    WorkerPool pool(2, 100);
    for (int i = 0; i < 100; ++i) EXPECT_TRUE(pool.TryAdd([&] { ++runs; }));
  }
  EXPECT_EQ(runs, 100);
}

TEST(WorkerPoolTest, TurnsTasksAwayWhenTooManyWait) {
  std::promise<void> started;
  std::promise<void> release;
  std::shared_future<void> released = release.get_future().share();
  WorkerPool pool(1, 1);
  ASSERT_TRUE(pool.TryAdd([&] {
    started.set_value();
    released.wait();
  }));
  started.get_future().wait();

  EXPECT_TRUE(pool.TryAdd([] {}));
  EXPECT_FALSE(pool.TryAdd([] {}));
  release.set_value();
}

}  // namespace
}  // namespace banso
