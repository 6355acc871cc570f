#include "server/base/parallel_for.h"

#include <atomic>
#include <thread>
#include <vector>

#include "gtest/gtest.h"

namespace banso {
namespace {

TEST(ParallelForTest, EveryStepIsTakenOnce) {
  for (const size_t count : {0, 1, 2, 3, 7, 100, 1001}) {
    for (const size_t least : {0, 1, 2, 50, 5000}) {
      std::vector<std::atomic<int>> taken(count);
      ParallelFor(count, least, [&](size_t i) { ++taken[i]; });
      for (const auto& times : taken) EXPECT_EQ(times, 1) << count << " " << least;
    }
  }
}

TEST(ParallelForTest, FewStepsStayOnThisThread) {
  const std::thread::id here = std::this_thread::get_id();
  ParallelFor(99, 50, [&](size_t) { EXPECT_EQ(std::this_thread::get_id(), here); });
}

}  // namespace
}  // namespace banso
