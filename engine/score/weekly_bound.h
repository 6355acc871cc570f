// Bounds of FitSchedule and FindCommonStarts from a person's week.
#ifndef BANSO_ENGINE_SCORE_WEEKLY_BOUND_H_
#define BANSO_ENGINE_SCORE_WEEKLY_BOUND_H_

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "engine/features/schedule_row.h"
#include "engine/features/weekly_row.h"
#include "engine/rules/rule_set.h"
#include "engine/score/schedule_bound.h"

namespace banso {

// The hours of one opening, for comparing them with the weeks of very many people.
class ScheduleOfWeeks {
 public:
  // `runs` are all runs that the row counts in.
  ScheduleOfWeeks(const ScheduleRow& row, std::span<const ShiftRun> runs);

  // Bounds of FitSchedule: an upper one for every week, exact for an exact week and hours on the
  // half hour.
  ScheduleBound Bound(const WeeklyRow& week, const ScheduleRules& rules) const;

 private:
  // Shifts with the same hours on the same day of the week.
  struct Hours {
    int weekday = 0;
    int count = 0;
    int minutes = 0;
    DayCells first = 0;   // of the day
    DayCells second = 0;  // of the day after it
  };
  // Weeks with the same possible days.
  struct Week {
    uint8_t possible = 0;
    int needed = 0;
  };

  static Hours HoursOf(int32_t day, const ShiftRun& run);
  // Minutes of `hours` on one day of a week, at most.
  static int MinutesOf(const Hours& hours, const WeeklyRow& week);
  int FixedMinutes(const WeeklyRow& week) const;
  int WorstWeek(const WeeklyRow& week) const;

  const ScheduleRow row_;
  bool known_ = true;           // there is something to compare
  bool on_grid_ = true;         // hours begin and end on half hours
  std::vector<ShiftRun> runs_;  // of fixed days
  absl::InlinedVector<Hours, 5> hours_;
  absl::InlinedVector<Week, 2> weeks_;
};

// What is known of where two people can start together.
struct StartsBound {
  int days = 0;        // at most so many
  int64_t first = 0;   // microseconds since 1970, not before this; kNoStart if days is 0
  bool exact = false;  // both are exact
  static constexpr int64_t kNoStart = INT64_MAX;
};

// Bounds FindCommonStarts for one person's free time, in cells from `as_of` on, with the week of
// another. Stops counting at `enough` days: then `days` means so many or more.
// `cells` reach so far behind the horizon of `horizon_days` that a meeting of `minimum_minutes`
// that starts in it can end.
StartsBound BoundCommonStarts(const DatedCells& cells, const WeeklyRow& week, int horizon_days,
                              int minimum_minutes, int enough);

}  // namespace banso

#endif  // BANSO_ENGINE_SCORE_WEEKLY_BOUND_H_
