// Engagements over RPC: whom an advisor sees, and for how long.
#include <atomic>
#include <map>
#include <set>
#include <thread>
#include <vector>

#include "server/convert/calendar_convert.h"
#include "tests/e2e/e2e_test.h"

namespace banso {
namespace {

class SupportTest : public E2eTest {
 protected:
  void SetUp() override {
    E2eTest::SetUp();
    candidate_ = server().Create(ACandidate()).name();
    advisor_ = server().Activate(server().Create(AnAdvisor()).name()).name();
    channel_ = server().AsAdvisor(advisor_);
    candidates_ = v1::CandidateService::NewStub(channel_);
    support_ = v1::SupportService::NewStub(channel_);
  }

  v1::Engagement Start() {
    v1::StartEngagementRequest request;
    request.set_candidate(candidate_);
    request.set_advisor(advisor_);
    return server().Call(request, &v1::SupportService::Stub::StartEngagement, server().support());
  }
  v1::Engagement End(const std::string& name) {
    v1::EndEngagementRequest request;
    request.set_name(name);
    return server().Call(request, &v1::SupportService::Stub::EndEngagement, server().support());
  }
  grpc::Status GetCandidate(v1::Candidate* candidate = nullptr) {
    v1::GetCandidateRequest request;
    request.set_name(candidate_);
    return server().Try(request, &v1::CandidateService::Stub::GetCandidate, *candidates_,
                        candidate);
  }
  int Load() {
    v1::GetAdvisorRequest request;
    request.set_name(advisor_);
    return server()
        .Call(request, &v1::AdvisorService::Stub::GetAdvisor, server().advisors())
        .active_candidates();
  }

  std::string candidate_;
  std::string advisor_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<v1::CandidateService::Stub> candidates_;
  std::unique_ptr<v1::SupportService::Stub> support_;
};
BANSO_E2E_ON_BOTH_STORES(SupportTest);

TEST_P(SupportTest, AnAdvisorSeesACandidateWhileItLastsAndThirtyDaysAfter) {
  EXPECT_THAT(GetCandidate(), HasCode(grpc::NOT_FOUND));
  const v1::Engagement engagement = Start();

  v1::Candidate seen;
  ASSERT_TRUE(GetCandidate(&seen).ok());
  EXPECT_EQ(seen.person_name().full_name(), "相談 花子");
  EXPECT_FALSE(seen.has_work_authorisation());
  EXPECT_EQ(seen.consents_size(), 0);
  EXPECT_EQ(Load(), 1);
  End(engagement.name());
  EXPECT_EQ(Load(), 0);
  server().clock().Advance(absl::Hours(30 * 24) - absl::Microseconds(1));
  EXPECT_TRUE(GetCandidate().ok());
  server().clock().Advance(absl::Microseconds(1));
  EXPECT_THAT(GetCandidate(), HasCode(grpc::NOT_FOUND));
}

TEST_P(SupportTest, EverybodySeesTheOwnEngagementsOnly) {
  const v1::Engagement engagement = Start();
  const auto person = v1::SupportService::NewStub(server().AsCandidate(candidate_));
  const auto other = v1::SupportService::NewStub(
      server().AsAdvisor(server().Activate(server().Create(AnAdvisor()).name()).name()));
  const auto count = [&](v1::SupportService::Stub& stub) {
    return server()
        .Call(v1::ListEngagementsRequest(), &v1::SupportService::Stub::ListEngagements, stub)
        .engagements_size();
  };
  v1::GetEngagementRequest request;
  request.set_name(engagement.name());

  EXPECT_EQ(count(*support_), 1);
  EXPECT_EQ(count(*person), 1);
  EXPECT_EQ(count(server().support()), 1);
  EXPECT_EQ(count(*other), 0);
  EXPECT_THAT(server().Try(request, &v1::SupportService::Stub::GetEngagement, *other),
              HasCode(grpc::NOT_FOUND));
}

TEST_P(SupportTest, OnlyACoordinatorBeginsAndEnds) {
  v1::StartEngagementRequest start;
  start.set_candidate(candidate_);
  start.set_advisor(advisor_);
  v1::EndEngagementRequest end;
  end.set_name("engagements/any");

  EXPECT_THAT(server().Try(start, &v1::SupportService::Stub::StartEngagement, *support_),
              HasCode(grpc::PERMISSION_DENIED));
  EXPECT_THAT(server().Try(end, &v1::SupportService::Stub::EndEngagement, *support_),
              HasCode(grpc::PERMISSION_DENIED));
}

TEST_P(SupportTest, ABlockedPairIsRefusedWithItsCodes) {
  v1::UpdateCandidateRequest block;
  block.mutable_candidate()->set_name(candidate_);
  block.mutable_candidate()->add_blocked_advisors(advisor_);
  server().Call(block, &v1::CandidateService::Stub::UpdateCandidate, server().candidates());
  v1::StartEngagementRequest start;
  start.set_candidate(candidate_);
  start.set_advisor(advisor_);

  const grpc::Status refused =
      server().Try(start, &v1::SupportService::Stub::StartEngagement, server().support());

  EXPECT_THAT(refused, HasCode(grpc::FAILED_PRECONDITION));
  EXPECT_EQ(ErrorReason(refused), "MATCH_BLOCKED");
  EXPECT_TRUE(DetailOf<google::rpc::ErrorInfo>(refused).metadata().contains("DO_NOT_MATCH"));
}

TEST_P(SupportTest, OfManyWhoBookTheSameHourOneGetsIt) {
  const v1::Engagement engagement = Start();
  const auto person = v1::SupportService::NewStub(server().AsCandidate(candidate_));
  v1::SupportService::Stub* const stubs[] = {support_.get(), person.get(), &server().support()};
  std::atomic<int> booked = 0;
  std::atomic<int> taken = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 9; ++i) {
    threads.emplace_back([&, i] {
      v1::ScheduleMentoringSessionRequest schedule;
      schedule.set_engagement(engagement.name());
      *schedule.mutable_start_time() =
          FromTime(server().clock().Now() + absl::Hours(48) + absl::Minutes(5 * i));
      const grpc::Status status = server().Try(
          schedule, &v1::SupportService::Stub::ScheduleMentoringSession, *stubs[i % 3]);
      if (status.ok()) {
        ++booked;
      } else if (ErrorReason(status) == "TIME_TAKEN") {
        ++taken;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();

  EXPECT_EQ(booked, 1);
  EXPECT_EQ(taken, 8);
}

TEST_P(SupportTest, AnAppointmentIsKeptFromBookingToWhatCameOfIt) {
  const v1::Engagement engagement = Start();
  const auto person_channel = server().AsCandidate(candidate_);
  const auto person = v1::ConsultationService::NewStub(person_channel);
  const auto advisor = v1::ConsultationService::NewStub(channel_);
  v1::ScheduleMentoringSessionRequest schedule;
  schedule.set_engagement(engagement.name());
  *schedule.mutable_start_time() = FromTime(server().clock().Now() + absl::Hours(48));
  const v1::Session booked =
      server().Call(schedule, &v1::SupportService::Stub::ScheduleMentoringSession, *support_);
  EXPECT_EQ(booked.steps_size(), 1);
  v1::MoveSessionRequest move;
  move.set_name(booked.name());
  *move.mutable_start_time() = FromTime(server().clock().Now() + absl::Hours(72));
  const v1::Session moved =
      server().Call(move, &v1::ConsultationService::Stub::MoveSession, *person);
  server().clock().Advance(absl::Hours(73));
  v1::CompleteSessionRequest complete;
  complete.set_name(moved.name());
  complete.set_minutes(50);
  complete.set_notes("話した");
  complete.set_advisor_notes("SECRET notes");
  server().Call(complete, &v1::ConsultationService::Stub::CompleteSession, *advisor);
  v1::GetSessionRequest get;
  get.set_name(moved.name());

  const v1::Session seen = server().Call(get, &v1::ConsultationService::Stub::GetSession, *person);
  const v1::Session own = server().Call(get, &v1::ConsultationService::Stub::GetSession, *advisor);
  const auto hours = server().Call(v1::GetAdvisorHoursRequest(),
                                   &v1::SupportService::Stub::GetAdvisorHours, *support_);

  EXPECT_EQ(seen.state(), v1::Session::COMPLETED);
  EXPECT_EQ(seen.notes(), "話した");
  EXPECT_EQ(seen.advisor_notes().text(), "");
  EXPECT_EQ(own.advisor_notes().text(), "SECRET notes");
  ASSERT_EQ(hours.advisors_size(), 1);
  EXPECT_EQ(hours.advisors(0).sessions(), 1);
  EXPECT_EQ(hours.advisors(0).minutes(), 50);
}

// Three advisors leave at the same time, and everybody whom they accompany has somebody else
// afterwards.
TEST_P(SupportTest, ThreeAdvisorsLeaveAndNoCaseIsLost) {
  using Stub = v1::SupportService::Stub;
  constexpr int kLeaving = 3;
  constexpr int kEach = 2;
  const auto an_advisor = [&] {
    return server().Activate(server().Create(AnAdvisor()).name()).name();
  };
  std::vector<std::string> leaving;
  std::set<std::string> people;
  for (int i = 0; i < kLeaving; ++i) {
    leaving.push_back(an_advisor());
    for (int j = 0; j < kEach; ++j) {
      v1::StartEngagementRequest start;
      start.set_candidate(server().Create(ACandidate()).name());
      start.set_advisor(leaving.back());
      server().Call(start, &Stub::StartEngagement, server().support());
      people.insert(start.candidate());
    }
  }
  // Together with the one who is there already, there is room for exactly as many.
  const std::set<std::string> staying = {advisor_, an_advisor()};
  for (const std::string& advisor : leaving) {
    v1::PauseAdvisorRequest pause;
    pause.set_name(advisor);
    server().Call(pause, &v1::AdvisorService::Stub::PauseAdvisor, server().advisors());
  }
  std::vector<std::thread> threads;
  for (const std::string& advisor : leaving) {
    threads.emplace_back([&, advisor] {
      for (int attempt = 0; attempt < 20; ++attempt) {
        v1::ProposeHandOverRequest propose;
        propose.set_advisor(advisor);
        const v1::HandOverProposal proposal =
            server().Call(propose, &Stub::ProposeHandOver, server().support());
        v1::ApproveHandOverRequest approve;
        approve.set_advisor(advisor);
        approve.set_proposal_revision(proposal.revision());
        for (const v1::HandOverCase& c : proposal.cases()) {
          ASSERT_FALSE(c.advisor().empty());
          v1::HandOverPair* pair = approve.add_pairs();
          pair->set_engagement(c.engagement());
          pair->set_advisor(c.advisor());
        }
        v1::ApproveHandOverResponse done;
        const grpc::Status status =
            server().Try(approve, &Stub::ApproveHandOver, server().support(), &done);
        if (status.ok()) {
          EXPECT_EQ(done.remaining_engagements_size(), 0);
          return;
        }
        // Somebody else was handed over meanwhile: another proposal.
        ASSERT_THAT(status, HasCode(grpc::ABORTED));
      }
      ADD_FAILURE() << advisor << " was never free";
    });
  }
  for (std::thread& thread : threads) thread.join();

  std::map<std::string, int> accompanied;
  v1::ListEngagementsRequest list;
  list.set_page_size(1000);
  const auto engagements = server().Call(list, &Stub::ListEngagements, server().support());
  for (const v1::Engagement& engagement : engagements.engagements()) {
    if (engagement.has_end_time()) continue;
    ++accompanied[engagement.candidate()];
    EXPECT_TRUE(staying.contains(engagement.advisor())) << engagement.advisor();
    EXPECT_FALSE(engagement.previous().empty());
  }
  EXPECT_EQ(accompanied.size(), people.size());
  for (const auto& [person, advisors] : accompanied) {
    EXPECT_TRUE(people.contains(person));
    EXPECT_EQ(advisors, 1) << person;
  }
  for (const std::string& advisor : leaving) {
    v1::RetireAdvisorRequest retire;
    retire.set_name(advisor);
    EXPECT_TRUE(
        server().Try(retire, &v1::AdvisorService::Stub::RetireAdvisor, server().advisors()).ok());
  }
}

}  // namespace
}  // namespace banso
