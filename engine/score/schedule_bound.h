// Bounds of FitSchedule.
#ifndef BANSO_ENGINE_SCORE_SCHEDULE_BOUND_H_
#define BANSO_ENGINE_SCORE_SCHEDULE_BOUND_H_

#include <optional>
#include <span>

#include "engine/features/free_days.h"
#include "engine/features/schedule_row.h"
#include "engine/rules/outcome_bound.h"
#include "engine/rules/rule_set.h"
#include "engine/score/components.h"

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

// What FitSchedule says of the hours of a row. None where FreeDays is not exact, for spans of more
// than a year, and for schedules of kind kOther. `runs` are all runs that the row counts in.
std::optional<ScheduleFit> FitScheduleRow(FreeDays& free, const ScheduleRow& row,
                                          std::span<const ShiftRun> runs,
                                          const ScheduleRules& rules);

// As FitSchedule with the availability that `free` was made of and the rules' holidays, for the
// schedules of many openings: the free time is expanded once.
ScheduleFit FitSchedule(FreeDays& free, const Schedule& schedule, const RuleSet& rules);

// Exact wherever FitScheduleRow says something; else nothing is said.
ScheduleBound BoundSchedule(FreeDays& free, const ScheduleRow& row, std::span<const ShiftRun> runs,
                            const ScheduleRules& rules);

}  // namespace banso

#endif  // BANSO_ENGINE_SCORE_SCHEDULE_BOUND_H_
