#include "engine/rules/working_days.h"

#include <algorithm>

namespace banso {

std::optional<DateRange> WorkingSpan(const Schedule& schedule) {
  if (const auto* fixed = std::get_if<FixedSchedule>(&schedule)) {
    if (fixed->shifts.empty()) return std::nullopt;
    return DateRange{fixed->shifts.front().date, fixed->shifts.back().date};
  }
  if (const auto* flex = std::get_if<FlexSchedule>(&schedule)) {
    const std::vector<FlexWeek> weeks = FlexWeeks(*flex);
    if (weeks.empty()) return std::nullopt;
    return DateRange{weeks.front().possible.front(), weeks.back().possible.back()};
  }
  return std::nullopt;
}

std::vector<FlexWeek> FlexWeeks(const FlexSchedule& schedule) {
  std::vector<FlexWeek> weeks;
  for (Date date = schedule.dates.first; date <= schedule.dates.last; ++date) {
    if (!schedule.weekdays[static_cast<int>(absl::GetWeekday(date))]) continue;
    const Date monday = absl::PrevWeekday(date + 1, absl::Weekday::monday);
    if (weeks.empty() || weeks.back().monday != monday) weeks.push_back({monday, {}, 0});
    weeks.back().possible.push_back(date);
  }
  for (FlexWeek& week : weeks) {
    week.needed = std::min(schedule.days_per_week, static_cast<int>(week.possible.size()));
  }
  return weeks;
}

}  // namespace banso
