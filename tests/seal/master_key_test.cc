#include "server/seal/master_key.h"

#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/seal/sealing.h"
#include "tests/support/scratch_dir.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::absl::StatusCode;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

void WriteFile(const std::string& path, const std::string& text, mode_t mode) {
  std::ofstream(path) << text;
  ASSERT_EQ(chmod(path.c_str(), mode), 0);
}

TEST(MasterKeyTest, AKeyIsReadAsItIsWritten) {
  const Key key = RandomKey();

  EXPECT_EQ(ParseMasterKey(FormatMasterKey(key)).value(), key);
  EXPECT_EQ(ParseMasterKey(" \n" + FormatMasterKey(key) + "\r\n").value(), key);
}

TEST(MasterKeyTest, WhatIsNoKeyIsRefusedWithoutRepeatingIt) {
  for (const std::string& text :
       {std::string(), std::string("hush"), std::string(43, '!'), std::string(44, 'A'),
        FormatMasterKey(RandomKey()) + "AAAA", std::string(64, 'a')}) {
    EXPECT_THAT(ParseMasterKey(text),
                StatusIs(StatusCode::kInvalidArgument, Not(HasSubstr("hush"))))
        << text;
  }
}

TEST(MasterKeyTest, AMissingFileIsMadeForItsOwnerOnlyIfItMayBe) {
  const ScratchDir dir;
  const std::string path = dir.File("master.key");
  EXPECT_THAT(ReadMasterKeyFile(path, MissingFile::kRefused), StatusIs(StatusCode::kNotFound));

  ASSERT_OK_AND_ASSIGN(const Key made, ReadMasterKeyFile(path, MissingFile::kMade));

  EXPECT_EQ(ReadMasterKeyFile(path, MissingFile::kRefused).value(), made);
  EXPECT_EQ(ReadMasterKeyFile(path, MissingFile::kMade).value(), made);
  EXPECT_NE(ReadMasterKeyFile(dir.File("other.key"), MissingFile::kMade).value(), made);
  EXPECT_EQ(std::filesystem::status(path).permissions() & std::filesystem::perms::all,
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  int files = 0;
  for ([[maybe_unused]] const auto& file : std::filesystem::directory_iterator(dir.path())) ++files;
  EXPECT_EQ(files, 2) << "nothing is left beside the keys";
}

TEST(MasterKeyTest, OfSeveralThatMakeTheFileAtOnceOneWins) {
  const ScratchDir dir;
  std::vector<std::thread> servers;
  std::vector<Key> keys(8);
  for (Key& key : keys) {
    servers.emplace_back([&] {
      const auto read = ReadMasterKeyFile(dir.File("master.key"), MissingFile::kMade);
      EXPECT_THAT(read, IsOk());
      if (read.ok()) key = *read;
    });
  }
  for (std::thread& server : servers) server.join();

  for (const Key& key : keys) EXPECT_EQ(key, keys[0]);
}

TEST(MasterKeyTest, AFileThatOthersMayUseIsRefused) {
  const ScratchDir dir;
  const std::string path = dir.File("master.key");
  for (const mode_t mode : {0640, 0604, 0620, 0602, 0644}) {
    WriteFile(path, FormatMasterKey(RandomKey()), mode);

    EXPECT_THAT(ReadMasterKeyFile(path, MissingFile::kMade),
                StatusIs(StatusCode::kFailedPrecondition, HasSubstr(path)))
        << std::oct << mode;
  }
  ASSERT_EQ(chmod(path.c_str(), 0400), 0);
  EXPECT_THAT(ReadMasterKeyFile(path, MissingFile::kRefused), IsOk());
}

// As systemd hands over a credential: its access list looks like rights of a group.
TEST(MasterKeyTest, AGroupMayReadWhatTheServiceManagerHandsOver) {
  const ScratchDir dir;
  const std::string path = dir.File("master.key");
  setenv("CREDENTIALS_DIRECTORY", dir.path().c_str(), 1);

  WriteFile(path, FormatMasterKey(RandomKey()), 0440);
  EXPECT_THAT(ReadMasterKeyFile(path, MissingFile::kRefused), IsOk());
  for (const mode_t mode : {0460, 0444, 0442}) {
    WriteFile(path, FormatMasterKey(RandomKey()), mode);
    EXPECT_THAT(ReadMasterKeyFile(path, MissingFile::kRefused),
                StatusIs(StatusCode::kFailedPrecondition))
        << std::oct << mode;
  }
  const ScratchDir other;
  WriteFile(other.File("master.key"), FormatMasterKey(RandomKey()), 0440);
  EXPECT_THAT(ReadMasterKeyFile(other.File("master.key"), MissingFile::kRefused),
              StatusIs(StatusCode::kFailedPrecondition));
  unsetenv("CREDENTIALS_DIRECTORY");
}

TEST(MasterKeyTest, AFileWithoutAKeyIsRefused) {
  const ScratchDir dir;
  WriteFile(dir.File("master.key"), "hush", 0600);

  EXPECT_THAT(ReadMasterKeyFile(dir.File("master.key"), MissingFile::kMade),
              StatusIs(StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("master.key"), Not(HasSubstr("hush")))));
  EXPECT_THAT(ReadMasterKeyFile(dir.path(), MissingFile::kMade),
              StatusIs(StatusCode::kFailedPrecondition));
  EXPECT_THAT(ReadMasterKeyFile("/nonexistent/master.key", MissingFile::kMade),
              StatusIs(StatusCode::kUnavailable));
}

}  // namespace
}  // namespace banso
