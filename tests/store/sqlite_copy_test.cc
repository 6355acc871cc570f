#include "server/store/sqlite/sqlite_copy.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/store/sqlite/sqlite_store.h"
#include "tests/store/resources.h"
#include "tests/support/scratch_dir.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::absl::StatusCode;
using ::testing::HasSubstr;

class SqliteCopyTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK_AND_ASSIGN(store_, OpenSqliteStore(file_));
    Commit(Put(ACandidate("c1")));
  }

  void Commit(const Write& write) {
    Batch batch;
    batch.writes = {write};
    ASSERT_THAT(store_->Commit(batch, absl::InfiniteFuture()), IsOk());
  }

  int FilesThere() const {
    return static_cast<int>(std::distance(std::filesystem::directory_iterator(dir_.path()), {}));
  }

  const ScratchDir dir_;
  const std::string file_ = dir_.File("store.db");
  const std::string copy_ = dir_.File("copy.db");
  std::unique_ptr<Store> store_;
};

TEST_F(SqliteCopyTest, ACopyOfAStoreInUseIsAStoreAsItWasThen) {
  ASSERT_THAT(CopySqliteFile(file_, copy_, ExistingCopy::kRefused), IsOk());
  Commit(Put(ACandidate("c2")));

  ASSERT_OK_AND_ASSIGN(const auto copy, OpenSqliteStore(copy_));

  EXPECT_EQ(copy->CurrentRevision(absl::InfiniteFuture()).value(), 1);
  EXPECT_THAT(copy->Get(ResourceKind::kCandidate, "candidates/c1", absl::InfiniteFuture()), IsOk());
  EXPECT_EQ(copy->Secret(absl::InfiniteFuture()).value(),
            store_->Secret(absl::InfiniteFuture()).value());
}

TEST_F(SqliteCopyTest, OnlyItsOwnerMayReadItAndNothingElseIsLeft) {
  const int before = FilesThere();

  ASSERT_THAT(CopySqliteFile(file_, copy_, ExistingCopy::kRefused), IsOk());

  EXPECT_EQ(std::filesystem::status(copy_).permissions() & std::filesystem::perms::all,
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  EXPECT_EQ(FilesThere(), before + 1);
}

TEST_F(SqliteCopyTest, ACopyThatIsThereIsRefusedOrReplaced) {
  std::ofstream(copy_) << "words";

  EXPECT_THAT(CopySqliteFile(file_, copy_, ExistingCopy::kRefused),
              StatusIs(StatusCode::kAlreadyExists, HasSubstr(copy_)));
  EXPECT_EQ(std::filesystem::file_size(copy_), 5u);

  ASSERT_THAT(CopySqliteFile(file_, copy_, ExistingCopy::kReplaced), IsOk());
  EXPECT_THAT(OpenSqliteStore(copy_), IsOk());
}

TEST_F(SqliteCopyTest, WhatCannotBeCopiedLeavesNothing) {
  std::ofstream(dir_.File("notes.txt")) << std::string(5000, 'x');
  const int before = FilesThere();

  EXPECT_THAT(CopySqliteFile(dir_.File("no.db"), copy_, ExistingCopy::kRefused),
              StatusIs(StatusCode::kNotFound));
  EXPECT_THAT(CopySqliteFile(dir_.File("notes.txt"), copy_, ExistingCopy::kReplaced),
              StatusIs(StatusCode::kInvalidArgument));
  EXPECT_THAT(CopySqliteFile(file_, "/nonexistent/copy.db", ExistingCopy::kRefused),
              StatusIs(StatusCode::kUnavailable));

  EXPECT_EQ(FilesThere(), before);
}

}  // namespace
}  // namespace banso
