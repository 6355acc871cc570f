#include "server/calendar/calendar_reader.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "engine/base/status_macros.h"
#include "server/base/utf8.h"
#include "server/calendar/file_zones.h"
#include "server/calendar/ical.h"
#include "server/calendar/recurrence.h"

namespace banso {
namespace {

constexpr int kDeepest = 8;
constexpr int kMostZones = 64;
constexpr absl::Duration kLongestHorizon = absl::Hours(24 * 732);

absl::Status Wrong(absl::string_view what) { return absl::InvalidArgumentError(what); }

// --- The text as a whole ---

// The lines on which components begin, by kind and in the order in which the Reader meets them.
using BeginLines = std::map<std::string, std::vector<int>>;

// Whether the Reader looks at a component of this kind within the ones that are open.
bool IsLookedAt(absl::string_view kind, const std::vector<std::string>& open) {
  size_t outer = open.size();
  if (kind == "AVAILABLE") {
    if (open.empty() || open.back() != "VAVAILABILITY") return false;
    --outer;
  }
  return std::all_of(open.begin(), open.begin() + static_cast<std::ptrdiff_t>(outer),
                     [](const std::string& each) { return each == "VCALENDAR"; });
}

// libical mends what is not closed, and follows any depth: both are refused first.
absl::Status CheckText(absl::string_view file, const CalendarReadOptions& options,
                       BeginLines* begins, int* number) {
  if (file.size() > options.max_bytes) {
    return Wrong(absl::StrCat("the file has more than ", options.max_bytes, " bytes"));
  }
  if (absl::StrContains(file, '\0') || !IsUtf8(file)) return Wrong("the file must be UTF-8 text");
  std::vector<std::string> open;
  int components = 0;
  for (absl::string_view line : absl::StrSplit(file, '\n')) {
    ++*number;
    line = absl::StripTrailingAsciiWhitespace(line);
    if (absl::StartsWithIgnoreCase(line, "BEGIN:")) {
      std::string kind = absl::AsciiStrToUpper(line.substr(6));
      if (IsLookedAt(kind, open)) (*begins)[kind].push_back(*number);
      open.push_back(std::move(kind));
      if (open.size() > kDeepest) return Wrong("components are nested too deeply");
      if (++components > options.max_components) {
        return Wrong(
            absl::StrCat("the file has more than ", options.max_components, " components"));
      }
    } else if (absl::StartsWithIgnoreCase(line, "END:")) {
      if (open.empty() || open.back() != absl::AsciiStrToUpper(line.substr(4))) {
        return Wrong("an END does not match its BEGIN");
      }
      open.pop_back();
    } else if (open.empty() && !line.empty() && line != "\xEF\xBB\xBF") {
      return Wrong("the file must be iCalendar: it must begin with BEGIN");
    }
  }
  if (!open.empty()) return Wrong("the file ends before its last END");
  *number = 0;
  if (components == 0) return Wrong("the file must be iCalendar: it has no component");
  return absl::OkStatus();
}

// What libical could not read, it leaves out and notes: that must not turn a meeting every week
// into one meeting, or busy time into none.
absl::Status CheckNotes(icalcomponent* component, const std::string& kind) {
  for (icalproperty* note = icalcomponent_get_first_property(component, ICAL_XLICERROR_PROPERTY);
       note != nullptr;
       note = icalcomponent_get_next_property(component, ICAL_XLICERROR_PROPERTY)) {
    const char* const text = icalproperty_get_xlicerror(note);
    for (const absl::string_view name :
         {"DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "EXRULE", "RECURRENCE-ID",
          "FREEBUSY", "STATUS", "TRANSP", "PRIORITY", "TZID", "TZOFFSETFROM", "TZOFFSETTO"}) {
      if (text != nullptr && absl::StrContains(text, name)) {
        return Wrong(absl::StrCat(kind, ": ", name, " cannot be read"));
      }
    }
  }
  return absl::OkStatus();
}

// --- Ranges ---

// Sorts, cuts to `horizon` and joins what touches.
void Normalise(const TimeRange& horizon, std::vector<TimeRange>* ranges) {
  std::vector<TimeRange> cut;
  for (const TimeRange& range : *ranges) {
    const TimeRange part = {std::max(range.start, horizon.start), std::min(range.end, horizon.end)};
    if (part.start < part.end) cut.push_back(part);
  }
  std::sort(cut.begin(), cut.end(), [](const TimeRange& a, const TimeRange& b) {
    return a.start != b.start ? a.start < b.start : a.end < b.end;
  });
  ranges->clear();
  for (const TimeRange& range : cut) {
    if (!ranges->empty() && range.start <= ranges->back().end) {
      ranges->back().end = std::max(ranges->back().end, range.end);
    } else {
      ranges->push_back(range);
    }
  }
}

// `ranges` without `hole`.
void Subtract(const TimeRange& hole, std::vector<TimeRange>* ranges) {
  std::vector<TimeRange> rest;
  for (const TimeRange& range : *ranges) {
    const TimeRange before = {range.start, std::min(range.end, hole.start)};
    const TimeRange after = {std::max(range.start, hole.end), range.end};
    if (before.start < before.end) rest.push_back(before);
    if (after.start < after.end) rest.push_back(after);
  }
  *ranges = std::move(rest);
}

bool Overlap(const TimeRange& a, const TimeRange& b) { return a.start < b.end && b.start < a.end; }

// --- Weekly windows ---

// The weekdays of a rule that comes back every week or day without an end of its own but UNTIL;
// none if it is any other rule. In libical, days are numbered from Sunday, 1.
std::optional<std::vector<absl::Weekday>> EveryWeekOn(const Recurring& recurring) {
  constexpr absl::Weekday kDays[] = {absl::Weekday::sunday,   absl::Weekday::monday,
                                     absl::Weekday::tuesday,  absl::Weekday::wednesday,
                                     absl::Weekday::thursday, absl::Weekday::friday,
                                     absl::Weekday::saturday};
  if (!recurring.rule || !recurring.more.empty() || !recurring.more_ranges.empty()) {
    return std::nullopt;
  }
  const icalrecurrencetype& rule = *recurring.rule;
  const bool daily = rule.freq == ICAL_DAILY_RECURRENCE;
  if ((!daily && rule.freq != ICAL_WEEKLY_RECURRENCE) || rule.interval != 1 || rule.count != 0) {
    return std::nullopt;
  }
  for (const short* by : {rule.by_month_day, rule.by_year_day, rule.by_week_no,  // NOLINT: libical
                          rule.by_month, rule.by_set_pos}) {
    if (by[0] != ICAL_RECURRENCE_ARRAY_MAX) return std::nullopt;
  }
  std::vector<absl::Weekday> days;
  for (int i = 0; i < ICAL_BY_DAY_SIZE && rule.by_day[i] != ICAL_RECURRENCE_ARRAY_MAX; ++i) {
    const int day = icalrecurrencetype_day_day_of_week(rule.by_day[i]);
    if (icalrecurrencetype_day_position(rule.by_day[i]) != 0 || day < 1 || day > 7) {
      return std::nullopt;
    }
    if (std::find(days.begin(), days.end(), kDays[day - 1]) == days.end()) {
      days.push_back(kDays[day - 1]);
    }
  }
  if (days.empty()) {
    if (daily) {
      days.assign(std::begin(kDays), std::end(kDays));
    } else {
      days.push_back(absl::GetWeekday(absl::CivilDay(recurring.start.wall)));
    }
  }
  return days;
}

// An AVAILABLE as windows within `bounds`, the time of its VAVAILABILITY; none if it cannot be said
// so. Occurrences that `bounds` cut go to `cut`.
std::optional<std::vector<WeeklyWindow>> ToWindows(const Recurring& recurring,
                                                   const LeftOut& left_out, const TimeRange& bounds,
                                                   std::vector<TimeRange>* cut) {
  const auto days = EveryWeekOn(recurring);
  const auto* const zone = std::get_if<absl::TimeZone>(&recurring.start.zone);
  const int minutes = recurring.length.days * kMinutesPerDay +
                      static_cast<int>(absl::ToInt64Minutes(recurring.length.time));
  if (!days || zone == nullptr || recurring.start.wall.second() != 0 || minutes <= 0 ||
      minutes > kMinutesPerDay ||
      recurring.length.time % absl::Minutes(1) != absl::ZeroDuration()) {
    return std::nullopt;
  }
  const int start = recurring.start.wall.hour() * 60 + recurring.start.wall.minute();
  int end = start + minutes;
  if (end > kMinutesPerDay) end -= kMinutesPerDay;
  const auto at = [&](absl::CivilDay date) {
    return WallTime{absl::CivilSecond(date) + start * 60, *zone, recurring.start.is_date};
  };

  std::vector<WeeklyWindow> windows;
  for (const absl::Weekday day : *days) {
    // The dates of this weekday that count, `last` not set meaning that there is no end.
    absl::CivilDay first(recurring.start.wall);
    while (absl::GetWeekday(first) != day) ++first;
    std::optional<absl::CivilDay> last;
    const auto limit = [&](absl::CivilDay date) {
      while (absl::GetWeekday(date) != day) --date;
      if (!last || date < *last) last = date;
    };
    if (recurring.until) {
      absl::CivilDay date = absl::ToCivilDay(recurring.until->instant(), *zone);
      if (at(date).instant() > recurring.until->instant()) --date;
      limit(date);
    }
    if (bounds.start != absl::InfinitePast()) {
      absl::CivilDay date = absl::ToCivilDay(bounds.start, *zone) - 1;
      while (absl::GetWeekday(date) != day) ++date;
      for (; at(date).instant() < bounds.start; date += 7) {
        const TimeRange one = {at(date).instant(), recurring.EndOf(at(date))};
        const bool counts = date >= first && (!last || date <= *last);
        if (counts && Overlap(one, bounds) && !left_out.Has(at(date))) {
          cut->push_back({bounds.start, std::min(one.end, bounds.end)});
        }
      }
      first = std::max(first, date);
    }
    if (bounds.end != absl::InfiniteFuture()) {
      absl::CivilDay date = absl::ToCivilDay(bounds.end, *zone) + 1;
      while (absl::GetWeekday(date) != day) --date;
      for (; recurring.EndOf(at(date)) > bounds.end; date -= 7) {
        const TimeRange one = {at(date).instant(), recurring.EndOf(at(date))};
        const bool counts = date >= first && (!last || date <= *last);
        if (counts && Overlap(one, bounds) && !left_out.Has(at(date))) {
          cut->push_back({one.start, bounds.end});
        }
      }
      limit(date);
    }
    if (last && *last < first) continue;

    // Dates that are left out end one window and begin the next.
    WeeklyWindow window = {day, start, end, *zone, {first, last}, false};
    for (const absl::CivilDay& date : left_out.Dates(*zone)) {
      if (absl::GetWeekday(date) != day || !left_out.Has(at(date))) continue;
      if (date < *window.valid.first || (last && date > *last)) continue;
      if (date > *window.valid.first) {
        window.valid.last = date - 7;
        windows.push_back(window);
      }
      window.valid = {date + 7, last};
    }
    if (!last || *window.valid.first <= *last) windows.push_back(window);
  }
  return windows;
}

// --- Components ---

// Where a component is in the file.
struct Place {
  int line = 0;
  std::string component;
};

// A component with the others of its UID that change single occurrences of it.
struct Family {
  struct Master {
    Recurring recurring;
    Place place;
  };
  std::vector<Master> masters;
  std::vector<WallTime> replaced;
};
using Families = std::map<std::string, Family>;

const std::vector<WallTime> kNone;

struct Availabilities {
  // Where the component decides.
  TimeRange bounds = {absl::InfinitePast(), absl::InfiniteFuture()};
  int rank = 10;  // smaller decides over larger
  Families available;
};

class Reader {
 public:
  // `begins` and `reading` outlive it.
  Reader(const CalendarReadOptions& options, const BeginLines& begins, CalendarReading* reading)
      : options_(options),
        begins_(begins),
        reading_(*reading),
        zones_(options.zone),
        budget_{.rules = options.max_rules, .days = options.max_rule_days} {}

  absl::StatusOr<Availability> Read(icalcomponent* root) {
    BANSO_RETURN_IF_ERROR(ReadZones(root));
    BANSO_RETURN_IF_ERROR(ReadAny(root));
    for (const auto& [uid, family] : events_) {
      for (const auto& [event, place] : family.masters) {
        SetPlace(place);
        // What replaces an occurrence is not replaced itself.
        const LeftOut left_out(event, event.replaces ? kNone : family.replaced);
        BANSO_RETURN_IF_ERROR(
            AddOccurrences(event, left_out, options_.horizon, &budget_, &result_.busy));
      }
    }
    BANSO_RETURN_IF_ERROR(AddFree());
    SetPlace({});
    Normalise(options_.horizon, &result_.busy);
    Normalise(options_.horizon, &result_.one_off);
    const auto too_many = [](absl::string_view what, size_t most) {
      return Wrong(absl::StrCat("the file has more than ", most, " ", what));
    };
    if (result_.weekly.size() > options_.max_weekly) {
      return too_many("weekly windows", options_.max_weekly);
    }
    if (result_.one_off.size() > options_.max_one_off) {
      return too_many("single ranges of free time within the horizon", options_.max_one_off);
    }
    if (result_.busy.size() > options_.max_busy) {
      return too_many("ranges of busy time within the horizon", options_.max_busy);
    }
    return std::move(result_);
  }

 private:
  void SetPlace(const Place& place) {
    reading_.line = place.line;
    reading_.component = place.component;
  }
  // Comes to the next component of a kind.
  Place Enter(const std::string& kind) {
    const auto lines = begins_.find(kind);
    const size_t index = met_[kind]++;
    const bool known = lines != begins_.end() && index < lines->second.size();
    Place place = {known ? lines->second[index] : 0, kind};
    SetPlace(place);
    return place;
  }

  absl::Status ReadZones(icalcomponent* component) {
    const icalcomponent_kind kind = icalcomponent_isa(component);
    if (kind == ICAL_VTIMEZONE_COMPONENT) {
      Enter("VTIMEZONE");
      if (++zone_count_ > kMostZones) return Wrong("the file has more than 64 VTIMEZONEs");
      for (icalcomponent* part = icalcomponent_get_first_component(component, ICAL_ANY_COMPONENT);
           part != nullptr;
           part = icalcomponent_get_next_component(component, ICAL_ANY_COMPONENT)) {
        BANSO_RETURN_IF_ERROR(CheckNotes(part, "VTIMEZONE"));
      }
      return zones_.Add(component);
    }
    if (kind != ICAL_VCALENDAR_COMPONENT && kind != ICAL_XROOT_COMPONENT) return absl::OkStatus();
    for (icalcomponent* part = icalcomponent_get_first_component(component, ICAL_ANY_COMPONENT);
         part != nullptr; part = icalcomponent_get_next_component(component, ICAL_ANY_COMPONENT)) {
      BANSO_RETURN_IF_ERROR(ReadZones(part));
    }
    return absl::OkStatus();
  }

  absl::Status ReadAny(icalcomponent* component) {
    switch (icalcomponent_isa(component)) {
      case ICAL_VEVENT_COMPONENT:
        return ReadEvent(component);
      case ICAL_VFREEBUSY_COMPONENT:
        return ReadFreeBusy(component);
      case ICAL_VAVAILABILITY_COMPONENT:
        return ReadAvailabilities(component);
      case ICAL_VCALENDAR_COMPONENT:
      case ICAL_XROOT_COMPONENT:
        break;
      default:
        return absl::OkStatus();
    }
    for (icalcomponent* part = icalcomponent_get_first_component(component, ICAL_ANY_COMPONENT);
         part != nullptr; part = icalcomponent_get_next_component(component, ICAL_ANY_COMPONENT)) {
      BANSO_RETURN_IF_ERROR(ReadAny(part));
    }
    return absl::OkStatus();
  }

  absl::Status ReadEvent(icalcomponent* component) {
    Place place = Enter("VEVENT");
    reading_.busy = true;
    BANSO_RETURN_IF_ERROR(CheckNotes(component, "VEVENT"));
    BANSO_ASSIGN_OR_RETURN(Recurring event, ReadRecurring(component, zones_, "VEVENT"));
    icalproperty* const transparency =
        icalcomponent_get_first_property(component, ICAL_TRANSP_PROPERTY);
    const bool takes_time =
        icalcomponent_get_status(component) != ICAL_STATUS_CANCELLED &&
        (transparency == nullptr ||
         (icalproperty_get_transp(transparency) != ICAL_TRANSP_TRANSPARENT &&
          icalproperty_get_transp(transparency) != ICAL_TRANSP_TRANSPARENTNOCONFLICT));
    Family& family = events_[UidOf(event)];
    if (event.replaces) family.replaced.push_back(*event.replaces);
    if (takes_time) family.masters.push_back({std::move(event), std::move(place)});
    return absl::OkStatus();
  }

  absl::Status ReadFreeBusy(icalcomponent* component) {
    Enter("VFREEBUSY");
    reading_.busy = true;
    BANSO_RETURN_IF_ERROR(CheckNotes(component, "VFREEBUSY"));
    for (icalproperty* property =
             icalcomponent_get_first_property(component, ICAL_FREEBUSY_PROPERTY);
         property != nullptr;
         property = icalcomponent_get_next_property(component, ICAL_FREEBUSY_PROPERTY)) {
      const icalperiodtype period = icalproperty_get_freebusy(property);
      if (icaltime_is_utc(period.start) == 0 || icaltime_is_valid_time(period.start) == 0) {
        return Wrong("VFREEBUSY: FREEBUSY must be periods in UTC");
      }
      const absl::Time start = absl::FromCivil(CivilOf(period.start), absl::UTCTimeZone());
      absl::Time end = start;
      if (icaltime_is_null_time(period.end) == 0) {
        end = absl::FromCivil(CivilOf(period.end), absl::UTCTimeZone());
      } else {
        const icaldurationtype length = period.duration;
        if (length.is_neg != 0) return Wrong("VFREEBUSY: FREEBUSY must not end before it starts");
        end += absl::Hours(24) * (int64_t{length.weeks} * 7 + length.days) +
               absl::Hours(length.hours) + absl::Minutes(length.minutes) +
               absl::Seconds(length.seconds);
      }
      if (end < start) return Wrong("VFREEBUSY: FREEBUSY must not end before it starts");
      icalparameter* const type = icalproperty_get_first_parameter(property, ICAL_FBTYPE_PARAMETER);
      const bool free = type != nullptr && icalparameter_get_fbtype(type) == ICAL_FBTYPE_FREE;
      (free ? result_.one_off : result_.busy).push_back({start, end});
      reading_.one_off = reading_.one_off || free;
    }
    return absl::OkStatus();
  }

  absl::Status ReadAvailabilities(icalcomponent* component) {
    const std::string kind = "VAVAILABILITY";
    Enter(kind);
    reading_.weekly = true;
    reading_.one_off = true;
    BANSO_RETURN_IF_ERROR(CheckNotes(component, kind));
    Availabilities read;
    if (icalproperty* const start =
            icalcomponent_get_first_property(component, ICAL_DTSTART_PROPERTY)) {
      BANSO_ASSIGN_OR_RETURN(const WallTime time, ReadWallTime(start, zones_, kind));
      read.bounds.start = time.instant();
      // The end that DTEND or DURATION gives, if any does.
      if (icalcomponent_get_first_property(component, ICAL_DTEND_PROPERTY) != nullptr ||
          icalcomponent_get_first_property(component, ICAL_DURATION_PROPERTY) != nullptr) {
        BANSO_RETURN_IF_ERROR(ReadEnd(component, time, &read.bounds.end));
      }
    } else if (icalproperty* const end =
                   icalcomponent_get_first_property(component, ICAL_DTEND_PROPERTY)) {
      BANSO_ASSIGN_OR_RETURN(const WallTime time, ReadWallTime(end, zones_, kind));
      read.bounds.end = time.instant();
    }
    if (read.bounds.end <= read.bounds.start) {
      return Wrong("VAVAILABILITY: DTEND must be after DTSTART");
    }
    if (icalproperty* const priority =
            icalcomponent_get_first_property(component, ICAL_PRIORITY_PROPERTY)) {
      const int number = icalproperty_get_priority(priority);
      if (number < 0 || number > 9) return Wrong("VAVAILABILITY: PRIORITY must be 0 to 9");
      if (number > 0) read.rank = number;
    }
    for (icalcomponent* part =
             icalcomponent_get_first_component(component, ICAL_XAVAILABLE_COMPONENT);
         part != nullptr;
         part = icalcomponent_get_next_component(component, ICAL_XAVAILABLE_COMPONENT)) {
      Place place = Enter("AVAILABLE");
      BANSO_RETURN_IF_ERROR(CheckNotes(part, "AVAILABLE"));
      BANSO_ASSIGN_OR_RETURN(Recurring available, ReadRecurring(part, zones_, "AVAILABLE"));
      Family& family = read.available[UidOf(available)];
      if (available.replaces) family.replaced.push_back(*available.replaces);
      family.masters.push_back({std::move(available), std::move(place)});
    }
    availabilities_.push_back(std::move(read));
    return absl::OkStatus();
  }

  // An end may lie years ahead, unlike that of an occurrence.
  absl::Status ReadEnd(icalcomponent* component, const WallTime& start, absl::Time* end) {
    if (icalproperty* const property =
            icalcomponent_get_first_property(component, ICAL_DTEND_PROPERTY)) {
      BANSO_ASSIGN_OR_RETURN(const WallTime time, ReadWallTime(property, zones_, "VAVAILABILITY"));
      *end = time.instant();
      return absl::OkStatus();
    }
    const icaldurationtype length = icalproperty_get_duration(
        icalcomponent_get_first_property(component, ICAL_DURATION_PROPERTY));
    if (length.is_neg != 0) return Wrong("VAVAILABILITY: DURATION must be positive");
    *end = start.instant() + absl::Hours(24) * (int64_t{length.weeks} * 7 + length.days) +
           absl::Hours(length.hours) + absl::Minutes(length.minutes) +
           absl::Seconds(length.seconds);
    return absl::OkStatus();
  }

  absl::Status AddFree() {
    for (const Availabilities& each : availabilities_) {
      std::vector<TimeRange> decided_by_others;
      for (const Availabilities& other : availabilities_) {
        if (other.rank < each.rank && Overlap(other.bounds, each.bounds)) {
          decided_by_others.push_back(other.bounds);
        }
      }
      std::vector<TimeRange> ranges;
      for (const auto& [uid, family] : each.available) {
        for (const auto& [available, place] : family.masters) {
          SetPlace(place);
          const LeftOut left_out(available, available.replaces ? kNone : family.replaced);
          if (decided_by_others.empty()) {
            auto windows = ToWindows(available, left_out, each.bounds, &ranges);
            if (windows) {
              result_.weekly.insert(result_.weekly.end(), windows->begin(), windows->end());
              continue;
            }
          }
          BANSO_RETURN_IF_ERROR(
              AddOccurrences(available, left_out, options_.horizon, &budget_, &ranges));
        }
      }
      Normalise(each.bounds, &ranges);
      for (const TimeRange& hole : decided_by_others) Subtract(hole, &ranges);
      result_.one_off.insert(result_.one_off.end(), ranges.begin(), ranges.end());
    }
    return absl::OkStatus();
  }

  // Components without a UID have nothing to do with each other.
  std::string UidOf(const Recurring& recurring) {
    return recurring.uid.empty() ? absl::StrCat("\n", ++without_uid_) : recurring.uid;
  }

  const CalendarReadOptions& options_;
  const BeginLines& begins_;
  CalendarReading& reading_;
  std::map<std::string, size_t> met_;  // how many of a kind
  FileZones zones_;
  RecurrenceBudget budget_;
  Families events_;
  std::vector<Availabilities> availabilities_;
  Availability result_;
  int zone_count_ = 0;
  int without_uid_ = 0;
};

}  // namespace

absl::StatusOr<Availability> ReadCalendar(absl::string_view file,
                                          const CalendarReadOptions& options,
                                          CalendarReading* reading) {
  CalendarReading unasked;
  if (reading == nullptr) reading = &unasked;
  *reading = {};
  if (options.horizon.end <= options.horizon.start ||
      options.horizon.end - options.horizon.start > kLongestHorizon) {
    return Wrong("the horizon must be longer than nothing and at most two years");
  }
  BeginLines begins;
  BANSO_RETURN_IF_ERROR(CheckText(file, options, &begins, &reading->line));
  const OwnedComponent root(icalparser_parse_string(std::string(file).c_str()));
  if (root == nullptr) return Wrong("the file must be iCalendar");
  return Reader(options, begins, reading).Read(root.get());
}

}  // namespace banso
