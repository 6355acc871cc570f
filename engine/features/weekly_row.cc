#include "engine/features/weekly_row.h"

#include <algorithm>

#include "engine/features/free_days.h"

namespace banso {
namespace {

constexpr int kCellsPerWeek = 7 * kCellsPerDay;

int64_t FloorDivide(int64_t a, int64_t b) { return a >= 0 ? a / b : -((-a + b - 1) / b); }

// The day in Japan of an instant, with infinities at the ends.
int32_t DayOf(absl::Time time) {
  constexpr int64_t kFar = 1'000'000;
  const int64_t seconds = absl::ToUnixSeconds(time);
  if (seconds <= -kFar * 86'400) return static_cast<int32_t>(-kFar);
  if (seconds >= kFar * 86'400) return static_cast<int32_t>(kFar);
  return static_cast<int32_t>(FloorDivide(seconds + 9 * 3600, 86'400));
}

}  // namespace

WeeklyRow MakeWeeklyRow(const Availability& availability) {
  WeeklyRow row;
  for (const WeeklyWindow& window : availability.weekly) {
    if (window.zone != JapanTime()) {
      row.cells.fill(kWholeDay);
      row.exact = false;
      continue;
    }
    const int end = window.end_minute > window.start_minute ? window.end_minute
                                                            : window.end_minute + kMinutesPerDay;
    if (window.start_minute % kCellMinutes != 0 || end % kCellMinutes != 0 ||
        window.skip_holidays || window.valid.first || window.valid.last) {
      row.exact = false;
    }
    const int day = static_cast<int>(window.day) * kCellsPerDay;
    for (int cell = window.start_minute / kCellMinutes;
         cell < (end + kCellMinutes - 1) / kCellMinutes; ++cell) {
      const int of_week = (day + cell) % kCellsPerWeek;
      row.cells[of_week / kCellsPerDay] |= DayCells{1} << (of_week % kCellsPerDay);
    }
  }
  const auto add = [&](int32_t first, int32_t last) {
    row.first_added = std::min(row.first_added, first);
    row.last_added = std::max(row.last_added, last);
  };
  for (const AvailabilityException& exception : availability.exceptions) {
    row.exact = false;
    // A day more at both ends, for other zones and what lasts beyond midnight.
    if (exception.adds) {
      add(DayNumber(exception.dates.first) - 2, DayNumber(exception.dates.last) + 2);
    }
  }
  for (const TimeRange& range : availability.one_off) {
    row.exact = false;
    add(DayOf(range.start) - 1, DayOf(range.end) + 1);
  }
  if (!availability.busy.empty()) row.exact = false;
  return row;
}

DatedCells CellsOf(const TimeRanges& ranges, absl::Time from, int32_t first_day, int days) {
  DatedCells result;
  result.first_day = first_day;
  result.cells.resize(days);
  constexpr absl::Duration kCell = absl::Minutes(kCellMinutes);
  const absl::Time start = absl::UnixEpoch() + absl::Hours(24) * first_day - absl::Hours(9);
  for (const TimeRange& range : ranges) {
    const absl::Duration into = range.start - start;
    const absl::Duration until = range.end - start;
    int64_t cell = absl::Floor(into, kCell) / kCell;
    const int64_t end = absl::Ceil(until, kCell) / kCell;
    if (range.start > from && absl::Floor(into, kCell) != into) result.exact = false;
    if (absl::Floor(until, kCell) != until) result.exact = false;
    for (cell = std::max<int64_t>(cell, 0); cell < end && cell < days * kCellsPerDay; ++cell) {
      if (start + kCell * cell < from) continue;
      result.cells[cell / kCellsPerDay] |= DayCells{1} << (cell % kCellsPerDay);
    }
  }
  return result;
}

}  // namespace banso
