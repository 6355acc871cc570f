#include "server/taxonomy/taxonomy_index.h"

#include <algorithm>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/taxonomy/built_in_taxonomies.h"

namespace banso {
namespace {

using ::testing::ElementsAre;
using ::testing::Gt;
using ::testing::IsEmpty;
using ::testing::Lt;

v1::Term ATerm(v1::Term::Kind kind, const std::string& code, const std::string& label_en) {
  v1::Term term;
  term.set_kind(kind);
  term.set_code(code);
  term.set_label_en(label_en);
  return term;
}

StoredTaxonomy ATaxonomy(const std::string& name, std::vector<v1::Term> terms) {
  StoredTaxonomy stored;
  stored.mutable_taxonomy()->set_name("taxonomies/" + name);
  for (v1::Term& term : terms) *stored.add_terms() = std::move(term);
  return stored;
}

std::vector<std::string> Codes(const std::vector<TermSuggestion>& suggestions) {
  std::vector<std::string> codes;
  for (const TermSuggestion& suggestion : suggestions) codes.push_back(suggestion.term->code());
  return codes;
}

std::vector<TermSuggestion> Skills(const TaxonomyIndex& index, const std::string& text,
                                   int limit = 5) {
  const v1::Term::Kind kinds[] = {v1::Term::SKILL};
  return index.Suggest(text, kinds, limit);
}

TEST(TaxonomyIndexTest, TermsAreFoundByKindAndCode) {
  const auto index = TaxonomyIndex::Build();

  EXPECT_EQ(index->Find(v1::Term::INDUSTRY, "391")->label_ja(), "ソフトウェア業");
  EXPECT_EQ(index->Find(v1::Term::PREFECTURE, "13")->label_en(), "Tokyo");
  EXPECT_EQ(index->Find(v1::Term::INDUSTRY, "13")->broader(0), "E");
  EXPECT_EQ(index->Find(v1::Term::SKILL, "13"), nullptr);
  EXPECT_EQ(index->Find(v1::Term::SKILL, ""), nullptr);
}

TEST(TaxonomyIndexTest, BuiltInSkillsOfOneGroupAreRelated) {
  const auto index = TaxonomyIndex::Build();

  EXPECT_EQ(index->ResolveSkill("food.cook.prep"), (Skill{"food.cook.prep", {"food.cook"}}));
  EXPECT_EQ(index->ResolveSkill("no.such.skill"), (Skill{"no.such.skill", {}}));
  EXPECT_TRUE(index->KnowsSkill("log.wh.forklift"));
  EXPECT_FALSE(index->KnowsSkill("log.wh.forklift*"));
  EXPECT_FALSE(index->KnowsSkill("food.cook"));
}

TEST(TaxonomyIndexTest, GroupsOfImportedSkillsAreTheCodesAboveInOrder) {
  v1::Term skill = ATerm(v1::Term::SKILL, "esco:1", "one");
  skill.add_broader("esco:z");
  skill.add_broader("esco:a");

  const auto index = TaxonomyIndex::Build({ATaxonomy("esco", {skill})});

  EXPECT_EQ(index->ResolveSkill("esco:1"), (Skill{"esco:1", {"esco:a", "esco:z"}}));
}

TEST(TaxonomyIndexTest, AChainOfReplacementsLeadsToTheLastKnownTerm) {
  v1::Term first = ATerm(v1::Term::SKILL, "x:1", "one");
  first.set_retired(true);
  first.set_replaced_by("x:2");
  v1::Term second = ATerm(v1::Term::SKILL, "x:2", "two");
  second.set_retired(true);
  second.set_replaced_by("x:3");
  v1::Term circle_a = ATerm(v1::Term::SKILL, "x:a", "a");
  circle_a.set_replaced_by("x:b");
  v1::Term circle_b = ATerm(v1::Term::SKILL, "x:b", "b");
  circle_b.set_replaced_by("x:a");
  v1::Term lost = ATerm(v1::Term::SKILL, "x:9", "nine");
  lost.set_replaced_by("x:none");

  const auto index = TaxonomyIndex::Build({ATaxonomy(
      "x", {first, second, ATerm(v1::Term::SKILL, "x:3", "three"), circle_a, circle_b, lost})});

  EXPECT_EQ(index->FindCurrent(v1::Term::SKILL, "x:1")->code(), "x:3");
  EXPECT_EQ(index->FindCurrent(v1::Term::SKILL, "x:9")->code(), "x:9");
  EXPECT_NE(index->FindCurrent(v1::Term::SKILL, "x:a"), nullptr);
  EXPECT_EQ(index->FindCurrent(v1::Term::SKILL, "x:none"), nullptr);
  EXPECT_EQ(index->ResolveSkill("x:1").code, "x:3");
}

TEST(TaxonomyIndexTest, OneCodeInTwoTaxonomiesIsOneTerm) {
  v1::Term imported = ATerm(v1::Term::OCCUPATION, "2512", "software developers");
  imported.add_aliases("coder");
  imported.add_essential_skills("esco:1");
  v1::Term retired = ATerm(v1::Term::OCCUPATION, "5120", "cooks");
  retired.set_retired(true);

  const auto index = TaxonomyIndex::Build({ATaxonomy("esco", {imported, retired})});

  const v1::Term* const term = index->Find(v1::Term::OCCUPATION, "2512");
  EXPECT_EQ(term->label_en(), "Software developers");
  EXPECT_EQ(term->label_ja(), "ソフトウェア開発者");
  EXPECT_EQ(term->taxonomy(), "taxonomies/builtin-occupations");
  EXPECT_THAT(term->essential_skills(), ElementsAre("esco:1"));
  EXPECT_THAT(Codes(index->Suggest("coder", {}, 1)), ElementsAre("2512"));
  EXPECT_FALSE(index->Find(v1::Term::OCCUPATION, "5120")->retired());
}

TEST(TaxonomyIndexTest, TaxonomiesAreListedByName) {
  const auto index = TaxonomyIndex::Build({ATaxonomy("esco", {}), ATaxonomy("a", {})});

  std::vector<std::string> names;
  for (const v1::Taxonomy& taxonomy : index->taxonomies()) names.push_back(taxonomy.name());
  EXPECT_THAT(names, ElementsAre("taxonomies/a", "taxonomies/builtin-industries",
                                 "taxonomies/builtin-languages", "taxonomies/builtin-occupations",
                                 "taxonomies/builtin-prefectures", "taxonomies/builtin-skills",
                                 "taxonomies/esco"));
}

TEST(SuggestTest, WidthCaseAndKanaDoNotMatter) {
  const auto index = TaxonomyIndex::Build();

  for (const char* text :
       {"Python", "ＰＹＴＨＯＮ", "パイソン", "ﾊﾟｲｿﾝ", "ぱいそん", "パイソーン"}) {
    const auto found = Skills(*index, text);
    ASSERT_THAT(Codes(found), ::testing::Not(IsEmpty())) << text;
    EXPECT_EQ(found[0].term->code(), "it.lang.python") << text;
    EXPECT_EQ(found[0].closeness, 1000) << text;
  }
  EXPECT_EQ(Skills(*index, "C++")[0].term->code(), "it.lang.cpp");
  EXPECT_EQ(Skills(*index, "Ｃ＃")[0].term->code(), "it.lang.csharp");
}

TEST(SuggestTest, TheLabelThatWasFoundIsShownAsItIsWritten) {
  const auto index = TaxonomyIndex::Build();

  EXPECT_EQ(Skills(*index, "えくせる")[0].matched_label, "エクセル");
  EXPECT_EQ(Skills(*index, "表計算")[0].matched_label, "表計算");
}

TEST(SuggestTest, EqualComesBeforePrefixWordPartAndTypingError) {
  const auto index = TaxonomyIndex::Build({ATaxonomy(
      "x", {ATerm(v1::Term::SKILL, "x:typo", "zebro"), ATerm(v1::Term::SKILL, "x:part", "azebra"),
            ATerm(v1::Term::SKILL, "x:word", "wild zebra"),
            ATerm(v1::Term::SKILL, "x:prefix", "zebra crossing"),
            ATerm(v1::Term::SKILL, "x:equal", "Zebra")})});

  const auto found = Skills(*index, "zebra");

  EXPECT_THAT(Codes(found), ElementsAre("x:equal", "x:prefix", "x:word", "x:part", "x:typo"));
  EXPECT_EQ(found[0].closeness, 1000);
}

TEST(SuggestTest, TypingErrorsAreForgiven) {
  const auto index = TaxonomyIndex::Build();

  EXPECT_EQ(Skills(*index, "pyhton")[0].term->code(), "it.lang.python");  // swapped
  EXPECT_EQ(Skills(*index, "Pythn")[0].term->code(), "it.lang.python");   // one less
  EXPECT_EQ(Skills(*index, "ジャヴァスクプト")[0].term->code(), "it.lang.javascript");
  EXPECT_EQ(Skills(*index, "Kubernetis")[0].term->code(), "it.ops.container");
  EXPECT_EQ(Skills(*index, "forklfit")[0].term->code(), "log.wh.forklift");
  EXPECT_THAT(Skills(*index, "pyhton")[0].closeness, Lt(400));
}

TEST(SuggestTest, AWordFoundTwiceInALabelCountsAsItsBetterPlace) {
  const auto index =
      TaxonomyIndex::Build({ATaxonomy("x", {ATerm(v1::Term::SKILL, "x:1", "quxcorn corn"),
                                            ATerm(v1::Term::SKILL, "x:2", "quxcornabcd")})});

  EXPECT_THAT(Skills(*index, "corn")[0].closeness, Gt(600));
  EXPECT_EQ(Skills(*index, "corn")[0].term->code(), "x:1");
}

TEST(SuggestTest, WhatRunsFromInsideAWordIntoTheNextIsChance) {
  const auto index = TaxonomyIndex::Build(
      {ATaxonomy("x", {ATerm(v1::Term::SKILL, "x:1", "complqzx qzelectrical")})});

  EXPECT_THAT(Skills(*index, "qzxqzele"), IsEmpty());
  EXPECT_THAT(Codes(Skills(*index, "complqzxqz")), ElementsAre("x:1"));
}

TEST(SuggestTest, EqualHitsAreBuiltInFirstThenByLabelAndCode) {
  v1::Term by_alias = ATerm(v1::Term::SKILL, "x:0", "something else");
  by_alias.add_aliases("python");
  const auto index =
      TaxonomyIndex::Build({ATaxonomy("x", {ATerm(v1::Term::SKILL, "x:2", "Python"), by_alias,
                                            ATerm(v1::Term::SKILL, "a:1", "python")})});

  EXPECT_THAT(Codes(Skills(*index, "python", 4)),
              ElementsAre("it.lang.python", "a:1", "x:2", "x:0"));
}

TEST(SuggestTest, OnlyTheKindsAskedForAreReturned) {
  const auto index = TaxonomyIndex::Build();
  const v1::Term::Kind occupation[] = {v1::Term::OCCUPATION};
  const v1::Term::Kind language[] = {v1::Term::LANGUAGE};

  EXPECT_THAT(Codes(index->Suggest("経理", occupation, 5)), ElementsAre("3313"));
  EXPECT_THAT(Codes(index->Suggest("ダリ語", language, 1)), ElementsAre("prs"));
  EXPECT_THAT(Codes(index->Suggest("farsi", language, 1)), ElementsAre("fa"));
  EXPECT_THAT(Codes(index->Suggest("とうきょう", {}, 1)), ElementsAre("13"));
}

TEST(SuggestTest, RetiredTermsAreLeftOut) {
  v1::Term retired = ATerm(v1::Term::SKILL, "x:1", "zebra riding");
  retired.set_retired(true);

  const auto index = TaxonomyIndex::Build({ATaxonomy("x", {retired})});

  EXPECT_THAT(Skills(*index, "zebra riding"), IsEmpty());
}

TEST(SuggestTest, NothingIsFoundForNothing) {
  const auto index = TaxonomyIndex::Build();

  EXPECT_THAT(index->Suggest("", {}, 5), IsEmpty());
  EXPECT_THAT(index->Suggest(" ・ー", {}, 5), IsEmpty());
  EXPECT_THAT(index->Suggest("python", {}, 0), IsEmpty());
  EXPECT_THAT(index->Suggest("\xFF\xFE", {}, 5), IsEmpty());
  EXPECT_THAT(index->Suggest(std::string(5000, 'x'), {}, 5), IsEmpty());
}

// The first letter of a label is never the one that changes: an error there may turn the text into
// the beginning of another label, which is a better hit.
TEST(SuggestTest, AnyLabelWithOneTypingErrorIsStillFound) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  std::mt19937 random(seed);
  const auto index = TaxonomyIndex::Build();
  std::vector<std::pair<std::string, std::string>> labels;  // code and English label
  for (const v1::Term& term : BuiltInTaxonomies()[4].terms()) {
    if (term.kind() == v1::Term::SKILL && term.label_en().size() >= 5) {
      labels.emplace_back(term.code(), term.label_en());
    }
  }
  ASSERT_THAT(labels.size(), Gt(100));

  for (int round = 0; round < 500; ++round) {
    auto [code, text] = labels[random() % labels.size()];
    const size_t at = 1 + random() % (text.size() - 2);
    switch (random() % 4) {
      case 0:
        text.erase(at, 1);
        break;
      case 1:
        text.insert(at, 1, 'q');
        break;
      case 2:
        text[at] = 'q';
        break;
      default:
        std::swap(text[at], text[at + 1]);
    }
    const std::vector<std::string> found = Codes(Skills(*index, text, 100));
    EXPECT_NE(std::find(found.begin(), found.end(), code), found.end())
        << text << " does not find " << code;
  }
}

TEST(SuggestTest, ASmallerLimitIsTheBeginningOfALargerOne) {
  const auto index = TaxonomyIndex::Build();

  for (const char* text : {"a", "業", "design", "サ", "ing", "介護", "translatoin"}) {
    const std::vector<std::string> five = Codes(index->Suggest(text, {}, 5));
    std::vector<std::string> hundred = Codes(index->Suggest(text, {}, 100));
    ASSERT_GE(hundred.size(), five.size());
    hundred.resize(five.size());
    EXPECT_EQ(hundred, five) << text;
  }
}

}  // namespace
}  // namespace banso
