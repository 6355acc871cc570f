#include "engine/features/schedule_row.h"

#include <algorithm>
#include <array>
#include <bit>
#include <map>

#include "absl/strings/str_cat.h"
#include "engine/features/free_days.h"

namespace banso {
namespace {

constexpr ScheduleRow Other() {
  ScheduleRow row;
  row.kind = ScheduleRow::Kind::kOther;
  return row;
}

// The largest sum of the minutes of days within `days` consecutive ones. Days rise.
int MostWithin(const std::vector<std::pair<int32_t, int>>& minutes, int days) {
  int most = 0;
  int sum = 0;
  size_t first = 0;
  for (const auto& [day, of_day] : minutes) {
    sum += of_day;
    while (minutes[first].first <= day - days) sum -= minutes[first++].second;
    most = std::max(most, sum);
  }
  return most;
}

// The largest sum of the minutes of a week from Sunday on. 1970-01-04 was a Sunday.
int MostInWeek(const std::vector<std::pair<int32_t, int>>& minutes) {
  int most = 0;
  int sum = 0;
  int32_t current = 0;
  for (const auto& [day, of_day] : minutes) {
    const int32_t shifted = day - 3;
    const int32_t week = (shifted >= 0 ? shifted : shifted - 6) / 7;
    if (week != current) sum = 0;
    current = week;
    sum += of_day;
    most = std::max(most, sum);
  }
  return most;
}

ScheduleRow MakeFixed(const FixedSchedule& schedule, std::vector<ShiftRun>* runs) {
  if (schedule.shifts.empty() || schedule.shifts.size() > 10'000) return Other();
  ScheduleRow row;
  row.kind = ScheduleRow::Kind::kFixed;
  row.first_run = static_cast<uint32_t>(runs->size());
  row.first_day = DayNumber(schedule.shifts.front().date);
  row.last_day = DayNumber(schedule.shifts.back().date);
  row.shift_count = static_cast<uint16_t>(schedule.shifts.size());
  std::vector<std::pair<int32_t, int>> minutes;
  for (const Shift& shift : schedule.shifts) {
    const int32_t day = DayNumber(shift.date);
    const int end = shift.EndAfterMidnight();
    const bool rises = minutes.empty() || minutes.back().first < day;
    if (!rises || shift.start_minute < 0 || end <= shift.start_minute || end > 2 * kMinutesPerDay ||
        shift.PaidMinutes() < 0) {
      runs->resize(row.first_run);
      return Other();
    }
    minutes.push_back({day, shift.PaidMinutes()});
    row.clock_minutes += shift.ClockMinutes();
    row.latest_end = std::max(row.latest_end, static_cast<uint16_t>(end));
    if (runs->size() == row.first_run || runs->back().start != shift.start_minute ||
        runs->back().end != end || day - runs->back().first_day >= 32) {
      runs->push_back(
          {day, 0, static_cast<uint16_t>(shift.start_minute), static_cast<uint16_t>(end)});
    }
    runs->back().days |= uint32_t{1} << (day - runs->back().first_day);
  }
  row.run_count = static_cast<uint16_t>(runs->size() - row.first_run);
  row.most_in_window = static_cast<uint16_t>(MostWithin(minutes, 7));
  row.most_in_week = static_cast<uint16_t>(MostInWeek(minutes));
  return row;
}

ScheduleRow MakeFlex(const FlexSchedule& schedule) {
  ScheduleRow row;
  row.kind = ScheduleRow::Kind::kFlex;
  const int end = schedule.end_minute > schedule.start_minute
                      ? schedule.end_minute
                      : schedule.end_minute + kMinutesPerDay;
  if (schedule.days_per_week < 1 || schedule.days_per_week > 7 || schedule.start_minute < 0 ||
      end <= schedule.start_minute || end > 2 * kMinutesPerDay || schedule.minutes_per_day < 1 ||
      schedule.minutes_per_day > kMinutesPerDay ||
      schedule.minutes_per_day < schedule.break_minutes || schedule.break_minutes < 0 ||
      schedule.dates.last - schedule.dates.first > 10'000) {
    return Other();
  }
  for (int day = 0; day < 7; ++day) {
    if (schedule.weekdays[day]) row.weekdays |= static_cast<uint8_t>(1U << day);
  }
  // The span and the fullest week, without looking at every week: a week is full when no end of the
  // dates cuts it short.
  int32_t first = DayNumber(schedule.dates.first);
  int32_t last = DayNumber(schedule.dates.last);
  const auto possible = [&](int32_t day) { return (row.weekdays >> WeekdayNumber(day) & 1) != 0; };
  while (first <= last && !possible(first)) ++first;
  while (first <= last && !possible(last)) --last;
  if (first > last) return Other();
  row.first_day = first;
  row.last_day = last;
  row.start = static_cast<uint16_t>(schedule.start_minute);
  row.end = static_cast<uint16_t>(end);
  row.minutes_per_day = static_cast<uint16_t>(schedule.minutes_per_day);
  row.days_per_week = static_cast<uint8_t>(schedule.days_per_week);
  row.latest_end = static_cast<uint16_t>(schedule.start_minute + schedule.minutes_per_day);
  int most_needed = 0;
  int in_week = 0;
  int32_t week = -1;
  for (int32_t day = first; day <= last && most_needed < schedule.days_per_week; ++day) {
    const int32_t monday = day - WeekdayNumber(day);
    if (monday != week) in_week = 0;
    week = monday;
    if (possible(day)) ++in_week;
    most_needed = std::max(most_needed, std::min(in_week, schedule.days_per_week));
  }
  const int paid = schedule.minutes_per_day - schedule.break_minutes;
  row.most_in_window = row.most_in_week = static_cast<uint16_t>(most_needed * paid);
  return row;
}

}  // namespace

ScheduleRow MakeScheduleRow(const Schedule& schedule, std::vector<ShiftRun>* runs) {
  if (const auto* fixed = std::get_if<FixedSchedule>(&schedule)) return MakeFixed(*fixed, runs);
  if (const auto* flex = std::get_if<FlexSchedule>(&schedule)) return MakeFlex(*flex);
  return {};
}

std::string HoursShape::Key() const {
  std::string key;
  if (row.kind == ScheduleRow::Kind::kFlex) {
    absl::StrAppend(&key, row.start, ",", row.end, ",", row.minutes_per_day, ",", row.days_per_week,
                    ",", row.weekdays);
    return key;
  }
  // How many shifts there are of each kind.
  std::map<std::array<int, 3>, int> counts;
  for (const ShiftRun& run : runs) {
    for (uint32_t days = run.days; days != 0; days &= days - 1) {
      const int weekday = WeekdayNumber(run.first_day + std::countr_zero(days));
      ++counts[{weekday, run.start, run.end}];
    }
  }
  for (const auto& [hours, count] : counts) {
    absl::StrAppend(&key, hours[0], ",", hours[1], ",", hours[2], ",", count, ";");
  }
  return key;
}

std::optional<HoursShape> MakeHoursShape(const ScheduleRow& row, std::span<const ShiftRun> runs) {
  HoursShape shape;
  shape.row = row;
  if (row.kind == ScheduleRow::Kind::kFixed) {
    const auto own = runs.subspan(row.first_run, row.run_count);
    shape.runs.assign(own.begin(), own.end());
    shape.row.first_run = 0;
    return shape;
  }
  if (row.kind != ScheduleRow::Kind::kFlex) return std::nullopt;
  // The days between the first and the last possible one: a week that lacks none of its own.
  const int32_t monday = row.first_day + (7 - WeekdayNumber(row.first_day)) % 7;
  if (monday + 6 > row.last_day) return std::nullopt;
  shape.row.first_day = monday;
  shape.row.last_day = monday + 6;
  return shape;
}

}  // namespace banso
