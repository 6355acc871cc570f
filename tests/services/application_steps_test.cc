#include "server/services/application_steps.h"

#include <random>
#include <set>
#include <thread>

#include "server/access/shown_cards.h"
#include "tests/services/placement_world.h"

namespace banso {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using State = v1::Application;
using Verb = ApplicationVerb;

std::vector<Verb> EveryVerb() {
  std::vector<Verb> verbs;
  for (int verb = 0; verb <= static_cast<int>(kLastApplicationVerb); ++verb) {
    verbs.push_back(static_cast<Verb>(verb));
  }
  return verbs;
}
std::vector<v1::Application::State> EveryState() {
  std::vector<v1::Application::State> states;
  for (int state = State::INTERESTED; state <= State::State_MAX; ++state) {
    states.push_back(static_cast<v1::Application::State>(state));
  }
  return states;
}

bool IsEnd(v1::Application::State state) {
  return !IsOpenApplication(state) && state != State::COMPLETED;
}

class ApplicationStepsTest : public PlacementWorld {
 protected:
  absl::StatusOr<v1::Application> Express(const Placement& placement, Call call) {
    v1::ExpressInterestRequest request;
    request.set_candidate(placement.candidate);
    request.set_internship(placement.internship);
    return ExpressInterest(context_, request, &call);
  }
  absl::StatusOr<v1::Application> Express(const Placement& placement) {
    return Express(placement, CandidateCall(placement.candidate));
  }
  absl::StatusOr<v1::Application> Ask(const std::string& card) {
    v1::RequestIntroductionRequest request;
    request.set_blinded_candidate(card);
    Call call = EmployerCall(kE1);
    return RequestIntroduction(context_, request, &call);
  }
  bool EmployerReaches(const std::string& name) {
    Newest();
    return EmployerCall(kE1).reach->Includes(name);
  }
  int SeatsTaken(const Placement& placement) {
    return InternshipNow(placement.internship).seats_taken();
  }
};

// ---- The machine ----

TEST_F(ApplicationStepsTest, EveryStepThatTheTableHasIsTakenAndNoted) {
  int taken = 0;
  for (const v1::Application::State from : EveryState()) {
    for (const Verb verb : EveryVerb()) {
      const auto next = NextState(from, verb);
      if (!next) continue;
      ++taken;
      SCOPED_TRACE(absl::StrCat(State::State_Name(from), " by verb ", static_cast<int>(verb)));
      const Placement placement = PutPlacement(from);
      // Agreeing to be named is applying: the state in between is passed in the same commit.
      const auto expected = verb == Verb::kSeekConsent ? State::APPLIED : *next;
      const Revision before = Newest()->revision();
      const int seats = SeatsTaken(placement);
      clock_.Advance(absl::Minutes(1));

      const auto after = Take(verb, placement, v1::ApplicationStep::HOURS);

      ASSERT_THAT(after, IsOk());
      EXPECT_EQ(after->state(), expected);
      EXPECT_EQ(after->revision(), before + 1) << "one commit";
      EXPECT_EQ(ApplicationNow(placement.application).state(), expected);
      const v1::ApplicationStep& step = *after->steps().rbegin();
      EXPECT_EQ(after->steps_size(), verb == Verb::kSeekConsent ? 3 : 2);
      EXPECT_EQ(step.state(), expected);
      EXPECT_EQ(ToTime(step.step_time()), clock_.Now());
      EXPECT_EQ(step.principal(), IsPersons(verb) ? "principals/person" : "principals/employer");
      const bool by_consent = verb == Verb::kSeekConsent || verb == Verb::kAgree;
      EXPECT_EQ(step.reason(),
                by_consent ? v1::ApplicationStep::REASON_UNSPECIFIED : v1::ApplicationStep::HOURS);
      EXPECT_EQ(ToTime(after->update_time()), clock_.Now());
      EXPECT_EQ(after->holds_seat(), HoldsSeat(expected));
      EXPECT_EQ(SeatsTaken(placement) - seats, HoldsSeat(expected) - HoldsSeat(from));
      EXPECT_THAT(AuditedChanges(),
                  Contains(absl::StrCat("APPLICATION_", State::State_Name(expected))));
    }
  }
  EXPECT_EQ(taken, 9 + 3 * 7);
}

TEST_F(ApplicationStepsTest, EveryOtherStepIsRefusedAndChangesNothing) {
  int refused = 0;
  for (const v1::Application::State from : EveryState()) {
    const Placement placement = PutPlacement(from);
    const std::string before = Everything(placement);
    for (const Verb verb : EveryVerb()) {
      if (NextState(from, verb)) continue;
      ++refused;
      SCOPED_TRACE(absl::StrCat(State::State_Name(from), " by verb ", static_cast<int>(verb)));

      const auto own = Take(verb, placement, v1::ApplicationStep::HOURS);
      const auto coordinators = Take(verb, placement.application, CoordinatorCall());

      EXPECT_THAT(own, StatusIs(absl::StatusCode::kFailedPrecondition));
      EXPECT_EQ(ReasonOf(own), "ILLEGAL_TRANSITION");
      EXPECT_EQ(ReasonOf(coordinators), "ILLEGAL_TRANSITION");
      EXPECT_EQ(Everything(placement), before);
    }
  }
  EXPECT_EQ(refused, 12 * 12 - (9 + 3 * 7));
}

TEST_F(ApplicationStepsTest, AStaleEtagIsRefusedAndARepeatedRequestGivesTheFirstAnswer) {
  const Placement placement = PutPlacement(State::APPLIED);
  const std::string id = "7f3d0c2e-0000-4000-8000-000000000001";
  const std::string etag = EtagOf(Newest()->applications().Find(placement.application)->revision);
  const auto step = [&](Verb verb, const std::string& with_etag, const std::string& request_id) {
    return Take(verb, placement.application, EmployerCall(kE1), {}, "", with_etag, request_id);
  };

  const auto first = step(Verb::kScreen, etag, id);
  const auto again = step(Verb::kScreen, etag, id);
  const auto stale = step(Verb::kInterview, etag, "");

  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->SerializeAsString(), first->SerializeAsString());
  EXPECT_THAT(stale, StatusIs(absl::StatusCode::kAborted));
  EXPECT_EQ(ReasonOf(stale), "ETAG_MISMATCH");
  EXPECT_EQ(ApplicationNow(placement.application).state(), State::SCREENING);
}

TEST_F(ApplicationStepsTest, WordsAreForCoordinatorsToWrite) {
  const Placement placement = PutPlacement(State::SCREENING);
  const auto reject = [&](Call call) {
    return Take(Verb::kReject, placement.application, std::move(call),
                v1::ApplicationStep::LANGUAGE, "asked for N1 in the end");
  };

  EXPECT_THAT(reject(EmployerCall(kE1)), StatusIs(absl::StatusCode::kPermissionDenied));
  EXPECT_EQ(ApplicationNow(placement.application).state(), State::SCREENING);
  const auto rejected = reject(CoordinatorCall());
  ASSERT_THAT(rejected, IsOk());
  EXPECT_EQ(rejected->steps(1).note(), "asked for N1 in the end");
}

// ---- Beginning ----

TEST_F(ApplicationStepsTest, InterestIsThePersonsAloneUntilItIsMore) {
  const Placement pair = PutPair();

  const auto interested = Express(pair);

  ASSERT_THAT(interested, IsOk());
  EXPECT_EQ(interested->state(), State::INTERESTED);
  EXPECT_EQ(interested->candidate(), pair.candidate);
  EXPECT_EQ(interested->dimensions().industry(), "G");
  EXPECT_FALSE(EmployerReaches(interested->name()));
  // Whatever becomes of it.
  ASSERT_THAT(Take(Verb::kReject, interested->name(), CoordinatorCall(),
                   v1::ApplicationStep::OPENING_CLOSED),
              IsOk());
  EXPECT_FALSE(EmployerReaches(interested->name()));
  // Nor does the card know.
  EXPECT_THAT(Ask(CardOf(pair.candidate, pair.internship)), IsOk());
}

TEST_F(ApplicationStepsTest, WhatBeginsExpectsThePersonsRecordSoThatNoWithdrawalIsUnseen) {
  const auto written_together = [&](const v1::Application& application) {
    return Newest()->candidates().Find(application.candidate())->revision ==
           Newest()->applications().Find(application.name())->revision;
  };
  const Placement interest = PutPair();
  const Placement introduction = PutPair();

  const auto interested = Express(interest);
  const auto asked = Ask(CardOf(introduction.candidate, introduction.internship));

  ASSERT_THAT(interested, IsOk());
  ASSERT_THAT(asked, IsOk());
  EXPECT_TRUE(written_together(*interested));
  EXPECT_TRUE(written_together(*Newest()->applications().Find(asked->name())->message));
}

TEST_F(ApplicationStepsTest, ExpressingInterestAgainGivesTheApplicationThatGoesOn) {
  const Placement pair = PutPair();
  const auto first = Express(pair);
  ASSERT_THAT(first, IsOk());

  EXPECT_EQ(Express(pair)->SerializeAsString(), first->SerializeAsString());
  ASSERT_THAT(Take(Verb::kSeekConsent, first->name(), CandidateCall(pair.candidate)), IsOk());
  EXPECT_EQ(Express(pair)->name(), first->name());
  ASSERT_THAT(Take(Verb::kWithdraw, first->name(), CandidateCall(pair.candidate)), IsOk());
  EXPECT_NE(Express(pair)->name(), first->name());
}

TEST_F(ApplicationStepsTest, ManyWhoBeginAtOnceBeginOneThing) {
  const Placement pair = PutPair();
  const std::string card = CardOf(pair.candidate, pair.internship);
  constexpr int kThreads = 8;
  std::vector<std::string> names(kThreads);
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      const auto begun = i % 2 == 0 ? Express(pair) : Ask(card);
      names[i] = begun.ok() ? begun->name() : begun.status().ToString();
    });
  }
  for (std::thread& thread : threads) thread.join();

  EXPECT_EQ(Newest()->applications().size(), 1);
  for (const std::string& name : names) EXPECT_EQ(name, names[0]);
}

TEST_F(ApplicationStepsTest, WhoMustNotBeMatchedCannotBeInterested) {
  const Placement pair = PutPair();
  ChangeCandidate(pair.candidate,
                  [](v1::Candidate* candidate) { candidate->add_blocked_employers(kE1); });

  const auto refused = Express(pair);

  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_EQ(ReasonOf(refused), "MATCH_BLOCKED");
  EXPECT_THAT(InfoKeysOf(refused), Contains("EMPLOYER_BLOCKED"));
  EXPECT_EQ(Newest()->applications().size(), 0);
}

TEST_F(ApplicationStepsTest, AnEmployerThatAsksDoesNotLearnThatThePersonWasInterested) {
  const Placement pair = PutPair();
  const auto interested = Express(pair);
  ASSERT_THAT(interested, IsOk());
  clock_.Advance(absl::Hours(48));

  const auto asked = Ask(CardOf(pair.candidate, pair.internship));

  ASSERT_THAT(asked, IsOk());
  EXPECT_EQ(asked->name(), interested->name());
  EXPECT_EQ(asked->state(), State::CONSENT_PENDING);
  EXPECT_EQ(ToTime(asked->create_time()), clock_.Now());
  EXPECT_EQ(Newest()->applications().size(), 1);
}

TEST_F(ApplicationStepsTest, ApplyingNamesThePersonUnderAConsentInOneCommit) {
  const Placement pair = PutPair();
  const auto interested = Express(pair);
  ASSERT_THAT(interested, IsOk());
  const Revision before = Newest()->revision();
  clock_.Advance(absl::Hours(1));

  const auto applied = Take(Verb::kSeekConsent, interested->name(), CandidateCall(pair.candidate));

  ASSERT_THAT(applied, IsOk());
  EXPECT_EQ(applied->revision(), before + 1);
  EXPECT_EQ(ConsentNow(applied->consent()).recipient(), pair.internship);
  EXPECT_EQ(applied->blinded_candidate(), CardOf(pair.candidate, pair.internship));
  EXPECT_EQ(ToTime(applied->create_time()), clock_.Now());
  std::vector<std::string> told;
  Newest()->provision_records().ForEach(
      [&](const auto& entry) { told.push_back(entry->message->consent()); });
  EXPECT_THAT(told, ElementsAre(applied->consent()));
  EXPECT_TRUE(EmployerReaches(applied->name()));
}

TEST_F(ApplicationStepsTest, OnePersonIsNamedOnceForOneOpening) {
  const Placement pair = PutPair();
  ChangeCandidate(pair.candidate, [](v1::Candidate* candidate) {
    candidate->mutable_consents(1)->set_state(v1::Consent::DRAFT);  // no card yet
  });
  const auto interested = Express(pair);
  ASSERT_THAT(interested, IsOk());
  ASSERT_THAT(Take(Verb::kSeekConsent, interested->name(), CandidateCall(pair.candidate)), IsOk());
  ChangeCandidate(pair.candidate, [](v1::Candidate* candidate) {
    candidate->mutable_consents(1)->set_state(v1::Consent::GRANTED);
  });
  const auto asked = Ask(CardOf(pair.candidate, pair.internship));
  ASSERT_THAT(asked, IsOk());

  const auto twice = Take(Verb::kAgree, asked->name(), CandidateCall(pair.candidate));

  EXPECT_THAT(twice, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_EQ(ReasonOf(twice), "APPLICATION_OPEN");
  EXPECT_THAT(Take(Verb::kDecline, asked->name(), CandidateCall(pair.candidate)), IsOk());
}

// ---- What must hold on the way ----

TEST_F(ApplicationStepsTest, WithoutALicenceNothingGoesOnTowardsPaidWork) {
  const std::pair<v1::Application::State, Verb> forward[] = {
      {State::INTERESTED, Verb::kSeekConsent}, {State::CONSENT_PENDING, Verb::kAgree},
      {State::APPLIED, Verb::kScreen},         {State::SCREENING, Verb::kInterview},
      {State::INTERVIEW, Verb::kAccept},       {State::ACCEPTED, Verb::kStart}};
  for (const auto& [from, verb] : forward) {
    SCOPED_TRACE(State::State_Name(from));
    const Placement paid = PutPlacement(from);
    Placement unpaid = PutPair(v1::Case::IN_SELECTION, "paid: false is_labour: false");
    PutApplication(unpaid, from);
    Put(ResourceKind::kSettings, Merge(v1::Settings(), "name: \"settings/programme\""));
    const std::string before = Everything(paid);

    const auto refused = Take(verb, paid);

    EXPECT_THAT(refused, StatusIs(absl::StatusCode::kFailedPrecondition));
    EXPECT_EQ(ReasonOf(refused), "PLACEMENT_LICENCE_MISSING");
    EXPECT_EQ(Everything(paid), before);
    EXPECT_THAT(Take(verb, unpaid), IsOk());
    PutLicence();
    EXPECT_THAT(Take(verb, paid), IsOk());
  }
}

TEST_F(ApplicationStepsTest, WhateverStandsInTheWayAnEmployerHearsOneAnswer) {
  using Change = std::function<void(v1::Candidate*)>;
  const std::pair<const char*, Change> changes[] = {
      {"EMPLOYER_BLOCKED", [](v1::Candidate* c) { c->add_blocked_employers(kE1); }},
      {"CASE_NOT_ACTIVE",
       [](v1::Candidate* c) { c->mutable_case_()->set_status(v1::Case::PAUSED); }},
      {"CONSENT_MISSING",
       [](v1::Candidate* c) { c->mutable_consents(2)->set_state(v1::Consent::EXPIRED); }},
      {"WORK_NOT_PERMITTED",
       [](v1::Candidate* c) {
         c->mutable_work_authorisation()->set_auth_class(v1::WorkAuthorisation::NONE);
       }},
  };
  std::set<std::string> answers;
  for (const auto& [code, change] : changes) {
    SCOPED_TRACE(code);
    const Placement placement = PutPlacement(State::SCREENING);
    ChangeCandidate(placement.candidate, change);
    const std::string before = Everything(placement);

    const auto employers = Take(Verb::kInterview, placement);
    const auto coordinators = Take(Verb::kInterview, placement.application, CoordinatorCall());

    EXPECT_THAT(employers, StatusIs(absl::StatusCode::kFailedPrecondition));
    EXPECT_EQ(ReasonOf(employers), "STEP_NOT_POSSIBLE");
    EXPECT_THAT(InfoKeysOf(employers), ElementsAre("internship"));
    answers.insert(std::string(employers.status().message()));
    EXPECT_EQ(ReasonOf(coordinators), "STEP_NOT_POSSIBLE");
    EXPECT_THAT(InfoKeysOf(coordinators), Contains(code));
    EXPECT_EQ(Everything(placement), before);
    // Ending it is always possible.
    EXPECT_THAT(Take(Verb::kReject, placement, v1::ApplicationStep::OTHER), IsOk());
  }
  EXPECT_EQ(answers.size(), 1u);
}

TEST_F(ApplicationStepsTest, NothingGoesOnWithAnEmployerOrOpeningThatIsStopped) {
  const Placement placement = PutPlacement(State::SCREENING);
  ChangeInternship(placement.internship,
                   [](v1::Internship* i) { i->set_state(v1::Internship::SUSPENDED); });
  EXPECT_EQ(ReasonOf(Take(Verb::kInterview, placement)), "NOT_OPEN");
  for (const auto state : {v1::Internship::CLOSED, v1::Internship::EXPIRED}) {
    // Selection goes on after the last day to apply.
    const Placement late = PutPlacement(State::SCREENING);
    ChangeInternship(late.internship, [&](v1::Internship* i) { i->set_state(state); });
    EXPECT_THAT(Take(Verb::kInterview, late), IsOk());
  }
  ChangeInternship(placement.internship,
                   [](v1::Internship* i) { i->set_state(v1::Internship::PUBLISHED); });
  PutEmployer(kE1, "state: SUSPENDED");
  EXPECT_EQ(ReasonOf(Take(Verb::kInterview, placement)), "NOT_OPEN");
}

// ---- Seats ----

TEST_F(ApplicationStepsTest, TheLastSeatFillsTheOpeningAndAFreedOneOpensItAgain) {
  for (const Verb ending : {Verb::kWithdraw, Verb::kReject, Verb::kCancel}) {
    Placement placement = PutPair(v1::Case::IN_SELECTION, "seats: 1");
    PutApplication(placement, State::INTERVIEW);
    Placement other = placement;
    other.candidate += "x";
    other.application += "x";
    PutPerson(other, v1::Case::IN_SELECTION);
    PutApplication(other, State::INTERVIEW);

    ASSERT_THAT(Take(Verb::kAccept, placement), IsOk());
    EXPECT_EQ(InternshipNow(placement.internship).state(), v1::Internship::FILLED);
    const std::string before = Everything(other);
    const auto full = Take(Verb::kAccept, other);
    EXPECT_THAT(full, StatusIs(absl::StatusCode::kFailedPrecondition));
    EXPECT_EQ(ReasonOf(full), "SEATS_FULL");
    EXPECT_EQ(Everything(other), before);

    ASSERT_THAT(Take(ending, placement, v1::ApplicationStep::OTHER), IsOk());
    EXPECT_EQ(InternshipNow(placement.internship).state(), v1::Internship::PUBLISHED);
    EXPECT_EQ(SeatsTaken(placement), 0);
    EXPECT_THAT(Take(Verb::kAccept, other), IsOk());
    // Work that began and ended early frees the seat; work that was done does not.
    ASSERT_THAT(Take(Verb::kStart, other), IsOk());
    ASSERT_THAT(Take(ending == Verb::kReject ? Verb::kAbort : Verb::kComplete, other,
                     v1::ApplicationStep::OTHER),
                IsOk());
    EXPECT_EQ(SeatsTaken(other), ending == Verb::kReject ? 0 : 1);
  }
}

TEST_F(ApplicationStepsTest, SeatsOfManyAreThoseThatApplicationsHold) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::mt19937 random(seed);
  const auto any = [&](int n) { return static_cast<int>(random() % n); };
  constexpr int kPeople = 5;
  constexpr int kSeats = 3;
  const Placement first = PutPair(v1::Case::IN_SELECTION, absl::StrCat("seats: ", kSeats));
  std::vector<Placement> people;
  for (int i = 0; i < kPeople; ++i) {
    Placement placement = first;
    placement.candidate = absl::StrCat("candidates/q", i);
    placement.application = absl::StrCat("applications/q", i);
    people.push_back(placement);
  }
  int full = 0;
  int held_most = 0;
  for (int round = 0; round < 400; ++round) {
    const Placement& placement = people[any(kPeople)];
    const auto state = ApplicationNow(placement.application).state();
    if (state == 0 || IsEnd(state)) {
      PutPerson(placement, v1::Case::IN_SELECTION);
      PutApplication(placement, State::INTERVIEW);
    } else {
      // On the way oftener than out of it.
      const Verb verb = any(3) > 0 ? (state == State::INTERVIEW  ? Verb::kAccept
                                      : state == State::ACCEPTED ? Verb::kStart
                                                                 : Verb::kAbort)
                                   : EveryVerb()[any(static_cast<int>(kLastApplicationVerb) + 1)];
      const auto taken = Take(verb, placement, v1::ApplicationStep::OTHER);
      full += ReasonOf(taken) == "SEATS_FULL";
    }

    const auto snapshot = Newest();
    int held = 0;
    snapshot->applications().ForEach([&](const auto& entry) {
      EXPECT_EQ(entry->message->holds_seat(), HoldsSeat(entry->message->state()));
      held += entry->message->holds_seat();
    });
    const v1::Internship internship = InternshipNow(first.internship);
    ASSERT_EQ(internship.seats_taken(), held);
    ASSERT_EQ(internship.seats_held(), held);
    ASSERT_LE(held, kSeats);
    ASSERT_EQ(internship.state() == v1::Internship::FILLED, held == kSeats);
    held_most = std::max(held_most, held);
  }
  EXPECT_EQ(held_most, kSeats);
  EXPECT_GT(full, 0);
}

TEST_F(ApplicationStepsTest, ManyWhoWantTheLastSeatGetItOnce) {
  constexpr int kPeople = 8;
  const Placement first = PutPair(v1::Case::IN_SELECTION, "seats: 1");
  std::vector<Placement> people;
  for (int i = 0; i < kPeople; ++i) {
    Placement placement = first;
    placement.candidate = absl::StrCat("candidates/q", i);
    placement.application = absl::StrCat("applications/q", i);
    PutPerson(placement, v1::Case::IN_SELECTION);
    PutApplication(placement, State::INTERVIEW);
    people.push_back(placement);
  }
  std::vector<std::string> answers(kPeople);
  std::vector<std::thread> threads;
  threads.reserve(kPeople);
  for (int i = 0; i < kPeople; ++i) {
    threads.emplace_back([&, i] {
      const auto taken = Take(Verb::kAccept, people[i]);
      answers[i] = taken.ok() ? "" : ReasonOf(taken);
    });
  }
  for (std::thread& thread : threads) thread.join();

  EXPECT_EQ(std::count(answers.begin(), answers.end(), ""), 1);
  EXPECT_EQ(std::count(answers.begin(), answers.end(), "SEATS_FULL"), kPeople - 1);
  EXPECT_EQ(SeatsTaken(first), 1);
}

// ---- Consents ----

TEST_F(ApplicationStepsTest, WithdrawingTheNamedConsentEndsWhatIsNamedAndFreesTheSeat) {
  for (const v1::Application::State state : EveryState()) {
    SCOPED_TRACE(State::State_Name(state));
    const Placement placement = PutPlacement(state);

    Withdraw(placement.consent());

    const v1::Application after = ApplicationNow(placement.application);
    EXPECT_EQ(after.state(), IsNamedApplication(state) ? State::WITHDRAWN : state);
    EXPECT_EQ(after.holds_seat(), state == State::COMPLETED);
    EXPECT_EQ(SeatsTaken(placement), state == State::COMPLETED ? 1 : 0);
  }
}

TEST_F(ApplicationStepsTest, WithdrawingTheCardTakesBackOnlyWhatWaits) {
  for (const v1::Application::State state : EveryState()) {
    SCOPED_TRACE(State::State_Name(state));
    const Placement placement = PutPlacement(state);

    Withdraw(placement.candidate + "/consents/blinded");

    EXPECT_EQ(ApplicationNow(placement.application).state(),
              state == State::CONSENT_PENDING ? State::WITHDRAWN : state);
  }
}

TEST_F(ApplicationStepsTest, WithdrawingTheServiceEndsEverythingThatIsOpen) {
  for (const v1::Application::State state : EveryState()) {
    SCOPED_TRACE(State::State_Name(state));
    const Placement placement = PutPlacement(state);

    Withdraw(placement.candidate + "/consents/service");

    EXPECT_EQ(ApplicationNow(placement.application).state(),
              IsOpenApplication(state) ? State::WITHDRAWN : state);
    if (IsNamedApplication(state)) {
      EXPECT_EQ(ConsentNow(placement.consent()).state(), v1::Consent::WITHDRAWN);
    }
    EXPECT_EQ(SeatsTaken(placement), state == State::COMPLETED ? 1 : 0);
  }
}

// ---- Messages ----

TEST_F(ApplicationStepsTest, WhoeverDidNotTakeTheStepIsToldOfIt) {
  const Placement placement = PutPlacement(State::APPLIED);
  const std::string to_person = absl::StrCat("APPLICATION_STEP to ", placement.candidate);
  const std::string to_coordinators = "COORDINATOR_APPLICATION_STEP to coordinators";

  ASSERT_THAT(Take(Verb::kScreen, placement), IsOk());
  EXPECT_THAT(MessagesAbout(placement.application), ElementsAre(to_person, to_coordinators));
  ASSERT_THAT(Take(Verb::kInterview, placement.application, CoordinatorCall()), IsOk());
  EXPECT_THAT(MessagesAbout(placement.application),
              ElementsAre(to_person, to_person, to_coordinators));
  ASSERT_THAT(Take(Verb::kWithdraw, placement), IsOk());
  EXPECT_THAT(MessagesAbout(placement.application),
              ElementsAre(to_person, to_person, to_coordinators, to_coordinators));
}

TEST_F(ApplicationStepsTest, AskingTellsThePersonThatNothingIsSaidYet) {
  const Placement pair = PutPair();

  const auto asked = Ask(CardOf(pair.candidate, pair.internship));

  ASSERT_THAT(asked, IsOk());
  EXPECT_THAT(MessagesAbout(asked->name()),
              ElementsAre("COORDINATOR_APPLICATION_STEP to coordinators",
                          absl::StrCat("INTRODUCTION_ASKED to ", pair.candidate)));
}

TEST_F(ApplicationStepsTest, InterestIsToldTheCoordinators) {
  const Placement pair = PutPair();

  const auto interested = Express(pair);

  ASSERT_THAT(interested, IsOk());
  EXPECT_THAT(MessagesAbout(interested->name()),
              ElementsAre("COORDINATOR_APPLICATION_STEP to coordinators"));
}

}  // namespace
}  // namespace banso
