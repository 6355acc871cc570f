#include "server/reports/facts.h"

#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "gmock/gmock.h"
#include "server/convert/calendar_convert.h"

namespace banso {
namespace {

using ::testing::ElementsAre;

const absl::Time kNoon = JapanMidnight(Date(2026, 12, 5)) + absl::Hours(12);

TEST(FactsTest, ASessionIsCountedAtEveryStepAndSaysNothingOfThePerson) {
  v1::Session session;
  session.set_candidate("candidates/c");
  session.set_kind(v1::Session::DESK);
  session.set_advisor("advisors/a");
  session.set_advisor_industry("G");
  session.set_minutes(50);
  session.set_matter("private");
  session.add_topics(v1::ES_REVIEW);
  *session.mutable_start_time() = FromTime(kNoon);
  for (const auto state : {v1::Session::REQUESTED, v1::Session::COMPLETED}) {
    v1::SessionStep* step = session.add_steps();
    step->set_state(state);
    *step->mutable_step_time() = FromTime(kNoon);
  }

  Facts facts;
  AppendFacts(session, Date(2026, 12, 5), &facts);

  ASSERT_EQ(facts.size(), 2);
  EXPECT_THAT(facts[0].codes(), ElementsAre("desk_day:2026-12-05", "first_time:NO", "kind:DESK",
                                            "state:REQUESTED", "topic:ES_REVIEW"));
  EXPECT_THAT(facts[1].codes(), ElementsAre("advisor:advisors/a", "date:2026-12-05",
                                            "desk_day:2026-12-05", "first_time:NO", "industry:G",
                                            "kind:DESK", "state:COMPLETED", "topic:ES_REVIEW"));
  EXPECT_EQ(facts[1].amount(), 50);
}

v1::Session WithSteps(std::initializer_list<v1::Session::State> states) {
  v1::Session session;
  session.set_kind(v1::Session::DESK);
  absl::Duration later;
  for (const auto state : states) {
    v1::SessionStep* step = session.add_steps();
    step->set_state(state);
    *step->mutable_step_time() = FromTime(kNoon + later);
    later += absl::Hours(1);
  }
  return session;
}
std::vector<std::string> StatesIn(const Facts& facts) {
  std::vector<std::string> states;
  for (const v1::CountedFact& fact : facts) {
    for (const std::string& code : fact.codes()) {
      if (absl::StartsWith(code, "state:")) states.push_back(code.substr(6));
    }
  }
  return states;
}

TEST(FactsTest, WhoComesBackToTheWaitingListIsCountedOnce) {
  Facts facts;

  AppendFacts(WithSteps({v1::Session::REQUESTED, v1::Session::WAITLISTED, v1::Session::OFFERED,
                         v1::Session::WAITLISTED, v1::Session::OFFERED, v1::Session::WAITLISTED,
                         v1::Session::CANCELLED}),
              Date(2026, 12, 5), &facts);

  EXPECT_THAT(StatesIn(facts), ElementsAre("REQUESTED", "WAITLISTED", "OFFERED", "CANCELLED"));
}

TEST(FactsTest, AMoveIsNeitherACancellationNorAnotherRequest) {
  v1::Session old =
      WithSteps({v1::Session::REQUESTED, v1::Session::CONFIRMED, v1::Session::CANCELLED});
  old.set_rescheduled_to("sessions/new");
  v1::Session moved = WithSteps({v1::Session::REQUESTED, v1::Session::WAITLISTED});
  moved.set_rescheduled_from("sessions/old");
  Facts facts;

  AppendFacts(old, Date(2026, 12, 5), &facts);
  AppendFacts(moved, Date(2026, 12, 20), &facts);

  EXPECT_THAT(StatesIn(facts), ElementsAre("REQUESTED", "CONFIRMED", "WAITLISTED"));
}

TEST(FactsTest, TheUseOfADeskDayIsCountedOnThatDay) {
  const Date day(2027, 3, 28);  // in another period than the step
  const v1::Session session =
      WithSteps({v1::Session::REQUESTED, v1::Session::WAITLISTED, v1::Session::COMPLETED});
  Facts facts;
  AppendFacts(session, day, &facts);
  Facts elsewhere;
  AppendFacts(session, std::nullopt, &elsewhere);

  ASSERT_EQ(facts.size(), 3u);
  EXPECT_EQ(ToTime(facts[0].fact_time()), kNoon);
  EXPECT_EQ(ToTime(facts[1].fact_time()), JapanMidnight(day));
  EXPECT_EQ(ToTime(facts[2].fact_time()), JapanMidnight(day));
  EXPECT_EQ(ToTime(elsewhere[2].fact_time()), kNoon + absl::Hours(2));
}

TEST(FactsTest, AVersionIsReviewedOnceByTheFirstAnswer) {
  v1::EntrySheet sheet;
  int day = 0;
  for (const auto state :
       {v1::EntrySheet::DRAFT, v1::EntrySheet::SUBMITTED, v1::EntrySheet::IN_REVIEW,
        v1::EntrySheet::COMMENTED, v1::EntrySheet::FINAL, v1::EntrySheet::SENT}) {
    v1::EntrySheetStep* step = sheet.add_steps();
    step->set_state(state);
    step->set_version(state == v1::EntrySheet::DRAFT ? 0 : 1);
    *step->mutable_step_time() = FromTime(kNoon + absl::Hours(24 * day++));
  }

  Facts facts;
  AppendFacts(sheet, &facts);

  ASSERT_EQ(facts.size(), 3);
  EXPECT_THAT(facts[1].codes(), ElementsAre("step:REVIEWED"));
  EXPECT_EQ(facts[1].amount(), 2);
  EXPECT_THAT(facts[2].codes(), ElementsAre("step:SENT"));
}

TEST(FactsTest, AVersionThatIsHandedBackWasSubmittedOnceAndWaitsSinceThen) {
  const std::vector<std::pair<v1::EntrySheet::State, int>> days = {{v1::EntrySheet::SUBMITTED, 0},
                                                                   {v1::EntrySheet::IN_REVIEW, 1},
                                                                   {v1::EntrySheet::SUBMITTED, 2},
                                                                   {v1::EntrySheet::COMMENTED, 5}};
  // Wherever in memory the steps lie.
  for (const bool backwards : {false, true}) {
    v1::EntrySheet sheet;
    for (size_t i = 0; i < days.size(); ++i) {
      const auto& [state, day] = days[backwards ? days.size() - 1 - i : i];
      v1::EntrySheetStep* step = sheet.add_steps();
      step->set_state(state);
      step->set_version(1);
      *step->mutable_step_time() = FromTime(kNoon + absl::Hours(24 * day));
    }
    if (backwards) {
      sheet.mutable_steps()->SwapElements(0, 3);
      sheet.mutable_steps()->SwapElements(1, 2);
    }

    Facts facts;
    AppendFacts(sheet, &facts);

    ASSERT_EQ(facts.size(), 2u);
    EXPECT_THAT(facts[0].codes(), ElementsAre("step:SUBMITTED"));
    EXPECT_EQ(ToTime(facts[0].fact_time()), kNoon);
    EXPECT_THAT(facts[1].codes(), ElementsAre("step:REVIEWED"));
    EXPECT_EQ(facts[1].amount(), 5);
  }
}

TEST(FactsTest, ADismissalIsToldApartFromLeaving) {
  const auto fact_of = [](v1::OfferStep::Reason reason) {
    v1::Offer offer;
    v1::OfferStep* step = offer.add_steps();
    step->set_state(v1::Offer::LEFT_BEFORE_6M);
    step->set_reason(reason);
    *step->mutable_step_time() = FromTime(kNoon);
    Facts facts;
    AppendFacts(offer, &facts);
    return facts;
  };

  EXPECT_THAT(StatesIn(fact_of(v1::OfferStep::DISMISSED)), ElementsAre("DISMISSED"));
  EXPECT_THAT(StatesIn(fact_of(v1::OfferStep::CONTRACT_ENDED)), ElementsAre("LEFT_BEFORE_6M"));
}

TEST(FactsTest, ATombstoneGivesWhatWasKept) {
  v1::Tombstone tombstone;
  v1::CountedStep* step = tombstone.add_counted_steps();
  step->set_stage("APPLIED");
  *step->mutable_step_time() = FromTime(kNoon);
  Facts old;
  AppendFacts(tombstone, &old);
  for (const v1::CountedFact& fact : old) *tombstone.add_counted_facts() = fact;

  Facts facts;
  AppendFacts(tombstone, &facts);

  ASSERT_EQ(facts.size(), 1);
  EXPECT_THAT(facts[0].codes(), ElementsAre("stage:APPLIED"));
}

}  // namespace
}  // namespace banso
