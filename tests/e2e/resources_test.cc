// The standard methods over RPC, on every store.
#include <string>
#include <vector>

#include "tests/e2e/e2e_test.h"

namespace banso {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kRequestId[] = "6d1f9d3c-3c5e-4b0a-9c52-0f5c7f0d2b11";

class ResourcesTest : public E2eTest {
 protected:
  grpc::Status Get(const std::string& name, v1::Candidate* candidate = nullptr) {
    v1::GetCandidateRequest request;
    request.set_name(name);
    return server().Try(request, &v1::CandidateService::Stub::GetCandidate, server().candidates(),
                        candidate);
  }
  grpc::Status Update(const v1::UpdateCandidateRequest& request,
                      v1::Candidate* candidate = nullptr) {
    return server().Try(request, &v1::CandidateService::Stub::UpdateCandidate,
                        server().candidates(), candidate);
  }
  grpc::Status Create(const v1::CreateCandidateRequest& request,
                      v1::Candidate* candidate = nullptr) {
    return server().Try(request, &v1::CandidateService::Stub::CreateCandidate,
                        server().candidates(), candidate);
  }
  v1::ListEmployersResponse ListEmployers(const v1::ListEmployersRequest& request) {
    return server().Call(request, &v1::EmployerService::Stub::ListEmployers, server().employers());
  }
};
BANSO_E2E_ON_BOTH_STORES(ResourcesTest);

TEST_P(ResourcesTest, ACreatedResourceReadsBackAsItWasAnswered) {
  const v1::Candidate created = server().Create(ACandidate());

  v1::Candidate read;
  ASSERT_TRUE(Get(created.name(), &read).ok());

  EXPECT_EQ(read.SerializeAsString(), created.SerializeAsString());
  EXPECT_TRUE(created.name().starts_with("candidates/"));
  EXPECT_EQ(created.case_().stage(), v1::Case::APPLIED);
  EXPECT_EQ(created.case_().status(), v1::Case::ACTIVE);
  EXPECT_FALSE(created.etag().empty());
  EXPECT_GT(created.revision(), 0);
  EXPECT_EQ(created.create_time().seconds(), absl::ToUnixSeconds(TestNow()));
}

TEST_P(ResourcesTest, NamesInAnyScriptComeBackAsTheyWereGiven) {
  v1::Candidate candidate = ACandidate();
  candidate.mutable_person_name()->set_full_name("اسم تجريبي");
  candidate.mutable_person_name()->set_latin_name("Ism Tajribi");
  candidate.mutable_person_name()->set_kana_name("イスム タジュリービー");

  const v1::Candidate created = server().Create(candidate);
  server().Restart();
  v1::Candidate read;
  ASSERT_TRUE(Get(created.name(), &read).ok());

  EXPECT_EQ(read.person_name().SerializeAsString(), candidate.person_name().SerializeAsString());
}

TEST_P(ResourcesTest, StringsAreKeptInNormalFormCAndLanguagesInTheirShortestForm) {
  v1::Candidate candidate = ACandidate("contact_languages: \"fas\"");
  candidate.mutable_person_name()->set_full_name("Andre\xCC\x81");  // e, combining acute

  const v1::Candidate created = server().Create(candidate);

  EXPECT_EQ(created.person_name().full_name(), "Andr\xC3\xA9");
  EXPECT_THAT(created.contact_languages(), ElementsAre("ja", "fa"));
}

TEST_P(ResourcesTest, WhatTheServerSetsIsNotTakenFromTheClient) {
  v1::Candidate candidate = ACandidate(
      "case { stage: EMPLOYED status: PAUSED } create_time { seconds: 1 } revision: 77 "
      "name: \"candidates/mine\" etag: \"abc\"");

  const v1::Candidate created = server().Create(candidate);

  EXPECT_NE(created.name(), "candidates/mine");
  EXPECT_EQ(created.case_().stage(), v1::Case::APPLIED);
  EXPECT_NE(created.create_time().seconds(), 1);
}

TEST_P(ResourcesTest, AMissingResourceIsNotFound) {
  EXPECT_THAT(Get("candidates/nobody"), HasCode(grpc::NOT_FOUND));
}

TEST_P(ResourcesTest, AMaskChangesWhatItNamesAndNothingElse) {
  const v1::Candidate before = server().Create(ACandidate());
  server().clock().Advance(absl::Hours(1));
  v1::UpdateCandidateRequest request;
  request.mutable_candidate()->set_name(before.name());
  request.mutable_candidate()->mutable_person_name()->set_full_name("新しい 名前");
  request.mutable_candidate()->set_home_prefecture("27");
  request.mutable_update_mask()->add_paths("person_name.full_name");

  v1::Candidate after;
  ASSERT_TRUE(Update(request, &after).ok());

  EXPECT_EQ(after.person_name().full_name(), "新しい 名前");
  EXPECT_EQ(after.person_name().kana_name(), before.person_name().kana_name());
  EXPECT_EQ(after.home_prefecture(), "13");
  EXPECT_EQ(after.create_time().seconds(), before.create_time().seconds());
  EXPECT_EQ(after.update_time().seconds(), before.update_time().seconds() + 3600);
  EXPECT_NE(after.etag(), before.etag());
  EXPECT_GT(after.revision(), before.revision());
}

TEST_P(ResourcesTest, WithoutAMaskThePopulatedFieldsChange) {
  const v1::Candidate before = server().Create(ACandidate());
  v1::UpdateCandidateRequest request;
  request.mutable_candidate()->set_name(before.name());
  request.mutable_candidate()->set_home_prefecture("27");

  v1::Candidate after;
  ASSERT_TRUE(Update(request, &after).ok());

  EXPECT_EQ(after.home_prefecture(), "27");
  EXPECT_THAT(after.skills(), SizeIs(1));
}

TEST_P(ResourcesTest, AStarReplacesEverythingAndChecksTheWhole) {
  const v1::Candidate before = server().Create(ACandidate());
  v1::UpdateCandidateRequest request;
  request.mutable_candidate()->set_name(before.name());
  request.mutable_candidate()->set_home_prefecture("27");
  request.mutable_update_mask()->add_paths("*");

  const grpc::Status refused = Update(request);
  EXPECT_THAT(refused, HasCode(grpc::INVALID_ARGUMENT));
  EXPECT_THAT(BadFields(refused), Contains("candidate.person_name"));

  request.mutable_candidate()->mutable_person_name()->set_full_name("名前");
  v1::Candidate after;
  ASSERT_TRUE(Update(request, &after).ok());
  EXPECT_THAT(after.skills(), IsEmpty());
  EXPECT_EQ(after.case_().stage(), v1::Case::APPLIED);
}

TEST_P(ResourcesTest, AnUpdateThatBreaksARuleIsRefusedWhole) {
  const v1::Candidate before = server().Create(ACandidate());
  const Revision revision = StoreRevision();
  v1::UpdateCandidateRequest request;
  request.mutable_candidate()->set_name(before.name());
  request.mutable_candidate()->set_home_prefecture("27");
  v1::LanguageSkill* language = request.mutable_candidate()->add_languages();
  language->set_language("en");
  language->set_jlpt_level(v1::N1);

  const grpc::Status refused = Update(request);

  EXPECT_THAT(refused, HasCode(grpc::INVALID_ARGUMENT));
  EXPECT_THAT(BadFields(refused), ElementsAre("candidate.languages[0].jlpt_level"));
  EXPECT_EQ(StoreRevision(), revision);
}

TEST_P(ResourcesTest, AStaleEtagIsAborted) {
  const v1::Candidate first = server().Create(ACandidate());
  v1::UpdateCandidateRequest request;
  request.mutable_candidate()->set_name(first.name());
  request.mutable_candidate()->set_etag(first.etag());
  request.mutable_candidate()->set_home_prefecture("27");
  v1::Candidate second;
  ASSERT_TRUE(Update(request, &second).ok());

  request.mutable_candidate()->set_home_prefecture("14");
  const grpc::Status stale = Update(request);
  EXPECT_THAT(stale, HasCode(grpc::ABORTED));
  EXPECT_EQ(ErrorReason(stale), "ETAG_MISMATCH");

  request.mutable_candidate()->set_etag(second.etag());
  EXPECT_TRUE(Update(request).ok());
}

TEST_P(ResourcesTest, ARepeatedRequestGetsTheFirstAnswerAndWritesNothing) {
  v1::CreateCandidateRequest request;
  *request.mutable_candidate() = ACandidate();
  request.set_request_id(kRequestId);
  v1::Candidate first;
  ASSERT_TRUE(Create(request, &first).ok());
  const Revision revision = StoreRevision();
  server().clock().Advance(absl::Minutes(5));
  server().Restart();

  v1::Candidate again;
  ASSERT_TRUE(Create(request, &again).ok());

  EXPECT_EQ(again.SerializeAsString(), first.SerializeAsString());
  EXPECT_EQ(StoreRevision(), revision);
}

TEST_P(ResourcesTest, ARepeatedUpdateSucceedsThoughItsEtagIsStaleNow) {
  const v1::Candidate before = server().Create(ACandidate());
  v1::UpdateCandidateRequest request;
  request.mutable_candidate()->set_name(before.name());
  request.mutable_candidate()->set_etag(before.etag());
  request.mutable_candidate()->set_home_prefecture("27");
  request.set_request_id(kRequestId);
  v1::Candidate first;
  ASSERT_TRUE(Update(request, &first).ok());

  v1::Candidate again;
  ASSERT_TRUE(Update(request, &again).ok());

  EXPECT_EQ(again.SerializeAsString(), first.SerializeAsString());
}

TEST_P(ResourcesTest, ARequestIdServesOneRequestOnly) {
  v1::CreateCandidateRequest request;
  *request.mutable_candidate() = ACandidate();
  request.set_request_id(kRequestId);
  ASSERT_TRUE(Create(request).ok());

  request.mutable_candidate()->set_home_prefecture("27");
  const grpc::Status refused = Create(request);

  EXPECT_THAT(refused, HasCode(grpc::INVALID_ARGUMENT));
  EXPECT_THAT(BadFields(refused), ElementsAre("request_id"));
}

TEST_P(ResourcesTest, ValidateOnlyChecksAndWritesNothing) {
  const Revision revision = StoreRevision();
  v1::CreateCandidateRequest request;
  *request.mutable_candidate() = ACandidate();
  request.set_validate_only(true);

  v1::Candidate checked;
  EXPECT_TRUE(Create(request, &checked).ok());
  EXPECT_TRUE(checked.etag().empty());
  request.mutable_candidate()->set_home_prefecture("99");
  EXPECT_THAT(BadFields(Create(request)), ElementsAre("candidate.home_prefecture"));

  EXPECT_EQ(StoreRevision(), revision);
}

TEST_P(ResourcesTest, ADeletedResourceIsGoneAndItsRevisionIsSent) {
  const v1::Employer created = server().Create(AnEmployer());
  v1::DeleteEmployerRequest request;
  request.set_name(created.name());
  grpc::ClientContext context;
  google::protobuf::Empty empty;

  ASSERT_TRUE(server().employers().DeleteEmployer(&context, request, &empty).ok());

  v1::GetEmployerRequest get;
  get.set_name(created.name());
  EXPECT_THAT(server().Try(get, &v1::EmployerService::Stub::GetEmployer, server().employers()),
              HasCode(grpc::NOT_FOUND));
  const auto& trailing = context.GetServerTrailingMetadata();
  const auto revision = trailing.find("banso-revision");
  ASSERT_NE(revision, trailing.end());
  EXPECT_EQ(std::string(revision->second.data(), revision->second.size()),
            absl::StrCat(created.revision() + 1));
}

TEST_P(ResourcesTest, AnEmployerWithInternshipsIsNotDeleted) {
  const v1::Employer employer = server().Create(AnEmployer());
  const v1::Internship internship = server().Create(employer.name(), AnInternship());
  EXPECT_TRUE(internship.name().starts_with(employer.name() + "/internships/"));
  v1::DeleteEmployerRequest request;
  request.set_name(employer.name());

  const grpc::Status refused =
      server().Try(request, &v1::EmployerService::Stub::DeleteEmployer, server().employers());

  EXPECT_THAT(refused, HasCode(grpc::FAILED_PRECONDITION));
  EXPECT_EQ(ErrorReason(refused), "RESOURCE_IN_USE");
}

TEST_P(ResourcesTest, AReferenceToNothingIsNotFoundWithItsField) {
  v1::CreateInternshipRequest internship;
  internship.set_parent("employers/none");
  *internship.mutable_internship() = AnInternship();
  for (const bool validate_only : {false, true}) {
    internship.set_validate_only(validate_only);
    const grpc::Status status = server().Try(
        internship, &v1::InternshipService::Stub::CreateInternship, server().internships());
    EXPECT_THAT(status, HasCode(grpc::NOT_FOUND));
    EXPECT_EQ(DetailOf<google::rpc::ErrorInfo>(status).metadata().at("field"), "parent");
  }

  v1::CreateAdvisorRequest advisor;
  *advisor.mutable_advisor() = AnAdvisor("employer: \"employers/none\"");
  for (const bool validate_only : {false, true}) {
    advisor.set_validate_only(validate_only);
    const grpc::Status status =
        server().Try(advisor, &v1::AdvisorService::Stub::CreateAdvisor, server().advisors());
    EXPECT_THAT(status, HasCode(grpc::NOT_FOUND));
    EXPECT_EQ(DetailOf<google::rpc::ErrorInfo>(status).metadata().at("field"), "advisor.employer");
  }
}

TEST_P(ResourcesTest, PagesHoldEveryRowOnceInOrder) {
  std::vector<std::string> expected;
  for (int i = 0; i < 7; ++i) {
    v1::Employer employer = AnEmployer();
    employer.set_display_name(absl::StrCat("会社 ", 6 - i));
    server().Create(employer);
    expected.push_back(absl::StrCat("会社 ", i));
  }
  v1::ListEmployersRequest request;
  request.set_page_size(3);
  request.set_order_by("display_name");
  std::vector<std::string> names;
  int pages = 0;
  do {
    const v1::ListEmployersResponse page = ListEmployers(request);
    EXPECT_LE(page.employers_size(), 3);
    for (const v1::Employer& employer : page.employers()) {
      names.push_back(employer.display_name());
      EXPECT_FALSE(employer.etag().empty());
    }
    request.set_page_token(page.next_page_token());
    ++pages;
  } while (!request.page_token().empty());

  EXPECT_EQ(names, expected);
  EXPECT_EQ(pages, 3);
}

TEST_P(ResourcesTest, APageContinuesThoughItsLastRowIsGone) {
  for (int i = 0; i < 5; ++i) {
    v1::Employer employer = AnEmployer();
    employer.set_display_name(absl::StrCat("会社 ", 4 - i));
    server().Create(employer);
  }
  v1::ListEmployersRequest request;
  request.set_page_size(2);
  request.set_order_by("display_name");
  const v1::ListEmployersResponse first = ListEmployers(request);
  v1::DeleteEmployerRequest remove;
  remove.set_name(first.employers(1).name());
  server().Call(remove, &v1::EmployerService::Stub::DeleteEmployer, server().employers());

  request.set_page_token(first.next_page_token());
  const v1::ListEmployersResponse second = ListEmployers(request);

  // Counted from the front: the rows moved up by one.
  ASSERT_THAT(second.employers(), SizeIs(2));
  EXPECT_EQ(second.employers(0).display_name(), "会社 3");
  EXPECT_EQ(second.employers(1).display_name(), "会社 4");
}

TEST_P(ResourcesTest, AFilterKeepsWhatItSays) {
  v1::Employer software = AnEmployer("industry: \"391\" display_name: \"A\"");
  v1::Employer kitchen = AnEmployer("industry: \"76\" display_name: \"B\"");
  server().Create(software);
  server().Create(kitchen);
  v1::ListEmployersRequest request;
  request.set_filter("industry:G AND state = APPLIED");

  const v1::ListEmployersResponse page = ListEmployers(request);

  ASSERT_THAT(page.employers(), SizeIs(1));
  EXPECT_EQ(page.employers(0).display_name(), "A");
}

TEST_P(ResourcesTest, AnEmployersInternshipsAreListedApartOrTogether) {
  const v1::Employer one = server().Create(AnEmployer());
  const v1::Employer two = server().Create(AnEmployer());
  server().Create(one.name(), AnInternship());
  server().Create(one.name(), AnInternship());
  server().Create(two.name(), AnInternship());
  const auto count = [&](const std::string& parent) {
    v1::ListInternshipsRequest request;
    request.set_parent(parent);
    return server()
        .Call(request, &v1::InternshipService::Stub::ListInternships, server().internships())
        .internships_size();
  };

  EXPECT_EQ(count(one.name()), 2);
  EXPECT_EQ(count(two.name()), 1);
  EXPECT_EQ(count("employers/-"), 3);
}

TEST_P(ResourcesTest, AForeignOrAlteredPageTokenIsRefused) {
  for (int i = 0; i < 3; ++i) server().Create(AnEmployer());
  v1::ListEmployersRequest request;
  request.set_page_size(1);
  const std::string token = ListEmployers(request).next_page_token();
  ASSERT_FALSE(token.empty());

  const auto refused = [&](const v1::ListEmployersRequest& bad) {
    const grpc::Status status =
        server().Try(bad, &v1::EmployerService::Stub::ListEmployers, server().employers());
    EXPECT_THAT(status, HasCode(grpc::INVALID_ARGUMENT));
    EXPECT_THAT(BadFields(status), ElementsAre("page_token"));
  };
  v1::ListEmployersRequest other_filter = request;
  other_filter.set_page_token(token);
  other_filter.set_filter("state = VERIFIED");
  refused(other_filter);
  v1::ListEmployersRequest altered = request;
  altered.set_page_token("A" + token);
  refused(altered);

  v1::ListAdvisorsRequest other_method;
  other_method.set_page_size(1);
  other_method.set_page_token(token);
  EXPECT_THAT(BadFields(server().Try(other_method, &v1::AdvisorService::Stub::ListAdvisors,
                                     server().advisors())),
              ElementsAre("page_token"));
}

TEST_P(ResourcesTest, AReadMayWaitForARevisionUntilItsDeadline) {
  const v1::Candidate created = server().Create(ACandidate());
  v1::GetCandidateRequest request;
  request.set_name(created.name());
  request.set_min_revision(created.revision());
  EXPECT_TRUE(
      server().Try(request, &v1::CandidateService::Stub::GetCandidate, server().candidates()).ok());

  request.set_min_revision(created.revision() + 1000);
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Milliseconds(100)));
  v1::Candidate unread;
  EXPECT_THAT(server().candidates().GetCandidate(&context, request, &unread),
              HasCode(grpc::DEADLINE_EXCEEDED));
}

}  // namespace
}  // namespace banso
