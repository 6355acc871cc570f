// The hours of an opening in a few numbers, for comparing them with very many people.
#ifndef BANSO_ENGINE_FEATURES_SCHEDULE_ROW_H_
#define BANSO_ENGINE_FEATURES_SCHEDULE_ROW_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/model/internship.h"

namespace banso {

// Shifts with the same hours on days of one stretch of 32.
struct ShiftRun {
  int32_t first_day = 0;  // DayNumber
  uint32_t days = 0;      // a bit a day from first_day on; the lowest is set
  uint16_t start = 0;     // minutes after midnight in Japan
  uint16_t end = 0;       // above start
};

struct ScheduleRow {
  enum class Kind : uint8_t {
    kUnknown,  // the hours are not known
    kFixed,
    kFlex,
    kOther,  // nothing below is said: a schedule that is not as its type promises
  };
  int32_t first_day = 0;  // of work, DayNumber
  int32_t last_day = 0;
  uint32_t first_run = 0;        // kFixed: of the runs in the list beside
  uint32_t clock_minutes = 0;    // kFixed: of all shifts
  uint16_t run_count = 0;        // kFixed
  uint16_t shift_count = 0;      // kFixed
  uint16_t start = 0;            // kFlex: work is possible from here
  uint16_t end = 0;              // kFlex: until here, above start
  uint16_t minutes_per_day = 0;  // kFlex
  uint16_t latest_end = 0;       // minutes after midnight at which the latest (kFixed) or the
                                 // earliest possible (kFlex) day ends
  uint16_t most_in_window = 0;   // most paid minutes in 7 consecutive days, of a week for kFlex
  uint16_t most_in_week = 0;     // most paid minutes from Sunday to Saturday, for kFlex from Monday
  Kind kind = Kind::kUnknown;
  uint8_t days_per_week = 0;  // kFlex
  uint8_t weekdays = 0;       // kFlex: a bit a day, Monday the lowest
};

// Appends the runs of a fixed schedule to `runs`.
ScheduleRow MakeScheduleRow(const Schedule& schedule, std::vector<ShiftRun>* runs);

// On which days of the week and at which hours there is work, whatever the dates: what many
// openings have in common. For kFlex, those of a full week, which the hours must have.
struct HoursShape {
  ScheduleRow row;  // with dates that stand for all others
  std::vector<ShiftRun> runs;

  // Equal shapes have equal keys, and the other way round.
  std::string Key() const;
};
// The shape of hours of kFixed, or of kFlex with a week from Monday to Sunday. Whatever can be
// said of the shape for every week alike can be said of the hours, as an upper bound for kFlex.
std::optional<HoursShape> MakeHoursShape(const ScheduleRow& row, std::span<const ShiftRun> runs);

}  // namespace banso

#endif  // BANSO_ENGINE_FEATURES_SCHEDULE_ROW_H_
