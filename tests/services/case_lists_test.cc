#include "server/services/case_lists.h"

#include "server/services/engagements.h"
#include "server/services/last_acts.h"
#include "tests/services/programme_test.h"

namespace banso {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr absl::Duration kDay = absl::Hours(24);
constexpr absl::Duration kMoment = absl::Microseconds(1);

class CaseListsTest : public ProgrammeTest {
 protected:
  void SetUp() override {
    ProgrammeTest::SetUp();
    lists_ = std::make_unique<CaseLists>(&context_);
  }

  // Somebody whose record was made now.
  void PutPerson(const std::string& name) {
    v1::Candidate stamp;
    *stamp.mutable_create_time() = FromTime(clock_.Now());
    PutCandidate(name, stamp.ShortDebugString());
  }
  Call AdvisorCall(const std::string& name) {
    return CallOf({.role = v1::Access::ADVISOR, .principal = "principals/advisor", .advisor = name},
                  v1::Access::LINKED);
  }
  static std::vector<std::string> Names(const absl::StatusOr<v1::ListCasesResponse>& answer) {
    EXPECT_THAT(answer, IsOk());
    std::vector<std::string> names;
    for (const v1::CaseToFollowUp& row : answer->cases()) names.push_back(row.candidate());
    return names;
  }
  absl::StatusOr<v1::ListCasesResponse> Silent(Call call, int days = 0) {
    v1::ListSilentCasesRequest request;
    request.set_days(days);
    return lists_->Silent(request, &call);
  }
  absl::StatusOr<v1::ListCasesResponse> Silent() { return Silent(CoordinatorCall()); }
  absl::StatusOr<v1::ListCasesResponse> LongWaits() {
    Call call = CoordinatorCall();
    return lists_->LongWaits(v1::ListLongWaitsRequest(), &call);
  }
  absl::StatusOr<v1::ListCasesResponse> Stale() {
    Call call = CoordinatorCall();
    return lists_->Stale(v1::ListStaleProfilesRequest(), &call);
  }
  v1::CaseToFollowUp::Act LastActOf(const std::string& name) {
    return LastActs(*Newest(), clock_.Now()).at(name).act;
  }

  std::unique_ptr<CaseLists> lists_;
};

TEST_F(CaseListsTest, ACaseIsSilentAfterFourteenDaysWithoutAnAct) {
  PutPerson("candidates/c");

  clock_.Advance(14 * kDay - kMoment);
  EXPECT_THAT(Names(Silent()), IsEmpty());
  clock_.Advance(kMoment);
  const auto silent = Silent();

  ASSERT_THAT(Names(silent), ElementsAre("candidates/c"));
  EXPECT_EQ(silent->cases(0).days(), 14);
  EXPECT_EQ(ToTime(silent->cases(0).since_time()), TestNow());
  EXPECT_EQ(silent->cases(0).last_act(), v1::CaseToFollowUp::CASE_BEGAN);
  EXPECT_THAT(Names(Silent(CoordinatorCall(), 15)), IsEmpty());
}

TEST_F(CaseListsTest, WhatPeopleDoIsAnActAndWhatTheServerDoesIsNone) {
  PutPerson("candidates/c");
  clock_.Advance(20 * kDay);
  v1::EntrySheet sheet;
  sheet.set_name("entrySheets/s");
  sheet.set_candidate("candidates/c");
  sheet.set_state(v1::EntrySheet::DRAFT);
  v1::EntrySheetStep* step = sheet.add_steps();
  *step->mutable_step_time() = FromTime(clock_.Now());
  Put(ResourceKind::kEntrySheet, sheet);
  EXPECT_THAT(Names(Silent()), ElementsAre("candidates/c"));

  step->set_principal("principals/p");
  Put(ResourceKind::kEntrySheet, sheet);
  EXPECT_THAT(Names(Silent()), IsEmpty());
  EXPECT_EQ(LastActOf("candidates/c"), v1::CaseToFollowUp::ENTRY_SHEET);

  clock_.Advance(kDay);
  v1::SupportPlan plan;
  plan.set_name("supportPlans/c");
  plan.set_candidate("candidates/c");
  *plan.mutable_update_time() = FromTime(clock_.Now());
  Put(ResourceKind::kSupportPlan, plan);
  EXPECT_EQ(LastActOf("candidates/c"), v1::CaseToFollowUp::SUPPORT_PLAN);

  clock_.Advance(kDay);
  PutAdvisor("advisors/a");
  v1::StartEngagementRequest start;
  start.set_candidate("candidates/c");
  start.set_advisor("advisors/a");
  Call call = CoordinatorCall();
  ASSERT_THAT(Engagements(&context_).Start(start, &call), IsOk());
  EXPECT_EQ(LastActOf("candidates/c"), v1::CaseToFollowUp::ENGAGEMENT);

  clock_.Advance(kDay);
  v1::Session session;
  session.set_name("sessions/s");
  session.set_candidate("candidates/c");
  session.set_advisor("advisors/a");
  session.set_state(v1::Session::COMPLETED);
  *session.mutable_start_time() = FromTime(clock_.Now());
  *session.mutable_end_time() = FromTime(clock_.Now() + absl::Hours(1));
  Put(ResourceKind::kSession, session);
  EXPECT_EQ(LastActOf("candidates/c"), v1::CaseToFollowUp::SESSION);

  // What is yet to come has not happened.
  session.set_name("sessions/t");
  session.set_state(v1::Session::CONFIRMED);
  *session.mutable_start_time() = FromTime(clock_.Now() + 30 * kDay);
  *session.mutable_end_time() = FromTime(clock_.Now() + 31 * kDay);
  Put(ResourceKind::kSession, session);
  clock_.Advance(14 * kDay);
  EXPECT_THAT(Names(Silent()), ElementsAre("candidates/c"));
}

TEST_F(CaseListsTest, CasesThatRestOrEndedAreNotFollowed) {
  const auto put = [&](const std::string& name, v1::Case::Status status, v1::Case::Stage stage) {
    PutPerson(name);
    v1::Candidate candidate = CandidateNow(name);
    candidate.mutable_case_()->set_status(status);
    candidate.mutable_case_()->set_stage(stage);
    Put(ResourceKind::kCandidate, candidate);
  };
  put("candidates/paused", v1::Case::PAUSED, v1::Case::ACCOMPANYING);
  put("candidates/withdrawn", v1::Case::WITHDRAWN, v1::Case::ACCOMPANYING);
  put("candidates/closed", v1::Case::ACTIVE, v1::Case::CLOSED);
  clock_.Advance(100 * kDay);

  EXPECT_THAT(Names(Silent()), IsEmpty());
  EXPECT_THAT(Names(LongWaits()), IsEmpty());
  EXPECT_THAT(Names(Stale()), IsEmpty());
}

TEST_F(CaseListsTest, AnAdvisorFollowsWhomTheAdvisorAccompanies) {
  PutPerson("candidates/c");
  PutPerson("candidates/d");
  PutAdvisor("advisors/a");
  v1::StartEngagementRequest start;
  start.set_candidate("candidates/c");
  start.set_advisor("advisors/a");
  Call call = CoordinatorCall();
  ASSERT_THAT(Engagements(&context_).Start(start, &call), IsOk());
  clock_.Advance(20 * kDay);

  const auto own = Silent(AdvisorCall("advisors/a"));

  ASSERT_THAT(Names(own), ElementsAre("candidates/c"));
  EXPECT_THAT(own->cases(0).advisors(), ElementsAre("advisors/a"));
  EXPECT_THAT(Names(Silent(AdvisorCall("advisors/b"))), IsEmpty());
  EXPECT_THAT(Names(Silent()), ElementsAre("candidates/c", "candidates/d"));
}

TEST_F(CaseListsTest, WhoHasNoGoodOpeningForSixtyDaysWaitsLong) {
  PutPerson("candidates/c");
  PutEmployer("employers/e");

  clock_.Advance(60 * kDay - kMoment);
  EXPECT_THAT(Names(LongWaits()), IsEmpty());
  clock_.Advance(kMoment);
  const auto waits = LongWaits();
  ASSERT_THAT(Names(waits), ElementsAre("candidates/c"));
  EXPECT_EQ(waits->cases(0).best_score(), 0);
  EXPECT_EQ(waits->cases(0).days(), 60);

  // Somebody offers what fits: 39 and 2512 are wished for, the rest fits.
  PutInternship("employers/e/internships/good");
  EXPECT_THAT(Names(LongWaits()), IsEmpty());
}

TEST_F(CaseListsTest, WaitingBeginsAnewWhenTheCaseIsResumed) {
  PutPerson("candidates/c");
  clock_.Advance(70 * kDay);
  v1::Candidate candidate = CandidateNow("candidates/c");
  const auto step = [&](v1::Case::Status status) {
    v1::CaseStep* added = candidate.mutable_case_()->add_steps();
    *added->mutable_step_time() = FromTime(clock_.Now());
    added->set_status(status);
  };
  step(v1::Case::PAUSED);
  step(v1::Case::ACTIVE);
  Put(ResourceKind::kCandidate, candidate);

  EXPECT_THAT(Names(LongWaits()), IsEmpty());
  clock_.Advance(60 * kDay);
  EXPECT_THAT(Names(LongWaits()), ElementsAre("candidates/c"));
}

TEST_F(CaseListsTest, AProfileIsStaleNinetyDaysAfterItWasConfirmed) {
  PutPerson("candidates/c");
  clock_.Advance(90 * kDay - kMoment);
  EXPECT_THAT(Names(Stale()), IsEmpty());
  clock_.Advance(kMoment);
  EXPECT_THAT(Names(Stale()), ElementsAre("candidates/c"));
  v1::Candidate candidate = CandidateNow("candidates/c");
  *candidate.mutable_profile_confirm_time() = FromTime(clock_.Now());
  Put(ResourceKind::kCandidate, candidate);
  EXPECT_THAT(Names(Stale()), IsEmpty());
  EXPECT_EQ(LastActOf("candidates/c"), v1::CaseToFollowUp::PROFILE_CONFIRMED);
}

TEST_F(CaseListsTest, ListsComeInPagesLongestFirst) {
  for (const char* name : {"candidates/z", "candidates/a", "candidates/m"}) {
    PutPerson(name);
    clock_.Advance(kDay);
  }
  clock_.Advance(20 * kDay);
  v1::ListSilentCasesRequest request;
  request.set_page_size(1);
  std::vector<std::string> names;
  do {
    Call call = CoordinatorCall();
    const auto page = lists_->Silent(request, &call);
    ASSERT_THAT(page, IsOk());
    for (const std::string& name : Names(page)) names.push_back(name);
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());

  EXPECT_THAT(names, ElementsAre("candidates/z", "candidates/a", "candidates/m"));
}

}  // namespace
}  // namespace banso
