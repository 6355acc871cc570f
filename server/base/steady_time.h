// The present by a clock that nobody sets.
#ifndef BANSO_SERVER_BASE_STEADY_TIME_H_
#define BANSO_SERVER_BASE_STEADY_TIME_H_

#include <chrono>

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace banso {

// Returns the time of the machine's clock when this was first called, and what has passed since by
// one that only ever goes forward, evenly. Every deadline, wait and measurement of the server is on
// this scale, so that a clock that is set, by a second or a day, neither ends calls nor holds them
// up. What people see, what is kept, and until when something is valid goes by Clock instead.
inline absl::Time SteadyNow() {
  struct Start {
    absl::Time time = absl::Now();
    std::chrono::steady_clock::time_point steady = std::chrono::steady_clock::now();
  };
  static const Start start;
  return start.time + absl::FromChrono(std::chrono::steady_clock::now() - start.steady);
}

}  // namespace banso

#endif  // BANSO_SERVER_BASE_STEADY_TIME_H_
