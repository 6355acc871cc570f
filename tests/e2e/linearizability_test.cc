// The checker is checked: on histories that are told by hand, and against all orders.
#include "tests/e2e/linearizability.h"

#include <algorithm>
#include <numeric>
#include <random>
#include <vector>

#include "gtest/gtest.h"

namespace banso {
namespace {

using Outcome = CompareAndSet::Outcome;

CompareAndSet Cas(int64_t start, int64_t end, int expected, int value,
                  Outcome outcome = Outcome::kDone) {
  return {.start = start, .end = end, .expected = expected, .value = value, .outcome = outcome};
}

TEST(LinearizabilityTest, NothingAtAllIsFine) { EXPECT_TRUE(IsLinearizable(0, {})); }

TEST(LinearizabilityTest, OneAfterTheOther) {
  EXPECT_TRUE(IsLinearizable(0, {Cas(1, 2, 0, 1), Cas(3, 4, 1, 2)}));
  EXPECT_FALSE(IsLinearizable(0, {Cas(1, 2, 1, 2), Cas(3, 4, 0, 1)}));
}

TEST(LinearizabilityTest, SideBySideEitherMayComeFirst) {
  EXPECT_TRUE(IsLinearizable(0, {Cas(1, 4, 1, 2), Cas(2, 3, 0, 1)}));
}

TEST(LinearizabilityTest, TwoCannotReplaceOneValue) {
  EXPECT_FALSE(IsLinearizable(0, {Cas(1, 4, 0, 1), Cas(2, 3, 0, 2)}));
}

TEST(LinearizabilityTest, ARefusalNeedsATimeAtWhichTheValueWasAnother) {
  EXPECT_TRUE(IsLinearizable(0, {Cas(1, 4, 0, 1), Cas(2, 3, 0, 2, Outcome::kRefused)}));
  EXPECT_FALSE(IsLinearizable(0, {Cas(1, 2, 0, 2, Outcome::kRefused), Cas(3, 4, 0, 1)}));
  EXPECT_TRUE(IsLinearizable(0, {Cas(3, 4, 1, 2, Outcome::kRefused), Cas(1, 5, 0, 1)}));
}

TEST(LinearizabilityTest, WhatNobodyKnowsOfMayHaveHappenedOrNot) {
  const CompareAndSet lost = Cas(1, 2, 0, 1, Outcome::kUnknown);

  EXPECT_TRUE(IsLinearizable(0, {lost, Cas(3, 4, 1, 2)}));
  EXPECT_TRUE(IsLinearizable(0, {lost, Cas(3, 4, 0, 2)}));
  EXPECT_TRUE(IsLinearizable(0, {lost, Cas(3, 4, 0, 0), Cas(5, 6, 1, 3)})) << "it came late";
  EXPECT_FALSE(IsLinearizable(0, {lost, Cas(3, 4, 1, 2), Cas(5, 6, 1, 3)})) << "but once";
  EXPECT_FALSE(IsLinearizable(0, {Cas(1, 2, 1, 2), Cas(3, 4, 0, 1, Outcome::kUnknown)}))
      << "it did not come before it was asked for";
}

// Tries every order of every choice of what nobody knows of.
bool IsLinearizableByAllOrders(int initial, const std::vector<CompareAndSet>& history) {
  std::vector<size_t> unknown;
  for (size_t i = 0; i < history.size(); ++i) {
    if (history[i].outcome == Outcome::kUnknown) unknown.push_back(i);
  }
  for (unsigned choice = 0; choice < 1U << unknown.size(); ++choice) {
    std::vector<size_t> order;
    for (size_t i = 0; i < history.size(); ++i) {
      const auto at = std::find(unknown.begin(), unknown.end(), i) - unknown.begin();
      if (history[i].outcome != Outcome::kUnknown || (choice >> at & 1) != 0) order.push_back(i);
    }
    do {
      int value = initial;
      bool fits = true;
      for (size_t i = 0; i < order.size() && fits; ++i) {
        const CompareAndSet& one = history[order[i]];
        for (size_t j = 0; j < i; ++j) {
          const CompareAndSet& before = history[order[j]];
          fits = fits && (one.outcome == Outcome::kUnknown || one.end >= before.start);
        }
        if (one.outcome == Outcome::kRefused) {
          fits = fits && value != one.expected;
        } else {
          fits = fits && value == one.expected;
          value = one.value;
        }
      }
      if (fits) return true;
    } while (std::next_permutation(order.begin(), order.end()));
  }
  return false;
}

TEST(LinearizabilityTest, AgreesWithAllOrdersOnRandomHistories) {
  const auto seed = static_cast<unsigned>(::testing::UnitTest::GetInstance()->random_seed());
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937 random(seed);
  const auto below = [&random](int bound) { return static_cast<int>(random() % bound); };
  int linearizable = 0;
  constexpr int kHistories = 3000;
  for (int i = 0; i < kHistories; ++i) {
    std::vector<CompareAndSet> history(1 + below(6));
    for (CompareAndSet& one : history) {
      one.start = below(12);
      one.end = one.start + below(6);
      one.expected = below(3);
      one.value = below(3);
      one.outcome = static_cast<Outcome>(below(3));
    }

    const bool expected = IsLinearizableByAllOrders(0, history);

    ASSERT_EQ(IsLinearizable(0, history), expected) << "history " << i;
    linearizable += expected ? 1 : 0;
  }
  EXPECT_GT(linearizable, kHistories / 10);
  EXPECT_LT(linearizable, kHistories * 9 / 10);
}

// A long history as clients of a right register see it.
TEST(LinearizabilityTest, ALongHistoryIsFollowedAndOneLostUpdateInItIsFound) {
  std::vector<CompareAndSet> history;
  for (int i = 0; i < 2000; ++i) {
    const int64_t at = 10 * i;
    history.push_back(Cas(at, at + 25, i, i + 1));
    if (i > 0) history.push_back(Cas(at + 1, at + 9, i - 1, -i, Outcome::kRefused));
    if (i % 7 == 0) history.push_back(Cas(at, at, i, -i - 100'000, Outcome::kUnknown));
  }
  EXPECT_TRUE(IsLinearizable(0, history));

  history.push_back(Cas(10'000, 10'001, 900, 7));

  EXPECT_FALSE(IsLinearizable(0, history));
}

}  // namespace
}  // namespace banso
