#include "server/reports/session_waits.h"

#include "gmock/gmock.h"
#include "server/convert/calendar_convert.h"

namespace banso {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const Date kToday(2027, 3, 31);
const absl::Time kNow = JapanMidnight(kToday) + absl::Hours(12);

v1::CountedFact AFact(const std::string& kind, int days_ago, const std::string& code) {
  v1::CountedFact fact;
  fact.set_kind(kind);
  *fact.mutable_fact_time() = FromTime(JapanMidnight(kToday - days_ago) + absl::Hours(18));
  fact.add_codes(code);
  return fact;
}

std::set<std::string> WaitingOf(std::vector<v1::CountedFact> facts, absl::Time as_of = kNow) {
  return WaitingForSession({{"candidates/c", std::move(facts)}}, as_of);
}

TEST(WaitingForSessionTest, SixtyDaysOfJapansCalendarAreCounted) {
  EXPECT_THAT(WaitingOf({AFact("STAGE", 60, "stage:APPLIED")}), ElementsAre("candidates/c"));
  EXPECT_THAT(WaitingOf({AFact("STAGE", 59, "stage:APPLIED")}), IsEmpty());
  EXPECT_THAT(WaitingOf({AFact("SESSION", 60, "state:REQUESTED")}), ElementsAre("candidates/c"));
}

TEST(WaitingForSessionTest, TheFirstRequestCounts) {
  EXPECT_THAT(
      WaitingOf({AFact("SESSION", 3, "state:REQUESTED"), AFact("SESSION", 70, "state:REQUESTED"),
                 AFact("SESSION", 65, "state:CANCELLED")}),
      ElementsAre("candidates/c"));
}

TEST(WaitingForSessionTest, WhoHadASessionDoesNotWait) {
  const std::vector<v1::CountedFact> facts = {AFact("STAGE", 90, "stage:APPLIED"),
                                              AFact("SESSION", 10, "state:COMPLETED")};

  EXPECT_THAT(WaitingOf(facts), IsEmpty());
  EXPECT_THAT(WaitingOf(facts, kNow - absl::Hours(20 * 24)), ElementsAre("candidates/c"))
      << "what came later is not known on an earlier day";
}

TEST(WaitingForSessionTest, WhoseCaseIsPausedOrOverDoesNotWait) {
  const auto after = [](const std::string& kind, const std::string& code) {
    return WaitingOf({AFact("STAGE", 90, "stage:APPLIED"), AFact("STATUS", 90, "status:ACTIVE"),
                      AFact(kind, 10, code)});
  };

  EXPECT_THAT(after("STATUS", "status:PAUSED"), IsEmpty());
  EXPECT_THAT(after("STATUS", "status:WITHDRAWN"), IsEmpty());
  EXPECT_THAT(after("STAGE", "stage:CLOSED"), IsEmpty());
  EXPECT_THAT(after("STAGE", "stage:RECEIVED"), ElementsAre("candidates/c"));
}

TEST(WaitingForSessionTest, WhoNeverAskedDoesNotWait) {
  EXPECT_THAT(WaitingOf({AFact("CONSENT", 90, "event:GRANTED")}), IsEmpty());
}

}  // namespace
}  // namespace banso
