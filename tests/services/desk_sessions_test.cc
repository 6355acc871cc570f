// Steps of sessions at the desk, as the methods take them: every pair of state and step, legal or
// not; what a changed desk day may not take away; what becomes of private links.
#include "server/services/desk_sessions.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "server/services/desk_day_methods.h"
#include "server/services/desk_days.h"
#include "tests/services/programme_test.h"

namespace banso {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kPerson[] = "candidates/c";
constexpr char kSession[] = "sessions/s";

class DeskSessionsTest : public ProgrammeTest {
 protected:
  void SetUp() override {
    ProgrammeTest::SetUp();
    desk_ = std::make_unique<DeskSessions>(&context_);
    days_ = std::make_unique<DeskDayMethods>(&context_);
    PutCandidate(kPerson);
    PutDayAdvisor("advisors/a");
    PutDayAdvisor("advisors/b");
    PutDay("deskDays/d", 5, v1::DeskDay::ALLOCATED);
  }

  // Somebody who is free by day.
  void PutDayAdvisor(const std::string& name) {
    v1::Advisor advisor = AnAdvisor("state: ACTIVE");
    advisor.set_name(name);
    for (v1::WeeklyWindow& window : *advisor.mutable_availability()->mutable_weekly()) {
      window.mutable_start()->set_hours(9);
    }
    Put(ResourceKind::kAdvisor, advisor);
  }
  // A Saturday or Sunday of December 2026, 13:00 to 17:00.
  void PutDay(const std::string& name, int date, v1::DeskDay::State state) {
    v1::DeskDay day = Merge(v1::DeskDay(), R"pb(start { hours: 13 }
                                                end { hours: 17 }
                                                slot_minutes: 60
                                                advisors { advisor: "advisors/a" max_sessions: 4 }
                                                advisors { advisor: "advisors/b" max_sessions: 4 }
    )pb");
    day.set_name(name);
    *day.mutable_date() = FromDate(Date(2026, 12, date));
    day.set_state(state);
    Put(ResourceKind::kDeskDay, day);
  }
  static absl::Time Slot(int hour, int date = 5) {
    return JapanMidnight(Date(2026, 12, date)) + absl::Hours(hour);
  }

  // A session of the desk day as it is in a state.
  v1::Session PutSession(v1::Session::State state, const std::string& name = kSession,
                         const std::string& candidate = kPerson, int hour = 13,
                         const std::string& advisor = "advisors/a") {
    v1::Session session;
    session.set_name(name);
    session.set_candidate(candidate);
    session.set_kind(v1::Session::DESK);
    session.set_desk_day("deskDays/d");
    *session.add_preferred_start_times() = FromTime(Slot(hour));
    *session.mutable_request_time() = FromTime(clock_.Now());
    const bool has_hour = TakesTime(state) || state == v1::Session::CANCELLED;
    if (has_hour) {
      session.set_advisor(advisor);
      *session.mutable_start_time() = FromTime(Slot(hour));
      *session.mutable_end_time() = FromTime(Slot(hour + 1));
      session.set_sequence(1);
    }
    if (state == v1::Session::OFFERED) {
      v1::SlotOffer* offer = session.mutable_offer();
      *offer->mutable_start_time() = session.start_time();
      offer->set_advisor(advisor);
      *offer->mutable_offer_time() = FromTime(clock_.Now());
      *offer->mutable_expire_time() = FromTime(Slot(20));
    }
    session.set_state(state);
    Put(ResourceKind::kSession, session);
    return session;
  }
  v1::Session SessionNow(const std::string& name = kSession) {
    return *Newest()->sessions().Find(name)->message;
  }

  // The methods, each with the step of the machine that it stands for.
  struct Method {
    std::string name;
    SessionVerb verb;
    std::function<absl::StatusOr<v1::Session>(const std::string& session, Call* call)> take;
  };
  std::vector<Method> Methods() {
    const auto method = [this](const char* name, SessionVerb verb, auto step) {
      return [&]<typename Request>(
                 absl::StatusOr<v1::Session> (DeskSessions::*take)(const Request&, Call*) const) {
        return Method{name, verb, [this, take](const std::string& session, Call* call) {
                        Request request;
                        request.set_name(session);
                        if constexpr (requires { request.reason(); }) request.set_reason("because");
                        if constexpr (requires { request.preferred_start_times(); }) {
                          *request.add_preferred_start_times() = FromTime(Slot(15));
                        }
                        return (desk_.get()->*take)(request, call);
                      }};
      }(step);
    };
    return {method("BookSession", SessionVerb::kConfirm, &DeskSessions::Book),
            method("MoveSession", SessionVerb::kCancel, &DeskSessions::Move),
            method("CancelSession", SessionVerb::kCancel, &DeskSessions::Cancel),
            method("DeclineSession", SessionVerb::kDecline, &DeskSessions::Decline),
            method("AcceptOffer", SessionVerb::kAccept, &DeskSessions::Accept),
            method("DeclineOffer", SessionVerb::kTurnDown, &DeskSessions::TurnDown),
            method("CheckInSession", SessionVerb::kComplete, &DeskSessions::CheckIn),
            method("CompleteSession", SessionVerb::kComplete, &DeskSessions::Complete),
            method("MarkNoShow", SessionVerb::kNoShow, &DeskSessions::NoShow)};
  }
  // When the step may be taken: after the start, or so shortly before that nothing is offered.
  static absl::Time TimeFor(SessionVerb verb) {
    const bool after = verb == SessionVerb::kComplete || verb == SessionVerb::kNoShow;
    return after ? Slot(13) + absl::Minutes(20) : Slot(5);
  }

  absl::StatusOr<v1::DeskDay> Update(const std::string& fields, const std::string& mask,
                                     bool validate_only = false) {
    v1::UpdateDeskDayRequest request;
    request.set_validate_only(validate_only);
    *request.mutable_desk_day() =
        Merge(v1::DeskDay(), absl::StrCat("name: \"deskDays/d\" ", fields));
    request.mutable_update_mask()->add_paths(mask);
    Call call = CoordinatorCall();
    return days_->Update(request, &call);
  }

  std::unique_ptr<DeskSessions> desk_;
  std::unique_ptr<DeskDayMethods> days_;
};

constexpr v1::Session::State kStates[] = {
    v1::Session::REQUESTED, v1::Session::WAITLISTED, v1::Session::OFFERED,   v1::Session::CONFIRMED,
    v1::Session::COMPLETED, v1::Session::NO_SHOW,    v1::Session::CANCELLED, v1::Session::DECLINED};

// --- Every pair ---

TEST_F(DeskSessionsTest, WhatTheMachineDoesNotKnowIsRefusedAndChangesNothing) {
  int refused = 0;
  for (const Method& method : Methods()) {
    for (const v1::Session::State state : kStates) {
      if (NextState(state, method.verb)) continue;
      const std::string pair = absl::StrCat(method.name, " of ", v1::Session::State_Name(state));
      clock_.Set(TimeFor(method.verb));
      PutSession(state);
      const Revision revision = Newest()->revision();
      const std::string before = SessionNow().SerializeAsString();

      Call call = CoordinatorCall();
      const auto answer = method.take(kSession, &call);

      EXPECT_THAT(answer.status(), StatusIs(absl::StatusCode::kFailedPrecondition)) << pair;
      EXPECT_EQ(ReasonOf(answer), "ILLEGAL_TRANSITION") << pair;
      EXPECT_EQ(Newest()->revision(), revision) << pair;
      EXPECT_EQ(SessionNow().SerializeAsString(), before) << pair;
      ++refused;
    }
  }
  // 9 methods in 8 states, less what is legal: 2 confirm, twice 4 cancel, 3 decline, 1 each of
  // accepting and turning down, twice 1 complete, 1 no-show.
  EXPECT_EQ(refused, 9 * 8 - (2 + 2 * 4 + 3 + 1 + 1 + 2 * 1 + 1));
}

TEST_F(DeskSessionsTest, WhatTheMachineKnowsIsDoneAndSaysWhoWhenAndWhy) {
  int done = 0;
  for (const Method& method : Methods()) {
    for (const v1::Session::State state : kStates) {
      const auto next = NextState(state, method.verb);
      if (!next) continue;
      const std::string pair = absl::StrCat(method.name, " of ", v1::Session::State_Name(state));
      clock_.Set(TimeFor(method.verb));
      PutSession(state);

      Call call = CoordinatorCall();
      const auto answer = method.take(kSession, &call);

      ASSERT_THAT(answer, IsOk()) << pair;
      ++done;
      const v1::Session now = SessionNow();
      if (method.name == "CheckInSession") {
        // Noted beside the state, which it does not change.
        EXPECT_EQ(now.state(), state);
        EXPECT_EQ(ToTime(now.check_in_time()), clock_.Now());
        continue;
      }
      ASSERT_GE(now.steps_size(), 1) << pair;
      const v1::SessionStep& step = now.steps(now.steps_size() - 1);
      EXPECT_EQ(step.state(), *next) << pair;
      EXPECT_EQ(step.principal(), "principals/coordinator") << pair;
      EXPECT_EQ(ToTime(step.step_time()), clock_.Now()) << pair;
      const bool takes_reason = method.name == "MoveSession" || method.name == "CancelSession" ||
                                method.name == "DeclineSession" || method.name == "MarkNoShow";
      EXPECT_EQ(step.reason(), takes_reason ? "because" : "") << pair;
      if (method.name == "MoveSession") {
        EXPECT_EQ(now.rescheduled_to(), answer->name()) << pair;
        Batch batch;
        AddDelete(ResourceKind::kSession, answer->name(), answer->revision(), &batch);
        const auto deleted = store_->Commit(batch, Soon());
        ASSERT_THAT(deleted, IsOk());
        ASSERT_THAT(catalog_->WaitFor(deleted->revision, Soon()), IsOk());
      }
    }
  }
  EXPECT_EQ(done, 2 + 2 * 4 + 3 + 1 + 1 + 2 * 1 + 1);
}

// --- Single steps ---

TEST_F(DeskSessionsTest, WhoTurnsAnOfferDownWaitsOnAndIsNotOfferedItAgain) {
  PutSession(v1::Session::OFFERED);
  v1::DeclineOfferRequest request;
  request.set_name(kSession);
  Call call = CandidateCall(kPerson);

  ASSERT_THAT(desk_->TurnDown(request, &call), IsOk());

  const v1::Session now = SessionNow();
  EXPECT_EQ(now.state(), v1::Session::WAITLISTED);
  ASSERT_THAT(now.past_offers(), SizeIs(1));
  EXPECT_FALSE(now.past_offers(0).lapsed());
  EXPECT_FALSE(now.has_start_time());
  EXPECT_FALSE(now.has_offer());
}

TEST_F(DeskSessionsTest, WhatIsTurnedDownGoesToTheNextWhoWaits) {
  PutCandidate("candidates/next");
  PutSession(v1::Session::OFFERED);
  PutSession(v1::Session::WAITLISTED, "sessions/next", "candidates/next");
  // The hour is taken by nobody else.
  v1::DeclineOfferRequest request;
  request.set_name(kSession);
  Call call = CandidateCall(kPerson);

  ASSERT_THAT(desk_->TurnDown(request, &call), IsOk());

  EXPECT_EQ(SessionNow("sessions/next").state(), v1::Session::OFFERED);
}

TEST_F(DeskSessionsTest, ARequestIsTurnedDownByTheTeamOnly) {
  PutSession(v1::Session::REQUESTED);
  v1::DeclineSessionRequest request;
  request.set_name(kSession);
  request.set_reason("no room");
  Call person = CandidateCall(kPerson);
  EXPECT_EQ(ReasonOf(desk_->Decline(request, &person)), "ROLE_DENIED");

  Call call = CoordinatorCall();
  ASSERT_THAT(desk_->Decline(request, &call), IsOk());

  EXPECT_EQ(SessionNow().state(), v1::Session::DECLINED);
  EXPECT_EQ(SessionNow().steps(0).reason(), "no room");
}

TEST_F(DeskSessionsTest, WhoHasComeIsNotMissing) {
  PutSession(v1::Session::CONFIRMED);
  v1::CheckInSessionRequest check_in;
  check_in.set_name(kSession);
  Call early = CoordinatorCall();
  EXPECT_EQ(ReasonOf(desk_->CheckIn(check_in, &early)), "SESSION_NOT_STARTED");
  clock_.Set(Slot(13) + absl::Minutes(5));
  Call call = CoordinatorCall();
  ASSERT_THAT(desk_->CheckIn(check_in, &call), IsOk());
  const absl::Time came = clock_.Now();

  clock_.Advance(absl::Minutes(30));
  Call again = CoordinatorCall();
  ASSERT_THAT(desk_->CheckIn(check_in, &again), IsOk());
  EXPECT_EQ(ToTime(SessionNow().check_in_time()), came) << "the first time counts";
  v1::MarkNoShowRequest missing;
  missing.set_name(kSession);
  Call no_show = CoordinatorCall();
  EXPECT_EQ(ReasonOf(desk_->NoShow(missing, &no_show)), "CHECKED_IN");
}

TEST_F(DeskSessionsTest, AnAdvisorNotesTheOwnSessionsOnly) {
  PutSession(v1::Session::CONFIRMED);
  clock_.Set(Slot(13) + absl::Minutes(5));
  v1::CheckInSessionRequest request;
  request.set_name(kSession);
  Call other = CallOf({.role = v1::Access::ADVISOR, .advisor = "advisors/b"}, v1::Access::LINKED);
  EXPECT_THAT(desk_->CheckIn(request, &other).status(), StatusIs(absl::StatusCode::kNotFound));
  Call own = CallOf({.role = v1::Access::ADVISOR, .advisor = "advisors/a"}, v1::Access::LINKED);
  EXPECT_THAT(desk_->CheckIn(request, &own), IsOk());
}

// --- Changing a day ---

TEST_F(DeskSessionsTest, ADayKeepsTheHoursAndAdvisorsOfWhatIsHeld) {
  PutSession(v1::Session::CONFIRMED);
  PutCandidate("candidates/o");
  PutSession(v1::Session::OFFERED, "sessions/o", "candidates/o", 16, "advisors/b");
  const Revision before = Newest()->revision();

  EXPECT_EQ(ReasonOf(Update("start { hours: 14 }", "start")), "DESK_DAY_BOOKED");
  EXPECT_EQ(ReasonOf(Update("end { hours: 16 }", "end")), "DESK_DAY_BOOKED");
  EXPECT_EQ(ReasonOf(Update("slot_minutes: 120", "slot_minutes")), "DESK_DAY_BOOKED");
  EXPECT_EQ(ReasonOf(Update("advisors { advisor: 'advisors/a' }", "advisors")), "DESK_DAY_BOOKED");
  EXPECT_EQ(Newest()->revision(), before);
  EXPECT_THAT(Update("end { hours: 19 }", "end", true), IsOk());
  EXPECT_EQ(Newest()->revision(), before);

  const auto longer = Update("end { hours: 19 }", "end");
  ASSERT_THAT(longer, IsOk());
  EXPECT_EQ(longer->end().hours(), 19);
  EXPECT_THAT(AuditedChanges(), Contains("DESK_DAY_CHANGED"));
}

TEST_F(DeskSessionsTest, WhatALongerDayHasFreeIsOffered) {
  PutCandidate("candidates/w");
  v1::Session waits = PutSession(v1::Session::WAITLISTED, "sessions/w", "candidates/w");
  waits.clear_preferred_start_times();
  *waits.add_preferred_start_times() = FromTime(Slot(17));
  Put(ResourceKind::kSession, waits);

  ASSERT_THAT(Update("end { hours: 18 }", "end"), IsOk());

  EXPECT_EQ(SessionNow("sessions/w").state(), v1::Session::OFFERED);
}

TEST_F(DeskSessionsTest, DaysAreFoundAndOrderedByDate) {
  PutDay("deskDays/a", 19, v1::DeskDay::PLANNED);
  PutDay("deskDays/z", 6, v1::DeskDay::PLANNED);
  const auto list = [&](const std::string& filter, const std::string& order) {
    v1::ListDeskDaysRequest request;
    request.set_filter(filter);
    request.set_order_by(order);
    Call call = CoordinatorCall();
    const auto response = days_->List(request, &call);
    EXPECT_THAT(response, IsOk());
    std::vector<std::string> names;
    if (!response.ok()) return names;
    for (const v1::DeskDay& day : response->desk_days()) names.push_back(day.name());
    return names;
  };

  EXPECT_THAT(list("", "date"), ElementsAre("deskDays/d", "deskDays/z", "deskDays/a"));
  EXPECT_THAT(list("", "date desc"), ElementsAre("deskDays/a", "deskDays/z", "deskDays/d"));
  EXPECT_THAT(list("date > 2026-12-05", ""), ElementsAre("deskDays/a", "deskDays/z"));
  EXPECT_THAT(list("date = 2026-12-06", ""), ElementsAre("deskDays/z"));
  EXPECT_THAT(list("date < 2026-12-05", ""), IsEmpty());
}

// --- Links ---

TEST_F(DeskSessionsTest, ALinkIsGoodUntilTheDayThatTheSessionMovesTo) {
  PutDay("deskDays/later", 19, v1::DeskDay::PLANNED);
  PutSession(v1::Session::CONFIRMED);
  Put(ResourceKind::kPrincipal,
      Merge(v1::Principal(), R"pb(name: "principals/l" role: LINK candidate: "candidates/c")pb"));
  v1::Token token;
  token.set_name("principals/l/tokens/t");
  token.set_secret_hash("hash");
  const v1::DeskDay& first = *Newest()->desk_days().Find("deskDays/d")->message;
  *token.mutable_expire_time() = FromTime(HoursOf(first).end + absl::Hours(14 * 24));
  Put(ResourceKind::kToken, token);
  v1::MoveSessionRequest move;
  move.set_name(kSession);
  move.set_desk_day("deskDays/later");
  *move.add_preferred_start_times() = FromTime(Slot(13, 19));
  Call call = CandidateCall(kPerson);

  ASSERT_THAT(desk_->Move(move, &call), IsOk());

  EXPECT_EQ(ToTime(Newest()->tokens().Find("principals/l/tokens/t")->message->expire_time()),
            Slot(17, 19) + absl::Hours(14 * 24));
}

}  // namespace
}  // namespace banso
