// The source of the present time, so that tests can step it by hand.
#ifndef BANSO_SERVER_BASE_CLOCK_H_
#define BANSO_SERVER_BASE_CLOCK_H_

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace banso {

// Thread safety: Now() may run on any number of threads at once.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual absl::Time Now() const = 0;
};

class SystemClock final : public Clock {
 public:
  absl::Time Now() const override { return absl::Now(); }
};

}  // namespace banso

#endif  // BANSO_SERVER_BASE_CLOCK_H_
