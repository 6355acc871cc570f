#include "server/services/session_states.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "gtest/gtest.h"
#include "server/convert/calendar_convert.h"
#include "tests/services/programme_test.h"
#include "tests/support/message_builders.h"

namespace banso {
namespace {

using State = v1::Session;
using Verb = SessionVerb;
using Role = v1::Access;

// The machine as the programme writes it, and nothing else.
const std::map<std::pair<int, Verb>, v1::Session::State>& WrittenArrows() {
  static const std::map<std::pair<int, Verb>, v1::Session::State> arrows = {
      {{State::REQUESTED, Verb::kConfirm}, State::CONFIRMED},
      {{State::REQUESTED, Verb::kWait}, State::WAITLISTED},
      {{State::REQUESTED, Verb::kCancel}, State::CANCELLED},
      {{State::REQUESTED, Verb::kDecline}, State::DECLINED},
      {{State::WAITLISTED, Verb::kConfirm}, State::CONFIRMED},
      {{State::WAITLISTED, Verb::kOffer}, State::OFFERED},
      {{State::WAITLISTED, Verb::kCancel}, State::CANCELLED},
      {{State::WAITLISTED, Verb::kDecline}, State::DECLINED},
      {{State::OFFERED, Verb::kAccept}, State::CONFIRMED},
      {{State::OFFERED, Verb::kTurnDown}, State::WAITLISTED},
      {{State::OFFERED, Verb::kLapse}, State::WAITLISTED},
      {{State::OFFERED, Verb::kCancel}, State::CANCELLED},
      {{State::OFFERED, Verb::kDecline}, State::DECLINED},
      {{State::CONFIRMED, Verb::kComplete}, State::COMPLETED},
      {{State::CONFIRMED, Verb::kNoShow}, State::NO_SHOW},
      {{State::CONFIRMED, Verb::kCancel}, State::CANCELLED},
  };
  return arrows;
}

// A session in a state, whose times allow every verb of a coordinator but a lapse.
v1::Session InState(int state) {
  v1::Session session;
  session.set_name("sessions/s");
  session.set_state(static_cast<v1::Session::State>(state));
  *session.mutable_start_time() = FromTime(TestNow() - absl::Hours(1));
  *session.mutable_end_time() = FromTime(TestNow());
  *session.mutable_offer()->mutable_expire_time() = FromTime(TestNow() + absl::Hours(1));
  return session;
}

// The role that the programme has take a verb, and whose time has come.
v1::Access::Role TakerOf(Verb verb) {
  return verb == Verb::kLapse || verb == Verb::kOffer ? Role::SYSTEM : Role::COORDINATOR;
}

TEST(SessionStatesTest, EveryPairIsLegalAsWrittenOrRefusedAndChangesNothing) {
  int legal = 0;
  for (int from = State::State_MIN; from <= State::State_MAX; ++from) {
    for (int number = 0; number <= static_cast<int>(kLastSessionVerb); ++number) {
      const auto verb = static_cast<Verb>(number);
      const auto arrow = WrittenArrows().find({from, verb});
      v1::Session session = InState(from);
      if (verb == Verb::kLapse) {
        *session.mutable_offer()->mutable_expire_time() = FromTime(TestNow());
      }
      const v1::Session before = session;

      const absl::Status status =
          TakeVerb(verb, {TakerOf(verb), "principals/p"}, "a reason", TestNow(), &session);

      SCOPED_TRACE(v1::Session::State_Name(static_cast<v1::Session::State>(from)) + " by verb " +
                   std::to_string(number));
      if (arrow == WrittenArrows().end()) {
        EXPECT_TRUE(absl::IsFailedPrecondition(status));
        EXPECT_EQ(ReasonOf(status), "ILLEGAL_TRANSITION");
        EXPECT_EQ(session.SerializeAsString(), before.SerializeAsString());
        continue;
      }
      ++legal;
      EXPECT_THAT(status, IsOk());
      EXPECT_EQ(session.state(), arrow->second);
      ASSERT_EQ(session.steps_size(), 1);
      EXPECT_EQ(session.steps(0).state(), arrow->second);
      EXPECT_EQ(session.steps(0).principal(), "principals/p");
      EXPECT_EQ(session.steps(0).reason(), "a reason");
      EXPECT_EQ(ToTime(session.steps(0).step_time()), TestNow());
      EXPECT_EQ(ToTime(session.update_time()), TestNow());
    }
  }
  EXPECT_EQ(legal, 16);
}

TEST(SessionStatesTest, NothingLeadsOutOfAnEnd) {
  for (int from = State::State_MIN; from <= State::State_MAX; ++from) {
    const auto state = static_cast<v1::Session::State>(from);
    int out = 0;
    for (int verb = 0; verb <= static_cast<int>(kLastSessionVerb); ++verb) {
      out += NextState(state, static_cast<Verb>(verb)).has_value();
    }
    EXPECT_EQ(out > 0, IsOpenSession(state)) << v1::Session::State_Name(state);
  }
}

TEST(SessionStatesTest, EachPartyTakesItsOwnSteps) {
  const std::set<Verb> by_person = {Verb::kConfirm, Verb::kWait, Verb::kAccept, Verb::kTurnDown,
                                    Verb::kCancel};
  const std::set<Verb> by_advisor = {Verb::kConfirm, Verb::kComplete, Verb::kNoShow, Verb::kCancel,
                                     Verb::kDecline};
  const std::set<Verb> by_server = {Verb::kConfirm, Verb::kWait,   Verb::kOffer,
                                    Verb::kLapse,   Verb::kCancel, Verb::kDecline};
  for (int number = 0; number <= static_cast<int>(kLastSessionVerb); ++number) {
    const auto verb = static_cast<Verb>(number);
    EXPECT_TRUE(MayTake(Role::COORDINATOR, verb)) << number;
    for (const v1::Access::Role role : {Role::LINK, Role::CANDIDATE, Role::FAMILY}) {
      EXPECT_EQ(MayTake(role, verb), by_person.contains(verb)) << number;
    }
    EXPECT_EQ(MayTake(Role::ADVISOR, verb), by_advisor.contains(verb)) << number;
    EXPECT_EQ(MayTake(Role::SYSTEM, verb), by_server.contains(verb)) << number;
    for (const v1::Access::Role role : {Role::PUBLIC, Role::EMPLOYER, Role::ADMIN, Role::AUDITOR}) {
      EXPECT_FALSE(MayTake(role, verb)) << v1::Access::Role_Name(role) << " " << number;
      v1::Session session = InState(State::CONFIRMED);
      EXPECT_EQ(ReasonOf(TakeVerb(verb, {role, ""}, "", TestNow(), &session)), "ROLE_DENIED");
      EXPECT_EQ(session.steps_size(), 0);
    }
  }
}

class SessionTimesTest : public ::testing::Test {
 protected:
  SessionTimesTest() {
    session_.set_name("sessions/s");
    session_.set_state(State::CONFIRMED);
    *session_.mutable_start_time() = FromTime(start_);
    *session_.mutable_end_time() = FromTime(start_ + absl::Hours(1));
    *session_.mutable_offer()->mutable_expire_time() = FromTime(start_ - absl::Hours(12));
  }
  std::string Check(Verb verb, absl::Time now, v1::Access::Role role = Role::COORDINATOR) {
    return ReasonOf(CheckSessionTime(verb, role, session_, now));
  }

  const absl::Time start_ = TestNow() + absl::Hours(48);
  const absl::Duration moment_ = absl::Microseconds(1);
  v1::Session session_;
};

TEST_F(SessionTimesTest, ItTookPlaceOnlyFromItsStartOn) {
  EXPECT_EQ(Check(Verb::kComplete, start_ - moment_), "SESSION_NOT_STARTED");
  EXPECT_EQ(Check(Verb::kComplete, start_), "");
}

TEST_F(SessionTimesTest, NobodyIsMissingBeforeAQuarterOfAnHourHasPassed) {
  EXPECT_EQ(Check(Verb::kNoShow, start_ + absl::Minutes(15) - moment_), "TOO_EARLY");
  EXPECT_EQ(Check(Verb::kNoShow, start_ + absl::Minutes(15)), "");
  *session_.mutable_check_in_time() = FromTime(start_);
  EXPECT_EQ(Check(Verb::kNoShow, start_ + absl::Minutes(15)), "CHECKED_IN");
}

TEST_F(SessionTimesTest, AnOfferStandsUntilItExpiresAndLapsesFromThenOn) {
  const absl::Time expire = start_ - absl::Hours(12);
  EXPECT_EQ(Check(Verb::kAccept, expire - moment_), "");
  EXPECT_EQ(Check(Verb::kLapse, expire - moment_), "OFFER_STANDS");
  EXPECT_EQ(Check(Verb::kAccept, expire), "OFFER_LAPSED");
  EXPECT_EQ(Check(Verb::kTurnDown, expire - moment_), "");
  EXPECT_EQ(Check(Verb::kTurnDown, expire), "OFFER_LAPSED");
  EXPECT_EQ(Check(Verb::kLapse, expire), "");
}

TEST_F(SessionTimesTest, OnceItHasBegunOnlyCoordinatorsCallItOff) {
  for (const v1::Access::Role role : {Role::LINK, Role::CANDIDATE, Role::FAMILY, Role::ADVISOR}) {
    EXPECT_EQ(Check(Verb::kCancel, start_ - moment_, role), "");
    EXPECT_EQ(Check(Verb::kCancel, start_, role), "SESSION_STARTED");
  }
  EXPECT_EQ(Check(Verb::kCancel, start_), "");
  session_.set_state(State::WAITLISTED);
  EXPECT_EQ(Check(Verb::kCancel, start_, Role::LINK), "");
}

TEST_F(SessionTimesTest, CallingItOffWithLessThanADayLeftIsLate) {
  const auto is_late = [&](absl::Time now, v1::Session::State state) {
    v1::Session session = session_;
    session.set_state(state);
    EXPECT_THAT(TakeVerb(Verb::kCancel, {Role::COORDINATOR, ""}, "", now, &session), IsOk());
    return session.late();
  };
  EXPECT_FALSE(is_late(start_ - absl::Hours(24), State::CONFIRMED));
  EXPECT_TRUE(is_late(start_ - absl::Hours(24) + moment_, State::CONFIRMED));
  EXPECT_FALSE(is_late(start_ - absl::Hours(1), State::WAITLISTED));
}

}  // namespace
}  // namespace banso
