#include "tests/catalog/catalog_test.h"

#include <algorithm>
#include <atomic>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "engine/index/plain_ranker.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/mutex.h"
#include "server/store/forwarding_store.h"
#include "tests/support/becomes.h"
#include "tests/support/message_builders.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

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

// A store that tells whoever waits of no commit before Follow().
class LateStore final : public ForwardingStore {
 public:
  explicit LateStore(Store* inner) : ForwardingStore(inner) {}

  void Follow() {
    MutexLock lock(&mutex_);
    follows_ = true;
    changed_.NotifyAll();
  }
  absl::StatusOr<Revision> Wait(Revision since, absl::Time deadline) override {
    {
      MutexLock lock(&mutex_);
      while (!follows_) changed_.Wait(&mutex_);
    }
    return ForwardingStore::Wait(since, deadline);
  }
  void CancelWaits() override {
    Follow();
    ForwardingStore::CancelWaits();
  }

 private:
  Mutex mutex_;
  CondVar changed_;
  bool follows_ ABSL_GUARDED_BY(mutex_) = false;
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

TEST_F(CatalogTest, OneThatTheFeedHasLeftBehindReadsEverythingAnewAndSaysSo) {
  Put(ResourceKind::kCandidate, "candidates/c", ACandidate());
  Put(ResourceKind::kCandidate, "candidates/d", ACandidate());
  LateStore late(store_.get());
  Mutex mutex;
  std::vector<absl::Status> told;
  ASSERT_OK_AND_ASSIGN(
      catalog_, Catalog::Load(&late, std::make_shared<const RuleBook>(RuleBook::Default()), Soon(),
                              [&](const absl::Status& status) {
                                MutexLock lock(&mutex);
                                told.push_back(status);
                              }));
  Put(ResourceKind::kCandidate, "candidates/e", ACandidate());
  Delete(ResourceKind::kCandidate, "candidates/c");
  const Revision last = Put(ResourceKind::kAdvisor, "advisors/a", AnAdvisor());
  ASSERT_THAT(store_->Trim(last - 1, absl::InfinitePast(), Soon()), IsOk());

  late.Follow();

  const auto snapshot = At(last);
  EXPECT_EQ(snapshot->candidates().Find("candidates/c"), nullptr);
  EXPECT_NE(snapshot->candidates().Find("candidates/d"), nullptr);
  EXPECT_NE(snapshot->candidates().Find("candidates/e"), nullptr);
  EXPECT_NE(snapshot->advisors().Find("advisors/a"), nullptr);
  EXPECT_EQ(snapshot->parts().index->rows(), 3u);
  const auto next = At(Delete(ResourceKind::kCandidate, "candidates/e"));
  EXPECT_EQ(next->candidates().Find("candidates/e"), nullptr);
  catalog_.reset();
  ASSERT_EQ(told.size(), 1u);
  EXPECT_THAT(told[0], StatusIs(absl::StatusCode::kOutOfRange));
}

// One that has no end when it is read anew.
class EndlessStore final : public ForwardingStore {
 public:
  using ForwardingStore::ForwardingStore;

  absl::StatusOr<std::vector<Resource>> Scan(ResourceKind kind, absl::string_view after, int limit,
                                             absl::Time deadline) override {
    if (!endless) return ForwardingStore::Scan(kind, after, limit, deadline);
    scanned = true;
    return std::vector<Resource>(limit, {.name = "candidates/c"});
  }
  absl::StatusOr<std::vector<Change>> Changes(Revision since, int limit,
                                              absl::Time deadline) override {
    if (endless) return absl::OutOfRangeError("forgotten");
    return ForwardingStore::Changes(since, limit, deadline);
  }

  std::atomic<bool> endless = false;
  std::atomic<bool> scanned = false;
};

TEST_F(CatalogTest, StoppingEndsReadingEverythingAnew) {
  EndlessStore endless(store_.get());
  ASSERT_OK_AND_ASSIGN(
      catalog_,
      Catalog::Load(&endless, std::make_shared<const RuleBook>(RuleBook::Default()), Soon()));
  endless.endless = true;
  Put(ResourceKind::kCandidate, "candidates/c", ACandidate());
  ASSERT_TRUE(Becomes([&] { return endless.scanned.load(); }));

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

// A store that is away for who waits for its commits, while it is said so.
class LeavingStore final : public ForwardingStore {
 public:
  using ForwardingStore::ForwardingStore;

  absl::StatusOr<Revision> Wait(Revision since, absl::Time deadline) override {
    for (;;) {
      if (away) return absl::UnavailableError("away");
      // In steps, to notice that it goes away.
      const absl::Time step = std::min(deadline, absl::Now() + absl::Milliseconds(5));
      auto newest = ForwardingStore::Wait(since, step);
      if (!absl::IsDeadlineExceeded(newest.status()) || step == deadline) return newest;
    }
  }

  std::atomic<bool> away = false;
};

TEST_F(CatalogTest, ItTellsForHowLongItHasHeardNothingOfItsStore) {
  LeavingStore leaving(store_.get());
  ASSERT_OK_AND_ASSIGN(
      catalog_,
      Catalog::Load(&leaving, std::make_shared<const RuleBook>(RuleBook::Default()), Soon()));
  const auto wait_for = [&](bool lagging) {
    ASSERT_TRUE(
        Becomes([&] { return (catalog_->Lag(absl::Now()) > absl::ZeroDuration()) == lagging; }));
  };
  wait_for(false);

  leaving.away = true;
  wait_for(true);
  EXPECT_GT(catalog_->Lag(absl::Now() + absl::Hours(1)), absl::Hours(1));

  leaving.away = false;
  wait_for(false);
  At(Put(ResourceKind::kCandidate, "candidates/c", ACandidate()));
  wait_for(false);
  catalog_.reset();
}

// One where somebody has always written something since.
class EverNewerStore final : public ForwardingStore {
 public:
  EverNewerStore(Store* inner, std::function<void()> write)
      : ForwardingStore(inner), write_(std::move(write)) {}

  absl::StatusOr<Revision> Wait(Revision since, absl::Time deadline) override {
    write_();
    return ForwardingStore::Wait(since, deadline);
  }

 private:
  const std::function<void()> write_;
};

TEST_F(CatalogTest, WhoShowsWhatItLearnsOfDoesNotLag) {
  EverNewerStore busy(store_.get(),
                      [&] { Put(ResourceKind::kCandidate, "candidates/c", ACandidate()); });
  ASSERT_OK_AND_ASSIGN(
      catalog_,
      Catalog::Load(&busy, std::make_shared<const RuleBook>(RuleBook::Default()), Soon()));
  At(catalog_->Current()->revision() + 10);
  const absl::Time start = absl::Now();

  At(catalog_->Current()->revision() + 50);

  const absl::Time now = absl::Now();
  EXPECT_LT(catalog_->Lag(now), now - start);
  catalog_.reset();
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

TEST_F(CatalogTest, EveryStateIsRankedAsIfItsIndexWereNew) {
  constexpr int kCommits = 60;
  RandomCommits commits(20261201);
  RandomSource& random = commits.random();
  Load();
  Revision revision = Commit(commits.First());
  for (int i = 0; i < kCommits; ++i) {
    const Revision last = revision;
    revision = Commit(commits.Next());
    ASSERT_GT(revision, last);
    // Now and then there is time to merge; else it happens beside the commits.
    if (random.Chance(30)) {
      At(revision);
      ASSERT_THAT(catalog_->WaitUntilTidy(Soon()), IsOk());
    }
    const auto snapshot = At(revision);
    const std::shared_ptr<const World> world = WorldOf(snapshot->parts());
    const PlainRanker plain(world, snapshot->parts().rules);
    const Ranker& ranker = snapshot->ranker();
    RankQuery query;
    query.as_of = TestNow();
    query.limit = random.Between(1, 30);
    query.sections.fill(true);
    const auto any = [&](const auto& rows) -> const auto& {
      return *rows[random.Next() % rows.size()];
    };
    const Candidate& candidate = any(world->candidates);
    const Internship& internship = any(world->internships);
    const Advisor& advisor = any(world->advisors);

    ASSERT_EQ(Lines(ranker.RankInternships(candidate, query)),
              Lines(plain.RankInternships(candidate, query)));
    ASSERT_EQ(Lines(ranker.RankAdvisors(candidate, query)),
              Lines(plain.RankAdvisors(candidate, query)));
    ASSERT_EQ(Lines(ranker.RankCandidates(internship, query)),
              Lines(plain.RankCandidates(internship, query)));
    ASSERT_EQ(Lines(ranker.RankCandidates(advisor, query)),
              Lines(plain.RankCandidates(advisor, query)));
    ASSERT_EQ(snapshot->parts().index->rows(),
              world->candidates.size() + world->internships.size() + world->advisors.size());
  }
}

// How many other people there are: the index of few is merged at once, that of many aside.
class ErasureTest : public CatalogTest, public ::testing::WithParamInterface<int> {};

TEST_P(ErasureTest, AnErasedPersonLeavesMemoryOnceTheIndexIsTidy) {
  for (int i = 0; i < GetParam(); ++i) {
    Put(ResourceKind::kCandidate, absl::StrCat("candidates/other", i), ACandidate());
  }
  Load();
  auto snapshot = At(Put(ResourceKind::kCandidate, "candidates/c", ACandidate()));
  const auto first = Watch(snapshot->candidates().Find("candidates/c")->value);
  snapshot = At(Put(ResourceKind::kCandidate, "candidates/c", ACandidate("household: \"h\"")));
  const auto second = Watch(snapshot->candidates().Find("candidates/c")->value);
  ASSERT_FALSE(second.expired());

  snapshot = At(Delete(ResourceKind::kCandidate, "candidates/c"));
  snapshot.reset();
  ASSERT_THAT(catalog_->WaitUntilTidy(Soon()), IsOk());

  EXPECT_TRUE(first.expired());
  EXPECT_TRUE(second.expired());
}

TEST_P(ErasureTest, WhatWasReplacedLeavesMemoryToo) {
  for (int i = 0; i < GetParam(); ++i) {
    Put(ResourceKind::kCandidate, absl::StrCat("candidates/other", i), ACandidate());
    Put(ResourceKind::kAdvisor, absl::StrCat("advisors/other", i), AnAdvisor());
  }
  Load();
  auto snapshot = At(Put(ResourceKind::kCandidate, "candidates/c", ACandidate("household: \"h\"")));
  const auto candidate = Watch(snapshot->candidates().Find("candidates/c")->value);
  snapshot = At(
      Put(ResourceKind::kAdvisor, "advisors/a", AnAdvisor("blocked_candidates: \"candidates/c\"")));
  const auto advisor = Watch(snapshot->advisors().Find("advisors/a")->value);
  Put(ResourceKind::kCandidate, "candidates/c", ACandidate());

  snapshot = At(Put(ResourceKind::kAdvisor, "advisors/a", AnAdvisor()));
  snapshot.reset();
  ASSERT_THAT(catalog_->WaitUntilTidy(Soon()), IsOk());

  EXPECT_TRUE(candidate.expired());
  EXPECT_TRUE(advisor.expired());
}
INSTANTIATE_TEST_SUITE_P(People, ErasureTest, ::testing::Values(0, 3, 400));

TEST_F(CatalogTest, StoppingEndsTheWaitForATidyIndex) {
  Load();
  ASSERT_THAT(catalog_->WaitUntilTidy(Soon()), IsOk());
  Put(ResourceKind::kCandidate, "candidates/c", ACandidate());
  catalog_->Stop();

  const absl::Status status = catalog_->WaitUntilTidy(absl::InfiniteFuture());

  EXPECT_TRUE(status.ok() || absl::IsCancelled(status)) << status;
}

}  // namespace
}  // namespace banso
