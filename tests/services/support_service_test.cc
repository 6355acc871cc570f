#include "server/services/support_service.h"

#include <atomic>
#include <thread>

#include "tests/services/programme_test.h"

namespace banso {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;

class SupportServiceTest : public ProgrammeTest {
 protected:
  void SetUp() override {
    ProgrammeTest::SetUp();
    service_ = std::make_unique<SupportService>(&context_);
    PutCandidate("candidates/c");
    PutAdvisor("advisors/a", "max_active_candidates: 1");
  }

  absl::StatusOr<v1::Engagement> Start(const std::string& candidate, const std::string& advisor) {
    v1::StartEngagementRequest request;
    request.set_candidate(candidate);
    request.set_advisor(advisor);
    Call call = CoordinatorCall();
    return service_->StartEngagement(request, &call);
  }
  absl::StatusOr<v1::Engagement> End(const std::string& name, const std::string& etag = "") {
    v1::EndEngagementRequest request;
    request.set_name(name);
    request.set_etag(etag);
    Call call = CoordinatorCall();
    return service_->EndEngagement(request, &call);
  }
  int LoadOf(const std::string& advisor) {
    return Newest()->advisors().Find(advisor)->message->active_candidates();
  }

  std::unique_ptr<SupportService> service_;
};

TEST_F(SupportServiceTest, AnEngagementRaisesTheLoadInTheSameCommit) {
  const Revision before = Newest()->revision();

  const auto started = Start("candidates/c", "advisors/a");

  ASSERT_THAT(started, IsOk());
  EXPECT_EQ(started->candidate(), "candidates/c");
  EXPECT_EQ(started->advisor(), "advisors/a");
  EXPECT_EQ(ToTime(started->start_time()), TestNow());
  EXPECT_FALSE(started->has_end_time());
  EXPECT_EQ(Newest()->revision(), before + 1);
  EXPECT_EQ(LoadOf("advisors/a"), 1);
  EXPECT_THAT(AuditedChanges(), ElementsAre("ENGAGEMENT_STARTED"));
}

TEST_F(SupportServiceTest, APairHasOneLastingEngagement) {
  PutAdvisor("advisors/a", "max_active_candidates: 3");
  const auto started = Start("candidates/c", "advisors/a");
  ASSERT_THAT(started, IsOk());

  EXPECT_EQ(ReasonOf(Start("candidates/c", "advisors/a")), "ENGAGEMENT_EXISTS");
  ASSERT_THAT(End(started->name()), IsOk());
  const auto again = Start("candidates/c", "advisors/a");

  ASSERT_THAT(again, IsOk());
  EXPECT_NE(again->name(), started->name());
  EXPECT_EQ(LoadOf("advisors/a"), 1);
}

TEST_F(SupportServiceTest, NobodyAccompaniesMoreThanTheyCan) {
  PutCandidate("candidates/d");
  ASSERT_THAT(Start("candidates/c", "advisors/a"), IsOk());

  const auto beyond = Start("candidates/d", "advisors/a");

  EXPECT_THAT(beyond, StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_EQ(ReasonOf(beyond), "MATCH_BLOCKED");
  EXPECT_THAT(InfoKeysOf(beyond), Contains("ADVISOR_FULL"));
  EXPECT_EQ(LoadOf("advisors/a"), 1);
}

TEST_F(SupportServiceTest, TheLastPlaceIsTakenOnce) {
  constexpr int kPeople = 4;
  for (int i = 0; i < kPeople; ++i) PutCandidate(absl::StrCat("candidates/p", i));
  std::atomic<int> started = 0;
  std::vector<std::thread> threads;
  threads.reserve(kPeople);
  for (int i = 0; i < kPeople; ++i) {
    threads.emplace_back([&, i] {
      if (Start(absl::StrCat("candidates/p", i), "advisors/a").ok()) ++started;
    });
  }
  for (std::thread& thread : threads) thread.join();

  EXPECT_EQ(started, 1);
  EXPECT_EQ(LoadOf("advisors/a"), 1);
  EXPECT_EQ(Newest()->engagements().size(), 1);
}

TEST_F(SupportServiceTest, WhoMustNotMeetIsRefusedWithTheReasons) {
  PutCandidate("candidates/d", "blocked_advisors: \"advisors/a\"");
  PutAdvisor("advisors/away", "state: ON_LEAVE");

  const auto blocked = Start("candidates/d", "advisors/a");

  EXPECT_EQ(ReasonOf(blocked), "MATCH_BLOCKED");
  EXPECT_THAT(InfoKeysOf(blocked), Contains("DO_NOT_MATCH"));
  EXPECT_THAT(InfoKeysOf(Start("candidates/c", "advisors/away")), Contains("ADVISOR_INACTIVE"));
  EXPECT_THAT(Start("candidates/none", "advisors/a"), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(Start("candidates/c", "advisors/none"), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(SupportServiceTest, WhoWorksWhereThePersonAppliedHasAConflict) {
  PutEmployer("employers/e2");
  PutInternship("employers/e2/internships/i");
  PutAdvisor("advisors/a6", "employer: \"employers/e2\"");
  v1::Application application;
  application.set_name("applications/open");
  application.set_candidate("candidates/c");
  application.set_internship("employers/e2/internships/i");
  application.set_state(v1::Application::APPLIED);
  Put(ResourceKind::kApplication, application);

  const auto during = Start("candidates/c", "advisors/a6");
  application.set_state(v1::Application::REJECTED);
  Put(ResourceKind::kApplication, application);
  const auto after = Start("candidates/c", "advisors/a6");

  EXPECT_THAT(InfoKeysOf(during), Contains("CONFLICT_OF_INTEREST"));
  EXPECT_THAT(after, IsOk());
}

TEST_F(SupportServiceTest, EndingLowersTheLoadOnce) {
  const auto started = Start("candidates/c", "advisors/a");
  ASSERT_THAT(started, IsOk());
  clock_.Advance(absl::Hours(1));

  const auto ended = End(started->name(), started->etag());

  ASSERT_THAT(ended, IsOk());
  EXPECT_EQ(ToTime(ended->end_time()), TestNow() + absl::Hours(1));
  EXPECT_EQ(LoadOf("advisors/a"), 0);
  EXPECT_EQ(ReasonOf(End(started->name(), started->etag())), "ETAG_MISMATCH");
  EXPECT_EQ(ReasonOf(End(started->name())), "ILLEGAL_TRANSITION");
  EXPECT_EQ(LoadOf("advisors/a"), 0);
}

}  // namespace
}  // namespace banso
