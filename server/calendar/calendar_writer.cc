#include "server/calendar/calendar_writer.h"

#include <algorithm>
#include <tuple>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "engine/base/status_macros.h"
#include "server/base/utf8.h"
#include "server/calendar/ical.h"

namespace banso {
namespace {

// Neutral, as all of the file: it may lie on a screen that others see.
constexpr char kProductId[] = "-//Calendar//EN";
// What four digits of a year can hold, and clients can read.
constexpr int kFirstYear = 1970;
constexpr int kLastYear = 9999;

icaltimetype UtcTime(absl::Time time) {
  const absl::CivilSecond civil = absl::ToCivilSecond(time, absl::UTCTimeZone());
  icaltimetype result = icaltime_null_time();
  result.year = static_cast<int>(civil.year());
  result.month = civil.month();
  result.day = civil.day();
  result.hour = civil.hour();
  result.minute = civil.minute();
  result.second = civil.second();
  result.zone = icaltimezone_get_utc_timezone();
  return result;
}

bool CanBeWritten(absl::Time time) {
  const auto year = absl::ToCivilYear(time, absl::UTCTimeZone()).year();
  return kFirstYear <= year && year <= kLastYear;
}

// Line ends of other systems become ours, and tabs blanks, which libical would write as letters;
// what RFC 5545 allows in no text is left out.
std::string Tidy(absl::string_view text) {
  std::string tidy;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\r') {
      if (i + 1 == text.size() || text[i + 1] != '\n') tidy += '\n';
    } else if (c == '\t') {
      tidy += ' ';
    } else if (c == '\n' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f)) {
      tidy += c;
    }
  }
  return tidy;
}

absl::Status CheckText(absl::string_view field, absl::string_view text) {
  if (IsUtf8(text)) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(field, " must be UTF-8"));
}

absl::Status Check(const CalendarEvent& event) {
  if (event.uid.empty()) return absl::InvalidArgumentError("uid must be set");
  if (Tidy(event.uid) != event.uid || absl::StrContains(event.uid, '\n')) {
    return absl::InvalidArgumentError("uid must hold no control characters");
  }
  if (event.sequence < 0) return absl::InvalidArgumentError("sequence must not be negative");
  if (!CanBeWritten(event.start) || !CanBeWritten(event.end) || !CanBeWritten(event.change_time)) {
    return absl::InvalidArgumentError(
        "start, end and change_time must lie in the years 1970 to 9999");
  }
  if (absl::ToUnixSeconds(event.start) >= absl::ToUnixSeconds(event.end)) {
    return absl::InvalidArgumentError("end must be after start");
  }
  BANSO_RETURN_IF_ERROR(CheckText("uid", event.uid));
  BANSO_RETURN_IF_ERROR(CheckText("summary", event.summary));
  BANSO_RETURN_IF_ERROR(CheckText("location", event.location));
  return CheckText("description", event.description);
}

absl::Status Check(const CalendarLabel& label) {
  BANSO_RETURN_IF_ERROR(CheckText("name", label.name));
  for (const char c : label.organizer) {
    // An address is written as part of a URI.
    if (c <= ' ' || c >= 0x7f || absl::StrContains("\"(),:;<>[\\]", c)) {
      return absl::InvalidArgumentError("organizer must be an e-mail address");
    }
  }
  return absl::OkStatus();
}

void AddText(icalcomponent* to, icalproperty* (*make)(const char*), absl::string_view text) {
  const std::string tidy = Tidy(text);
  if (!tidy.empty()) icalcomponent_add_property(to, make(tidy.c_str()));
}

icalcomponent* EventComponent(const CalendarEvent& event, const CalendarLabel& label) {
  const bool cancelled = event.state == CalendarEvent::State::kCancelled;
  icalcomponent* result = icalcomponent_new(ICAL_VEVENT_COMPONENT);
  const auto add = [result](icalproperty* property) {
    icalcomponent_add_property(result, property);
  };
  AddText(result, icalproperty_new_uid, event.uid);
  add(icalproperty_new_dtstamp(UtcTime(event.change_time)));
  add(icalproperty_new_lastmodified(UtcTime(event.change_time)));
  add(icalproperty_new_sequence(event.sequence));
  add(icalproperty_new_dtstart(UtcTime(event.start)));
  add(icalproperty_new_dtend(UtcTime(event.end)));
  AddText(result, icalproperty_new_summary, event.summary);
  AddText(result, icalproperty_new_location, event.location);
  AddText(result, icalproperty_new_description, event.description);
  if (!label.organizer.empty()) {
    add(icalproperty_new_organizer(absl::StrCat("mailto:", label.organizer).c_str()));
  }
  add(icalproperty_new_status(cancelled ? ICAL_STATUS_CANCELLED : ICAL_STATUS_CONFIRMED));
  add(icalproperty_new_transp(cancelled ? ICAL_TRANSP_TRANSPARENT : ICAL_TRANSP_OPAQUE));
  // Calendars that are shared with others show the time as busy and no more.
  add(icalproperty_new_class(ICAL_CLASS_PRIVATE));
  return result;
}

OwnedComponent CalendarComponent(icalproperty_method method, absl::string_view name) {
  OwnedComponent calendar(icalcomponent_new(ICAL_VCALENDAR_COMPONENT));
  icalcomponent_add_property(calendar.get(), icalproperty_new_version("2.0"));
  icalcomponent_add_property(calendar.get(), icalproperty_new_prodid(kProductId));
  icalcomponent_add_property(calendar.get(), icalproperty_new_calscale("GREGORIAN"));
  icalcomponent_add_property(calendar.get(), icalproperty_new_method(method));
  AddText(calendar.get(), icalproperty_new_name, name);
  return calendar;
}

absl::StatusOr<std::string> ToText(const OwnedComponent& calendar) {
  const OwnedText text(icalcomponent_as_ical_string_r(calendar.get()));
  if (text == nullptr) return absl::InternalError("libical wrote nothing");
  return std::string(text.get());
}

}  // namespace

absl::StatusOr<std::string> WriteBooking(const CalendarEvent& event, const CalendarLabel& label) {
  BANSO_RETURN_IF_ERROR(Check(event));
  BANSO_RETURN_IF_ERROR(Check(label));
  const OwnedComponent calendar = CalendarComponent(
      event.state == CalendarEvent::State::kCancelled ? ICAL_METHOD_CANCEL : ICAL_METHOD_PUBLISH,
      {});
  icalcomponent_add_component(calendar.get(), EventComponent(event, label));
  return ToText(calendar);
}

absl::StatusOr<std::string> WriteFeed(std::span<const CalendarEvent> events,
                                      const CalendarLabel& label) {
  BANSO_RETURN_IF_ERROR(Check(label));
  std::vector<const CalendarEvent*> sorted;
  std::vector<absl::string_view> uids;
  for (const CalendarEvent& event : events) {
    BANSO_RETURN_IF_ERROR(Check(event));
    sorted.push_back(&event);
    uids.push_back(event.uid);
  }
  std::sort(uids.begin(), uids.end());
  if (std::adjacent_find(uids.begin(), uids.end()) != uids.end()) {
    return absl::InvalidArgumentError("two events have the same uid");
  }
  std::sort(sorted.begin(), sorted.end(), [](const CalendarEvent* a, const CalendarEvent* b) {
    return std::tie(a->start, a->uid) < std::tie(b->start, b->uid);
  });
  const OwnedComponent calendar = CalendarComponent(ICAL_METHOD_PUBLISH, label.name);
  for (const CalendarEvent* event : sorted) {
    icalcomponent_add_component(calendar.get(), EventComponent(*event, label));
  }
  return ToText(calendar);
}

}  // namespace banso
