#include "engine/rules/rule_set.h"

#include "gmock/gmock.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::testing::HasSubstr;

RuleSet Versioned(std::string version, absl::Time from) {
  RuleSet rules = DefaultRuleSet();
  rules.version = std::move(version);
  rules.effective_from = from;
  return rules;
}

TEST(RuleSetTest, TheDefaultIsValid) { EXPECT_THAT(ValidateRuleSet(DefaultRuleSet()), IsOk()); }

TEST(RuleSetTest, WeightsMustSumToAHundred) {
  RuleSet rules = DefaultRuleSet();
  rules.advisor_weights[0].weight = 29;

  EXPECT_THAT(ValidateRuleSet(rules),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("sum to 99")));
}

TEST(RuleSetTest, WeightsMustBelongToTheirRelation) {
  RuleSet rules = DefaultRuleSet();
  rules.internship_weights[0].kind = ComponentKind::kLoad;

  EXPECT_THAT(ValidateRuleSet(rules),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("LOAD does not belong")));
}

TEST(RuleSetTest, NumbersOutOfRangeAreRefused) {
  const std::vector<std::function<void(RuleSet&)>> mistakes = {
      [](RuleSet& r) { r.version.clear(); },
      [](RuleSet& r) { r.wishes.factors[2] = 1001; },
      [](RuleSet& r) { r.wishes.outside_wish_cap = -1; },
      [](RuleSet& r) {
        r.similarity.adjacent.push_back({'B', 'A'});
      },
      [](RuleSet& r) { r.similarity.adjacent_divisions = -5; },
      [](RuleSet& r) { r.skills.one_below = 1000, r.skills.at_level = 900; },
      [](RuleSet& r) { r.skills.essential_weight = 0; },
      [](RuleSet& r) { r.languages.jlpt_to_cefr.clear(); },
      [](RuleSet& r) { r.languages.review_gap = -1; },
      [](RuleSet& r) { r.languages.jlpt_to_cefr[3].cefr = Cefr::kA1; },
      [](RuleSet& r) { r.minimum_wages.push_back(r.minimum_wages.front()); },
      [](RuleSet& r) {
        r.languages.by_gap = {0, 200, 500, 1000};
      },
      [](RuleSet& r) { r.schedule.minimum_long = 2000; },
      [](RuleSet& r) { r.location.accepted = 1001; },
      [](RuleSet& r) { r.advisors.horizon_days = 0; },
      [](RuleSet& r) { r.labour.weekly_cap = 0; },
      [](RuleSet& r) { r.bands.good = r.bands.strong + 1; },
      [](RuleSet& r) { r.bands.step = 0; },
      [](RuleSet& r) {
        r.minimum_wages.push_back({48, Date(2026, 1, 1), 1000});
      },
  };
  for (size_t i = 0; i < mistakes.size(); ++i) {
    RuleSet rules = DefaultRuleSet();
    mistakes[i](rules);
    EXPECT_THAT(ValidateRuleSet(rules), StatusIs(absl::StatusCode::kInvalidArgument)) << i;
  }
}

TEST(RuleSetTest, TheWageInForceIsTheLatestRowNotAfterTheDay) {
  RuleSet rules = DefaultRuleSet();
  rules.minimum_wages.push_back({13, Date(2027, 10, 1), 1300});

  EXPECT_EQ(rules.MinimumWageOn(13, Date(2025, 10, 2)), std::nullopt);
  EXPECT_EQ(rules.MinimumWageOn(13, Date(2025, 10, 3)), 1226);
  EXPECT_EQ(rules.MinimumWageOn(13, Date(2027, 9, 30)), 1226);
  EXPECT_EQ(rules.MinimumWageOn(13, Date(2027, 10, 1)), 1300);
  EXPECT_EQ(rules.MinimumWageOn(27, Date(2027, 10, 1)), std::nullopt);
}

TEST(RuleBookTest, TheLatestRuleSetThatIsInForceHolds) {
  const absl::Time spring = absl::FromUnixSeconds(1'800'000'000);
  ASSERT_OK_AND_ASSIGN(
      const RuleBook book,
      RuleBook::Create({Versioned("b", spring), Versioned("a", absl::InfinitePast())}));

  EXPECT_EQ(book.At(spring - absl::Seconds(1)).version, "a");
  EXPECT_EQ(book.At(spring).version, "b");
}

TEST(RuleBookTest, RefusesDoublesAndEmptiness) {
  EXPECT_THAT(RuleBook::Create({}), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(
      RuleBook::Create({Versioned("a", absl::UnixEpoch()), Versioned("b", absl::UnixEpoch())}),
      StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(
      RuleBook::Create({Versioned("a", absl::UnixEpoch()), Versioned("a", absl::InfinitePast())}),
      StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace banso
