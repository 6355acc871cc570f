// The waiting list of a desk day: who is offered what becomes free, when, and what a step of
// somebody finds of it.
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "server/services/consent_service.h"
#include "server/services/desk_day_methods.h"
#include "server/services/desk_sessions.h"
#include "server/services/erasure.h"
#include "server/store/forwarding_store.h"
#include "tests/services/programme_test.h"

namespace banso {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

// Refuses to write one resource.
class RefusingStore final : public ForwardingStore {
 public:
  RefusingStore(Store* inner, std::string refused)
      : ForwardingStore(inner), refused_(std::move(refused)) {}

  absl::StatusOr<CommitResult> Commit(const Batch& batch, absl::Time deadline) override {
    for (const Write& write : batch.writes) {
      if (write.name == refused_) return absl::UnavailableError("not this one");
    }
    return ForwardingStore::Commit(batch, deadline);
  }

 private:
  const std::string refused_;
};

// Does something else before the first write.
class LateStore final : public ForwardingStore {
 public:
  LateStore(Store* inner, std::function<void()> first)
      : ForwardingStore(inner), first_(std::move(first)) {}

  absl::StatusOr<CommitResult> Commit(const Batch& batch, absl::Time deadline) override {
    if (first_) std::exchange(first_, nullptr)();
    return ForwardingStore::Commit(batch, deadline);
  }

 private:
  std::function<void()> first_;
};

class DeskWaitingTest : public ProgrammeTest {
 protected:
  void SetUp() override {
    ProgrammeTest::SetUp();
    desk_ = std::make_unique<DeskSessions>(&context_);
    days_ = std::make_unique<DeskDayMethods>(&context_);
    v1::Advisor advisor = AnAdvisor("state: ACTIVE");
    advisor.set_name("advisors/a");
    for (v1::WeeklyWindow& window : *advisor.mutable_availability()->mutable_weekly()) {
      window.mutable_start()->set_hours(9);
    }
    Put(ResourceKind::kAdvisor, advisor);
    for (const char* person : {"candidates/first", "candidates/second", "candidates/third"}) {
      PutCandidate(person);
    }
    PutDay("deskDays/d", 5, v1::DeskDay::ALLOCATED);
  }

  // A Saturday or Sunday of December 2026, 13:00 to 17:00.
  void PutDay(const std::string& name, int date, v1::DeskDay::State state) {
    v1::DeskDay day = Merge(v1::DeskDay(), R"pb(
      start { hours: 13 }
      end { hours: 17 }
      slot_minutes: 60
      advisors { advisor: "advisors/a" max_sessions: 4 }
    )pb");
    day.set_name(name);
    *day.mutable_date() = FromDate(Date(2026, 12, date));
    day.set_state(state);
    Put(ResourceKind::kDeskDay, day);
  }
  static absl::Time Slot(int hour) { return JapanMidnight(Date(2026, 12, 5)) + absl::Hours(hour); }

  // Who asked first is served first.
  v1::Session ASession(const std::string& name, const std::string& candidate,
                       v1::Session::State state, const std::vector<int>& preferred) {
    v1::Session session;
    session.set_name(name);
    session.set_candidate(candidate);
    session.set_kind(v1::Session::DESK);
    session.set_desk_day("deskDays/d");
    for (const int hour : preferred) *session.add_preferred_start_times() = FromTime(Slot(hour));
    *session.mutable_request_time() = FromTime(TestNow() + absl::Seconds(asked_++));
    session.set_first_time(true);
    session.set_state(state);
    return session;
  }
  void PutWaiting(const std::string& name, const std::string& candidate,
                  const std::vector<int>& preferred) {
    Put(ResourceKind::kSession, ASession(name, candidate, v1::Session::WAITLISTED, preferred));
  }
  v1::Session AtHour(v1::Session session, int hour) {
    session.set_advisor("advisors/a");
    *session.mutable_start_time() = FromTime(Slot(hour));
    *session.mutable_end_time() = FromTime(Slot(hour + 1));
    session.set_sequence(1);
    return session;
  }
  void PutConfirmed(const std::string& name, const std::string& candidate, int hour) {
    Put(ResourceKind::kSession,
        AtHour(ASession(name, candidate, v1::Session::CONFIRMED, {hour}), hour));
  }
  // With an offer of the first preferred slot.
  void PutOffered(const std::string& name, const std::string& candidate,
                  const std::vector<int>& preferred, absl::Time expire) {
    v1::Session session =
        AtHour(ASession(name, candidate, v1::Session::OFFERED, preferred), preferred.front());
    *session.mutable_offer()->mutable_start_time() = session.start_time();
    session.mutable_offer()->set_advisor("advisors/a");
    *session.mutable_offer()->mutable_offer_time() = FromTime(TestNow());
    *session.mutable_offer()->mutable_expire_time() = FromTime(expire);
    Put(ResourceKind::kSession, session);
  }
  void PutLapsed(const std::string& name, const std::string& candidate,
                 const std::vector<int>& preferred) {
    PutOffered(name, candidate, preferred, TestNow());
  }

  v1::Session Now(const std::string& name) { return *Newest()->sessions().Find(name)->message; }
  // The state and, if it has an hour, the hour: "OFFERED 15".
  std::string Standing(const std::string& name) {
    const v1::Session session = Now(name);
    std::string standing = v1::Session::State_Name(session.state());
    if (session.has_start_time()) {
      const absl::Duration since = ToTime(session.start_time()) - Slot(0);
      absl::StrAppend(&standing, " ", absl::ToInt64Hours(since));
    }
    return standing;
  }
  std::vector<std::string> TemplatesFor(const std::string& candidate) {
    std::vector<std::string> codes;
    Newest()->messages().ForEach([&](const auto& entry) {
      if (entry->message->candidate() == candidate)
        codes.push_back(entry->message->template_code());
    });
    return codes;
  }
  void KeepLists() { EXPECT_THAT(desk_->KeepWaitingLists(Soon()), IsOk()); }

  template <typename Request>
  absl::StatusOr<v1::Session> Step(absl::StatusOr<v1::Session> (DeskSessions::*step)(const Request&,
                                                                                     Call*) const,
                                   const std::string& name,
                                   const std::vector<int>& preferred = {}) {
    Request request;
    request.set_name(name);
    if constexpr (requires { request.preferred_start_times(); }) {
      for (const int hour : preferred) *request.add_preferred_start_times() = FromTime(Slot(hour));
    }
    Call call = CoordinatorCall();
    return (desk_.get()->*step)(request, &call);
  }

  std::unique_ptr<DeskSessions> desk_;
  std::unique_ptr<DeskDayMethods> days_;
  int asked_ = 0;
};

// --- What becomes free with an offer that ends ---

TEST_F(DeskWaitingTest, ASlotPassesOnWhileTheOneBeforeIsKeptAnother) {
  // Whichever of the two the store writes first.
  for (const std::string behind : {"sessions/behind-a", "sessions/behind-z"}) {
    PutLapsed("sessions/m", "candidates/first", {16, 15});
    PutWaiting(behind, "candidates/second", {16});

    KeepLists();
    EXPECT_EQ(Standing("sessions/m"), "WAITLISTED");
    EXPECT_EQ(Standing(behind), "OFFERED 16");
    KeepLists();
    EXPECT_EQ(Standing("sessions/m"), "OFFERED 15");

    for (const std::string& name : {std::string("sessions/m"), behind}) {
      ASSERT_THAT(Step(&DeskSessions::Cancel, name), IsOk());
    }
  }
}

TEST_F(DeskWaitingTest, TwoWhoseOffersLapseAtOnceMayChangePlaces) {
  PutLapsed("sessions/a", "candidates/first", {16, 15});
  PutLapsed("sessions/b", "candidates/second", {15, 16});

  KeepLists();
  EXPECT_EQ(Standing("sessions/a"), "WAITLISTED");
  EXPECT_EQ(Standing("sessions/b"), "WAITLISTED");
  KeepLists();

  EXPECT_EQ(Standing("sessions/a"), "OFFERED 15");
  EXPECT_EQ(Standing("sessions/b"), "OFFERED 16");
}

TEST_F(DeskWaitingTest, WhatIsKeptForTheFirstIsGivenToNobodyElse) {
  PutLapsed("sessions/a", "candidates/first", {16, 15});
  PutWaiting("sessions/b", "candidates/second", {15});
  v1::RequestSessionRequest request;
  request.set_candidate("candidates/third");
  request.set_desk_day("deskDays/d");
  *request.add_preferred_start_times() = FromTime(Slot(15));
  Call call = CoordinatorCall();
  clock_.Advance(absl::Minutes(1));  // behind those who wait already

  const auto asked = desk_->Request(request, &call);

  ASSERT_THAT(asked, IsOk());
  EXPECT_EQ(asked->state(), v1::Session::WAITLISTED);
  EXPECT_EQ(Standing("sessions/b"), "WAITLISTED");
  KeepLists();
  EXPECT_EQ(Standing("sessions/a"), "OFFERED 15");
  EXPECT_EQ(Standing("sessions/b"), "WAITLISTED");
}

TEST_F(DeskWaitingTest, AnOfferCanBeTurnedDownWhileAnotherSlotIsFree) {
  PutOffered("sessions/m", "candidates/first", {16, 15}, TestNow() + absl::Hours(24));
  PutWaiting("sessions/a", "candidates/second", {16});

  ASSERT_THAT(Step(&DeskSessions::TurnDown, "sessions/m"), IsOk());

  EXPECT_EQ(Standing("sessions/m"), "WAITLISTED");
  EXPECT_EQ(Standing("sessions/a"), "OFFERED 16");
  KeepLists();
  EXPECT_EQ(Standing("sessions/m"), "OFFERED 15");
}

// --- Steps of somebody to whom something has become free ---

TEST_F(DeskWaitingTest, AnOfferThatLapsedIsNotTurnedDown) {
  PutLapsed("sessions/a", "candidates/first", {13, 15});
  const Revision before = Newest()->revision();

  EXPECT_EQ(ReasonOf(Step(&DeskSessions::TurnDown, "sessions/a")), "OFFER_LAPSED");
  EXPECT_EQ(Newest()->revision(), before);

  KeepLists();
  KeepLists();
  EXPECT_EQ(Standing("sessions/a"), "OFFERED 15");
  EXPECT_THAT(Now("sessions/a").past_offers(), SizeIs(1));
}

TEST_F(DeskWaitingTest, WhoMovesTurnsDownNothingUnseen) {
  PutWaiting("sessions/a", "candidates/first", {15});

  const auto moved = Step(&DeskSessions::Move, "sessions/a", {14});

  ASSERT_THAT(moved, IsOk());
  EXPECT_EQ(Standing(moved->name()), "CONFIRMED 14");
  EXPECT_THAT(moved->past_offers(), IsEmpty());
  EXPECT_EQ(Standing("sessions/a"), "CANCELLED");
  EXPECT_THAT(Now("sessions/a").past_offers(), IsEmpty());
  EXPECT_THAT(TemplatesFor("candidates/first"), Not(Contains("SLOT_OFFERED")));
  EXPECT_THAT(AuditedChanges(), ElementsAre("SESSION_MOVED", "SESSION_CONFIRMED"));
}

TEST_F(DeskWaitingTest, WhatHasJustBecomeFreeIsBookedByTheFirstWhoWaits) {
  PutWaiting("sessions/a", "candidates/first", {15});
  PutWaiting("sessions/b", "candidates/second", {15});

  const auto booked = Step(&DeskSessions::Book, "sessions/a");

  ASSERT_THAT(booked, IsOk());
  EXPECT_EQ(Standing("sessions/a"), "CONFIRMED 15");
  EXPECT_THAT(booked->past_offers(), IsEmpty());
  EXPECT_FALSE(booked->has_offer());
  EXPECT_EQ(Standing("sessions/b"), "WAITLISTED");
  EXPECT_THAT(TemplatesFor("candidates/first"), ElementsAre("SESSION_CONFIRMED"));
}

TEST_F(DeskWaitingTest, WhoIsBehindBooksNothingThatTheFirstIsOffered) {
  PutWaiting("sessions/a", "candidates/first", {15});
  PutWaiting("sessions/b", "candidates/second", {15});

  EXPECT_EQ(ReasonOf(Step(&DeskSessions::Book, "sessions/b")), "NO_FREE_SLOT");
}

TEST_F(DeskWaitingTest, WhoWithdrewTheConsentAcceptsNothing) {
  PutOffered("sessions/a", "candidates/first", {15}, TestNow() + absl::Hours(24));
  v1::Candidate candidate = CandidateNow("candidates/first");
  candidate.mutable_consents(0)->set_state(v1::Consent::WITHDRAWN);
  *candidate.mutable_consents(0)->mutable_end_time() = FromTime(TestNow());
  Put(ResourceKind::kCandidate, candidate);

  EXPECT_EQ(ReasonOf(Step(&DeskSessions::Accept, "sessions/a")), "CONSENT_MISSING");
  EXPECT_EQ(Standing("sessions/a"), "OFFERED 15");
}

TEST_F(DeskWaitingTest, AnAnswerToAnOlderOfferDecidesAboutNoNewerOne) {
  PutOffered("sessions/a", "candidates/first", {15}, TestNow() + absl::Hours(24));
  const Revision before = Newest()->revision();
  v1::AcceptOfferRequest accept;
  accept.set_name("sessions/a");
  *accept.mutable_start_time() = FromTime(Slot(14));
  v1::DeclineOfferRequest decline;
  decline.set_name("sessions/a");
  *decline.mutable_start_time() = FromTime(Slot(14));
  Call call = CandidateCall("candidates/first");

  EXPECT_EQ(ReasonOf(desk_->Accept(accept, &call)), "OFFER_CHANGED");
  EXPECT_EQ(ReasonOf(desk_->TurnDown(decline, &call)), "OFFER_CHANGED");
  EXPECT_EQ(Newest()->revision(), before);
  EXPECT_EQ(Standing("sessions/a"), "OFFERED 15");

  *decline.mutable_start_time() = FromTime(Slot(15));
  EXPECT_THAT(desk_->TurnDown(decline, &call), IsOk());
  EXPECT_EQ(Standing("sessions/a"), "WAITLISTED");
  PutOffered("sessions/b", "candidates/second", {16}, TestNow() + absl::Hours(24));
  accept.set_name("sessions/b");
  *accept.mutable_start_time() = FromTime(Slot(16));
  Call other = CandidateCall("candidates/second");
  EXPECT_THAT(desk_->Accept(accept, &other), IsOk());
  EXPECT_EQ(Standing("sessions/b"), "CONFIRMED 16");
}

TEST_F(DeskWaitingTest, WhoWithdrawsWhileAskingHasAskedForNothing) {
  // The person withdraws when the request has been decided and not been written.
  const Eraser eraser(&context_);
  const ConsentService consents(&context_, &eraser);
  LateStore late(store_.get(), [&] {
    v1::WithdrawConsentRequest withdraw;
    withdraw.set_name("candidates/third/consents/service");
    Call call = CandidateCall("candidates/third");
    EXPECT_THAT(consents.WithdrawConsent(withdraw, &call), IsOk());
  });
  context_.store = &late;
  v1::RequestSessionRequest request;
  request.set_desk_day("deskDays/d");
  *request.add_preferred_start_times() = FromTime(Slot(15));
  Call call = CandidateCall("candidates/third");

  EXPECT_EQ(ReasonOf(desk_->Request(request, &call)), "CONSENT_MISSING");

  EXPECT_EQ(Newest()->sessions().size(), 0);
}

TEST_F(DeskWaitingTest, WhoAsksWhileWithdrawingIsCalledOff) {
  // The request is written when the withdrawal has been decided and not been written.
  const Eraser eraser(&context_);
  const ConsentService consents(&context_, &eraser);
  std::string asked;
  LateStore late(store_.get(), [&] {
    v1::RequestSessionRequest request;
    request.set_desk_day("deskDays/d");
    *request.add_preferred_start_times() = FromTime(Slot(15));
    Call call = CandidateCall("candidates/third");
    const auto session = desk_->Request(request, &call);
    ASSERT_THAT(session, IsOk());
    asked = session->name();
  });
  context_.store = &late;
  v1::WithdrawConsentRequest withdraw;
  withdraw.set_name("candidates/third/consents/service");
  Call call = CandidateCall("candidates/third");

  EXPECT_THAT(consents.WithdrawConsent(withdraw, &call), IsOk());

  EXPECT_EQ(Standing(asked), "CANCELLED 15");
}

// --- Jobs ---

TEST_F(DeskWaitingTest, ADayThatCannotBeWrittenKeepsNoOtherWaiting) {
  PutDay("deskDays/a", 6, v1::DeskDay::PLANNED);
  PutDay("deskDays/z", 12, v1::DeskDay::PLANNED);
  PutLapsed("sessions/a", "candidates/first", {13});
  clock_.Set(JapanMidnight(Date(2026, 12, 5)));
  RefusingStore refusing(store_.get(), "deskDays/a");
  context_.store = &refusing;

  EXPECT_THAT(days_->KeepDays(Soon()), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(desk_->KeepWaitingLists(Soon()), IsOk());

  EXPECT_EQ(Newest()->desk_days().Find("deskDays/a")->message->state(), v1::DeskDay::PLANNED);
  EXPECT_EQ(Newest()->desk_days().Find("deskDays/z")->message->state(), v1::DeskDay::ALLOCATED);
  EXPECT_EQ(Standing("sessions/a"), "WAITLISTED");
}

TEST_F(DeskWaitingTest, OfTwoWaitingListsOneMayFail) {
  PutDay("deskDays/e", 6, v1::DeskDay::ALLOCATED);
  PutLapsed("sessions/a", "candidates/first", {13});
  v1::Session other = ASession("sessions/b", "candidates/second", v1::Session::WAITLISTED, {});
  other.set_desk_day("deskDays/e");
  *other.add_preferred_start_times() = FromTime(Slot(24 + 14));
  Put(ResourceKind::kSession, other);
  RefusingStore refusing(store_.get(), "deskDays/d");
  context_.store = &refusing;

  EXPECT_THAT(desk_->KeepWaitingLists(Soon()), StatusIs(absl::StatusCode::kUnavailable));

  EXPECT_EQ(Now("sessions/a").state(), v1::Session::OFFERED);
  EXPECT_EQ(Now("sessions/b").state(), v1::Session::OFFERED);
}

TEST_F(DeskWaitingTest, AnOfferOfADayThatIsOverEndsWithIt) {
  PutLapsed("sessions/a", "candidates/first", {13});
  clock_.Set(Slot(17));

  EXPECT_THAT(days_->KeepDays(Soon()), IsOk());

  EXPECT_EQ(Standing("sessions/a"), "DECLINED");
  EXPECT_FALSE(Now("sessions/a").has_offer());
  ASSERT_THAT(Now("sessions/a").past_offers(), SizeIs(1));
  EXPECT_TRUE(Now("sessions/a").past_offers(0).lapsed());
  EXPECT_THAT(TemplatesFor("candidates/first"), Contains("SESSION_DECLINED"));
}

// --- Days that are called off, and calls that change nothing ---

TEST_F(DeskWaitingTest, ADayThatIsCalledOffLeavesWhatHasBegun) {
  PutConfirmed("sessions/past", "candidates/first", 13);
  PutConfirmed("sessions/now", "candidates/second", 15);
  PutConfirmed("sessions/next", "candidates/third", 16);
  clock_.Set(Slot(15));
  ASSERT_THAT(Step(&DeskSessions::CheckIn, "sessions/past"), IsOk());
  v1::CancelDeskDayRequest request;
  request.set_name("deskDays/d");
  Call call = CoordinatorCall();

  ASSERT_THAT(days_->Cancel(request, &call), IsOk());

  EXPECT_EQ(Standing("sessions/next"), "CANCELLED 16");
  EXPECT_EQ(Standing("sessions/past"), "CONFIRMED 13");
  EXPECT_EQ(Standing("sessions/now"), "CONFIRMED 15");
  EXPECT_THAT(TemplatesFor("candidates/second"), IsEmpty());
  clock_.Set(Slot(16));
  EXPECT_THAT(Step(&DeskSessions::Complete, "sessions/past"), IsOk());
  EXPECT_THAT(Step(&DeskSessions::NoShow, "sessions/now"), IsOk());
}

TEST_F(DeskWaitingTest, WhatChangesNothingIsNoChangeForTheAuditLog) {
  PutLapsed("sessions/a", "candidates/first", {13});
  PutConfirmed("sessions/b", "candidates/second", 14);
  v1::UpdateDeskDayRequest update;
  update.mutable_desk_day()->set_name("deskDays/d");
  update.mutable_desk_day()->set_place("3F");
  update.mutable_update_mask()->add_paths("place");
  update.set_validate_only(true);
  Call dry_run = CoordinatorCall();

  ASSERT_THAT(days_->Update(update, &dry_run), IsOk());
  EXPECT_THAT(dry_run.audit.changes(), IsEmpty());

  clock_.Set(Slot(14));
  v1::CheckInSessionRequest check_in;
  check_in.set_name("sessions/b");
  Call first = CoordinatorCall();
  Call again = CoordinatorCall();
  ASSERT_THAT(desk_->CheckIn(check_in, &first), IsOk());
  KeepLists();
  ASSERT_THAT(desk_->CheckIn(check_in, &again), IsOk());
  EXPECT_THAT(first.audit.changes(), Contains("SESSION_CHECKED_IN"));
  EXPECT_THAT(again.audit.changes(), IsEmpty());
}

}  // namespace
}  // namespace banso
