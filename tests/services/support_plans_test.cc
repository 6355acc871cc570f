#include "server/services/support_plans.h"

#include "server/services/engagements.h"
#include "tests/services/programme_test.h"

namespace banso {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class SupportPlansTest : public ProgrammeTest {
 protected:
  using Answer = absl::StatusOr<v1::SupportPlan>;

  void SetUp() override {
    ProgrammeTest::SetUp();
    service_ = std::make_unique<SupportPlans>(&context_);
    PutCandidate("candidates/c");
    PutAdvisor("advisors/a");
    Engage("candidates/c", "advisors/a");
  }

  void Engage(const std::string& candidate, const std::string& advisor) {
    v1::StartEngagementRequest request;
    request.set_candidate(candidate);
    request.set_advisor(advisor);
    Call call = CoordinatorCall();
    ASSERT_THAT(Engagements(&context_).Start(request, &call), IsOk());
  }
  Call AdvisorCall(const std::string& name = "advisors/a") {
    return CallOf({.role = v1::Access::ADVISOR, .principal = "principals/advisor", .advisor = name},
                  v1::Access::LINKED);
  }
  Answer Update(const v1::SupportPlan& plan, Call call) {
    v1::UpdateSupportPlanRequest request;
    *request.mutable_support_plan() = plan;
    return service_->Update(request, &call);
  }
  static v1::SupportPlan APlan(const std::string& more, const std::string& id = "c") {
    return Merge(v1::SupportPlan(), absl::StrCat("name: \"supportPlans/", id, "\" ", more));
  }
  std::vector<std::string> Overdue(Call call) {
    const auto listed = service_->ListOverdue(v1::ListOverdueTasksRequest(), &call);
    EXPECT_THAT(listed, IsOk());
    std::vector<std::string> titles;
    for (const v1::OverdueTask& row : listed->tasks()) titles.push_back(row.task().title());
    return titles;
  }

  std::unique_ptr<SupportPlans> service_;
};

TEST_F(SupportPlansTest, TheFirstChangeBeginsThePlanAndTasksGetTheirIds) {
  const Answer begun =
      Update(APlan("goal: \"IT の仕事\" tasks { title: \"自己分析\" assignee: CANDIDATE } "
                   "tasks { title: \"求人を探す\" assignee: ADVISOR }"),
             AdvisorCall());

  ASSERT_THAT(begun, IsOk());
  EXPECT_EQ(begun->candidate(), "candidates/c");
  ASSERT_EQ(begun->tasks_size(), 2);
  EXPECT_FALSE(begun->tasks(0).id().empty());
  EXPECT_NE(begun->tasks(0).id(), begun->tasks(1).id());
  v1::GetSupportPlanRequest get;
  get.set_name("supportPlans/c");
  Call call = CandidateCall("candidates/c");
  const auto got = service_->Get(get, &call);
  ASSERT_THAT(got, IsOk());
  EXPECT_EQ(got->SerializeAsString(), begun->SerializeAsString());
}

TEST_F(SupportPlansTest, TasksKeepTheirIdsAndForeignOnesAreRefused) {
  const Answer begun =
      Update(APlan("tasks { title: \"a\" assignee: CANDIDATE }"), CoordinatorCall());
  ASSERT_THAT(begun, IsOk());
  v1::SupportPlan changed = *begun;
  changed.mutable_tasks(0)->set_title("b");
  const Answer kept = Update(changed, CoordinatorCall());
  ASSERT_THAT(kept, IsOk());
  EXPECT_EQ(kept->tasks(0).id(), begun->tasks(0).id());

  changed = *kept;
  changed.mutable_tasks(0)->set_id("another");
  EXPECT_THAT(Update(changed, CoordinatorCall()), StatusIs(absl::StatusCode::kInvalidArgument));
  changed = *kept;
  *changed.add_tasks() = changed.tasks(0);
  EXPECT_THAT(Update(changed, CoordinatorCall()), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(SupportPlansTest, AStaleEtagIsRefusedAlsoWhereThereIsNoPlan) {
  v1::SupportPlan plan = APlan("goal: \"x\" etag: \"5\"");
  EXPECT_FALSE(Update(plan, CoordinatorCall()).ok());
  const Answer begun = Update(APlan("goal: \"x\""), CoordinatorCall());
  ASSERT_THAT(begun, IsOk());
  ASSERT_THAT(Update(*begun, CoordinatorCall()), IsOk());

  EXPECT_EQ(ReasonOf(Update(*begun, CoordinatorCall())), "ETAG_MISMATCH");
}

TEST_F(SupportPlansTest, EverybodySaysOfTheOwnTasksThatTheyAreDone) {
  const Answer begun = Update(APlan("tasks { title: \"person\" assignee: CANDIDATE } "
                                    "tasks { title: \"advisor\" assignee: ADVISOR } "
                                    "tasks { title: \"team\" assignee: COORDINATOR }"),
                              CoordinatorCall());
  ASSERT_THAT(begun, IsOk());
  const auto done = [&](int task, Call call) {
    v1::SupportPlan plan = *begun;
    plan.clear_etag();
    *plan.mutable_tasks(task)->mutable_done_time() = FromTime(absl::UnixEpoch());
    return Update(plan, std::move(call));
  };

  EXPECT_EQ(ReasonOf(done(1, CandidateCall("candidates/c"))), "FIELD_DENIED");
  EXPECT_EQ(ReasonOf(done(2, CandidateCall("candidates/c"))), "FIELD_DENIED");
  EXPECT_EQ(ReasonOf(done(2, AdvisorCall())), "FIELD_DENIED");
  const Answer own = done(0, CandidateCall("candidates/c"));
  ASSERT_THAT(own, IsOk());
  // When it is done is not the client's to say.
  EXPECT_EQ(ToTime(own->tasks(0).done_time()), clock_.Now());
  EXPECT_THAT(done(1, AdvisorCall()), IsOk());
  EXPECT_THAT(done(2, CoordinatorCall()), IsOk());
}

TEST_F(SupportPlansTest, NobodyTakesATaskOverToHaveDoneIt) {
  const Answer begun =
      Update(APlan("tasks { title: \"team\" assignee: COORDINATOR }"), CoordinatorCall());
  ASSERT_THAT(begun, IsOk());
  v1::SupportPlan plan = *begun;
  plan.mutable_tasks(0)->set_assignee(v1::PlanTask::CANDIDATE);
  *plan.mutable_tasks(0)->mutable_done_time() = FromTime(clock_.Now());

  EXPECT_EQ(ReasonOf(Update(plan, CandidateCall("candidates/c"))), "FIELD_DENIED");
}

TEST_F(SupportPlansTest, APlanIsOfOnePersonWhoIsThere) {
  PutCandidate("candidates/d");
  EXPECT_EQ(Update(APlan("goal: \"x\"", "d"), AdvisorCall()).status(),
            NoSuchResource("supportPlans/d"));
  EXPECT_EQ(Update(APlan("goal: \"x\"", "none"), CoordinatorCall()).status(),
            NoSuchResource("supportPlans/none"));
  EXPECT_THAT(Update(APlan("candidate: \"candidates/d\""), CoordinatorCall()),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(SupportPlansTest, ATaskIsOverdueOnceItsDayHasPassedInJapan) {
  PutCandidate("candidates/d");
  ASSERT_THAT(Update(APlan("tasks { title: \"late\" assignee: CANDIDATE "
                           "due_date { year: 2026 month: 11 day: 30 } } "
                           "tasks { title: \"later\" assignee: ADVISOR "
                           "due_date { year: 2026 month: 11 day: 2 } } "
                           "tasks { title: \"today\" assignee: CANDIDATE "
                           "due_date { year: 2026 month: 12 day: 1 } } "
                           "tasks { title: \"some day\" assignee: CANDIDATE }"),
                     CoordinatorCall()),
              IsOk());
  ASSERT_THAT(Update(APlan("tasks { title: \"other\" assignee: CANDIDATE "
                           "due_date { year: 2026 month: 11 day: 1 } }",
                           "d"),
                     CoordinatorCall()),
              IsOk());

  EXPECT_THAT(Overdue(CoordinatorCall()), ElementsAre("other", "later", "late"));
  EXPECT_THAT(Overdue(AdvisorCall()), ElementsAre("later", "late"));
  EXPECT_THAT(Overdue(AdvisorCall("advisors/other")), IsEmpty());
  clock_.Advance(absl::Hours(15));  // midnight in Japan
  EXPECT_THAT(Overdue(AdvisorCall()), ElementsAre("later", "late", "today"));
}

TEST_F(SupportPlansTest, WhatIsOverdueComesInPages) {
  std::string tasks;
  for (int day = 1; day <= 5; ++day) {
    absl::StrAppend(&tasks, "tasks { title: \"", day,
                    "\" assignee: CANDIDATE due_date { year: 2026 ", "month: 11 day: ", day,
                    " } } ");
  }
  ASSERT_THAT(Update(APlan(tasks), CoordinatorCall()), IsOk());
  v1::ListOverdueTasksRequest request;
  request.set_page_size(2);
  std::vector<std::string> titles;
  int pages = 0;
  do {
    Call call = CoordinatorCall();
    const auto page = service_->ListOverdue(request, &call);
    ASSERT_THAT(page, IsOk());
    for (const v1::OverdueTask& row : page->tasks()) titles.push_back(row.task().title());
    request.set_page_token(page->next_page_token());
    ++pages;
  } while (!request.page_token().empty());

  EXPECT_THAT(titles, ElementsAre("1", "2", "3", "4", "5"));
  EXPECT_EQ(pages, 3);
}

}  // namespace
}  // namespace banso
