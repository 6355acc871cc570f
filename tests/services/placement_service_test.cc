#include "server/services/placement_service.h"

#include <thread>

#include "server/services/application_steps.h"
#include "server/services/consent_service.h"
#include "server/services/named_view.h"
#include "tests/services/programme_test.h"

namespace banso {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::SizeIs;

constexpr char kC[] = "candidates/c";
constexpr char kE1[] = "employers/e1";
constexpr char kInternship[] = "employers/e1/internships/o4";

class PlacementServiceTest : public ProgrammeTest {
 protected:
  void SetUp() override {
    ProgrammeTest::SetUp();
    eraser_ = std::make_unique<Eraser>(&context_);
    consents_ = std::make_unique<ConsentService>(&context_, eraser_.get());
    PutEmployer(kE1);
    PutInternship(kInternship);
    PutCandidate(kC, "person_name { chosen_form: LATIN }");
    PutLicence();
  }

  absl::StatusOr<v1::Application> Request(const std::string& card) {
    v1::RequestIntroductionRequest request;
    request.set_blinded_candidate(card);
    Call call = EmployerCall(kE1);
    return RequestIntroduction(context_, request, &call);
  }
  static v1::AgreeIntroductionRequest AnAgreement(const std::string& application) {
    v1::AgreeIntroductionRequest request;
    request.set_name(application);
    request.mutable_terms()->set_method(v1::Consent::ONLINE);
    return request;
  }
  absl::StatusOr<v1::Application> Agree(const v1::AgreeIntroductionRequest& request) {
    Call call = CandidateCall(kC);
    return AgreeToBeNamed(
        context_, {request.name(), request.etag(), request.request_id(), ApplicationVerb::kAgree},
        request.terms(), &call);
  }
  absl::StatusOr<v1::Application> Decline(const std::string& name) {
    v1::DeclineIntroductionRequest request;
    request.set_name(name);
    Call call = CandidateCall(kC);
    return StepBack(
        context_, {request.name(), request.etag(), request.request_id(), ApplicationVerb::kDecline},
        &call);
  }
  absl::StatusOr<v1::Application> Withdraw(const std::string& name) {
    v1::WithdrawApplicationRequest request;
    request.set_name(name);
    Call call = CandidateCall(kC);
    return StepBack(
        context_,
        {request.name(), request.etag(), request.request_id(), ApplicationVerb::kWithdraw}, &call);
  }
  absl::Status WithdrawConsent(const std::string& name) {
    v1::WithdrawConsentRequest request;
    request.set_name(name);
    Call call = CandidateCall(kC);
    return consents_->WithdrawConsent(request, &call).status();
  }
  absl::StatusOr<v1::NamedCandidate> GetNamed(const std::string& application) {
    v1::GetNamedCandidateRequest request;
    request.set_application(application);
    Call call = EmployerCall(kE1);
    return GetNamedCandidate(context_, request, &call);
  }
  // Asked for and agreed to.
  v1::Application Introduced() {
    const auto asked = Request(CardOf(kC, kInternship));
    EXPECT_THAT(asked, IsOk());
    const auto agreed = Agree(AnAgreement(asked->name()));
    EXPECT_THAT(agreed, IsOk());
    return *agreed;
  }
  // Changes the record as its owner would.
  template <typename Change>
  void ChangeCandidate(Change change) {
    v1::Candidate candidate = CandidateNow(kC);
    change(&candidate);
    Put(ResourceKind::kCandidate, candidate);
  }
  std::vector<v1::ProvisionRecord> Records() {
    std::vector<v1::ProvisionRecord> records;
    Newest()->provision_records().ForEach(
        [&](const auto& entry) { records.push_back(*entry->message); });
    return records;
  }

  std::unique_ptr<Eraser> eraser_;
  std::unique_ptr<ConsentService> consents_;
};

TEST_F(PlacementServiceTest, AskingWaitsForThePersonAndTellsNothing) {
  const auto asked = Request(CardOf(kC, kInternship));

  ASSERT_THAT(asked, IsOk());
  EXPECT_EQ(asked->state(), v1::Application::CONSENT_PENDING);
  EXPECT_EQ(asked->internship(), kInternship);
  EXPECT_EQ(asked->blinded_candidate(), CardOf(kC, kInternship));
  EXPECT_THAT(GetNamed(asked->name()),
              StatusIs(absl::StatusCode::kNotFound, asked->name() + " does not exist"));
  EXPECT_THAT(Records(), IsEmpty());
  EXPECT_THAT(AuditedChanges(), ElementsAre("INTRODUCTION_REQUESTED"));
}

TEST_F(PlacementServiceTest, AskingAgainGivesTheSameApplication) {
  const auto first = Request(CardOf(kC, kInternship));
  const auto again = Request(CardOf(kC, kInternship));

  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->SerializeAsString(), first->SerializeAsString());
  EXPECT_EQ(Newest()->applications().size(), 1);
}

TEST_F(PlacementServiceTest, ManyWhoAskAtOnceGetOneApplication) {
  constexpr int kThreads = 4;
  std::vector<std::string> names(kThreads);
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      const auto asked = Request(CardOf(kC, kInternship));
      names[i] = asked.ok() ? asked->name() : asked.status().ToString();
    });
  }
  for (std::thread& thread : threads) thread.join();

  EXPECT_EQ(Newest()->applications().size(), 1);
  for (const std::string& name : names) EXPECT_EQ(name, names[0]);
}

TEST_F(PlacementServiceTest, WhoeverIsNotShownCannotBeAskedFor) {
  const std::string made_up = std::string(kInternship) + "/blindedCandidates/aaaaaaaaaaaaaaaaaaaa";
  const auto refused = [&](const std::string& card) {
    return Request(card).status() == absl::NotFoundError(card + " does not exist");
  };

  EXPECT_TRUE(refused(made_up));
  EXPECT_TRUE(refused(CardOf(kC, kInternship, "older")));
  ASSERT_THAT(WithdrawConsent("candidates/c/consents/blinded"), IsOk());
  EXPECT_TRUE(refused(CardOf(kC, kInternship)));
}

TEST_F(PlacementServiceTest, AGroupThatThePersonBlockedGetsNoHint) {
  PutEmployer("employers/e5", "corporate_group: \"G7\"");
  PutInternship("employers/e5/internships/o6");
  PutCandidate("candidates/c15", "blocked_groups: \"G7\"");
  const std::string card = CardOf("candidates/c15", "employers/e5/internships/o6");

  EXPECT_THAT(Request(card), StatusIs(absl::StatusCode::kNotFound, card + " does not exist"));
}

TEST_F(PlacementServiceTest, WithoutALicenceNobodyIsIntroducedToPaidWork) {
  const auto asked = Request(CardOf(kC, kInternship));
  ASSERT_THAT(asked, IsOk());
  PutInternship("employers/e1/internships/unpaid", "paid: false is_labour: false");
  const auto licence_until = [&](int day) {
    Put(ResourceKind::kSettings,
        Merge(v1::Settings(),
              absl::StrCat("name: \"settings/programme\" placement_licence { "
                           "number: \"1\" valid_until_date { year: 2026 month: ",
                           day == 0 ? 11 : 12, " day: ", day == 0 ? 30 : day, " } }")));
    Newest();
  };

  licence_until(0);  // until yesterday
  const auto agreed = Agree(AnAgreement(asked->name()));
  PutCandidate("candidates/c2");
  Newest();
  const auto asked_again = Request(CardOf("candidates/c2", kInternship));
  const auto unpaid = Request(CardOf("candidates/c2", "employers/e1/internships/unpaid"));
  licence_until(1);  // until today
  const auto in_time = Agree(AnAgreement(asked->name()));

  EXPECT_THAT(agreed, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_EQ(ReasonOf(agreed), "PLACEMENT_LICENCE_MISSING");
  EXPECT_EQ(ReasonOf(asked_again), "PLACEMENT_LICENCE_MISSING");
  EXPECT_THAT(unpaid, IsOk());
  EXPECT_THAT(in_time, IsOk());
}

TEST_F(PlacementServiceTest, AgreeingDoesEverythingInOneCommit) {
  const auto asked = Request(CardOf(kC, kInternship));
  ASSERT_THAT(asked, IsOk());
  const Revision before = Newest()->revision();

  const auto agreed = Agree(AnAgreement(asked->name()));

  ASSERT_THAT(agreed, IsOk());
  EXPECT_EQ(agreed->revision(), before + 1);
  EXPECT_EQ(Newest()->revision(), before + 1);
  EXPECT_EQ(agreed->state(), v1::Application::APPLIED);
  const v1::Consent consent = ConsentNow(agreed->consent());
  EXPECT_EQ(consent.scope(), v1::Consent::EMPLOYER_NAMED);
  EXPECT_EQ(consent.recipient(), kInternship);
  EXPECT_EQ(consent.state(), v1::Consent::GRANTED);
  EXPECT_EQ(consent.terms().method(), v1::Consent::ONLINE);
  const auto records = Records();
  ASSERT_THAT(records, SizeIs(1));
  EXPECT_EQ(records[0].candidate(), kC);
  EXPECT_EQ(records[0].recipient(), kE1);
  EXPECT_EQ(records[0].internship(), kInternship);
  EXPECT_EQ(records[0].consent(), agreed->consent());
  EXPECT_THAT(records[0].items(), ElementsAre("CHOSEN_NAME", "DESK_CONTACT"));
  EXPECT_EQ(ToTime(records[0].keep_until_time()), YearsAfter(TestNow(), 3));
  EXPECT_THAT(AuditedChanges(),
              IsSupersetOf({"INTRODUCTION_AGREED", "CONSENT_GRANTED:EMPLOYER_NAMED"}));
}

TEST_F(PlacementServiceTest, TheNamedViewShowsTheChosenFormAndTheDesk) {
  const v1::Application application = Introduced();

  const auto named = GetNamed(application.name());

  ASSERT_THAT(named, IsOk());
  EXPECT_EQ(named->application(), application.name());
  EXPECT_EQ(named->chosen_name(), "Sodan Hanako");
  EXPECT_EQ(named->desk_contact(), "desk@example.org");
}

TEST_F(PlacementServiceTest, TheNamedViewIsNotedOnceADay) {
  const v1::Application application = Introduced();
  ASSERT_THAT(GetNamed(application.name()), IsOk());
  const Revision first_day = Newest()->revision();
  ASSERT_THAT(GetNamed(application.name()), IsOk());
  EXPECT_EQ(Newest()->revision(), first_day);

  clock_.Advance(absl::Hours(24));
  ASSERT_THAT(GetNamed(application.name()), IsOk());
  ASSERT_THAT(GetNamed(application.name()), IsOk());

  EXPECT_EQ(Newest()->revision(), first_day + 1);
  const auto records = Records();
  ASSERT_THAT(records, SizeIs(1));
  EXPECT_EQ(ToTime(records[0].provide_time()), TestNow() + absl::Hours(24));
  EXPECT_EQ(ToTime(records[0].keep_until_time()), YearsAfter(TestNow() + absl::Hours(24), 3));
}

TEST_F(PlacementServiceTest, AWithdrawnNamedConsentActsOnTheNextCall) {
  const v1::Application application = Introduced();
  ASSERT_THAT(GetNamed(application.name()), IsOk());

  ASSERT_THAT(WithdrawConsent(application.consent()), IsOk());

  EXPECT_THAT(GetNamed(application.name()), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_EQ(ApplicationNow(application.name()).state(), v1::Application::WITHDRAWN);
}

TEST_F(PlacementServiceTest, AWithdrawnBlindedConsentLeavesTheIntroduction) {
  const v1::Application application = Introduced();

  ASSERT_THAT(WithdrawConsent("candidates/c/consents/blinded"), IsOk());

  EXPECT_EQ(ApplicationNow(application.name()).state(), v1::Application::APPLIED);
  EXPECT_THAT(GetNamed(application.name()), IsOk());
}

TEST_F(PlacementServiceTest, AWithdrawnBlindedConsentTakesBackWhatWasOnlyAskedFor) {
  const auto asked = Request(CardOf(kC, kInternship));
  ASSERT_THAT(asked, IsOk());

  ASSERT_THAT(WithdrawConsent(absl::StrCat(kC, "/consents/blinded")), IsOk());

  EXPECT_EQ(ApplicationNow(asked->name()).state(), v1::Application::WITHDRAWN);
}

TEST_F(PlacementServiceTest, TheNamedViewGoesWithTheCaseAndTheService) {
  const v1::Application introduced = Introduced();
  ASSERT_THAT(GetNamed(introduced.name()), IsOk());

  ChangeCandidate(
      [](v1::Candidate* candidate) { candidate->mutable_case_()->set_status(v1::Case::PAUSED); });
  const auto while_paused = GetNamed(introduced.name());
  ChangeCandidate([](v1::Candidate* candidate) {
    candidate->mutable_case_()->set_status(v1::Case::ACTIVE);
    for (v1::Consent& consent : *candidate->mutable_consents()) {
      if (consent.scope() == v1::Consent::SERVICE) consent.set_state(v1::Consent::EXPIRED);
    }
  });
  const auto without_service = GetNamed(introduced.name());

  EXPECT_THAT(while_paused, StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(without_service, StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(PlacementServiceTest, AnExpiredNamedConsentClosesTheView) {
  const v1::Application application = Introduced();
  ChangeCandidate([](v1::Candidate* candidate) {
    for (v1::Consent& consent : *candidate->mutable_consents()) {
      if (consent.scope() != v1::Consent::SERVICE) continue;
      *consent.mutable_expire_time() = FromTime(YearsAfter(TestNow(), 2));
    }
  });
  clock_.Set(YearsAfter(TestNow(), 1) - absl::Microseconds(1));
  EXPECT_THAT(GetNamed(application.name()), IsOk());

  clock_.Set(YearsAfter(TestNow(), 1));

  EXPECT_THAT(GetNamed(application.name()), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(PlacementServiceTest, AnEmployerThatIsBlockedOrSuspendedSinceIsToldNothing) {
  const v1::Application application = Introduced();

  ChangeCandidate([](v1::Candidate* candidate) { candidate->add_blocked_employers(kE1); });
  Newest();
  EXPECT_THAT(GetNamed(application.name()), StatusIs(absl::StatusCode::kNotFound));
  ChangeCandidate([](v1::Candidate* candidate) { candidate->clear_blocked_employers(); });
  Newest();
  EXPECT_THAT(GetNamed(application.name()), IsOk());
  PutEmployer(kE1, "state: SUSPENDED");
  Newest();
  EXPECT_THAT(GetNamed(application.name()), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(PlacementServiceTest, ABlockSinceTheRequestStandsAgainstAgreeing) {
  const auto asked = Request(CardOf(kC, kInternship));
  ASSERT_THAT(asked, IsOk());
  ChangeCandidate([](v1::Candidate* candidate) { candidate->add_blocked_employers(kE1); });

  const auto agreed = Agree(AnAgreement(asked->name()));

  EXPECT_THAT(agreed, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_EQ(ReasonOf(agreed), "MATCH_BLOCKED");
  EXPECT_THAT(InfoKeysOf(agreed), Contains("EMPLOYER_BLOCKED"));
  EXPECT_EQ(CandidateNow(kC).consents_size(), 2);
  EXPECT_THAT(Records(), IsEmpty());
}

TEST_F(PlacementServiceTest, AnOpeningThatClosedSinceTheRequestStandsAgainstAgreeing) {
  const auto asked = Request(CardOf(kC, kInternship));
  ASSERT_THAT(asked, IsOk());
  PutInternship(kInternship, "state: CLOSED");

  const auto agreed = Agree(AnAgreement(asked->name()));

  EXPECT_EQ(ReasonOf(agreed), "MATCH_BLOCKED");
  EXPECT_THAT(InfoKeysOf(agreed), Contains("OPENING_NOT_PUBLISHED"));
}

TEST_F(PlacementServiceTest, AMinorsGuardianAgreesAsWell) {
  const auto asked = Request(CardOf(kC, kInternship));
  ASSERT_THAT(asked, IsOk());
  ChangeCandidate([](v1::Candidate* candidate) {
    v1::Date* adult = candidate->mutable_work_authorisation()->mutable_adult_labour_date();
    adult->set_year(2026);
    adult->set_month(12);
    adult->set_day(24);
  });
  v1::AgreeIntroductionRequest request = AnAgreement(asked->name());

  const auto alone = Agree(request);
  request.mutable_terms()->set_guardian_method(v1::Consent::SPOKEN);

  EXPECT_EQ(ReasonOf(alone), "GUARDIAN_CONSENT_MISSING");
  EXPECT_THAT(Agree(request), StatusIs(absl::StatusCode::kPermissionDenied));
  Call coordinator = CoordinatorCall();
  EXPECT_THAT(AgreeToBeNamed(context_, {request.name(), "", "", ApplicationVerb::kAgree},
                             request.terms(), &coordinator),
              IsOk());
}

TEST_F(PlacementServiceTest, AnAgreementMustCoverTheName) {
  const auto asked = Request(CardOf(kC, kInternship));
  ASSERT_THAT(asked, IsOk());
  v1::AgreeIntroductionRequest request = AnAgreement(asked->name());
  request.mutable_terms()->add_data_items("DESK_CONTACT");

  EXPECT_THAT(Agree(request), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(PlacementServiceTest, DecliningLeavesNothingForTheEmployer) {
  const std::string card = CardOf(kC, kInternship);
  const auto asked = Request(card);
  ASSERT_THAT(asked, IsOk());

  const auto declined = Decline(asked->name());

  ASSERT_THAT(declined, IsOk());
  EXPECT_EQ(declined->state(), v1::Application::WITHDRAWN);
  EXPECT_EQ(CandidateNow(kC).consents_size(), 2);
  Newest();
  EXPECT_FALSE(EmployerCall(kE1).reach->Includes(asked->name()));
  EXPECT_EQ(FindBlinded(context_, *Newest(), card, clock_.Now()), nullptr);
  EXPECT_THAT(Request(card), StatusIs(absl::StatusCode::kNotFound, card + " does not exist"));
  EXPECT_EQ(ReasonOf(Decline(asked->name())), "ILLEGAL_TRANSITION");
  EXPECT_EQ(ReasonOf(Agree(AnAgreement(asked->name()))), "ILLEGAL_TRANSITION");
}

TEST_F(PlacementServiceTest, WithdrawingTakesTheConsentBackAndAsksToDelete) {
  const v1::Application application = Introduced();

  const auto withdrawn = Withdraw(application.name());

  ASSERT_THAT(withdrawn, IsOk());
  EXPECT_EQ(withdrawn->state(), v1::Application::WITHDRAWN);
  EXPECT_EQ(ConsentNow(application.consent()).state(), v1::Consent::WITHDRAWN);
  std::vector<v1::DeletionRequest> requests;
  Newest()->deletion_requests().ForEach(
      [&](const auto& entry) { requests.push_back(*entry->message); });
  ASSERT_THAT(requests, SizeIs(1));
  EXPECT_EQ(requests[0].recipient(), kE1);
  EXPECT_EQ(requests[0].blinded_candidate(), CardOf(kC, kInternship));
  EXPECT_THAT(GetNamed(application.name()), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_EQ(ReasonOf(Withdraw(application.name())), "ILLEGAL_TRANSITION");
  // The employer was told: it sees what became of it.
  EXPECT_TRUE(EmployerCall(kE1).reach->Includes(application.name()));
}

TEST_F(PlacementServiceTest, AnEtagThatIsNotTheApplicationsIsRefused) {
  const auto asked = Request(CardOf(kC, kInternship));
  ASSERT_THAT(asked, IsOk());
  v1::AgreeIntroductionRequest request = AnAgreement(asked->name());
  request.set_etag(asked->etag());
  ASSERT_THAT(Agree(request), IsOk());

  v1::WithdrawApplicationRequest stale;
  stale.set_name(asked->name());
  stale.set_etag(asked->etag());
  Call call = CandidateCall(kC);
  const auto withdrawn =
      StepBack(context_,
               {stale.name(), stale.etag(), stale.request_id(), ApplicationVerb::kWithdraw}, &call);

  EXPECT_THAT(withdrawn, StatusIs(absl::StatusCode::kAborted));
  EXPECT_EQ(ReasonOf(withdrawn), "ETAG_MISMATCH");
}

TEST_F(PlacementServiceTest, ANewGrantMakesAnotherCardThatNothingLinksToTheOldOne) {
  const auto first = Request(CardOf(kC, kInternship));
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(WithdrawConsent("candidates/c/consents/blinded"), IsOk());
  v1::GrantConsentRequest grant;
  grant.set_parent(kC);
  grant.set_scope(v1::Consent::EMPLOYER_BLINDED);
  grant.mutable_terms()->set_method(v1::Consent::ONLINE);
  Call call = CandidateCall(kC);
  const auto granted = consents_->GrantConsent(grant, &call);
  ASSERT_THAT(granted, IsOk());

  const std::string card = AliasesOf().NameOf(kC, granted->name(), kInternship);
  const auto second = Request(card);

  ASSERT_THAT(second, IsOk());
  EXPECT_NE(card, CardOf(kC, kInternship));
  EXPECT_NE(second->name(), first->name());
  EXPECT_EQ(second->blinded_candidate(), card);
}

}  // namespace
}  // namespace banso
