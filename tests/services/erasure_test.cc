#include "server/services/erasure.h"

#include <set>

#include "server/convert/calendar_convert.h"
#include "server/reports/facts.h"
#include "server/services/application_steps.h"
#include "server/services/consent_service.h"
#include "server/services/engagements.h"
#include "server/services/placement_service.h"
#include "tests/services/programme_test.h"

namespace banso {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;

constexpr char kC[] = "candidates/c";
constexpr char kInternship[] = "employers/e1/internships/o4";

class ErasureTest : public ProgrammeTest {
 protected:
  // Somebody with everything that somebody can have, and somebody else who stays.
  void SetUp() override {
    ProgrammeTest::SetUp();
    eraser_ = std::make_unique<Eraser>(&context_);
    PutLicence();
    PutEmployer("employers/e1");
    PutInternship(kInternship);
    PutCandidate(kC, "case { }");
    PutCandidate("candidates/other");
    PutAdvisor("advisors/a");
    PutAdvisor("advisors/b",
               "blocked_candidates: \"candidates/other\" "
               "blocked_candidates: \"candidates/c\"");
    for (const std::string who : {"c", "other"}) {
      const std::string candidate = "candidates/" + who;
      PutPrincipal("principals/" + who, candidate);
      PutShown(candidate, kInternship, candidate + "/consents/blinded");
      Start(candidate, "advisors/a");
      RequestRight(candidate);
      Introduce(candidate);
    }
  }

  void PutPrincipal(const std::string& name, const std::string& candidate) {
    v1::Principal principal;
    principal.set_name(name);
    principal.set_role(v1::Access::CANDIDATE);
    principal.set_display_name("Hanako");
    principal.set_candidate(candidate);
    Put(ResourceKind::kPrincipal, principal);
    v1::Token token;
    token.set_name(name + "/tokens/t");
    token.set_secret_hash("hash");
    Put(ResourceKind::kToken, token);
  }
  void Start(const std::string& candidate, const std::string& advisor) {
    v1::StartEngagementRequest request;
    request.set_candidate(candidate);
    request.set_advisor(advisor);
    request.set_request_id(NewRequestId());
    Call call = CoordinatorCall();
    ASSERT_THAT(Engagements(&context_).Start(request, &call), IsOk());
  }
  void RequestRight(const std::string& candidate) {
    v1::CreateRightsRequestRequest request;
    request.mutable_rights_request()->set_candidate(candidate);
    request.mutable_rights_request()->set_kind(v1::RightsRequest::ERASURE);
    request.set_request_id(NewRequestId());
    Call call = CandidateCall(candidate);
    ASSERT_THAT(ConsentService(&context_, eraser_.get()).CreateRightsRequest(request, &call),
                IsOk());
  }
  void Introduce(const std::string& candidate) {
    v1::RequestIntroductionRequest ask;
    ask.set_blinded_candidate(CardOf(candidate, kInternship));
    ask.set_request_id(NewRequestId());
    Call employer = EmployerCall("employers/e1");
    const auto asked = RequestIntroduction(context_, ask, &employer);
    ASSERT_THAT(asked, IsOk());
    v1::ConsentTerms terms;
    terms.set_method(v1::Consent::ONLINE);
    Call person = CandidateCall(candidate);
    ASSERT_THAT(
        AgreeToBeNamed(context_, {asked->name(), "", NewRequestId(), ApplicationVerb::kAgree},
                       terms, &person),
        IsOk());
  }
  std::string NewRequestId() {
    request_ids_.push_back(
        absl::StrCat("6f1d3f3e-7a52-4f4c-9d1b-0f6f0d6f0a", 10 + request_ids_.size()));
    return request_ids_.back();
  }

  absl::StatusOr<v1::Tombstone> Erase(const std::string& etag = "",
                                      const std::string& request_id = "") {
    Call call = CoordinatorCall();
    return eraser_->Erase(kC, etag, request_id, &call);
  }

  std::unique_ptr<Eraser> eraser_;
  std::vector<std::string> request_ids_;
};

TEST_F(ErasureTest, AdvisorsAreToldOfHoursToComeAndOfNobody) {
  v1::DeskDay day;
  day.set_name("deskDays/d");
  *day.mutable_date() = FromDate(Date(2026, 12, 5));
  day.set_decisions(7);
  Put(ResourceKind::kDeskDay, day);
  v1::Session session;
  session.set_candidate(kC);
  session.set_advisor("advisors/a");
  session.set_desk_day("deskDays/d");
  session.set_state(v1::Session::CONFIRMED);
  for (const auto& [name, start] : {std::pair("sessions/past", clock_.Now() - absl::Hours(2)),
                                    std::pair("sessions/next", clock_.Now() + absl::Hours(2))}) {
    session.set_name(name);
    *session.mutable_start_time() = FromTime(start);
    *session.mutable_end_time() = FromTime(start + absl::Hours(1));
    Put(ResourceKind::kSession, session);
  }

  ASSERT_THAT(Erase(), IsOk());

  EXPECT_EQ(Newest()->sessions().size(), 0u);
  EXPECT_EQ(Newest()->desk_days().Find("deskDays/d")->message->decisions(), 8);
  std::vector<v1::Message> told;
  Newest()->messages().ForEach([&](const auto& entry) {
    if (entry->message->template_code() == "ADVISOR_SESSION_CANCELLED") {
      told.push_back(*entry->message);
    }
  });
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].advisor(), "advisors/a");
  EXPECT_EQ(told[0].about(), "sessions/next");
  EXPECT_EQ(told[0].SerializeAsString().find(kC), std::string::npos);
}

TEST_F(ErasureTest, WhatReportsCountStaysAsItWas) {
  v1::Session session;
  session.set_name("sessions/s");
  session.set_candidate(kC);
  session.set_kind(v1::Session::MENTORING);
  session.set_state(v1::Session::COMPLETED);
  session.set_minutes(45);
  v1::SessionStep* step = session.add_steps();
  step->set_state(v1::Session::COMPLETED);
  *step->mutable_step_time() = FromTime(clock_.Now());
  Put(ResourceKind::kSession, session);
  Facts before;
  AppendFacts(session, std::nullopt, &before);
  Call call = CoordinatorCall();

  const auto tombstone = eraser_->Erase(kC, "", NewRequestId(), &call);

  ASSERT_THAT(tombstone, IsOk());
  std::vector<std::string> kept;
  bool applied = false;
  for (const v1::CountedFact& fact : tombstone->counted_facts()) {
    kept.push_back(fact.SerializeAsString());
    applied = applied || fact.kind() == "APPLICATION";
  }
  EXPECT_THAT(kept, Contains(before.front().SerializeAsString()));
  EXPECT_TRUE(applied);
}

TEST_F(ErasureTest, EverythingAboutThePersonGoesAndNothingElse) {
  for (const std::string who : {"c", "other"}) {
    const auto about = [&](auto message, const std::string& collection) {
      message.set_name(collection + "/" + who);
      message.set_candidate("candidates/" + who);
      return message;
    };
    Put(ResourceKind::kSession, about(v1::Session(), "sessions"));
    Put(ResourceKind::kSupportPlan, about(v1::SupportPlan(), "supportPlans"));
    Put(ResourceKind::kEntrySheet, about(v1::EntrySheet(), "entrySheets"));
    Put(ResourceKind::kMessage, about(v1::Message(), "messages"));
    Put(ResourceKind::kMatchEvent, about(v1::MatchEvent(), "matchEvents"));
    // Coordinators were told of papers and consents; what it was filled with is forgotten.
    for (const std::string& record : {"candidates/" + who, "candidates/" + who + "/consents/x"}) {
      v1::Message told;
      told.set_name("messages/told" + std::to_string(record.size()) + who);
      told.set_coordinators(true);
      told.set_state(v1::Message::SENT);
      told.set_about(record);
      Put(ResourceKind::kMessage, told);
    }
  }
  const Revision before = Newest()->revision();

  const auto tombstone = Erase();

  ASSERT_THAT(tombstone, IsOk());
  EXPECT_EQ(tombstone->name(), "tombstones/c");
  EXPECT_TRUE(tombstone->key_destroyed());
  EXPECT_EQ(ToTime(tombstone->erase_time()), TestNow());
  EXPECT_FALSE(tombstone->etag().empty());
  const auto now = Newest();
  EXPECT_EQ(now->candidates().Find(kC), nullptr);
  EXPECT_NE(now->candidates().Find("candidates/other"), nullptr);
  EXPECT_EQ(now->engagements().size(), 1);
  EXPECT_EQ(now->applications().size(), 1);
  EXPECT_EQ(now->rights_requests().size(), 1);
  EXPECT_EQ(now->sessions().size(), 1);
  EXPECT_EQ(now->support_plans().size(), 1);
  EXPECT_EQ(now->entry_sheets().size(), 1);
  std::set<std::string> written_to;
  now->messages().ForEach([&](const auto& entry) {
    const v1::Message& message = *entry->message;
    for (const v1::MessageParameter& parameter : message.parameters()) {
      EXPECT_NE(parameter.value(), kC) << message.template_code();
    }
    EXPECT_FALSE(message.about() == kC || message.about().rfind(std::string(kC) + "/", 0) == 0)
        << message.about();
    // What coordinators and advisors were told names an application or somebody else.
    if (!message.coordinators() && message.advisor().empty()) {
      written_to.insert(message.candidate());
    }
  });
  EXPECT_THAT(written_to, ElementsAre("candidates/other"));
  EXPECT_EQ(now->match_events().size(), 1);
  EXPECT_EQ(now->principals().size(), 1);
  EXPECT_EQ(now->tokens().size(), 1);
  EXPECT_EQ(now->advisors().Find("advisors/a")->message->active_candidates(), 1);
  EXPECT_THAT(now->advisors().Find("advisors/b")->message->blocked_candidates(),
              ElementsAre("candidates/other"));
  EXPECT_EQ(now->revision(), before + 2);  // the erasure, and the note that the key is gone
  EXPECT_THAT(AuditedChanges(), Contains("ERASED"));
  EXPECT_THAT(AuditedChanges(), Contains("KEY_DESTROYED"));
}

TEST_F(ErasureTest, ThePastGoesAsWell) {
  const auto versions = [&](ResourceKind kind, const std::string& name) {
    int count = 0;
    for (Revision revision = 1; revision <= Newest()->revision(); ++revision) {
      if (store_->GetVersion(kind, name, revision, Soon()).ok()) ++count;
    }
    return count;
  };
  std::string application;
  Newest()->applications().ForEach([&](const auto& entry) {
    if (entry->message->candidate() == kC) application = entry->name();
  });
  ASSERT_GT(versions(ResourceKind::kCandidate, kC), 0);
  ASSERT_GT(versions(ResourceKind::kApplication, application), 0);

  ASSERT_THAT(Erase(), IsOk());

  EXPECT_EQ(versions(ResourceKind::kCandidate, kC), 0);
  EXPECT_EQ(versions(ResourceKind::kApplication, application), 0);
  EXPECT_EQ(versions(ResourceKind::kPrincipal, "principals/c"), 0);
  EXPECT_EQ(versions(ResourceKind::kToken, "principals/c/tokens/t"), 0);
  EXPECT_GT(versions(ResourceKind::kPrincipal, "principals/other"), 0);
}

TEST_F(ErasureTest, AnswersToOldRequestsAreEmptied) {
  // Those of the erased person were made first.
  const size_t half = request_ids_.size() / 2;

  ASSERT_THAT(Erase(), IsOk());

  for (size_t i = 0; i < request_ids_.size(); ++i) {
    const auto request = store_->FindRequest(request_ids_[i], Soon());
    ASSERT_THAT(request, IsOk());
    ASSERT_TRUE(request->has_value());
    EXPECT_EQ((*request)->response.empty(), i < half) << i;
  }
}

TEST_F(ErasureTest, RecipientsAreAskedToDeleteAndTheRecordsStay) {
  ASSERT_THAT(Erase(), IsOk());

  const auto now = Newest();
  EXPECT_EQ(now->provision_records().size(), 4);
  std::vector<std::string> cards;
  now->deletion_requests().ForEach([&](const auto& entry) {
    EXPECT_EQ(entry->message->recipient(), "employers/e1");
    const auto record = now->provision_records().Find(entry->message->provision_record());
    ASSERT_NE(record, nullptr);
    EXPECT_EQ(record->message->candidate(), kC);
    cards.push_back(entry->message->blinded_candidate());
  });
  EXPECT_THAT(cards, ElementsAre(CardOf(kC, kInternship), CardOf(kC, kInternship)));
}

TEST_F(ErasureTest, NothingSealedIsReadEvenIfTheRowsComeBack) {
  const auto candidate = store_->Get(ResourceKind::kCandidate, kC, Soon());
  ASSERT_THAT(candidate, IsOk());

  ASSERT_THAT(Erase(), IsOk());

  Batch restored;
  restored.writes.push_back(
      {ResourceKind::kCandidate, kC, candidate->message, std::optional<Revision>()});
  EXPECT_THAT(store_->Commit(restored, Soon()), StatusIs(absl::StatusCode::kNotFound));
  const auto key = keys_.Find(kC);
  ASSERT_THAT(key, IsOk());
  EXPECT_FALSE(key->has_value());
}

TEST_F(ErasureTest, TheStagesThatWereCountedStay) {
  v1::Candidate candidate = CandidateNow(kC);
  for (const auto stage : {v1::Case::RECEIVED, v1::Case::RECEIVED, v1::Case::FIRST_INTERVIEW}) {
    v1::CaseStep* step = candidate.mutable_case_()->add_steps();
    step->set_stage(stage);
    step->set_reason("words");
    *step->mutable_step_time() = FromTime(TestNow() + absl::Hours(stage));
  }
  Put(ResourceKind::kCandidate, candidate);

  const auto tombstone = Erase();

  ASSERT_THAT(tombstone, IsOk());
  std::vector<std::string> stages;
  for (const auto& step : tombstone->counted_steps()) stages.push_back(step.stage());
  EXPECT_THAT(stages, ElementsAre("APPLIED", "RECEIVED", "FIRST_INTERVIEW"));
  EXPECT_EQ(ToTime(tombstone->counted_steps(2).step_time()),
            TestNow() + absl::Hours(v1::Case::FIRST_INTERVIEW));
}

TEST_F(ErasureTest, ErasingAgainIsAnErrorUnlessItIsTheSameRequest) {
  const std::string id = "6f1d3f3e-7a52-4f4c-9d1b-0f6f0d6f0b99";
  const auto first = Erase("", id);
  ASSERT_THAT(first, IsOk());

  const auto same = Erase("", id);

  ASSERT_THAT(same, IsOk());
  EXPECT_EQ(same->SerializeAsString(), first->SerializeAsString());
  EXPECT_THAT(Erase(), StatusIs(absl::StatusCode::kNotFound, "candidates/c does not exist"));
}

TEST_F(ErasureTest, AnEtagProtectsWhatChangedSince) {
  const Revision read = Newest()->candidates().Find(kC)->revision;
  Put(ResourceKind::kCandidate, CandidateNow(kC));

  EXPECT_EQ(ReasonOf(Erase(EtagOf(read))), "ETAG_MISMATCH");
  EXPECT_THAT(Erase(EtagOf(Newest()->candidates().Find(kC)->revision)), IsOk());
}

// Destroys no key for a while, as a disk that is full.
class StubbornKeyStore final : public KeyStore {
 public:
  explicit StubbornKeyStore(KeyStore* inner) : inner_(*inner) {}
  absl::StatusOr<Key> GetOrCreate(absl::string_view owner) override {
    return inner_.GetOrCreate(owner);
  }
  absl::StatusOr<std::optional<Key>> Find(absl::string_view owner) override {
    return inner_.Find(owner);
  }
  absl::Status Destroy(absl::string_view owner) override {
    return stubborn ? absl::UnavailableError("the keys are away") : inner_.Destroy(owner);
  }

  bool stubborn = true;

 private:
  KeyStore& inner_;
};

TEST_F(ErasureTest, WhatWasInterruptedIsFinishedLater) {
  StubbornKeyStore stubborn(&keys_);
  context_.keys = &stubborn;

  const auto tombstone = Erase();
  const auto too_early = eraser_->FinishErasures(Soon());
  stubborn.stubborn = false;
  const auto finished = eraser_->FinishErasures(Soon());

  ASSERT_THAT(tombstone, IsOk());
  EXPECT_FALSE(tombstone->key_destroyed());
  EXPECT_THAT(too_early, StatusIs(absl::StatusCode::kUnavailable));
  ASSERT_THAT(finished, IsOk());
  EXPECT_EQ(*finished, 1);
  EXPECT_TRUE(Newest()->tombstones().Find("tombstones/c")->message->key_destroyed());
  const auto again = eraser_->FinishErasures(Soon());
  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(*again, 0);
  context_.keys = &keys_;
}

TEST_F(ErasureTest, NothingIsCreatedAboutWhoIsErased) {
  const Claim claim = PersonClaim(context_, kC);
  ASSERT_THAT(Erase(), IsOk());

  Batch late;
  late.writes.push_back({ResourceKind::kProvisionRecord, "provisionRecords/late", "", Revision{0}});
  late.claims.push_back(claim);

  EXPECT_THAT(store_->Commit(late, Soon()), StatusIs(absl::StatusCode::kAlreadyExists));
  v1::StartEngagementRequest request;
  request.set_candidate(kC);
  request.set_advisor("advisors/a");
  Call call = CoordinatorCall();
  EXPECT_THAT(Engagements(&context_).Start(request, &call),
              StatusIs(absl::StatusCode::kNotFound, "candidates/c does not exist"));
}

TEST_F(ErasureTest, WhatCameInBetweenIsSweptUp) {
  StubbornKeyStore stubborn(&keys_);
  context_.keys = &stubborn;
  ASSERT_THAT(Erase(), IsOk());
  v1::RightsRequest late;
  late.set_name("rightsRequests/late");
  late.set_candidate(kC);
  late.set_kind(v1::RightsRequest::OBJECTION);
  Put(ResourceKind::kRightsRequest, late);

  stubborn.stubborn = false;
  ASSERT_THAT(eraser_->FinishErasures(Soon()), IsOk());

  EXPECT_EQ(Newest()->rights_requests().Find("rightsRequests/late"), nullptr);
  context_.keys = &keys_;
}

}  // namespace
}  // namespace banso
