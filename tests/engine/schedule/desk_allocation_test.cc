#include "engine/schedule/desk_allocation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/schedule/desk_pair.h"
#include "tests/engine/schedule/desk_builders.h"

namespace banso {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const absl::Time kNow = JapanInstant("2026-11-28 00:00");

const RuleSet& Rules() {
  static const RuleSet rules = DefaultRuleSet();
  return rules;
}

std::vector<std::string> Allocate(const Desk& desk, std::vector<DeskRequest> requests) {
  return Lines(AllocateDesk(desk, std::move(requests), Rules(), kNow));
}

std::vector<int> StartsOf(const DeskHours& hours) {
  std::vector<int> minutes;
  for (const TimeRange& slot : DeskSlots(hours)) {
    EXPECT_EQ(slot.end - slot.start, hours.slot);
    minutes.push_back(static_cast<int>((slot.start - DeskClock(0)) / absl::Minutes(1)));
  }
  return minutes;
}

TEST(DeskSlotsTest, FourHoursHoldFourSlotsOfAnHour) {
  const DeskHours hours{.start = DeskClock(13), .end = DeskClock(17)};

  EXPECT_THAT(StartsOf(hours), ElementsAre(Clock(13), Clock(14), Clock(15), Clock(16)));
}

TEST(DeskSlotsTest, EverySlotBeginsOnAHalfHourAfterTheBuffer) {
  EXPECT_THAT(StartsOf({.start = DeskClock(13), .end = DeskClock(17), .buffer = absl::Minutes(10)}),
              ElementsAre(Clock(13), Clock(14, 30), Clock(16)));
  EXPECT_THAT(
      StartsOf({.start = DeskClock(13, 10), .end = DeskClock(16), .slot = absl::Minutes(45)}),
      ElementsAre(Clock(13, 30), Clock(14, 30)));
}

TEST(DeskSlotsTest, TooShortADayHasNone) {
  EXPECT_THAT(StartsOf({.start = DeskClock(13), .end = DeskClock(13, 59)}), IsEmpty());
  EXPECT_THAT(DeskSlots({.start = DeskClock(13), .end = DeskClock(17), .slot = {}}), IsEmpty());
}

// Scenario S5: one free slot at 16:00, wanted by two.
class TwoPeopleLastSlot : public ::testing::Test {
 protected:
  TwoPeopleLastSlot() {
    desk_ = ADesk({AJapaneseSpeaker()});
    for (int hour : {13, 14, 15}) {
      desk_.held.push_back(Held("other" + std::to_string(hour), "a1", DeskSlot(hour)));
    }
    c7_ = ARequest("c7", {16});
    c7_.request_time = JapanInstant("2026-11-25 10:00");
    c8_ = ARequest("c8", {16});
    c8_.request_time = JapanInstant("2026-11-26 09:00");
    c8_.first_time = true;
  }

  Desk desk_;
  DeskRequest c7_;
  DeskRequest c8_;
};

TEST_F(TwoPeopleLastSlot, WhoComesForTheFirstTimeGetsIt) {
  EXPECT_THAT(Allocate(desk_, {c7_, c8_}), ElementsAre("c8 16:00 a1", "c7 waits"));
}

TEST_F(TwoPeopleLastSlot, OfTwoFirstTimersTheEarlierRequestGetsIt) {
  c7_.first_time = true;

  EXPECT_THAT(Allocate(desk_, {c7_, c8_}), ElementsAre("c7 16:00 a1", "c8 waits"));
}

TEST_F(TwoPeopleLastSlot, AfterACancellationTheOtherIsOfferedIt) {
  const absl::Time cancelled = JapanInstant("2026-12-04 18:00");

  // 22 hours before the start: until 12 hours before it.
  EXPECT_THAT(Lines(OfferFreeSlots(desk_, {c7_}, Rules(), cancelled)),
              ElementsAre("c7 16:00 a1 until 12-05 04:00"));
}

TEST(AllocateDeskTest, UrgentComesBeforeFirstTimeAndEqualsGoByTimeThenId) {
  DeskRequest urgent = ARequest("z", {13});
  urgent.urgent = true;
  urgent.request_time += absl::Hours(9);
  DeskRequest first_time = ARequest("y", {13});
  first_time.first_time = true;
  first_time.request_time += absl::Hours(8);
  DeskRequest late = ARequest("a", {13});
  late.request_time += absl::Hours(1);

  EXPECT_THAT(Allocate(ADesk({AJapaneseSpeaker()}),
                       {late, ARequest("c", {13}), first_time, ARequest("b", {13}), urgent}),
              ElementsAre("z 13:00 a1", "y waits", "b waits", "c waits", "a waits"));
}

TEST(AllocateDeskTest, EachGetsTheFirstOfTheirOwnPreferencesThatIsLeft) {
  EXPECT_THAT(
      Allocate(ADesk({AJapaneseSpeaker()}),
               {ARequest("a", {15, 13}), ARequest("b", {15, 14, 13}), ARequest("c", {15, 14})}),
      ElementsAre("a 15:00 a1", "b 14:00 a1", "c waits"));
}

TEST(AllocateDeskTest, TheAdvisorWhoFitsBestIsTaken) {
  DeskRequest request = ARequest("c", {13});
  request.candidate.industry_wishes = {Industry("39")};
  Advisor software = AJapaneseSpeaker("a2");
  software.industries = {Industry("391")};

  EXPECT_THAT(
      Allocate(ADesk({AJapaneseSpeaker("a1"), software, AJapaneseSpeaker("a3")}), {request}),
      ElementsAre("c 13:00 a2"));
}

TEST(AllocateDeskTest, AmongEqualAdvisorsTheOneWithFewestSessionsThenTheSmallerId) {
  Desk desk = ADesk({AJapaneseSpeaker("a2"), AJapaneseSpeaker("a1"), AJapaneseSpeaker("a3")});
  // A mentoring session of that day counts, too; one of another day does not.
  desk.held = {Held("x", "a1", {DeskClock(20), DeskClock(21)}, false),
               Held("y", "a2", {DeskClock(44), DeskClock(45)}, false)};

  EXPECT_THAT(Allocate(desk, {ARequest("c", {13}), ARequest("d", {13}), ARequest("e", {13})}),
              ElementsAre("c 13:00 a2", "d 13:00 a3", "e 13:00 a1"));
}

TEST(AllocateDeskTest, NoAdvisorHoldsMoreThanTheirLimit) {
  EXPECT_THAT(Allocate(ADesk({AJapaneseSpeaker()}, 2),
                       {ARequest("a", {13}), ARequest("b", {14}), ARequest("c", {15})}),
              ElementsAre("a 13:00 a1", "b 14:00 a1", "c waits"));
}

TEST(AllocateDeskTest, TheBufferAlsoSeparatesFromOtherSessions) {
  Desk desk = ADesk({AJapaneseSpeaker()});
  desk.held = {Held("x", "a1", {DeskClock(12), DeskClock(13)}, false)};

  EXPECT_THAT(Allocate(desk, {ARequest("c", {13})}), ElementsAre("c 13:00 a1"));
  desk.hours.buffer = absl::Minutes(30);
  EXPECT_THAT(Allocate(desk, {ARequest("c", {13})}), ElementsAre("c waits"));
}

TEST(AllocateDeskTest, AnAdvisorIsOnlyTakenInTheirFreeTime) {
  // Friday 18:00 to 20:00 in Los Angeles is Saturday from 11 o'clock in Japan, and from 10 after
  // the clocks have changed there.
  Advisor abroad = AJapaneseSpeaker();
  absl::TimeZone zone;
  ASSERT_TRUE(absl::LoadTimeZone("America/Los_Angeles", &zone));
  WeeklyWindow window = Weekly(absl::Weekday::friday, Clock(18), Clock(20));
  window.zone = zone;
  abroad.availability = {};
  abroad.availability.weekly = {window};
  const auto open_starts = [&](Date date) {
    Desk desk = ADesk({abroad});
    desk.hours.start = JapanMidnight(date) + absl::Hours(10);
    desk.hours.end = JapanMidnight(date) + absl::Hours(14);
    std::vector<std::string> starts;
    for (absl::Time start : OpenStarts(desk, Rules(), kNow)) {
      starts.push_back(absl::FormatTime("%H:%M", start, JapanTime()));
    }
    return starts;
  };

  EXPECT_THAT(open_starts(Date(2027, 3, 13)), ElementsAre("11:00", "12:00"));
  EXPECT_THAT(open_starts(Date(2027, 3, 20)), ElementsAre("10:00", "11:00"));
}

TEST(AllocateDeskTest, NobodyIsGivenTwoSessionsOfOneDayNorTwoAtATime) {
  DeskRequest twice = ARequest("c", {14});
  twice.id = "sessions/d";
  EXPECT_THAT(Allocate(ADesk({AJapaneseSpeaker()}), {ARequest("c", {13}), twice}),
              ElementsAre("c 13:00 a1", "d waits"));

  Desk desk = ADesk({AJapaneseSpeaker()});
  desk.held = {Held("c", "elsewhere", {DeskClock(13, 30), DeskClock(14)}, false)};
  EXPECT_THAT(Allocate(desk, {ARequest("c", {13, 14})}), ElementsAre("c 14:00 a1"));
}

TEST(AllocateDeskTest, SlotsThatHaveBegunAreNotGiven) {
  const DeskRequest request = ARequest("c", {13, 14});

  EXPECT_THAT(Lines(AllocateDesk(ADesk({AJapaneseSpeaker()}), {request}, Rules(), DeskClock(13))),
              ElementsAre("c 14:00 a1"));
}

struct Obstacle {
  const char* name;
  void (*place)(Candidate* candidate, Advisor* advisor);
};
void PrintTo(const Obstacle& obstacle, std::ostream* out) { *out << obstacle.name; }

class DeskObstacleTest : public ::testing::TestWithParam<Obstacle> {};

TEST_P(DeskObstacleTest, KeepsThePairApart) {
  DeskRequest request = ARequest("c", {13});
  Advisor advisor = AJapaneseSpeaker();
  GetParam().place(&request.candidate, &advisor);

  EXPECT_THAT(Allocate(ADesk({advisor}), {request}), ElementsAre("c waits"));
}

INSTANTIATE_TEST_SUITE_P(
    All, DeskObstacleTest,
    ::testing::Values(
        Obstacle{"CandidateAsked", [](Candidate* c, Advisor* a) { c->blocked_advisors = {a->id}; }},
        Obstacle{"AdvisorAsked", [](Candidate* c, Advisor* a) { a->blocked_candidates = {c->id}; }},
        Obstacle{"OpenApplicationToTheAdvisorsEmployer",
                 [](Candidate* c, Advisor* a) {
                   a->employer = EmployerId("employers/e2");
                   c->open_applications.push_back({a->employer, ""});
                 }},
        Obstacle{"SameHousehold",
                 [](Candidate* c, Advisor* a) { c->household = a->household = "h"; }},
        Obstacle{"OnLeave", [](Candidate*, Advisor* a) { a->state = AdvisorState::kOnLeave; }},
        Obstacle{"OnlyOneStepShared",
                 [](Candidate* c, Advisor*) { c->languages[0].cefr_certificate = Cefr::kA1; }},
        Obstacle{
            "UntrainedForAMinor",
            [](Candidate* c, Advisor*) { c->authorisation.adult_labour_date = Date(2027, 6, 1); }},
        Obstacle{"NeedThatIsNotMet",
                 [](Candidate* c, Advisor* a) {
                   c->needs.push_back({NeedKind::kAdvisorWoman, Importance::kMust});
                   a->declared_gender = DeclaredGender::kMan;
                 }}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(AllocateDeskTest, AFullAdvisorStillGivesAnHour) {
  Advisor full = AJapaneseSpeaker();
  full.active = full.max_active;

  EXPECT_THAT(Allocate(ADesk({full}), {ARequest("c", {13})}), ElementsAre("c 13:00 a1"));
}

TEST(AllocateDeskTest, WhoSharesNoLanguageWithAnybodyIsFlagged) {
  DeskRequest other = ARequest("c", {13});
  other.candidate.languages[0].language = "am";
  DeskRequest unlucky = ARequest("d", {13});
  unlucky.candidate.blocked_advisors = {AdvisorId("advisors/a1")};

  const auto decisions = AllocateDesk(ADesk({AJapaneseSpeaker()}), {other, unlucky}, Rules(), kNow);

  EXPECT_TRUE(decisions[0].interpreter_needed);
  EXPECT_FALSE(decisions[1].interpreter_needed) << "nobody could take them at all";
  EXPECT_FALSE(AllocateDesk(ADesk({}), {other}, Rules(), kNow)[0].interpreter_needed);
}

TEST(TakeSlotTest, TakesWhatIsFreeByTheSameChoice) {
  Desk desk = ADesk({AJapaneseSpeaker("a1"), AJapaneseSpeaker("a2")});
  desk.held = {Held("x", "a1", DeskSlot(13))};

  const DeskDecision taken = TakeSlot(desk, ARequest("c", {13, 14}), Rules(), DeskClock(1));

  EXPECT_EQ(taken.place, (DeskPlace{DeskSlot(13), AdvisorId("advisors/a2")}));
}

TEST(OfferFreeSlotsTest, GoesToTheFirstWhoWaitsAndIsEligible) {
  DeskRequest no_language = ARequest("a", {13});
  no_language.candidate.languages.clear();
  const Desk desk = ADesk({AJapaneseSpeaker()});

  EXPECT_THAT(
      Lines(OfferFreeSlots(
          desk, {ARequest("d", {13}), ARequest("c", {13}), no_language, ARequest("b", {14, 12})},
          Rules(), kNow)),
      ElementsAre("b 14:00 a1 until 11-29 00:00", "c 13:00 a1 until 11-29 00:00"));
}

TEST(OfferFreeSlotsTest, NeverOffersASlotTwiceToOnePerson) {
  DeskRequest before = ARequest("c", {13, 14});
  before.offered_before = {DeskClock(13)};
  const Desk desk = ADesk({AJapaneseSpeaker(), AJapaneseSpeaker("a2")});

  EXPECT_THAT(Lines(OfferFreeSlots(desk, {before, ARequest("d", {13})}, Rules(), kNow)),
              ElementsAre("c 14:00 a1 until 11-29 00:00", "d 13:00 a2 until 11-29 00:00"));
}

TEST(OfferFreeSlotsTest, ALateFreeSlotIsNotOfferedButStaysFree) {
  const Desk desk = ADesk({AJapaneseSpeaker()});
  const DeskRequest request = ARequest("c", {16});

  EXPECT_THAT(Lines(OfferFreeSlots(desk, {request}, Rules(), DeskClock(3, 59))),
              ElementsAre("c 16:00 a1 until 12-05 04:00"));
  EXPECT_THAT(OfferFreeSlots(desk, {request}, Rules(), DeskClock(4)), IsEmpty());
  EXPECT_THAT(OpenStarts(desk, Rules(), DeskClock(15)), ElementsAre(DeskClock(16)));
  EXPECT_THAT(Lines({TakeSlot(desk, request, Rules(), DeskClock(15, 59))}),
              ElementsAre("c 16:00 a1"));
}

TEST(OpenStartsTest, CountsOnlyActiveAdvisorsWithTimeAndRoom) {
  Advisor on_leave = AJapaneseSpeaker("a2");
  on_leave.state = AdvisorState::kOnLeave;
  Desk desk = ADesk({AJapaneseSpeaker("a1"), on_leave}, 2);
  desk.held = {Held("x", "a1", DeskSlot(14))};

  EXPECT_THAT(OpenStarts(desk, Rules(), kNow),
              ElementsAre(DeskClock(13), DeskClock(15), DeskClock(16)));
  desk.held.push_back(Held("y", "a1", DeskSlot(13)));
  EXPECT_THAT(OpenStarts(desk, Rules(), kNow), IsEmpty()) << "the limit is reached";
}

}  // namespace
}  // namespace banso
