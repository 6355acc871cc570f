// The occurrences of a component that comes back: RRULE, RDATE, EXDATE and changed occurrences.
#ifndef BANSO_SERVER_CALENDAR_RECURRENCE_H_
#define BANSO_SERVER_CALENDAR_RECURRENCE_H_

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/model/calendar.h"
#include "server/calendar/file_zones.h"
#include "server/calendar/ical.h"

namespace banso {

// What a whole file may still cost.
struct RecurrenceBudget {
  int rules = 0;
  int64_t days = 0;  // looked at, by all rules together
};

// How long an occurrence lasts: days of the calendar and then exact time.
struct OccurrenceLength {
  int days = 0;
  absl::Duration time;
};

// A component with its times read. `kind` names it in errors, such as "VEVENT".
struct Recurring {
  std::string uid;
  WallTime start;
  OccurrenceLength length;
  std::optional<icalrecurrencetype> rule;
  std::optional<WallTime> until;       // of the rule
  std::vector<WallTime> more;          // RDATE without an end of its own
  std::vector<TimeRange> more_ranges;  // RDATE of periods
  std::vector<WallTime> left_out;      // EXDATE
  std::optional<WallTime> replaces;    // RECURRENCE-ID

  absl::Time EndOf(const WallTime& start_of_one) const;
};

// Reads the times of a VEVENT or an AVAILABLE. Errors: INVALID_ARGUMENT.
absl::StatusOr<Recurring> ReadRecurring(icalcomponent* component, const FileZones& zones,
                                        const std::string& kind);

// Reads one property of a date or date-time. Errors: INVALID_ARGUMENT.
absl::StatusOr<WallTime> ReadWallTime(icalproperty* property, const FileZones& zones,
                                      const std::string& kind);

// The occurrences of a component that do not take place: by EXDATE, or because other components of
// the file replace them.
class LeftOut {
 public:
  LeftOut(const Recurring& recurring, const std::vector<WallTime>& replaced);

  bool Has(const WallTime& time) const;
  // The dates in `zone` that may hold one, in order, each once.
  std::vector<absl::CivilDay> Dates(absl::TimeZone zone) const;

 private:
  std::set<absl::Time> instants_;
  std::set<absl::CivilDay> days_;  // whole days
};

// Appends the occurrences that touch `horizon`, as they are, in no order.
// Errors: INVALID_ARGUMENT if the budget is spent.
absl::Status AddOccurrences(const Recurring& recurring, const LeftOut& left_out,
                            const TimeRange& horizon, RecurrenceBudget* budget,
                            std::vector<TimeRange>* to);

}  // namespace banso

#endif  // BANSO_SERVER_CALENDAR_RECURRENCE_H_
