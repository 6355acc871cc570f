// Consent over RPC: who may give it and take it back, and what that does to everybody's next call.
#include <algorithm>

#include "tests/e2e/introductions.h"

namespace banso {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

class ConsentTest : public IntroductionsTest {};
BANSO_E2E_ON_BOTH_STORES(ConsentTest);

v1::GrantConsentRequest AGrant(const std::string& candidate, v1::Consent::Scope scope,
                               const std::string& recipient = "") {
  v1::GrantConsentRequest request;
  request.set_parent(candidate);
  request.set_scope(scope);
  request.set_recipient(recipient);
  request.mutable_terms()->set_method(v1::Consent::ONLINE);
  return request;
}

TEST_P(ConsentTest, AShortlistLosesWhoeverStepsBackAndNothingElse) {
  std::vector<std::string> people;
  people.reserve(3);
  for (int i = 0; i < 3; ++i) people.push_back(server().Create(ACandidate()).name());
  const std::string& c10 = people[1];
  const auto consents = v1::ConsentService::NewStub(server().AsCandidate(c10));
  const std::vector<std::string> before = Cards();
  ASSERT_THAT(before, SizeIs(3));

  ASSERT_TRUE(Withdraw(*consents, ConsentOf(c10, v1::Consent::EMPLOYER_BLINDED)).ok());

  const std::vector<std::string> after = Cards();
  ASSERT_THAT(after, SizeIs(2));
  std::vector<std::string> expected = before;
  std::string gone;
  for (const std::string& card : before) {
    if (std::find(after.begin(), after.end(), card) == after.end()) gone = card;
  }
  expected.erase(std::find(expected.begin(), expected.end(), gone));
  EXPECT_EQ(after, expected);
  const grpc::Status old_alias = GetCard(gone);
  const grpc::Status made_up = GetCard(o4_ + "/blindedCandidates/aaaaaaaaaaaaaaaaaaaa");
  EXPECT_THAT(old_alias, HasCode(grpc::NOT_FOUND));
  EXPECT_THAT(made_up, HasCode(grpc::NOT_FOUND));
  EXPECT_EQ(old_alias.error_message(), gone + " does not exist");
  EXPECT_EQ(made_up.error_message(),
            o4_ + "/blindedCandidates/aaaaaaaaaaaaaaaaaaaa does not exist");
  const auto requests = DeletionRequests();
  ASSERT_THAT(requests, SizeIs(1));
  EXPECT_EQ(requests[0].blinded_candidate(), gone);
  EXPECT_EQ(requests[0].provision_record(), "");

  // Granted again: another alias, and nothing that it shares with the old one.
  server().clock().Advance(absl::Hours(10 * 24));
  server().Call(AGrant(c10, v1::Consent::EMPLOYER_BLINDED), &v1::ConsentService::Stub::GrantConsent,
                *consents);
  const std::vector<std::string> again = Cards();
  ASSERT_THAT(again, SizeIs(3));
  EXPECT_EQ(std::find(again.begin(), again.end(), gone), again.end());
}

TEST_P(ConsentTest, AFamilyMemberReachesTheOwnRecordOnly) {
  const std::string c6 = server().Create(ACandidate("household: \"h\"")).name();
  const std::string f1 = server().Create(ACandidate("household: \"h\"")).name();
  const auto channel = server().AsFamily(f1);
  const auto candidates = v1::CandidateService::NewStub(channel);
  const auto consents = v1::ConsentService::NewStub(channel);
  v1::GetCandidateRequest get;
  v1::ListConsentsRequest list;
  v1::ExportCandidateRequest everything;

  get.set_name(f1);
  list.set_parent(f1);
  everything.set_name(f1);
  EXPECT_TRUE(server().Try(get, &v1::CandidateService::Stub::GetCandidate, *candidates).ok());
  EXPECT_TRUE(server().Try(list, &v1::ConsentService::Stub::ListConsents, *consents).ok());
  EXPECT_TRUE(server().Try(everything, &v1::ConsentService::Stub::ExportCandidate, *consents).ok());
  for (const std::string& other : {c6, std::string("candidates/nobody")}) {
    get.set_name(other);
    list.set_parent(other);
    everything.set_name(other);
    for (const grpc::Status& status :
         {server().Try(get, &v1::CandidateService::Stub::GetCandidate, *candidates),
          server().Try(list, &v1::ConsentService::Stub::ListConsents, *consents),
          server().Try(everything, &v1::ConsentService::Stub::ExportCandidate, *consents),
          server().Try(AGrant(other, v1::Consent::FOLLOW_UP),
                       &v1::ConsentService::Stub::GrantConsent, *consents)}) {
      EXPECT_THAT(status, HasCode(grpc::NOT_FOUND));
      EXPECT_EQ(status.error_message(), other + " does not exist");
      EXPECT_EQ(ErrorReason(status), "");
    }
  }
}

TEST_P(ConsentTest, APersonSeesTheOwnConsentsWithEverythingInThem) {
  const std::string name = server().Create(ACandidate()).name();
  const auto consents = v1::ConsentService::NewStub(server().AsCandidate(name));

  const v1::Consent granted = server().Call(AGrant(name, v1::Consent::REFERRAL, "Legal aid centre"),
                                            &v1::ConsentService::Stub::GrantConsent, *consents);
  v1::ListConsentsRequest request;
  request.set_parent(name);
  const auto listed = server().Call(request, &v1::ConsentService::Stub::ListConsents, *consents);

  EXPECT_EQ(granted.recipient(), "Legal aid centre");
  EXPECT_EQ(granted.state(), v1::Consent::GRANTED);
  ASSERT_EQ(listed.consents_size(), 3);
  EXPECT_EQ(listed.consents(0).state(), v1::Consent::GRANTED);
  EXPECT_EQ(listed.consents(2).SerializeAsString(), granted.SerializeAsString());
}

TEST_P(ConsentTest, OnlyACoordinatorDrafts) {
  const std::string name = server().Create(ACandidate()).name();
  const auto consents = v1::ConsentService::NewStub(server().AsCandidate(name));
  v1::DraftConsentRequest draft;
  draft.set_parent(name);
  draft.set_scope(v1::Consent::FOLLOW_UP);
  draft.set_text_version("2026-10");

  EXPECT_THAT(server().Try(draft, &v1::ConsentService::Stub::DraftConsent, *consents),
              HasCode(grpc::PERMISSION_DENIED));
  const v1::Consent drafted =
      server().Call(draft, &v1::ConsentService::Stub::DraftConsent, server().consents());
  v1::GrantConsentRequest grant = AGrant(name, v1::Consent::SCOPE_UNSPECIFIED);
  grant.set_draft(drafted.name());
  const v1::Consent granted =
      server().Call(grant, &v1::ConsentService::Stub::GrantConsent, *consents);

  EXPECT_EQ(drafted.state(), v1::Consent::DRAFT);
  EXPECT_EQ(granted.name(), drafted.name());
  EXPECT_EQ(granted.terms().text_version(), "2026-10");
}

TEST_P(ConsentTest, ARecordCannotBringConsentsWithAnUpdate) {
  v1::Candidate candidate = server().Create(ACandidate());
  v1::UpdateCandidateRequest request;
  *request.mutable_candidate() = candidate;
  request.mutable_candidate()->mutable_consents(0)->set_state(v1::Consent::WITHDRAWN);
  request.mutable_update_mask()->add_paths("consents");

  const v1::Candidate after =
      server().Call(request, &v1::CandidateService::Stub::UpdateCandidate, server().candidates());

  EXPECT_EQ(after.consents(0).SerializeAsString(), candidate.consents(0).SerializeAsString());
}

TEST_P(ConsentTest, AMinorIsNotTakenInWithoutTheGuardian) {
  v1::CreateCandidateRequest request;
  *request.mutable_candidate() = ACandidate(R"pb(
    work_authorisation { adult_labour_date { year: 2028 month: 4 day: 1 } }
  )pb");

  const grpc::Status refused =
      server().Try(request, &v1::CandidateService::Stub::CreateCandidate, server().candidates());
  for (v1::Consent& consent : *request.mutable_candidate()->mutable_consents()) {
    consent.mutable_terms()->set_method(v1::Consent::WRITTEN);
    consent.mutable_terms()->set_guardian_method(v1::Consent::WRITTEN);
  }

  EXPECT_THAT(refused, HasCode(grpc::INVALID_ARGUMENT));
  EXPECT_THAT(BadFields(refused), ElementsAre("candidate.consents[0].terms.guardian_method",
                                              "candidate.consents[1].terms.guardian_method"));
  EXPECT_TRUE(server()
                  .Try(request, &v1::CandidateService::Stub::CreateCandidate, server().candidates())
                  .ok());
}

TEST_P(ConsentTest, ARecipientConfirmsThatItDeleted) {
  const std::string name = server().Create(ACandidate()).name();
  OnlyCard();
  ASSERT_TRUE(Withdraw(server().consents(), ConsentOf(name, v1::Consent::EMPLOYER_BLINDED)).ok());
  const auto requests = DeletionRequests();
  ASSERT_THAT(requests, SizeIs(1));
  const auto other = v1::ConsentService::NewStub(
      server().AsEmployer(server().Verify(server().Create(AnEmployer()).name()).name()));
  v1::ConfirmDeletionRequest request;
  request.set_name(requests[0].name());

  EXPECT_THAT(server().Try(request, &v1::ConsentService::Stub::ConfirmDeletion, *other),
              HasCode(grpc::NOT_FOUND));
  const v1::DeletionRequest confirmed =
      server().Call(request, &v1::ConsentService::Stub::ConfirmDeletion, *employer_consents_);

  EXPECT_EQ(confirmed.confirm_time().seconds(), absl::ToUnixSeconds(TestNow()));
  EXPECT_THAT(
      server().Try(request, &v1::ConsentService::Stub::ConfirmDeletion, *employer_consents_),
      HasCode(grpc::FAILED_PRECONDITION));
}

TEST_P(ConsentTest, AnExportTellsWhoSawThePerson) {
  const std::string name = server().Create(ACandidate()).name();
  const std::string other = server().Create(ACandidate()).name();
  ASSERT_THAT(Cards(), SizeIs(2));
  const auto consents = v1::ConsentService::NewStub(server().AsCandidate(name));
  v1::ExportCandidateRequest request;
  request.set_name(name);

  const auto exported =
      server().Call(request, &v1::ConsentService::Stub::ExportCandidate, *consents);

  EXPECT_EQ(exported.candidate().person_name().full_name(), "相談 花子");
  EXPECT_EQ(exported.candidate().work_authorisation().auth_class(),
            v1::WorkAuthorisation::UNRESTRICTED);
  ASSERT_EQ(exported.provision_records_size(), 1);
  EXPECT_EQ(exported.provision_records(0).recipient(), e1_);
  const auto& entries = exported.audit_entries();
  EXPECT_TRUE(std::any_of(entries.begin(), entries.end(), [](const v1::AuditEntry& entry) {
    return entry.role() == v1::Access::EMPLOYER &&
           entry.method() == "/banso.v1.MatchingService/RankBlindedCandidates";
  }));
  EXPECT_THAT(exported.DebugString(), ::testing::Not(::testing::HasSubstr(other)));
}

TEST_P(ConsentTest, AFamilyMemberReadsASharedRecordUntilThatIsWithdrawn) {
  v1::Candidate sharing = ACandidate();
  sharing.set_household("h-1");
  const std::string sharer = server().Create(sharing).name();
  const std::string member = server().Create(sharing).name();
  const auto family = server().AsFamily(member);
  const auto candidates = v1::CandidateService::NewStub(family);
  v1::GetCandidateRequest get;
  get.set_name(sharer);
  const auto read = [&] {
    return server().Try(get, &v1::CandidateService::Stub::GetCandidate, *candidates);
  };
  EXPECT_THAT(read(), HasCode(grpc::NOT_FOUND)) << "a household shows nothing by itself";
  const auto own = v1::ConsentService::NewStub(server().AsCandidate(sharer));
  v1::GrantConsentRequest grant;
  grant.set_parent(sharer);
  grant.set_scope(v1::Consent::FAMILY_SHARE);
  grant.set_recipient(member);
  grant.mutable_terms()->set_method(v1::Consent::ONLINE);
  grant.mutable_terms()->set_text_version("2026-10");
  const v1::Consent consent = server().Call(grant, &v1::ConsentService::Stub::GrantConsent, *own);

  const v1::Candidate shared =
      server().Call(get, &v1::CandidateService::Stub::GetCandidate, *candidates);

  EXPECT_EQ(shared.person_name().full_name(), "相談 花子");
  EXPECT_GT(shared.skills_size() + shared.languages_size(), 0);
  EXPECT_FALSE(shared.has_work_authorisation());
  EXPECT_EQ(shared.household(), "");
  EXPECT_EQ(shared.consents_size(), 0);
  EXPECT_EQ(shared.needs_size(), 0);
  EXPECT_EQ(shared.blocked_employers_size(), 0);
  // Never more than to read the record.
  v1::UpdateCandidateRequest update;
  update.mutable_candidate()->set_name(sharer);
  update.mutable_candidate()->set_home_prefecture("01");
  update.mutable_update_mask()->add_paths("home_prefecture");
  EXPECT_THAT(server().Try(update, &v1::CandidateService::Stub::UpdateCandidate, *candidates),
              HasCode(grpc::NOT_FOUND));
  const auto consents = v1::ConsentService::NewStub(family);
  v1::ListConsentsRequest list;
  list.set_parent(sharer);
  EXPECT_THAT(server().Try(list, &v1::ConsentService::Stub::ListConsents, *consents),
              HasCode(grpc::NOT_FOUND));
  v1::ExportCandidateRequest everything;
  everything.set_name(sharer);
  EXPECT_THAT(server().Try(everything, &v1::ConsentService::Stub::ExportCandidate, *consents),
              HasCode(grpc::NOT_FOUND));
  // The person sees who read it.
  const v1::ExportCandidateResponse exported =
      server().Call(everything, &v1::ConsentService::Stub::ExportCandidate, *own);
  const auto& entries = exported.audit_entries();
  EXPECT_TRUE(std::any_of(entries.begin(), entries.end(), [](const v1::AuditEntry& entry) {
    return entry.role() == v1::Access::FAMILY &&
           entry.method() == "/banso.v1.CandidateService/GetCandidate";
  }));

  v1::WithdrawConsentRequest withdraw;
  withdraw.set_name(consent.name());
  server().Call(withdraw, &v1::ConsentService::Stub::WithdrawConsent, *own);

  EXPECT_THAT(read(), HasCode(grpc::NOT_FOUND));
}

TEST_P(ConsentTest, RightsRequestsAreAnsweredByACoordinator) {
  const std::string name = server().Create(ACandidate()).name();
  const auto consents = v1::ConsentService::NewStub(server().AsCandidate(name));
  v1::CreateRightsRequestRequest create;
  create.mutable_rights_request()->set_candidate(name);
  create.mutable_rights_request()->set_kind(v1::RightsRequest::DISCLOSURE);
  const v1::RightsRequest asked =
      server().Call(create, &v1::ConsentService::Stub::CreateRightsRequest, *consents);
  v1::AnswerRightsRequestRequest answer;
  answer.set_name(asked.name());

  EXPECT_THAT(server().Try(answer, &v1::ConsentService::Stub::AnswerRightsRequest, *consents),
              HasCode(grpc::PERMISSION_DENIED));
  const v1::RightsRequest answered =
      server().Call(answer, &v1::ConsentService::Stub::AnswerRightsRequest, server().consents());

  EXPECT_EQ(asked.due_time().seconds(), absl::ToUnixSeconds(TestNow() + absl::Hours(14 * 24)));
  EXPECT_EQ(answered.answer_time().seconds(), absl::ToUnixSeconds(TestNow()));
  EXPECT_EQ(ErrorReason(server().Try(answer, &v1::ConsentService::Stub::AnswerRightsRequest,
                                     server().consents())),
            "ILLEGAL_TRANSITION");
}

}  // namespace
}  // namespace banso
