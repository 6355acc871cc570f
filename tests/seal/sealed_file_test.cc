#include "server/seal/sealed_file.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gmock/gmock.h"
#include "server/seal/sealing.h"
#include "tests/seal/files.h"
#include "tests/support/scratch_dir.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::absl::StatusCode;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr absl::string_view kPurpose = "catalog";

class SealedFileTest : public ::testing::Test {
 protected:
  // Writes a file of records; returns where they are.
  std::vector<Extent> WriteRecords(const std::string& path, const std::vector<std::string>& records,
                                   absl::string_view root) {
    auto writer = SealedFileWriter::Create(path, key_, kPurpose);
    EXPECT_THAT(writer, IsOk());
    std::vector<Extent> extents;
    for (const std::string& record : records) {
      const absl::StatusOr<Extent> extent = (*writer)->Append(record);
      EXPECT_THAT(extent, IsOk());
      extents.push_back(*extent);
    }
    EXPECT_THAT((*writer)->Finish(root), IsOk());
    return extents;
  }
  void Replace(const std::string& bytes) {
    std::ofstream(path_, std::ios::binary | std::ios::trunc) << bytes;
  }
  absl::StatusOr<std::shared_ptr<const SealedFile>> Open() const {
    return SealedFile::Open(path_, key_, kPurpose);
  }
  size_t FilesInFolder() const {
    const std::filesystem::directory_iterator files(dir_.path());
    return static_cast<size_t>(std::distance(begin(files), end(files)));
  }

  const ScratchDir dir_;
  const std::string path_ = dir_.File("sealed");
  const Key key_ = RandomKey();
};

TEST_F(SealedFileTest, RecordsAndRootComeBack) {
  // More than the writer keeps in memory.
  const std::vector<std::string> records = {"first", "", std::string("\0\xff", 2),
                                            std::string(3'000'000, 'x'), "last"};
  const std::vector<Extent> extents = WriteRecords(path_, records, "the root");

  ASSERT_OK_AND_ASSIGN(const auto file, Open());

  EXPECT_EQ(file->root(), "the root");
  EXPECT_EQ(file->size(), std::filesystem::file_size(path_));
  for (size_t i = 0; i < records.size(); ++i) {
    std::string content = "before";
    EXPECT_THAT(file->Read(extents[i], &content), IsOk());
    EXPECT_EQ(content, records[i]);
  }
}

TEST_F(SealedFileTest, AFileWithoutRecordsHasARoot) {
  WriteRecords(path_, {}, "");

  ASSERT_OK_AND_ASSIGN(const auto file, Open());

  EXPECT_EQ(file->root(), "");
}

TEST_F(SealedFileTest, NothingIsReadableWithoutTheKey) {
  WriteRecords(path_, {"a secret record"}, "a secret root");

  EXPECT_THAT(ReadFile(path_), Not(HasSubstr("secret")));
  EXPECT_THAT(SealedFile::Open(path_, RandomKey(), kPurpose), StatusIs(StatusCode::kDataLoss));
}

TEST_F(SealedFileTest, OnlyItsOwnerMayReadTheFile) {
  WriteRecords(path_, {"record"}, "root");

  struct stat status = {};
  ASSERT_EQ(stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
}

TEST_F(SealedFileTest, WhatIsMissingOrForSomethingElseIsRefused) {
  EXPECT_THAT(Open(), StatusIs(StatusCode::kNotFound));
  WriteRecords(path_, {"record"}, "root");
  EXPECT_THAT(SealedFile::Open(path_, key_, "another"), StatusIs(StatusCode::kFailedPrecondition));

  std::string bytes = ReadFile(path_);
  bytes[7] = '2';
  Replace(bytes);
  EXPECT_THAT(Open(), StatusIs(StatusCode::kFailedPrecondition));
  Replace(
      "some other file, which is as long as a sealed one would have to be at least, or longer "
      "still, so that its length does not tell that it is another one");
  EXPECT_THAT(Open(), StatusIs(StatusCode::kDataLoss));
  Replace("");
  EXPECT_THAT(Open(), StatusIs(StatusCode::kDataLoss));
}

TEST_F(SealedFileTest, AFlippedBitInAnyByteIsFound) {
  const Extent extent = WriteRecords(path_, {"record"}, "root")[0];
  const std::string whole = ReadFile(path_);

  for (size_t at = 0; at < whole.size(); ++at) {
    std::string bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ (1 << at % 8));
    Replace(bytes);
    const auto file = Open();
    std::string content;
    EXPECT_FALSE(file.ok() && (*file)->Read(extent, &content).ok()) << at;
    EXPECT_EQ(content, "") << at;
  }
}

TEST_F(SealedFileTest, WhatIsCutOrLongerIsRefused) {
  WriteRecords(path_, {"record"}, "root");
  const std::string whole = ReadFile(path_);

  for (size_t size = 0; size < whole.size(); ++size) {
    Replace(whole.substr(0, size));
    EXPECT_THAT(Open(), StatusIs(StatusCode::kDataLoss)) << size;
  }
  Replace(whole + "x");
  EXPECT_THAT(Open(), StatusIs(StatusCode::kDataLoss));
}

TEST_F(SealedFileTest, RecordsCannotChangePlaces) {
  const std::vector<Extent> extents = WriteRecords(path_, {"one", "two"}, "root");
  std::string bytes = ReadFile(path_);
  const size_t sealed = extents[1].offset - extents[0].offset;
  std::swap_ranges(bytes.begin() + extents[0].offset, bytes.begin() + extents[1].offset,
                   bytes.begin() + extents[1].offset);
  ASSERT_EQ(sealed, 3 + 16);
  Replace(bytes);

  ASSERT_OK_AND_ASSIGN(const auto file, Open());

  std::string content;
  for (const Extent extent : extents) {
    EXPECT_THAT(file->Read(extent, &content), StatusIs(StatusCode::kDataLoss));
  }
}

TEST_F(SealedFileTest, ExtentsOfNoRecordAreRefused) {
  const Extent record = WriteRecords(path_, {"record"}, "root")[0];
  ASSERT_OK_AND_ASSIGN(const auto file, Open());
  const uint64_t end = file->size();
  const Extent root = {record.offset + 6 + 16, 4};

  std::string content;
  for (const Extent extent :
       {Extent{0, 6}, Extent{record.offset + 1, 6}, Extent{record.offset, 5},
        Extent{record.offset, 7}, root, Extent{end, 0}, Extent{end - 1, 6}, Extent{UINT64_MAX, 1},
        Extent{record.offset, UINT32_MAX}, Extent{UINT64_MAX - 15, UINT32_MAX}}) {
    EXPECT_THAT(file->Read(extent, &content), StatusIs(StatusCode::kDataLoss)) << extent.offset;
  }
}

TEST_F(SealedFileTest, AnUnfinishedFileLeavesNothingBehind) {
  WriteRecords(path_, {}, "before");
  {
    ASSERT_OK_AND_ASSIGN(const auto writer, SealedFileWriter::Create(path_, key_, kPurpose));
    ASSERT_THAT(writer->Append("record"), IsOk());
    EXPECT_EQ(FilesInFolder(), 2u);
  }

  EXPECT_EQ(FilesInFolder(), 1u);
  EXPECT_EQ(Open().value()->root(), "before");
}

TEST_F(SealedFileTest, NoFileIsBegunWhereThereIsNoFolder) {
  EXPECT_THAT(SealedFileWriter::Create(dir_.File("none/sealed"), key_, kPurpose),
              StatusIs(StatusCode::kUnavailable));
}

TEST_F(SealedFileTest, AFileThatIsReplacedOrDeletedStaysReadable) {
  const Extent extent = WriteRecords(path_, {"old"}, "old root")[0];
  ASSERT_OK_AND_ASSIGN(const auto old, Open());
  WriteRecords(path_, {"new"}, "new root");
  std::filesystem::remove(path_);

  std::string content;
  EXPECT_THAT(old->Read(extent, &content), IsOk());
  EXPECT_EQ(content, "old");
}

TEST_F(SealedFileTest, WritersAtOnceDoNotMix) {
  std::vector<std::thread> writers;
  for (int i = 0; i < 4; ++i) {
    writers.emplace_back([&, i] {
      WriteRecords(path_, std::vector<std::string>(100, absl::StrCat("of ", i)),
                   absl::StrCat("of ", i));
    });
  }
  for (std::thread& writer : writers) writer.join();

  ASSERT_OK_AND_ASSIGN(const auto file, Open());
  EXPECT_EQ(FilesInFolder(), 1u);
  // All records are as long as each other.
  const uint64_t sealed = 4 + 16;
  const uint64_t records = file->size() - 20 - 101 * sealed;
  for (uint64_t i = 0; i < 100; ++i) {
    std::string content;
    EXPECT_THAT(file->Read({records + i * sealed, 4}, &content), IsOk()) << i;
    EXPECT_EQ(content, file->root());
  }
}

}  // namespace
}  // namespace banso
