// Dates, times of day and ranges.
#ifndef BANSO_ENGINE_MODEL_CALENDAR_H_
#define BANSO_ENGINE_MODEL_CALENDAR_H_

#include <optional>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace banso {

using Date = absl::CivilDay;

// Japan's time: nine hours ahead of UTC, without clock changes since 1951.
inline absl::TimeZone JapanTime() { return absl::FixedTimeZone(9 * 60 * 60); }

// The date in Japan at `time`.
inline Date JapanDate(absl::Time time) { return absl::ToCivilDay(time, JapanTime()); }

// The instant at which `date` begins in Japan.
inline absl::Time JapanMidnight(Date date) { return absl::FromCivil(date, JapanTime()); }

// Dates from `first` to `last`, both included.
struct DateRange {
  Date first;
  Date last;

  bool Contains(Date date) const { return first <= date && date <= last; }
  friend bool operator==(const DateRange&, const DateRange&) = default;
};

// Dates with either end open.
struct OpenDateRange {
  std::optional<Date> first;  // included
  std::optional<Date> last;   // included

  bool Contains(Date date) const { return (!first || *first <= date) && (!last || date <= *last); }
  friend bool operator==(const OpenDateRange&, const OpenDateRange&) = default;
};

// Instants from `start`, included, to `end`, not included.
struct TimeRange {
  absl::Time start;
  absl::Time end;

  friend bool operator==(const TimeRange&, const TimeRange&) = default;
};

inline constexpr int kMinutesPerDay = 24 * 60;

}  // namespace banso

#endif  // BANSO_ENGINE_MODEL_CALENDAR_H_
