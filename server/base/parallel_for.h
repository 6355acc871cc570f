// Loops whose steps do not wait for each other.
#ifndef BANSO_SERVER_BASE_PARALLEL_FOR_H_
#define BANSO_SERVER_BASE_PARALLEL_FOR_H_

#include <algorithm>
#include <cstddef>
#include <future>
#include <thread>
#include <vector>

namespace banso {

// Calls `visit(i)` once for every i in [0, count), on this thread and on others: neighbours on one
// thread, as many threads as the machine has processors and as there are to be had, and none that
// would get fewer than `least` steps. Returns when all are done. `visit` must not throw, nor write
// what another step reads or writes.
template <typename Visit>
void ParallelFor(size_t count, size_t least, const Visit& visit) {
  const size_t processors = std::max(1U, std::thread::hardware_concurrency());
  const size_t parts =
      std::clamp(count / std::max<size_t>(1, least), size_t{1}, size_t{processors});
  const auto run = [&](size_t part) {
    for (size_t i = count * part / parts; i < count * (part + 1) / parts; ++i) visit(i);
  };
  // What finds no thread is run by get(), on this one.
  std::vector<std::future<void>> others;
  for (size_t part = 1; part < parts; ++part) others.push_back(std::async(run, part));
  run(0);
  for (std::future<void>& other : others) other.get();
}

}  // namespace banso

#endif  // BANSO_SERVER_BASE_PARALLEL_FOR_H_
