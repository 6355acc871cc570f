// What must hold for every pair, on random worlds.
#include <algorithm>
#include <functional>

#include "absl/strings/str_cat.h"
#include "engine/index/plain_ranker.h"
#include "engine/score/judge.h"
#include "gmock/gmock.h"
#include "tests/support/engine_builders.h"
#include "tests/support/random_world.h"

namespace banso {
namespace {

constexpr int kPairs = 1500;

class PropertiesTest : public ::testing::TestWithParam<uint64_t> {
 protected:
  const RuleSet rules_ = DefaultRuleSet();
  const absl::Time as_of_ = RandomWorldTime();

  // Checks that a change to a candidate never lowers the sum of components with an internship.
  void ExpectNeverLower(
      const std::function<void(RandomSource&, Candidate&, const Internship&)>& improve) {
    RandomSource random(GetParam());
    for (int i = 0; i < kPairs; ++i) {
      Candidate candidate = RandomCandidate(random, i);
      const Internship internship = RandomInternship(random, i);
      const Judgement before = JudgeInternship(candidate, internship, rules_, as_of_);
      improve(random, candidate, internship);
      const Judgement after = JudgeInternship(candidate, internship, rules_, as_of_);
      ASSERT_GE(after.component_sum, before.component_sum)
          << "seed " << GetParam() << ", pair " << i;
    }
  }
};

TEST_P(PropertiesTest, WeightsSumToAHundredAndComponentsToTheSum) {
  RandomSource random(GetParam());
  for (int i = 0; i < kPairs; ++i) {
    const Candidate candidate = RandomCandidate(random, i);
    for (const Judgement& judgement :
         {JudgeInternship(candidate, RandomInternship(random, i), rules_, as_of_),
          JudgeAdvisor(candidate, RandomAdvisor(random, i), rules_, as_of_)}) {
      int weights = 0;
      int sum = 0;
      for (const Component& component : judgement.components) {
        ASSERT_GE(component.value, 0);
        ASSERT_LE(component.value, 1000);
        weights += component.weight;
        sum += component.weight * component.value;
      }
      ASSERT_EQ(weights, 100) << "seed " << GetParam();
      ASSERT_EQ(sum, judgement.component_sum) << "seed " << GetParam();
      ASSERT_EQ(judgement.raw.has_value(), judgement.verdict != Verdict::kBlocked);
      ASSERT_EQ(judgement.cap_applied, judgement.verdict == Verdict::kOutsideWish);
      if (judgement.raw && !judgement.cap_applied) {
        ASSERT_EQ(judgement.raw, sum);
      }
    }
  }
}

TEST_P(PropertiesTest, ReasonsAreSortedByNameAndDecideTheVerdict) {
  RandomSource random(GetParam());
  for (int i = 0; i < kPairs; ++i) {
    const Judgement judgement =
        JudgeInternship(RandomCandidate(random, i), RandomInternship(random, i), rules_, as_of_);
    const std::vector<std::string> names = CodeNames(judgement);
    ASSERT_TRUE(std::is_sorted(names.begin(), names.end())) << "seed " << GetParam();
    const bool blocks = std::any_of(judgement.reasons.begin(), judgement.reasons.end(),
                                    [](const Reason& r) { return r.effect == Effect::kBlock; });
    ASSERT_EQ(blocks, judgement.verdict == Verdict::kBlocked) << "seed " << GetParam();
  }
}

TEST_P(PropertiesTest, AnotherSkillNeverLowersAScore) {
  ExpectNeverLower([](RandomSource& random, Candidate& candidate, const Internship&) {
    const std::string code = random.Chance(50) ? "it.data.bi" : "food.cook.world";
    candidate.skills.push_back({BuiltInSkill(code), random.Between(1, 4)});
  });
}

TEST_P(PropertiesTest, AHigherSkillLevelNeverLowersAScore) {
  ExpectNeverLower([](RandomSource&, Candidate& candidate, const Internship&) {
    for (HeldSkill& held : candidate.skills) held.level = std::min(4, held.level + 1);
  });
}

TEST_P(PropertiesTest, MoreOfALanguageNeverLowersAScore) {
  ExpectNeverLower([](RandomSource& random, Candidate& candidate, const Internship&) {
    for (LanguageSkill& skill : candidate.languages) {
      switch (random.Between(0, 3)) {
        case 0:
          skill.native = true;
          break;
        case 1:
          skill.self_assessed = std::max(skill.self_assessed, Cefr::kB2);
          break;
        case 2:
          if (skill.language == "ja" && skill.jlpt < Jlpt::kN1) {
            skill.jlpt = static_cast<Jlpt>(static_cast<int>(skill.jlpt) + 1);
            skill.jlpt_score = 180;
          }
          break;
        default:
          if (skill.language == "ja") skill.bjt_score = 800;
      }
    }
  });
}

TEST_P(PropertiesTest, MoreFreeTimeNeverLowersAScore) {
  ExpectNeverLower([](RandomSource& random, Candidate& candidate, const Internship& internship) {
    candidate.availability.one_off.push_back(
        {RandomWorldTime(), RandomWorldTime() + absl::Hours(random.Between(1, 2000))});
    candidate.availability.weekly.push_back(
        Weekly(static_cast<absl::Weekday>(random.Between(0, 6)), 0, kMinutesPerDay));
    (void)internship;
  });
}

TEST_P(PropertiesTest, MoreFreeTimeNeverLowersAnAdvisorsScore) {
  RandomSource random(GetParam());
  for (int i = 0; i < kPairs / 4; ++i) {
    Candidate candidate = RandomCandidate(random, i);
    const Advisor advisor = RandomAdvisor(random, i);
    const int before = JudgeAdvisor(candidate, advisor, rules_, as_of_).component_sum;
    candidate.availability.weekly.push_back(
        Weekly(static_cast<absl::Weekday>(random.Between(0, 6)), random.Between(0, 40) * 30, 1440));
    ASSERT_GE(JudgeAdvisor(candidate, advisor, rules_, as_of_).component_sum, before)
        << "seed " << GetParam() << ", pair " << i;
  }
}

TEST_P(PropertiesTest, AnotherAcceptedPrefectureNeverLowersAScore) {
  ExpectNeverLower([](RandomSource& random, Candidate& candidate, const Internship&) {
    for (int i = 0; i < 5; ++i) candidate.accepted.Add(random.Between(1, 47));
  });
}

TEST_P(PropertiesTest, WhatMustNotMatterDoesNot) {
  RandomSource random(GetParam());
  for (int i = 0; i < kPairs; ++i) {
    Candidate candidate = RandomCandidate(random, i);
    const Internship internship = RandomInternship(random, i);
    const Judgement before = JudgeInternship(candidate, internship, rules_, as_of_);
    candidate.household = "another";
    std::erase_if(candidate.needs,
                  [](const Need& need) { return need.importance == Importance::kPrefer; });

    const Judgement after = JudgeInternship(candidate, internship, rules_, as_of_);

    ASSERT_EQ(after.component_sum, before.component_sum) << "seed " << GetParam();
    ASSERT_EQ(after.raw, before.raw) << "seed " << GetParam();
    ASSERT_EQ(after.verdict, before.verdict) << "seed " << GetParam();
  }
}

TEST_P(PropertiesTest, TheOrderOfAProfilesListsChangesNothing) {
  RandomSource random(GetParam());
  for (int i = 0; i < kPairs; ++i) {
    Candidate candidate = RandomCandidate(random, i);
    Internship internship = RandomInternship(random, i);
    const Judgement before = JudgeInternship(candidate, internship, rules_, as_of_);
    std::reverse(candidate.skills.begin(), candidate.skills.end());
    std::reverse(candidate.languages.begin(), candidate.languages.end());
    std::reverse(candidate.availability.weekly.begin(), candidate.availability.weekly.end());
    std::reverse(candidate.availability.exceptions.begin(),
                 candidate.availability.exceptions.end());
    std::reverse(candidate.needs.begin(), candidate.needs.end());
    std::reverse(internship.skills.begin(), internship.skills.end());
    ASSERT_EQ(JudgeInternship(candidate, internship, rules_, as_of_), before)
        << "seed " << GetParam() << ", pair " << i;
  }
}

TEST_P(PropertiesTest, RankingIgnoresTheOrderOfTheWorld) {
  World world = RandomWorld(GetParam(), 60, 200, 60);
  World reversed = world;
  std::reverse(reversed.internships.begin(), reversed.internships.end());
  std::reverse(reversed.candidates.begin(), reversed.candidates.end());
  std::reverse(reversed.advisors.begin(), reversed.advisors.end());
  const auto rules = std::make_shared<const RuleBook>(RuleBook::Default());
  const PlainRanker one(std::make_shared<const World>(world), rules);
  const PlainRanker other(std::make_shared<const World>(reversed), rules);
  RankQuery query;
  query.as_of = as_of_;
  query.limit = 1000;
  query.sections.fill(true);
  const auto ids = [](const auto& rows) {
    std::vector<std::string> names;
    for (const auto& row : rows) names.push_back(row.item->id.name());
    return names;
  };

  for (int i = 0; i < 20; ++i) {
    const Candidate& candidate = *world.candidates[i];
    ASSERT_EQ(ids(*one.RankInternships(candidate, query)),
              ids(*other.RankInternships(candidate, query)));
    ASSERT_EQ(ids(*one.RankAdvisors(candidate, query)), ids(*other.RankAdvisors(candidate, query)));
    ASSERT_EQ(ids(*one.RankCandidates(*world.internships[i], query)),
              ids(*other.RankCandidates(*world.internships[i], query)));
    ASSERT_EQ(ids(*one.RankCandidates(*world.advisors[i], query)),
              ids(*other.RankCandidates(*world.advisors[i], query)));
  }
}

TEST_P(PropertiesTest, SwappingIdsOnlyMattersForTies) {
  RandomSource random(GetParam());
  for (int i = 0; i < kPairs; ++i) {
    Candidate candidate = RandomCandidate(random, i);
    const Internship internship = RandomInternship(random, i);
    const Judgement before = JudgeInternship(candidate, internship, rules_, as_of_);
    candidate.id = CandidateId("candidates/other");
    ASSERT_EQ(JudgeInternship(candidate, internship, rules_, as_of_), before);
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, PropertiesTest, ::testing::Values(1, 20261201),
                         [](const auto& info) { return absl::StrCat("Seed", info.param); });

}  // namespace
}  // namespace banso
