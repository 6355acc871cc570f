#include "server/store/commit_plan.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "tests/store/resources.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::testing::UnorderedElementsAre;

std::vector<std::string> Things(const Batch& batch) {
  const auto plan = PlanCommit(batch);
  EXPECT_THAT(plan, IsOk());
  return ThingsOf(batch, *plan);
}

TEST(CommitPlanTest, AWriteConcernsWhatItIsBelowAndRefersTo) {
  Batch batch;
  batch.writes = {Put(AnInternship("e1", "i1")),
                  Put(ASession("c1", "a1", "s1", 1796439600, v1::Session::CONFIRMED)),
                  Delete(AnInternship("e2", "i2")), Put(AnEmployer("e1"))};

  EXPECT_THAT(Things(batch), UnorderedElementsAre("employers/e1/internships/i1", "employers/e1",
                                                  "sessions/s1", "candidates/c1", "advisors/a1",
                                                  "employers/e2/internships/i2", "employers/e2"));
}

TEST(CommitPlanTest, AWriteConcernsWhatOnlyOneMayHold) {
  Batch batch;
  batch.writes = {Put(ADeskDay("d1", 5))};

  EXPECT_THAT(Things(batch),
              UnorderedElementsAre("deskDays/d1", ::testing::StartsWith("desk_days date 2026-")));
}

TEST(CommitPlanTest, ABatchConcernsItsClaimsAndItsRequest) {
  Batch batch;
  batch.claims = {{.key = "k1", .owner = "candidates/c1", .value = ""}};
  batch.releases = {"k1", "k2"};
  batch.request =
      IdempotencyKey{.id = "r", .digest = "d", .response = "", .owner = "candidates/c2"};
  batch.audit = {{.subjects = {"candidates/c3"}, .entry = "e"}};

  EXPECT_THAT(Things(batch), UnorderedElementsAre("claim k1", "claim k2", "request r",
                                                  "candidates/c1", "candidates/c2"));
}

TEST(CommitPlanTest, TheParentIsTheNameThatANameIsBelow) {
  EXPECT_EQ(ParentOfName("employers/e1/internships/i1"), "employers/e1");
  for (const char* name : {"employers/e1", "server", "", "/", "/x", "a/"}) {
    EXPECT_EQ(ParentOfName(name), "") << name;
  }
}

}  // namespace
}  // namespace banso
