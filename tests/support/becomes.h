// Waiting for what other threads and processes do.
#ifndef BANSO_TESTS_SUPPORT_BECOMES_H_
#define BANSO_TESTS_SUPPORT_BECOMES_H_

#include <functional>

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace banso {

// Looks until it is so; false if that takes more than a minute.
inline bool Becomes(const std::function<bool()>& so) {
  for (const absl::Time end = absl::Now() + absl::Minutes(1); absl::Now() < end;) {
    if (so()) return true;
    absl::SleepFor(absl::Milliseconds(2));
  }
  return false;
}

}  // namespace banso

#endif  // BANSO_TESTS_SUPPORT_BECOMES_H_
