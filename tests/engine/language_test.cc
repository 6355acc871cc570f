#include "engine/rules/language.h"

#include "gmock/gmock.h"
#include "tests/support/engine_builders.h"

namespace banso {
namespace {

LanguageSkill Jlpt_(Jlpt level, int score = 0) {
  LanguageSkill skill;
  skill.language = "ja";
  skill.jlpt = level;
  skill.jlpt_score = score;
  return skill;
}

LanguageRequirement Needs(Jlpt level) {
  LanguageRequirement requirement;
  requirement.language = "ja";
  requirement.jlpt = level;
  return requirement;
}

LanguageFit Fit(const LanguageSkill& skill, const LanguageRequirement& requirement) {
  return FitLanguage({&skill, 1}, requirement, DefaultRuleSet().languages);
}

int Cefr_(const LanguageSkill& skill) { return CefrStep(skill, DefaultRuleSet().languages); }

TEST(LanguageTest, JlptScoresReferToCefrByTheTable) {
  EXPECT_EQ(Cefr_(Jlpt_(Jlpt::kN5, 80)), 1);
  EXPECT_EQ(Cefr_(Jlpt_(Jlpt::kN4, 180)), 2);
  EXPECT_EQ(Cefr_(Jlpt_(Jlpt::kN3, 103)), 2);
  EXPECT_EQ(Cefr_(Jlpt_(Jlpt::kN3, 104)), 3);
  EXPECT_EQ(Cefr_(Jlpt_(Jlpt::kN2, 111)), 3);
  EXPECT_EQ(Cefr_(Jlpt_(Jlpt::kN2, 112)), 4);
  EXPECT_EQ(Cefr_(Jlpt_(Jlpt::kN1, 141)), 4);
  EXPECT_EQ(Cefr_(Jlpt_(Jlpt::kN1, 142)), 5);
}

TEST(LanguageTest, APassWithUnknownScoreCountsAsTheLowestOfItsBand) {
  EXPECT_EQ(Cefr_(Jlpt_(Jlpt::kN3)), 2);
  EXPECT_EQ(Cefr_(Jlpt_(Jlpt::kN2)), 3);
  EXPECT_EQ(Cefr_(Jlpt_(Jlpt::kN1)), 4);
}

TEST(LanguageTest, SelfAssessmentReachesAJlptLevelUnverified) {
  LanguageSkill skill;
  skill.language = "ja";
  skill.self_assessed = Cefr::kB2;

  EXPECT_EQ(Fit(skill, Needs(Jlpt::kN2)).gap, 0);
  EXPECT_TRUE(Fit(skill, Needs(Jlpt::kN2)).unverified);
  EXPECT_EQ(Fit(skill, Needs(Jlpt::kN1)).gap, 1);
  EXPECT_FALSE(Fit(skill, Needs(Jlpt::kN1)).unverified);
}

TEST(LanguageTest, ACefrCertificateAgainstJlptIsUnverified) {
  LanguageSkill skill;
  skill.language = "ja";
  skill.cefr_certificate = Cefr::kC1;

  EXPECT_TRUE(Fit(skill, Needs(Jlpt::kN1)).unverified);
}

TEST(LanguageTest, BjtIsVerifiedAgainstJlptAndSaysNothingAboutCefr) {
  LanguageSkill skill;
  skill.language = "ja";
  skill.bjt_score = 480;

  EXPECT_EQ(Fit(skill, Needs(Jlpt::kN1)).gap, 0);
  EXPECT_FALSE(Fit(skill, Needs(Jlpt::kN1)).unverified);
  EXPECT_EQ(Cefr_(skill), 0);
  skill.bjt_score = 479;
  EXPECT_EQ(Fit(skill, Needs(Jlpt::kN1)).held_step, 4);
  skill.bjt_score = 399;
  EXPECT_EQ(Fit(skill, Needs(Jlpt::kN1)).held_step, 0);
}

TEST(LanguageTest, NativesMeetEverythingVerified) {
  LanguageSkill skill;
  skill.language = "ja";
  skill.native = true;

  EXPECT_EQ(Fit(skill, Needs(Jlpt::kN1)).gap, 0);
  EXPECT_FALSE(Fit(skill, Needs(Jlpt::kN1)).unverified);
  EXPECT_EQ(Cefr_(skill), 6);
}

TEST(LanguageTest, ALanguageThatIsNotListedIsStepZero) {
  EXPECT_EQ(FitLanguage({}, Needs(Jlpt::kN4), DefaultRuleSet().languages).gap, 2);
}

TEST(LanguageTest, TheBestSharedLanguageHasTheLargestSmallerStep) {
  const Candidate candidate = ACandidate().Speaks("ja", Cefr::kA2).Speaks("en", Cefr::kB2);
  const Advisor advisor = AnAdvisor().NativeIn("ja").Speaks("en", Cefr::kB1);
  const SharedLanguage best =
      BestSharedLanguage(candidate.languages, advisor.languages, DefaultRuleSet().languages);

  EXPECT_EQ(best.language, "en");
  EXPECT_EQ(best.step, 3);
  EXPECT_EQ(BestSharedLanguage(candidate.languages, {}, DefaultRuleSet().languages).step, 0);
}

}  // namespace
}  // namespace banso
