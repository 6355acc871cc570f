#include "server/taxonomy/built_in_taxonomies.h"

#include <map>
#include <set>
#include <string>

#include "engine/model/classification.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/taxonomy/language_tag.h"
#include "server/taxonomy/taxonomy_index.h"
#include "server/text/text_fold.h"

namespace banso {
namespace {

std::map<std::string, const v1::Term*> TermsOf(v1::Term::Kind kind) {
  std::map<std::string, const v1::Term*> terms;
  for (const StoredTaxonomy& taxonomy : BuiltInTaxonomies()) {
    for (const v1::Term& term : taxonomy.terms()) {
      if (term.kind() != kind) continue;
      EXPECT_TRUE(terms.emplace(term.code(), &term).second) << term.code() << " is twice";
    }
  }
  return terms;
}

TEST(BuiltInTaxonomiesTest, TheyAreCompleteInNumber) {
  EXPECT_EQ(TermsOf(v1::Term::SKILL).size(), 123);
  EXPECT_EQ(TermsOf(v1::Term::SKILL_GROUP).size(), 49);
  EXPECT_EQ(TermsOf(v1::Term::PREFECTURE).size(), 47);
  // 20 divisions, 99 major groups, 391 and 854.
  EXPECT_EQ(TermsOf(v1::Term::INDUSTRY).size(), 121);
  std::map<size_t, int> occupations_by_digits;
  for (const auto& [code, term] : TermsOf(v1::Term::OCCUPATION)) {
    ++occupations_by_digits[code.size()];
  }
  EXPECT_EQ(occupations_by_digits[1], 10);
  EXPECT_EQ(occupations_by_digits[2], 43);
  EXPECT_EQ(occupations_by_digits[4], 18);
}

TEST(BuiltInTaxonomiesTest, EveryTermHasBothLabelsAndTextInNfc) {
  for (const StoredTaxonomy& taxonomy : BuiltInTaxonomies()) {
    EXPECT_EQ(taxonomy.taxonomy().term_count(), taxonomy.terms_size());
    for (const v1::Term& term : taxonomy.terms()) {
      EXPECT_FALSE(term.label_en().empty()) << term.code();
      EXPECT_FALSE(term.label_ja().empty()) << term.code();
      EXPECT_EQ(term.taxonomy(), taxonomy.taxonomy().name());
      EXPECT_TRUE(IsNfc(term.label_en()) && IsNfc(term.label_ja())) << term.code();
      for (const std::string& alias : term.aliases()) EXPECT_TRUE(IsNfc(alias)) << alias;
    }
  }
}

TEST(BuiltInTaxonomiesTest, CodesAboveAreTermsToo) {
  for (const v1::Term::Kind kind : {v1::Term::INDUSTRY, v1::Term::OCCUPATION}) {
    const auto terms = TermsOf(kind);
    for (const auto& [code, term] : terms) {
      for (const std::string& broader : term->broader()) EXPECT_TRUE(terms.contains(broader));
      // Divisions and ISCO major groups are the top.
      EXPECT_EQ(term->broader_size(), code.size() > 1 ? 1 : 0) << code;
    }
  }
  const auto groups = TermsOf(v1::Term::SKILL_GROUP);
  for (const auto& [code, term] : TermsOf(v1::Term::SKILL)) {
    ASSERT_EQ(term->broader_size(), 1) << code;
    EXPECT_TRUE(groups.contains(term->broader(0))) << code;
  }
}

TEST(BuiltInTaxonomiesTest, TheEngineUnderstandsEveryCode) {
  for (const auto& [code, term] : TermsOf(v1::Term::INDUSTRY)) {
    const auto path = ParseIndustry(code);
    ASSERT_TRUE(path.ok()) << code;
    if (code.size() == 2) {
      EXPECT_EQ(term->broader(0), std::string(1, DivisionLetter(*path)));
    }
  }
  for (const auto& [code, term] : TermsOf(v1::Term::OCCUPATION)) {
    EXPECT_TRUE(ParseOccupation(code).ok()) << code;
  }
  for (const auto& [code, term] : TermsOf(v1::Term::LANGUAGE)) {
    EXPECT_EQ(NormalizeLanguageTag(code), code);
  }
}

TEST(BuiltInTaxonomiesTest, LicencesAndCertificatesAreMarked) {
  std::set<std::string> certificates;
  for (const auto& [code, term] : TermsOf(v1::Term::SKILL)) {
    if (term->certificate()) certificates.insert(code);
  }

  EXPECT_THAT(
      certificates,
      ::testing::ElementsAre("care.child.nursery", "care.elder.basic", "care.elder.certified",
                             "care.elder.practitioner", "care.health.nursing", "con.site.electric",
                             "log.drv.car", "log.drv.truck", "log.wh.forklift", "mfg.weld.arc"));
}

TEST(BuiltInTaxonomiesTest, EveryLabelFindsItsOwnTermFirst) {
  const auto index = TaxonomyIndex::Build();
  for (const StoredTaxonomy& taxonomy : BuiltInTaxonomies()) {
    for (const v1::Term& term : taxonomy.terms()) {
      const v1::Term::Kind kinds[] = {term.kind()};
      for (const std::string* label : {&term.label_en(), &term.label_ja()}) {
        bool found = false;
        for (const TermSuggestion& suggestion : index->Suggest(*label, kinds, 5)) {
          found |= suggestion.term->code() == term.code() && suggestion.closeness == 1000;
        }
        EXPECT_TRUE(found) << *label << " does not find " << term.code();
      }
    }
  }
}

TEST(BuiltInTaxonomiesTest, NoWordNamesTwoSkills) {
  std::map<std::string, std::string> skill_of_key;
  for (const auto& [code, term] : TermsOf(v1::Term::SKILL)) {
    std::set<std::string> keys = {FoldForSearch(term->label_en()), FoldForSearch(term->label_ja())};
    for (const std::string& alias : term->aliases()) keys.insert(FoldForSearch(alias));
    for (const std::string& key : keys) {
      const auto [place, is_new] = skill_of_key.emplace(key, code);
      EXPECT_TRUE(is_new) << key << " names " << code << " and " << place->second;
    }
  }
}

}  // namespace
}  // namespace banso
