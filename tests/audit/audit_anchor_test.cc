#include "server/audit/audit_anchor.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/audit/audit_rows.h"
#include "tests/support/scratch_dir.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::testing::Eq;
using ::testing::Optional;

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  return content.str();
}

void WriteFile(const std::string& path, const std::string& content) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
}

AuditAnchor At(int64_t number, char chain, int64_t base = 0, char base_chain = 0) {
  return {number, std::string(32, chain), base, base == 0 ? "" : std::string(32, base_chain)};
}

class AuditAnchorTest : public ::testing::Test {
 protected:
  ScratchDir dir_;
  const std::string path_ = dir_.File("anchor");
  const AuditAnchorFile file_{path_, AKey()};
};

TEST_F(AuditAnchorTest, ThereIsNoneBeforeTheFirst) {
  ASSERT_OK_AND_ASSIGN(const auto anchor, file_.Read());

  EXPECT_EQ(anchor, std::nullopt);
}

TEST_F(AuditAnchorTest, WhatWasWrittenIsRead) {
  ASSERT_THAT(file_.Advance(AuditAnchor()), IsOk());
  EXPECT_THAT(*file_.Read(), Optional(Eq(AuditAnchor())));

  ASSERT_THAT(file_.Advance(At(12, 'c', 3, 'b')), IsOk());
  EXPECT_THAT(*AuditAnchorFile(path_, AKey()).Read(), Optional(Eq(At(12, 'c', 3, 'b'))));
}

TEST_F(AuditAnchorTest, HeadAndBaseNeverGoBack) {
  ASSERT_THAT(file_.Advance(At(12, 'c', 3, 'b')), IsOk());

  ASSERT_THAT(file_.Advance(At(11, 'x')), IsOk());
  ASSERT_THAT(file_.Advance(At(13, 'd', 2, 'x')), IsOk());
  ASSERT_THAT(file_.Advance(At(10, 'x', 4, 'e')), IsOk());

  EXPECT_THAT(*file_.Read(), Optional(Eq(At(13, 'd', 4, 'e'))));
}

TEST_F(AuditAnchorTest, OneOfAnotherKeyIsRefused) {
  ASSERT_THAT(AuditAnchorFile(path_, AKey(8)).Advance(At(12, 'c')), IsOk());

  EXPECT_THAT(file_.Read(), StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_THAT(file_.Advance(At(13, 'd')), StatusIs(absl::StatusCode::kDataLoss));
}

TEST_F(AuditAnchorTest, EveryChangeOfTheFileIsNoticed) {
  ASSERT_THAT(file_.Advance(At(12, 'c', 3, 'b')), IsOk());
  const std::string content = ReadFile(path_);

  for (size_t i = 0; i < content.size(); ++i) {
    for (const char change : {'\x01', '\x20'}) {  // another digit or letter; another case
      std::string changed = content;
      changed[i] = static_cast<char>(changed[i] ^ change);
      WriteFile(path_, changed);
      EXPECT_THAT(file_.Read(), StatusIs(absl::StatusCode::kDataLoss)) << i;
    }
    WriteFile(path_, content.substr(0, i));
    EXPECT_THAT(file_.Read(), StatusIs(absl::StatusCode::kDataLoss)) << "cut at " << i;
  }
  WriteFile(path_, content + "\n");
  EXPECT_THAT(file_.Read(), StatusIs(absl::StatusCode::kDataLoss));
  WriteFile(path_, content);
  EXPECT_THAT(file_.Read(), IsOk());
}

TEST_F(AuditAnchorTest, AHugeFileIsRefusedUnread) {
  WriteFile(path_, std::string(1'000'000, 'x'));

  EXPECT_THAT(file_.Read(), StatusIs(absl::StatusCode::kDataLoss));
}

TEST_F(AuditAnchorTest, WhatAKilledWriterLeftBehindDoesNoHarm) {
  ASSERT_THAT(file_.Advance(At(12, 'c')), IsOk());
  // Killed before the rename: the half of a new anchor lies aside.
  WriteFile(path_ + ".new", ReadFile(path_).substr(0, 30) + std::string(500, 'x'));

  EXPECT_THAT(*file_.Read(), Optional(Eq(At(12, 'c'))));
  ASSERT_THAT(file_.Advance(At(13, 'd')), IsOk());
  EXPECT_THAT(*file_.Read(), Optional(Eq(At(13, 'd'))));
}

TEST_F(AuditAnchorTest, OthersOfTheMachineMayNotReadIt) {
  ASSERT_THAT(file_.Advance(At(12, 'c')), IsOk());

  struct stat status;
  ASSERT_EQ(stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
}

TEST_F(AuditAnchorTest, AFolderThatIsNotThereIsUnavailable) {
  const AuditAnchorFile nowhere(dir_.File("no/such/folder/anchor"), AKey());

  EXPECT_THAT(nowhere.Advance(At(1, 'a')), StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(AuditAnchorTest, WritersAtOnceLeaveTheFurthest) {
  std::vector<std::thread> threads;
  for (int first = 1; first <= 4; ++first) {
    threads.emplace_back([&, first] {
      const AuditAnchorFile own(path_, AKey());
      for (int number = first; number <= 40; number += 4) {
        EXPECT_THAT(own.Advance(At(number, 'c', number / 2, 'b')), IsOk());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();

  EXPECT_THAT(*file_.Read(), Optional(Eq(At(40, 'c', 20, 'b'))));
}

}  // namespace
}  // namespace banso
