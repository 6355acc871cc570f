// The desk over RPC, on both stores: planning, applying, slots, the waiting list, attendance.
#include <atomic>
#include <map>
#include <set>
#include <thread>

#include "server/convert/calendar_convert.h"
#include "tests/e2e/e2e_test.h"

namespace banso {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using Stub = v1::ConsultationService::Stub;

absl::Time At(int year, int month, int day, int hour, int minute = 0) {
  return absl::FromCivil(absl::CivilMinute(year, month, day, hour, minute), JapanTime());
}
// On the desk day of the scenario, Saturday 5 December 2026.
absl::Time OnDay(int hour, int minute = 0) { return At(2026, 12, 5, hour, minute); }

class ConsultationTest : public E2eTest {
 protected:
  void SetUp() override {
    E2eTest::SetUp();
    server().clock().Set(At(2026, 11, 20, 10));
    advisor_ = MakeAdvisor();
  }

  std::string MakeAdvisor(const std::string& more = "") {
    v1::Advisor advisor = AnAdvisor(more);
    for (v1::WeeklyWindow& window : *advisor.mutable_availability()->mutable_weekly()) {
      window.mutable_start()->set_hours(9);
    }
    return server().Activate(server().Create(advisor).name()).name();
  }

  v1::DeskDay Plan(int day, std::vector<std::string> advisors, int max_sessions = 0,
                   int month = 12) {
    v1::CreateDeskDayRequest request;
    v1::DeskDay& desk = *request.mutable_desk_day();
    desk.mutable_date()->set_year(2026);
    desk.mutable_date()->set_month(month);
    desk.mutable_date()->set_day(day);
    for (const std::string& advisor : advisors) {
      v1::DeskAdvisor* present = desk.add_advisors();
      present->set_advisor(advisor);
      present->set_max_sessions(max_sessions);
    }
    return server().Call(request, &Stub::CreateDeskDay, server().consultation());
  }

  v1::ApplyForDeskRequest Application(const std::string& day, std::vector<int> hours) {
    v1::ApplyForDeskRequest request;
    request.set_desk_day(day);
    request.mutable_person_name()->set_full_name("申込 花子");
    v1::Contact* contact = request.add_contacts();
    contact->set_channel(v1::Contact::EMAIL);
    contact->set_address("someone@example.org");
    request.set_language("ja");
    for (int hour : hours) *request.add_preferred_start_times() = FromTime(OnDay(hour));
    request.set_matter("面接が心配です");
    request.set_agreed(true);
    return request;
  }

  // Applies without an account.
  v1::ApplyForDeskResponse Apply(const std::string& day, std::vector<int> hours) {
    const auto stub = v1::ConsultationService::NewStub(server().AsPublic());
    return server().Call(Application(day, std::move(hours)), &Stub::ApplyForDesk, *stub);
  }

  std::unique_ptr<Stub> ByLink(const v1::ApplyForDeskResponse& applied) {
    return v1::ConsultationService::NewStub(
        TokenChannel(server().server().address(), applied.link_token()));
  }

  v1::Session Get(const std::string& name) {
    v1::GetSessionRequest request;
    request.set_name(name);
    return server().Call(request, &Stub::GetSession, server().consultation());
  }
  std::string StateOf(const std::string& name) {
    return v1::Session::State_Name(Get(name).state());
  }

  v1::AllocateDeskDayResponse Allocate(const std::string& day, bool validate_only = false) {
    v1::AllocateDeskDayRequest request;
    request.set_name(day);
    request.set_validate_only(validate_only);
    return server().Call(request, &Stub::AllocateDeskDay, server().consultation());
  }

  template <typename Request>
  grpc::Status Step(const std::string& name,
                    grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                 v1::Session*),
                    Stub& stub, v1::Session* session = nullptr) {
    Request request;
    request.set_name(name);
    if constexpr (requires { request.reason(); }) request.set_reason("a reason");
    return server().Try(request, method, stub, session);
  }

  std::string advisor_;
};
BANSO_E2E_ON_BOTH_STORES(ConsultationTest);

TEST_P(ConsultationTest, AMonthHasTwoDeskDaysOnSaturdaysOrSundays) {
  const v1::DeskDay first = Plan(5, {advisor_});
  EXPECT_EQ(first.state(), v1::DeskDay::PLANNED);
  EXPECT_EQ(first.start().hours(), 13);
  EXPECT_EQ(first.end().hours(), 17);
  EXPECT_EQ(first.slot_minutes(), 60);
  EXPECT_EQ(first.advisors(0).max_sessions(), 4);
  const v1::ListDeskDaysResponse one =
      server().Call(v1::ListDeskDaysRequest(), &Stub::ListDeskDays, server().consultation());
  ASSERT_THAT(one.months(), SizeIs(3));
  EXPECT_EQ(one.months(0).month().month(), 11);
  EXPECT_EQ(one.months(0).missing(), 2);
  EXPECT_EQ(one.months(1).missing(), 1);
  const v1::DeskDay second = Plan(20, {advisor_});

  v1::CreateDeskDayRequest third;
  third.mutable_desk_day()->mutable_date()->set_year(2026);
  third.mutable_desk_day()->mutable_date()->set_month(12);
  third.mutable_desk_day()->mutable_date()->set_day(12);
  grpc::Status refused = server().Try(third, &Stub::CreateDeskDay, server().consultation());
  EXPECT_THAT(refused, HasCode(grpc::FAILED_PRECONDITION));
  EXPECT_EQ(ErrorReason(refused), "DESK_MONTH_FULL");
  third.mutable_desk_day()->mutable_date()->set_day(11);
  EXPECT_THAT(BadFields(server().Try(third, &Stub::CreateDeskDay, server().consultation())),
              ElementsAre("desk_day.date"));

  v1::CancelDeskDayRequest cancel;
  cancel.set_name(second.name());
  server().Call(cancel, &Stub::CancelDeskDay, server().consultation());
  third.mutable_desk_day()->mutable_date()->set_day(12);
  EXPECT_TRUE(server().Try(third, &Stub::CreateDeskDay, server().consultation()).ok());
}

TEST_P(ConsultationTest, WhoAppliesGetsALinkThatReachesTheOwnSessionsOnly) {
  const v1::DeskDay day = Plan(5, {advisor_});
  const v1::ApplyForDeskResponse mine = Apply(day.name(), {16, 15});
  const v1::ApplyForDeskResponse theirs = Apply(day.name(), {16});
  const auto link = ByLink(mine);

  v1::GetSessionRequest get;
  get.set_name(mine.session());
  v1::Session seen;
  ASSERT_TRUE(server().Try(get, &Stub::GetSession, *link, &seen).ok());
  // Whoever holds the link sees the hour, not the words.
  EXPECT_EQ(seen.matter(), "");
  EXPECT_EQ(seen.state(), v1::Session::REQUESTED);
  EXPECT_THAT(server().Call(v1::ListSessionsRequest(), &Stub::ListSessions, *link).sessions(),
              SizeIs(1));
  get.set_name(theirs.session());
  EXPECT_THAT(server().Try(get, &Stub::GetSession, *link), HasCode(grpc::NOT_FOUND));
  EXPECT_THAT(Step(theirs.session(), &Stub::CancelSession, *link), HasCode(grpc::NOT_FOUND));
  v1::GetCandidateRequest record;
  record.set_name(seen.candidate());
  const auto candidates =
      v1::CandidateService::NewStub(TokenChannel(server().server().address(), mine.link_token()));
  EXPECT_THAT(server().Try(record, &v1::CandidateService::Stub::GetCandidate, *candidates),
              HasCode(grpc::PERMISSION_DENIED));

  v1::Candidate kept =
      server().Call(record, &v1::CandidateService::Stub::GetCandidate, server().candidates());
  EXPECT_EQ(kept.case_().stage(), v1::Case::APPLIED);
  EXPECT_EQ(kept.contacts(0).address(), "someone@example.org");
  ASSERT_THAT(kept.consents(), SizeIs(1));
  EXPECT_EQ(kept.consents(0).scope(), v1::Consent::SERVICE);
  EXPECT_EQ(kept.consents(0).state(), v1::Consent::GRANTED);

  // The link ends two weeks after the day.
  server().clock().Set(ToTime(mine.link_expire_time()));
  get.set_name(mine.session());
  EXPECT_THAT(server().Try(get, &Stub::GetSession, *link), HasCode(grpc::UNAUTHENTICATED));
}

TEST_P(ConsultationTest, TheSameApplicationGivesTheSameLinkAgain) {
  const v1::DeskDay day = Plan(5, {advisor_});
  const auto stub = v1::ConsultationService::NewStub(server().AsPublic());
  v1::ApplyForDeskRequest request = Application(day.name(), {16});
  request.set_request_id("7a1d0c1e-6f0e-4e0e-9c6e-2f7f3c1d9b11");

  const v1::ApplyForDeskResponse first = server().Call(request, &Stub::ApplyForDesk, *stub);
  const v1::ApplyForDeskResponse again = server().Call(request, &Stub::ApplyForDesk, *stub);

  EXPECT_EQ(first.SerializeAsString(), again.SerializeAsString());
  EXPECT_THAT(server()
                  .Call(v1::ListSessionsRequest(), &Stub::ListSessions, server().consultation())
                  .sessions(),
              SizeIs(1));
  EXPECT_TRUE(Step(again.session(), &Stub::CancelSession, *ByLink(again)).ok());
}

TEST_P(ConsultationTest, WithoutTheTickOrASlotNothingIsKept) {
  const v1::DeskDay day = Plan(5, {advisor_});
  const auto stub = v1::ConsultationService::NewStub(server().AsPublic());
  const Revision before = StoreRevision();

  v1::ApplyForDeskRequest request = Application(day.name(), {16});
  request.set_agreed(false);
  EXPECT_THAT(BadFields(server().Try(request, &Stub::ApplyForDesk, *stub)), ElementsAre("agreed"));
  request = Application(day.name(), {16, 12, 16});
  EXPECT_THAT(BadFields(server().Try(request, &Stub::ApplyForDesk, *stub)),
              ElementsAre("preferred_start_times[1]", "preferred_start_times[2]"));
  request = Application(day.name(), {});
  EXPECT_THAT(BadFields(server().Try(request, &Stub::ApplyForDesk, *stub)),
              ElementsAre("preferred_start_times"));
  request = Application(day.name(), {16});
  request.clear_contacts();
  EXPECT_THAT(BadFields(server().Try(request, &Stub::ApplyForDesk, *stub)),
              ElementsAre("contacts"));
  request = Application("deskDays/unknown", {16});
  EXPECT_THAT(server().Try(request, &Stub::ApplyForDesk, *stub), HasCode(grpc::NOT_FOUND));

  EXPECT_EQ(StoreRevision(), before);
}

TEST_P(ConsultationTest, ThePublicSeesSlotsAndNoAdvisor) {
  const v1::DeskDay day = Plan(5, {advisor_}, 1);
  const auto stub = v1::ConsultationService::NewStub(server().AsPublic());
  const auto open = [&] {
    return server().Call(v1::FindOpenSlotsRequest(), &Stub::FindOpenSlots, *stub);
  };
  ASSERT_THAT(open().desk_days(), SizeIs(1));
  EXPECT_THAT(open().desk_days(0).slots(), SizeIs(4));
  EXPECT_TRUE(open().desk_days(0).slots(0).open());
  Apply(day.name(), {16});
  Allocate(day.name());

  const v1::FindOpenSlotsResponse full = open();

  EXPECT_TRUE(full.desk_days(0).allocated());
  for (const v1::OpenSlot& slot : full.desk_days(0).slots()) EXPECT_FALSE(slot.open());
  EXPECT_EQ(full.SerializeAsString().find("advisors/"), std::string::npos);
}

// Scenario S5.
TEST_P(ConsultationTest, TwoPeopleLastSlot) {
  const v1::DeskDay earlier = Plan(28, {advisor_}, 0, 11);
  const v1::DeskDay day = Plan(5, {advisor_}, 1);
  // C7 has been at the desk before.
  const std::string c7 = server().Create(ACandidate()).name();
  v1::RequestSessionRequest request;
  request.set_candidate(c7);
  request.set_desk_day(earlier.name());
  *request.add_preferred_start_times() = FromTime(At(2026, 11, 28, 13));
  const std::string before =
      server().Call(request, &Stub::RequestSession, server().consultation()).name();
  Allocate(earlier.name());
  server().clock().Set(At(2026, 11, 28, 14));
  ASSERT_TRUE(Step(before, &Stub::CompleteSession, server().consultation()).ok());
  EXPECT_EQ(Get(before).minutes(), 60);
  server().clock().Set(At(2026, 11, 28, 15));
  request.set_desk_day(day.name());
  request.clear_preferred_start_times();
  *request.add_preferred_start_times() = FromTime(OnDay(16));
  const std::string s7 =
      server().Call(request, &Stub::RequestSession, server().consultation()).name();
  server().clock().Set(At(2026, 11, 28, 16));
  const v1::ApplyForDeskResponse c8 = Apply(day.name(), {16});

  const v1::AllocateDeskDayResponse dry = Allocate(day.name(), true);
  EXPECT_EQ(StateOf(s7), "REQUESTED");
  const v1::AllocateDeskDayResponse real = Allocate(day.name());

  ASSERT_THAT(real.decisions(), SizeIs(2));
  EXPECT_EQ(dry.decisions(0).SerializeAsString(), real.decisions(0).SerializeAsString());
  EXPECT_EQ(real.decisions(0).session(), c8.session());
  EXPECT_EQ(real.decisions(1).waiting_place(), 1);
  EXPECT_EQ(StateOf(c8.session()), "CONFIRMED");
  EXPECT_EQ(StateOf(s7), "WAITLISTED");

  server().clock().Set(At(2026, 12, 4, 18));
  v1::Session cancelled;
  ASSERT_TRUE(Step(c8.session(), &Stub::CancelSession, *ByLink(c8), &cancelled).ok());
  EXPECT_TRUE(cancelled.late());
  const v1::Session offered = Get(s7);
  EXPECT_EQ(offered.state(), v1::Session::OFFERED);
  EXPECT_EQ(ToTime(offered.offer().expire_time()), OnDay(4));
  EXPECT_EQ(ToTime(offered.start_time()), OnDay(16));

  const auto person = v1::ConsultationService::NewStub(server().AsCandidate(c7));
  ASSERT_TRUE(Step(s7, &Stub::AcceptOffer, *person).ok());
  const v1::Session accepted = Get(s7);
  EXPECT_EQ(accepted.state(), v1::Session::CONFIRMED);
  EXPECT_FALSE(accepted.has_offer());
  // Nobody is missing before a quarter of an hour has passed.
  server().clock().Set(OnDay(16, 14));
  const auto advisor = v1::ConsultationService::NewStub(server().AsAdvisor(advisor_));
  EXPECT_EQ(ErrorReason(Step(s7, &Stub::MarkNoShow, *advisor)), "TOO_EARLY");
  server().clock().Set(OnDay(16, 15));
  EXPECT_TRUE(Step(s7, &Stub::MarkNoShow, *advisor).ok());
  EXPECT_EQ(StateOf(s7), "NO_SHOW");
}

TEST_P(ConsultationTest, AnOfferThatLapsesPassesOnAndTwoLapsesEndTheWaiting) {
  const v1::DeskDay day = Plan(5, {advisor_});
  const v1::ApplyForDeskResponse first = Apply(day.name(), {16});
  const v1::ApplyForDeskResponse other = Apply(day.name(), {15});
  server().clock().Advance(absl::Minutes(1));
  const v1::ApplyForDeskResponse waits = Apply(day.name(), {16, 15});
  server().clock().Advance(absl::Minutes(1));
  const v1::ApplyForDeskResponse after = Apply(day.name(), {16});
  Allocate(day.name());
  ASSERT_EQ(StateOf(first.session()), "CONFIRMED");
  ASSERT_EQ(StateOf(other.session()), "CONFIRMED");
  ASSERT_EQ(StateOf(waits.session()), "WAITLISTED");

  server().clock().Set(At(2026, 11, 30, 9));
  ASSERT_TRUE(Step(first.session(), &Stub::CancelSession, *ByLink(first)).ok());
  EXPECT_EQ(StateOf(waits.session()), "OFFERED");
  EXPECT_EQ(StateOf(after.session()), "WAITLISTED");
  server().clock().Set(At(2026, 12, 1, 9));
  EXPECT_EQ(ErrorReason(Step(waits.session(), &Stub::AcceptOffer, *ByLink(waits))), "OFFER_LAPSED");
  ASSERT_TRUE(server().server().KeepDesk().ok());
  EXPECT_EQ(StateOf(waits.session()), "WAITLISTED") << "the same place, but never the same slot";
  EXPECT_EQ(StateOf(after.session()), "OFFERED");

  ASSERT_TRUE(Step(other.session(), &Stub::CancelSession, *ByLink(other)).ok());
  EXPECT_EQ(StateOf(waits.session()), "OFFERED");
  server().clock().Set(At(2026, 12, 2, 9));
  ASSERT_TRUE(server().server().KeepDesk().ok());
  const v1::Session ended = Get(waits.session());
  EXPECT_EQ(ended.state(), v1::Session::CANCELLED);
  EXPECT_THAT(ended.past_offers(), SizeIs(2));
  EXPECT_EQ(ended.steps(ended.steps_size() - 1).reason(), "two offers lapsed");
}

TEST_P(ConsultationTest, TheServerGivesSlotsSevenDaysBeforeAtMidnight) {
  const v1::DeskDay day = Plan(5, {advisor_});
  const v1::ApplyForDeskResponse mine = Apply(day.name(), {16});
  server().clock().Set(At(2026, 11, 28, 0) - absl::Microseconds(1));
  ASSERT_TRUE(server().server().KeepDesk().ok());
  EXPECT_EQ(StateOf(mine.session()), "REQUESTED");

  server().clock().Set(At(2026, 11, 28, 0));
  ASSERT_TRUE(server().server().KeepDesk().ok());

  EXPECT_EQ(StateOf(mine.session()), "CONFIRMED");
  const v1::ApplyForDeskResponse late = Apply(day.name(), {16, 14});
  EXPECT_EQ(late.state(), v1::Session::CONFIRMED);
  EXPECT_EQ(ToTime(late.start_time()), OnDay(14));
}

TEST_P(ConsultationTest, MovingLinksTheSessionsAndNeverLosesAnHour) {
  const v1::DeskDay day = Plan(5, {advisor_});
  const v1::ApplyForDeskResponse mine = Apply(day.name(), {13});
  const v1::ApplyForDeskResponse other = Apply(day.name(), {14});
  Allocate(day.name());
  const auto link = ByLink(mine);
  v1::MoveSessionRequest move;
  move.set_name(mine.session());
  *move.add_preferred_start_times() = FromTime(OnDay(14));

  EXPECT_EQ(ErrorReason(server().Try(move, &Stub::MoveSession, *link)), "NO_FREE_SLOT");
  EXPECT_EQ(StateOf(mine.session()), "CONFIRMED");
  *move.add_preferred_start_times() = FromTime(OnDay(15));
  const v1::Session moved = server().Call(move, &Stub::MoveSession, *link);

  EXPECT_EQ(moved.state(), v1::Session::CONFIRMED);
  EXPECT_EQ(ToTime(moved.start_time()), OnDay(15));
  EXPECT_EQ(moved.rescheduled_from(), mine.session());
  const v1::Session old = Get(mine.session());
  EXPECT_EQ(old.state(), v1::Session::CANCELLED);
  EXPECT_EQ(old.rescheduled_to(), moved.name());
  EXPECT_EQ(StateOf(other.session()), "CONFIRMED");
}

TEST_P(ConsultationTest, ACancelledDayEndsEverything) {
  const v1::DeskDay day = Plan(5, {advisor_}, 1);
  const v1::ApplyForDeskResponse has = Apply(day.name(), {13});
  server().clock().Advance(absl::Minutes(1));
  const v1::ApplyForDeskResponse waits = Apply(day.name(), {13});
  Allocate(day.name());
  v1::CancelDeskDayRequest cancel;
  cancel.set_name(day.name());
  server().Call(cancel, &Stub::CancelDeskDay, server().consultation());

  EXPECT_EQ(StateOf(has.session()), "CANCELLED");
  EXPECT_FALSE(Get(has.session()).late());
  EXPECT_EQ(StateOf(waits.session()), "DECLINED");
  const auto stub = v1::ConsultationService::NewStub(server().AsPublic());
  EXPECT_EQ(ErrorReason(server().Try(Application(day.name(), {13}), &Stub::ApplyForDesk, *stub)),
            "DESK_DAY_CLOSED");
}

TEST_P(ConsultationTest, WhoSharesNoLanguageWaitsForAnInterpreter) {
  const v1::DeskDay day = Plan(5, {advisor_});
  v1::ApplyForDeskRequest request = Application(day.name(), {13});
  request.set_language("am");
  const auto stub = v1::ConsultationService::NewStub(server().AsPublic());
  const std::string session = server().Call(request, &Stub::ApplyForDesk, *stub).session();
  EXPECT_TRUE(Allocate(day.name()).decisions(0).interpreter_needed());
  EXPECT_EQ(StateOf(session), "WAITLISTED");
  v1::BookSessionRequest book;
  book.set_name(session);
  EXPECT_EQ(ErrorReason(server().Try(book, &Stub::BookSession, server().consultation())),
            "NO_FREE_SLOT");

  book.set_advisor(advisor_);
  book.set_interpreter_arranged(true);
  const v1::Session booked = server().Call(book, &Stub::BookSession, server().consultation());

  EXPECT_EQ(booked.state(), v1::Session::CONFIRMED);
  EXPECT_TRUE(booked.interpreter_needed());
}

// Many clients at once for few slots, while others call off and the waiting list moves.
TEST_P(ConsultationTest, ARaceGivesNoSlotTwiceAndNobodyTwoAndKeepsTheOrder) {
  constexpr int kClients = 200;
  constexpr int kThreads = 24;
  const std::string second = MakeAdvisor();
  const v1::DeskDay day = Plan(5, {advisor_, second});
  Allocate(day.name());
  std::vector<v1::ApplyForDeskResponse> applied(kClients);
  std::atomic<int> next = 0;
  std::atomic<int> failed = 0;
  std::atomic<int> cancelled = 0;
  const auto client = [&] {
    const auto stub = v1::ConsultationService::NewStub(server().AsPublic());
    for (int i = next++; i < kClients; i = next++) {
      std::vector<int> hours = {13, 14, 15, 16};
      std::rotate(hours.begin(), hours.begin() + i % 4, hours.end());
      const grpc::Status status =
          server().Try(Application(day.name(), hours), &Stub::ApplyForDesk, *stub, &applied[i]);
      if (!status.ok()) {
        ++failed;
        ADD_FAILURE() << status.error_message();
        continue;
      }
      // Some who have an hour call it off at once, which promotes somebody.
      if (applied[i].state() == v1::Session::CONFIRMED && i % 2 == 0) {
        const auto link = ByLink(applied[i]);
        if (Step(applied[i].session(), &Stub::CancelSession, *link).ok()) ++cancelled;
      }
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) threads.emplace_back(client);
  for (std::thread& thread : threads) thread.join();

  v1::ListSessionsRequest list;
  list.set_page_size(1000);
  const v1::ListSessionsResponse all =
      server().Call(list, &Stub::ListSessions, server().consultation());
  std::set<std::pair<std::string, int64_t>> places;
  std::set<std::string> people;
  std::map<std::string, int> states;
  int held = 0;
  for (const v1::Session& session : all.sessions()) {
    ++states[v1::Session::State_Name(session.state())];
    if (session.state() != v1::Session::CONFIRMED && session.state() != v1::Session::OFFERED) {
      continue;
    }
    ++held;
    EXPECT_TRUE(places.emplace(session.advisor(), session.start_time().seconds()).second);
    EXPECT_TRUE(people.insert(session.candidate()).second);
  }
  EXPECT_EQ(failed, 0);
  EXPECT_THAT(all.sessions(), SizeIs(kClients));
  EXPECT_EQ(held, 8) << "every slot is held";
  EXPECT_EQ(states["CANCELLED"], cancelled);
  // The order of those who wait is kept: all of them asked at one time for every slot, so that what
  // becomes free is offered to the smallest id.
  std::set<std::string> waiting;
  std::vector<std::string> confirmed;
  for (const v1::Session& session : all.sessions()) {
    if (session.state() == v1::Session::WAITLISTED) waiting.insert(session.name());
    if (session.state() == v1::Session::CONFIRMED) confirmed.push_back(session.name());
  }
  for (const v1::Session& session : all.sessions()) {
    if (session.state() != v1::Session::OFFERED) continue;
    ASSERT_TRUE(Step(session.name(), &Stub::AcceptOffer, server().consultation()).ok());
    confirmed.push_back(session.name());
  }
  for (int i = 0; i < 4; ++i) {
    const std::string first = *waiting.begin();
    ASSERT_TRUE(Step(confirmed[i], &Stub::CancelSession, server().consultation()).ok());
    EXPECT_EQ(StateOf(first), "OFFERED");
    EXPECT_EQ(StateOf(*std::next(waiting.begin())), "WAITLISTED");
    waiting.erase(waiting.begin());
  }
}

}  // namespace
}  // namespace banso
