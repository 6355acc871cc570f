#include "server/convert/insight_convert.h"

#include <set>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/convert/match_convert.h"

namespace banso {
namespace {

using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

TEST(InsightConvertTest, EachChangeIsWrittenAsItself) {
  NextStep step;
  step.becomes_eligible = 2;
  step.best_new_rank = 3;
  step.best = BestInternship{InternshipId("employers/e/internships/i"), 78250};
  const auto written = [&](const ProfileChange& change) {
    step.change = change;
    return FromNextStep(step);
  };

  EXPECT_EQ(written(SkillStep{{"it.lang.python", {}}, 4}).skill().ShortDebugString(),
            "skill: \"it.lang.python\" level: 4");
  EXPECT_EQ(written(LanguageStep{"ja", Cefr::kNone, Jlpt::kN1}).language().jlpt(), v1::N1);
  EXPECT_EQ(written(LanguageStep{"en", Cefr::kB2, Jlpt::kNone}).language().cefr(), v1::B2);
  EXPECT_EQ(written(PrefectureStep{1}).prefecture(), "01");
  const v1::NextStep last = written(FreeTimeStep{absl::Weekday::sunday, HalfDay::kEvening});
  EXPECT_EQ(last.ShortDebugString(),
            "half_day { day: SUNDAY half: EVENING } becomes_eligible: 2 best_new_rank: 3 "
            "best { internship: \"employers/e/internships/i\" raw: 78250 }");
  step.best.reset();
  EXPECT_FALSE(FromNextStep(step).has_best());
}

TEST(InsightConvertTest, RemovalsKeepTheirOrderAndNameEverySection) {
  Removals removals;
  removals.rows = 9;
  removals.found = {2, 0, 1, 6};
  removals.rules = {{ReasonCode::kSeatsFull, Effect::kBlock, 6, 4},
                    {ReasonCode::kWorkNotPermitted, Effect::kBlock, 2, 0}};

  const v1::Removals message = FromRemovals(removals);

  ASSERT_THAT(message.sections(), SizeIs(4));
  EXPECT_EQ(message.sections(3).ShortDebugString(), "verdict: BLOCKED rows: 6");
  ASSERT_THAT(message.rules(), SizeIs(2));
  EXPECT_EQ(message.rules(0).ShortDebugString(),
            "code: SEATS_FULL effect: BLOCK removed: 6 removed_alone: 4");
  EXPECT_EQ(message.rules(1).code(), v1::Reason::WORK_NOT_PERMITTED);
}

TEST(InsightConvertTest, EveryStrictRequirementHasItsCode) {
  std::set<v1::StrictRequirement::Code> codes;
  for (int i = 0; i <= static_cast<int>(StrictCode::kTargetsLimited); ++i) {
    codes.insert(FromStrictRequirement({static_cast<StrictCode>(i), "", 0, 0, 5}).code());
  }

  EXPECT_THAT(codes, SizeIs(v1::StrictRequirement::Code_ARRAYSIZE - 1));
  EXPECT_FALSE(codes.contains(v1::StrictRequirement::CODE_UNSPECIFIED));
  EXPECT_EQ(FromStrictRequirement({StrictCode::kLanguageLevel, "ja", 4, 2, 10}).ShortDebugString(),
            "code: LANGUAGE_LEVEL language: \"ja\" asked: 4 median: 2 compared: 10");
  EXPECT_EQ(FromStrictRequirement({StrictCode::kHardSkill, "log.drv.car", 0, 0, 5}).skill(),
            "log.drv.car");
  EXPECT_EQ(FromStrictRequirement({StrictCode::kTargetsLimited, "", 0, 0, 5}).code(),
            v1::StrictRequirement::TARGETS_LIMITED);
}

TEST(InsightConvertTest, TheViewCodesHasNoWords) {
  Judgement judgement;
  judgement.verdict = Verdict::kBlocked;
  judgement.reasons = {{ReasonCode::kSeatsFull, Effect::kBlock, false, CapacityNumbers{1, 1}}};
  const auto match = [&](v1::MatchView view) {
    return ToMatch(CandidateId("candidates/c"), InternshipId("employers/e/internships/i"),
                   judgement, Band::kNone, "2026-12", view);
  };

  v1::Match full = match(v1::MATCH_VIEW_UNSPECIFIED);
  const v1::Match codes = match(v1::CODES);

  EXPECT_THAT(full.plain_reasons(), Not(IsEmpty()));
  EXPECT_THAT(codes.plain_reasons(), IsEmpty());
  full.clear_plain_reasons();
  EXPECT_EQ(codes.SerializeAsString(), full.SerializeAsString());
}

}  // namespace
}  // namespace banso
