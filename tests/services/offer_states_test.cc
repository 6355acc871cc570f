#include "server/services/offer_states.h"

#include <map>
#include <optional>
#include <set>
#include <utility>

#include "gtest/gtest.h"
#include "server/convert/calendar_convert.h"
#include "tests/support/message_builders.h"

namespace banso {
namespace {

using State = v1::Offer;
using Verb = OfferVerb;

// The machine as the programme writes it, and nothing else.
const std::map<std::pair<int, Verb>, v1::Offer::State>& WrittenArrows() {
  static const auto* const arrows = new std::map<std::pair<int, Verb>, v1::Offer::State>{
      {{State::INFORMAL, Verb::kConfirm}, State::FORMAL},
      {{State::FORMAL, Verb::kAccept}, State::ACCEPTED},
      {{State::INFORMAL, Verb::kDecline}, State::DECLINED},
      {{State::FORMAL, Verb::kDecline}, State::DECLINED},
      {{State::ACCEPTED, Verb::kDecline}, State::DECLINED},
      {{State::INFORMAL, Verb::kRescind}, State::RESCINDED},
      {{State::FORMAL, Verb::kRescind}, State::RESCINDED},
      {{State::ACCEPTED, Verb::kRescind}, State::RESCINDED},
      {{State::ACCEPTED, Verb::kJoin}, State::JOINED},
      {{State::JOINED, Verb::kRetain}, State::RETAINED_6M},
      {{State::JOINED, Verb::kLeave}, State::LEFT_BEFORE_6M},
      {{State::JOINED, Verb::kLoseSight}, State::UNKNOWN_6M},
  };
  return *arrows;
}

TEST(OfferStatesTest, WhatIsNotWrittenIsIllegal) {
  for (int from = State::State_MIN; from <= State::State_MAX; ++from) {
    for (int verb = 0; verb <= static_cast<int>(kLastOfferVerb); ++verb) {
      const auto arrow = WrittenArrows().find({from, static_cast<Verb>(verb)});
      EXPECT_EQ(NextState(static_cast<v1::Offer::State>(from), static_cast<Verb>(verb)),
                arrow == WrittenArrows().end() ? std::nullopt : std::optional(arrow->second))
          << v1::Offer::State_Name(from) << " by verb " << verb;
    }
  }
}

TEST(OfferStatesTest, TheCaseFollowsWhatIsFirm) {
  const auto after = [](v1::Offer::State from, v1::Offer::State to) {
    return StageAfter(from, to, /*others_firm=*/false);
  };
  EXPECT_EQ(after(State::INFORMAL, State::FORMAL), v1::Case::OFFERED);
  EXPECT_EQ(after(State::FORMAL, State::ACCEPTED), std::nullopt);
  EXPECT_EQ(after(State::ACCEPTED, State::JOINED), v1::Case::EMPLOYED);
  EXPECT_EQ(after(State::JOINED, State::RETAINED_6M), v1::Case::FOLLOW_UP);
  EXPECT_EQ(after(State::JOINED, State::UNKNOWN_6M), std::nullopt);
  for (const auto end : {State::DECLINED, State::RESCINDED}) {
    EXPECT_EQ(after(State::INFORMAL, end), std::nullopt);
    EXPECT_EQ(after(State::FORMAL, end), v1::Case::ACCOMPANYING);
    EXPECT_EQ(after(State::ACCEPTED, end), v1::Case::ACCOMPANYING);
    EXPECT_EQ(StageAfter(State::FORMAL, end, /*others_firm=*/true), std::nullopt);
  }
  EXPECT_EQ(after(State::JOINED, State::LEFT_BEFORE_6M), v1::Case::ACCOMPANYING);
}

TEST(OfferStatesTest, AStepIsNotedWithWhoTookItWhenAndWhy) {
  v1::Offer offer;

  TakeOfferStep(State::DECLINED, v1::OfferStep::PLACE, "too far", "principals/p", TestNow(),
                &offer);

  EXPECT_EQ(offer.state(), State::DECLINED);
  ASSERT_EQ(offer.steps_size(), 1);
  EXPECT_EQ(offer.steps(0).state(), State::DECLINED);
  EXPECT_EQ(offer.steps(0).principal(), "principals/p");
  EXPECT_EQ(offer.steps(0).reason(), v1::OfferStep::PLACE);
  EXPECT_EQ(offer.steps(0).note(), "too far");
  EXPECT_EQ(ToTime(offer.steps(0).step_time()), TestNow());
  EXPECT_EQ(ToTime(offer.update_time()), TestNow());
}

}  // namespace
}  // namespace banso
