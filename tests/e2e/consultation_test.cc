// The desk over RPC, on both stores: planning, applying, slots, the waiting list, attendance.
#include <atomic>
#include <map>
#include <set>
#include <thread>
#include <tuple>

#include "absl/strings/str_format.h"
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

// Whether one who waits comes before another: all are as urgent and come for the first time, so
// that the time of the request decides, and of one instant the id.
bool ComesBefore(const v1::Session& a, const v1::Session& b) {
  const absl::Time of_a = ToTime(a.request_time());
  const absl::Time of_b = ToTime(b.request_time());
  return std::tie(of_a, a.name()) < std::tie(of_b, b.name());
}

bool WasOffered(const v1::Session& session, int64_t start) {
  const auto& past = session.past_offers();
  return std::any_of(past.begin(), past.end(), [start](const v1::SlotOffer& offer) {
    return offer.start_time().seconds() == start;
  });
}

bool HoldsSlot(const v1::Session& session) {
  return session.state() == v1::Session::CONFIRMED || session.state() == v1::Session::OFFERED;
}

// Walks the history of a store commit by commit, as it was written, and looks at every promise
// after every one of them.
class History {
 public:
  explicit History(Store* store) : store_(*store) {}

  void Walk() {
    Revision since = 0;
    for (;;) {
      const auto changes = store_.Changes(since, 1000, Soon());
      ASSERT_TRUE(changes.ok()) << changes.status();
      if (changes->empty()) return;
      for (size_t i = 0; i < changes->size();) {
        const Revision revision = (*changes)[i].revision;
        std::vector<std::string> promoted;
        for (; i < changes->size() && (*changes)[i].revision == revision; ++i) {
          if ((*changes)[i].kind == ResourceKind::kSession) Read((*changes)[i], &promoted);
        }
        Look(promoted);
        since = revision;
      }
    }
  }

  int promotions() const { return promotions_; }

 private:
  static absl::Time Soon() { return absl::Now() + absl::Seconds(30); }

  void Read(const Change& change, std::vector<std::string>* promoted) {
    const auto version =
        store_.GetVersion(ResourceKind::kSession, change.name, change.revision, Soon());
    ASSERT_TRUE(version.ok()) << version.status();
    v1::Session session;
    ASSERT_TRUE(session.ParseFromString(version->message));
    if (session.state() == v1::Session::OFFERED &&
        sessions_[change.name].state() != v1::Session::OFFERED) {
      promoted->push_back(change.name);
    }
    sessions_[change.name] = std::move(session);
  }

  void Look(const std::vector<std::string>& promoted) {
    std::set<std::pair<std::string, int64_t>> places;
    std::set<std::string> people;
    for (const auto& [name, session] : sessions_) {
      if (!HoldsSlot(session)) continue;
      EXPECT_TRUE(places.emplace(session.advisor(), session.start_time().seconds()).second)
          << "two in one slot";
      EXPECT_TRUE(people.insert(session.candidate()).second) << "one in two";
    }
    for (const std::string& name : promoted) {
      ++promotions_;
      // Everybody asked for every slot: whoever still waits came later, or was offered it before.
      for (const auto& [other, session] : sessions_) {
        if (session.state() != v1::Session::WAITLISTED ||
            WasOffered(session, sessions_[name].start_time().seconds())) {
          continue;
        }
        EXPECT_TRUE(ComesBefore(sessions_[name], session)) << name << " passed " << other;
      }
    }
  }

  Store& store_;
  std::map<std::string, v1::Session> sessions_;
  int promotions_ = 0;
};

// A connection of its own, as of another machine.
std::shared_ptr<grpc::Channel> ChannelOfItsOwn(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments);
}

// Many clients at once for few slots, each on its own connection, while others call off and the
// waiting list moves.
TEST_P(ConsultationTest, ARaceGivesNoSlotTwiceAndNobodyTwoAndKeepsTheOrder) {
  constexpr int kClients = 200;
  const std::string second = MakeAdvisor();
  const v1::DeskDay day = Plan(5, {advisor_, second});
  Allocate(day.name());
  std::vector<std::shared_ptr<grpc::Channel>> channels;
  for (int i = 0; i < kClients; ++i) {
    channels.push_back(ChannelOfItsOwn(server().server().address()));
  }
  std::vector<v1::ApplyForDeskResponse> applied(kClients);
  std::atomic<int> cancelled = 0;
  std::atomic<bool> go = false;
  const auto client = [&](int i) {
    const auto stub = v1::ConsultationService::NewStub(channels[i]);
    std::vector<int> hours = {13, 14, 15, 16};
    std::rotate(hours.begin(), hours.begin() + i % 4, hours.end());
    v1::ApplyForDeskRequest request = Application(day.name(), hours);
    request.set_request_id(absl::StrFormat("7a1d0c1e-6f0e-4e0e-9c6e-%012d", i + 1));
    while (!go) std::this_thread::yield();
    // No two ask in one instant, as far as the server's clock goes.
    server().clock().Advance(absl::Milliseconds(1));
    grpc::Status status;
    // Busy is no answer: the same request again.
    for (int attempt = 0; attempt < 20; ++attempt) {
      status = server().Try(request, &Stub::ApplyForDesk, *stub, &applied[i]);
      if (status.ok()) break;
    }
    ASSERT_TRUE(status.ok()) << status.error_message();
    // Some who have an hour call it off at once, which promotes somebody.
    if (applied[i].state() == v1::Session::CONFIRMED && i % 2 == 0) {
      const auto link = ByLink(applied[i]);
      if (Step(applied[i].session(), &Stub::CancelSession, *link).ok()) ++cancelled;
    }
  };
  // Promotions go on meanwhile: what is offered is taken, or let go to the next.
  std::atomic<bool> over = false;
  const auto desk = [&] {
    v1::ListSessionsRequest offered;
    offered.set_filter("state = OFFERED");
    for (int round = 0; !over; ++round) {
      const auto list = server().Call(offered, &Stub::ListSessions, server().consultation());
      for (const v1::Session& session : list.sessions()) {
        if (round % 2 == 0) {
          Step(session.name(), &Stub::DeclineOffer, server().consultation());
        } else {
          Step(session.name(), &Stub::AcceptOffer, server().consultation());
        }
      }
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < kClients; ++i) threads.emplace_back(client, i);
  std::thread promotions(desk);
  go = true;
  for (std::thread& thread : threads) thread.join();
  over = true;
  promotions.join();
  // When the last hour is called off somebody waits for it, whatever came before.
  v1::ListSessionsRequest holding;
  holding.set_filter("state = CONFIRMED OR state = OFFERED");
  const auto holders = server().Call(holding, &Stub::ListSessions, server().consultation());
  ASSERT_GT(holders.sessions_size(), 0);
  ASSERT_TRUE(Step(holders.sessions(0).name(), &Stub::CancelSession, server().consultation()).ok());
  ++cancelled;

  v1::ListSessionsRequest list;
  list.set_page_size(1000);
  const v1::ListSessionsResponse all =
      server().Call(list, &Stub::ListSessions, server().consultation());
  std::map<std::string, int> states;
  int held = 0;
  for (const v1::Session& session : all.sessions()) {
    ++states[v1::Session::State_Name(session.state())];
    held += HoldsSlot(session) ? 1 : 0;
  }
  EXPECT_THAT(all.sessions(), SizeIs(kClients));
  EXPECT_EQ(held, 8) << "every slot is held";
  EXPECT_EQ(states["CANCELLED"], cancelled);
  History history(server().server().store());
  history.Walk();
  EXPECT_GT(history.promotions(), 0);
  RecordProperty("cancelled", cancelled.load());
  RecordProperty("promotions", history.promotions());
}

// --- Limits ---

TEST_P(ConsultationTest, OneAddressAppliesRarely) {
  const ScratchDir dir;
  Options options = server().options();
  options.data_dir = dir.path();
  options.store = "";
  options.application_rate = {.per_second = 1.0 / 3600, .burst = 2};
  auto strict = Server::Start(options);
  ASSERT_TRUE(strict.ok()) << strict.status();
  const auto stub = v1::ConsultationService::NewStub(TokenChannel((*strict)->address(), ""));
  // Before anything is looked at, and whatever comes of it.
  const auto apply = [&] {
    return server().Try(Application("deskDays/unknown", {13}), &Stub::ApplyForDesk, *stub);
  };

  EXPECT_THAT(apply(), HasCode(grpc::NOT_FOUND));
  EXPECT_THAT(apply(), HasCode(grpc::NOT_FOUND));
  const grpc::Status refused = apply();

  EXPECT_THAT(refused, HasCode(grpc::RESOURCE_EXHAUSTED));
  EXPECT_EQ(ErrorReason(refused), "RATE_LIMITED");
  EXPECT_GT(DetailOf<google::rpc::RetryInfo>(refused).retry_delay().seconds(), 0);
  // What makes no record of anybody is asked as before.
  EXPECT_TRUE(server().Try(v1::FindOpenSlotsRequest(), &Stub::FindOpenSlots, *stub).ok());
}

}  // namespace
}  // namespace banso
