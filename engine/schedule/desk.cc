#include "engine/schedule/desk.h"

#include <tuple>

namespace banso {
namespace {

// The offsets of Japan's time are whole hours, so that its half hours are those of UTC.
absl::Time NextHalfHour(absl::Time time) {
  constexpr absl::Duration kGrid = absl::Minutes(30);
  return absl::UnixEpoch() + absl::Ceil(time - absl::UnixEpoch(), kGrid);
}

}  // namespace

std::vector<TimeRange> DeskSlots(const DeskHours& hours) {
  std::vector<TimeRange> slots;
  if (hours.slot <= absl::ZeroDuration()) return slots;
  absl::Time start = NextHalfHour(hours.start);
  while (start + hours.slot <= hours.end) {
    slots.push_back({start, start + hours.slot});
    start = NextHalfHour(start + hours.slot + hours.buffer);
  }
  return slots;
}

bool IsServedBefore(const DeskRequest& a, const DeskRequest& b) {
  return std::forward_as_tuple(!a.urgent, !a.first_time, a.request_time, a.id) <
         std::forward_as_tuple(!b.urgent, !b.first_time, b.request_time, b.id);
}

}  // namespace banso
