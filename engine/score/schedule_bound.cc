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

// The first of the worst weeks.
ScheduleFit WorstWeek(FreeDays& free, const ScheduleRow& row) {
  ScheduleFit fit;
  bool first = true;
  int possible = 0;
  int feasible = 0;
  for (int32_t day = row.first_day; day <= row.last_day; ++day) {
    const int weekday = WeekdayNumber(day);
    if ((row.weekdays >> weekday & 1) != 0) {
      ++possible;
      if (free.HasShift(day, row.start, row.end, row.minutes_per_day)) ++feasible;
    }
    if (weekday != 6 && day != row.last_day) continue;
    const int needed = std::min<int>(row.days_per_week, possible);
    if (needed > 0) {
      const int value = 1000 * std::min(feasible, needed) / needed;
      if (first || value < fit.value) {
        fit.value = value;
        fit.numbers.feasible = feasible;
        fit.numbers.required = needed;
      }
      first = false;
    }
    possible = 0;
    feasible = 0;
  }
  return fit;
}

}  // namespace

std::optional<ScheduleFit> FitScheduleRow(FreeDays& free, const ScheduleRow& row,
                                          std::span<const ShiftRun> runs,
                                          const ScheduleRules& rules) {
  if (row.kind == ScheduleRow::Kind::kUnknown) return ScheduleFit();
  if (row.kind == ScheduleRow::Kind::kOther || row.last_day - row.first_day > kMostDays) {
    return std::nullopt;
  }
  for (int32_t day = row.first_day;; day = std::min(day + 32, row.last_day)) {
    if (!free.IsExact(day)) return std::nullopt;
    if (day == row.last_day) break;
  }
  ScheduleFit fit;
  if (row.kind == ScheduleRow::Kind::kFixed) {
    fit.numbers.feasible = FixedMinutes(free, runs.subspan(row.first_run, row.run_count));
    fit.numbers.required = static_cast<int>(row.clock_minutes);
    fit.value = static_cast<int>(1000LL * fit.numbers.feasible / fit.numbers.required);
  } else {
    fit = WorstWeek(free, row);
  }
  const bool is_long =
      row.kind == ScheduleRow::Kind::kFixed && row.shift_count > rules.short_working_days;
  fit.numbers.minimum_per_mille = is_long ? rules.minimum_long : rules.minimum_short;
  fit.fits = fit.value >= fit.numbers.minimum_per_mille;
  return fit;
}

ScheduleFit FitSchedule(FreeDays& free, const Schedule& schedule, const RuleSet& rules) {
  std::vector<ShiftRun> runs;
  const ScheduleRow row = MakeScheduleRow(schedule, &runs);
  const std::optional<ScheduleFit> fit = FitScheduleRow(free, row, runs, rules.schedule);
  return fit ? *fit : FitSchedule(free.availability(), schedule, rules);
}

ScheduleBound BoundSchedule(FreeDays& free, const ScheduleRow& row, std::span<const ShiftRun> runs,
                            const ScheduleRules& rules) {
  // Unknown hours are worth nothing, but nothing conflicts with them.
  if (row.kind == ScheduleRow::Kind::kUnknown) return {{0, 0}, Certainty::kNo};
  const std::optional<ScheduleFit> fit = FitScheduleRow(free, row, runs, rules);
  if (!fit) return {};
  return {{fit->value, fit->value}, fit->fits ? Certainty::kNo : Certainty::kYes};
}

}  // namespace banso
