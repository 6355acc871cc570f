#include <atomic>
#include <functional>
#include <map>
#include <thread>
#include <utility>

#include "server/services/advisor_service.h"
#include "server/services/consent_service.h"
#include "server/services/engagement_change.h"
#include "server/services/engagements.h"
#include "server/services/hand_overs.h"
#include "server/store/forwarding_store.h"
#include "tests/services/programme_test.h"

namespace banso {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;

class EngagementsTest : public ProgrammeTest {
 protected:
  void SetUp() override {
    ProgrammeTest::SetUp();
    service_ = std::make_unique<Engagements>(&context_);
    PutCandidate("candidates/c");
    PutAdvisor("advisors/a", "max_active_candidates: 1");
  }

  absl::StatusOr<v1::Engagement> Start(const std::string& candidate, const std::string& advisor) {
    v1::StartEngagementRequest request;
    request.set_candidate(candidate);
    request.set_advisor(advisor);
    Call call = CoordinatorCall();
    return service_->Start(request, &call);
  }
  absl::StatusOr<v1::Engagement> End(const std::string& name, const std::string& etag = "") {
    v1::EndEngagementRequest request;
    request.set_name(name);
    request.set_etag(etag);
    Call call = CoordinatorCall();
    return service_->End(request, &call);
  }
  int LoadOf(const std::string& advisor) {
    return Newest()->advisors().Find(advisor)->message->active_candidates();
  }

  std::unique_ptr<Engagements> service_;
};

TEST_F(EngagementsTest, AnEngagementRaisesTheLoadInTheSameCommit) {
  const Revision before = Newest()->revision();

  const auto started = Start("candidates/c", "advisors/a");

  ASSERT_THAT(started, IsOk());
  EXPECT_EQ(started->candidate(), "candidates/c");
  EXPECT_EQ(started->advisor(), "advisors/a");
  EXPECT_EQ(ToTime(started->start_time()), TestNow());
  EXPECT_FALSE(started->has_end_time());
  EXPECT_EQ(Newest()->revision(), before + 1);
  EXPECT_EQ(LoadOf("advisors/a"), 1);
  EXPECT_THAT(AuditedChanges(), ElementsAre("ENGAGEMENT_STARTED"));
}

TEST_F(EngagementsTest, APairHasOneLastingEngagement) {
  PutAdvisor("advisors/a", "max_active_candidates: 3");
  const auto started = Start("candidates/c", "advisors/a");
  ASSERT_THAT(started, IsOk());

  EXPECT_EQ(ReasonOf(Start("candidates/c", "advisors/a")), "ENGAGEMENT_EXISTS");
  ASSERT_THAT(End(started->name()), IsOk());
  const auto again = Start("candidates/c", "advisors/a");

  ASSERT_THAT(again, IsOk());
  EXPECT_NE(again->name(), started->name());
  EXPECT_EQ(LoadOf("advisors/a"), 1);
}

TEST_F(EngagementsTest, NobodyAccompaniesMoreThanTheyCan) {
  PutCandidate("candidates/d");
  ASSERT_THAT(Start("candidates/c", "advisors/a"), IsOk());

  const auto beyond = Start("candidates/d", "advisors/a");

  EXPECT_THAT(beyond, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_EQ(ReasonOf(beyond), "MATCH_BLOCKED");
  EXPECT_THAT(InfoKeysOf(beyond), Contains("ADVISOR_FULL"));
  EXPECT_EQ(LoadOf("advisors/a"), 1);
}

TEST_F(EngagementsTest, TheLastPlaceIsTakenOnce) {
  constexpr int kPeople = 4;
  for (int i = 0; i < kPeople; ++i) PutCandidate(absl::StrCat("candidates/p", i));
  std::atomic<int> started = 0;
  std::vector<std::thread> threads;
  threads.reserve(kPeople);
  for (int i = 0; i < kPeople; ++i) {
    threads.emplace_back([&, i] {
      if (Start(absl::StrCat("candidates/p", i), "advisors/a").ok()) ++started;
    });
  }
  for (std::thread& thread : threads) thread.join();

  EXPECT_EQ(started, 1);
  EXPECT_EQ(LoadOf("advisors/a"), 1);
  EXPECT_EQ(Newest()->engagements().size(), 1);
}

TEST_F(EngagementsTest, WhoWithdrawsAtTheSameTimeIsAccompaniedByNobody) {
  // The person withdraws when the engagement has been decided and not been written.
  class LateStore final : public ForwardingStore {
   public:
    using ForwardingStore::ForwardingStore;
    absl::StatusOr<CommitResult> Commit(const Batch& batch, absl::Time deadline) override {
      if (first) std::exchange(first, nullptr)();
      return ForwardingStore::Commit(batch, deadline);
    }
    std::function<void()> first;
  };
  LateStore late(store_.get());
  late.first = [&] {
    const Eraser eraser(&context_);
    v1::WithdrawConsentRequest request;
    request.set_name("candidates/c/consents/service");
    Call call = CandidateCall("candidates/c");
    EXPECT_THAT(ConsentService(&context_, &eraser).WithdrawConsent(request, &call), IsOk());
  };
  context_.store = &late;

  const auto started = Start("candidates/c", "advisors/a");

  EXPECT_EQ(ReasonOf(started), "MATCH_BLOCKED");
  EXPECT_THAT(InfoKeysOf(started), Contains("CONSENT_MISSING"));
  EXPECT_EQ(Newest()->engagements().size(), 0);
  EXPECT_EQ(LoadOf("advisors/a"), 0);
}

TEST_F(EngagementsTest, WhoMustNotMeetIsRefusedWithTheReasons) {
  PutCandidate("candidates/d", "blocked_advisors: \"advisors/a\"");
  PutAdvisor("advisors/away", "state: ON_LEAVE");

  const auto blocked = Start("candidates/d", "advisors/a");

  EXPECT_EQ(ReasonOf(blocked), "MATCH_BLOCKED");
  EXPECT_THAT(InfoKeysOf(blocked), Contains("DO_NOT_MATCH"));
  EXPECT_THAT(InfoKeysOf(Start("candidates/c", "advisors/away")), Contains("ADVISOR_INACTIVE"));
  EXPECT_THAT(Start("candidates/none", "advisors/a"), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(Start("candidates/c", "advisors/none"), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(EngagementsTest, WhoWorksWhereThePersonAppliedHasAConflict) {
  PutEmployer("employers/e2");
  PutInternship("employers/e2/internships/i");
  PutAdvisor("advisors/a6", "employer: \"employers/e2\"");
  v1::Application application;
  application.set_name("applications/open");
  application.set_candidate("candidates/c");
  application.set_internship("employers/e2/internships/i");
  application.set_state(v1::Application::APPLIED);
  Put(ResourceKind::kApplication, application);

  const auto during = Start("candidates/c", "advisors/a6");
  application.set_state(v1::Application::REJECTED);
  Put(ResourceKind::kApplication, application);
  const auto after = Start("candidates/c", "advisors/a6");

  EXPECT_THAT(InfoKeysOf(during), Contains("CONFLICT_OF_INTEREST"));
  EXPECT_THAT(after, IsOk());
}

TEST_F(EngagementsTest, EndingLowersTheLoadOnce) {
  const auto started = Start("candidates/c", "advisors/a");
  ASSERT_THAT(started, IsOk());
  clock_.Advance(absl::Hours(1));

  const auto ended = End(started->name(), started->etag());

  ASSERT_THAT(ended, IsOk());
  EXPECT_EQ(ToTime(ended->end_time()), TestNow() + absl::Hours(1));
  EXPECT_EQ(LoadOf("advisors/a"), 0);
  EXPECT_EQ(ReasonOf(End(started->name(), started->etag())), "ETAG_MISMATCH");
  EXPECT_EQ(ReasonOf(End(started->name())), "ILLEGAL_TRANSITION");
  EXPECT_EQ(LoadOf("advisors/a"), 0);
}

TEST_F(EngagementsTest, ATransferEndsOneAndBeginsTheNextInOneCommit) {
  PutAdvisor("advisors/b", "max_active_candidates: 1");
  const auto started = Start("candidates/c", "advisors/a");
  ASSERT_THAT(started, IsOk());
  const Revision before = Newest()->revision();
  v1::TransferEngagementRequest request;
  request.set_name(started->name());
  request.set_advisor("advisors/b");
  request.set_reason("moves abroad");
  Call call = CoordinatorCall();

  const auto transferred = service_->Transfer(request, &call);

  ASSERT_THAT(transferred, IsOk());
  EXPECT_EQ(transferred->advisor(), "advisors/b");
  EXPECT_EQ(transferred->candidate(), "candidates/c");
  EXPECT_EQ(transferred->previous(), started->name());
  EXPECT_EQ(Newest()->revision(), before + 1);
  EXPECT_EQ(LoadOf("advisors/a"), 0);
  EXPECT_EQ(LoadOf("advisors/b"), 1);
  const auto old = Newest()->engagements().Find(started->name());
  EXPECT_TRUE(old->message->has_end_time());
  EXPECT_EQ(old->message->end_reason(), "moves abroad");
  EXPECT_EQ(old->message->end_principal(), "principals/coordinator");
}

TEST_F(EngagementsTest, ATransferToWhoIsFullOrTheSameChangesNothing) {
  PutCandidate("candidates/d");
  PutAdvisor("advisors/b", "max_active_candidates: 1");
  const auto started = Start("candidates/c", "advisors/a");
  ASSERT_THAT(started, IsOk());
  ASSERT_THAT(Start("candidates/d", "advisors/b"), IsOk());
  const Revision before = Newest()->revision();
  const auto transfer = [&](const std::string& advisor) {
    v1::TransferEngagementRequest request;
    request.set_name(started->name());
    request.set_advisor(advisor);
    Call call = CoordinatorCall();
    return service_->Transfer(request, &call);
  };

  EXPECT_THAT(InfoKeysOf(transfer("advisors/b")), Contains("ADVISOR_FULL"));
  EXPECT_EQ(ReasonOf(transfer("advisors/a")), "ENGAGEMENT_EXISTS");
  EXPECT_THAT(transfer("advisors/none"), StatusIs(absl::StatusCode::kNotFound));

  EXPECT_EQ(Newest()->revision(), before);
}

class HandOversTest : public EngagementsTest {
 protected:
  void SetUp() override {
    EngagementsTest::SetUp();
    hand_overs_ = std::make_unique<HandOvers>(&context_);
    PutAdvisor("advisors/a", "max_active_candidates: 3");
    for (const char* person : {"candidates/c", "candidates/d", "candidates/e"}) {
      PutCandidate(person);
      const auto started = Start(person, "advisors/a");
      ASSERT_THAT(started, IsOk());
      engagements_[person] = started->name();
    }
  }

  absl::StatusOr<v1::HandOverProposal> Propose() {
    v1::ProposeHandOverRequest request;
    request.set_advisor("advisors/a");
    Call call = CoordinatorCall();
    request.set_min_revision(Newest()->revision());
    return hand_overs_->Propose(request, &call);
  }
  absl::StatusOr<v1::ApproveHandOverResponse> Approve(
      Revision revision, const std::vector<std::pair<std::string, std::string>>& pairs) {
    v1::ApproveHandOverRequest request;
    request.set_advisor("advisors/a");
    request.set_proposal_revision(revision);
    for (const auto& [person, advisor] : pairs) {
      v1::HandOverPair* pair = request.add_pairs();
      pair->set_engagement(engagements_[person]);
      pair->set_advisor(advisor);
    }
    Call call = CoordinatorCall();
    return hand_overs_->Approve(request, &call);
  }
  int LastingOf(const std::string& who) {
    return static_cast<int>(LastingEngagementsOf(*Newest(), who).size());
  }

  std::map<std::string, std::string> engagements_;
  std::unique_ptr<HandOvers> hand_overs_;
};

TEST_F(HandOversTest, AProposalNamesEveryCaseAndWhoIsLeft) {
  PutAdvisor("advisors/b", "max_active_candidates: 2");

  const auto proposal = Propose();

  ASSERT_THAT(proposal, IsOk());
  ASSERT_EQ(proposal->cases_size(), 3);
  int proposed = 0;
  for (const v1::HandOverCase& c : proposal->cases()) {
    EXPECT_EQ(c.engagement(), engagements_[c.candidate()]);
    if (c.advisor().empty()) {
      EXPECT_EQ(c.gap(), v1::HandOverCase::NO_ROOM);
    } else {
      EXPECT_EQ(c.advisor(), "advisors/b");
      ++proposed;
    }
  }
  EXPECT_EQ(proposed, 2);
}

TEST_F(HandOversTest, WhatIsApprovedMovesTogetherAndTheRestStays) {
  PutAdvisor("advisors/b", "max_active_candidates: 2");
  const auto proposal = Propose();
  ASSERT_THAT(proposal, IsOk());
  const Revision before = Newest()->revision();

  const auto approved = Approve(proposal->revision(),
                                {{"candidates/c", "advisors/b"}, {"candidates/d", "advisors/b"}});

  ASSERT_THAT(approved, IsOk());
  EXPECT_EQ(approved->engagements_size(), 2);
  EXPECT_EQ(approved->engagements(0).previous(), engagements_["candidates/c"]);
  EXPECT_THAT(approved->remaining_engagements(), ElementsAre(engagements_["candidates/e"]));
  EXPECT_EQ(Newest()->revision(), before + 1);
  EXPECT_EQ(LoadOf("advisors/a"), 1);
  EXPECT_EQ(LoadOf("advisors/b"), 2);
  for (const char* person : {"candidates/c", "candidates/d", "candidates/e"}) {
    EXPECT_EQ(LastingOf(person), 1) << person;
  }
}

TEST_F(HandOversTest, AllOrNothingAndNeverBeyondTheRoom) {
  PutAdvisor("advisors/b", "max_active_candidates: 1");
  const auto proposal = Propose();
  ASSERT_THAT(proposal, IsOk());
  const Revision before = Newest()->revision();

  const auto beyond = Approve(proposal->revision(),
                              {{"candidates/c", "advisors/b"}, {"candidates/d", "advisors/b"}});

  EXPECT_THAT(InfoKeysOf(beyond), Contains("ADVISOR_FULL"));
  EXPECT_EQ(Newest()->revision(), before);
  EXPECT_EQ(LastingOf("advisors/a"), 3);
}

TEST_F(HandOversTest, AStaleProposalIsRefused) {
  PutAdvisor("advisors/b", "max_active_candidates: 2");
  const auto proposal = Propose();
  ASSERT_THAT(proposal, IsOk());
  PutAdvisor("advisors/b", "max_active_candidates: 1");

  const auto stale = Approve(proposal->revision(), {{"candidates/c", "advisors/b"}});

  EXPECT_EQ(ReasonOf(stale), "HAND_OVER_STALE");
  EXPECT_EQ(LastingOf("advisors/a"), 3);
}

TEST_F(HandOversTest, WhoStillHasPeopleDoesNotRetire) {
  const AdvisorService advisors(&context_);
  v1::RetireAdvisorRequest request;
  request.set_name("advisors/a");
  Call call = CoordinatorCall();

  EXPECT_EQ(ReasonOf(advisors.Retire(request, &call)), "ADVISOR_HAS_CASES");
  for (const auto& [person, engagement] : engagements_) ASSERT_THAT(End(engagement), IsOk());
  const auto retired = advisors.Retire(request, &call);

  ASSERT_THAT(retired, IsOk());
  EXPECT_EQ(retired->state(), v1::Advisor::LEFT);
}

TEST_F(HandOversTest, WhoWithdrawsFromTheServiceIsAccompaniedNoLonger) {
  Call call = CandidateCall("candidates/c");
  const auto snapshot = Newest();
  PersonChange change(&context_, snapshot.get(), *snapshot->candidates().Find("candidates/c"),
                      &call);
  ASSERT_THAT(change.WithdrawConsent("candidates/c/consents/service"), IsOk());
  Batch batch;
  ASSERT_THAT(std::move(change).Finish("candidates/c", &batch), IsOk());
  ASSERT_THAT(store_->Commit(batch, Soon()), IsOk());

  EXPECT_EQ(LastingOf("candidates/c"), 0);
  EXPECT_EQ(LastingOf("candidates/d"), 1);
  EXPECT_EQ(LoadOf("advisors/a"), 2);
}

}  // namespace
}  // namespace banso
