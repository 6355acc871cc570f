#include "engine/score/schedule_bound.h"

#include <algorithm>
#include <bit>

namespace banso {
namespace {

constexpr int kMostDays = 366;

int FixedMinutes(FreeDays& free, std::span<const ShiftRun> runs) {
  int feasible = 0;
  for (const ShiftRun& run : runs) {
    for (uint32_t days = run.days; days != 0; days &= days - 1) {
      feasible += free.CoveredMinutes(run.first_day + std::countr_zero(days), run.start, run.end);
    }
  }
  return feasible;
}

int WorstWeek(FreeDays& free, const ScheduleRow& row) {
  int worst = 1000;
  int possible = 0;
  int feasible = 0;
  for (int32_t day = row.first_day; day <= row.last_day; ++day) {
    const int weekday = WeekdayNumber(day);
    if ((row.weekdays >> weekday & 1) != 0) {
      ++possible;
      if (free.HasShift(day, row.start, row.end, row.minutes_per_day)) ++feasible;
    }
    if (weekday == 6 || day == row.last_day) {
      const int needed = std::min<int>(row.days_per_week, possible);
      if (needed > 0) worst = std::min(worst, 1000 * std::min(feasible, needed) / needed);
      possible = 0;
      feasible = 0;
    }
  }
  return worst;
}

}  // namespace

ScheduleBound BoundSchedule(FreeDays& free, const ScheduleRow& row, std::span<const ShiftRun> runs,
                            const ScheduleRules& rules) {
  if (row.kind == ScheduleRow::Kind::kUnknown) return {{0, 0}, Certainty::kNo};
  if (row.kind == ScheduleRow::Kind::kOther || row.last_day - row.first_day > kMostDays) return {};
  for (int32_t day = row.first_day;; day = std::min(day + 32, row.last_day)) {
    if (!free.IsExact(day)) return {};
    if (day == row.last_day) break;
  }
  int value = 0;
  int minimum = rules.minimum_short;
  if (row.kind == ScheduleRow::Kind::kFixed) {
    const int minutes = FixedMinutes(free, runs.subspan(row.first_run, row.run_count));
    value = static_cast<int>(1000LL * minutes / row.clock_minutes);
    if (row.shift_count > rules.short_working_days) minimum = rules.minimum_long;
  } else {
    value = WorstWeek(free, row);
  }
  return {{value, value}, value < minimum ? Certainty::kYes : Certainty::kNo};
}

}  // namespace banso
