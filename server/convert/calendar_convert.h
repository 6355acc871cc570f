// Dates, times of day and availability: contract messages to values and back. Messages must have
// passed the validator and the rules of their resource.
#ifndef BANSO_SERVER_CONVERT_CALENDAR_CONVERT_H_
#define BANSO_SERVER_CONVERT_CALENDAR_CONVERT_H_

#include <string>

#include "absl/time/time.h"
#include "banso/v1/availability.pb.h"
#include "banso/v1/calendar.pb.h"
#include "banso/v1/work_authorisation.pb.h"
#include "engine/model/availability.h"
#include "engine/model/calendar.h"
#include "google/protobuf/timestamp.pb.h"

namespace banso {

Date ToDate(const v1::Date& message);
v1::Date FromDate(Date date);

// Minutes after midnight, [0, 1440].
int ToMinuteOfDay(const v1::TimeOfDay& message);
// The minute at which something that starts at `start` of the day ends, in (0, 1440]: midnight is
// 1440. At or before the start it is a minute of the next day.
int ToEndMinute(const v1::TimeOfDay& message);
// Minutes from `start` to `end`, (0, 1440]; an end at or before the start is on the next day.
int LengthMinutes(const v1::TimeOfDay& start, const v1::TimeOfDay& end);

absl::Weekday ToWeekday(v1::DayOfWeek day);
DateRange ToDateRange(const v1::DateRange& message);

absl::Time ToTime(const google::protobuf::Timestamp& message);
// In whole microseconds, rounded down: what every store can keep.
google::protobuf::Timestamp FromTime(absl::Time time);

// The IANA zone; empty, or unknown to the machine's data, is Japan's.
absl::TimeZone ToTimeZone(const std::string& name);

Availability ToAvailability(const v1::Availability& message);

// The range of dates that two optional fields of a message leave open.
template <typename Message>
OpenDateRange ToOpenDateRange(const Message& message) {
  OpenDateRange range;
  if (message.has_start_date()) range.first = ToDate(message.start_date());
  if (message.has_end_date()) range.last = ToDate(message.end_date());
  return range;
}

}  // namespace banso

#endif  // BANSO_SERVER_CONVERT_CALENDAR_CONVERT_H_
