#include "engine/features/free_time.h"

#include <set>
#include <vector>

#include "engine/rules/rule_set.h"
#include "gmock/gmock.h"
#include "tests/support/engine_builders.h"
#include "tests/support/random_world.h"

namespace banso {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TimeRange Range(absl::string_view start, absl::string_view end) {
  return {JapanInstant(start), JapanInstant(end)};
}

const TimeRange kDecember = Range("2026-12-01 00:00", "2027-01-01 00:00");

TimeRanges FreeIn(const Availability& availability, TimeRange within = kDecember) {
  return FreeTime(availability, within, DefaultRuleSet().holidays);
}

TEST(FreeTimeTest, TouchingWindowsAreOne) {
  Availability availability;
  availability.weekly = {Weekly(absl::Weekday::tuesday, Clock(9), Clock(10)),
                         Weekly(absl::Weekday::tuesday, Clock(10), Clock(12))};

  EXPECT_THAT(FreeIn(availability, Range("2026-12-01 00:00", "2026-12-02 00:00")),
              ElementsAre(Range("2026-12-01 09:00", "2026-12-01 12:00")));
}

TEST(FreeTimeTest, AWindowMayCrossMidnightAndReachIntoTheRange) {
  Availability availability;
  availability.weekly = {Weekly(absl::Weekday::monday, Clock(22), Clock(2))};

  EXPECT_THAT(FreeIn(availability, Range("2026-12-01 00:00", "2026-12-02 00:00")),
              ElementsAre(Range("2026-12-01 00:00", "2026-12-01 02:00")));
}

TEST(FreeTimeTest, BusyWinsOverRemovedOverAddedOverWeekly) {
  Availability availability;
  availability.weekly = {Weekly(absl::Weekday::tuesday, Clock(9), Clock(12))};
  availability.exceptions = {{true, {Date(2026, 12, 1), Date(2026, 12, 1)}, Clock(13), Clock(16)},
                             {false, {Date(2026, 12, 1), Date(2026, 12, 1)}, Clock(11), Clock(14)}};
  availability.busy = {Range("2026-12-01 15:00", "2026-12-01 15:30")};

  EXPECT_THAT(FreeIn(availability, Range("2026-12-01 00:00", "2026-12-02 00:00")),
              ElementsAre(Range("2026-12-01 09:00", "2026-12-01 11:00"),
                          Range("2026-12-01 14:00", "2026-12-01 15:00"),
                          Range("2026-12-01 15:30", "2026-12-01 16:00")));
}

TEST(FreeTimeTest, ARemovedDayWinsOverAOneOffRange) {
  Availability availability;
  availability.one_off = {Range("2026-12-01 10:00", "2026-12-01 12:00")};
  availability.exceptions = {{false, {Date(2026, 12, 1), Date(2026, 12, 1)}}};

  EXPECT_THAT(FreeIn(availability), IsEmpty());
}

TEST(FreeTimeTest, HolidaysAreSkippedOnlyWhereAsked) {
  Availability availability;
  availability.weekly = {Weekly(absl::Weekday::monday, Clock(9), Clock(10))};
  const TimeRange new_year = Range("2027-01-11 00:00", "2027-01-12 00:00");

  EXPECT_EQ(FreeIn(availability, new_year).size(), 1);
  availability.weekly[0].skip_holidays = true;
  EXPECT_THAT(FreeIn(availability, new_year), IsEmpty());
}

TEST(FreeTimeTest, ValidityLimitsTheDaysOnWhichAWindowBegins) {
  Availability availability;
  availability.weekly = {Weekly(absl::Weekday::tuesday, Clock(9), Clock(10))};
  availability.weekly[0].valid = {Date(2026, 12, 8), Date(2026, 12, 15)};

  EXPECT_THAT(FreeIn(availability), ElementsAre(Range("2026-12-08 09:00", "2026-12-08 10:00"),
                                                Range("2026-12-15 09:00", "2026-12-15 10:00")));
}

TEST(FreeTimeTest, SkippedAndRepeatedWallTimesFollowTheOffsetBeforeTheChange) {
  absl::TimeZone los_angeles;
  ASSERT_TRUE(absl::LoadTimeZone("America/Los_Angeles", &los_angeles));
  const auto utc = [](int month, int day, int hour, int minute) {
    return absl::FromCivil(absl::CivilMinute(2027, month, day, hour, minute), absl::UTCTimeZone());
  };
  Availability availability;
  availability.weekly = {Weekly(absl::Weekday::sunday, Clock(2, 30), Clock(4))};
  availability.weekly[0].zone = los_angeles;

  // 14 March 2027: 02:30 does not exist; read as 02:30 -08:00, which is 03:30 -07:00.
  const TimeRange spring = {utc(3, 14, 0, 0), utc(3, 15, 0, 0)};
  EXPECT_THAT(FreeIn(availability, spring),
              ElementsAre(TimeRange{utc(3, 14, 10, 30), utc(3, 14, 11, 0)}));
  // 7 November 2027: 01:30 exists twice; the first one counts.
  availability.weekly[0].start_minute = Clock(1, 30);
  const TimeRange autumn = {utc(11, 7, 0, 0), utc(11, 8, 0, 0)};
  EXPECT_THAT(FreeIn(availability, autumn),
              ElementsAre(TimeRange{utc(11, 7, 8, 30), utc(11, 7, 12, 0)}));
}

// Whether a minute is free, read straight off the definition.
bool IsFreeAt(const Availability& availability, absl::Time minute, const Holidays& holidays) {
  for (const TimeRange& range : availability.busy) {
    if (range.start <= minute && minute < range.end) return false;
  }
  const auto covers = [&](Date date, int start_minute, int end_minute, absl::TimeZone zone) {
    const int end = end_minute > start_minute ? end_minute : end_minute + kMinutesPerDay;
    return zone.At(absl::CivilMinute(date) + start_minute).pre <= minute &&
           minute < zone.At(absl::CivilMinute(date) + end).pre;
  };
  bool added = false;
  for (const AvailabilityException& exception : availability.exceptions) {
    for (Date date = exception.dates.first; date <= exception.dates.last; ++date) {
      if (!covers(date, exception.start_minute, exception.end_minute, exception.zone)) continue;
      if (!exception.adds) return false;
      added = true;
    }
  }
  for (const TimeRange& range : availability.one_off) {
    added = added || (range.start <= minute && minute < range.end);
  }
  if (added) return true;
  for (const WeeklyWindow& window : availability.weekly) {
    const Date near = absl::ToCivilDay(minute, window.zone);
    for (Date date = near - 2; date <= near + 1; ++date) {
      if (absl::GetWeekday(date) != window.day || !window.valid.Contains(date)) continue;
      if (window.skip_holidays && holidays.contains(date)) continue;
      if (covers(date, window.start_minute, window.end_minute, window.zone)) return true;
    }
  }
  return false;
}

TEST(FreeTimePropertyTest, EqualsTheDefinitionMinuteByMinute) {
  const Holidays holidays = DefaultRuleSet().holidays;
  for (uint64_t seed = 1; seed <= 25; ++seed) {
    SCOPED_TRACE(seed);
    RandomSource random(seed);
    const Availability availability = RandomAvailability(random);
    const absl::Time start = RandomWorldTime() + absl::Hours(24 * random.Between(0, 110));
    const TimeRange within = {start, start + absl::Hours(72)};
    const TimeRanges free = FreeTime(availability, within, holidays);
    for (size_t i = 1; i < free.size(); ++i) ASSERT_LT(free[i - 1].end, free[i].start);
    for (absl::Time minute = within.start; minute < within.end; minute += absl::Minutes(15)) {
      const bool free_here =
          Covered(free, {minute, minute + absl::Minutes(1)}) > absl::ZeroDuration();
      ASSERT_EQ(free_here, IsFreeAt(availability, minute, holidays)) << minute;
    }
  }
}

// Free time in whatever order ranges come: what is covered, by looking at every range.
TEST(FreeTimePropertyTest, CoveredEqualsTheSumOverAllRanges) {
  const uint64_t seed = 20261128;
  SCOPED_TRACE(seed);
  RandomSource random(seed);

  for (int i = 0; i < 2'000; ++i) {
    TimeRanges ranges;
    for (int n = random.Between(0, 12); n > 0; --n) {
      const absl::Time start = absl::FromUnixSeconds(random.Between(0, 300));
      ranges.push_back({start, start + absl::Seconds(random.Between(0, 40))});
    }
    ranges = Union(std::move(ranges));
    const TimeRange within = {absl::FromUnixSeconds(random.Between(0, 300)),
                              absl::FromUnixSeconds(random.Between(0, 300))};

    absl::Duration expected;
    for (const TimeRange& range : ranges) {
      const absl::Time start = std::max(range.start, within.start);
      const absl::Time end = std::min(range.end, within.end);
      if (start < end) expected += end - start;
    }
    ASSERT_EQ(Covered(ranges, within), expected) << within.start << " " << within.end;
  }
}

TEST(FreeTimePropertyTest, TheNextHalfHourIsTheFirstOnTheGrid) {
  const uint64_t seed = 20261128;
  SCOPED_TRACE(seed);
  RandomSource random(seed);

  for (int i = 0; i < 20'000; ++i) {
    absl::Time time = absl::FromUnixSeconds(random.Between(-40'000, 40'000) * 900);
    if (random.Chance(70)) time += absl::Nanoseconds(random.Between(-1, 1'000'000'000));

    ASSERT_EQ(NextHalfHour(time),
              absl::UnixEpoch() + absl::Ceil(time - absl::UnixEpoch(), absl::Minutes(30)))
        << time;
  }
  EXPECT_EQ(NextHalfHour(absl::InfinitePast()), absl::InfinitePast());
  EXPECT_EQ(NextHalfHour(absl::InfiniteFuture()), absl::InfiniteFuture());
}

TEST(CommonStartsPropertyTest, EqualsTryingEveryHalfHour) {
  const Holidays holidays = DefaultRuleSet().holidays;
  for (uint64_t seed = 1; seed <= 12; ++seed) {
    SCOPED_TRACE(seed);
    RandomSource random(seed);
    const Availability a = RandomAvailability(random);
    const Availability b = RandomAvailability(random);
    const absl::Time as_of = RandomWorldTime() + absl::Minutes(random.Between(0, 200'000));
    const absl::Duration minimum = absl::Minutes(15 * random.Between(2, 8));
    constexpr int kDays = 10;

    const CommonStarts found = FindCommonStarts(a, b, as_of, kDays, minimum, holidays);

    const absl::Time end = JapanMidnight(JapanDate(as_of) + kDays);
    std::set<Date> dates;
    std::optional<absl::Time> first;
    for (absl::Time s = JapanMidnight(JapanDate(as_of)); s < end; s += absl::Minutes(30)) {
      if (s < as_of) continue;
      bool free = true;
      for (absl::Time t = s; t < s + minimum && free; t += absl::Minutes(15)) {
        free = IsFreeAt(a, t, holidays) && IsFreeAt(b, t, holidays);
      }
      if (!free) continue;
      if (!first) first = s;
      dates.insert(JapanDate(s));
    }
    EXPECT_EQ(found.days, static_cast<int>(dates.size()));
    EXPECT_EQ(found.first, first);
  }
}

TEST(CommonStartsTest, AMeetingMayEndAfterTheHorizonButNotStartThere) {
  const Availability availability = AlwaysFree();
  const absl::Time as_of = JapanInstant("2026-12-01 23:45");

  const CommonStarts found =
      FindCommonStarts(availability, availability, as_of, 1, absl::Minutes(60), Holidays());

  EXPECT_EQ(found.days, 0);  // 24:00 is the next date
  EXPECT_EQ(FindCommonStarts(availability, availability, JapanInstant("2026-12-01 23:30"), 1,
                             absl::Minutes(60), Holidays())
                .days,
            1);
}

}  // namespace
}  // namespace banso
