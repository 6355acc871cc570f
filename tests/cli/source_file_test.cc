#include "clients/cli/source_file.h"

#include <zlib.h>

#include <fstream>

#include "gmock/gmock.h"
#include "tests/support/scratch_dir.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

TEST(SourceFileTest, TakesUtf8WithAndWithoutAByteOrderMark) {
  EXPECT_EQ(*DecodeToUtf8("お名前"), "お名前");
  EXPECT_EQ(*DecodeToUtf8("\xEF\xBB\xBFお名前"), "お名前");
}

TEST(SourceFileTest, TakesWhatJapaneseSpreadsheetsWrite) {
  // 「お名前①」 in CP932; the circled digit is one of its extensions to Shift_JIS.
  EXPECT_EQ(*DecodeToUtf8("\x82\xa8\x96\xbc\x91\x4f\x87\x40"), "お名前①");
  EXPECT_EQ(*DecodeToUtf8(std::string("\xFF\xFE\x4A\x30\x0A\x00", 6)), "お\n");
}

TEST(SourceFileTest, RefusesWhatIsNoText) {
  EXPECT_THAT(DecodeToUtf8("\x80\xff\xa0\xfd"), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST(SourceFileTest, UnpacksGzip) {
  const ScratchDir scratch;
  const std::string path = scratch.File("rows.json.gz");
  const gzFile file = gzopen(path.c_str(), "wb");
  gzputs(file, "[1,2]");
  gzclose(file);

  EXPECT_EQ(*ReadSourceText(path), "[1,2]");
}

TEST(SourceFileTest, SaysThatAFileIsMissingOrCutOff) {
  const ScratchDir scratch;
  EXPECT_THAT(ReadSourceText(scratch.File("none")), StatusIs(absl::StatusCode::kNotFound));
  const std::string path = scratch.File("cut.gz");
  std::ofstream(path, std::ios::binary)
      << std::string("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03", 10) << "\x4b";

  EXPECT_THAT(ReadSourceText(path), StatusIs(absl::StatusCode::kDataLoss));
}

TEST(SourceFileTest, TheBaseNameHasNoFolderAndNoEndings) {
  EXPECT_EQ(BaseName("/a/b/postings.json.gz"), "postings");
  EXPECT_EQ(BaseName("forms-ja.csv"), "forms-ja");
  EXPECT_EQ(BaseName("plain"), "plain");
}

}  // namespace
}  // namespace banso
