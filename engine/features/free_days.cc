#include "engine/features/free_days.h"

#include <algorithm>

namespace banso {
namespace {

constexpr int64_t kDaySeconds = 86400;
constexpr int64_t kGridSeconds = 1800;

int64_t MidnightSeconds(int32_t day) { return day * kDaySeconds - 9 * 3600; }

bool WholeSecond(absl::Time time) {
  return time == absl::InfinitePast() || time == absl::InfiniteFuture() ||
         absl::FromUnixSeconds(absl::ToUnixSeconds(time)) == time;
}

// Whether a zone's offset is the same all over a range, and a whole number of seconds away.
bool KeepsItsClock(absl::TimeZone zone, TimeRange range) {
  if (zone == JapanTime()) return true;
  absl::TimeZone::CivilTransition transition;
  return !zone.NextTransition(range.start, &transition) ||
         zone.At(transition.to).trans >= range.end;
}

}  // namespace

FreeDays::FreeDays(const Availability& availability, const Holidays& holidays)
    : availability_(availability), holidays_(holidays) {
  for (const auto* ranges : {&availability.one_off, &availability.busy}) {
    for (const TimeRange& range : *ranges) {
      whole_seconds_ = whole_seconds_ && WholeSecond(range.start) && WholeSecond(range.end);
    }
  }
}

const FreeDays::Stretch& FreeDays::StretchOf(int32_t day) {
  const int32_t number = (day >= 0 ? day : day - (kStretchDays - 1)) / kStretchDays;
  Recent& recent = recent_[static_cast<uint32_t>(number) % recent_.size()];
  if (recent.stretch != nullptr && recent.number == number) return *recent.stretch;
  auto found = stretches_.find(number);
  if (found == stretches_.end()) {
    found =
        stretches_.emplace(number, std::make_unique<const Stretch>(Expand(number * kStretchDays)))
            .first;
  }
  recent = {number, found->second.get()};
  return *recent.stretch;
}

FreeDays::Stretch FreeDays::Expand(int32_t first_day) const {
  Stretch stretch;
  stretch.first_day = first_day;
  const int32_t end_day = first_day + kStretchDays + 1;
  const TimeRange within = {absl::FromUnixSeconds(MidnightSeconds(first_day)),
                            absl::FromUnixSeconds(MidnightSeconds(end_day))};
  // Clocks have to be steady over every window that could touch a range within: a few days more.
  const TimeRange steady = {within.start - absl::Hours(24 * 4), within.end + absl::Hours(24 * 4)};
  stretch.exact =
      whole_seconds_ &&
      std::all_of(availability_.weekly.begin(), availability_.weekly.end(),
                  [&](const WeeklyWindow& window) { return KeepsItsClock(window.zone, steady); }) &&
      std::all_of(availability_.exceptions.begin(), availability_.exceptions.end(),
                  [&](const AvailabilityException& exception) {
                    return KeepsItsClock(exception.zone, steady);
                  });
  if (!stretch.exact) return stretch;
  for (const TimeRange& range : FreeTime(availability_, within, holidays_)) {
    stretch.ranges.push_back({absl::ToUnixSeconds(range.start), absl::ToUnixSeconds(range.end)});
  }
  size_t range = 0;
  for (int32_t day = first_day; day < end_day; ++day) {
    while (range < stretch.ranges.size() && stretch.ranges[range].end <= MidnightSeconds(day)) {
      ++range;
    }
    stretch.first_range.push_back(static_cast<uint16_t>(range));
  }
  return stretch;
}

int FreeDays::CoveredMinutes(int32_t day, int start, int end) {
  const Stretch& stretch = StretchOf(day);
  const int64_t from = MidnightSeconds(day) + start * 60;
  const int64_t to = MidnightSeconds(day) + end * 60;
  int64_t covered = 0;
  for (size_t i = stretch.first_range[day - stretch.first_day]; i < stretch.ranges.size(); ++i) {
    const Range& range = stretch.ranges[i];
    if (range.start >= to) break;
    covered += std::max<int64_t>(0, std::min(range.end, to) - std::max(range.start, from));
  }
  return static_cast<int>(covered / 60);
}

bool FreeDays::HasShift(int32_t day, int start, int end, int length) {
  const Stretch& stretch = StretchOf(day);
  const int64_t from = MidnightSeconds(day) + start * 60;
  const int64_t to = MidnightSeconds(day) + end * 60;
  for (size_t i = stretch.first_range[day - stretch.first_day]; i < stretch.ranges.size(); ++i) {
    const Range& range = stretch.ranges[i];
    if (range.start >= to) break;
    // Days before 1970 round towards zero here, but no half hour lies between.
    const int64_t earliest = std::max(range.start, from);
    const int64_t slot =
        earliest >= 0 ? (earliest + kGridSeconds - 1) / kGridSeconds : earliest / kGridSeconds;
    if (slot * kGridSeconds + length * 60 <= std::min(range.end, to)) return true;
  }
  return false;
}

}  // namespace banso
