#include "server/services/desk_days.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "server/convert/calendar_convert.h"

namespace banso {
namespace {

constexpr int kDefaultStartHour = 13;
constexpr int kDefaultEndHour = 17;
constexpr int kDefaultSlotMinutes = 60;
constexpr int kDefaultMaxSessions = 4;
constexpr int kGridMinutes = 30;

bool IsOnGrid(const v1::TimeOfDay& time) {
  return ToMinuteOfDay(time) % kGridMinutes == 0;
}

}  // namespace

DeskHours HoursOf(const v1::DeskDay& day) {
  const absl::Time midnight = JapanMidnight(ToDate(day.date()));
  DeskHours hours;
  hours.start = midnight + absl::Minutes(ToMinuteOfDay(day.start()));
  hours.end = midnight + absl::Minutes(ToEndMinute(day.end()));
  hours.slot = absl::Minutes(day.slot_minutes());
  hours.buffer = absl::Minutes(day.buffer_minutes());
  return hours;
}

absl::Time AllocationTime(const v1::DeskDay& day) {
  return JapanMidnight(ToDate(day.date()) - kAllocatedDaysBefore);
}

bool TakesRequests(const v1::DeskDay& day, absl::Time now) {
  if (day.state() == v1::DeskDay::CANCELLED) return false;
  const std::vector<TimeRange> slots = DeskSlots(HoursOf(day));
  return !slots.empty() && now < slots.back().start;
}

bool IsDeskClosed(Date date) {
  return (date.month() == 12 && date.day() >= 29) || (date.month() == 1 && date.day() <= 3);
}

void SetDeskDefaults(v1::DeskDay* day) {
  if (!day->has_start()) day->mutable_start()->set_hours(kDefaultStartHour);
  if (!day->has_end()) day->mutable_end()->set_hours(kDefaultEndHour);
  if (day->slot_minutes() == 0) day->set_slot_minutes(kDefaultSlotMinutes);
  for (v1::DeskAdvisor& advisor : *day->mutable_advisors()) {
    if (advisor.max_sessions() == 0) advisor.set_max_sessions(kDefaultMaxSessions);
  }
}

std::vector<FieldProblem> CheckDeskDay(const v1::DeskDay& day, absl::string_view path) {
  std::vector<FieldProblem> problems;
  const auto add = [&](absl::string_view field, absl::string_view text) {
    problems.push_back({absl::StrCat(path, ".", field), std::string(text)});
  };
  const absl::Weekday weekday = absl::GetWeekday(ToDate(day.date()));
  if (weekday != absl::Weekday::saturday && weekday != absl::Weekday::sunday) {
    add("date", "must be a Saturday or a Sunday");
  }
  if (!IsOnGrid(day.start())) add("start", "must be on the hour or the half hour");
  if (!IsOnGrid(day.end())) add("end", "must be on the hour or the half hour");
  if (day.slot_minutes() % kGridMinutes != 0) add("slot_minutes", "must be a multiple of 30");
  if (problems.empty() && DeskSlots(HoursOf(day)).empty()) {
    add("end", "must leave time for one slot after the start");
  }
  std::set<absl::string_view> named;
  for (int i = 0; i < day.advisors_size(); ++i) {
    if (!named.insert(day.advisors(i).advisor()).second) {
      add(absl::StrCat("advisors[", i, "].advisor"), "is named before");
    }
  }
  return problems;
}

}  // namespace banso
