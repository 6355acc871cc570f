#include "server/rules/rule_file.h"

#include "gmock/gmock.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

absl::StatusOr<RuleSet> ParseOne(absl::string_view toml) {
  absl::StatusOr<RuleBook> book = ParseRules(toml);
  if (!book.ok()) return book.status();
  return book->rule_sets().front();
}

TEST(RuleFileTest, TheBuiltInRuleSetSurvivesWritingAndReading) {
  const RuleSet built_in = DefaultRuleSet();
  const std::string text = FormatRules(built_in);

  ASSERT_OK_AND_ASSIGN(const RuleSet read, ParseOne(text));

  EXPECT_EQ(FormatRules(read), text);
  EXPECT_EQ(read.version, "2026-12");
  EXPECT_EQ(read.advisor_weights, built_in.advisor_weights);
  EXPECT_EQ(read.languages, built_in.languages);
  EXPECT_EQ(read.minimum_wages, built_in.minimum_wages);
  EXPECT_EQ(read.holidays, built_in.holidays);
  EXPECT_EQ(read.similarity, built_in.similarity);
}

TEST(RuleFileTest, WhatIsLeftOutIsAsBuiltIn) {
  ASSERT_OK_AND_ASSIGN(const RuleSet rules, ParseOne(R"(
[[rule_set]]
version = "2027-04"
effective_from = 2027-04-01
[rule_set.labour]
weekly_cap = 1800
[[rule_set.minimum_wages]]
prefecture = 27
from = 2026-10-01
yen_per_hour = 1200
)"));

  EXPECT_EQ(rules.version, "2027-04");
  EXPECT_EQ(rules.effective_from, JapanMidnight(Date(2027, 4, 1)));
  EXPECT_EQ(rules.labour.weekly_cap, 1800);
  EXPECT_EQ(rules.labour.statutory_week, 2400);
  EXPECT_EQ(rules.MinimumWageOn(27, Date(2026, 12, 1)), 1200);
  EXPECT_EQ(rules.MinimumWageOn(13, Date(2026, 12, 1)), std::nullopt);  // the list was replaced
}

TEST(RuleFileTest, MistakesNameTheirLineAndKey) {
  const std::pair<const char*, const char*> cases[] = {
      {"[[rule_set]]\nversion = \"a\"\nsurprise = 1\n", "`surprise` is not known"},
      {"[[rule_set]]\nversion = \"a\"\n[rule_set.labour]\nmoon = 1\n",
       "`labour.moon` is not known"},
      {"[[rule_set]]\nversion = \"a\"\n[rule_set.labour]\nweekly_cap = \"28h\"\n", "whole number"},
      {"[[rule_set]]\nversion = \"a\"\neffective_from = \"soon\"\n", "must be a date"},
      {"[[rule_set]]\nversion = \"a\"\n[rule_set.wishes]\nfactors = [1000, 850]\n", "3 elements"},
      {"[[rule_set]]\nversion = \"a\"\n[[rule_set.minimum_wages]]\nprefecture = 1\n", "missing"},
      {"[[rule_set]]\nversion = \"a\"\n[rule_set.labour]\nweekly_cap = 0\n", "labour"},
      {"[[rule_set]]\nversion = 3\n", "must be a string"},
      {"rule_set = 3\n", "[[rule_set]]"},
      {"[[rule_set\n", "line 1"},
  };
  for (const auto& [toml, message] : cases) {
    EXPECT_THAT(ParseRules(toml), StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(message)))
        << toml;
  }
  EXPECT_THAT(ParseRules("[[rule_set]]\nversion = \"a\"\nsurprise = 1\n"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("line 3")));
}

TEST(RuleFileTest, AFileThatIsNotThereIsNamed) {
  EXPECT_THAT(ReadRuleFile("/nowhere/rules.toml"),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("/nowhere/rules.toml")));
}

}  // namespace
}  // namespace banso
