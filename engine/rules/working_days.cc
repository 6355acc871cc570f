#include "engine/rules/working_days.h"

#include <algorithm>

namespace banso {

std::optional<DateRange> WorkingSpan(const Schedule& schedule) {
  if (const auto* fixed = std::get_if<FixedSchedule>(&schedule)) {
    if (fixed->shifts.empty()) return std::nullopt;
    return DateRange{fixed->shifts.front().date, fixed->shifts.back().date};
  }
  if (const auto* flex = std::get_if<FlexSchedule>(&schedule)) {
    DateRange span = flex->dates;
    const auto possible = [&](Date date) {
      return flex->weekdays[static_cast<int>(absl::GetWeekday(date))];
    };
    while (span.first <= span.last && !possible(span.first)) ++span.first;
    while (span.first < span.last && !possible(span.last)) --span.last;
    if (span.first <= span.last) return span;
  }
  return std::nullopt;
}

std::vector<FlexWeek> FlexWeeks(const FlexSchedule& schedule) {
  std::vector<FlexWeek> weeks;
  // Days of the week are counted, not asked of each date anew: this is much of a judgement.
  int weekday = static_cast<int>(absl::GetWeekday(schedule.dates.first));
  Date monday = schedule.dates.first - weekday;
  for (Date date = schedule.dates.first; date <= schedule.dates.last; ++date, ++weekday) {
    if (weekday == 7) {
      weekday = 0;
      monday = date;
    }
    if (!schedule.weekdays[weekday]) continue;
    if (weeks.empty() || weeks.back().monday != monday) weeks.push_back({monday, {}, 0});
    weeks.back().possible.push_back(date);
  }
  for (FlexWeek& week : weeks) {
    week.needed = std::min(schedule.days_per_week, static_cast<int>(week.possible.size()));
  }
  return weeks;
}

}  // namespace banso
