#include "clients/cli/commands/insight_view.h"

#include <set>
#include <string>

#include "banso/v1/match.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "re2/re2.h"

namespace banso {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(InsightViewTest, EveryRuleHasWordsOfItsOwnInEachLanguage) {
  const RE2 without_reading("\\p{Han}(?:[^\\p{Han}（0-9]|$)");
  for (const UiLanguage language : {UiLanguage::kEn, UiLanguage::kJa, UiLanguage::kJaEasy}) {
    std::set<std::string> words;
    const auto& codes = *v1::Reason::Code_descriptor();
    for (int i = 1; i < codes.value_count(); ++i) {
      const auto code = static_cast<v1::Reason::Code>(codes.value(i)->number());
      const std::string text = RuleWords(code, language);
      EXPECT_TRUE(words.insert(text).second) << text;
      EXPECT_EQ(RE2::PartialMatch(text, "[a-z]"), language == UiLanguage::kEn) << text;
      if (language == UiLanguage::kJaEasy) {
        // The reading follows every run of kanji.
        EXPECT_FALSE(RE2::PartialMatch(text, without_reading)) << text;
      }
    }
  }
}

TEST(InsightViewTest, RulesAreATableWithWhatEachRemovedAlone) {
  v1::Removals removals;
  removals.set_rows(9);
  for (const auto& [verdict, rows] :
       {std::pair(v1::Match::ELIGIBLE, 2), std::pair(v1::Match::BLOCKED, 7)}) {
    removals.add_sections()->set_verdict(verdict);
    removals.mutable_sections()->rbegin()->set_rows(rows);
  }
  v1::Removals::Rule* rule = removals.add_rules();
  rule->set_code(v1::Reason::SEATS_FULL);
  rule->set_effect(v1::Reason::BLOCK);
  rule->set_removed(7);
  rule->set_removed_alone(5);

  EXPECT_EQ(SectionsLine(removals, UiLanguage::kEn), "9 judged: eligible 2, blocked 7");
  EXPECT_EQ(SectionsLine(removals, UiLanguage::kJa), "9 件を判定: 紹介できる 2、紹介できない 7");
  EXPECT_THAT(RulesTable(removals, UiLanguage::kEn).Render(80, "", ""),
              AllOf(HasSubstr("all seats are taken"), HasSubstr("7"), HasSubstr("5")));
  EXPECT_THAT(RulesTable(removals, UiLanguage::kJa).Render(80, "", ""), HasSubstr("満員"));
}

}  // namespace
}  // namespace banso
