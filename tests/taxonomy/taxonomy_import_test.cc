#include "server/taxonomy/taxonomy_import.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/taxonomy/taxonomy_index.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

v1::Taxonomy Header(const std::string& version = "1") {
  v1::Taxonomy header;
  header.set_name("taxonomies/esco");
  header.set_version(version);
  return header;
}

v1::Term ASkill(const std::string& code, const std::string& label) {
  v1::Term term;
  term.set_kind(v1::Term::SKILL);
  term.set_code(code);
  term.set_label_en(label);
  return term;
}

StoredTaxonomy Stored(std::vector<v1::Term> terms) {
  auto merged = MergeTaxonomy(nullptr, Header(), std::move(terms));
  EXPECT_THAT(merged, IsOk());
  return std::move(merged->stored);
}

const v1::Term* Find(const StoredTaxonomy& stored, const std::string& code) {
  for (const v1::Term& term : stored.terms()) {
    if (term.code() == code) return &term;
  }
  return nullptr;
}

TEST(MergeTaxonomyTest, TheFirstImportAddsEveryTerm) {
  ASSERT_OK_AND_ASSIGN(const MergeResult result,
                       MergeTaxonomy(nullptr, Header(), {ASkill("x:2", "b"), ASkill("x:1", "a")}));

  EXPECT_TRUE(result.changed);
  EXPECT_EQ(result.added, 2);
  EXPECT_EQ(result.stored.taxonomy().term_count(), 2);
  EXPECT_EQ(result.stored.terms(0).code(), "x:1");
  EXPECT_EQ(result.stored.terms(0).taxonomy(), "taxonomies/esco");
}

TEST(MergeTaxonomyTest, ImportingTheSameAgainChangesNothing) {
  v1::Term skill = ASkill("x:1", "a");
  skill.add_aliases("one");
  skill.add_aliases("one");
  skill.add_aliases("a");
  skill.add_broader("x:g2");
  skill.add_broader("x:g1");
  v1::Term same = skill;
  std::reverse(same.mutable_broader()->begin(), same.mutable_broader()->end());
  StoredTaxonomy stored = Stored({skill, ASkill("x:2", "b")});
  stored.mutable_taxonomy()->set_revision(7);
  stored.mutable_taxonomy()->mutable_import_time()->set_seconds(99);

  ASSERT_OK_AND_ASSIGN(const MergeResult again,
                       MergeTaxonomy(&stored, Header(), {ASkill("x:2", "b"), same}));

  EXPECT_FALSE(again.changed);
  EXPECT_EQ(again.unchanged, 2);
  EXPECT_EQ(again.added + again.updated, 0);
  EXPECT_EQ(again.stored.SerializeAsString(), stored.SerializeAsString());
}

TEST(MergeTaxonomyTest, ANewVersionOfTheSameTermsChangesOnlyTheHeader) {
  const StoredTaxonomy stored = Stored({ASkill("x:1", "a")});

  ASSERT_OK_AND_ASSIGN(const MergeResult result,
                       MergeTaxonomy(&stored, Header("2"), {ASkill("x:1", "a")}));

  EXPECT_TRUE(result.changed);
  EXPECT_EQ(result.unchanged, 1);
  EXPECT_EQ(result.stored.taxonomy().version(), "2");
}

TEST(MergeTaxonomyTest, AMissingTermIsKeptAsRetired) {
  const StoredTaxonomy stored = Stored({ASkill("x:1", "a"), ASkill("x:2", "b")});

  ASSERT_OK_AND_ASSIGN(const MergeResult result,
                       MergeTaxonomy(&stored, Header("2"), {ASkill("x:3", "c")}, {{"x:1", "x:3"}}));

  EXPECT_THAT(result.retired_codes, ElementsAre("x:1", "x:2"));
  EXPECT_TRUE(Find(result.stored, "x:1")->retired());
  EXPECT_EQ(Find(result.stored, "x:1")->replaced_by(), "x:3");
  EXPECT_TRUE(Find(result.stored, "x:2")->retired());
  EXPECT_EQ(Find(result.stored, "x:2")->replaced_by(), "");
  EXPECT_EQ(result.stored.taxonomy().term_count(), 1);
  EXPECT_EQ(result.stored.taxonomy().retired_term_count(), 2);
}

TEST(MergeTaxonomyTest, ATermThatWasRefusedBeforeIsNotMissing) {
  const StoredTaxonomy stored =
      Stored({ASkill("x:1", "a"), ASkill("x:2", "b"), ASkill("x:3", "c")});
  v1::Term kindless = ASkill("x:3", "c");
  kindless.clear_kind();

  ASSERT_OK_AND_ASSIGN(
      const MergeResult result,
      MergeTaxonomy(&stored, Header("2"), {ASkill("x:1", "a"), kindless}, {}, {"x:2"}));

  EXPECT_THAT(result.retired_codes, IsEmpty());
  EXPECT_EQ(result.unchanged, 3);
  EXPECT_FALSE(Find(result.stored, "x:2")->retired());
  EXPECT_FALSE(Find(result.stored, "x:3")->retired());
}

TEST(MergeTaxonomyTest, ATermWhoseCodeChangedIsFoundByItsLabel) {
  const StoredTaxonomy stored = Stored({ASkill("x:1", "a"), ASkill("x:2", "b")});

  ASSERT_OK_AND_ASSIGN(const MergeResult result,
                       MergeTaxonomy(&stored, Header("2"),
                                     {ASkill("x:9", "a"), ASkill("x:7", "b"), ASkill("x:8", "b")}));

  EXPECT_EQ(Find(result.stored, "x:1")->replaced_by(), "x:9");
  EXPECT_EQ(Find(result.stored, "x:2")->replaced_by(), "") << "two new terms have its label";
}

TEST(MergeTaxonomyTest, ARetiredTermStaysRetiredUntilItReturns) {
  const StoredTaxonomy first = Stored({ASkill("x:1", "a"), ASkill("x:2", "b")});
  ASSERT_OK_AND_ASSIGN(const MergeResult second,
                       MergeTaxonomy(&first, Header("2"), {ASkill("x:2", "b")}, {{"x:1", "x:2"}}));

  ASSERT_OK_AND_ASSIGN(const MergeResult third,
                       MergeTaxonomy(&second.stored, Header("2"), {ASkill("x:2", "b")}));
  ASSERT_OK_AND_ASSIGN(
      const MergeResult fourth,
      MergeTaxonomy(&third.stored, Header("3"), {ASkill("x:1", "a"), ASkill("x:2", "b")}));

  EXPECT_FALSE(third.changed);
  EXPECT_THAT(third.retired_codes, IsEmpty());
  EXPECT_EQ(Find(third.stored, "x:1")->replaced_by(), "x:2");
  EXPECT_EQ(fourth.updated, 1);
  EXPECT_FALSE(Find(fourth.stored, "x:1")->retired());
  EXPECT_EQ(Find(fourth.stored, "x:1")->replaced_by(), "");
}

TEST(MergeTaxonomyTest, ARefusedTermDoesNotStopOrRetireOthers) {
  const StoredTaxonomy stored = Stored({ASkill("x:1", "a"), ASkill("x:2", "b")});
  v1::Term bad_industry = ASkill("ZZ", "no such");
  bad_industry.set_kind(v1::Term::INDUSTRY);
  v1::Term no_kind = ASkill("x:5", "e");
  no_kind.clear_kind();

  ASSERT_OK_AND_ASSIGN(
      const MergeResult result,
      MergeTaxonomy(&stored, Header("2"),
                    {ASkill("x:1", ""), ASkill("x:2", "b"), bad_industry, ASkill("", "d"), no_kind,
                     ASkill("x 6", "f"), ASkill("x:2", "twice")}));

  ASSERT_THAT(result.rejected, SizeIs(6));
  EXPECT_EQ(result.rejected[0].position(), 1);
  EXPECT_EQ(result.rejected[0].problems(0).field(), "label_en");
  EXPECT_EQ(result.rejected[1].position(), 3);
  EXPECT_EQ(result.rejected[1].problems(0).field(), "code");
  EXPECT_EQ(result.rejected[3].problems(0).field(), "kind");
  EXPECT_EQ(result.rejected[5].position(), 7);
  EXPECT_THAT(result.retired_codes, IsEmpty());
  EXPECT_FALSE(Find(result.stored, "x:1")->retired());
  EXPECT_EQ(Find(result.stored, "x:1")->label_en(), "a");
  EXPECT_EQ(Find(result.stored, "x:2")->label_en(), "b");
}

TEST(MergeTaxonomyTest, AnImportWithoutAnAcceptableTermIsRefused) {
  const StoredTaxonomy stored = Stored({ASkill("x:1", "a")});

  EXPECT_THAT(MergeTaxonomy(&stored, Header("2"), {}),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(MergeTaxonomy(&stored, Header("2"), {ASkill("", "")}),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(MergeTaxonomyTest, WrongNamesAreRefused) {
  const StoredTaxonomy stored = Stored({ASkill("x:1", "a")});
  for (const char* name : {"", "esco", "taxonomies/", "taxonomies/a/b", "taxonomies/builtin-skills",
                           "taxonomies/other"}) {
    v1::Taxonomy header;
    header.set_name(name);
    EXPECT_THAT(MergeTaxonomy(&stored, header, {ASkill("x:1", "a")}),
                StatusIs(absl::StatusCode::kInvalidArgument))
        << name;
  }
}

TEST(MergeTaxonomyTest, ProfilesNamingARemovedCodeKeepWorking) {
  v1::Term old_skill = ASkill("x:1", "a");
  old_skill.add_broader("x:g");
  v1::Term new_skill = ASkill("x:2", "b");
  new_skill.add_broader("x:h");
  const StoredTaxonomy first = Stored({old_skill, ASkill("x:3", "c")});
  ASSERT_OK_AND_ASSIGN(const MergeResult second,
                       MergeTaxonomy(&first, Header("2"), {new_skill}, {{"x:1", "x:2"}}));

  const auto index = TaxonomyIndex::Build({second.stored});

  EXPECT_TRUE(index->KnowsSkill("x:1"));
  EXPECT_EQ(index->ResolveSkill("x:1"), (Skill{"x:2", {"x:h"}}));
  EXPECT_TRUE(index->KnowsSkill("x:3"));
  EXPECT_EQ(index->ResolveSkill("x:3"), (Skill{"x:3", {}}));
}

}  // namespace
}  // namespace banso
