// Engagements over RPC: whom an advisor sees, and for how long.
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

}  // namespace
}  // namespace banso
