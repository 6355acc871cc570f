#include "server/reports/period.h"

#include "gmock/gmock.h"

namespace banso {
namespace {

TEST(PeriodTest, HalfYearsBeginInAprilAndOctober) {
  EXPECT_EQ(PeriodOf("2026-10")->first, Date(2026, 10, 1));
  EXPECT_EQ(PeriodOf("2026-10")->last, Date(2027, 3, 31));
  EXPECT_EQ(PeriodOf("2026-04")->last, Date(2026, 9, 30));
  for (const char* id : {"", "2026-01", "2026-1", "2026-10-01", "26-10", "2026/10", "x026-10"}) {
    EXPECT_FALSE(PeriodOf(id)) << id;
  }
  EXPECT_FALSE(PeriodFrom(Date(2026, 4, 2)));
}

TEST(PeriodTest, MidnightInJapanDecides) {
  const absl::Time midnight = JapanMidnight(Date(2027, 4, 1));

  EXPECT_EQ(PeriodAt(midnight).Id(), "2027-04");
  EXPECT_EQ(PeriodAt(midnight - absl::Seconds(1)).Id(), "2026-10");
  EXPECT_EQ(PeriodBefore(PeriodAt(midnight)).Id(), "2026-10");
  EXPECT_EQ(PeriodBefore(*PeriodOf("2026-10")).Id(), "2026-04");
  EXPECT_EQ(PeriodOf("2026-10")->End(), midnight);
}

}  // namespace
}  // namespace banso
