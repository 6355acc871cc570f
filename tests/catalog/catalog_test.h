// A catalog over a store of its own, and commits to follow.
#ifndef BANSO_TESTS_CATALOG_CATALOG_TEST_H_
#define BANSO_TESTS_CATALOG_CATALOG_TEST_H_

#include <memory>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "gtest/gtest.h"
#include "server/catalog/catalog.h"
#include "server/store/sqlite/sqlite_store.h"
#include "tests/support/message_builders.h"
#include "tests/support/random_world.h"
#include "tests/support/scratch_dir.h"
#include "tests/support/status_matchers.h"

namespace banso {

inline absl::Time Soon() { return absl::Now() + absl::Seconds(30); }

// Whether somebody still has a value.
template <typename T>
std::weak_ptr<const T> Watch(const OnDemand<T>& value) {
  return std::shared_ptr<const T>(value);
}

// A catalog over a SQLite store of its own.
class CatalogTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto store = OpenSqliteStore(dir_.File("store.db"));
    ASSERT_THAT(store, IsOk());
    store_ = *std::move(store);
  }

  void Load(Catalog::FileOptions file = {}) {
    auto catalog =
        Catalog::Load(store_.get(), std::make_shared<const RuleBook>(RuleBook::Default()), Soon(),
                      nullptr, std::move(file));
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

// An answer as lines.
template <typename Rows>
inline std::string Lines(const Rows& rows) {
  return absl::StrJoin(rows.value(), "\n", [](std::string* out, const auto& row) {
    absl::StrAppend(out, row.item->id.name(), " ", static_cast<int>(row.judgement.verdict), " ",
                    row.judgement.component_sum);
  });
}

// Commits that may change everything that a ranking sees.
class RandomCommits {
 public:
  explicit RandomCommits(uint64_t seed) : random_(seed) {}

  // Enough rows that they are merged aside.
  Batch First() {
    Batch batch;
    for (int i = 0; i < kEmployers; ++i) Add(&batch, ResourceKind::kEmployer, i);
    for (int i = 0; i < kRows; ++i) {
      Add(&batch, ResourceKind::kInternship, i);
      Add(&batch, ResourceKind::kCandidate, i);
      Add(&batch, ResourceKind::kAdvisor, i);
    }
    return batch;
  }
  // Up to some resources, each once.
  Batch Next() {
    Batch batch;
    const int most = random_.Chance(10) ? 60 : 4;
    for (int i = random_.Between(1, most); i > 0; --i) {
      constexpr ResourceKind kKinds[] = {ResourceKind::kInternship, ResourceKind::kCandidate,
                                         ResourceKind::kAdvisor};
      const ResourceKind kind =
          random_.Chance(4) ? ResourceKind::kEmployer : kKinds[random_.Between(0, 2)];
      const int number =
          random_.Between(0, kind == ResourceKind::kEmployer ? kEmployers - 1 : kRows + 50);
      const std::string name = Name(kind, number);
      bool there = false;
      for (const Write& write : batch.writes) there |= write.name == name;
      if (there) continue;
      if (kind != ResourceKind::kEmployer && random_.Chance(15) && known_.erase(name) > 0) {
        batch.writes.push_back({kind, name, std::nullopt, std::nullopt});
      } else {
        Add(&batch, kind, number);
      }
    }
    return batch;
  }
  RandomSource& random() { return random_; }

 private:
  static constexpr int kEmployers = 40;
  static constexpr int kRows = 320;

  static std::string Name(ResourceKind kind, int number) {
    if (kind == ResourceKind::kEmployer) return absl::StrCat("employers/e", number);
    if (kind == ResourceKind::kCandidate) return absl::StrCat("candidates/c", number);
    if (kind == ResourceKind::kAdvisor) return absl::StrCat("advisors/a", number);
    return absl::StrCat("employers/e", number % kEmployers, "/internships/i", number);
  }
  std::string Industry() { return random_.Chance(60) ? "39" : random_.Chance(50) ? "391" : "76"; }
  void Add(Batch* batch, ResourceKind kind, int number) {
    const std::string name = Name(kind, number);
    known_.insert(name);
    const auto add = [&](auto message) {
      message.set_name(name);
      batch->writes.push_back({kind, name, message.SerializeAsString(), std::nullopt});
    };
    const int level = random_.Between(1, 4);
    if (kind == ResourceKind::kEmployer) {
      add(AnEmployer(absl::StrCat("state: ", random_.Chance(85) ? "VERIFIED" : "APPLIED",
                                  " corporate_group: \"g", random_.Between(0, 3), "\"")));
    } else if (kind == ResourceKind::kInternship) {
      auto one = AnInternship(absl::StrCat("state: ", random_.Chance(85) ? "PUBLISHED" : "DRAFT"));
      one.set_industry(Industry());
      one.set_remote(random_.Chance(30));
      one.mutable_skills(0)->set_level(level);
      add(std::move(one));
    } else if (kind == ResourceKind::kCandidate) {
      auto one = ACandidate(absl::StrCat(
          "case { stage: ACCOMPANYING status: ", random_.Chance(85) ? "ACTIVE" : "PAUSED", " }"));
      one.set_industry_wishes(0, Industry());
      one.mutable_skills(0)->set_level(level);
      if (random_.Chance(20)) {
        one.add_blocked_employers(absl::StrCat("employers/e", random_.Between(0, kEmployers - 1)));
      }
      add(std::move(one));
    } else {
      auto one = AnAdvisor(absl::StrCat("state: ", random_.Chance(85) ? "ACTIVE" : "ON_LEAVE"));
      one.set_industries(0, Industry());
      one.set_employer(absl::StrCat("employers/e", random_.Between(0, kEmployers - 1)));
      add(std::move(one));
    }
  }

  RandomSource random_;
  std::set<std::string> known_;
};

}  // namespace banso

#endif  // BANSO_TESTS_CATALOG_CATALOG_TEST_H_
