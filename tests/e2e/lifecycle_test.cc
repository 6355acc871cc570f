// Steps of the state machines over RPC.
#include <string>

#include "tests/e2e/e2e_test.h"

namespace banso {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::SizeIs;

class LifecycleTest : public E2eTest {
 protected:
  grpc::Status Advance(const std::string& name, v1::Case::Stage stage,
                       const std::string& reason = "", v1::Candidate* candidate = nullptr) {
    v1::AdvanceCandidateRequest request;
    request.set_name(name);
    request.set_stage(stage);
    request.set_reason(reason);
    return server().Try(request, &v1::CandidateService::Stub::AdvanceCandidate,
                        server().candidates(), candidate);
  }
  grpc::Status Update(const v1::Internship& internship, v1::Internship* after = nullptr) {
    v1::UpdateInternshipRequest request;
    *request.mutable_internship() = internship;
    return server().Try(request, &v1::InternshipService::Stub::UpdateInternship,
                        server().internships(), after);
  }
  // A published opening of a verified employer.
  v1::Internship Published(const std::string& more = "") {
    const v1::Employer employer = server().Create(AnEmployer());
    server().Verify(employer.name());
    return server().Publish(server().Create(employer.name(), AnInternship(more)).name());
  }
  v1::Internship Get(const std::string& name) {
    v1::GetInternshipRequest request;
    request.set_name(name);
    return server().Call(request, &v1::InternshipService::Stub::GetInternship,
                         server().internships());
  }
};
BANSO_E2E_ON_BOTH_STORES(LifecycleTest);

TEST_P(LifecycleTest, ACaseKeepsItsStepsAndWhenItWasFirstInterviewed) {
  const std::string name = server().Create(ACandidate()).name();
  server().clock().Advance(absl::Hours(24));
  ASSERT_TRUE(Advance(name, v1::Case::RECEIVED).ok());
  server().clock().Advance(absl::Hours(24));

  v1::Candidate candidate;
  ASSERT_TRUE(Advance(name, v1::Case::FIRST_INTERVIEW, "met at the desk", &candidate).ok());

  EXPECT_EQ(candidate.case_().stage(), v1::Case::FIRST_INTERVIEW);
  EXPECT_EQ(candidate.case_().first_interview_time().seconds(),
            absl::ToUnixSeconds(TestNow() + absl::Hours(48)));
  ASSERT_THAT(candidate.case_().steps(), SizeIs(3));
  EXPECT_EQ(candidate.case_().steps(0).stage(), v1::Case::APPLIED);
  EXPECT_EQ(candidate.case_().steps(2).reason(), "met at the desk");
}

TEST_P(LifecycleTest, AnIllegalStepChangesNothing) {
  const std::string name = server().Create(ACandidate()).name();
  const Revision revision = StoreRevision();

  const grpc::Status refused = Advance(name, v1::Case::OFFERED);

  EXPECT_THAT(refused, HasCode(grpc::FAILED_PRECONDITION));
  EXPECT_EQ(ErrorReason(refused), "ILLEGAL_TRANSITION");
  EXPECT_EQ(StoreRevision(), revision);
}

TEST_P(LifecycleTest, ClosingEarlyNeedsAReason) {
  const std::string name = server().Create(ACandidate()).name();

  EXPECT_THAT(BadFields(Advance(name, v1::Case::CLOSED)), ElementsAre("reason"));
  EXPECT_TRUE(Advance(name, v1::Case::CLOSED, "found work by themselves").ok());
}

TEST_P(LifecycleTest, APausedCaseKeepsItsStage) {
  const std::string name = server().Create(ACandidate()).name();
  v1::PauseCandidateRequest pause;
  pause.set_name(name);
  const v1::Candidate paused =
      server().Call(pause, &v1::CandidateService::Stub::PauseCandidate, server().candidates());
  EXPECT_EQ(paused.case_().status(), v1::Case::PAUSED);

  EXPECT_THAT(Advance(name, v1::Case::RECEIVED), HasCode(grpc::FAILED_PRECONDITION));
  v1::ResumeCandidateRequest resume;
  resume.set_name(name);
  server().Call(resume, &v1::CandidateService::Stub::ResumeCandidate, server().candidates());
  EXPECT_TRUE(Advance(name, v1::Case::RECEIVED).ok());
  v1::ReferCandidateRequest refer;
  refer.set_name(name);
  server().Call(refer, &v1::CandidateService::Stub::ReferCandidate, server().candidates());

  v1::WithdrawCandidateRequest withdraw;
  withdraw.set_name(name);
  EXPECT_THAT(
      server().Try(withdraw, &v1::CandidateService::Stub::WithdrawCandidate, server().candidates()),
      HasCode(grpc::FAILED_PRECONDITION));
}

TEST_P(LifecycleTest, ARepeatedStepGivesTheFirstAnswer) {
  const std::string name = server().Create(ACandidate()).name();
  v1::AdvanceCandidateRequest request;
  request.set_name(name);
  request.set_stage(v1::Case::RECEIVED);
  request.set_request_id("0d3c0a52-7cc1-4b6e-8df0-4a1f5b7f9e21");
  const auto advance = [&] {
    return server().Call(request, &v1::CandidateService::Stub::AdvanceCandidate,
                         server().candidates());
  };

  const v1::Candidate first = advance();
  const v1::Candidate again = advance();

  EXPECT_EQ(again.SerializeAsString(), first.SerializeAsString());
}

TEST_P(LifecycleTest, AnAdvisorBecomesActiveAndLeaves) {
  const std::string name = server().Create(AnAdvisor()).name();
  EXPECT_EQ(server().Activate(name).state(), v1::Advisor::ACTIVE);
  v1::RetireAdvisorRequest retire;
  retire.set_name(name);
  EXPECT_EQ(
      server().Call(retire, &v1::AdvisorService::Stub::RetireAdvisor, server().advisors()).state(),
      v1::Advisor::LEFT);
  v1::ResumeAdvisorRequest resume;
  resume.set_name(name);
  EXPECT_THAT(server().Try(resume, &v1::AdvisorService::Stub::ResumeAdvisor, server().advisors()),
              HasCode(grpc::FAILED_PRECONDITION));
}

TEST_P(LifecycleTest, PublishingNamesEveryReasonAgainstIt) {
  v1::Employer bare = AnEmployer();
  bare.clear_contacts();
  const v1::Employer employer = server().Create(bare);
  v1::Internship opening = AnInternship(
      "hourly_wage_yen: 1000 called_internship: true "
      "fair_hiring_items_asked: 5");
  opening.clear_contract_kind();
  const std::string name = server().Create(employer.name(), opening).name();
  v1::SubmitInternshipRequest submit;
  submit.set_name(name);
  server().Call(submit, &v1::InternshipService::Stub::SubmitInternship, server().internships());
  v1::VerifyInternshipRequest verify;
  verify.set_name(name);
  server().Call(verify, &v1::InternshipService::Stub::VerifyInternship, server().internships());
  v1::PublishInternshipRequest publish;
  publish.set_name(name);

  const grpc::Status refused = server().Try(
      publish, &v1::InternshipService::Stub::PublishInternship, server().internships());

  EXPECT_THAT(refused, HasCode(grpc::FAILED_PRECONDITION));
  EXPECT_EQ(ErrorReason(refused), "NOT_PUBLISHABLE");
  std::vector<std::string> types;
  const auto failure = DetailOf<google::rpc::PreconditionFailure>(refused);
  for (const auto& violation : failure.violations()) {
    types.push_back(violation.type());
    EXPECT_FALSE(violation.description().empty());
  }
  EXPECT_THAT(types, ElementsAre("CONTACT_MISSING", "CONTRACT_KIND_MISSING",
                                 "EMPLOYER_NOT_VERIFIED", "FAIR_HIRING_ITEM",
                                 "INTERNSHIP_LABEL_NOT_ALLOWED", "OPENING_BELOW_MIN_WAGE"));
  EXPECT_EQ(Get(name).state(), v1::Internship::VERIFIED);
}

TEST_P(LifecycleTest, APublishedOpeningThatChangesIsCheckedAnew) {
  v1::Internship opening = Published();
  ASSERT_EQ(opening.state(), v1::Internship::PUBLISHED);
  v1::Internship title;
  title.set_name(opening.name());
  title.set_title("別の題");
  ASSERT_TRUE(Update(title, &opening).ok());
  EXPECT_EQ(opening.state(), v1::Internship::PUBLISHED);

  v1::Internship hours = opening;
  hours.mutable_fixed()->mutable_days(0)->mutable_end()->set_hours(17);
  ASSERT_TRUE(Update(hours, &opening).ok());

  EXPECT_EQ(opening.state(), v1::Internship::SUBMITTED);
}

TEST_P(LifecycleTest, SeatsFillAndFreeAnOpening) {
  v1::Internship opening = Published();
  v1::Internship change;
  change.set_name(opening.name());
  change.set_seats_taken(2);
  ASSERT_TRUE(Update(change, &opening).ok());
  EXPECT_EQ(opening.state(), v1::Internship::FILLED);
  change.set_seats_taken(1);
  ASSERT_TRUE(Update(change, &opening).ok());
  EXPECT_EQ(opening.state(), v1::Internship::PUBLISHED);
  change.set_seats_taken(3);
  EXPECT_THAT(BadFields(Update(change)), ElementsAre("internship.seats_taken"));
}

TEST_P(LifecycleTest, ASuspendedOpeningReturnsToWhereItWas) {
  const v1::Internship opening = Published();
  v1::SuspendInternshipRequest suspend;
  suspend.set_name(opening.name());
  const v1::Internship suspended = server().Call(
      suspend, &v1::InternshipService::Stub::SuspendInternship, server().internships());
  EXPECT_EQ(suspended.state(), v1::Internship::SUSPENDED);
  EXPECT_EQ(suspended.state_before_suspension(), v1::Internship::PUBLISHED);
  v1::ResumeInternshipRequest resume;
  resume.set_name(opening.name());

  const v1::Internship resumed =
      server().Call(resume, &v1::InternshipService::Stub::ResumeInternship, server().internships());

  EXPECT_EQ(resumed.state(), v1::Internship::PUBLISHED);
  EXPECT_EQ(resumed.state_before_suspension(), v1::Internship::STATE_UNSPECIFIED);
}

TEST_P(LifecycleTest, AnOpeningExpiresAtItsDeadline) {
  const absl::Time deadline = TestNow() + absl::Hours(24);
  const v1::Internship opening = Published(
      absl::StrCat("application_deadline_time { seconds: ", absl::ToUnixSeconds(deadline), " }"));
  EXPECT_EQ(server().server().ExpireOpenings().value_or(-1), 0);
  server().clock().Set(deadline);

  EXPECT_EQ(server().server().ExpireOpenings().value_or(-1), 1);

  EXPECT_EQ(Get(opening.name()).state(), v1::Internship::EXPIRED);
  EXPECT_EQ(server().server().ExpireOpenings().value_or(-1), 0);
}

}  // namespace
}  // namespace banso
