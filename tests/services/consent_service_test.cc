#include "server/services/consent_service.h"

#include "tests/services/programme_test.h"

namespace banso {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kC[] = "candidates/c";
constexpr char kInternship[] = "employers/e1/internships/o4";

class ConsentServiceTest : public ProgrammeTest {
 protected:
  void SetUp() override {
    ProgrammeTest::SetUp();
    eraser_ = std::make_unique<Eraser>(&context_);
    service_ = std::make_unique<ConsentService>(&context_, eraser_.get());
    PutEmployer("employers/e1");
    PutInternship(kInternship);
    PutCandidate(kC);
  }

  static v1::GrantConsentRequest AGrant(v1::Consent::Scope scope,
                                        const std::string& recipient = "") {
    v1::GrantConsentRequest request;
    request.set_parent(kC);
    request.set_scope(scope);
    request.set_recipient(recipient);
    request.mutable_terms()->set_method(v1::Consent::ONLINE);
    return request;
  }

  absl::StatusOr<v1::Consent> Grant(const v1::GrantConsentRequest& request) {
    Call call = CandidateCall(request.parent());
    return service_->GrantConsent(request, &call);
  }
  absl::StatusOr<v1::Consent> Withdraw(const std::string& name) {
    Call call = CandidateCall(std::string(ParentOf(name)));
    v1::WithdrawConsentRequest request;
    request.set_name(name);
    return service_->WithdrawConsent(request, &call);
  }
  // An application of the person to the internship, named if it has a consent.
  void PutApplication(const std::string& name, v1::Application::State state,
                      const std::string& consent = "",
                      const std::string& internship = kInternship) {
    v1::Application application;
    application.set_name(name);
    application.set_internship(internship);
    application.set_candidate(kC);
    application.set_blinded_candidate(internship + "/blindedCandidates/card");
    application.set_state(state);
    application.set_consent(consent);
    application.add_steps()->set_state(state);
    Put(ResourceKind::kApplication, application);
  }
  // That the name of the person was told under a consent.
  void PutNameTold(const std::string& name, const std::string& consent,
                   const std::string& internship = kInternship) {
    v1::ProvisionRecord record;
    record.set_name(name);
    record.set_candidate(kC);
    record.set_recipient(std::string(ParentOf(internship)));
    record.set_internship(internship);
    record.add_items("CHOSEN_NAME");
    record.add_items("DESK_CONTACT");
    record.set_consent(consent);
    Put(ResourceKind::kProvisionRecord, record);
  }
  std::vector<v1::DeletionRequest> DeletionRequests() {
    std::vector<v1::DeletionRequest> requests;
    Newest()->deletion_requests().ForEach(
        [&](const auto& entry) { requests.push_back(*entry->message); });
    return requests;
  }

  std::unique_ptr<Eraser> eraser_;
  std::unique_ptr<ConsentService> service_;
};

TEST_F(ConsentServiceTest, AGrantIsKeptAndAudited) {
  const auto granted = Grant(AGrant(v1::Consent::FOLLOW_UP));

  ASSERT_THAT(granted, IsOk());
  EXPECT_EQ(granted->state(), v1::Consent::GRANTED);
  EXPECT_EQ(ToTime(granted->grant_time()), TestNow());
  EXPECT_EQ(ConsentNow(granted->name()).SerializeAsString(), granted->SerializeAsString());
  EXPECT_THAT(AuditedChanges(), ElementsAre("CONSENT_GRANTED:FOLLOW_UP"));
}

TEST_F(ConsentServiceTest, GrantingAgainSupersedesInTheSameCommit) {
  const Revision before = Newest()->revision();

  const auto granted = Grant(AGrant(v1::Consent::EMPLOYER_BLINDED));

  ASSERT_THAT(granted, IsOk());
  EXPECT_EQ(Newest()->revision(), before + 1);
  EXPECT_EQ(ConsentNow("candidates/c/consents/blinded").state(), v1::Consent::SUPERSEDED);
  EXPECT_THAT(AuditedChanges(), ElementsAre("CONSENT_GRANTED:EMPLOYER_BLINDED",
                                            "CONSENT_SUPERSEDED:EMPLOYER_BLINDED"));
}

TEST_F(ConsentServiceTest, ARepeatedGrantIsOneGrant) {
  v1::GrantConsentRequest request = AGrant(v1::Consent::FOLLOW_UP);
  request.set_request_id("6f1d3f3e-7a52-4f4c-9d1b-0f6f0d6f0a11");

  const auto first = Grant(request);
  const auto again = Grant(request);

  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->name(), first->name());
  EXPECT_EQ(CandidateNow(kC).consents_size(), 3);
}

TEST_F(ConsentServiceTest, ADraftIsGrantedAsItWasDrafted) {
  v1::DraftConsentRequest draft;
  draft.set_parent(kC);
  draft.set_scope(v1::Consent::REFERRAL);
  draft.set_recipient("Legal aid centre");
  draft.set_text_version("2026-10");
  Call call = CoordinatorCall();
  const auto drafted = service_->DraftConsent(draft, &call);
  ASSERT_THAT(drafted, IsOk());
  EXPECT_EQ(drafted->state(), v1::Consent::DRAFT);

  v1::GrantConsentRequest request = AGrant(v1::Consent::SCOPE_UNSPECIFIED);
  request.set_draft(drafted->name());
  request.mutable_terms()->set_text_version("2027-01");
  EXPECT_THAT(Grant(request), StatusIs(absl::StatusCode::kInvalidArgument));
  request.mutable_terms()->clear_text_version();
  const auto granted = Grant(request);

  ASSERT_THAT(granted, IsOk());
  EXPECT_EQ(granted->name(), drafted->name());
  EXPECT_EQ(granted->scope(), v1::Consent::REFERRAL);
  EXPECT_EQ(granted->recipient(), "Legal aid centre");
  EXPECT_EQ(granted->terms().text_version(), "2026-10");
  EXPECT_EQ(granted->terms().method(), v1::Consent::ONLINE);
  EXPECT_EQ(ReasonOf(Grant(request)), "ILLEGAL_TRANSITION");
}

TEST_F(ConsentServiceTest, WhomAConsentConcernsMustBeThere) {
  PutInternship("employers/e1/internships/draft", "state: DRAFT");
  PutCandidate("candidates/sister", "household: \"h1\"");
  PutCandidate("candidates/stranger", "household: \"h2\"");

  EXPECT_THAT(Grant(AGrant(v1::Consent::EMPLOYER_NAMED, kInternship)), IsOk());
  const auto hidden = Grant(AGrant(v1::Consent::EMPLOYER_NAMED, "employers/e1/internships/draft"));
  const auto unknown = Grant(AGrant(v1::Consent::EMPLOYER_NAMED, "employers/e1/internships/none"));
  EXPECT_THAT(hidden, StatusIs(absl::StatusCode::kNotFound));
  EXPECT_EQ(hidden.status(), unknown.status());
  EXPECT_THAT(Grant(AGrant(v1::Consent::EMPLOYER_NAMED, "E1")),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(Grant(AGrant(v1::Consent::SERVICE, "E1")),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(Grant(AGrant(v1::Consent::REFERRAL)), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(ConsentServiceTest, OnlyTheOwnHouseholdIsShared) {
  PutCandidate("candidates/me", "household: \"h1\"");
  PutCandidate("candidates/sister", "household: \"h1\"");
  PutCandidate("candidates/stranger", "household: \"h2\"");
  const auto share = [&](const std::string& with) {
    v1::GrantConsentRequest request = AGrant(v1::Consent::FAMILY_SHARE, with);
    request.set_parent("candidates/me");
    return Grant(request);
  };

  EXPECT_THAT(share("candidates/sister"), IsOk());
  const auto stranger = share("candidates/stranger");
  EXPECT_THAT(stranger, StatusIs(absl::StatusCode::kNotFound));
  EXPECT_EQ(stranger.status(), share("candidates/nobody").status());
  EXPECT_EQ(stranger.status(), share("candidates/me").status());
}

TEST_F(ConsentServiceTest, AMinorsOwnWordIsNotEnough) {
  PutCandidate("candidates/minor", R"pb(
    work_authorisation { adult_labour_date { year: 2028 month: 4 day: 1 } }
  )pb");
  v1::GrantConsentRequest request = AGrant(v1::Consent::FOLLOW_UP);
  request.set_parent("candidates/minor");

  const auto alone = Grant(request);
  request.mutable_terms()->set_guardian_method(v1::Consent::WRITTEN);
  Call own = CandidateCall("candidates/minor");
  const auto for_the_guardian = service_->GrantConsent(request, &own);
  Call coordinator = CoordinatorCall();
  const auto noted = service_->GrantConsent(request, &coordinator);

  EXPECT_THAT(alone, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_EQ(ReasonOf(alone), "GUARDIAN_CONSENT_MISSING");
  EXPECT_THAT(for_the_guardian, StatusIs(absl::StatusCode::kPermissionDenied));
  EXPECT_THAT(noted, IsOk());
}

TEST_F(ConsentServiceTest, WithdrawalIsFinalAndUndoneByNobody) {
  const auto withdrawn = Withdraw("candidates/c/consents/blinded");

  ASSERT_THAT(withdrawn, IsOk());
  EXPECT_EQ(withdrawn->state(), v1::Consent::WITHDRAWN);
  EXPECT_EQ(ToTime(withdrawn->end_time()), TestNow());
  EXPECT_EQ(ReasonOf(Withdraw("candidates/c/consents/blinded")), "ILLEGAL_TRANSITION");
  const auto again = Grant(AGrant(v1::Consent::EMPLOYER_BLINDED));
  ASSERT_THAT(again, IsOk());
  EXPECT_NE(again->name(), withdrawn->name());
  EXPECT_EQ(ConsentNow(withdrawn->name()).state(), v1::Consent::WITHDRAWN);
}

TEST_F(ConsentServiceTest, WhoIsUnknownAndWhatIsUnknownAreOne) {
  const auto nobody = Withdraw("candidates/nobody/consents/x");
  const auto nothing = Withdraw("candidates/c/consents/x");

  EXPECT_THAT(nobody,
              StatusIs(absl::StatusCode::kNotFound, "candidates/nobody/consents/x does not exist"));
  EXPECT_THAT(nothing,
              StatusIs(absl::StatusCode::kNotFound, "candidates/c/consents/x does not exist"));
}

// The scenario of a shortlist from which somebody steps back.
TEST_F(ConsentServiceTest,
       WithdrawingTheBlindedConsentAsksToDeleteAndLeavesApplicationsAndRecords) {
  PutShown(kC, kInternship, "candidates/c/consents/blinded");
  PutApplication("applications/a", v1::Application::APPLIED, "candidates/c/consents/named");

  ASSERT_THAT(Withdraw("candidates/c/consents/blinded"), IsOk());

  const auto requests = DeletionRequests();
  ASSERT_THAT(requests, SizeIs(1));
  EXPECT_EQ(requests[0].recipient(), "employers/e1");
  EXPECT_EQ(requests[0].blinded_candidate(), CardOf(kC, kInternship));
  // The end of the fourteenth day, in Japan.
  EXPECT_EQ(ToTime(requests[0].due_time()),
            absl::FromCivil(absl::CivilDay(2026, 12, 16), JapanTime()));
  EXPECT_FALSE(requests[0].has_confirm_time());
  EXPECT_EQ(Newest()->provision_records().size(), 1);
  EXPECT_EQ(ApplicationNow("applications/a").state(), v1::Application::APPLIED);
}

TEST_F(ConsentServiceTest, WhatWasShownUnderAConsentThatWasReplacedIsAskedToBeDeletedToo) {
  PutShown(kC, kInternship, "candidates/c/consents/older");

  ASSERT_THAT(Withdraw("candidates/c/consents/blinded"), IsOk());

  EXPECT_THAT(DeletionRequests(), SizeIs(1));
}

TEST_F(ConsentServiceTest, WithdrawingTheNamedConsentEndsTheApplicationsUnderIt) {
  PutInternship("employers/e1/internships/o5");
  const auto named = Grant(AGrant(v1::Consent::EMPLOYER_NAMED, kInternship));
  ASSERT_THAT(named, IsOk());
  PutApplication("applications/named", v1::Application::INTERVIEW, named->name());
  PutApplication("applications/pending", v1::Application::CONSENT_PENDING);
  PutApplication("applications/other", v1::Application::APPLIED, "candidates/c/consents/o5",
                 "employers/e1/internships/o5");
  PutApplication("applications/done", v1::Application::COMPLETED, named->name());
  PutNameTold("provisionRecords/r", named->name());
  PutNameTold("provisionRecords/other", "candidates/c/consents/o5", "employers/e1/internships/o5");

  ASSERT_THAT(Withdraw(named->name()), IsOk());

  EXPECT_EQ(ApplicationNow("applications/named").state(), v1::Application::WITHDRAWN);
  EXPECT_EQ(ApplicationNow("applications/named").steps(1).principal(), "principals/person");
  EXPECT_EQ(ApplicationNow("applications/pending").state(), v1::Application::CONSENT_PENDING);
  EXPECT_EQ(ApplicationNow("applications/other").state(), v1::Application::APPLIED);
  EXPECT_EQ(ApplicationNow("applications/done").state(), v1::Application::COMPLETED);
  const auto requests = DeletionRequests();
  ASSERT_THAT(requests, SizeIs(1));
  EXPECT_EQ(requests[0].provision_record(), "provisionRecords/r");
  EXPECT_EQ(requests[0].blinded_candidate(), std::string(kInternship) + "/blindedCandidates/card");
  EXPECT_THAT(AuditedChanges(), Contains("APPLICATION_WITHDRAWN"));
}

TEST_F(ConsentServiceTest, WithdrawingTheServiceEndsEveryOpenApplication) {
  const auto named = Grant(AGrant(v1::Consent::EMPLOYER_NAMED, kInternship));
  ASSERT_THAT(named, IsOk());
  PutApplication("applications/named", v1::Application::APPLIED, named->name());
  PutApplication("applications/pending", v1::Application::CONSENT_PENDING);
  PutNameTold("provisionRecords/r", named->name());

  ASSERT_THAT(Withdraw("candidates/c/consents/service"), IsOk());

  EXPECT_EQ(ApplicationNow("applications/named").state(), v1::Application::WITHDRAWN);
  EXPECT_EQ(ApplicationNow("applications/pending").state(), v1::Application::WITHDRAWN);
  EXPECT_EQ(ConsentNow(named->name()).state(), v1::Consent::WITHDRAWN);
  EXPECT_EQ(ConsentNow("candidates/c/consents/blinded").state(), v1::Consent::GRANTED);
  EXPECT_THAT(DeletionRequests(), SizeIs(1));
}

TEST_F(ConsentServiceTest, WithdrawingTheServiceCallsOffWhatHasNotBegun) {
  PutAdvisor("advisors/a");
  PutCandidate("candidates/next");
  v1::DeskDay day = Merge(v1::DeskDay(), R"pb(
    name: "deskDays/d"
    date { year: 2026 month: 12 day: 5 }
    start { hours: 19 }
    end { hours: 22 }
    slot_minutes: 60
    advisors { advisor: "advisors/a" max_sessions: 4 }
    state: ALLOCATED
  )pb");
  Put(ResourceKind::kDeskDay, day);
  const absl::Time evening = JapanMidnight(Date(2026, 12, 5)) + absl::Hours(19);
  const auto put = [&](const std::string& name, const std::string& candidate,
                       v1::Session::State state, absl::Time start, const std::string& day) {
    v1::Session session;
    session.set_name(name);
    session.set_candidate(candidate);
    session.set_kind(day.empty() ? v1::Session::MENTORING : v1::Session::DESK);
    session.set_desk_day(day);
    session.set_state(state);
    *session.add_preferred_start_times() = FromTime(start);
    if (state != v1::Session::WAITLISTED) {
      session.set_advisor("advisors/a");
      *session.mutable_start_time() = FromTime(start);
      *session.mutable_end_time() = FromTime(start + absl::Hours(1));
    }
    if (state == v1::Session::OFFERED) {
      *session.mutable_offer()->mutable_start_time() = FromTime(start);
      *session.mutable_offer()->mutable_expire_time() = FromTime(start - absl::Hours(12));
    }
    Put(ResourceKind::kSession, session);
  };
  put("sessions/begun", kC, v1::Session::CONFIRMED, clock_.Now() - absl::Minutes(30), "");
  put("sessions/meeting", kC, v1::Session::CONFIRMED, clock_.Now() + absl::Hours(30), "");
  put("sessions/offered", kC, v1::Session::OFFERED, evening, "deskDays/d");
  put("sessions/waits", "candidates/next", v1::Session::WAITLISTED, evening, "deskDays/d");

  ASSERT_THAT(Withdraw("candidates/c/consents/service"), IsOk());

  const auto session = [&](const std::string& name) {
    return *Newest()->sessions().Find(name)->message;
  };
  EXPECT_EQ(session("sessions/begun").state(), v1::Session::CONFIRMED);
  EXPECT_EQ(session("sessions/meeting").state(), v1::Session::CANCELLED);
  EXPECT_EQ(session("sessions/meeting").steps(0).principal(), "principals/person");
  EXPECT_EQ(session("sessions/offered").state(), v1::Session::CANCELLED);
  EXPECT_FALSE(session("sessions/offered").has_offer());
  EXPECT_EQ(session("sessions/waits").state(), v1::Session::OFFERED);
  std::vector<std::string> told;
  Newest()->messages().ForEach([&](const auto& entry) {
    if (entry->message->advisor() == "advisors/a") told.push_back(entry->message->template_code());
  });
  EXPECT_THAT(told, ElementsAre("ADVISOR_SESSION_CANCELLED"));
  EXPECT_THAT(AuditedChanges(), Contains("SESSION_CANCELLED"));
}

TEST_F(ConsentServiceTest, ACardThatIsShownInTheMomentOfWithdrawalIsAskedAboutLater) {
  ASSERT_THAT(Withdraw("candidates/c/consents/blinded"), IsOk());
  PutShown(kC, kInternship, "candidates/c/consents/blinded");
  ASSERT_THAT(DeletionRequests(), IsEmpty());

  const auto asked = AskWhereForgotten(context_, Soon());
  const auto again = AskWhereForgotten(context_, Soon());

  ASSERT_THAT(asked, IsOk());
  EXPECT_EQ(*asked, 1);
  EXPECT_THAT(DeletionRequests(), SizeIs(1));
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(*again, 0);
}

TEST_F(ConsentServiceTest, ConsentsAreListedOldestFirstPageByPage) {
  ASSERT_THAT(Grant(AGrant(v1::Consent::FOLLOW_UP)), IsOk());
  v1::ListConsentsRequest request;
  request.set_parent(kC);
  request.set_page_size(2);
  Call call = CandidateCall(kC);

  const auto first = service_->ListConsents(request, &call);
  ASSERT_THAT(first, IsOk());
  request.set_page_token(first->next_page_token());
  const auto second = service_->ListConsents(request, &call);
  ASSERT_THAT(second, IsOk());

  ASSERT_EQ(first->consents_size(), 2);
  EXPECT_EQ(first->consents(0).scope(), v1::Consent::SERVICE);
  EXPECT_EQ(first->consents(1).scope(), v1::Consent::EMPLOYER_BLINDED);
  ASSERT_EQ(second->consents_size(), 1);
  EXPECT_EQ(second->consents(0).scope(), v1::Consent::FOLLOW_UP);
  EXPECT_EQ(second->next_page_token(), "");
}

TEST_F(ConsentServiceTest, TheDailyJobWritesDownWhatExpired) {
  clock_.Set(YearsAfter(absl::FromUnixSeconds(1790000000), 1));

  const auto expired = service_->ExpireConsents(Soon());

  ASSERT_THAT(expired, IsOk());
  EXPECT_EQ(*expired, 1);
  EXPECT_EQ(ConsentNow("candidates/c/consents/service").state(), v1::Consent::EXPIRED);
  EXPECT_EQ(ConsentNow("candidates/c/consents/blinded").state(), v1::Consent::EXPIRED);
  EXPECT_THAT(AuditedChanges(), ElementsAre("CONSENT_EXPIRED"));
}

TEST_F(ConsentServiceTest, WhoseConsentToTheServiceExpiresIsMetByNobodyAnyMore) {
  PutAdvisor("advisors/a", "active_candidates: 1");
  PutApplication("applications/p", v1::Application::INTERVIEW);
  const absl::Time end = YearsAfter(absl::FromUnixSeconds(1790000000), 1);
  v1::Engagement engagement;
  engagement.set_name("engagements/g");
  engagement.set_candidate(kC);
  engagement.set_advisor("advisors/a");
  *engagement.mutable_start_time() = FromTime(clock_.Now());
  Put(ResourceKind::kEngagement, engagement);
  const auto put = [&](const std::string& name, absl::Time start) {
    v1::Session session;
    session.set_name(name);
    session.set_candidate(kC);
    session.set_advisor("advisors/a");
    session.set_kind(v1::Session::MENTORING);
    session.set_state(v1::Session::CONFIRMED);
    *session.mutable_start_time() = FromTime(start);
    *session.mutable_end_time() = FromTime(start + absl::Hours(1));
    Put(ResourceKind::kSession, session);
  };
  put("sessions/begun", end - absl::Minutes(30));
  put("sessions/ahead", end + absl::Hours(30));
  clock_.Set(end - absl::Microseconds(1));
  ASSERT_EQ(service_->ExpireConsents(Soon()).value_or(-1), 0);
  clock_.Set(end);

  EXPECT_EQ(service_->ExpireConsents(Soon()).value_or(-1), 1);

  const auto now = Newest();
  EXPECT_EQ(now->sessions().Find("sessions/begun")->message->state(), v1::Session::CONFIRMED);
  const v1::Session ahead = *now->sessions().Find("sessions/ahead")->message;
  EXPECT_EQ(ahead.state(), v1::Session::CANCELLED);
  EXPECT_EQ(ahead.steps(0).reason(), "The consent to the service has expired.");
  EXPECT_TRUE(now->engagements().Find("engagements/g")->message->has_end_time());
  EXPECT_EQ(now->advisors().Find("advisors/a")->message->active_candidates(), 0);
  EXPECT_EQ(ApplicationNow("applications/p").state(), v1::Application::INTERVIEW);
  std::vector<std::string> told;
  now->messages().ForEach([&](const auto& entry) {
    if (entry->message->advisor() == "advisors/a") told.push_back(entry->message->template_code());
  });
  EXPECT_THAT(told,
              ::testing::UnorderedElementsAre("ADVISOR_CASE_ENDED", "ADVISOR_SESSION_CANCELLED"));
  EXPECT_THAT(AuditedChanges(),
              ElementsAre("CONSENT_EXPIRED", "ENGAGEMENT_ENDED", "SESSION_CANCELLED"));
  EXPECT_EQ(service_->ExpireConsents(Soon()).value_or(-1), 0);
}

TEST_F(ConsentServiceTest, WhoRenewedTheConsentInTimeIsMetAsBefore) {
  PutAdvisor("advisors/a");
  const absl::Time end = YearsAfter(absl::FromUnixSeconds(1790000000), 1);
  clock_.Set(end - absl::Hours(24));
  ASSERT_THAT(Grant(AGrant(v1::Consent::SERVICE)), IsOk());
  v1::Session session;
  session.set_name("sessions/ahead");
  session.set_candidate(kC);
  session.set_advisor("advisors/a");
  session.set_kind(v1::Session::MENTORING);
  session.set_state(v1::Session::CONFIRMED);
  *session.mutable_start_time() = FromTime(end + absl::Hours(30));
  *session.mutable_end_time() = FromTime(end + absl::Hours(31));
  Put(ResourceKind::kSession, session);
  clock_.Set(end);

  EXPECT_EQ(service_->ExpireConsents(Soon()).value_or(-1), 1) << "the one to show cards";

  EXPECT_EQ(Newest()->sessions().Find("sessions/ahead")->message->state(), v1::Session::CONFIRMED);
}

TEST_F(ConsentServiceTest, ARightsRequestIsAnsweredWithinFourteenDays) {
  v1::CreateRightsRequestRequest request;
  request.mutable_rights_request()->set_candidate(kC);
  request.mutable_rights_request()->set_kind(v1::RightsRequest::DISCLOSURE);
  Call own = CandidateCall(kC);

  const auto asked = service_->CreateRightsRequest(request, &own);

  ASSERT_THAT(asked, IsOk());
  EXPECT_EQ(ToTime(asked->due_time()), TestNow() + absl::Hours(14 * 24));
  EXPECT_FALSE(asked->has_answer_time());
  EXPECT_FALSE(asked->etag().empty());
  Call other = CandidateCall("candidates/other");
  EXPECT_THAT(service_->CreateRightsRequest(request, &other),
              StatusIs(absl::StatusCode::kNotFound, "candidates/c does not exist"));
}

}  // namespace
}  // namespace banso
