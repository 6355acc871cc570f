#include "engine/insight/next_steps.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/index/plain_ranker.h"
#include "engine/rules/language.h"
#include "gmock/gmock.h"
#include "tests/support/engine_builders.h"
#include "tests/support/random_world.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const absl::Time kAsOf = JapanInstant("2026-12-01 09:00");

std::string ToText(const ProfileChange& change) {
  if (const auto* skill = std::get_if<SkillStep>(&change)) {
    return absl::StrCat(skill->skill.code, " level ", skill->level);
  }
  if (const auto* language = std::get_if<LanguageStep>(&change)) {
    return language->jlpt != Jlpt::kNone
               ? absl::StrCat(language->language, " JLPT step ", static_cast<int>(language->jlpt))
               : absl::StrCat(language->language, " CEFR step ", static_cast<int>(language->cefr));
  }
  if (const auto* place = std::get_if<PrefectureStep>(&change)) {
    return absl::StrCat("prefecture ", place->prefecture);
  }
  const auto& time = std::get<FreeTimeStep>(change);
  return absl::StrCat("day ", static_cast<int>(time.day), " half ", static_cast<int>(time.half));
}

std::string ToText(const std::optional<BestInternship>& best) {
  return best ? absl::StrCat(best->id.name(), " with ", best->raw) : "none";
}

std::string ToText(const NextStep& step) {
  return absl::StrCat(ToText(step.change), ": ", step.becomes_eligible, " more, the first at ",
                      step.best_new_rank, ", best ", ToText(step.best));
}

std::vector<std::string> ToTexts(const NextSteps& steps) {
  std::vector<std::string> texts;
  for (const NextStep& step : steps.steps) texts.push_back(ToText(step));
  return texts;
}

class NextStepsTest : public ::testing::Test {
 protected:
  void Add(const Internship& internship) {
    world_.internships.push_back(std::make_shared<const Internship>(internship));
  }
  absl::StatusOr<NextSteps> Suggest(const Candidate& candidate) const {
    const auto rules = std::make_shared<const RuleBook>(RuleBook::Default());
    const auto world = std::make_shared<const World>(world_);
    return SuggestNextSteps(*world, *rules, PlainRanker(world, rules), candidate, query_);
  }
  // The path of an internship of the builders' employer.
  static std::string Path(const std::string& id) { return "employers/e1/internships/" + id; }

  World world_;
  NextStepsQuery query_{.as_of = kAsOf};
};

TEST_F(NextStepsTest, ASkillThatIsNeededOpensWhatNeedsIt) {
  AnInternship needs_it("needs");
  needs_it.Asks("log.drv.car", 1).value().skills[0].hard = true;
  Add(needs_it);

  ASSERT_OK_AND_ASSIGN(const NextSteps steps, Suggest(ACandidate()));

  EXPECT_EQ(steps.eligible, 0);
  EXPECT_FALSE(steps.best.has_value());
  EXPECT_THAT(ToTexts(steps), ElementsAre("log.drv.car level 1: 1 more, the first at 1, best " +
                                          Path("needs") + " with 80000"));
}

TEST_F(NextStepsTest, AHigherLevelOpensNothingButMovesTheBest) {
  Add(AnInternship("a").Asks("it.data.sql", 2));

  ASSERT_OK_AND_ASSIGN(const NextSteps steps, Suggest(ACandidate().WithSkill("it.data.sql", 1)));

  EXPECT_EQ(ToText(steps.best), Path("a") + " with 68000");
  EXPECT_THAT(ToTexts(steps), ElementsAre("it.data.sql level 2: 0 more, the first at 0, best " +
                                          Path("a") + " with 80000"));
}

TEST_F(NextStepsTest, APassOfJlptLiftsReviewAndBlock) {
  Add(AnInternship("n2").AsksJlpt(Jlpt::kN2));
  Add(AnInternship("n1").AsksJlpt(Jlpt::kN1));

  ASSERT_OK_AND_ASSIGN(const NextSteps steps, Suggest(ACandidate().PassedJlpt(Jlpt::kN3)));

  // N1 stays one step short, which a person decides.
  EXPECT_THAT(ToTexts(steps), ElementsAre("ja JLPT step 4: 1 more, the first at 1, best " +
                                          Path("n2") + " with 71000"));
}

TEST_F(NextStepsTest, PlacesAndTimesThatOpenMoreComeFirst) {
  Add(AnInternship("osaka1").At(27));
  Add(AnInternship("osaka2").At(27));
  Add(AnInternship("kyoto").At(26));
  // A Wednesday.
  Add(AnInternship("evening").OnDays(Date(2027, 1, 20), 1, Clock(18), Clock(20)));
  ACandidate candidate;
  candidate.FreeOnly({Weekly(absl::Weekday::wednesday, Clock(9), Clock(18))});

  ASSERT_OK_AND_ASSIGN(const NextSteps steps, Suggest(candidate));

  EXPECT_THAT(
      ToTexts(steps),
      ElementsAre("prefecture 27: 2 more, the first at 1, best " + Path("osaka1") + " with 69000",
                  "day 2 half 2: 1 more, the first at 1, best " + Path("evening") + " with 71000",
                  "prefecture 26: 1 more, the first at 1, best " + Path("kyoto") + " with 69000"));
}

TEST_F(NextStepsTest, TheRankOfWhatIsNewCountsWhatStandsBeforeIt) {
  Add(AnInternship("remote1"));
  Add(AnInternship("remote2"));
  Add(AnInternship("kyoto").At(26));

  ASSERT_OK_AND_ASSIGN(const NextSteps steps, Suggest(ACandidate()));

  EXPECT_EQ(steps.eligible, 2);
  EXPECT_THAT(ToTexts(steps), ElementsAre("prefecture 26: 1 more, the first at 3, best " +
                                          Path("remote1") + " with 71000"));
}

TEST_F(NextStepsTest, WhatAnotherRuleBlocksIsNotPromised) {
  AnInternship full("full");
  full.At(26).value().seats_taken = 1;
  Add(full);

  ASSERT_OK_AND_ASSIGN(const NextSteps steps, Suggest(ACandidate()));

  EXPECT_THAT(steps.steps, IsEmpty());
}

TEST_F(NextStepsTest, ALimitBelowOneIsRefusedAndACancelledSearchStops) {
  Add(AnInternship());
  query_.limit = 0;
  EXPECT_THAT(Suggest(ACandidate()).status(), StatusIs(absl::StatusCode::kInvalidArgument));
  query_.limit = 1;
  query_.cancelled = [] { return true; };
  EXPECT_THAT(Suggest(ACandidate()).status(), StatusIs(absl::StatusCode::kCancelled));
}

// Every change that could be asked for, found in another way than the engine finds it.
std::vector<ProfileChange> AllChanges(const World& world, const Candidate& candidate,
                                      const RuleSet& rules) {
  std::vector<ProfileChange> changes;
  std::map<std::string, Skill> skills;
  std::set<std::string> jlpt_languages;
  std::set<std::string> cefr_languages;
  for (const auto& internship : world.internships) {
    for (const SkillRequirement& asked : internship->skills) {
      skills[asked.skill.code] = asked.skill;
    }
    for (const LanguageRequirement& asked : internship->languages) {
      (asked.jlpt != Jlpt::kNone ? jlpt_languages : cefr_languages).insert(asked.language);
    }
  }
  for (const auto& [code, skill] : skills) {
    int level = 0;
    for (const HeldSkill& held : candidate.skills) {
      if (held.skill.code == code) level = held.level;
    }
    if (level < 4) changes.push_back(SkillStep{skill, level + 1});
  }
  const auto held_of = [&](const std::string& language) {
    for (const LanguageSkill& skill : candidate.languages) {
      if (skill.language == language) return skill;
    }
    return LanguageSkill{};
  };
  for (const std::string& language : jlpt_languages) {
    const LanguageSkill held = held_of(language);
    if (held.native || held.jlpt == Jlpt::kN1) continue;
    changes.push_back(
        LanguageStep{language, Cefr::kNone, static_cast<Jlpt>(static_cast<int>(held.jlpt) + 1)});
  }
  for (const std::string& language : cefr_languages) {
    const LanguageSkill held = held_of(language);
    const int step = CefrStep(held, rules.languages);
    if (held.native || step == 6) continue;
    changes.push_back(LanguageStep{language, static_cast<Cefr>(step + 1), Jlpt::kNone});
  }
  for (Prefecture prefecture = 1; prefecture <= 47; ++prefecture) {
    if (prefecture == candidate.home || candidate.accepted.Contains(prefecture)) continue;
    changes.push_back(PrefectureStep{prefecture});
  }
  for (int day = 0; day < 7; ++day) {
    for (int half = 0; half < 3; ++half) {
      changes.push_back(FreeTimeStep{static_cast<absl::Weekday>(day), static_cast<HalfDay>(half)});
    }
  }
  return changes;
}

class NextStepsOfRandomWorldTest : public ::testing::TestWithParam<uint64_t> {};

TEST_P(NextStepsOfRandomWorldTest, EveryNumberIsThatOfRankingTheChangedProfile) {
  World made = RandomWorld(GetParam(), 8, 100, 0);
  for (size_t i = 0; i < made.internships.size(); i += 3) {
    // Shifts that go past midnight, and more skills that nobody is taken without.
    Internship internship = *made.internships[i];
    if (auto* fixed = std::get_if<FixedSchedule>(&internship.schedule)) {
      for (Shift& shift : fixed->shifts) {
        shift.start_minute = Clock(20);
        shift.end_minute = Clock(i % 2 == 0 ? 2 : 23);
        shift.break_minutes = 0;
      }
    }
    for (SkillRequirement& asked : internship.skills) asked.hard = true;
    made.internships[i] = std::make_shared<const Internship>(internship);
  }
  for (size_t i = 0; i < made.internships.size(); i += 5) {
    made.clearances[{made.candidates[0]->id.name(), made.internships[i]->id.name()}] = {
        ReasonCode::kLanguageOneStepShort, ReasonCode::kWorkAuthUnverified};
  }
  const auto world = std::make_shared<const World>(made);
  const auto rules = std::make_shared<const RuleBook>(RuleBook::Default());
  const PlainRanker ranker(world, rules);
  RankQuery eligible;
  eligible.as_of = RandomWorldTime();
  eligible.limit = 1000;
  eligible.sections = {true, false, false, false};
  NextStepsQuery query;
  query.as_of = eligible.as_of;
  query.limit = 10'000;
  int more = 0;

  for (const auto& candidate : world->candidates) {
    const auto before = *ranker.RankInternships(*candidate, eligible);
    std::set<InternshipId> known;
    for (const auto& row : before) known.insert(row.item->id);
    std::set<std::string> expected;
    for (const ProfileChange& change : AllChanges(*world, *candidate, rules->At(eligible.as_of))) {
      const auto after = *ranker.RankInternships(WithChange(*candidate, change), eligible);
      NextStep step;
      step.change = change;
      for (size_t i = 0; i < after.size(); ++i) {
        if (known.contains(after[i].item->id)) continue;
        if (step.becomes_eligible++ == 0) step.best_new_rank = static_cast<int>(i) + 1;
      }
      if (!after.empty()) step.best = BestInternship{after[0].item->id, *after[0].judgement.raw};
      const bool better =
          !after.empty() && (before.empty() || step.best->raw > *before[0].judgement.raw);
      if (step.becomes_eligible > 0 || better) expected.insert(ToText(step));
      more += step.becomes_eligible;
    }

    ASSERT_OK_AND_ASSIGN(const NextSteps steps,
                         SuggestNextSteps(*world, *rules, ranker, *candidate, query));

    const std::vector<std::string> texts = ToTexts(steps);
    ASSERT_EQ(std::set<std::string>(texts.begin(), texts.end()), expected)
        << "seed " << GetParam() << ", " << candidate->id.name();
    ASSERT_EQ(texts.size(), expected.size());
    ASSERT_EQ(steps.eligible, static_cast<int>(before.size()));
    ASSERT_TRUE(std::is_sorted(steps.steps.begin(), steps.steps.end(),
                               [](const NextStep& a, const NextStep& b) {
                                 return a.becomes_eligible > b.becomes_eligible;
                               }));
  }
  EXPECT_GT(more, 0) << "the worlds say little";
}

INSTANTIATE_TEST_SUITE_P(Seeds, NextStepsOfRandomWorldTest, ::testing::Values(5, 11, 20261201),
                         [](const auto& info) { return absl::StrCat("Seed", info.param); });

}  // namespace
}  // namespace banso
