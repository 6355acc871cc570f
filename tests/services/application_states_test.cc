#include "server/services/application_states.h"

#include <map>
#include <optional>
#include <set>
#include <utility>

#include "gtest/gtest.h"
#include "server/convert/application_rules.h"
#include "server/convert/calendar_convert.h"
#include "tests/support/message_builders.h"

namespace banso {
namespace {

using State = v1::Application;
using Verb = ApplicationVerb;

constexpr v1::Application::State kOpen[] = {
    State::INTERESTED, State::CONSENT_PENDING, State::APPLIED,    State::SCREENING,
    State::INTERVIEW,  State::ACCEPTED,        State::IN_PROGRESS};

// The machine as the programme writes it, and nothing else.
std::map<std::pair<int, Verb>, v1::Application::State> WrittenArrows() {
  std::map<std::pair<int, Verb>, v1::Application::State> arrows = {
      {{State::INTERESTED, Verb::kSeekConsent}, State::CONSENT_PENDING},
      {{State::CONSENT_PENDING, Verb::kAgree}, State::APPLIED},
      {{State::CONSENT_PENDING, Verb::kDecline}, State::WITHDRAWN},
      {{State::APPLIED, Verb::kScreen}, State::SCREENING},
      {{State::SCREENING, Verb::kInterview}, State::INTERVIEW},
      {{State::INTERVIEW, Verb::kAccept}, State::ACCEPTED},
      {{State::ACCEPTED, Verb::kStart}, State::IN_PROGRESS},
      {{State::IN_PROGRESS, Verb::kComplete}, State::COMPLETED},
      {{State::IN_PROGRESS, Verb::kAbort}, State::ABORTED},
  };
  for (const v1::Application::State open : kOpen) {
    arrows[{open, Verb::kWithdraw}] = State::WITHDRAWN;
    arrows[{open, Verb::kReject}] = State::REJECTED;
    arrows[{open, Verb::kCancel}] = State::CANCELLED_BY_EMPLOYER;
  }
  return arrows;
}

TEST(ApplicationStatesTest, WhatIsNotWrittenIsIllegal) {
  const auto arrows = WrittenArrows();
  int legal = 0;
  for (int from = State::State_MIN; from <= State::State_MAX; ++from) {
    for (int verb = 0; verb <= static_cast<int>(kLastApplicationVerb); ++verb) {
      const auto arrow = arrows.find({from, static_cast<Verb>(verb)});
      const auto to = NextState(static_cast<v1::Application::State>(from), static_cast<Verb>(verb));

      legal += to.has_value();
      EXPECT_EQ(to, arrow == arrows.end() ? std::nullopt : std::optional(arrow->second))
          << v1::Application::State_Name(from) << " by verb " << verb;
    }
  }
  EXPECT_EQ(legal, 9 + 3 * 7);
}

TEST(ApplicationStatesTest, NothingLeadsOutOfAnEnd) {
  for (int from = State::State_MIN; from <= State::State_MAX; ++from) {
    if (IsOpenApplication(static_cast<v1::Application::State>(from))) continue;
    for (int verb = 0; verb <= static_cast<int>(kLastApplicationVerb); ++verb) {
      EXPECT_FALSE(NextState(static_cast<v1::Application::State>(from), static_cast<Verb>(verb)))
          << v1::Application::State_Name(from);
    }
  }
}

TEST(ApplicationStatesTest, EachSideTakesItsOwnSteps) {
  const std::set<Verb> by_candidate = {Verb::kSeekConsent, Verb::kAgree, Verb::kDecline,
                                       Verb::kWithdraw};
  const std::set<Verb> by_employer = {Verb::kSeekConsent, Verb::kScreen, Verb::kInterview,
                                      Verb::kAccept,      Verb::kStart,  Verb::kComplete,
                                      Verb::kAbort,       Verb::kReject, Verb::kCancel};
  for (int number = 0; number <= static_cast<int>(kLastApplicationVerb); ++number) {
    const auto verb = static_cast<Verb>(number);
    EXPECT_TRUE(MayTake(v1::Access::COORDINATOR, verb)) << number;
    EXPECT_EQ(MayTake(v1::Access::CANDIDATE, verb), by_candidate.contains(verb)) << number;
    EXPECT_EQ(MayTake(v1::Access::FAMILY, verb), by_candidate.contains(verb)) << number;
    EXPECT_EQ(MayTake(v1::Access::EMPLOYER, verb), by_employer.contains(verb)) << number;
    for (const v1::Access::Role role :
         {v1::Access::PUBLIC, v1::Access::LINK, v1::Access::ADVISOR, v1::Access::ADMIN,
          v1::Access::AUDITOR, v1::Access::SYSTEM}) {
      EXPECT_FALSE(MayTake(role, verb)) << v1::Access::Role_Name(role) << " " << number;
    }
  }
}

TEST(ApplicationStatesTest, ASeatIsHeldFromAcceptanceOn) {
  const std::set<int> holding = {State::ACCEPTED, State::IN_PROGRESS, State::COMPLETED};
  for (int state = State::State_MIN; state <= State::State_MAX; ++state) {
    EXPECT_EQ(HoldsSeat(static_cast<v1::Application::State>(state)), holding.contains(state))
        << v1::Application::State_Name(state);
  }
}

TEST(ApplicationStatesTest, AStepIsNotedWithWhoTookItAndWhen) {
  v1::Application application;

  TakeApplicationStep(v1::Application::APPLIED, "principals/p", TestNow(), &application);

  EXPECT_EQ(application.state(), v1::Application::APPLIED);
  ASSERT_EQ(application.steps_size(), 1);
  EXPECT_EQ(application.steps(0).state(), v1::Application::APPLIED);
  EXPECT_EQ(application.steps(0).principal(), "principals/p");
  EXPECT_EQ(ToTime(application.steps(0).step_time()), TestNow());
  EXPECT_EQ(ToTime(application.update_time()), TestNow());
}

}  // namespace
}  // namespace banso
