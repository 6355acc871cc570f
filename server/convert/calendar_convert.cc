#include "server/convert/calendar_convert.h"

namespace banso {

Date ToDate(const v1::Date& message) {
  return Date(message.year(), message.month(), message.day());
}

v1::Date FromDate(Date date) {
  v1::Date message;
  message.set_year(static_cast<int>(date.year()));
  message.set_month(date.month());
  message.set_day(date.day());
  return message;
}

int ToMinuteOfDay(const v1::TimeOfDay& message) { return message.hours() * 60 + message.minutes(); }

int ToEndMinute(const v1::TimeOfDay& message) {
  const int minute = ToMinuteOfDay(message);
  return minute == 0 ? kMinutesPerDay : minute;
}

int LengthMinutes(const v1::TimeOfDay& start, const v1::TimeOfDay& end) {
  const int length = ToMinuteOfDay(end) - ToMinuteOfDay(start);
  return length > 0 ? length : length + kMinutesPerDay;
}

absl::Weekday ToWeekday(v1::DayOfWeek day) {
  // Both count from Monday.
  return static_cast<absl::Weekday>(static_cast<int>(day) - v1::MONDAY +
                                    static_cast<int>(absl::Weekday::monday));
}

DateRange ToDateRange(const v1::DateRange& message) {
  return {ToDate(message.start_date()), ToDate(message.end_date())};
}

absl::Time ToTime(const google::protobuf::Timestamp& message) {
  return absl::FromUnixSeconds(message.seconds()) + absl::Nanoseconds(message.nanos());
}

google::protobuf::Timestamp FromTime(absl::Time time) {
  // Floored by hand: times before 1970 have a negative count of microseconds.
  const int64_t micros = absl::ToUnixMicros(time);
  int64_t seconds = micros / 1000000;
  int64_t rest = micros % 1000000;
  if (rest < 0) {
    --seconds;
    rest += 1000000;
  }
  google::protobuf::Timestamp message;
  message.set_seconds(seconds);
  message.set_nanos(static_cast<int32_t>(rest * 1000));
  return message;
}

absl::TimeZone ToTimeZone(const std::string& name) {
  // Abseil keeps every zone that was loaded once.
  absl::TimeZone zone;
  if (name.empty() || name == "Asia/Tokyo" || !absl::LoadTimeZone(name, &zone)) return JapanTime();
  return zone;
}

namespace {

TimeRange ToTimeRange(const v1::TimeRange& message) {
  return {ToTime(message.start_time()), ToTime(message.end_time())};
}

}  // namespace

Availability ToAvailability(const v1::Availability& message) {
  Availability availability;
  for (const v1::WeeklyWindow& from : message.weekly()) {
    WeeklyWindow window;
    window.day = ToWeekday(from.day());
    window.start_minute = ToMinuteOfDay(from.start());
    window.end_minute = ToEndMinute(from.end());
    window.zone = ToTimeZone(from.time_zone());
    if (from.has_valid_from_date()) window.valid.first = ToDate(from.valid_from_date());
    if (from.has_valid_until_date()) window.valid.last = ToDate(from.valid_until_date());
    window.skip_holidays = from.skip_holidays();
    availability.weekly.push_back(window);
  }
  for (const v1::AvailabilityException& from : message.exceptions()) {
    AvailabilityException exception;
    exception.adds = from.kind() == v1::AvailabilityException::ADD;
    const Date first = ToDate(from.start_date());
    exception.dates = {first, from.has_end_date() ? ToDate(from.end_date()) : first};
    exception.start_minute = from.has_start() ? ToMinuteOfDay(from.start()) : 0;
    exception.end_minute = from.has_end() ? ToEndMinute(from.end()) : kMinutesPerDay;
    exception.zone = ToTimeZone(from.time_zone());
    availability.exceptions.push_back(exception);
  }
  for (const v1::TimeRange& from : message.one_off()) {
    availability.one_off.push_back(ToTimeRange(from));
  }
  for (const v1::TimeRange& from : message.busy()) {
    availability.busy.push_back(ToTimeRange(from));
  }
  return availability;
}

}  // namespace banso
