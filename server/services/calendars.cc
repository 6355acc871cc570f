#include "server/services/calendars.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "google/protobuf/field_mask.pb.h"
#include "server/calendar/calendar_reader.h"
#include "server/calendar/calendar_writer.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/status_details.h"
#include "server/services/not_now.h"
#include "server/services/outbox.h"
#include "server/services/reads.h"
#include "server/services/session_calendar.h"

namespace banso {
namespace {

constexpr absl::string_view kMediaType = "text/calendar; charset=utf-8; method=";
// Of an import: what is read of anything but weekly windows, and the largest file, which a call
// holds whole.
constexpr int kDaysAhead = 365;
constexpr size_t kMostBytes = size_t{1} << 19;

v1::CalendarFile FileOf(std::string content, absl::string_view method, Revision revision) {
  v1::CalendarFile file;
  file.set_content(std::move(content));
  file.set_media_type(absl::StrCat(kMediaType, method));
  file.set_revision(revision);
  return file;
}

// Where the entry of a session is by now: of one that was moved and has an hour again, the last.
// An advisor keeps the own sessions: what went to somebody else is called off.
std::shared_ptr<const SessionEntry> LastOf(const Snapshot& snapshot,
                                           std::shared_ptr<const SessionEntry> session,
                                           const Caller& caller) {
  const bool is_advisor = caller.role == v1::Access::ADVISOR;
  for (auto last = session; last != nullptr;
       last = snapshot.sessions().Find(last->message->rescheduled_to())) {
    const v1::Session& message = *last->message;
    if (message.state() == v1::Session::CANCELLED || !message.has_start_time()) continue;
    if (!is_advisor || message.advisor() == session->message->advisor()) session = last;
  }
  return session;
}

MessageLanguage LanguageOfPerson(const Snapshot& snapshot, absl::string_view candidate) {
  const auto person = snapshot.candidates().Find(candidate);
  return person == nullptr ? MessageLanguage::kJapanese : WordsIn(LanguageFor(*person->message));
}

// --- Reading ---

v1::DayOfWeek FromWeekday(absl::Weekday day) {
  // Both count from Monday.
  return static_cast<v1::DayOfWeek>(static_cast<int>(day) -
                                    static_cast<int>(absl::Weekday::monday) + v1::MONDAY);
}

void SetMinute(int minute, v1::TimeOfDay* time) {
  time->set_hours(minute / 60 % 24);
  time->set_minutes(minute % 60);
}

v1::WeeklyWindow FromWindow(const WeeklyWindow& window) {
  v1::WeeklyWindow message;
  message.set_day(FromWeekday(window.day));
  SetMinute(window.start_minute, message.mutable_start());
  SetMinute(window.end_minute, message.mutable_end());
  if (window.zone != JapanTime()) message.set_time_zone(window.zone.name());
  if (window.valid.first) *message.mutable_valid_from_date() = FromDate(*window.valid.first);
  if (window.valid.last) *message.mutable_valid_until_date() = FromDate(*window.valid.last);
  message.set_skip_holidays(window.skip_holidays);
  return message;
}

template <typename Ranges>
void SetRanges(const std::vector<TimeRange>& ranges, Ranges* to) {
  to->Clear();
  for (const TimeRange& range : ranges) {
    v1::TimeRange* added = to->Add();
    *added->mutable_start_time() = FromTime(range.start);
    *added->mutable_end_time() = FromTime(range.end);
  }
}

// Replaces what the file speaks of.
void Take(const Availability& read, const CalendarReading& reading, v1::Availability* kept) {
  if (reading.weekly) {
    kept->clear_weekly();
    for (const WeeklyWindow& window : read.weekly) *kept->add_weekly() = FromWindow(window);
  }
  if (reading.one_off) SetRanges(read.one_off, kept->mutable_one_off());
  if (reading.busy) SetRanges(read.busy, kept->mutable_busy());
}

absl::Status Unreadable(absl::string_view problem, const CalendarReading& reading) {
  std::map<std::string, std::string> where;
  std::string place;
  if (reading.line > 0) {
    where["line"] = absl::StrCat(reading.line);
    absl::StrAppend(&place, "line ", reading.line, ": ");
  }
  if (!reading.component.empty()) where["component"] = reading.component;
  return WithErrorInfo(InvalidField("content", absl::StrCat(place, problem)), "CALENDAR_UNREADABLE",
                       where);
}

struct TimesOfFile {
  Availability availability;
  CalendarReading reading;
};

absl::StatusOr<TimesOfFile> ReadTimes(const v1::ImportAdvisorAvailabilityRequest& request,
                                      absl::Time now) {
  TimesOfFile times;
  const Date today = JapanDate(now);
  auto read = ReadCalendar(request.content(),
                           {.horizon = {JapanMidnight(today), JapanMidnight(today + kDaysAhead)},
                            .zone = ToTimeZone(request.time_zone()),
                            .max_bytes = kMostBytes},
                           &times.reading);
  if (!read.ok()) return Unreadable(read.status().message(), times.reading);
  const CalendarReading& reading = times.reading;
  if (!reading.weekly && !reading.one_off && !reading.busy) {
    return Unreadable("the file has no VAVAILABILITY, VFREEBUSY or VEVENT", reading);
  }
  times.availability = *std::move(read);
  return times;
}

}  // namespace

absl::StatusOr<v1::CalendarFile> Calendars::OfAdvisor(const v1::GetAdvisorCalendarRequest& request,
                                                      Call* call) const {
  BANSO_ASSIGN_OR_RETURN(const auto snapshot, SnapshotAt(context_, request.min_revision(), *call));
  const auto advisor = snapshot->advisors().Find(request.advisor());
  if (advisor == nullptr) return NoSuchResource(request.advisor());
  const MessageLanguage language = WordsIn(LanguageFor(*advisor->message));
  BANSO_ASSIGN_OR_RETURN(std::string feed,
                         WriteFeed(CalendarEventsOf(*snapshot, advisor->name(), language), {}));
  return FileOf(std::move(feed), "PUBLISH", snapshot->revision());
}

absl::StatusOr<v1::CalendarFile> Calendars::OfSession(const v1::GetSessionCalendarRequest& request,
                                                      Call* call) const {
  BANSO_ASSIGN_OR_RETURN(const auto snapshot, SnapshotAt(context_, request.min_revision(), *call));
  const auto asked = snapshot->sessions().Find(request.name());
  if (asked == nullptr) return NoSuchResource(request.name());
  const v1::Session& session = *LastOf(*snapshot, asked, call->caller())->message;
  const std::optional<CalendarEvent> event =
      CalendarEventOf(*snapshot, session, LanguageOfPerson(*snapshot, session.candidate()));
  if (!event) return NotNow(request.name(), "NO_HOUR", "has no hour to put down");
  BANSO_ASSIGN_OR_RETURN(std::string file, WriteBooking(*event, {}));
  call->audit.add_subjects(session.candidate());
  const bool cancelled = event->state == CalendarEvent::State::kCancelled;
  return FileOf(std::move(file), cancelled ? "CANCEL" : "PUBLISH", snapshot->revision());
}

absl::StatusOr<v1::Advisor> Calendars::Import(const v1::ImportAdvisorAvailabilityRequest& request,
                                              Call* call) const {
  BANSO_ASSIGN_OR_RETURN(const auto times, ReadTimes(request, context_.clock->Now()));
  google::protobuf::FieldMask mask;
  mask.add_paths("availability");
  return advisors_.Change(request.advisor(), request.etag(),
                          {request.request_id(), request.validate_only()}, call,
                          [&](v1::Advisor* advisor) {
                            v1::Advisor changed = *advisor;
                            Take(times.availability, times.reading, changed.mutable_availability());
                            return advisors_.ApplyFields(changed, &mask, *call, advisor);
                          });
}

}  // namespace banso
