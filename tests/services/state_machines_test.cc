#include "server/services/state_machines.h"

#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "gtest/gtest.h"
#include "server/convert/calendar_convert.h"
#include "tests/support/message_builders.h"

namespace banso {
namespace {

using Case = v1::Case;
using Opening = v1::Internship;

TEST(StateMachinesTest, StagesFollowTheProgrammeAndNothingElse) {
  const std::set<std::pair<int, int>> legal = {
      {Case::APPLIED, Case::RECEIVED},          {Case::RECEIVED, Case::FIRST_INTERVIEW},
      {Case::FIRST_INTERVIEW, Case::PLANNED},   {Case::PLANNED, Case::ACCOMPANYING},
      {Case::ACCOMPANYING, Case::APPLYING},     {Case::APPLYING, Case::IN_SELECTION},
      {Case::IN_SELECTION, Case::OFFERED},      {Case::OFFERED, Case::EMPLOYED},
      {Case::EMPLOYED, Case::FOLLOW_UP},        {Case::FOLLOW_UP, Case::CLOSED},
      {Case::RECEIVED, Case::CLOSED},           {Case::APPLYING, Case::ACCOMPANYING},
      {Case::IN_SELECTION, Case::ACCOMPANYING}, {Case::OFFERED, Case::ACCOMPANYING},
      {Case::EMPLOYED, Case::ACCOMPANYING},
  };
  for (int from = Case::STAGE_UNSPECIFIED; from <= Case::CLOSED; ++from) {
    for (int to = Case::STAGE_UNSPECIFIED; to <= Case::CLOSED; ++to) {
      StageStep expected = StageStep::kIllegal;
      if (legal.contains({from, to})) {
        expected = StageStep::kLegal;
      } else if (to == Case::CLOSED && from != Case::CLOSED && from != Case::STAGE_UNSPECIFIED) {
        expected = StageStep::kNeedsReason;
      }
      EXPECT_EQ(StageStepOf(static_cast<Case::Stage>(from), static_cast<Case::Stage>(to)), expected)
          << Case::Stage_Name(from) << " to " << Case::Stage_Name(to);
    }
  }
}

// Walks a machine with one state and compares every step with `arrows`.
template <typename State, typename Verb, typename Next>
void ExpectArrows(const std::map<std::pair<State, Verb>, State>& arrows, int last_state,
                  int last_verb, Next next) {
  for (int state = 0; state <= last_state; ++state) {
    for (int verb = 0; verb <= last_verb; ++verb) {
      const auto from = static_cast<State>(state);
      const auto by = static_cast<Verb>(verb);
      const auto arrow = arrows.find({from, by});
      const auto to = next(from, by);
      EXPECT_EQ(to.has_value(), arrow != arrows.end()) << state << " by " << verb;
      if (to && arrow != arrows.end()) {
        EXPECT_EQ(*to, arrow->second) << state << " by " << verb;
      }
    }
  }
}

TEST(StateMachinesTest, CasesPauseResumeAndEnd) {
  const std::map<std::pair<Case::Status, CaseVerb>, Case::Status> arrows = {
      {{Case::ACTIVE, CaseVerb::kPause}, Case::PAUSED},
      {{Case::PAUSED, CaseVerb::kResume}, Case::ACTIVE},
      {{Case::ACTIVE, CaseVerb::kWithdraw}, Case::WITHDRAWN},
      {{Case::PAUSED, CaseVerb::kWithdraw}, Case::WITHDRAWN},
      {{Case::ACTIVE, CaseVerb::kRefer}, Case::REFERRED},
      {{Case::PAUSED, CaseVerb::kRefer}, Case::REFERRED},
  };
  ExpectArrows(
      arrows, Case::REFERRED, static_cast<int>(CaseVerb::kRefer),
      [](Case::Status from, CaseVerb verb) { return NextStatus(from, Case::ACCOMPANYING, verb); });
}

TEST(StateMachinesTest, AClosedCaseTakesNoStep) {
  for (const CaseVerb verb :
       {CaseVerb::kPause, CaseVerb::kResume, CaseVerb::kWithdraw, CaseVerb::kRefer}) {
    EXPECT_FALSE(NextStatus(Case::ACTIVE, Case::CLOSED, verb).has_value());
    EXPECT_FALSE(NextStatus(Case::PAUSED, Case::CLOSED, verb).has_value());
  }
}

TEST(StateMachinesTest, EmployersAreVerifiedAndSuspended) {
  using State = v1::Employer;
  const std::map<std::pair<State::State, EmployerVerb>, State::State> arrows = {
      {{State::APPLIED, EmployerVerb::kVerify}, State::VERIFIED},
      {{State::SUSPENDED, EmployerVerb::kVerify}, State::VERIFIED},
      {{State::VERIFIED, EmployerVerb::kSuspend}, State::SUSPENDED},
  };
  ExpectArrows(arrows, State::SUSPENDED, static_cast<int>(EmployerVerb::kSuspend),
               [](State::State from, EmployerVerb verb) { return NextState(from, verb); });
}

TEST(StateMachinesTest, AdvisorsLeaveForGood) {
  using State = v1::Advisor;
  const std::map<std::pair<State::State, AdvisorVerb>, State::State> arrows = {
      {{State::APPLIED, AdvisorVerb::kScreen}, State::SCREENED},
      {{State::SCREENED, AdvisorVerb::kTrain}, State::TRAINED},
      {{State::TRAINED, AdvisorVerb::kActivate}, State::ACTIVE},
      {{State::ACTIVE, AdvisorVerb::kPause}, State::ON_LEAVE},
      {{State::ON_LEAVE, AdvisorVerb::kResume}, State::ACTIVE},
      {{State::ACTIVE, AdvisorVerb::kRetire}, State::LEFT},
      {{State::ON_LEAVE, AdvisorVerb::kRetire}, State::LEFT},
  };
  ExpectArrows(arrows, State::LEFT, static_cast<int>(AdvisorVerb::kRetire),
               [](State::State from, AdvisorVerb verb) { return NextState(from, verb); });
}

TEST(StateMachinesTest, OpeningsArePublishedOnlyAfterChecks) {
  std::map<std::pair<Opening::State, InternshipVerb>, Opening::State> arrows = {
      {{Opening::DRAFT, InternshipVerb::kSubmit}, Opening::SUBMITTED},
      {{Opening::SUBMITTED, InternshipVerb::kVerify}, Opening::VERIFIED},
      {{Opening::VERIFIED, InternshipVerb::kPublish}, Opening::PUBLISHED},
      {{Opening::PUBLISHED, InternshipVerb::kClose}, Opening::CLOSED},
      {{Opening::SUSPENDED, InternshipVerb::kResume}, Opening::VERIFIED},
  };
  for (const Opening::State state :
       {Opening::DRAFT, Opening::SUBMITTED, Opening::VERIFIED, Opening::PUBLISHED, Opening::FILLED,
        Opening::CLOSED, Opening::EXPIRED}) {
    arrows[{state, InternshipVerb::kSuspend}] = Opening::SUSPENDED;
  }
  ExpectArrows(arrows, Opening::SUSPENDED, static_cast<int>(InternshipVerb::kResume),
               [](Opening::State from, InternshipVerb verb) {
                 return NextState(from, Opening::VERIFIED, verb);
               });
}

TEST(StateMachinesTest, ResumingNeedsAPlaceToReturnTo) {
  EXPECT_FALSE(NextState(Opening::SUSPENDED, Opening::STATE_UNSPECIFIED, InternshipVerb::kResume)
                   .has_value());
}

TEST(StateMachinesTest, SeatsDecideBetweenPublishedAndFilled) {
  EXPECT_EQ(StateBySeats(Opening::PUBLISHED, 2, 1), Opening::PUBLISHED);
  EXPECT_EQ(StateBySeats(Opening::PUBLISHED, 2, 2), Opening::FILLED);
  EXPECT_EQ(StateBySeats(Opening::FILLED, 2, 2), Opening::FILLED);
  EXPECT_EQ(StateBySeats(Opening::FILLED, 2, 1), Opening::PUBLISHED);
  EXPECT_EQ(StateBySeats(Opening::CLOSED, 2, 1), Opening::CLOSED);
  EXPECT_EQ(StateBySeats(Opening::VERIFIED, 1, 1), Opening::VERIFIED);
}

TEST(StateMachinesTest, OpeningsExpireAtTheirDeadline) {
  Opening opening = AnInternship();
  opening.set_state(Opening::PUBLISHED);
  EXPECT_FALSE(IsExpired(opening, TestNow()));

  *opening.mutable_application_deadline_time() = FromTime(TestNow());

  EXPECT_FALSE(IsExpired(opening, TestNow() - absl::Microseconds(1)));
  EXPECT_TRUE(IsExpired(opening, TestNow()));
  opening.set_state(Opening::FILLED);
  EXPECT_FALSE(IsExpired(opening, TestNow()));
}

class FrozenPartTest : public ::testing::TestWithParam<const char*> {};

TEST_P(FrozenPartTest, ChangingItReturnsAPublishedOpeningToSubmitted) {
  Opening before = AnInternship();
  before.set_state(Opening::PUBLISHED);
  Opening after = Merge(before, GetParam());

  SettleChange(before, &after);

  EXPECT_EQ(after.state(), Opening::SUBMITTED);
}

TEST_P(FrozenPartTest, ChangingItReturnsACheckedOpeningToSubmitted) {
  Opening before = AnInternship();
  before.set_state(Opening::VERIFIED);
  Opening after = Merge(before, GetParam());

  SettleChange(before, &after);

  EXPECT_EQ(after.state(), Opening::SUBMITTED);
}

INSTANTIATE_TEST_SUITE_P(
    Parts, FrozenPartTest,
    ::testing::Values("fixed { days { date { year: 2027 month: 2 day: 22 } start { hours: 10 } "
                      "end { hours: 12 } } }",
                      "skills { skill: \"it.data.sql\" level: 1 weight: PREFERRED }",
                      "languages { language: \"en\" cefr: B1 importance: PREFER }",
                      "prefecture: \"14\"", "remote: true", "industry: \"76\"",
                      "occupation: \"5120\"", "target_study_years: 1",
                      "target_programmes: BACHELOR", "facilities { kind: STEP_FREE answer: YES }",
                      "hourly_wage_yen: 1", "fair_hiring_items_asked: 1", "called_internship: true",
                      "programme_type: EMPLOYMENT", "contract_kind: FREELANCE",
                      "entertainment_premises: true"));

TEST(StateMachinesTest, OtherChangesLeaveAnOpeningPublished) {
  Opening before = AnInternship();
  before.set_state(Opening::PUBLISHED);
  Opening after = Merge(before, "title: \"新しい題\"");

  SettleChange(before, &after);

  EXPECT_EQ(after.state(), Opening::PUBLISHED);
}

TEST(StateMachinesTest, ASuspendedOpeningThatWasChangedDoesNotReturnUnchecked) {
  Opening before = AnInternship();
  before.set_state(Opening::SUSPENDED);
  before.set_state_before_suspension(Opening::PUBLISHED);
  Opening after = Merge(before, "prefecture: \"14\"");

  SettleChange(before, &after);

  EXPECT_EQ(after.state(), Opening::SUSPENDED);
  EXPECT_EQ(after.state_before_suspension(), Opening::SUBMITTED);
}

}  // namespace
}  // namespace banso
