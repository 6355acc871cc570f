// Time that a benchmark measures, and what it says of many times.
#ifndef BANSO_BENCH_CLOCK_H_
#define BANSO_BENCH_CLOCK_H_

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <ctime>
#include <vector>

namespace banso::bench {

// Time on the wall counts what others do on the machine, too; the time that the thread ran does
// not.
enum class Clock { kWall, kThread };

// Microseconds since some instant.
inline double Micros(Clock clock) {
  timespec now = {};
  clock_gettime(clock == Clock::kWall ? CLOCK_MONOTONIC : CLOCK_THREAD_CPUTIME_ID, &now);
  return 1e6 * static_cast<double>(now.tv_sec) + 1e-3 * static_cast<double>(now.tv_nsec);
}

// The smallest of `times` that `per_hundred` of a hundred do not exceed; 0 if there are none.
inline double Percentile(std::vector<double> times, double per_hundred) {
  if (times.empty()) return 0;
  const double rank = std::ceil(per_hundred / 100 * static_cast<double>(times.size()));
  const size_t index = std::min(times.size(), std::max<size_t>(1, static_cast<size_t>(rank))) - 1;
  std::nth_element(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(index), times.end());
  return times[index];
}

}  // namespace banso::bench

#endif  // BANSO_BENCH_CLOCK_H_
