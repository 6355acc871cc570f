#include "engine/features/free_time.h"

#include <algorithm>
#include <utility>

namespace banso {
namespace {

// The instant of a wall time `minute` minutes after the start of `date` in `zone`. `pre` is the
// offset before a change, as RFC 5545 asks for times that are skipped or repeated.
absl::Time WallTime(Date date, int minute, absl::TimeZone zone) {
  // Most windows are Japan's, where no clock changes.
  if (zone == JapanTime()) return JapanMidnight(date) + absl::Minutes(minute);
  return zone.At(absl::CivilMinute(date) + minute).pre;
}

int EndAfterMidnight(int start_minute, int end_minute) {
  return end_minute > start_minute ? end_minute : end_minute + kMinutesPerDay;
}

// Dates in `zone` on which a window that reaches into `range` may begin: windows last at most a
// day, so the day before the range counts, too.
DateRange DatesTouching(TimeRange range, absl::TimeZone zone) {
  if (zone == JapanTime()) return {JapanDate(range.start) - 1, JapanDate(range.end)};
  return {absl::ToCivilDay(range.start, zone) - 1, absl::ToCivilDay(range.end, zone)};
}

void AddClipped(absl::Time start, absl::Time end, TimeRange within, TimeRanges* ranges) {
  start = std::max(start, within.start);
  end = std::min(end, within.end);
  if (start < end) ranges->push_back({start, end});
}

void AddWeekly(const WeeklyWindow& window, TimeRange within, const Holidays& holidays,
               TimeRanges* ranges) {
  DateRange dates = DatesTouching(within, window.zone);
  if (window.valid.first) dates.first = std::max(dates.first, *window.valid.first);
  if (window.valid.last) dates.last = std::min(dates.last, *window.valid.last);
  const int end = EndAfterMidnight(window.start_minute, window.end_minute);
  Date date = absl::GetWeekday(dates.first) == window.day
                  ? dates.first
                  : absl::NextWeekday(dates.first, window.day);
  if (window.zone == JapanTime()) {
    // Weeks are equally long where no clock changes.
    constexpr absl::Duration kWeek = absl::Hours(24 * 7);
    const auto weeks = date <= dates.last ? (dates.last - date) / 7 + 1 : 0;
    absl::Time midnight = JapanMidnight(date);
    for (int64_t week = 0; week < weeks; ++week, midnight += kWeek) {
      if (window.skip_holidays && holidays.contains(date + 7 * week)) continue;
      AddClipped(midnight + absl::Minutes(window.start_minute), midnight + absl::Minutes(end),
                 within, ranges);
    }
    return;
  }
  for (; date <= dates.last; date += 7) {
    if (window.skip_holidays && holidays.contains(date)) continue;
    AddClipped(WallTime(date, window.start_minute, window.zone), WallTime(date, end, window.zone),
               within, ranges);
  }
}

void AddException(const AvailabilityException& exception, TimeRange within, TimeRanges* ranges) {
  const DateRange near = DatesTouching(within, exception.zone);
  const Date last = std::min(near.last, exception.dates.last);
  const int end = EndAfterMidnight(exception.start_minute, exception.end_minute);
  for (Date date = std::max(near.first, exception.dates.first); date <= last; ++date) {
    AddClipped(WallTime(date, exception.start_minute, exception.zone),
               WallTime(date, end, exception.zone), within, ranges);
  }
}

}  // namespace

TimeRanges Union(TimeRanges ranges) {
  std::erase_if(ranges, [](const TimeRange& range) { return range.start >= range.end; });
  std::sort(ranges.begin(), ranges.end(),
            [](const TimeRange& a, const TimeRange& b) { return a.start < b.start; });
  TimeRanges merged;
  for (const TimeRange& range : ranges) {
    if (!merged.empty() && range.start <= merged.back().end) {
      merged.back().end = std::max(merged.back().end, range.end);
    } else {
      merged.push_back(range);
    }
  }
  return merged;
}

TimeRanges Intersection(const TimeRanges& a, const TimeRanges& b) {
  TimeRanges result;
  for (size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    const absl::Time start = std::max(a[i].start, b[j].start);
    const absl::Time end = std::min(a[i].end, b[j].end);
    if (start < end) result.push_back({start, end});
    if (a[i].end < b[j].end) {
      ++i;
    } else {
      ++j;
    }
  }
  return result;
}

TimeRanges Difference(const TimeRanges& a, const TimeRanges& b) {
  TimeRanges result;
  size_t j = 0;
  for (TimeRange left : a) {
    while (j < b.size() && b[j].end <= left.start) ++j;
    for (size_t k = j; k < b.size() && b[k].start < left.end; ++k) {
      if (left.start < b[k].start) result.push_back({left.start, b[k].start});
      left.start = std::max(left.start, b[k].end);
    }
    if (left.start < left.end) result.push_back(left);
  }
  return result;
}

absl::Duration Covered(const TimeRanges& ranges, TimeRange range) {
  absl::Duration covered;
  if (range.start >= range.end) return covered;
  for (auto part = FirstEndingAfter(ranges, range.start);
       part != ranges.end() && part->start < range.end; ++part) {
    covered += std::min(part->end, range.end) - std::max(part->start, range.start);
  }
  return covered;
}

TimeRanges::const_iterator FirstEndingAfter(const TimeRanges& ranges, absl::Time time) {
  return std::partition_point(ranges.begin(), ranges.end(),
                              [&](const TimeRange& range) { return range.end <= time; });
}

absl::Time NextHalfHour(absl::Time time) {
  constexpr int64_t kGridSeconds = 30 * 60;
  const int64_t seconds = absl::ToUnixSeconds(time);  // rounded down
  const absl::Time whole = absl::FromUnixSeconds(seconds);
  if (time == absl::InfinitePast() || time == absl::InfiniteFuture()) return time;
  // Japan's half hours are those of UTC, since its offset is whole hours.
  const int64_t into = (seconds % kGridSeconds + kGridSeconds) % kGridSeconds;
  if (into == 0 && whole == time) return time;
  return whole + absl::Seconds(kGridSeconds - into);
}

TimeRanges FreeTime(const Availability& availability, TimeRange within, const Holidays& holidays) {
  TimeRanges free;
  for (const WeeklyWindow& window : availability.weekly) {
    AddWeekly(window, within, holidays, &free);
  }
  TimeRanges taken;
  for (const AvailabilityException& exception : availability.exceptions) {
    if (exception.adds) AddException(exception, within, &free);
  }
  for (const TimeRange& range : availability.one_off) {
    AddClipped(range.start, range.end, within, &free);
  }
  // What is removed and what is busy both win over everything that is free, so that one
  // subtraction gives the order of precedence.
  for (const AvailabilityException& exception : availability.exceptions) {
    if (!exception.adds) AddException(exception, within, &taken);
  }
  for (const TimeRange& range : availability.busy) {
    AddClipped(range.start, range.end, within, &taken);
  }
  free = Union(std::move(free));
  if (taken.empty()) return free;
  return Difference(free, Union(std::move(taken)));
}

TimeRange MeetingTime(absl::Time as_of, int horizon_days, absl::Duration minimum) {
  return {as_of, JapanMidnight(JapanDate(as_of) + horizon_days) + minimum};
}

CommonStarts FindCommonStarts(const Availability& a, const Availability& b, absl::Time as_of,
                              int horizon_days, absl::Duration minimum, const Holidays& holidays) {
  return FindCommonStarts(FreeTime(a, MeetingTime(as_of, horizon_days, minimum), holidays), b,
                          as_of, horizon_days, minimum, holidays);
}

CommonStarts FindCommonStarts(const TimeRanges& free, const Availability& b, absl::Time as_of,
                              int horizon_days, absl::Duration minimum, const Holidays& holidays) {
  constexpr absl::Duration kGrid = absl::Minutes(30);
  const TimeRange within = MeetingTime(as_of, horizon_days, minimum);
  const absl::Time horizon_end = within.end - minimum;
  const TimeRanges common = Intersection(free, FreeTime(b, within, holidays));
  CommonStarts result;
  std::optional<Date> last_counted;
  for (const TimeRange& range : common) {
    if (range.start < horizon_end) {
      result.longest = std::max(result.longest, range.end - range.start);
    }
    absl::Time start = NextHalfHour(range.start);
    for (; start + minimum <= range.end && start < horizon_end; start += kGrid) {
      const Date date = JapanDate(start);
      if (!result.first) result.first = start;
      if (last_counted != date) {
        last_counted = date;
        ++result.days;
      }
      // The rest of this date tells nothing new.
      const absl::Time next_date = JapanMidnight(date + 1);
      start = std::max(start, next_date - kGrid);
    }
  }
  return result;
}

}  // namespace banso
