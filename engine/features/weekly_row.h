// When a person may have time, in a few words, for comparing it with very many others.
#ifndef BANSO_ENGINE_FEATURES_WEEKLY_ROW_H_
#define BANSO_ENGINE_FEATURES_WEEKLY_ROW_H_

#include <array>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "engine/features/free_time.h"
#include "engine/model/availability.h"

namespace banso {

inline constexpr int kCellMinutes = 30;
inline constexpr int kCellsPerDay = kMinutesPerDay / kCellMinutes;
// A bit for each half hour of a day in Japan, the first of the day lowest.
using DayCells = uint64_t;
inline constexpr DayCells kWholeDay = (DayCells{1} << kCellsPerDay) - 1;

// The week of a person: a half hour that is not in it is not free on any date, but on those from
// `first_added` to `last_added`. Holds at every instant: what depends on dates (exceptions,
// bookings, the validity of a window, holidays) is taken as if it left the time free.
struct WeeklyRow {
  std::array<DayCells, 7> cells = {};                         // Monday first
  int32_t first_added = std::numeric_limits<int32_t>::max();  // DayNumber
  int32_t last_added = std::numeric_limits<int32_t>::min();
  // The week is exactly what is free on every date.
  bool exact = true;

  friend bool operator==(const WeeklyRow&, const WeeklyRow&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const WeeklyRow& week) {
    return H::combine(std::move(h), week.cells, week.first_added, week.last_added, week.exact);
  }

  bool AddsOn(int32_t day) const { return first_added <= day && day <= last_added; }
  bool AddsWithin(int32_t first, int32_t last) const {
    return first_added <= last && first <= last_added;
  }
};
WeeklyRow MakeWeeklyRow(const Availability& availability);

// The half hours of a stretch of days that free time touches, and that begin at `from` or later.
struct DatedCells {
  int32_t first_day = 0;
  std::vector<DayCells> cells;  // by day
  bool exact = true;            // every one is free to its end, or none of it is
};
DatedCells CellsOf(const TimeRanges& ranges, absl::Time from, int32_t first_day, int days);

}  // namespace banso

#endif  // BANSO_ENGINE_FEATURES_WEEKLY_ROW_H_
