// Somebody's iCalendar file as availability: VAVAILABILITY (RFC 7953) as free time, VFREEBUSY and
// VEVENT (RFC 5545) as busy time. Files come from strangers: what is read is bounded, and nothing
// but times is taken from them.
#ifndef BANSO_SERVER_CALENDAR_CALENDAR_READER_H_
#define BANSO_SERVER_CALENDAR_CALENDAR_READER_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "engine/model/availability.h"

namespace banso {

struct CalendarReadOptions {
  // What is read of anything but weekly windows; at most two years.
  TimeRange horizon;
  // Of times and days that name no zone.
  absl::TimeZone zone = JapanTime();
  size_t max_bytes = size_t{1} << 20;
  int max_components = 5000;
  int max_rules = 200;              // that are followed day by day
  int64_t max_rule_days = 1000000;  // from their starts to the end of the horizon, together
  // Of the answer; what messages about availability can hold.
  size_t max_weekly = 64;
  size_t max_one_off = 256;
  size_t max_busy = 512;
};

// What a file speaks of, and where it is wrong.
struct CalendarReading {
  // Of which parts of an availability the file says anything, be it that there are none: whoever
  // keeps one may replace these and no others.
  bool weekly = false;   // there is a VAVAILABILITY
  bool one_off = false;  // the same, or a VFREEBUSY that says FREE
  bool busy = false;     // there is a VFREEBUSY or a VEVENT
  // Of an error: the line, from 1, on which what is wrong begins, and the kind of component, such
  // as "VEVENT". 0 and empty where it is the file as a whole.
  int line = 0;
  std::string component;
};

// Returns what `file` says, which is one or several VCALENDAR, or one of the components alone:
//
//   weekly   what a VAVAILABILITY offers every week or every day and in a zone with an IANA name;
//            left-out dates and the bounds of the VAVAILABILITY become dates of validity. A window
//            ends at the same wall time every week.
//   one_off  everything else that is offered, and VFREEBUSY's FREE, within the horizon.
//   busy     VFREEBUSY's BUSY of any kind, and VEVENTs that take time (neither CANCELLED nor
//            TRANSPARENT), within the horizon, with their recurrences and the changes to single
//            ones.
//
// The ranges are sorted and do not touch. Where VAVAILABILITY components overlap, the one with the
// higher priority decides, as RFC 7953 says. Wall times that a change of clocks skips or repeats
// are read as RFC 5545 says. Time zones are those of the IANA, or what the file defines. Errors:
// INVALID_ARGUMENT that names the component and property, if the file is no iCalendar, is broken
// where it matters, holds more than `options` allow, names an unknown time zone, repeats within a
// day (HOURLY, BYHOUR and so on) or changes "this and future" occurrences. Nothing of the file's
// text is repeated in an error. `reading`, unless null, is filled in either way.
absl::StatusOr<Availability> ReadCalendar(absl::string_view file,
                                          const CalendarReadOptions& options,
                                          CalendarReading* reading = nullptr);

}  // namespace banso

#endif  // BANSO_SERVER_CALENDAR_CALENDAR_READER_H_
