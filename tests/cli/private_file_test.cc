#include "clients/cli/private_file.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "gmock/gmock.h"
#include "tests/support/scratch_dir.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using std::filesystem::perms;

std::string Content(const std::string& path) {
  std::ostringstream content;
  content << std::ifstream(path, std::ios::binary).rdbuf();
  return content.str();
}

TEST(PrivateFileTest, OnlyItsOwnerMayReadIt) {
  const ScratchDir scratch;
  const std::string path = scratch.File("secret");

  auto file = PrivateFile::Create(path);
  ASSERT_THAT(file, IsOk());
  ASSERT_THAT((*file)->Write("kept"), IsOk());

  EXPECT_EQ(std::filesystem::status(path).permissions(), perms::owner_read | perms::owner_write);
  file->reset();
  EXPECT_EQ(Content(path), "kept");
}

TEST(PrivateFileTest, WhatIsNotWrittenGoesAgain) {
  const ScratchDir scratch;
  const std::string path = scratch.File("secret");

  auto file = PrivateFile::Create(path);
  ASSERT_THAT(file, IsOk());
  EXPECT_TRUE(std::filesystem::exists(path));
  file->reset();

  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(PrivateFileTest, AFileThatIsThereIsNeverOverwritten) {
  const ScratchDir scratch;
  const std::string path = scratch.File("secret");
  std::ofstream(path) << "older";

  const auto file = PrivateFile::Create(path);

  EXPECT_EQ(file.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(Content(path), "older");
}

}  // namespace
}  // namespace banso
