// Bounds of FitSchedule.
#ifndef BANSO_ENGINE_SCORE_SCHEDULE_BOUND_H_
#define BANSO_ENGINE_SCORE_SCHEDULE_BOUND_H_

#include <span>

#include "engine/features/free_days.h"
#include "engine/features/schedule_row.h"
#include "engine/rules/outcome_bound.h"
#include "engine/rules/rule_set.h"

namespace banso {

// Bounds of a component.
struct ValueBound {
  int lower = 0;
  int upper = 1000;
};

struct ScheduleBound {
  ValueBound value;
  Certainty conflict = Certainty::kMaybe;  // that the schedule blocks
};

// Exact wherever FreeDays is, but for spans of more than a year and schedules of kind kOther, of
// which nothing is said. `runs` are all runs that the row counts in.
ScheduleBound BoundSchedule(FreeDays& free, const ScheduleRow& row, std::span<const ShiftRun> runs,
                            const ScheduleRules& rules);

}  // namespace banso

#endif  // BANSO_ENGINE_SCORE_SCHEDULE_BOUND_H_
