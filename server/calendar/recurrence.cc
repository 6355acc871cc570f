#include "server/calendar/recurrence.h"

#include <algorithm>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "engine/base/status_macros.h"

namespace banso {
namespace {

struct FreeIterator {
  void operator()(icalrecur_iterator* iterator) const { icalrecur_iterator_free(iterator); }
};

// A day lasts at most this long where an occurrence is concerned.
constexpr absl::Duration kLongestOccurrence = absl::Hours(24 * 366);

absl::Status Wrong(const std::string& kind, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(kind, ": ", what));
}

icaltimetype FloatingOf(const WallTime& time) {
  icaltimetype result = icaltime_null_time();
  result.year = static_cast<int>(time.wall.year());
  result.month = time.wall.month();
  result.day = time.wall.day();
  if (time.is_date) {
    result.is_date = 1;
  } else {
    result.hour = time.wall.hour();
    result.minute = time.wall.minute();
    result.second = time.wall.second();
  }
  return result;
}

absl::StatusOr<WallTime> ToWallTime(icalproperty* property, const icaltimetype& time,
                                    const FileZones& zones, const std::string& kind) {
  if (icaltime_is_null_time(time) || icaltime_is_valid_time(time) == 0 || time.year < 1000 ||
      time.year > 9999 || time.month < 1 || time.month > 12 || time.day < 1 ||
      time.day > icaltime_days_in_month(time.month, time.year) || time.hour < 0 || time.hour > 23 ||
      time.minute < 0 || time.minute > 59 || time.second < 0 || time.second > 60) {
    return Wrong(kind, absl::StrCat(icalproperty_kind_to_string(icalproperty_isa(property)),
                                    " is no date or time"));
  }
  BANSO_ASSIGN_OR_RETURN(const FileZone zone, zones.ZoneOf(property, time));
  return WallTime{CivilOf(time), zone, time.is_date != 0};
}

absl::StatusOr<OccurrenceLength> ToLength(const icaldurationtype& duration,
                                          const std::string& kind) {
  constexpr unsigned kMost = 100'000'000;
  if (duration.is_neg != 0 || icaldurationtype_is_bad_duration(duration) != 0 ||
      duration.weeks > kMost / 7 || duration.days > kMost || duration.hours > kMost ||
      duration.minutes > kMost || duration.seconds > kMost) {
    return Wrong(kind, "DURATION must be positive and of at most 366 days");
  }
  OccurrenceLength length;
  const int64_t days = int64_t{duration.weeks} * 7 + duration.days;
  length.time = absl::Hours(duration.hours) + absl::Minutes(duration.minutes) +
                absl::Seconds(duration.seconds);
  if (days * absl::Hours(24) + length.time > kLongestOccurrence) {
    return Wrong(kind, "DURATION must be positive and of at most 366 days");
  }
  length.days = static_cast<int>(days);
  return length;
}

// The end that DTEND, DURATION, or the absence of both gives.
absl::StatusOr<OccurrenceLength> ReadLength(icalcomponent* component, const WallTime& start,
                                            const FileZones& zones, const std::string& kind) {
  if (icalproperty* const end = icalcomponent_get_first_property(component, ICAL_DTEND_PROPERTY)) {
    BANSO_ASSIGN_OR_RETURN(const WallTime last, ReadWallTime(end, zones, kind));
    if (last.is_date != start.is_date) {
      return Wrong(kind, "DTSTART and DTEND must both be dates or both be times");
    }
    OccurrenceLength length;
    if (start.is_date) {
      const auto days = absl::CivilDay(last.wall) - absl::CivilDay(start.wall);
      if (days < 0 || days > 366) return Wrong(kind, "DTEND must be 0 to 366 days after DTSTART");
      // Some write the day itself as its end.
      length.days = days == 0 ? 1 : static_cast<int>(days);
    } else {
      length.time = last.instant() - start.instant();
      if (length.time < absl::ZeroDuration() || length.time > kLongestOccurrence) {
        return Wrong(kind, "DTEND must be 0 to 366 days after DTSTART");
      }
    }
    return length;
  }
  if (icalproperty* const duration =
          icalcomponent_get_first_property(component, ICAL_DURATION_PROPERTY)) {
    return ToLength(icalproperty_get_duration(duration), kind);
  }
  OccurrenceLength length;
  if (start.is_date) length.days = 1;
  return length;
}

// Rules that divide the day are refused: nobody's availability needs them, and one of them that
// never holds makes libical look at every second of the centuries.
absl::Status CheckRule(const icalrecurrencetype& rule, const std::string& kind) {
  switch (rule.freq) {
    case ICAL_DAILY_RECURRENCE:
    case ICAL_WEEKLY_RECURRENCE:
    case ICAL_MONTHLY_RECURRENCE:
    case ICAL_YEARLY_RECURRENCE:
      break;
    default:
      return Wrong(kind, "RRULE must be DAILY, WEEKLY, MONTHLY or YEARLY");
  }
  if (rule.by_hour[0] != ICAL_RECURRENCE_ARRAY_MAX ||
      rule.by_minute[0] != ICAL_RECURRENCE_ARRAY_MAX ||
      rule.by_second[0] != ICAL_RECURRENCE_ARRAY_MAX || rule.rscale != nullptr) {
    return Wrong(kind, "RRULE may not have BYHOUR, BYMINUTE, BYSECOND or RSCALE");
  }
  if (rule.interval < 1) return Wrong(kind, "RRULE: INTERVAL must be positive");
  return absl::OkStatus();
}

absl::Status ReadRule(icalcomponent* component, const std::string& kind, Recurring* recurring) {
  icalproperty* const property = icalcomponent_get_first_property(component, ICAL_RRULE_PROPERTY);
  if (icalcomponent_get_first_property(component, ICAL_EXRULE_PROPERTY) != nullptr) {
    return Wrong(kind, "EXRULE is not read");
  }
  if (property == nullptr) return absl::OkStatus();
  if (icalcomponent_count_properties(component, ICAL_RRULE_PROPERTY) > 1) {
    return Wrong(kind, "one RRULE is read at most");
  }
  icalrecurrencetype rule = icalproperty_get_rrule(property);
  BANSO_RETURN_IF_ERROR(CheckRule(rule, kind));
  if (icaltime_is_null_time(rule.until) == 0) {
    // UNTIL is in UTC, or a wall time of the start's zone; a date is that whole day.
    const icaltimetype until = rule.until;
    if (icaltime_is_valid_time(until) == 0 || until.year < 1000 || until.year > 9999) {
      return Wrong(kind, "RRULE: UNTIL is no date or time");
    }
    WallTime last{CivilOf(until), recurring->start.zone, until.is_date != 0};
    if (icaltime_is_utc(until)) last.zone = absl::UTCTimeZone();
    if (last.is_date) last.wall = absl::CivilSecond(absl::CivilDay(last.wall) + 1) - 1;
    recurring->until = last;
    rule.until = icaltime_null_time();
  }
  recurring->rule = rule;
  return absl::OkStatus();
}

// The day of the week, counted from `first`, both as libical numbers them from Sunday, 1.
int DaysInto(int day, int first) { return (day - first + 7) % 7; }

// The days on which a rule that comes back every so many weeks holds, from its start on. libical 3
// reads "every third week on Sunday" wrongly where the start is another day of that week.
class WeeklyDays {
 public:
  // None if the rule has parts that this does not know.
  static std::optional<WeeklyDays> Make(const icalrecurrencetype& rule, absl::CivilDay start) {
    if (rule.freq != ICAL_WEEKLY_RECURRENCE) return std::nullopt;
    for (const short* by : {rule.by_month_day, rule.by_year_day,  // NOLINT: libical's type
                            rule.by_week_no, rule.by_month, rule.by_set_pos}) {
      if (by[0] != ICAL_RECURRENCE_ARRAY_MAX) return std::nullopt;
    }
    // absl::Weekday begins with Monday, 0.
    const int start_day = (static_cast<int>(absl::GetWeekday(start)) + 1) % 7 + 1;
    const int week_start =
        rule.week_start == ICAL_NO_WEEKDAY ? 2 : static_cast<int>(rule.week_start);
    std::set<int> found;
    for (int i = 0; i < ICAL_BY_DAY_SIZE && rule.by_day[i] != ICAL_RECURRENCE_ARRAY_MAX; ++i) {
      if (icalrecurrencetype_day_position(rule.by_day[i]) != 0) return std::nullopt;
      found.insert(DaysInto(icalrecurrencetype_day_day_of_week(rule.by_day[i]), week_start));
    }
    if (found.empty()) found.insert(DaysInto(start_day, week_start));
    WeeklyDays days;
    days.days_.assign(found.begin(), found.end());
    days.week_ = start - DaysInto(start_day, week_start);
    days.interval_ = rule.interval;
    while (days.next_ < days.days_.size() && days.week_ + days.days_[days.next_] < start) {
      ++days.next_;
    }
    return days;
  }

  absl::CivilDay Next() {
    if (next_ == days_.size()) {
      week_ += 7 * interval_;
      next_ = 0;
    }
    return week_ + days_[next_++];
  }

 private:
  WeeklyDays() = default;

  std::vector<int> days_;  // of a week, counted from its start; in order
  size_t next_ = 0;
  absl::CivilDay week_;
  int interval_ = 1;
};

}  // namespace

absl::Time Recurring::EndOf(const WallTime& start_of_one) const {
  WallTime end = start_of_one;
  if (length.days > 0) {
    const absl::CivilDay day = absl::CivilDay(end.wall) + length.days;
    end.wall = absl::CivilSecond(day.year(), day.month(), day.day(), end.wall.hour(),
                                 end.wall.minute(), end.wall.second());
  }
  return end.instant() + length.time;
}

absl::StatusOr<WallTime> ReadWallTime(icalproperty* property, const FileZones& zones,
                                      const std::string& kind) {
  const icalvalue* const value = icalproperty_get_value(property);
  if (value == nullptr) return Wrong(kind, "a date or time is missing");
  return ToWallTime(property, icalvalue_get_datetime(value), zones, kind);
}

absl::StatusOr<Recurring> ReadRecurring(icalcomponent* component, const FileZones& zones,
                                        const std::string& kind) {
  Recurring recurring;
  if (icalproperty* const uid = icalcomponent_get_first_property(component, ICAL_UID_PROPERTY)) {
    const char* const text = icalproperty_get_uid(uid);
    recurring.uid = text == nullptr ? "" : text;
  }
  icalproperty* const start = icalcomponent_get_first_property(component, ICAL_DTSTART_PROPERTY);
  if (start == nullptr) return Wrong(kind, "DTSTART must be set");
  BANSO_ASSIGN_OR_RETURN(recurring.start, ReadWallTime(start, zones, kind));
  BANSO_ASSIGN_OR_RETURN(recurring.length, ReadLength(component, recurring.start, zones, kind));
  BANSO_RETURN_IF_ERROR(ReadRule(component, kind, &recurring));

  for (icalproperty* property = icalcomponent_get_first_property(component, ICAL_RDATE_PROPERTY);
       property != nullptr;
       property = icalcomponent_get_next_property(component, ICAL_RDATE_PROPERTY)) {
    const icaldatetimeperiodtype more = icalproperty_get_rdate(property);
    if (icalperiodtype_is_null_period(more.period) != 0) {
      BANSO_ASSIGN_OR_RETURN(WallTime time, ToWallTime(property, more.time, zones, kind));
      recurring.more.push_back(time);
      continue;
    }
    BANSO_ASSIGN_OR_RETURN(const WallTime from,
                           ToWallTime(property, more.period.start, zones, kind));
    Recurring one;
    one.start = from;
    if (icaltime_is_null_time(more.period.end) == 0) {
      BANSO_ASSIGN_OR_RETURN(const WallTime to, ToWallTime(property, more.period.end, zones, kind));
      one.length.time = to.instant() - from.instant();
      if (one.length.time < absl::ZeroDuration() || one.length.time > kLongestOccurrence) {
        return Wrong(kind, "RDATE: a period must have 0 to 366 days");
      }
    } else {
      BANSO_ASSIGN_OR_RETURN(one.length, ToLength(more.period.duration, kind));
    }
    recurring.more_ranges.push_back({from.instant(), one.EndOf(from)});
  }
  for (icalproperty* property = icalcomponent_get_first_property(component, ICAL_EXDATE_PROPERTY);
       property != nullptr;
       property = icalcomponent_get_next_property(component, ICAL_EXDATE_PROPERTY)) {
    BANSO_ASSIGN_OR_RETURN(WallTime time, ReadWallTime(property, zones, kind));
    recurring.left_out.push_back(time);
  }
  if (icalproperty* const replaces =
          icalcomponent_get_first_property(component, ICAL_RECURRENCEID_PROPERTY)) {
    if (icalproperty_get_first_parameter(replaces, ICAL_RANGE_PARAMETER) != nullptr) {
      return Wrong(kind, "RECURRENCE-ID with RANGE is not read");
    }
    BANSO_ASSIGN_OR_RETURN(recurring.replaces, ReadWallTime(replaces, zones, kind));
    if (recurring.rule || !recurring.more.empty() || !recurring.more_ranges.empty()) {
      return Wrong(kind, "a changed occurrence may not come back itself");
    }
  }
  return recurring;
}

LeftOut::LeftOut(const Recurring& recurring, const std::vector<WallTime>& replaced) {
  const auto add = [&](const WallTime& time) {
    if (time.is_date) {
      days_.insert(absl::CivilDay(time.wall));
    } else {
      instants_.insert(time.instant());
    }
  };
  for (const WallTime& time : recurring.left_out) add(time);
  for (const WallTime& time : replaced) add(time);
}

bool LeftOut::Has(const WallTime& time) const {
  return days_.contains(absl::CivilDay(time.wall)) ||
         (!time.is_date && instants_.contains(time.instant()));
}

std::vector<absl::CivilDay> LeftOut::Dates(absl::TimeZone zone) const {
  std::set<absl::CivilDay> dates = days_;
  for (const absl::Time instant : instants_) dates.insert(absl::ToCivilDay(instant, zone));
  return {dates.begin(), dates.end()};
}

absl::Status AddOccurrences(const Recurring& recurring, const LeftOut& left_out,
                            const TimeRange& horizon, RecurrenceBudget* budget,
                            std::vector<TimeRange>* to) {
  const auto add = [&](const TimeRange& range) {
    if (range.start < range.end && range.start < horizon.end && horizon.start < range.end) {
      to->push_back(range);
    }
  };
  const auto add_at = [&](const WallTime& time) {
    if (left_out.Has(time)) return;
    add({time.instant(), recurring.EndOf(time)});
  };
  for (const WallTime& time : recurring.more) add_at(time);
  for (const TimeRange& range : recurring.more_ranges) add(range);
  if (!recurring.rule) {
    add_at(recurring.start);
    return absl::OkStatus();
  }

  if (--budget->rules < 0) return absl::InvalidArgumentError("the file has too many RRULEs");
  // A rule may hold on every day from its start, or on none; libical looks at each all the same,
  // and no further than it is told.
  budget->days -= std::max<int64_t>(
      absl::ToCivilDay(horizon.end, absl::UTCTimeZone()) - absl::CivilDay(recurring.start.wall), 0);
  if (budget->days < 0) return absl::InvalidArgumentError("the rules of the file go back too far");
  // False ends it.
  const auto take = [&](const absl::CivilSecond& wall) {
    const WallTime time{wall, recurring.start.zone, recurring.start.is_date};
    const absl::Time instant = time.instant();
    if (instant >= horizon.end) return false;
    if (recurring.until && instant > recurring.until->instant()) return false;
    add_at(time);
    return true;
  };
  if (auto days = WeeklyDays::Make(*recurring.rule, absl::CivilDay(recurring.start.wall))) {
    const int64_t second_of_day =
        recurring.start.wall - absl::CivilSecond(absl::CivilDay(recurring.start.wall));
    for (int i = 0; recurring.rule->count == 0 || i < recurring.rule->count; ++i) {
      if (!take(absl::CivilSecond(days->Next()) + second_of_day)) break;
    }
    return absl::OkStatus();
  }
  icalrecurrencetype rule = *recurring.rule;
  rule.until =
      FloatingOf({absl::CivilSecond(absl::ToCivilDay(horizon.end, absl::UTCTimeZone()) + 2),
                  absl::UTCTimeZone(), recurring.start.is_date});
  const std::unique_ptr<icalrecur_iterator, FreeIterator> iterator(
      icalrecur_iterator_new(rule, FloatingOf(recurring.start)));
  if (iterator == nullptr) return absl::InvalidArgumentError("RRULE cannot be followed");
  for (;;) {
    const icaltimetype next = icalrecur_iterator_next(iterator.get());
    if (icaltime_is_null_time(next) != 0 || !take(CivilOf(next))) return absl::OkStatus();
  }
}

}  // namespace banso
