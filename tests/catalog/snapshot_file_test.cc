#include "server/catalog/snapshot_file.h"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/seal/sealing.h"
#include "server/seal/sqlite_key_store.h"
#include "server/store/forwarding_store.h"
#include "tests/catalog/catalog_test.h"

namespace banso {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

// Everything that a snapshot holds, by name.
std::map<std::string, std::string> ContentOf(const Snapshot& snapshot) {
  std::map<std::string, std::string> content;
  ForEachTable(snapshot.parts(), [&](ResourceKind, const auto& table) {
    size_t rows = 0;
    table.ForEach([&](const auto& entry) {
      EXPECT_EQ(entry->name(), entry->message->name());
      EXPECT_EQ(table.Find(entry->name()), entry);
      content[entry->name()] =
          absl::StrCat(entry->revision, " ", entry->message->ShortDebugString());
      ++rows;
    });
    EXPECT_EQ(rows, table.size());
  });
  for (const auto& [name, taxonomy] : snapshot.parts().imported) {
    content[name] = absl::StrCat(taxonomy.first, " ", taxonomy.second->ShortDebugString());
  }
  return content;
}

// The names of what two snapshots do not hold alike.
std::vector<std::string> Differences(const Snapshot& a, const Snapshot& b) {
  const auto first = ContentOf(a);
  const auto second = ContentOf(b);
  std::vector<std::string> names;
  for (const auto& [name, content] : first) {
    const auto found = second.find(name);
    if (found == second.end() || found->second != content) names.push_back(name);
  }
  for (const auto& [name, content] : second) {
    if (!first.contains(name)) names.push_back(name);
  }
  return names;
}

// A store of which another catalog follows the original: only the waits of this one end.
class SharedStore final : public ForwardingStore {
 public:
  using ForwardingStore::ForwardingStore;

  absl::StatusOr<Revision> Wait(Revision since, absl::Time deadline) override {
    for (;;) {
      if (cancelled_) return absl::CancelledError("cancelled");
      auto newest =
          ForwardingStore::Wait(since, std::min(deadline, absl::Now() + absl::Milliseconds(10)));
      if (newest.ok() || !absl::IsDeadlineExceeded(newest.status()) || absl::Now() >= deadline) {
        return newest;
      }
    }
  }
  void CancelWaits() override { cancelled_ = true; }

 private:
  std::atomic<bool> cancelled_ = false;
};

// A store in which something happens while a file is written: its secret goes into the file.
class EventfulStore final : public ForwardingStore {
 public:
  EventfulStore(Store* inner, std::function<void()> happens)
      : ForwardingStore(inner), happens_(std::move(happens)) {}
  absl::StatusOr<std::string> Secret(absl::Time deadline) override {
    happens_();
    return ForwardingStore::Secret(deadline);
  }

 private:
  const std::function<void()> happens_;
};

class SnapshotFileTest : public CatalogTest {
 protected:
  void SetUp() override {
    CatalogTest::SetUp();
    auto keys = OpenSqliteKeyStore(dir_.File("keys.db"), RandomKey());
    ASSERT_THAT(keys, IsOk());
    keys_ = *std::move(keys);
  }

  // The catalog may be writing with the keys.
  void TearDown() override { catalog_.reset(); }

  std::unique_ptr<SnapshotFile> File() {
    return std::make_unique<SnapshotFile>(dir_.File("catalog"), keys_.get(), store_.get());
  }
  void OpenStore(const std::string& path) {
    store_.reset();
    ASSERT_OK_AND_ASSIGN(store_, OpenSqliteStore(path));
    path_ = path;
  }
  // Starts a server, with the store opened again, as its waits ended with those of the last one.
  void LoadWithFile(absl::Duration after_drop = absl::ZeroDuration()) {
    ASSERT_NO_FATAL_FAILURE(OpenStore(path_));
    Load({File(), after_drop, absl::ZeroDuration()});
  }
  // Ends the server once its file holds everything.
  void SaveAndStop() {
    ASSERT_OK_AND_ASSIGN(const Revision newest, store_->CurrentRevision(Soon()));
    ASSERT_THAT(catalog_->WaitUntilSaved(newest, Soon()), IsOk());
    catalog_.reset();
  }
  std::vector<std::filesystem::path> Files() const {
    std::vector<std::filesystem::path> files;
    for (const auto& file : std::filesystem::directory_iterator(dir_.File("catalog"))) {
      files.push_back(file.path());
    }
    return files;
  }
  // What a server that reads the store knows.
  std::shared_ptr<const Snapshot> Fresh() {
    SharedStore store(store_.get());
    const auto catalog =
        Catalog::Load(&store, std::make_shared<const RuleBook>(RuleBook::Default()), Soon());
    EXPECT_THAT(catalog, IsOk());
    return (*catalog)->Current();
  }
  void ExpectAsTheStoreSays() {
    const auto snapshot = At(store_->CurrentRevision(Soon()).value());
    const auto fresh = Fresh();
    EXPECT_THAT(Differences(*snapshot, *fresh), IsEmpty());
    const auto found = catalog_->Verify(Soon());
    ASSERT_THAT(found, IsOk());
    EXPECT_THAT(found->differing, IsEmpty());
  }
  // Of every person and opening, in both directions.
  void ExpectRankedAs(const Snapshot& snapshot, const Snapshot& expected) {
    RankQuery query;
    query.as_of = TestNow();
    query.sections.fill(true);
    const std::shared_ptr<const World> world = WorldOf(expected.parts());
    for (size_t i = 0; i < world->candidates.size(); i += 10) {
      const Candidate& one = *world->candidates[i];
      ASSERT_EQ(Lines(snapshot.ranker().RankInternships(one, query)),
                Lines(expected.ranker().RankInternships(one, query)));
      ASSERT_EQ(Lines(snapshot.ranker().RankAdvisors(one, query)),
                Lines(expected.ranker().RankAdvisors(one, query)));
    }
    for (size_t i = 0; i < world->internships.size(); i += 10) {
      const Internship& one = *world->internships[i];
      ASSERT_EQ(Lines(snapshot.ranker().RankCandidates(one, query)),
                Lines(expected.ranker().RankCandidates(one, query)));
    }
  }

  std::unique_ptr<KeyStore> keys_;
  std::string path_ = dir_.File("store.db");
};

TEST_F(SnapshotFileTest, AStartFromTheFileKnowsWhatTheStoreHolds) {
  RandomCommits commits(20261202);
  Commit(commits.First());
  LoadWithFile();
  EXPECT_FALSE(catalog_->started_from_file());
  SaveAndStop();

  LoadWithFile();

  EXPECT_TRUE(catalog_->started_from_file());
  ExpectAsTheStoreSays();
  const auto fresh = Fresh();
  ExpectRankedAs(*catalog_->Current(), *fresh);
}

TEST_F(SnapshotFileTest, WhatChangedSinceIsReadFromTheStore) {
  RandomCommits commits(20261203);
  Commit(commits.First());
  for (int i = 0; i < 12; ++i) {
    LoadWithFile();
    SaveAndStop();
    for (int j = 0; j < 5; ++j) Commit(commits.Next());
    LoadWithFile();
    ASSERT_TRUE(catalog_->started_from_file());
    ExpectAsTheStoreSays();
    for (int j = 0; j < 5; ++j) Commit(commits.Next());
    ExpectAsTheStoreSays();
    const auto fresh = Fresh();
    ExpectRankedAs(*catalog_->Current(), *fresh);
    ASSERT_THAT(catalog_->WaitUntilTidy(Soon()), IsOk());
    ExpectRankedAs(*catalog_->Current(), *fresh);
    catalog_.reset();
  }
}

TEST_F(SnapshotFileTest, EveryKindIsKept) {
  Put(ResourceKind::kEmployer, "employers/e", AnEmployer());
  Put(ResourceKind::kPrincipal, "principals/p", v1::Principal());
  StoredTaxonomy taxonomy;
  taxonomy.mutable_taxonomy()->set_name("taxonomies/x");
  v1::Term* term = taxonomy.add_terms();
  term->set_kind(v1::Term::SKILL);
  term->set_code("x:1");
  term->set_label_en("Sign painting");
  Batch batch;
  batch.writes.push_back(
      {ResourceKind::kTaxonomy, "taxonomies/x", taxonomy.SerializeAsString(), std::nullopt});
  Commit(batch);
  LoadWithFile();
  const auto before = ContentOf(*catalog_->Current());
  SaveAndStop();

  LoadWithFile();

  EXPECT_TRUE(catalog_->started_from_file());
  EXPECT_EQ(ContentOf(*catalog_->Current()), before);
  EXPECT_TRUE(catalog_->Current()->taxonomy().KnowsSkill("x:1"));
}

TEST_F(SnapshotFileTest, ADeletionDropsTheFileBeforeItIsKnown) {
  Put(ResourceKind::kCandidate, "candidates/c", ACandidate());
  Put(ResourceKind::kCandidate, "candidates/d", ACandidate());
  LoadWithFile(absl::Hours(1));
  const Revision last = store_->CurrentRevision(Soon()).value();
  ASSERT_THAT(catalog_->WaitUntilSaved(last, Soon()), IsOk());
  ASSERT_THAT(Files(), SizeIs(1));

  At(Delete(ResourceKind::kCandidate, "candidates/c"));

  EXPECT_THAT(Files(), IsEmpty());
}

TEST_F(SnapshotFileTest, ADroppedFileIsWrittenAgainWithoutWhatWasDeleted) {
  Put(ResourceKind::kCandidate, "candidates/c", ACandidate());
  Put(ResourceKind::kCandidate, "candidates/d", ACandidate());
  LoadWithFile();
  SaveAndStop();
  LoadWithFile();
  Delete(ResourceKind::kCandidate, "candidates/c");
  SaveAndStop();

  ASSERT_OK_AND_ASSIGN(const Snapshot::Parts parts,
                       File()->Read(std::make_shared<const RuleBook>(RuleBook::Default()), Soon()));

  EXPECT_EQ(parts.candidates.Find("candidates/c"), nullptr);
  EXPECT_NE(parts.candidates.Find("candidates/d"), nullptr);
  EXPECT_EQ(parts.index->rows(), 1u);
  EXPECT_THAT(Files(), SizeIs(1));
}

TEST_F(SnapshotFileTest, ACopyOfADroppedFileCannotBeRead) {
  Put(ResourceKind::kCandidate, "candidates/c", ACandidate());
  LoadWithFile();
  SaveAndStop();
  ASSERT_THAT(Files(), SizeIs(1));
  const std::filesystem::path file = Files()[0];
  std::filesystem::copy_file(file, dir_.File("copy"));

  ASSERT_THAT(File()->Drop(), IsOk());
  std::filesystem::copy_file(dir_.File("copy"), file);

  EXPECT_THAT(File()->Read(std::make_shared<const RuleBook>(RuleBook::Default()), Soon()),
              StatusIs(absl::StatusCode::kDataLoss));
}

TEST_F(SnapshotFileTest, WhatWasDeletedWhileNoServerRanIsNotInTheNextFileNorInMemory) {
  Put(ResourceKind::kCandidate, "candidates/c", ACandidate());
  Put(ResourceKind::kCandidate, "candidates/d", ACandidate());
  LoadWithFile();
  SaveAndStop();
  Delete(ResourceKind::kCandidate, "candidates/c");

  LoadWithFile(absl::Hours(1));

  EXPECT_TRUE(catalog_->started_from_file());
  EXPECT_EQ(catalog_->Current()->candidates().Find("candidates/c"), nullptr);
  SaveAndStop();
  ASSERT_OK_AND_ASSIGN(const Snapshot::Parts parts,
                       File()->Read(std::make_shared<const RuleBook>(RuleBook::Default()), Soon()));
  EXPECT_EQ(parts.candidates.size(), 1u);
}

TEST_F(SnapshotFileTest, AnErasedPersonThatCameFromTheFileLeavesMemory) {
  Put(ResourceKind::kCandidate, "candidates/c", ACandidate());
  for (int i = 0; i < 300; ++i) {
    Put(ResourceKind::kCandidate, absl::StrCat("candidates/other", i), ACandidate());
  }
  LoadWithFile();
  SaveAndStop();
  LoadWithFile(absl::Hours(1));
  auto snapshot = catalog_->Current();
  const auto value = Watch(snapshot->candidates().Find("candidates/c")->value);
  const auto message = Watch(snapshot->candidates().Find("candidates/c")->message);
  ASSERT_FALSE(value.expired());
  ASSERT_FALSE(message.expired());

  snapshot = At(Delete(ResourceKind::kCandidate, "candidates/c"));
  snapshot.reset();
  ASSERT_THAT(catalog_->WaitUntilTidy(Soon()), IsOk());

  EXPECT_TRUE(value.expired());
  EXPECT_TRUE(message.expired());
}

TEST_F(SnapshotFileTest, AnEmployerThatChangesChangesItsOpeningsFromTheFile) {
  Put(ResourceKind::kEmployer, "employers/e", AnEmployer("state: APPLIED"));
  Put(ResourceKind::kInternship, "employers/e/internships/i", AnInternship());
  Put(ResourceKind::kAdvisor, "advisors/a", AnAdvisor("employer: \"employers/e\""));
  LoadWithFile();
  SaveAndStop();
  LoadWithFile();

  const auto snapshot = At(Put(ResourceKind::kEmployer, "employers/e",
                               AnEmployer("corporate_group: \"g7\" state: VERIFIED")));

  EXPECT_TRUE(snapshot->internships().Find("employers/e/internships/i")->value->employer_verified);
  EXPECT_EQ(snapshot->advisors().Find("advisors/a")->value->corporate_group, "g7");
}

TEST_F(SnapshotFileTest, AFileThatAnotherServerDropsWhileItIsWrittenIsNotKept) {
  Put(ResourceKind::kCandidate, "candidates/c", ACandidate());
  LoadWithFile();
  SaveAndStop();
  const std::shared_ptr<const Snapshot> snapshot = Fresh();
  const auto other = File();
  EventfulStore store(store_.get(), [&] { EXPECT_THAT(other->Drop(), IsOk()); });
  SnapshotFile file(dir_.File("catalog"), keys_.get(), &store);

  EXPECT_THAT(file.Write(*snapshot, Soon()), StatusIs(absl::StatusCode::kAborted));

  EXPECT_THAT(Files(), IsEmpty());
  EXPECT_THAT(other->Write(*snapshot, Soon()), IsOk());
  EXPECT_THAT(Files(), SizeIs(1));
}

TEST_F(SnapshotFileTest, AWriteThatIsStoppedLeavesTheFileThatWasThere) {
  Put(ResourceKind::kCandidate, "candidates/c", ACandidate());
  LoadWithFile();
  SaveAndStop();
  const auto before = Files();
  const auto file = File();
  file->Stop();

  EXPECT_THAT(file->Write(*Fresh(), Soon()), StatusIs(absl::StatusCode::kAborted));

  EXPECT_EQ(Files(), before);
}

TEST_F(SnapshotFileTest, WhatAServerLeftUnfinishedIsDeletedByTheNext) {
  Put(ResourceKind::kCandidate, "candidates/c", ACandidate());
  std::filesystem::create_directory(dir_.File("catalog"));
  std::ofstream(dir_.File("catalog/catalog-0a.sealed.Xb12Cd")) << "begun";
  ASSERT_THAT(keys_->GetOrCreate("server/snapshot/0a"), IsOk());

  LoadWithFile();
  SaveAndStop();

  ASSERT_THAT(Files(), SizeIs(1));
  EXPECT_EQ(Files()[0].extension(), ".sealed");
  ASSERT_OK_AND_ASSIGN(const auto key, keys_->Find("server/snapshot/0a"));
  EXPECT_FALSE(key.has_value());
}

TEST_F(SnapshotFileTest, AFileOfAnotherStoreIsNotUsed) {
  Put(ResourceKind::kCandidate, "candidates/c", ACandidate());
  LoadWithFile();
  SaveAndStop();
  ASSERT_NO_FATAL_FAILURE(OpenStore(dir_.File("other.db")));
  Put(ResourceKind::kCandidate, "candidates/d", ACandidate());

  EXPECT_THAT(File()->Read(std::make_shared<const RuleBook>(RuleBook::Default()), Soon()),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  LoadWithFile();

  EXPECT_FALSE(catalog_->started_from_file());
  EXPECT_EQ(catalog_->Current()->candidates().Find("candidates/c"), nullptr);
  SaveAndStop();
  EXPECT_THAT(Files(), SizeIs(1));
  EXPECT_THAT(File()->Read(std::make_shared<const RuleBook>(RuleBook::Default()), Soon()), IsOk());
}

TEST_F(SnapshotFileTest, AFileOfAPastThatWasPutAsideIsNotUsed) {
  Put(ResourceKind::kCandidate, "candidates/c", ACandidate());
  store_.reset();
  std::filesystem::copy_file(path_, dir_.File("backup.db"));
  ASSERT_NO_FATAL_FAILURE(OpenStore(path_));
  Put(ResourceKind::kCandidate, "candidates/lost", ACandidate());
  LoadWithFile();
  SaveAndStop();
  ASSERT_NO_FATAL_FAILURE(OpenStore(dir_.File("backup.db")));

  LoadWithFile();
  EXPECT_FALSE(catalog_->started_from_file());
  catalog_.reset();
  Put(ResourceKind::kCandidate, "candidates/new", ACandidate());
  LoadWithFile();

  EXPECT_EQ(catalog_->Current()->candidates().Find("candidates/lost"), nullptr);
  EXPECT_NE(catalog_->Current()->candidates().Find("candidates/new"), nullptr);
}

TEST_F(SnapshotFileTest, ADamagedFileIsNotUsedAndReplaced) {
  Put(ResourceKind::kCandidate, "candidates/c", ACandidate());
  LoadWithFile();
  SaveAndStop();
  ASSERT_THAT(Files(), SizeIs(1));
  const std::filesystem::path damaged = Files()[0];
  std::filesystem::resize_file(damaged, std::filesystem::file_size(damaged) - 1);

  LoadWithFile();

  EXPECT_FALSE(catalog_->started_from_file());
  SaveAndStop();
  ASSERT_THAT(Files(), SizeIs(1));
  EXPECT_NE(Files()[0], damaged);
  LoadWithFile();
  EXPECT_TRUE(catalog_->started_from_file());
}

}  // namespace
}  // namespace banso
