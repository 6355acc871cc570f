#include "server/services/candidate_merge.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "server/services/possible_duplicates.h"
#include "server/services/reminders.h"
#include "tests/services/programme_test.h"

namespace banso {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kKept[] = "candidates/kept";
constexpr char kDuplicate[] = "candidates/duplicate";

class CandidateMergeTest : public ProgrammeTest {
 protected:
  void SetUp() override {
    ProgrammeTest::SetUp();
    eraser_ = std::make_unique<Eraser>(&context_);
    merge_ = std::make_unique<CandidateMerge>(&context_, eraser_.get());
    PutPerson(kKept);
    clock_.Advance(absl::Hours(1));
    PutPerson(kDuplicate);
    PutAdvisor("advisors/a", "active_candidates: 1");
    PutAdvisor("advisors/b");
  }

  // With exactly these contacts.
  void PutPerson(const std::string& name,
                 const std::string& contacts = R"pb(contacts {
                                                      channel: EMAIL
                                                      address: "One@example.net"
                                                    })pb",
                 const std::string& more = "") {
    v1::Candidate candidate = ACandidate();
    candidate.set_name(name);
    candidate.clear_contacts();
    candidate = Merge(Merge(candidate, contacts), more);
    ResourceTraits<CandidateEntry>::Begin(clock_.Now(), &candidate);
    *candidate.mutable_create_time() = FromTime(clock_.Now());
    for (int i = 0; i < candidate.consents_size(); ++i) {
      candidate.mutable_consents(i)->set_name(absl::StrCat(name, "/consents/", i));
      candidate.mutable_consents(i)->set_state(v1::Consent::GRANTED);
    }
    Put(ResourceKind::kCandidate, candidate);
  }

  void PutSession(const std::string& name, const std::string& candidate, v1::Session::State state,
                  int hours, const std::string& advisor = "advisors/a",
                  const std::string& day = "") {
    v1::Session session;
    session.set_name(name);
    session.set_candidate(candidate);
    session.set_kind(day.empty() ? v1::Session::MENTORING : v1::Session::DESK);
    session.set_desk_day(day);
    session.set_state(state);
    session.set_advisor(advisor);
    session.set_matter("canary");
    if (!advisor.empty()) {
      *session.mutable_start_time() = FromTime(clock_.Now() + absl::Hours(hours));
      *session.mutable_end_time() = FromTime(clock_.Now() + absl::Hours(hours + 1));
    }
    Put(ResourceKind::kSession, session);
  }
  void PutDeskDay() {
    Put(ResourceKind::kDeskDay, Merge(v1::DeskDay(), R"pb(
          name: "deskDays/d"
          date { year: 2026 month: 12 day: 19 }
          start { hours: 13 }
          end { hours: 17 }
          slot_minutes: 60
          state: ALLOCATED
          advisors { advisor: "advisors/a" max_sessions: 4 }
        )pb"));
  }
  void PutEngagement(const std::string& name, const std::string& candidate, bool lasts = true) {
    v1::Engagement engagement;
    engagement.set_name(name);
    engagement.set_candidate(candidate);
    engagement.set_advisor("advisors/a");
    *engagement.mutable_start_time() = FromTime(clock_.Now());
    if (!lasts) *engagement.mutable_end_time() = FromTime(clock_.Now());
    Put(ResourceKind::kEngagement, engagement);
  }
  void PutApplication(const std::string& name, v1::Application::State state) {
    PutEmployer("employers/e");
    PutInternship("employers/e/internships/i");
    v1::Application application;
    application.set_name(name);
    application.set_candidate(kDuplicate);
    application.set_internship("employers/e/internships/i");
    application.set_state(state);
    Put(ResourceKind::kApplication, application);
  }
  void PutPlan(const std::string& candidate) {
    v1::SupportPlan plan;
    plan.set_name("supportPlans/" + candidate.substr(candidate.find('/') + 1));
    plan.set_candidate(candidate);
    Put(ResourceKind::kSupportPlan, plan);
  }

  absl::StatusOr<v1::Tombstone> MergeThem(bool validate_only = false,
                                          const std::string& request_id = "",
                                          const std::string& etag = "") {
    v1::MergeCandidatesRequest request;
    request.set_candidate(kKept);
    request.set_duplicate(kDuplicate);
    request.set_validate_only(validate_only);
    request.set_request_id(request_id);
    request.set_etag(etag);
    Call call = CoordinatorCall();
    return merge_->Merge(request, &call);
  }

  std::vector<MergeObstacle> Obstacles() {
    const auto snapshot = Newest();
    return ObstaclesToMerge(*snapshot, *snapshot->candidates().Find(kKept),
                            *snapshot->candidates().Find(kDuplicate), clock_.Now());
  }
  // That exactly this stands against it, and that the refusal changes nothing.
  void ExpectRefused(const MergeObstacle& obstacle) {
    EXPECT_THAT(Obstacles(), ElementsAre(obstacle));
    const Revision before = Newest()->revision();
    const auto refused = MergeThem();
    EXPECT_THAT(refused.status(), StatusIs(absl::StatusCode::kFailedPrecondition));
    EXPECT_EQ(ReasonOf(refused), "MERGE_REFUSED");
    google::rpc::PreconditionFailure failure;
    const auto payload =
        refused.status().GetPayload("type.googleapis.com/google.rpc.PreconditionFailure");
    ASSERT_TRUE(payload.has_value());
    ASSERT_TRUE(failure.ParseFromString(std::string(*payload)));
    ASSERT_THAT(failure.violations(), SizeIs(1));
    EXPECT_EQ(failure.violations(0).type(), obstacle.code);
    EXPECT_EQ(failure.violations(0).subject(), obstacle.about);
    EXPECT_EQ(Newest()->revision(), before);
  }

  std::vector<std::string> Pairs() {
    std::vector<std::string> pairs;
    for (const v1::PossibleDuplicate& pair : PossibleDuplicates(*Newest())) {
      pairs.push_back(absl::StrCat(pair.candidate(), " ", pair.duplicate(),
                                   pair.same_name() ? " same name" : ""));
    }
    return pairs;
  }

  std::unique_ptr<Eraser> eraser_;
  std::unique_ptr<CandidateMerge> merge_;
};

// --- Finding ---

TEST_F(CandidateMergeTest, WhoIsReachedAtOnePlaceMayBeOnePerson) {
  PutPerson("candidates/x", R"pb(contacts { channel: EMAIL address: " one@EXAMPLE.net" })pb",
            R"pb(person_name { full_name: "別人" latin_name: "Other" kana_name: "ベツジン" })pb");
  PutPerson("candidates/y", R"pb(contacts { channel: PHONE address: "+81 90-1234-5678" })pb");
  PutPerson("candidates/z", R"pb(contacts { channel: SMS address: "090 (1234) 5678" })pb");
  PutPerson("candidates/org1",
            R"pb(contacts { channel: THROUGH_ORGANISATION address: "desk@ngo.example" })pb");
  PutPerson("candidates/org2",
            R"pb(contacts { channel: THROUGH_ORGANISATION address: "desk@ngo.example" })pb");

  EXPECT_THAT(Pairs(),
              ElementsAre("candidates/duplicate candidates/x",
                          "candidates/kept candidates/duplicate same name",
                          "candidates/kept candidates/x", "candidates/y candidates/z same name"));
}

TEST_F(CandidateMergeTest, AHouseholdMayShareAnAddress) {
  const std::string mail = R"pb(contacts { channel: EMAIL address: "family@example.net" })pb";
  PutPerson("candidates/m", mail, R"pb(household: "h")pb");
  PutPerson(
      "candidates/n", mail,
      R"pb(household: "h"
           person_name { full_name: "別人" latin_name: "Other" kana_name: "ベツジン" })pb");

  EXPECT_THAT(Pairs(), ElementsAre("candidates/kept candidates/duplicate same name"));
}

TEST_F(CandidateMergeTest, PairsComeInPages) {
  for (const char* name : {"candidates/p1", "candidates/p2", "candidates/p3"}) PutPerson(name);
  v1::ListPossibleDuplicatesRequest request;
  request.set_page_size(3);
  std::vector<std::string> seen;
  do {
    Call call = CoordinatorCall();
    const auto page = merge_->List(request, &call);
    ASSERT_THAT(page, IsOk());
    for (const auto& pair : page->duplicates()) {
      seen.push_back(absl::StrCat(pair.candidate(), " ", pair.duplicate()));
    }
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());

  EXPECT_THAT(seen, SizeIs(10));
  EXPECT_TRUE(std::is_sorted(seen.begin(), seen.end()));
  v1::ListPossibleDuplicatesRequest of_one;
  of_one.set_candidate("candidates/p1");
  Call call = CoordinatorCall();
  EXPECT_THAT(merge_->List(of_one, &call)->duplicates(), SizeIs(4));
}

TEST_F(CandidateMergeTest, AnAddressThatEverybodyUsesStillComesInPages) {
  for (int i = 0; i < 100; ++i) PutPerson(absl::StrCat("candidates/many", i));

  EXPECT_THAT(Pairs(), SizeIs(102 * 101 / 2));
}

// --- Merging ---

TEST_F(CandidateMergeTest, WhatTheDuplicateHasGoesOverInOneCommit) {
  PutDeskDay();
  PutSession("sessions/past", kDuplicate, v1::Session::COMPLETED, -48);
  PutSession("sessions/waits", kDuplicate, v1::Session::WAITLISTED, 0, "", "deskDays/d");
  PutEngagement("engagements/g", kDuplicate);
  PutApplication("applications/p", v1::Application::REJECTED);
  PutPlan(kDuplicate);
  Put(ResourceKind::kRightsRequest, Merge(v1::RightsRequest(), R"pb(
        name: "rightsRequests/r"
        candidate: "candidates/duplicate"
        kind: DISCLOSURE
      )pb"));
  Put(ResourceKind::kMessage, Merge(v1::Message(), R"pb(
        name: "messages/told"
        candidate: "candidates/duplicate"
        template_code: "SESSION_WAITLISTED"
        state: QUEUED
      )pb"));
  Put(ResourceKind::kMessage, Merge(v1::Message(), R"pb(
        name: "messages/link"
        candidate: "candidates/duplicate"
        template_code: "SESSION_REQUESTED"
        state: QUEUED
      )pb"));
  Put(ResourceKind::kPrincipal, Merge(v1::Principal(), R"pb(
        name: "principals/link"
        role: LINK
        candidate: "candidates/duplicate"
      )pb"));
  PutAdvisor("advisors/b", R"pb(blocked_candidates: "candidates/duplicate")pb");
  const v1::Candidate kept = CandidateNow(kKept);

  const auto tombstone = MergeThem();

  ASSERT_THAT(tombstone, IsOk());
  EXPECT_EQ(tombstone->name(), "tombstones/duplicate");
  EXPECT_TRUE(tombstone->key_destroyed());
  const auto now = Newest();
  EXPECT_EQ(now->candidates().Find(kDuplicate), nullptr);
  for (const char* session : {"sessions/past", "sessions/waits"}) {
    EXPECT_EQ(now->sessions().Find(session)->message->candidate(), kKept);
    EXPECT_EQ(now->sessions().Find(session)->message->matter(), "canary") << "sealed anew";
  }
  EXPECT_EQ(now->desk_days().Find("deskDays/d")->message->decisions(), 1);
  EXPECT_EQ(now->engagements().Find("engagements/g")->message->candidate(), kKept);
  EXPECT_EQ(now->advisors().Find("advisors/a")->message->active_candidates(), 1);
  EXPECT_EQ(now->applications().Find("applications/p")->message->candidate(), kKept);
  EXPECT_EQ(now->support_plans().Find("supportPlans/kept")->message->candidate(), kKept);
  EXPECT_EQ(now->support_plans().Find("supportPlans/duplicate"), nullptr);
  EXPECT_EQ(now->rights_requests().Find("rightsRequests/r")->message->candidate(), kKept);
  EXPECT_EQ(now->messages().Find("messages/told")->message->candidate(), kKept);
  EXPECT_EQ(now->messages().Find("messages/link"), nullptr) << "the link it tells is no more";
  EXPECT_EQ(now->principals().Find("principals/link"), nullptr);
  EXPECT_THAT(now->advisors().Find("advisors/b")->message->blocked_candidates(),
              ElementsAre(kKept));
  // What the kept record says stays; consents are not carried over.
  v1::Candidate after = CandidateNow(kKept);
  after.clear_update_time();
  EXPECT_EQ(after.SerializeAsString(), kept.SerializeAsString());
  EXPECT_THAT(AuditedChanges(), Contains("MERGED"));
}

TEST_F(CandidateMergeTest, WhatWasToldOfASessionIsNotToldAgain) {
  PutSession("sessions/ahead", kDuplicate, v1::Session::CONFIRMED, 20);
  v1::Session session = *Newest()->sessions().Find("sessions/ahead")->message;
  v1::SessionStep* step = session.add_steps();
  step->set_state(v1::Session::CONFIRMED);
  *step->mutable_step_time() = FromTime(clock_.Now() - absl::Hours(48));
  Put(ResourceKind::kSession, session);
  const Reminders reminders(&context_);
  ASSERT_EQ(reminders.RemindOfSessions(Soon()).value_or(-1), 2) << "the person and the advisor";

  ASSERT_THAT(MergeThem(), IsOk());

  EXPECT_EQ(reminders.RemindOfSessions(Soon()).value_or(-1), 0);
  int reminded = 0;
  Newest()->messages().ForEach([&](const auto& entry) {
    if (entry->message->template_code() == "SESSION_REMINDER") {
      EXPECT_EQ(entry->message->candidate(), kKept);
      ++reminded;
    }
  });
  EXPECT_EQ(reminded, 1);
}

TEST_F(CandidateMergeTest, WhomThePersonDoesNotWantToMeetIsAddedUp) {
  v1::Candidate kept = CandidateNow(kKept);
  kept.add_blocked_advisors("advisors/a");
  Put(ResourceKind::kCandidate, kept);
  v1::Candidate duplicate = CandidateNow(kDuplicate);
  duplicate.add_blocked_advisors("advisors/a");
  duplicate.add_blocked_advisors("advisors/b");
  duplicate.add_blocked_employers("employers/e");
  duplicate.add_blocked_groups("group");
  Put(ResourceKind::kCandidate, duplicate);

  ASSERT_THAT(MergeThem(), IsOk());

  const v1::Candidate merged = CandidateNow(kKept);
  EXPECT_THAT(merged.blocked_advisors(), ElementsAre("advisors/a", "advisors/b"));
  EXPECT_THAT(merged.blocked_employers(), ElementsAre("employers/e"));
  EXPECT_THAT(merged.blocked_groups(), ElementsAre("group"));
}

TEST_F(CandidateMergeTest, WhoWasToldOfTheDuplicateIsAskedToDeleteIt) {
  PutEmployer("employers/e");
  PutInternship("employers/e/internships/i");
  v1::ProvisionRecord record;
  record.set_name("provisionRecords/r");
  record.set_candidate(kDuplicate);
  record.set_recipient("employers/e");
  record.set_internship("employers/e/internships/i");
  record.add_items("BLINDED_CARD");
  Put(ResourceKind::kProvisionRecord, record);

  ASSERT_THAT(MergeThem(), IsOk());

  EXPECT_EQ(Newest()->provision_records().Find("provisionRecords/r")->message->candidate(),
            kDuplicate);
  int asked = 0;
  Newest()->deletion_requests().ForEach([&](const auto&) { ++asked; });
  EXPECT_EQ(asked, 1);
}

TEST_F(CandidateMergeTest, ADryRunChangesNothing) {
  PutSession("sessions/past", kDuplicate, v1::Session::COMPLETED, -48);
  const Revision before = Newest()->revision();

  ASSERT_THAT(MergeThem(true), IsOk());

  EXPECT_EQ(Newest()->revision(), before);
}

TEST_F(CandidateMergeTest, ARepeatedRequestGetsTheFirstAnswer) {
  const std::string id = "0d4e5a62-1b1c-4f3a-8a52-1a2b3c4d5e6f";
  const auto first = MergeThem(false, id);
  ASSERT_THAT(first, IsOk());

  const auto again = MergeThem(false, id);

  ASSERT_THAT(again, IsOk());
  EXPECT_EQ(again->name(), first->name());
  EXPECT_THAT(MergeThem().status(), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(CandidateMergeTest, ARecordIsNotMergedIntoItselfOrOnWhatWasReadBefore) {
  v1::MergeCandidatesRequest request;
  request.set_candidate(kKept);
  request.set_duplicate(kKept);
  Call call = CoordinatorCall();
  EXPECT_THAT(merge_->Merge(request, &call).status(), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(MergeThem(false, "", EtagOf(999)).status(), StatusIs(absl::StatusCode::kAborted));
}

// --- What stands against it ---

TEST_F(CandidateMergeTest, OpenApplicationsStandAgainstIt) {
  PutApplication("applications/p", v1::Application::SCREENING);
  ExpectRefused({"OPEN_APPLICATION", "applications/p"});
}

TEST_F(CandidateMergeTest, OffersThatGoOnStandAgainstIt) {
  PutApplication("applications/p", v1::Application::COMPLETED);
  v1::Offer offer;
  offer.set_name("offers/o");
  offer.set_candidate(kDuplicate);
  offer.set_application("applications/p");
  offer.set_internship("employers/e/internships/i");
  offer.set_state(v1::Offer::FORMAL);
  Put(ResourceKind::kOffer, offer);
  ExpectRefused({"OPEN_OFFER", "offers/o"});
}

TEST_F(CandidateMergeTest, OverlappingSessionsStandAgainstIt) {
  PutSession("sessions/k", kKept, v1::Session::CONFIRMED, 48, "advisors/b");
  PutSession("sessions/d", kDuplicate, v1::Session::CONFIRMED, 48);
  ExpectRefused({"SESSION_OVERLAP", "sessions/d"});
}

TEST_F(CandidateMergeTest, TwoRequestsOfOneDeskDayStandAgainstIt) {
  PutDeskDay();
  PutSession("sessions/k", kKept, v1::Session::WAITLISTED, 0, "", "deskDays/d");
  PutSession("sessions/d", kDuplicate, v1::Session::WAITLISTED, 0, "", "deskDays/d");
  ExpectRefused({"SESSION_EXISTS", "sessions/d"});
}

TEST_F(CandidateMergeTest, TwoEngagementsStandAgainstIt) {
  PutEngagement("engagements/k", kKept);
  PutEngagement("engagements/d", kDuplicate);
  ExpectRefused({"TWO_ENGAGEMENTS", "engagements/d"});
}

TEST_F(CandidateMergeTest, AnEngagementThatEndedStandsAgainstNothing) {
  PutEngagement("engagements/k", kKept);
  PutEngagement("engagements/d", kDuplicate, false);
  EXPECT_THAT(Obstacles(), IsEmpty());
}

TEST_F(CandidateMergeTest, TwoPlansStandAgainstIt) {
  PutPlan(kKept);
  PutPlan(kDuplicate);
  ExpectRefused({"TWO_PLANS", "supportPlans/duplicate"});
}

TEST_F(CandidateMergeTest, WhoIsBlockedStandsAgainstIt) {
  PutPerson(kKept, "", R"pb(blocked_advisors: "advisors/a")pb");
  PutEngagement("engagements/d", kDuplicate);
  ExpectRefused({"ADVISOR_BLOCKED", "engagements/d"});
}

TEST_F(CandidateMergeTest, WhomTheDuplicateBlocksAccompaniesTheKeptRecordNoLonger) {
  PutPerson(kDuplicate, "", R"pb(blocked_advisors: "advisors/a")pb");
  PutEngagement("engagements/ended", kKept, false);
  EXPECT_THAT(Obstacles(), IsEmpty());
  PutEngagement("engagements/k", kKept);
  ExpectRefused({"ADVISOR_BLOCKED", "engagements/k"});
}

TEST_F(CandidateMergeTest, WhomTheDuplicateBlocksMeetsTheKeptRecordNoLonger) {
  PutPerson(kDuplicate, "", R"pb(blocked_advisors: "advisors/a")pb");
  PutSession("sessions/k", kKept, v1::Session::CONFIRMED, 5, "advisors/a");
  ExpectRefused({"ADVISOR_BLOCKED", "sessions/k"});
}

TEST_F(CandidateMergeTest, MoreBlocksThanARecordHoldsStandAgainstIt) {
  v1::Candidate kept = CandidateNow(kKept);
  v1::Candidate duplicate = CandidateNow(kDuplicate);
  for (int i = 0; i < 64; ++i) kept.add_blocked_employers(absl::StrCat("employers/k", i));
  duplicate.add_blocked_employers("employers/k0");
  Put(ResourceKind::kCandidate, kept);
  Put(ResourceKind::kCandidate, duplicate);
  EXPECT_THAT(Obstacles(), IsEmpty()) << "64 in all";
  duplicate.add_blocked_employers("employers/d");
  Put(ResourceKind::kCandidate, duplicate);
  ExpectRefused({"TOO_MANY_BLOCKED", "candidates/kept.blocked_employers"});
}

// The duplicate waits for a slot that an advisor has free; the merge decides about the day.
class MergeAtTheDeskTest : public CandidateMergeTest {
 protected:
  v1::Session::State StateAfterMerge(const std::string& duplicate, const std::string& advisor) {
    PutDeskDay();
    PutPerson(kDuplicate, "", duplicate);
    PutAdvisor("advisors/a", absl::StrCat(R"pb(availability {
                                                 weekly {
                                                   day: SATURDAY
                                                   start { hours: 13 }
                                                   end { hours: 17 }
                                                 }
                                               })pb",
                                          advisor));
    PutSession("sessions/w", kDuplicate, v1::Session::WAITLISTED, 0, "", "deskDays/d");
    v1::Session session = *Newest()->sessions().Find("sessions/w")->message;
    *session.add_preferred_start_times() =
        FromTime(JapanMidnight(Date(2026, 12, 19)) + absl::Hours(13));
    Put(ResourceKind::kSession, session);
    EXPECT_THAT(MergeThem(), IsOk());
    return Newest()->sessions().Find("sessions/w")->message->state();
  }
};

TEST_F(MergeAtTheDeskTest, WhatIsFreeIsOffered) {
  EXPECT_EQ(StateAfterMerge("", ""), v1::Session::OFFERED);
}

TEST_F(MergeAtTheDeskTest, NotWithWhomTheDuplicateRulesOut) {
  EXPECT_EQ(StateAfterMerge(R"pb(blocked_advisors: "advisors/a")pb", ""), v1::Session::WAITLISTED);
}

TEST_F(MergeAtTheDeskTest, NotWithWhoRulesOutTheDuplicate) {
  EXPECT_EQ(StateAfterMerge("", R"pb(blocked_candidates: "candidates/duplicate")pb"),
            v1::Session::WAITLISTED);
}

TEST_F(CandidateMergeTest, WhatGoesOnNeedsACaseThatDoes) {
  PutEngagement("engagements/d", kDuplicate);
  v1::Candidate kept = CandidateNow(kKept);
  kept.mutable_case_()->set_status(v1::Case::PAUSED);
  Put(ResourceKind::kCandidate, kept);
  ExpectRefused({"CASE_NOT_ACTIVE", kKept});
  kept.mutable_case_()->set_status(v1::Case::ACTIVE);
  for (v1::Consent& consent : *kept.mutable_consents()) consent.set_state(v1::Consent::WITHDRAWN);
  Put(ResourceKind::kCandidate, kept);
  ExpectRefused({"CONSENT_MISSING", kKept});
}

}  // namespace
}  // namespace banso
