#include "server/services/admission.h"

#include <algorithm>

namespace banso {
namespace {

// Of the newest turn in the pace.
constexpr double kShare = 1.0 / 16;
// A turn that took longer, as where the process stood still, says no more about the queue.
constexpr absl::Duration kLongest = absl::Seconds(10);

}  // namespace

void Admission::Turn(absl::Time joined, absl::Time now) {
  // Only a call that waited at the last turn tells how long one takes; before, there was nobody.
  if (joined <= last_turn_ && last_turn_ <= now) {
    pace_ += (std::min(now - last_turn_, kLongest) - pace_) * kShare;
  }
  last_turn_ = now;
}

}  // namespace banso
