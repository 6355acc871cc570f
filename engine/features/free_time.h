// Free time as ranges of instants.
#ifndef BANSO_ENGINE_FEATURES_FREE_TIME_H_
#define BANSO_ENGINE_FEATURES_FREE_TIME_H_

#include <optional>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/time/time.h"
#include "engine/model/availability.h"
#include "engine/model/calendar.h"

namespace banso {

// Ranges of time, rising, apart from each other (ranges that touch are one).
using TimeRanges = std::vector<TimeRange>;

// Public holidays, as dates in Japan.
using Holidays = absl::flat_hash_set<Date>;

// The free time of a person that lies within `within`, clipped to it. Windows are read in their own
// zones; a wall time that a clock change skips or repeats is read with the offset before the change
// (RFC 5545 §3.3.5).
TimeRanges FreeTime(const Availability& availability, TimeRange within, const Holidays& holidays);

// The sorted union of ranges in any order, without empty ones.
TimeRanges Union(TimeRanges ranges);
// What lies in both / in `a` but not in `b`.
TimeRanges Intersection(const TimeRanges& a, const TimeRanges& b);
TimeRanges Difference(const TimeRanges& a, const TimeRanges& b);
// How much of `range` is covered. Cost: logarithmic, and the ranges in it.
absl::Duration Covered(const TimeRanges& ranges, TimeRange range);
// The first range that ends after `time`.
TimeRanges::const_iterator FirstEndingAfter(const TimeRanges& ranges, absl::Time time);

// The first half hour of the clock (in Japan, and in UTC) at or after `time`.
absl::Time NextHalfHour(absl::Time time);

// Where two people can start together.
struct CommonStarts {
  int days = 0;                     // distinct dates in Japan with a common start
  std::optional<absl::Time> first;  // the earliest common start
  absl::Duration longest;           // longest common range after as_of, up to the horizon's end
};

// The time in which two people may meet, from `as_of` on: a meeting that starts on the last of
// `horizon_days` dates in Japan may end after it.
TimeRange MeetingTime(absl::Time as_of, int horizon_days, absl::Duration minimum);

// Counts the dates in Japan, from that of `as_of` on for `horizon_days` dates, that hold a half
// hour of the clock s ≥ `as_of` such that [s, s + minimum) is free for both.
CommonStarts FindCommonStarts(const Availability& a, const Availability& b, absl::Time as_of,
                              int horizon_days, absl::Duration minimum, const Holidays& holidays);
// The same for somebody who is free in `free`, which is FreeTime within MeetingTime.
CommonStarts FindCommonStarts(const TimeRanges& free, const Availability& b, absl::Time as_of,
                              int horizon_days, absl::Duration minimum, const Holidays& holidays);

}  // namespace banso

#endif  // BANSO_ENGINE_FEATURES_FREE_TIME_H_
