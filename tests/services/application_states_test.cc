#include "server/services/application_states.h"

#include <map>
#include <optional>
#include <set>

#include "gtest/gtest.h"
#include "server/convert/calendar_convert.h"
#include "tests/support/message_builders.h"

namespace banso {
namespace {

using State = v1::Application::State;

TEST(ApplicationStatesTest, WhatIsNotWrittenIsIllegal) {
  const std::set<State> open = {v1::Application::INTERESTED, v1::Application::CONSENT_PENDING,
                                v1::Application::APPLIED,    v1::Application::SCREENING,
                                v1::Application::INTERVIEW,  v1::Application::ACCEPTED,
                                v1::Application::IN_PROGRESS};
  for (int number = v1::Application::State_MIN; number <= v1::Application::State_MAX; ++number) {
    const State state = static_cast<State>(number);
    const bool pending = state == v1::Application::CONSENT_PENDING;

    EXPECT_EQ(NextState(state, ApplicationVerb::kAgree),
              pending ? std::optional(v1::Application::APPLIED) : std::nullopt)
        << v1::Application::State_Name(state);
    EXPECT_EQ(NextState(state, ApplicationVerb::kDecline),
              pending ? std::optional(v1::Application::WITHDRAWN) : std::nullopt)
        << v1::Application::State_Name(state);
    EXPECT_EQ(NextState(state, ApplicationVerb::kWithdraw),
              open.contains(state) ? std::optional(v1::Application::WITHDRAWN) : std::nullopt)
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
