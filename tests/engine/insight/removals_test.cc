#include "engine/insight/removals.h"

#include <algorithm>
#include <map>
#include <memory>
#include <ostream>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/index/plain_ranker.h"
#include "gmock/gmock.h"
#include "tests/support/engine_builders.h"
#include "tests/support/random_world.h"
#include "tests/support/status_matchers.h"

namespace banso {

// gtest would print raw bytes.
void PrintTo(const RuleRemovals& rule, std::ostream* out) {
  *out << ReasonCodeName(rule.code) << " removed " << rule.removed << ", alone " << rule.alone;
}

namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const absl::Time kAsOf = JapanInstant("2026-12-01 09:00");

std::shared_ptr<const World> WorldOf(const std::vector<Internship>& internships) {
  World world;
  for (const Internship& internship : internships) {
    world.internships.push_back(std::make_shared<const Internship>(internship));
  }
  return std::make_shared<const World>(world);
}

Removals CountFor(const Candidate& candidate, const std::vector<Internship>& internships,
                  const Clearances& clearances = {}) {
  World world = *WorldOf(internships);
  world.clearances = clearances;
  const auto shared = std::make_shared<const World>(std::move(world));
  const PlainRanker ranker(shared, std::make_shared<const RuleBook>(RuleBook::Default()));
  return *CountInternshipRemovals(*shared, ranker, candidate, kAsOf);
}

TEST(RemovalsTest, ARuleIsCountedAloneOnlyWhereNoOtherBlocks) {
  AnInternship full("full");
  full.value().seats_taken = 1;
  AnInternship far("far");
  far.At(27);
  AnInternship full_and_far("both");
  full_and_far.At(27).value().seats_taken = 1;
  const std::vector<Internship> internships = {full, far, full_and_far, AnInternship("good")};

  const Removals removals = CountFor(ACandidate(), internships);

  EXPECT_EQ(removals.rows, 4);
  EXPECT_THAT(removals.found, ElementsAre(1, 0, 0, 3));
  EXPECT_THAT(removals.rules,
              ElementsAre(RuleRemovals{ReasonCode::kLocationNotAccepted, Effect::kBlock, 2, 1},
                          RuleRemovals{ReasonCode::kSeatsFull, Effect::kBlock, 2, 1}));
}

TEST(RemovalsTest, SeveralReasonsWithOneCodeAreOneRule) {
  AnInternship internship;
  internship.Asks("log.drv.car", 1).Asks("mfg.weld.arc", 1);
  for (SkillRequirement& asked : internship.value().skills) asked.hard = true;

  const Removals removals = CountFor(ACandidate(), {internship});

  EXPECT_THAT(removals.rules,
              ElementsAre(RuleRemovals{ReasonCode::kHardSkillMissing, Effect::kBlock, 1, 1}));
}

TEST(RemovalsTest, RulesThatBlockComeBeforeThoseThatAskForReview) {
  ACandidate candidate;
  candidate.PassedJlpt(Jlpt::kN3);
  AnInternship far("far");
  far.At(27).AsksJlpt(Jlpt::kN2);
  const std::vector<Internship> internships = {far, AnInternship("a").AsksJlpt(Jlpt::kN2),
                                               AnInternship("b").AsksJlpt(Jlpt::kN2)};

  const Removals removals = CountFor(candidate, internships);

  EXPECT_THAT(removals.found, ElementsAre(0, 2, 0, 1));
  EXPECT_THAT(removals.rules,
              ElementsAre(RuleRemovals{ReasonCode::kLocationNotAccepted, Effect::kBlock, 1, 1},
                          RuleRemovals{ReasonCode::kLanguageOneStepShort, Effect::kReview, 3, 2}));
}

TEST(RemovalsTest, WhatIsClearedRemovesNothing) {
  ACandidate candidate;
  candidate.PassedJlpt(Jlpt::kN3);
  const Internship internship = AnInternship().AsksJlpt(Jlpt::kN2);
  Clearances clearances;
  clearances[{"candidates/c1", internship.id.name()}] = {ReasonCode::kLanguageOneStepShort};

  const Removals removals = CountFor(candidate, {internship}, clearances);

  EXPECT_THAT(removals.found, ElementsAre(1, 0, 0, 0));
  EXPECT_THAT(removals.rules, IsEmpty());
}

TEST(RemovalsTest, AnIndexMayAddManyRowsAtOnce) {
  ReasonCodeSet full;
  full.Add(ReasonCode::kSeatsFull);
  RemovalTally at_once;
  at_once.Add(Verdict::kBlocked, full, {}, 3);
  RemovalTally one_by_one;
  for (int i = 0; i < 3; ++i) one_by_one.Add(Verdict::kBlocked, full, {});

  EXPECT_EQ(at_once.Finish(), one_by_one.Finish());
}

TEST(RemovalsTest, ACancelledCountStops) {
  const auto world = WorldOf({AnInternship()});
  const PlainRanker ranker(world, std::make_shared<const RuleBook>(RuleBook::Default()));

  EXPECT_THAT(
      CountInternshipRemovals(*world, ranker, ACandidate(), kAsOf, [] { return true; }).status(),
      StatusIs(absl::StatusCode::kCancelled));
}

// What the rows of a whole ranking say, counted in the plainest way.
template <typename T>
Removals Recount(const std::vector<Ranked<T>>& rows) {
  Removals removals;
  std::map<ReasonCode, RuleRemovals> rules;
  for (const Ranked<T>& row : rows) {
    ++removals.rows;
    ++removals.found[static_cast<int>(row.judgement.verdict)];
    std::set<ReasonCode> blocking;
    std::set<ReasonCode> review;
    for (const Reason& reason : row.judgement.reasons) {
      if (reason.cleared) continue;
      if (reason.effect == Effect::kBlock) blocking.insert(reason.code);
      if (reason.effect == Effect::kReview) review.insert(reason.code);
    }
    for (const auto& codes : {blocking, review}) {
      for (ReasonCode code : codes) {
        RuleRemovals& rule = rules[code];
        rule.code = code;
        rule.effect = ReasonEffect(code);
        ++rule.removed;
      }
    }
    if (blocking.size() == 1) ++rules[*blocking.begin()].alone;
    if (row.judgement.verdict == Verdict::kReview && review.size() == 1) {
      ++rules[*review.begin()].alone;
    }
  }
  for (const auto& [code, rule] : rules) removals.rules.push_back(rule);
  std::sort(removals.rules.begin(), removals.rules.end(),
            [](const RuleRemovals& a, const RuleRemovals& b) {
              return std::make_tuple(a.effect == Effect::kReview, -a.removed, a.code) <
                     std::make_tuple(b.effect == Effect::kReview, -b.removed, b.code);
            });
  return removals;
}

class RemovalsOfRandomWorldTest : public ::testing::TestWithParam<uint64_t> {};

TEST_P(RemovalsOfRandomWorldTest, CountsAreThoseOfTheWholeRanking) {
  const auto world = std::make_shared<const World>(RandomWorld(GetParam(), 60, 150, 60));
  const PlainRanker ranker(world, std::make_shared<const RuleBook>(RuleBook::Default()));
  RankQuery query;
  query.as_of = RandomWorldTime();
  query.limit = 1000;
  query.sections.fill(true);

  for (int i = 0; i < 12; ++i) {
    const Candidate& candidate = *world->candidates[i];
    ASSERT_EQ(*CountInternshipRemovals(*world, ranker, candidate, query.as_of),
              Recount(*ranker.RankInternships(candidate, query)))
        << "seed " << GetParam() << ", candidate " << i;
    ASSERT_EQ(*CountAdvisorRemovals(*world, ranker, candidate, query.as_of),
              Recount(*ranker.RankAdvisors(candidate, query)))
        << "seed " << GetParam() << ", candidate " << i;
    ASSERT_EQ(*CountCandidateRemovals(*world, ranker, *world->internships[i], query.as_of),
              Recount(*ranker.RankCandidates(*world->internships[i], query)))
        << "seed " << GetParam() << ", internship " << i;
    ASSERT_EQ(*CountCandidateRemovals(*world, ranker, *world->advisors[i], query.as_of),
              Recount(*ranker.RankCandidates(*world->advisors[i], query)))
        << "seed " << GetParam() << ", advisor " << i;
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, RemovalsOfRandomWorldTest, ::testing::Values(3, 20261201),
                         [](const auto& info) { return absl::StrCat("Seed", info.param); });

}  // namespace
}  // namespace banso
