// Dates, times of day and ranges.
#ifndef BANSO_ENGINE_MODEL_CALENDAR_H_
#define BANSO_ENGINE_MODEL_CALENDAR_H_

#include <chrono>
#include <cstdint>
#include <optional>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace banso {

using Date = absl::CivilDay;

// Japan's time: nine hours ahead of UTC, without clock changes since 1951.
inline constexpr int kJapanOffsetSeconds = 9 * 60 * 60;
inline absl::TimeZone JapanTime() {
  // Kept, because absl looks a fixed zone up by a name that it composes.
  static const absl::TimeZone zone = absl::FixedTimeZone(kJapanOffsetSeconds);
  return zone;
}

// The date in Japan at `time`.
inline Date JapanDate(absl::Time time) {
  constexpr int64_t kDaySeconds = 86'400;
  constexpr int64_t kFarDays = 10'000'000;  // where std::chrono's years end, absl goes on
  // Rounded down. An offset that never changes needs no tables of a zone, only the calendar.
  const int64_t seconds = absl::ToUnixSeconds(time);
  if (seconds < -kFarDays * kDaySeconds || seconds > kFarDays * kDaySeconds) {
    return absl::ToCivilDay(time, JapanTime());
  }
  const int64_t local = seconds + kJapanOffsetSeconds;
  const int64_t day = (local >= 0 ? local : local - (kDaySeconds - 1)) / kDaySeconds;
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{day}}};
  return Date(static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
              static_cast<unsigned>(date.day()));
}

// The instant at which `date` begins in Japan.
inline absl::Time JapanMidnight(Date date) {
  constexpr int64_t kFarYear = 20'000;
  if (date.year() < -kFarYear || date.year() > kFarYear) return absl::FromCivil(date, JapanTime());
  return absl::FromUnixSeconds((date - Date(1970, 1, 1)) * 86'400 - kJapanOffsetSeconds);
}

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
