// The days of work of a schedule.
#ifndef BANSO_ENGINE_RULES_WORKING_DAYS_H_
#define BANSO_ENGINE_RULES_WORKING_DAYS_H_

#include <optional>
#include <vector>

#include "absl/container/inlined_vector.h"
#include "engine/model/calendar.h"
#include "engine/model/internship.h"

namespace banso {

// From the first to the last possible day of work; none if there is no such day.
std::optional<DateRange> WorkingSpan(const Schedule& schedule);

// A week of a flexible schedule, from Monday to Sunday.
struct FlexWeek {
  Date monday;
  // Days on which work is possible, rising; at least one.
  absl::InlinedVector<Date, 7> possible;
  int needed = 0;  // days of work: those of the schedule, or all that a cut-short week has
};

// The weeks of a flexible schedule that have a possible day, rising.
std::vector<FlexWeek> FlexWeeks(const FlexSchedule& schedule);

}  // namespace banso

#endif  // BANSO_ENGINE_RULES_WORKING_DAYS_H_
