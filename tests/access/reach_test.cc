#include "server/access/reach.h"

#include "banso/v1/candidate_service.pb.h"
#include "banso/v1/consent_service.pb.h"
#include "banso/v1/internship_service.pb.h"
#include "gmock/gmock.h"
#include "tests/access/sample_world.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using v1::Access;

void AddApplication(const std::string& name, v1::Application::State state,
                    const std::string& consent, Snapshot::Parts* parts) {
  v1::Application application;
  application.set_name(name);
  application.set_candidate("candidates/c1");
  application.set_internship("employers/e1/internships/published");
  application.set_state(state);
  application.set_consent(consent);
  PutSample(std::move(application), &parts->applications);
}

TEST(ReachTest, ACoordinatorReachesEverything) {
  const Reach reach = SampleReach(SampleParts(), SampleCaller(Access::COORDINATOR), Access::ALL);

  EXPECT_TRUE(reach.Includes("candidates/c1"));
  EXPECT_TRUE(reach.Includes("candidates/unknown"));
  EXPECT_TRUE(reach.Includes("employers/e1/internships/draft"));
}

TEST(ReachTest, APersonReachesTheOwnRecordAndNoOther) {
  for (const auto role : {Access::CANDIDATE, Access::FAMILY}) {
    const Reach reach =
        SampleReach(SampleParts(), SampleCaller(role, "candidates/c1"), Access::OWN);

    EXPECT_TRUE(reach.Includes("candidates/c1"));
    EXPECT_TRUE(reach.Includes("candidates/c1/consents/x"));
    EXPECT_FALSE(reach.Includes("candidates/c2"));
    EXPECT_FALSE(reach.Includes("candidates/c11"));
    EXPECT_FALSE(reach.Includes("candidates/unknown"));
    EXPECT_FALSE(reach.Includes("employers/e1"));
    EXPECT_FALSE(reach.Includes("advisors/a1"));
  }
}

TEST(ReachTest, WhoSpeaksForNobodyOwnsNothing) {
  const Reach reach = SampleReach(SampleParts(), SampleCaller(Access::CANDIDATE), Access::OWN);

  EXPECT_FALSE(reach.Includes("candidates/c1"));
  EXPECT_FALSE(reach.Includes(""));
}

TEST(ReachTest, DraftsOfOthersAreNotThere) {
  const Reach person =
      SampleReach(SampleParts(), SampleCaller(Access::CANDIDATE, "candidates/c1"), Access::ALL);
  const Reach employer =
      SampleReach(SampleParts(), SampleCaller(Access::EMPLOYER, "employers/e1"), Access::OWN);

  EXPECT_TRUE(person.Includes("employers/e1/internships/published"));
  EXPECT_FALSE(person.Includes("employers/e1/internships/draft"));
  EXPECT_TRUE(employer.Includes("employers/e1/internships/draft"));
  EXPECT_FALSE(employer.Includes("employers/e2/internships/published"));
  EXPECT_FALSE(employer.Includes("employers/e2"));
  EXPECT_FALSE(employer.Includes("candidates/c1"));
}

TEST(ReachTest, AnAdvisorReachesCandidatesWhileAccompaniedAndThirtyDaysAfter) {
  Snapshot::Parts parts = SampleParts();
  AddEngagement("candidates/c1", "advisors/a1", std::nullopt, &parts);
  AddEngagement("candidates/c2", "advisors/a2", std::nullopt, &parts);
  AddEngagement("candidates/c3", "advisors/a1",
                kSampleNow - kEngagementAfterglow + absl::Seconds(1), &parts);
  AddEngagement("candidates/c4", "advisors/a1", kSampleNow - kEngagementAfterglow, &parts);
  const Reach reach =
      SampleReach(std::move(parts), SampleCaller(Access::ADVISOR, "advisors/a1"), Access::LINKED);

  EXPECT_TRUE(reach.Includes("candidates/c1"));
  EXPECT_FALSE(reach.Includes("candidates/c2"));
  EXPECT_TRUE(reach.Includes("candidates/c3"));
  EXPECT_FALSE(reach.Includes("candidates/c4"));
}

TEST(ReachTest, WhoNoLongerAgreesToTheServiceIsAccompaniedByNobody) {
  Snapshot::Parts parts = SampleParts();
  AddCandidate("candidates/c1", /*agrees=*/false, &parts);
  AddEngagement("candidates/c1", "advisors/a1", std::nullopt, &parts);

  const Reach reach =
      SampleReach(std::move(parts), SampleCaller(Access::ADVISOR, "advisors/a1"), Access::LINKED);

  EXPECT_FALSE(reach.Includes("candidates/c1"));
}

TEST(ReachTest, EngagementsAreReachedByTheirTwoSides) {
  Snapshot::Parts parts = SampleParts();
  AddEngagement("candidates/c1", "advisors/a1", std::nullopt, &parts);
  const auto reaches = [&](Caller caller) {
    return SampleReach(parts, std::move(caller), Access::OWN).Includes("engagements/0");
  };

  EXPECT_TRUE(reaches(SampleCaller(Access::ADVISOR, "advisors/a1")));
  EXPECT_TRUE(reaches(SampleCaller(Access::CANDIDATE, "candidates/c1")));
  EXPECT_FALSE(reaches(SampleCaller(Access::ADVISOR, "advisors/a2")));
  EXPECT_FALSE(reaches(SampleCaller(Access::CANDIDATE, "candidates/c2")));
}

TEST(ReachTest, AnEmployerReachesApplicationsOnceItKnowsOfThem) {
  Snapshot::Parts parts = SampleParts();
  AddApplication("applications/interested", v1::Application::INTERESTED, "", &parts);
  AddApplication("applications/pending", v1::Application::CONSENT_PENDING, "", &parts);
  AddApplication("applications/declined", v1::Application::WITHDRAWN, "", &parts);
  AddApplication("applications/left", v1::Application::WITHDRAWN, "candidates/c1/consents/x",
                 &parts);
  const Reach employer =
      SampleReach(parts, SampleCaller(Access::EMPLOYER, "employers/e1"), Access::OWN);
  const Reach other =
      SampleReach(parts, SampleCaller(Access::EMPLOYER, "employers/e2"), Access::OWN);
  const Reach person =
      SampleReach(parts, SampleCaller(Access::CANDIDATE, "candidates/c1"), Access::OWN);

  EXPECT_FALSE(employer.Includes("applications/interested"));
  EXPECT_TRUE(employer.Includes("applications/pending"));
  EXPECT_FALSE(employer.Includes("applications/declined"));
  EXPECT_TRUE(employer.Includes("applications/left"));
  EXPECT_FALSE(other.Includes("applications/pending"));
  EXPECT_TRUE(person.Includes("applications/interested"));
}

TEST(ReachTest, ARequestIsRefusedInTheWordsOfAnUnknownName) {
  const Reach reach =
      SampleReach(SampleParts(), SampleCaller(Access::CANDIDATE, "candidates/c1"), Access::OWN);
  v1::GetCandidateRequest own, other, unknown;
  own.set_name("candidates/c1");
  other.set_name("candidates/c2");
  unknown.set_name("candidates/c9");

  EXPECT_THAT(reach.CheckRequest(own), IsOk());
  EXPECT_EQ(reach.CheckRequest(other), absl::NotFoundError("candidates/c2 does not exist"));
  EXPECT_EQ(reach.CheckRequest(unknown), absl::NotFoundError("candidates/c9 does not exist"));
}

TEST(ReachTest, TheResourceWithinARequestIsLookedAtToo) {
  const Reach reach =
      SampleReach(SampleParts(), SampleCaller(Access::CANDIDATE, "candidates/c1"), Access::OWN);
  v1::UpdateCandidateRequest update;
  update.mutable_candidate()->set_name("candidates/c2");
  v1::CreateRightsRequestRequest rights;
  rights.mutable_rights_request()->set_candidate("candidates/c2");

  EXPECT_THAT(reach.CheckRequest(update), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(reach.CheckRequest(rights), StatusIs(absl::StatusCode::kNotFound));
}

TEST(ReachTest, AWildcardStandsForWhatIsReached) {
  const Reach reach =
      SampleReach(SampleParts(), SampleCaller(Access::EMPLOYER, "employers/e1"), Access::OWN);
  v1::ListInternshipsRequest any, other;
  any.set_parent("employers/-");
  other.set_parent("employers/e2");

  EXPECT_THAT(reach.CheckRequest(any), IsOk());
  EXPECT_THAT(reach.CheckRequest(other), StatusIs(absl::StatusCode::kNotFound));
}

}  // namespace
}  // namespace banso
