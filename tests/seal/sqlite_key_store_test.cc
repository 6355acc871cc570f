#include "server/seal/sqlite_key_store.h"

#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/seal/sealing.h"
#include "server/store/sqlite/sqlite_connection.h"
#include "server/store/sqlite/sqlite_store.h"
#include "tests/seal/files.h"
#include "tests/support/scratch_dir.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::absl::StatusCode;
using ::testing::HasSubstr;
using ::testing::Not;

class SqliteKeyStoreTest : public ::testing::Test {
 protected:
  std::unique_ptr<KeyStore> Open(const Key& master) {
    auto keys = OpenSqliteKeyStore(path_, master);
    EXPECT_THAT(keys, IsOk());
    return keys.ok() ? *std::move(keys) : nullptr;
  }
  std::unique_ptr<KeyStore> Open() { return Open(master_); }

  // Runs a statement past the store and returns its first cell.
  std::string Sql(const std::string& statement) {
    auto connection = SqliteConnection::Open(path_, "");
    EXPECT_THAT(connection, IsOk());
    auto result = (*connection)->Run(statement, {});
    EXPECT_THAT(result, IsOk()) << statement;
    if (!result.ok() || result->rows.empty()) return "";
    const auto* text = std::get_if<std::string>(&result->rows[0][0]);
    return text == nullptr ? "" : *text;
  }

  const ScratchDir dir_;
  const std::string path_ = dir_.File("keys.db");
  const Key master_ = RandomKey();
};

TEST_F(SqliteKeyStoreTest, AnotherProcessMayUseTheFileToo) {
  const auto keys = Open();
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    // Only what it opens itself: a connection does not survive a fork.
    auto own = OpenSqliteKeyStore(path_, master_);
    const bool made = own.ok() && (*own)->GetOrCreate("candidates/child").ok();
    _exit(made ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);

  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  EXPECT_TRUE(keys->Find("candidates/child").value().has_value());
}

TEST_F(SqliteKeyStoreTest, NoByteOfADestroyedKeyStaysInTheFiles) {
  const auto keys = Open();
  for (int i = 0; i < 30; ++i) {
    ASSERT_THAT(keys->GetOrCreate(absl::StrCat("candidates/", i)), IsOk());
  }
  const std::string wrapped = Sql("SELECT wrapped FROM keys WHERE owner = 'candidates/7'");
  ASSERT_EQ(wrapped.size(), kKeyBytes + kSealedBytes);
  ASSERT_TRUE(OccursInFolder(dir_.path(), wrapped));

  ASSERT_THAT(keys->Destroy("candidates/7"), IsOk());

  for (size_t i = 0; i + 16 <= wrapped.size(); i += 16) {
    EXPECT_FALSE(OccursInFolder(dir_.path(), wrapped.substr(i, 16)));
  }
}

TEST_F(SqliteKeyStoreTest, TheFileHoldsNoKeyInPlain) {
  const auto keys = Open();
  ASSERT_OK_AND_ASSIGN(const Key key, keys->GetOrCreate("candidates/a"));

  EXPECT_FALSE(OccursInFolder(dir_.path(), std::string(key.begin(), key.begin() + 8)));
  EXPECT_FALSE(OccursInFolder(dir_.path(), std::string(master_.begin(), master_.begin() + 8)));
}

TEST_F(SqliteKeyStoreTest, OnlyTheOwnerMayReadTheFiles) {
  const auto keys = Open();
  ASSERT_THAT(keys->GetOrCreate("candidates/a"), IsOk());

  for (const auto& file : std::filesystem::directory_iterator(dir_.path())) {
    EXPECT_EQ(file.status().permissions() & std::filesystem::perms::all,
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write)
        << file.path();
  }
}

TEST_F(SqliteKeyStoreTest, NoByteOfTheOldWrappingStaysInTheFiles) {
  ASSERT_THAT(Open()->GetOrCreate("candidates/a"), IsOk());
  const std::string wrapped = Sql("SELECT wrapped FROM keys WHERE owner = 'candidates/a'");

  ASSERT_THAT(RotateMasterKey(path_, master_, RandomKey()), IsOk());

  EXPECT_FALSE(OccursInFolder(dir_.path(), wrapped));
}

TEST_F(SqliteKeyStoreTest, AFileThatIsNotThereIsNotMadeByRotating) {
  EXPECT_THAT(RotateMasterKey(dir_.File("missing"), master_, RandomKey()),
              StatusIs(StatusCode::kUnavailable));
  EXPECT_FALSE(std::filesystem::exists(dir_.File("missing")));
}

TEST_F(SqliteKeyStoreTest, FilesOfSomethingElseAreRefusedAndLeftAsTheyAre) {
  ASSERT_THAT(OpenSqliteStore(path_), IsOk());
  EXPECT_THAT(OpenSqliteKeyStore(path_, master_),
              StatusIs(StatusCode::kFailedPrecondition, HasSubstr("holds no keys")));
  EXPECT_THAT(OpenSqliteStore(path_), IsOk());

  std::ofstream(dir_.File("notes")) << std::string(5000, 'x');
  EXPECT_THAT(OpenSqliteKeyStore(dir_.File("notes"), master_),
              StatusIs(StatusCode::kInvalidArgument));
  EXPECT_EQ(ReadFile(dir_.File("notes")), std::string(5000, 'x'));
}

TEST_F(SqliteKeyStoreTest, TheFileOfAnotherVersionIsRefused) {
  Open();
  Sql("PRAGMA user_version = 2");

  EXPECT_THAT(OpenSqliteKeyStore(path_, master_),
              StatusIs(StatusCode::kFailedPrecondition, HasSubstr("another version")));
}

TEST_F(SqliteKeyStoreTest, AnOwnerMustBeAName) {
  const auto keys = Open();

  for (const std::string& owner : {std::string(), std::string("a b"), std::string("a\0", 2)}) {
    EXPECT_THAT(keys->GetOrCreate(owner), StatusIs(StatusCode::kInvalidArgument));
    EXPECT_THAT(keys->Find(owner), StatusIs(StatusCode::kInvalidArgument));
    EXPECT_THAT(keys->Destroy(owner), StatusIs(StatusCode::kInvalidArgument));
  }
  EXPECT_THAT(OpenSqliteKeyStore("", master_), StatusIs(StatusCode::kInvalidArgument));
  EXPECT_THAT(OpenSqliteKeyStore("/nonexistent/keys.db", master_),
              StatusIs(StatusCode::kUnavailable));
}

}  // namespace
}  // namespace banso
