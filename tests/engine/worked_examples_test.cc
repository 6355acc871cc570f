// The worked examples of the rubric, to the last digit.
#include "engine/score/judge.h"
#include "gmock/gmock.h"
#include "tests/support/engine_builders.h"

namespace banso {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<int> Values(const Judgement& judgement) {
  std::vector<int> values;
  for (const Component& component : judgement.components) values.push_back(component.value);
  return values;
}

TEST(WorkedExamplesTest, AdvisorOfThePerfectIndustryScores85655) {
  const RuleSet rules = DefaultRuleSet();
  ACandidate candidate;
  candidate.Wishes({"39", "G", "J"}, {"2512", "2511"})
      .WantsTopics({Topic::kSelfAnalysis, Topic::kEsReview, Topic::kInterviewPractice})
      .Speaks("ja", Cefr::kB1)
      .Speaks("en", Cefr::kC1);
  AnAdvisor advisor;
  advisor.In({"391"}, {"2512"})
      .Offers({Topic::kEsReview, Topic::kInterviewPractice})
      .NativeIn("ja")
      .Speaks("en", Cefr::kB2)
      .FreeOnly({Weekly(absl::Weekday::sunday, Clock(19), Clock(21))})
      .Accompanies(1, 3);
  advisor.value().availability.exceptions.push_back(
      {false, {Date(2026, 12, 27), Date(2026, 12, 27)}});  // three common days are left

  const Judgement judgement =
      JudgeAdvisor(candidate, advisor, rules, JapanInstant("2026-12-01 09:00"));

  EXPECT_THAT(Values(judgement), ElementsAre(1000, 1000, 666, 750, 900, 667));
  EXPECT_EQ(judgement.raw, 85'655);
  EXPECT_EQ(judgement.component_sum, 85'655);
  EXPECT_EQ(judgement.verdict, Verdict::kEligible);
  EXPECT_THAT(judgement.reasons, IsEmpty());
}

TEST(WorkedExamplesTest, WaiterWithHaccpScores76250) {
  const RuleSet rules = DefaultRuleSet();
  ACandidate candidate;
  candidate.Wishes({"76", "M"}, {"5120", "5131"})
      .WithSkill("food.hyg.haccp", 3)
      .WithSkill("soft.cust.service", 2)
      .WithSkill("food.cook.prep", 2)
      .PassedJlpt(Jlpt::kN4);
  candidate.value().accepted.Add(11);
  AnInternship internship;
  internship.In("76", "5131")
      .Asks("soft.cust.service", 2)
      .Asks("food.hyg.basic", 2)
      .Asks("retail.store.cash", 1, /*essential=*/false)
      .AsksJlpt(Jlpt::kN3, Importance::kPrefer)
      .At(11);

  const Judgement judgement =
      JudgeInternship(candidate, internship, rules, JapanInstant("2026-12-01 09:00"));

  EXPECT_THAT(Values(judgement), ElementsAre(1000, 850, 600, 500, 1000, 600));
  EXPECT_EQ(judgement.raw, 76'250);
  EXPECT_EQ(judgement.verdict, Verdict::kEligible);
  EXPECT_EQ(BandOf(judgement, rules), Band::kStrong);
}

TEST(WorkedExamplesTest, UnassessedAnalystOneStepShortScores49835) {
  const RuleSet rules = DefaultRuleSet();
  ACandidate candidate;
  candidate.Wishes({"J", "L"}, {"2411"}).NotAssessed().PassedJlpt(Jlpt::kN2, 100);
  candidate.value().availability.exceptions.push_back(
      {false, {Date(2027, 2, 1), Date(2027, 2, 2)}});
  AnInternship internship;
  internship.In("39", "2421")
      .Asks("it.data.sql", 2)
      .AsksCefr("ja", Cefr::kB2)
      .OnDays(Date(2027, 2, 1), 15, Clock(10), Clock(12));  // 26 of 30 hours are left

  const Judgement judgement =
      JudgeInternship(candidate, internship, rules, JapanInstant("2026-12-01 09:00"));

  EXPECT_THAT(Values(judgement), ElementsAre(127, 700, 500, 500, 866, 1000));
  EXPECT_EQ(judgement.raw, 49'835);
  EXPECT_EQ(judgement.verdict, Verdict::kReview);
  EXPECT_THAT(VerdictCodeNames(judgement), ElementsAre("LANGUAGE_ONE_STEP_SHORT"));
}

}  // namespace
}  // namespace banso
