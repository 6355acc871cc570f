#include "server/store/sqlite/sqlite_store.h"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "gmock/gmock.h"
#include "server/store/open_store.h"
#include "tests/store/resources.h"
#include "tests/store/store_conformance_test.h"
#include "tests/support/scratch_dir.h"

namespace banso {
namespace {

using ::absl::StatusCode;
using ::testing::HasSubstr;

INSTANTIATE_TEST_SUITE_P(Sqlite, StoreConformanceTest, ::testing::Values(SqliteBackend()),
                         BackendName);

TEST(SqliteStoreTest, ASecondStoreOnTheSameFileIsRefusedUntilTheFirstIsClosed) {
  const ScratchDir dir;
  auto first = OpenSqliteStore(dir.File("store.db"));
  ASSERT_THAT(first, IsOk());

  EXPECT_THAT(OpenSqliteStore(dir.File("store.db")),
              StatusIs(StatusCode::kFailedPrecondition, HasSubstr("in use by another server")));

  first->reset();
  EXPECT_THAT(OpenSqliteStore(dir.File("store.db")), IsOk());
}

TEST(SqliteStoreTest, ASecondProcessIsRefused) {
  const ScratchDir dir;
  ASSERT_OK_AND_ASSIGN(const auto first, OpenSqliteStore(dir.File("store.db")));
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    _exit(absl::IsFailedPrecondition(OpenSqliteStore(dir.File("store.db")).status()) ? 0 : 1);
  }

  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);

  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

TEST(SqliteStoreTest, OnlyTheOwnerMayReadTheFiles) {
  const ScratchDir dir;
  ASSERT_OK_AND_ASSIGN(const auto store, OpenSqliteStore(dir.File("store.db")));
  Batch batch;
  batch.writes = {Put(ACandidate("c1"))};
  ASSERT_THAT(store->Commit(batch, absl::InfiniteFuture()), IsOk());

  int files = 0;
  for (const auto& file : std::filesystem::directory_iterator(dir.path())) {
    EXPECT_EQ(file.status().permissions() & std::filesystem::perms::all,
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write)
        << file.path();
    ++files;
  }
  EXPECT_EQ(files, 4);  // the database, its log, the log's index, the lock
}

TEST(SqliteStoreTest, WhatWasDeletedIsInNoFile) {
  const ScratchDir dir;
  ASSERT_OK_AND_ASSIGN(const auto store, OpenSqliteStore(dir.File("store.db")));
  const auto commit = [&](const Write& write) {
    Batch batch;
    batch.writes = {write};
    ASSERT_THAT(store->Commit(batch, absl::InfiniteFuture()), IsOk());
  };
  const auto occurs = [&](const std::string& text) {
    for (const auto& file : std::filesystem::directory_iterator(dir.path())) {
      std::ifstream stream(file.path(), std::ios::binary);
      const std::string bytes(std::istreambuf_iterator<char>(stream), {});
      if (bytes.find(text) != std::string::npos) return true;
    }
    return false;
  };
  for (int i = 0; i < 20; ++i) commit(Put(ACandidate(absl::StrCat("other", i))));
  v1::Candidate candidate = ACandidate("c1");
  candidate.mutable_person_name()->set_full_name("Unmistakable Words");
  Write write = Put(candidate);
  write.sealed = "Unmistakable Seal";
  commit(write);
  candidate.mutable_person_name()->set_full_name("Later Unmistakable Words");
  commit(Put(candidate));
  ASSERT_TRUE(occurs("Unmistakable Words") && occurs("Unmistakable Seal"));

  commit(Delete(candidate));

  EXPECT_FALSE(occurs("Unmistakable"));
}

TEST(SqliteStoreTest, AFileThatIsNoDatabaseIsRefusedAndLeftAsItIs) {
  const ScratchDir dir;
  const std::string text(5000, 'x');
  std::ofstream(dir.File("notes.txt")) << text;

  EXPECT_THAT(OpenSqliteStore(dir.File("notes.txt")),
              StatusIs(StatusCode::kInvalidArgument, HasSubstr("notes.txt")));

  std::ifstream file(dir.File("notes.txt"));
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), text);
}

TEST(SqliteStoreTest, AFolderThatDoesNotExistIsUnavailable) {
  EXPECT_THAT(OpenSqliteStore("/nonexistent/store.db"), StatusIs(StatusCode::kUnavailable));
  EXPECT_THAT(OpenSqliteStore(""), StatusIs(StatusCode::kInvalidArgument));
}

TEST(OpenStoreTest, TheNameBeforeTheColonChoosesTheDatabase) {
  const ScratchDir dir;
  ASSERT_OK_AND_ASSIGN(const auto sqlite, OpenStore("sqlite:" + dir.File("store.db")));
  EXPECT_EQ(sqlite->kind(), "sqlite");
  const ScratchSchema schema;
  ASSERT_OK_AND_ASSIGN(const auto postgres, OpenStore("postgres:" + schema.connection()));
  EXPECT_EQ(postgres->kind(), "postgres");
  ASSERT_OK_AND_ASSIGN(const auto uri,
                       OpenStore("postgresql:///?options=-csearch_path%3D" + schema.name()));
  EXPECT_EQ(uri->kind(), "postgres");
  for (const char* spec : {"", "store.db", "mysql:x", "SQLITE:x"}) {
    EXPECT_THAT(OpenStore(spec), StatusIs(StatusCode::kInvalidArgument)) << spec;
  }
}

}  // namespace
}  // namespace banso
