#include "server/services/offer_steps.h"

#include <set>
#include <thread>

#include "tests/services/placement_world.h"

namespace banso {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using State = v1::Offer;
using Verb = OfferVerb;

std::vector<Verb> EveryVerb() {
  std::vector<Verb> verbs;
  for (int verb = 0; verb <= static_cast<int>(kLastOfferVerb); ++verb) {
    verbs.push_back(static_cast<Verb>(verb));
  }
  return verbs;
}
std::vector<v1::Offer::State> EveryState() {
  std::vector<v1::Offer::State> states;
  for (int state = State::INFORMAL; state <= State::State_MAX; ++state) {
    states.push_back(static_cast<v1::Offer::State>(state));
  }
  return states;
}

class OfferStepsTest : public PlacementWorld {
 protected:
  absl::StatusOr<v1::Offer> Make(const Placement& placement, Call call) {
    v1::MakeOfferRequest request;
    request.set_application(placement.application);
    request.mutable_start_date()->set_year(2027);
    request.mutable_start_date()->set_month(4);
    request.mutable_start_date()->set_day(1);
    return MakeOffer(context_, request, &call);
  }
  absl::StatusOr<v1::Offer> Make(const Placement& placement) {
    return Make(placement, EmployerCall(kE1));
  }
  absl::StatusOr<v1::Offer> Settle(const Placement& placement, v1::Offer::State outcome,
                                   v1::OfferStep::Reason reason, Call call) {
    v1::SettleOfferRequest request;
    request.set_name(placement.offer);
    request.set_outcome(outcome);
    request.set_reason(reason);
    return SettleOffer(context_, request, &call);
  }
  v1::Case CaseNow(const Placement& placement) { return CandidateNow(placement.candidate).case_(); }
};

// ---- The machine ----

TEST_F(OfferStepsTest, EveryStepThatTheTableHasIsTakenAndNoted) {
  int taken = 0;
  for (const v1::Offer::State from : EveryState()) {
    for (const Verb verb : EveryVerb()) {
      const auto next = NextState(from, verb);
      if (!next) continue;
      ++taken;
      SCOPED_TRACE(absl::StrCat(State::State_Name(from), " by verb ", static_cast<int>(verb)));
      const Placement placement = PutPlacement(from);
      const Revision before = Newest()->revision();
      clock_.Advance(absl::Minutes(1));

      const auto after = Take(verb, placement, v1::OfferStep::HOURS);

      ASSERT_THAT(after, IsOk());
      EXPECT_EQ(after->state(), *next);
      EXPECT_EQ(after->revision(), before + 1) << "one commit";
      EXPECT_EQ(OfferNow(placement.offer).state(), *next);
      ASSERT_EQ(after->steps_size(), 2);
      const v1::OfferStep& step = after->steps(1);
      EXPECT_EQ(step.state(), *next);
      EXPECT_EQ(ToTime(step.step_time()), clock_.Now());
      EXPECT_EQ(step.principal(), IsPersons(verb) ? "principals/person" : "principals/employer");
      EXPECT_EQ(step.reason(),
                verb == Verb::kJoin ? v1::OfferStep::REASON_UNSPECIFIED : v1::OfferStep::HOURS);
      EXPECT_THAT(AuditedChanges(), Contains(absl::StrCat("OFFER_", State::State_Name(*next))));
    }
  }
  EXPECT_EQ(taken, 12);
}

TEST_F(OfferStepsTest, EveryOtherStepIsRefusedAndChangesNothing) {
  int refused = 0;
  for (const v1::Offer::State from : EveryState()) {
    const Placement placement = PutPlacement(from);
    const std::string before = Everything(placement);
    for (const Verb verb : EveryVerb()) {
      if (NextState(from, verb)) continue;
      ++refused;
      SCOPED_TRACE(absl::StrCat(State::State_Name(from), " by verb ", static_cast<int>(verb)));

      EXPECT_EQ(ReasonOf(Take(verb, placement)), "ILLEGAL_TRANSITION");
      EXPECT_EQ(ReasonOf(Take(verb, placement.offer, CoordinatorCall())), "ILLEGAL_TRANSITION");
      EXPECT_EQ(Everything(placement), before);
    }
  }
  EXPECT_EQ(refused, 9 * 8 - 12);
}

TEST_F(OfferStepsTest, AStaleEtagIsRefused) {
  const Placement placement = PutPlacement(State::INFORMAL);
  const std::string etag = EtagOf(Newest()->offers().Find(placement.offer)->revision);
  ASSERT_THAT(Take(Verb::kConfirm, placement.offer, EmployerCall(kE1), {}, "", etag), IsOk());

  const auto stale =
      Take(Verb::kDecline, placement.offer, CandidateCall(placement.candidate), {}, "", etag);

  EXPECT_THAT(stale, StatusIs(absl::StatusCode::kAborted));
  EXPECT_EQ(ReasonOf(stale), "ETAG_MISMATCH");
}

TEST_F(OfferStepsTest, WordsAreForCoordinatorsToWrite) {
  const Placement placement = PutPlacement(State::FORMAL);

  EXPECT_THAT(Take(Verb::kRescind, placement.offer, EmployerCall(kE1), v1::OfferStep::JOB_GONE,
                   "no budget"),
              StatusIs(absl::StatusCode::kPermissionDenied));
  const auto rescinded = Take(Verb::kRescind, placement.offer, CoordinatorCall(),
                              v1::OfferStep::JOB_GONE, "no budget");

  ASSERT_THAT(rescinded, IsOk());
  EXPECT_EQ(rescinded->steps(1).note(), "no budget");
}

// ---- Making an offer ----

TEST_F(OfferStepsTest, AnOfferFollowsFromAnApplicationThatWasAccepted) {
  for (int state = v1::Application::INTERESTED; state <= v1::Application::State_MAX; ++state) {
    SCOPED_TRACE(v1::Application::State_Name(state));
    const Placement placement = PutPlacement(static_cast<v1::Application::State>(state));
    const bool possible = state == v1::Application::ACCEPTED ||
                          state == v1::Application::IN_PROGRESS ||
                          state == v1::Application::COMPLETED;

    const auto offer = Make(placement);

    if (!possible) {
      EXPECT_EQ(ReasonOf(offer), "ILLEGAL_TRANSITION");
      continue;
    }
    ASSERT_THAT(offer, IsOk());
    EXPECT_EQ(offer->state(), State::INFORMAL);
    EXPECT_EQ(offer->application(), placement.application);
    EXPECT_EQ(offer->candidate(), placement.candidate);
    EXPECT_EQ(offer->internship(), placement.internship);
    EXPECT_EQ(offer->contract_kind(), v1::EMPLOYMENT_CONTRACT);
    EXPECT_EQ(offer->start_date().month(), 4);
    ASSERT_EQ(offer->steps_size(), 1);
    EXPECT_EQ(offer->steps(0).principal(), "principals/employer");
    // The case goes on as before: nothing is firm.
    EXPECT_EQ(CaseNow(placement).stage(), v1::Case::IN_SELECTION);
  }
}

TEST_F(OfferStepsTest, OneOfferOfAnApplicationGoesOnAtATime) {
  Placement placement = PutPlacement(v1::Application::COMPLETED);
  const auto first = Make(placement);
  ASSERT_THAT(first, IsOk());

  EXPECT_EQ(ReasonOf(Make(placement)), "OFFER_OPEN");
  placement.offer = first->name();
  ASSERT_THAT(Take(Verb::kDecline, placement), IsOk());
  EXPECT_THAT(Make(placement), IsOk());
}

TEST_F(OfferStepsTest, ManyOffersAtOnceAreOne) {
  const Placement placement = PutPlacement(v1::Application::ACCEPTED);
  constexpr int kThreads = 6;
  std::vector<std::string> answers(kThreads);
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      const auto made = Make(placement);
      answers[i] = made.ok() ? "" : ReasonOf(made);
    });
  }
  for (std::thread& thread : threads) thread.join();

  EXPECT_EQ(std::count(answers.begin(), answers.end(), ""), 1);
  EXPECT_EQ(std::count(answers.begin(), answers.end(), "OFFER_OPEN"), kThreads - 1);
  EXPECT_EQ(Newest()->offers().size(), 1);
}

TEST_F(OfferStepsTest, AJobIsPaidWorkAndNeedsTheLicence) {
  Placement placement = PutPair(v1::Case::IN_SELECTION, "paid: false is_labour: false");
  PutApplication(placement, v1::Application::COMPLETED);
  Put(ResourceKind::kSettings, Merge(v1::Settings(), "name: \"settings/programme\""));
  EXPECT_EQ(ReasonOf(Make(placement)), "PLACEMENT_LICENCE_MISSING");
  const std::pair<v1::Offer::State, Verb> forward[] = {{State::INFORMAL, Verb::kConfirm},
                                                       {State::FORMAL, Verb::kAccept},
                                                       {State::ACCEPTED, Verb::kJoin}};
  for (const auto& [from, verb] : forward) {
    const Placement on_the_way = PutPlacement(from);
    EXPECT_EQ(ReasonOf(Take(verb, on_the_way)), "PLACEMENT_LICENCE_MISSING")
        << State::State_Name(from);
  }
  PutLicence();
  EXPECT_THAT(Make(placement), IsOk());
}

TEST_F(OfferStepsTest, WithoutTheConsentAnOfferOnlyEnds) {
  const Placement placement = PutPlacement(State::FORMAL);
  ChangeCandidate(placement.candidate, [](v1::Candidate* candidate) {
    candidate->mutable_consents(2)->set_state(v1::Consent::EXPIRED);
  });

  const auto refused = Take(Verb::kAccept, placement);
  EXPECT_EQ(ReasonOf(refused), "STEP_NOT_POSSIBLE");
  EXPECT_THAT(InfoKeysOf(refused), Contains("CONSENT_MISSING"));
  EXPECT_THAT(Take(Verb::kDecline, placement), IsOk());
}

TEST_F(OfferStepsTest, WithdrawingTheNamedConsentEndsTheOfferUnlessTheWorkBegan) {
  for (const v1::Offer::State state : EveryState()) {
    SCOPED_TRACE(State::State_Name(state));
    const Placement placement = PutPlacement(state);

    Withdraw(placement.consent());

    const v1::Offer after = OfferNow(placement.offer);
    EXPECT_EQ(after.state(), IsOpenOffer(state) ? State::DECLINED : state);
    if (!IsOpenOffer(state)) continue;
    EXPECT_EQ(after.steps(1).reason(), v1::OfferStep::PERSON_STEPPED_BACK);
    EXPECT_EQ(CaseNow(placement).stage(),
              state == State::INFORMAL ? v1::Case::IN_SELECTION : v1::Case::ACCOMPANYING);
  }
}

TEST_F(OfferStepsTest, AnOfferNeverMeetsAWithdrawalUnseen) {
  for (int round = 0; round < 8; ++round) {
    const Placement placement = PutPlacement(v1::Application::COMPLETED);
    std::thread withdraws([&] { Withdraw(placement.consent()); });
    const auto made = Make(placement);
    withdraws.join();

    if (!made.ok()) {
      EXPECT_EQ(ReasonOf(made), "STEP_NOT_POSSIBLE");
    } else {
      EXPECT_EQ(OfferNow(made->name()).state(), State::DECLINED);
    }
  }
}

// ---- The case ----

TEST_F(OfferStepsTest, TheCaseFollowsAsFarAsArrowsLead) {
  Placement placement = PutPlacement(v1::Application::COMPLETED);
  placement.offer = Make(placement)->name();

  ASSERT_THAT(Take(Verb::kConfirm, placement), IsOk());
  EXPECT_EQ(CaseNow(placement).stage(), v1::Case::OFFERED);
  ASSERT_THAT(Take(Verb::kAccept, placement), IsOk());
  ASSERT_THAT(Take(Verb::kJoin, placement), IsOk());
  EXPECT_EQ(CaseNow(placement).stage(), v1::Case::EMPLOYED);
  clock_.Advance(absl::Hours(24 * 183));
  ASSERT_THAT(Settle(placement, State::RETAINED_6M, {}, CoordinatorCall()), IsOk());
  const v1::Case after = CaseNow(placement);
  EXPECT_EQ(after.stage(), v1::Case::FOLLOW_UP);
  EXPECT_EQ(after.steps().rbegin()->reason(), placement.offer + " RETAINED_6M");
  EXPECT_EQ(ToTime(after.steps().rbegin()->step_time()), clock_.Now());
}

TEST_F(OfferStepsTest, ACaseThatCannotFollowStaysAndTheStepSaysSo) {
  const Placement early = PutPlacement(v1::Application::COMPLETED, v1::Case::ACCOMPANYING);
  PutOffer(early, State::INFORMAL);

  const auto confirmed = Take(Verb::kConfirm, early);

  ASSERT_THAT(confirmed, IsOk());
  EXPECT_TRUE(confirmed->steps(1).case_stayed());
  EXPECT_EQ(CaseNow(early).stage(), v1::Case::ACCOMPANYING);
  EXPECT_THAT(AuditedChanges(), Contains("CASE_STAYED"));
}

TEST_F(OfferStepsTest, AnotherFirmOfferKeepsTheCaseWhereItIs) {
  const Placement placement = PutPlacement(State::FORMAL);
  Placement other = placement;
  other.offer += "x";
  PutOffer(other, State::ACCEPTED);

  ASSERT_THAT(Take(Verb::kDecline, placement), IsOk());
  EXPECT_EQ(CaseNow(placement).stage(), v1::Case::OFFERED);
  ASSERT_THAT(Take(Verb::kRescind, other, v1::OfferStep::JOB_GONE), IsOk());
  EXPECT_EQ(CaseNow(placement).stage(), v1::Case::ACCOMPANYING);
}

// ---- Joining, and what comes of it ----

TEST_F(OfferStepsTest, JoiningSetsTheDayOfTheFollowUp) {
  const Placement placement = PutPlacement(State::ACCEPTED);
  const auto join = [&](int month, int day) {
    v1::JoinOfferRequest request;
    request.set_name(placement.offer);
    *request.mutable_join_date() = FromDate(Date(2026, month, day));
    Call call = EmployerCall(kE1);
    return JoinOffer(context_, request, &call);
  };

  EXPECT_THAT(join(12, 2), StatusIs(absl::StatusCode::kInvalidArgument));  // tomorrow
  const auto joined = join(8, 31);

  ASSERT_THAT(joined, IsOk());
  EXPECT_EQ(ToDate(joined->join_date()), Date(2026, 8, 31));
  EXPECT_EQ(ToDate(joined->follow_up_date()), Date(2027, 2, 28));
}

TEST_F(OfferStepsTest, TheOutcomeIsToldFromTheDayOnButLeavingAtAnyTime) {
  const auto joined_today = [&] {
    const Placement placement = PutPlacement(State::ACCEPTED);
    EXPECT_THAT(Take(Verb::kJoin, placement), IsOk());
    return placement;
  };
  const Placement placement = joined_today();
  const std::string before = Everything(placement);

  EXPECT_EQ(ReasonOf(Settle(placement, State::RETAINED_6M, {}, CoordinatorCall())),
            "FOLLOW_UP_TOO_EARLY");
  EXPECT_EQ(
      ReasonOf(Settle(placement, State::UNKNOWN_6M, v1::OfferStep::NOT_REACHED, CoordinatorCall())),
      "FOLLOW_UP_TOO_EARLY");
  EXPECT_EQ(Everything(placement), before);
  EXPECT_THAT(
      Settle(placement, State::LEFT_BEFORE_6M, v1::OfferStep::WORK_ITSELF, CoordinatorCall()),
      IsOk());
  EXPECT_EQ(CaseNow(placement).stage(), v1::Case::ACCOMPANYING);

  const Placement other = joined_today();
  // 2027-06-01 00:00 in Japan.
  clock_.Set(absl::FromCivil(absl::CivilDay(2027, 6, 1), absl::FixedTimeZone(9 * 60 * 60)) -
             absl::Microseconds(1));
  EXPECT_EQ(ReasonOf(Settle(other, State::RETAINED_6M, {}, CoordinatorCall())),
            "FOLLOW_UP_TOO_EARLY");
  clock_.Advance(absl::Microseconds(1));
  EXPECT_THAT(Settle(other, State::RETAINED_6M, {}, CoordinatorCall()), IsOk());
}

TEST_F(OfferStepsTest, WhoLeftOrIsUnknownIsSoForAReason) {
  const Placement placement = PutPlacement(State::JOINED);

  for (const auto outcome : {State::LEFT_BEFORE_6M, State::UNKNOWN_6M}) {
    EXPECT_THAT(Settle(placement, outcome, {}, CoordinatorCall()),
                StatusIs(absl::StatusCode::kInvalidArgument));
  }
  EXPECT_THAT(Settle(placement, State::ACCEPTED, v1::OfferStep::OTHER, CoordinatorCall()),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_EQ(OfferNow(placement.offer).state(), State::JOINED);
}

TEST_F(OfferStepsTest, WhatCoordinatorsFoundOutNeedsAConsentWhatThePersonTellsDoesNot) {
  const auto without_consent = [&] {
    const Placement placement = PutPlacement(State::JOINED);
    ChangeCandidate(placement.candidate, [](v1::Candidate* candidate) {
      candidate->mutable_consents(3)->set_state(v1::Consent::WITHDRAWN);
    });
    return placement;
  };
  const Placement placement = without_consent();

  EXPECT_EQ(ReasonOf(Settle(placement, State::RETAINED_6M, {}, CoordinatorCall())),
            "CONSENT_MISSING");
  EXPECT_THAT(Settle(placement, State::UNKNOWN_6M, v1::OfferStep::NOT_ASKED, CoordinatorCall()),
              IsOk());
  const Placement other = without_consent();
  EXPECT_THAT(Settle(other, State::RETAINED_6M, {}, CandidateCall(other.candidate)), IsOk());
}

// ---- Messages ----

TEST_F(OfferStepsTest, WhoeverDidNotTakeTheStepIsToldOfIt) {
  Placement placement = PutPlacement(v1::Application::COMPLETED);
  placement.offer = Make(placement)->name();
  const std::string to_person = absl::StrCat("OFFER_STEP to ", placement.candidate);
  const std::string to_coordinators = "COORDINATOR_APPLICATION_STEP to coordinators";
  EXPECT_THAT(MessagesAbout(placement.offer), ElementsAre(to_coordinators, to_person));

  ASSERT_THAT(Take(Verb::kConfirm, placement.offer, CoordinatorCall()), IsOk());
  EXPECT_THAT(MessagesAbout(placement.offer), ElementsAre(to_coordinators, to_person, to_person));
  ASSERT_THAT(Take(Verb::kDecline, placement), IsOk());
  EXPECT_THAT(MessagesAbout(placement.offer),
              ElementsAre(to_coordinators, to_coordinators, to_person, to_person));
}

}  // namespace
}  // namespace banso
