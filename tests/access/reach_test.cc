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

TEST(ReachTest, ASharedRecordIsReachedByTheMemberWhoIsNamedAndNobodyElse) {
  const absl::Time later = kSampleNow + absl::Hours(1);
  Snapshot::Parts parts = SampleParts();
  AddSharer("candidates/c1", "h1", "", later, &parts);
  AddSharer("candidates/c2", "h1", "candidates/c1", later, &parts);
  AddSharer("candidates/c3", "h1", "", later, &parts);                    // agrees to nothing
  AddSharer("candidates/c4", "h2", "candidates/c1", later, &parts);       // has moved out
  AddSharer("candidates/c5", "h1", "candidates/c1", kSampleNow, &parts);  // no longer agrees
  AddSharer("candidates/c6", "", "candidates/c1", later, &parts);
  AddSession("candidates/c2", "advisors/a1", v1::Session::CONFIRMED, absl::Hours(1), &parts);
  AddEngagement("candidates/c2", "advisors/a1", std::nullopt, &parts);
  for (const auto role : {Access::CANDIDATE, Access::FAMILY}) {
    const Reach member = SampleReach(parts, SampleCaller(role, "candidates/c1"), Access::LINKED);

    EXPECT_TRUE(member.Includes("candidates/c1"));
    EXPECT_TRUE(member.Includes("candidates/c2"));
    for (const char* name :
         {"candidates/c3", "candidates/c4", "candidates/c5", "candidates/c6", "candidates/unknown",
          "candidates/c2/consents/x", "sessions/0", "engagements/0"}) {
      EXPECT_FALSE(member.Includes(name)) << name;
    }
    EXPECT_FALSE(member.IsOwn("candidates/c2"));
    // What is granted for the own record alone is not granted for a shared one.
    EXPECT_FALSE(SampleReach(parts, SampleCaller(role, "candidates/c1"), Access::OWN)
                     .Includes("candidates/c2"));
    EXPECT_FALSE(SampleReach(parts, SampleCaller(role, "candidates/c3"), Access::LINKED)
                     .Includes("candidates/c2"));
    EXPECT_FALSE(SampleReach(parts, SampleCaller(role, "candidates/c2"), Access::LINKED)
                     .Includes("candidates/c1"))
        << "sharing is not mutual";
    EXPECT_FALSE(SampleReach(parts, SampleCaller(role), Access::LINKED).Includes("candidates/c6"));
  }
  EXPECT_FALSE(SampleReach(parts, SampleCaller(Access::LINK, "candidates/c1"), Access::LINKED)
                   .Includes("candidates/c2"));
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

TEST(ReachTest, AnAdvisorReachesWhomHeMetAtTheDeskUntilThirtyDaysAfter) {
  Snapshot::Parts parts = SampleParts();
  AddSession("candidates/c1", "advisors/a1", v1::Session::CONFIRMED, -absl::Hours(48), &parts);
  AddSession("candidates/c2", "advisors/a1", v1::Session::COMPLETED, absl::Hours(30 * 24), &parts);
  AddSession("candidates/c3", "advisors/a1", v1::Session::COMPLETED, absl::Hours(30 * 24 + 2),
             &parts);
  AddSession("candidates/c4", "advisors/a1", v1::Session::CANCELLED, absl::Hours(1), &parts);
  AddSession("candidates/c4", "advisors/a2", v1::Session::CONFIRMED, absl::Hours(1), &parts);
  const Reach reach =
      SampleReach(parts, SampleCaller(Access::ADVISOR, "advisors/a1"), Access::LINKED);

  EXPECT_TRUE(reach.Includes("candidates/c1"));
  EXPECT_TRUE(reach.Includes("candidates/c2"));
  EXPECT_FALSE(reach.Includes("candidates/c3"));
  EXPECT_FALSE(reach.Includes("candidates/c4"));
}

TEST(ReachTest, RecordsOfTheRoadAreReachedByThePersonAndWhoeverAccompanies) {
  Snapshot::Parts parts = SampleParts();
  AddEngagement("candidates/c1", "advisors/a1", std::nullopt, &parts);
  const std::string session =
      AddSession("candidates/c1", "advisors/a2", v1::Session::CANCELLED, absl::Hours(1), &parts);
  v1::SupportPlan plan;
  plan.set_name("supportPlans/c1");
  plan.set_candidate("candidates/c1");
  PutSample(plan, &parts.support_plans);
  v1::EntrySheet sheet;
  sheet.set_name("entrySheets/s1");
  sheet.set_candidate("candidates/c1");
  PutSample(sheet, &parts.entry_sheets);
  const auto reaches = [&](Caller caller, Access::Scope scope) {
    const Reach reach = SampleReach(parts, std::move(caller), scope);
    std::vector<bool> result;
    for (const std::string& name : {session, plan.name(), sheet.name()}) {
      result.push_back(reach.Includes(name));
    }
    return result;
  };

  const std::vector<bool> all = {true, true, true}, none = {false, false, false};
  EXPECT_EQ(reaches(SampleCaller(Access::COORDINATOR), Access::ALL), all);
  EXPECT_EQ(reaches(SampleCaller(Access::CANDIDATE, "candidates/c1"), Access::OWN), all);
  EXPECT_EQ(reaches(SampleCaller(Access::CANDIDATE, "candidates/c2"), Access::OWN), none);
  EXPECT_EQ(reaches(SampleCaller(Access::ADVISOR, "advisors/a1"), Access::LINKED), all);
  // The own sessions, whatever became of them, and nothing else of the person.
  EXPECT_EQ(reaches(SampleCaller(Access::ADVISOR, "advisors/a2"), Access::LINKED),
            (std::vector<bool>{true, false, false}));
  EXPECT_EQ(reaches(SampleCaller(Access::EMPLOYER, "employers/e1"), Access::OWN), none);
  EXPECT_EQ(reaches(SampleCaller(Access::LINK, "candidates/c1"), Access::OWN),
            (std::vector<bool>{true, false, false}));
}

TEST(ReachTest, OffersAreReachedByThePersonAndTheEmployer) {
  Snapshot::Parts parts = SampleParts();
  v1::Offer offer;
  offer.set_name("offers/o1");
  offer.set_candidate("candidates/c1");
  offer.set_internship("employers/e1/internships/published");
  PutSample(offer, &parts.offers);
  const auto reaches = [&](Caller caller) {
    return SampleReach(parts, std::move(caller), Access::OWN).Includes(offer.name());
  };

  EXPECT_TRUE(reaches(SampleCaller(Access::CANDIDATE, "candidates/c1")));
  EXPECT_TRUE(reaches(SampleCaller(Access::EMPLOYER, "employers/e1")));
  EXPECT_FALSE(reaches(SampleCaller(Access::CANDIDATE, "candidates/c2")));
  EXPECT_FALSE(reaches(SampleCaller(Access::EMPLOYER, "employers/e2")));
}

TEST(ReachTest, MessagesAreReachedByWhomTheyAreFor) {
  Snapshot::Parts parts = SampleParts();
  v1::Message message;
  message.set_name("messages/m1");
  message.set_candidate("candidates/c1");
  PutSample(message, &parts.messages);
  message.set_name("messages/m2");
  message.clear_candidate();
  message.set_advisor("advisors/a1");
  PutSample(message, &parts.messages);
  const Reach person =
      SampleReach(parts, SampleCaller(Access::CANDIDATE, "candidates/c1"), Access::OWN);
  const Reach advisor =
      SampleReach(parts, SampleCaller(Access::ADVISOR, "advisors/a1"), Access::OWN);

  EXPECT_TRUE(person.Includes("messages/m1"));
  EXPECT_FALSE(person.Includes("messages/m2"));
  EXPECT_FALSE(advisor.Includes("messages/m1"));
  EXPECT_TRUE(advisor.Includes("messages/m2"));
}

TEST(ReachTest, ALinkOpensTheSessionsAtTheDeskAndNothingElse) {
  Snapshot::Parts parts = SampleParts();
  const std::string own = AddSession("candidates/c1", "", v1::Session::REQUESTED, {}, &parts);
  const std::string others = AddSession("candidates/c2", "", v1::Session::REQUESTED, {}, &parts);
  v1::Session mentoring;
  mentoring.set_name("sessions/mentoring");
  mentoring.set_candidate("candidates/c1");
  mentoring.set_kind(v1::Session::MENTORING);
  PutSample(mentoring, &parts.sessions);
  AddEngagement("candidates/c1", "advisors/a1", std::nullopt, &parts);
  const Reach reach = SampleReach(parts, SampleCaller(Access::LINK, "candidates/c1"), Access::OWN);

  EXPECT_TRUE(reach.Includes(own));
  EXPECT_TRUE(reach.Includes("deskDays/any"));
  for (const std::string& name :
       {others, mentoring.name(), std::string("candidates/c1"), std::string("engagements/0"),
        std::string("candidates/c1/consents/x")}) {
    EXPECT_FALSE(reach.Includes(name)) << name;
  }
}

TEST(ReachTest, AnEmployerReachesApplicationsOnceItKnowsOfThem) {
  Snapshot::Parts parts = SampleParts();
  AddApplication("applications/interested", v1::Application::INTERESTED, "", &parts);
  AddApplication("applications/pending", v1::Application::CONSENT_PENDING, "", &parts);
  AddApplication("applications/applied", v1::Application::APPLIED, "candidates/c1/consents/x",
                 &parts);
  AddApplication("applications/declined", v1::Application::WITHDRAWN, "", &parts);
  AddApplication("applications/left", v1::Application::WITHDRAWN, "candidates/c1/consents/x",
                 &parts);
  // Ended by a coordinator before anybody was told of them.
  AddApplication("applications/rejected", v1::Application::REJECTED, "", &parts);
  AddApplication("applications/cancelled", v1::Application::CANCELLED_BY_EMPLOYER, "", &parts);
  const Reach employer =
      SampleReach(parts, SampleCaller(Access::EMPLOYER, "employers/e1"), Access::OWN);
  const Reach other =
      SampleReach(parts, SampleCaller(Access::EMPLOYER, "employers/e2"), Access::OWN);
  const Reach person =
      SampleReach(parts, SampleCaller(Access::CANDIDATE, "candidates/c1"), Access::OWN);

  EXPECT_FALSE(employer.Includes("applications/interested"));
  // Nobody is shown a card of this person.
  EXPECT_FALSE(employer.Includes("applications/pending"));
  EXPECT_TRUE(employer.Includes("applications/applied"));
  EXPECT_FALSE(employer.Includes("applications/declined"));
  EXPECT_FALSE(employer.Includes("applications/rejected"));
  EXPECT_FALSE(employer.Includes("applications/cancelled"));
  EXPECT_TRUE(employer.Includes("applications/left"));
  EXPECT_FALSE(other.Includes("applications/applied"));
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
