#include "engine/model/calendar.h"

#include "gmock/gmock.h"
#include "tests/support/random_world.h"

namespace banso {
namespace {

// Instants of all magnitudes, on whole days and beside them.
absl::Time AnInstant(RandomSource& random) {
  const int64_t seconds = static_cast<int64_t>(random.Next()) >> random.Between(0, 60);
  const absl::Time time = absl::FromUnixSeconds(seconds);
  if (random.Chance(50)) return time + absl::Nanoseconds(random.Between(0, 999'999'999));
  return absl::FromCivil(absl::ToCivilDay(time, JapanTime()), JapanTime()) +
         absl::Nanoseconds(random.Between(-1, 1));
}

TEST(CalendarPropertyTest, DatesAndMidnightsAreThoseOfTheZone) {
  const uint64_t seed = 20261128;
  SCOPED_TRACE(seed);
  RandomSource random(seed);

  for (int i = 0; i < 20'000; ++i) {
    const absl::Time time = AnInstant(random);
    const Date date = absl::ToCivilDay(time, absl::FixedTimeZone(9 * 3600));

    ASSERT_EQ(JapanDate(time), date) << time;
    ASSERT_EQ(JapanMidnight(date), absl::FromCivil(date, absl::FixedTimeZone(9 * 3600))) << date;
  }
}

TEST(CalendarTest, InfiniteInstantsHaveTheDatesThatAbseilGivesThem) {
  for (absl::Time time : {absl::InfinitePast(), absl::InfiniteFuture()}) {
    EXPECT_EQ(JapanDate(time), absl::ToCivilDay(time, absl::FixedTimeZone(9 * 3600)));
  }
}

}  // namespace
}  // namespace banso
