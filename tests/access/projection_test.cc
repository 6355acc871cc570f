#include "server/access/projection.h"

#include "banso/v1/access_service.pb.h"
#include "banso/v1/candidate_service.pb.h"
#include "banso/v1/consent_service.pb.h"
#include "banso/v1/matching_service.pb.h"
#include "banso/v1/named_candidate.pb.h"
#include "gmock/gmock.h"
#include "tests/access/sample_world.h"

namespace banso {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using v1::Access;

v1::Candidate FullCandidate(const std::string& name) {
  v1::Candidate candidate;
  candidate.set_name(name);
  candidate.mutable_person_name()->set_full_name("اسم تجريبي");
  candidate.add_industry_wishes("39");
  candidate.add_needs()->set_kind(v1::Need::STEP_FREE);
  candidate.set_household("h1");
  v1::Consent* consent = candidate.add_consents();
  consent->set_scope(v1::Consent::SERVICE);
  consent->set_name(name + "/consents/x");
  candidate.mutable_case_()->set_stage(v1::Case::PLANNED);
  candidate.mutable_case_()->add_steps()->set_reason("said so");
  candidate.set_revision(7);
  return candidate;
}

TEST(ProjectionTest, ThePersonAndCoordinatorsSeeTheWholeRecord) {
  const Reach coordinator =
      SampleReach(SampleParts(), SampleCaller(Access::COORDINATOR), Access::ALL);
  const Reach person =
      SampleReach(SampleParts(), SampleCaller(Access::CANDIDATE, "candidates/c1"), Access::OWN);
  for (const Reach* reach : {&coordinator, &person}) {
    v1::Candidate candidate = FullCandidate("candidates/c1");

    Project(*reach, &candidate);

    EXPECT_EQ(candidate.SerializeAsString(), FullCandidate("candidates/c1").SerializeAsString());
  }
}

TEST(ProjectionTest, AnAdvisorSeesNameAndWishesButNothingSensitive) {
  Snapshot::Parts parts = SampleParts();
  AddEngagement("candidates/c1", "advisors/a1", std::nullopt, &parts);
  const Reach reach =
      SampleReach(parts, SampleCaller(Access::ADVISOR, "advisors/a1"), Access::LINKED);
  v1::Candidate candidate = FullCandidate("candidates/c1");

  Project(reach, &candidate);

  EXPECT_EQ(candidate.person_name().full_name(), "اسم تجريبي");
  EXPECT_THAT(candidate.industry_wishes(), ElementsAre("39"));
  EXPECT_EQ(candidate.case_().stage(), v1::Case::PLANNED);
  EXPECT_THAT(candidate.needs(), IsEmpty());
  EXPECT_THAT(candidate.consents(), IsEmpty());
  EXPECT_THAT(candidate.case_().steps(), IsEmpty());
  EXPECT_EQ(candidate.household(), "");
}

TEST(ProjectionTest, AFamilyMemberSeesOfASharedRecordWhatAnAdvisorSees) {
  Snapshot::Parts parts = SampleParts();
  AddSharer("candidates/c1", "h1", "candidates/c2", kSampleNow + absl::Hours(1), &parts);
  AddSharer("candidates/c2", "h1", "", kSampleNow, &parts);
  for (const auto role : {Access::CANDIDATE, Access::FAMILY}) {
    v1::Candidate shared = FullCandidate("candidates/c1");
    v1::Candidate not_shared = FullCandidate("candidates/c3");
    const Reach reach = SampleReach(parts, SampleCaller(role, "candidates/c2"), Access::LINKED);

    Project(reach, &shared);
    Project(reach, &not_shared);

    EXPECT_EQ(shared.person_name().full_name(), "اسم تجريبي");
    EXPECT_THAT(shared.industry_wishes(), ElementsAre("39"));
    EXPECT_THAT(shared.needs(), IsEmpty());
    EXPECT_THAT(shared.consents(), IsEmpty());
    EXPECT_THAT(shared.case_().steps(), IsEmpty());
    EXPECT_EQ(shared.household(), "");
    EXPECT_FALSE(not_shared.has_person_name());
    EXPECT_THAT(not_shared.industry_wishes(), IsEmpty());
  }
}

v1::Session FullSession() {
  v1::Session session;
  session.set_name("sessions/s1");
  session.set_candidate("candidates/c1");
  session.set_advisor("advisors/a1");
  session.set_matter("how to apply");
  session.set_notes("talked");
  session.mutable_advisor_notes()->set_advisor("advisors/a1");
  session.mutable_advisor_notes()->set_text("for me");
  session.add_steps()->set_reason("said so");
  return session;
}

TEST(ProjectionTest, WhoeverAccompaniesSeesWhatIsOpenedToAdvisors) {
  Snapshot::Parts parts = SampleParts();
  AddEngagement("candidates/c1", "advisors/a1", std::nullopt, &parts);
  AddEngagement("candidates/c1", "advisors/a2", std::nullopt, &parts);
  v1::Session own = FullSession();
  v1::Session other = FullSession();
  v1::Session person = FullSession();
  v1::EntrySheet sheet;
  sheet.set_name("entrySheets/s1");
  sheet.set_candidate("candidates/c1");
  sheet.set_draft_text("not yet");
  sheet.add_versions()->set_text("version one");

  Project(SampleReach(parts, SampleCaller(Access::ADVISOR, "advisors/a1"), Access::LINKED), &own);
  Project(SampleReach(parts, SampleCaller(Access::ADVISOR, "advisors/a2"), Access::LINKED), &other);
  Project(SampleReach(parts, SampleCaller(Access::ADVISOR, "advisors/a2"), Access::LINKED), &sheet);
  Project(SampleReach(parts, SampleCaller(Access::CANDIDATE, "candidates/c1"), Access::OWN),
          &person);

  EXPECT_EQ(own.matter(), "how to apply");
  EXPECT_EQ(own.notes(), "talked");
  EXPECT_EQ(own.advisor_notes().text(), "for me");
  EXPECT_EQ(own.steps(0).reason(), "");
  // Notes that an advisor keeps are for that one.
  EXPECT_EQ(other.notes(), "talked");
  EXPECT_EQ(other.advisor_notes().text(), "");
  EXPECT_EQ(person.notes(), "talked");
  EXPECT_EQ(person.advisor_notes().text(), "");
  EXPECT_EQ(person.steps(0).reason(), "said so");
  EXPECT_EQ(sheet.versions(0).text(), "version one");
  EXPECT_EQ(sheet.draft_text(), "");
}

TEST(ProjectionTest, ALinkShowsTheHourAndNotWhatWasSaid) {
  v1::Session session = FullSession();
  session.mutable_offer()->set_advisor("advisors/a1");

  Project(SampleReach(SampleParts(), SampleCaller(Access::LINK, "candidates/c1"), Access::OWN),
          &session);

  EXPECT_EQ(session.offer().advisor(), "advisors/a1");
  EXPECT_EQ(session.matter() + session.notes() + session.advisor_notes().text(), "");
  EXPECT_EQ(session.steps(0).reason(), "");
}

TEST(ProjectionTest, WhatIsOpenedToAdvisorsIsNotOpenedToWhoDoesNotReachThePerson) {
  for (const auto& [role, who] :
       std::vector<std::pair<Access::Role, std::string>>{{Access::ADVISOR, "advisors/a2"},
                                                         {Access::EMPLOYER, "employers/e1"},
                                                         {Access::CANDIDATE, "candidates/c2"},
                                                         {Access::ADMIN, ""},
                                                         {Access::AUDITOR, ""}}) {
    v1::Session session = FullSession();

    Project(SampleReach(SampleParts(), SampleCaller(role, who), Access::LINKED), &session);

    EXPECT_EQ(session.matter() + session.notes() + session.advisor_notes().text(), "");
    EXPECT_EQ(session.steps_size() == 0 || session.steps(0).reason().empty(), true);
  }
}

TEST(ProjectionTest, OutOfReachOnlyWhatIsPublicIsLeft) {
  for (const auto& caller :
       {SampleCaller(Access::ADVISOR, "advisors/a1"),
        SampleCaller(Access::EMPLOYER, "employers/e1"),
        SampleCaller(Access::CANDIDATE, "candidates/c2"), SampleCaller(Access::ADMIN),
        SampleCaller(Access::AUDITOR), SampleCaller(Access::PUBLIC)}) {
    const Reach reach = SampleReach(SampleParts(), caller, Access::LINKED);
    v1::Candidate candidate = FullCandidate("candidates/c1");

    Project(reach, &candidate);

    v1::Candidate expected;
    expected.set_name("candidates/c1");
    expected.set_revision(7);
    EXPECT_EQ(candidate.SerializeAsString(), expected.SerializeAsString())
        << Access::Role_Name(caller.role);
  }
}

TEST(ProjectionTest, EachResourceOfAnAnswerIsSeenForItself) {
  const Reach reach =
      SampleReach(SampleParts(), SampleCaller(Access::CANDIDATE, "candidates/c1"), Access::OWN);
  v1::ExportCandidateResponse answer;
  *answer.mutable_candidate() = FullCandidate("candidates/c1");
  v1::Application* application = answer.add_applications();
  application->set_name("applications/x");
  application->set_candidate("candidates/c2");
  application->set_state(v1::Application::APPLIED);

  Project(reach, &answer);

  EXPECT_EQ(answer.candidate().household(), "h1");
  EXPECT_EQ(answer.applications(0).candidate(), "");
  EXPECT_EQ(answer.applications(0).state(), v1::Application::APPLIED);
}

TEST(ProjectionTest, AConsentBelongsToItsPerson) {
  const Reach reach =
      SampleReach(SampleParts(), SampleCaller(Access::CANDIDATE, "candidates/c1"), Access::OWN);
  v1::ListConsentsResponse answer;
  *answer.add_consents() = FullCandidate("candidates/c1").consents(0);
  *answer.add_consents() = FullCandidate("candidates/c2").consents(0);

  Project(reach, &answer);

  ASSERT_EQ(answer.consents_size(), 1);
  EXPECT_EQ(answer.consents(0).scope(), v1::Consent::SERVICE);
}

TEST(ProjectionTest, EmployersAreNotToldWhoApplies) {
  Snapshot::Parts parts = SampleParts();
  v1::Application application;
  application.set_name("applications/x");
  application.set_internship("employers/e1/internships/published");
  application.set_candidate("candidates/c1");
  application.set_blinded_candidate("employers/e1/internships/published/blindedCandidates/y");
  application.set_consent("candidates/c1/consents/named");
  application.set_state(v1::Application::APPLIED);
  application.add_steps()->set_principal("principals/p2");
  PutSample(application, &parts.applications);
  const Reach reach =
      SampleReach(parts, SampleCaller(Access::EMPLOYER, "employers/e1"), Access::OWN);
  v1::NamedCandidate named;
  named.set_application("applications/x");
  named.set_chosen_name("Ism");

  Project(reach, &application);
  Project(reach, &named);

  EXPECT_EQ(application.candidate(), "");
  EXPECT_THAT(application.steps(), IsEmpty());
  EXPECT_EQ(application.blinded_candidate(),
            "employers/e1/internships/published/blindedCandidates/y");
  EXPECT_EQ(named.chosen_name(), "Ism");
}

TEST(ProjectionTest, HashesOfSecretsLeaveForNobody) {
  for (const auto& caller : {SampleCaller(Access::COORDINATOR), SampleCaller(Access::ADMIN)}) {
    const Reach reach = SampleReach(SampleParts(), caller, Access::ALL);
    v1::IssueTokenResponse answer;
    answer.mutable_token()->set_name("principals/p1/tokens/t");
    answer.mutable_token()->set_secret_hash("0123");
    answer.set_secret("banso_x");

    Project(reach, &answer);

    EXPECT_EQ(answer.token().secret_hash(), "");
    EXPECT_EQ(answer.secret(), "banso_x");
  }
}

TEST(ProjectionTest, TellsWhoseDataAMessageHolds) {
  v1::ListCandidatesResponse list;
  *list.add_candidates() = FullCandidate("candidates/c2");
  *list.add_candidates() = FullCandidate("candidates/c1");
  list.add_candidates()->set_name("candidates/only-a-name");
  v1::RankInternshipsResponse ranking;
  ranking.add_matches()->set_candidate("candidates/c3");
  ranking.mutable_matches(0)->set_raw(5);

  v1::ListConsentsResponse consents;
  *consents.add_consents() = FullCandidate("candidates/c4").consents(0);

  EXPECT_THAT(PeopleIn(list), ElementsAre("candidates/c1", "candidates/c2"));
  EXPECT_THAT(PeopleIn(consents), ElementsAre("candidates/c4"));
  EXPECT_THAT(PeopleIn(ranking), ElementsAre("candidates/c3"));
  EXPECT_THAT(PeopleIn(v1::Internship()), IsEmpty());
}

}  // namespace
}  // namespace banso
