#include "engine/score/weekly_bound.h"

#include <algorithm>
#include <bit>

#include "engine/features/free_days.h"

namespace banso {
namespace {

constexpr int kMostDays = 366;
constexpr int64_t kMicrosPerDay = int64_t{86'400} * 1'000'000;
constexpr int64_t kMicrosPerCell = int64_t{kCellMinutes} * 60 * 1'000'000;
// What fits into a word beside the cells of a day.
constexpr int kMostCells = 64 - kCellsPerDay + 1;

DayCells Between(int first, int end) {
  first = std::clamp(first, 0, kCellsPerDay);
  end = std::clamp(end, 0, kCellsPerDay);
  return first < end ? ((DayCells{1} << end) - 1) & ~((DayCells{1} << first) - 1) : 0;
}

// The cells that begin a run of `length` cells.
DayCells StartsOfRuns(DayCells cells, int length) {
  for (int have = 1; have < length;) {
    const int more = std::min(have, length - have);
    cells &= cells >> more;
    have += more;
  }
  return cells;
}

}  // namespace

ScheduleOfWeeks::Hours ScheduleOfWeeks::HoursOf(int32_t day, const ShiftRun& run) {
  const int first = run.start / kCellMinutes;
  const int end = (run.end + kCellMinutes - 1) / kCellMinutes;
  Hours hours;
  hours.weekday = WeekdayNumber(day);
  hours.minutes = run.end - run.start;
  hours.first = Between(first, end);
  hours.second = Between(first - kCellsPerDay, end - kCellsPerDay);
  return hours;
}

ScheduleOfWeeks::ScheduleOfWeeks(const ScheduleRow& row, std::span<const ShiftRun> runs)
    : row_(row) {
  if (row.kind == ScheduleRow::Kind::kFixed) {
    const auto own = runs.subspan(row.first_run, row.run_count);
    runs_.assign(own.begin(), own.end());
    for (const ShiftRun& run : runs_) {
      on_grid_ = on_grid_ && run.start % kCellMinutes == 0 && run.end % kCellMinutes == 0;
      for (uint32_t days = run.days; days != 0; days &= days - 1) {
        const Hours hours = HoursOf(run.first_day + std::countr_zero(days), run);
        const auto same = std::find_if(hours_.begin(), hours_.end(), [&](const Hours& other) {
          return other.weekday == hours.weekday && other.minutes == hours.minutes &&
                 other.first == hours.first && other.second == hours.second;
        });
        Hours& of = same == hours_.end() ? hours_.emplace_back(hours) : *same;
        ++of.count;
      }
    }
  } else if (row.kind == ScheduleRow::Kind::kFlex && row.last_day - row.first_day <= kMostDays) {
    on_grid_ = row.start % kCellMinutes == 0 && row.end % kCellMinutes == 0;
    Week week;
    for (int32_t day = row.first_day; day <= row.last_day; ++day) {
      week.possible |=
          static_cast<uint8_t>((row.weekdays >> WeekdayNumber(day) & 1) << WeekdayNumber(day));
      if (WeekdayNumber(day) != 6 && day != row.last_day) continue;
      week.needed = std::min<int>(row.days_per_week, std::popcount(week.possible));
      const bool known = std::any_of(weeks_.begin(), weeks_.end(), [&](const Week& other) {
        return other.possible == week.possible;
      });
      if (!known && week.needed > 0) weeks_.push_back(week);
      week = {};
    }
    // A day's hours and the next day's morning are looked at in one word.
    known_ = (row.end + kCellMinutes - 1) / kCellMinutes <= 64;
  } else {
    known_ = false;
  }
}

int ScheduleOfWeeks::MinutesOf(const Hours& hours, const WeeklyRow& week) {
  const int cells = std::popcount(week.cells[hours.weekday] & hours.first) +
                    std::popcount(week.cells[(hours.weekday + 1) % 7] & hours.second);
  return std::min(hours.minutes, cells * kCellMinutes);
}

int ScheduleOfWeeks::FixedMinutes(const WeeklyRow& week) const {
  int minutes = 0;
  for (const Hours& hours : hours_) minutes += MinutesOf(hours, week) * hours.count;
  if (!week.AddsWithin(row_.first_day, row_.last_day + 1)) return minutes;
  // On days that are added everything is taken to be free.
  for (const ShiftRun& run : runs_) {
    for (uint32_t days = run.days; days != 0; days &= days - 1) {
      const int32_t day = run.first_day + std::countr_zero(days);
      if (!week.AddsOn(day) && !week.AddsOn(day + 1)) continue;
      const Hours hours = HoursOf(day, run);
      minutes += hours.minutes - MinutesOf(hours, week);
    }
  }
  return minutes;
}

int ScheduleOfWeeks::WorstWeek(const WeeklyRow& week) const {
  if (week.AddsWithin(row_.first_day, row_.last_day + 1)) return 1000;
  const int first = row_.start / kCellMinutes;
  const int end = (row_.end + kCellMinutes - 1) / kCellMinutes;
  const int length = (row_.minutes_per_day + kCellMinutes - 1) / kCellMinutes;
  const DayCells within =
      (end >= 64 ? ~DayCells{0} : (DayCells{1} << end) - 1) & ~((DayCells{1} << first) - 1);
  unsigned feasible = 0;
  for (int day = 0; day < 7; ++day) {
    const DayCells cells = (week.cells[day] | week.cells[(day + 1) % 7] << kCellsPerDay) & within;
    if (StartsOfRuns(cells, length) != 0) feasible |= 1U << day;
  }
  int worst = 1000;
  for (const Week& one : weeks_) {
    const int days = std::popcount(feasible & one.possible);
    worst = std::min(worst, 1000 * std::min(days, one.needed) / one.needed);
  }
  return worst;
}

ScheduleBound ScheduleOfWeeks::Bound(const WeeklyRow& week, const ScheduleRules& rules) const {
  if (row_.kind == ScheduleRow::Kind::kUnknown) return {{0, 0}, Certainty::kNo};
  if (!known_) return {};
  const int value = row_.kind == ScheduleRow::Kind::kFixed
                        ? static_cast<int>(1000LL * FixedMinutes(week) / row_.clock_minutes)
                        : WorstWeek(week);
  const bool is_long =
      row_.kind == ScheduleRow::Kind::kFixed && row_.shift_count > rules.short_working_days;
  const int minimum = is_long ? rules.minimum_long : rules.minimum_short;
  if (value < minimum) return {{week.exact && on_grid_ ? value : 0, value}, Certainty::kYes};
  if (week.exact && on_grid_) return {{value, value}, Certainty::kNo};
  return {{0, value}, Certainty::kMaybe};
}

StartsBound BoundCommonStarts(const DatedCells& cells, const WeeklyRow& week, int horizon_days,
                              int minimum_minutes, int enough) {
  StartsBound bound;
  bound.first = StartsBound::kNoStart;
  const int needed = (minimum_minutes + kCellMinutes - 1) / kCellMinutes;
  const auto common = [&](int day) {
    if (day >= static_cast<int>(cells.cells.size())) return DayCells{0};
    const int32_t number = cells.first_day + day;
    const DayCells theirs = week.AddsOn(number) ? kWholeDay : week.cells[WeekdayNumber(number)];
    return cells.cells[day] & theirs;
  };
  // Longer meetings than a word holds are only looked at as far as it goes: a bound from above.
  const int length = std::min(needed, kMostCells);
  DayCells today = common(0);
  for (int day = 0; day < horizon_days && bound.days < enough; ++day) {
    const DayCells tomorrow = common(day + 1);
    const DayCells starts = StartsOfRuns(today | tomorrow << kCellsPerDay, length) & kWholeDay;
    if (starts != 0) {
      if (bound.days == 0) {
        bound.first = (int64_t{cells.first_day} + day) * kMicrosPerDay -
                      9 * int64_t{3'600'000'000} + std::countr_zero(starts) * kMicrosPerCell;
      }
      ++bound.days;
    }
    today = tomorrow;
  }
  bound.exact = week.exact && cells.exact && length == needed;
  return bound;
}

}  // namespace banso
