#include "server/catalog/catalog.h"

#include <functional>
#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/store/sqlite/sqlite_store.h"
#include "tests/support/forwarding_store.h"
#include "tests/support/message_builders.h"
#include "tests/support/scratch_dir.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

absl::Time Soon() { return absl::Now() + absl::Seconds(30); }

// A store in which something happens just before a resource is read for the first time.
class BusyStore final : public ForwardingStore {
 public:
  BusyStore(Store* inner, std::string name, std::function<void()> happens)
      : ForwardingStore(inner), name_(std::move(name)), happens_(std::move(happens)) {}

  absl::StatusOr<Resource> Get(ResourceKind kind, absl::string_view name,
                               absl::Time deadline) override {
    // Only the follower reads single resources, so that one thread comes here.
    if (name == name_) std::exchange(happens_, [] {})();
    return ForwardingStore::Get(kind, name, deadline);
  }

 private:
  const std::string name_;
  std::function<void()> happens_;
};

// A catalog over a SQLite store of its own.
class CatalogTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto store = OpenSqliteStore(dir_.File("store.db"));
    ASSERT_THAT(store, IsOk());
    store_ = *std::move(store);
  }

  void Load() {
    auto catalog =
        Catalog::Load(store_.get(), std::make_shared<const RuleBook>(RuleBook::Default()), Soon());
    ASSERT_THAT(catalog, IsOk());
    catalog_ = *std::move(catalog);
  }

  template <typename Message>
  Revision Put(ResourceKind kind, const std::string& name, Message message) {
    message.set_name(name);
    Batch batch;
    batch.writes.push_back({kind, name, message.SerializeAsString(), std::nullopt});
    return Commit(batch);
  }

  Revision Delete(ResourceKind kind, const std::string& name) {
    Batch batch;
    batch.writes.push_back({kind, name, std::nullopt, std::nullopt});
    return Commit(batch);
  }

  Revision Commit(const Batch& batch) {
    const auto result = store_->Commit(batch, Soon());
    EXPECT_THAT(result, IsOk());
    return result.ok() ? result->revision : 0;
  }

  // The snapshot that knows a revision.
  std::shared_ptr<const Snapshot> At(Revision revision) {
    auto snapshot = catalog_->WaitFor(revision, Soon());
    EXPECT_THAT(snapshot, IsOk());
    return snapshot.ok() ? *snapshot : catalog_->Current();
  }

  const ScratchDir dir_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<Catalog> catalog_;
};

TEST_F(CatalogTest, LoadsWhatTheStoreHolds) {
  Put(ResourceKind::kEmployer, "employers/e", AnEmployer("corporate_group: \"g\" state: VERIFIED"));
  Put(ResourceKind::kInternship, "employers/e/internships/i", AnInternship());
  const Revision last = Put(ResourceKind::kCandidate, "candidates/c", ACandidate());

  Load();

  const auto snapshot = catalog_->Current();
  EXPECT_EQ(snapshot->revision(), last);
  ASSERT_NE(snapshot->internships().Find("employers/e/internships/i"), nullptr);
  const auto value = snapshot->internships().Find("employers/e/internships/i")->value;
  EXPECT_EQ(value->corporate_group, "g");
  EXPECT_TRUE(value->employer_verified);
  EXPECT_THAT(value->skills.front().skill.groups, ElementsAre("it.lang"));
  EXPECT_EQ(snapshot->candidates().Find("candidates/c")->revision, last);
}

TEST_F(CatalogTest, FollowsPutsAndDeletes) {
  Load();
  const auto before = catalog_->Current();

  const auto with = At(Put(ResourceKind::kAdvisor, "advisors/a", AnAdvisor()));
  const auto without = At(Delete(ResourceKind::kAdvisor, "advisors/a"));

  EXPECT_EQ(before->advisors().size(), 0u);
  EXPECT_NE(with->advisors().Find("advisors/a"), nullptr);
  EXPECT_EQ(without->advisors().Find("advisors/a"), nullptr);
}

TEST_F(CatalogTest, AResourceThatIsGoneWhenItIsReadIsGoneAlongWithWhatWasWrittenBefore) {
  BusyStore busy(store_.get(), "candidates/c", [this] {
    Put(ResourceKind::kCandidate, "candidates/d", ACandidate());
    Delete(ResourceKind::kCandidate, "candidates/c");
  });
  ASSERT_OK_AND_ASSIGN(
      catalog_,
      Catalog::Load(&busy, std::make_shared<const RuleBook>(RuleBook::Default()), Soon()));

  const auto snapshot = At(Put(ResourceKind::kCandidate, "candidates/c", ACandidate()));

  EXPECT_EQ(snapshot->revision(), 3);
  EXPECT_EQ(snapshot->candidates().Find("candidates/c"), nullptr);
  EXPECT_NE(snapshot->candidates().Find("candidates/d"), nullptr);
  catalog_.reset();
}

TEST_F(CatalogTest, AChangedEmployerChangesItsInternshipsAndAdvisors) {
  Put(ResourceKind::kEmployer, "employers/e", AnEmployer("state: APPLIED"));
  Put(ResourceKind::kEmployer, "employers/e2", AnEmployer("state: APPLIED"));
  Put(ResourceKind::kInternship, "employers/e/internships/i", AnInternship());
  Put(ResourceKind::kInternship, "employers/e2/internships/i", AnInternship());
  Put(ResourceKind::kAdvisor, "advisors/a", AnAdvisor("employer: \"employers/e\""));
  Load();

  const auto snapshot = At(Put(ResourceKind::kEmployer, "employers/e",
                               AnEmployer("corporate_group: \"g7\" state: VERIFIED")));

  EXPECT_TRUE(snapshot->internships().Find("employers/e/internships/i")->value->employer_verified);
  EXPECT_FALSE(
      snapshot->internships().Find("employers/e2/internships/i")->value->employer_verified);
  EXPECT_EQ(snapshot->advisors().Find("advisors/a")->value->corporate_group, "g7");
}

TEST_F(CatalogTest, AnImportedTaxonomyChangesWhatSkillsAreRelated) {
  Put(ResourceKind::kCandidate, "candidates/c", ACandidate("skills { skill: \"x:1\" level: 2 }"));
  Load();
  StoredTaxonomy taxonomy;
  taxonomy.mutable_taxonomy()->set_name("taxonomies/x");
  v1::Term* term = taxonomy.add_terms();
  term->set_kind(v1::Term::SKILL);
  term->set_code("x:1");
  term->set_label_en("Sign painting");
  term->add_broader("x:group");
  Batch batch;
  batch.writes.push_back(
      {ResourceKind::kTaxonomy, "taxonomies/x", taxonomy.SerializeAsString(), std::nullopt});

  const auto snapshot = At(Commit(batch));

  EXPECT_TRUE(snapshot->taxonomy().KnowsSkill("x:1"));
  EXPECT_THAT(snapshot->candidates().Find("candidates/c")->value->skills.back().skill.groups,
              ElementsAre("x:group"));
}

TEST_F(CatalogTest, WaitingForARevisionThatNeverComesEndsAtTheDeadline) {
  Load();

  EXPECT_THAT(catalog_->WaitFor(1000, absl::Now() + absl::Milliseconds(20)),
              StatusIs(absl::StatusCode::kDeadlineExceeded));
}

TEST_F(CatalogTest, StoppingEndsEveryWait) {
  Load();
  catalog_->Stop();

  EXPECT_THAT(catalog_->WaitFor(1000, absl::InfiniteFuture()),
              StatusIs(absl::StatusCode::kCancelled));
}

TEST_F(CatalogTest, AnOldSnapshotStaysWhatItWas) {
  Put(ResourceKind::kCandidate, "candidates/c", ACandidate("household: \"old\""));
  Load();
  const auto before = catalog_->Current();

  At(Put(ResourceKind::kCandidate, "candidates/c", ACandidate("household: \"new\"")));

  EXPECT_EQ(before->candidates().Find("candidates/c")->value->household, "old");
}

TEST_F(CatalogTest, VerifyFindsNothingWhenAllIsWell) {
  Put(ResourceKind::kEmployer, "employers/e", AnEmployer());
  Load();
  At(Put(ResourceKind::kCandidate, "candidates/c", ACandidate()));

  ASSERT_OK_AND_ASSIGN(const Verification found, catalog_->Verify(Soon()));

  EXPECT_THAT(found.differing, IsEmpty());
  EXPECT_EQ(found.compared, 2);
  EXPECT_EQ(found.revision, catalog_->Current()->revision());
}

TEST_F(CatalogTest, RanksWhatItHolds) {
  Put(ResourceKind::kEmployer, "employers/e", AnEmployer("state: VERIFIED"));
  Put(ResourceKind::kInternship, "employers/e/internships/i", AnInternship("state: PUBLISHED"));
  Put(ResourceKind::kCandidate, "candidates/c",
      ACandidate("case { stage: ACCOMPANYING status: ACTIVE }"));
  Load();
  const auto snapshot = catalog_->Current();
  RankQuery query;
  query.as_of = TestNow();

  ASSERT_OK_AND_ASSIGN(const auto rows,
                       snapshot->ranker().RankInternships(
                           *snapshot->candidates().Find("candidates/c")->value, query));

  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].item->id.name(), "employers/e/internships/i");
  EXPECT_EQ(rows[0].judgement.verdict, Verdict::kEligible);
}

}  // namespace
}  // namespace banso
