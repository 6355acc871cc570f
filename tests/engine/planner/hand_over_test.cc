#include "engine/planner/hand_over.h"

#include <algorithm>
#include <utility>

#include "engine/index/plain_ranker.h"
#include "gmock/gmock.h"
#include "tests/support/engine_builders.h"
#include "tests/support/random_world.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::testing::Pair;
using ::testing::UnorderedElementsAre;

const absl::Time kAsOf = JapanInstant("2026-12-01 09:00");

PlainRanker ARanker() {
  return PlainRanker(std::make_shared<const World>(),
                     std::make_shared<const RuleBook>(RuleBook::Default()));
}

// The best that any choice gives: how many have an advisor, then the total.
struct BruteForce {
  BruteForce(const std::vector<HandOverCase>& cases,
             const std::vector<std::shared_ptr<const Advisor>>& advisors, const Ranker& ranker,
             absl::Time as_of)
      : raw(cases.size()) {
    for (const auto& advisor : advisors) room.push_back(advisor->max_active - advisor->active);
    for (size_t row = 0; row < cases.size(); ++row) {
      for (const auto& advisor : advisors) {
        const auto& never = cases[row].never;
        const bool excluded = std::find(never.begin(), never.end(), advisor->id) != never.end();
        raw[row].push_back(
            excluded ? -1
                     : ranker.Explain(*cases[row].candidate, *advisor, as_of).raw.value_or(-1));
      }
    }
    Try(0, 0, 0);
  }

  void Try(size_t row, int assigned, int64_t total) {
    if (row == raw.size()) {
      best = std::max(best, {assigned, total});
      return;
    }
    for (size_t column = 0; column < room.size(); ++column) {
      if (raw[row][column] < 0 || room[column] <= 0) continue;
      --room[column];
      Try(row + 1, assigned + 1, total + raw[row][column]);
      ++room[column];
    }
    Try(row + 1, assigned, total);
  }

  std::vector<std::vector<int>> raw;
  std::vector<int> room;
  std::pair<int, int64_t> best = {-1, -1};
};

TEST(HandOverTest, EqualsBruteForceUpToEightCases) {
  const PlainRanker ranker = ARanker();
  int proposed = 0;
  int left = 0;
  for (uint64_t seed = 1; seed <= 150; ++seed) {
    RandomSource random(seed);
    std::vector<HandOverCase> cases;
    std::vector<std::shared_ptr<const Advisor>> advisors;
    const int count = random.Between(1, 8);
    for (int i = 0; i < random.Between(2, 5); ++i) {
      Advisor advisor = RandomAdvisor(random, i);
      advisor.state = AdvisorState::kActive;
      advisor.max_active = random.Between(1, 4);
      advisor.active = random.Between(0, advisor.max_active);
      advisors.push_back(std::make_shared<const Advisor>(advisor));
    }
    for (int i = 0; i < count; ++i) {
      HandOverCase c;
      c.candidate = std::make_shared<const Candidate>(RandomCandidate(random, i));
      if (random.Chance(20)) c.never.push_back(advisors[0]->id);
      cases.push_back(std::move(c));
    }

    const auto proposal = ProposeHandOver(cases, advisors, ranker, RandomWorldTime());

    ASSERT_THAT(proposal, IsOk());
    const BruteForce expected(cases, advisors, ranker, RandomWorldTime());
    int assigned = 0;
    for (const auto& c : proposal->cases) {
      ASSERT_NE(c.advisor.has_value(), c.because.has_value());
      if (c.advisor) {
        ASSERT_NE(c.judgement.verdict, Verdict::kBlocked);
        ++assigned;
      }
    }
    ASSERT_EQ(std::pair(assigned, proposal->total), expected.best) << "seed " << seed;
    proposed += assigned;
    left += count - assigned;
  }
  // The worlds are neither empty nor without conflicts.
  EXPECT_GT(proposed, 100);
  EXPECT_GT(left, 100);
}

class HandOverCasesTest : public ::testing::Test {
 protected:
  // Everybody shares a language, and is free at any time.
  void AddCase(ACandidate candidate, std::vector<AdvisorId> never = {}) {
    candidate.Speaks("ja", Cefr::kB2);
    cases_.push_back({std::make_shared<const Candidate>(candidate.value()), std::move(never)});
  }
  void AddAdvisor(AnAdvisor advisor) {
    advisor.Speaks("ja", Cefr::kC2);
    advisors_.push_back(std::make_shared<const Advisor>(advisor.value()));
  }
  HandOverProposal Propose() {
    auto proposal = ProposeHandOver(cases_, advisors_, ARanker(), kAsOf);
    EXPECT_THAT(proposal, IsOk());
    return *proposal;
  }

  std::vector<HandOverCase> cases_;
  std::vector<std::shared_ptr<const Advisor>> advisors_;
};

TEST_F(HandOverCasesTest, WhoIsFullTakesNobodyAndThatIsWhy) {
  AddCase(ACandidate("c"));
  AnAdvisor full("full");
  full.value().max_active = 2;
  full.value().active = 2;
  AddAdvisor(full);

  const HandOverProposal proposal = Propose();

  ASSERT_EQ(proposal.cases.size(), 1);
  EXPECT_EQ(proposal.cases[0].because, NoAdvisorReason::kNoRoom);
  EXPECT_THAT(proposal.cases[0].blocks, UnorderedElementsAre(Pair(ReasonCode::kAdvisorFull, 1)));
}

TEST_F(HandOverCasesTest, TheLastPlaceGoesToOneAndTheOtherIsNamed) {
  AddCase(ACandidate("b"));
  AddCase(ACandidate("a"));
  AnAdvisor one("one");
  one.value().max_active = 1;
  AddAdvisor(one);

  const HandOverProposal proposal = Propose();

  ASSERT_EQ(proposal.cases.size(), 2);
  EXPECT_EQ(proposal.cases[0].candidate.name(), "candidates/a");
  EXPECT_TRUE(proposal.cases[0].advisor.has_value());
  EXPECT_EQ(proposal.cases[1].because, NoAdvisorReason::kNoRoom);
}

TEST_F(HandOverCasesTest, WhoIsNotWantedIsNeverProposed) {
  AnAdvisor blocked("blocked");
  AnAdvisor before("before");
  AddAdvisor(blocked);
  AddAdvisor(before);
  ACandidate person("p");
  person.value().blocked_advisors.push_back(blocked.value().id);
  AddCase(person, {before.value().id});

  const HandOverProposal proposal = Propose();

  EXPECT_EQ(proposal.cases[0].because, NoAdvisorReason::kAllBlocked);
  EXPECT_THAT(proposal.cases[0].blocks, UnorderedElementsAre(Pair(ReasonCode::kDoNotMatch, 1)));
}

TEST_F(HandOverCasesTest, WhoWithdrewTheConsentIsProposedToNobody) {
  ACandidate person("p");
  person.value().consents.clear();
  AddCase(person);
  AddAdvisor(AnAdvisor("a"));

  const HandOverProposal proposal = Propose();

  EXPECT_EQ(proposal.cases[0].because, NoAdvisorReason::kAllBlocked);
  EXPECT_EQ(proposal.cases[0].blocks.count(ReasonCode::kConsentMissing), 1);
}

}  // namespace
}  // namespace banso
