// When a person has time, after RFC 5545 and RFC 7953.
#ifndef BANSO_ENGINE_MODEL_AVAILABILITY_H_
#define BANSO_ENGINE_MODEL_AVAILABILITY_H_

#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "engine/model/calendar.h"

namespace banso {

// A window that comes back every week, as wall time in its own zone.
struct WeeklyWindow {
  absl::Weekday day = absl::Weekday::monday;  // on which it begins, in `zone`
  int start_minute = 0;                       // of the day, [0, 1440)
  int end_minute = 0;  // of the day, (0, 1440]; at or before the start: of the next day
  absl::TimeZone zone = JapanTime();
  OpenDateRange valid;  // dates in `zone` on which it may begin
  bool skip_holidays = false;

  friend bool operator==(const WeeklyWindow&, const WeeklyWindow&) = default;
};

// A change to the weekly pattern on every date of `dates`, as wall time in its own zone.
struct AvailabilityException {
  bool adds = false;  // else it removes
  DateRange dates;
  int start_minute = 0;             // of the day, [0, 1440)
  int end_minute = kMinutesPerDay;  // as in WeeklyWindow
  absl::TimeZone zone = JapanTime();

  friend bool operator==(const AvailabilityException&, const AvailabilityException&) = default;
};

// A person's time. Busy wins over exceptions that remove, these over what is added, these over the
// weekly windows.
struct Availability {
  std::vector<WeeklyWindow> weekly;
  std::vector<AvailabilityException> exceptions;
  std::vector<TimeRange> one_off;  // added
  std::vector<TimeRange> busy;

  friend bool operator==(const Availability&, const Availability&) = default;
};

}  // namespace banso

#endif  // BANSO_ENGINE_MODEL_AVAILABILITY_H_
