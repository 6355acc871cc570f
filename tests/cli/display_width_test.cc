#include "clients/cli/display_width.h"

#include "gmock/gmock.h"

namespace banso {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(DisplayWidthTest, JapaneseTakesTwoColumnsACharacter) {
  EXPECT_EQ(DisplayWidth("abc"), 3);
  EXPECT_EQ(DisplayWidth("伴走"), 4);
  EXPECT_EQ(DisplayWidth("ｶﾅ"), 2) << "half-width kana";
  EXPECT_EQ(DisplayWidth("Ａ"), 2) << "a full-width letter";
}

TEST(DisplayWidthTest, MarksTakeNoColumnOfTheirOwn) {
  EXPECT_EQ(DisplayWidth("e\u0301"), 1) << "a combining acute";
  EXPECT_EQ(DisplayWidth("か\u3099"), 2) << "a combining voiced mark";
  EXPECT_EQ(DisplayWidth("مُحَمَّد"), 4) << "Arabic vowel signs";
  EXPECT_EQ(DisplayWidth("မြန်မာ"), 5) << "Burmese: of its signs only the asat takes none";
  EXPECT_EQ(DisplayWidth("ሰላም"), 3) << "Ethiopic syllables";
  EXPECT_EQ(DisplayWidth("\u1112\u1161\u11ab"), 2) << "one Hangul syllable in three parts";
  EXPECT_EQ(DisplayWidth("a\u200bb"), 2) << "a zero-width space";
}

TEST(DisplayWidthTest, BytesThatAreNotUtf8CountOneEach) { EXPECT_EQ(DisplayWidth("a\xff\xfe"), 3); }

TEST(TruncateToWidthTest, KeepsWhatFitsAndNeverSplitsACharacterFromItsMarks) {
  EXPECT_EQ(TruncateToWidth("伴走支援", 8), "伴走支援");
  EXPECT_EQ(TruncateToWidth("伴走支援", 7), "伴走支…");
  EXPECT_EQ(TruncateToWidth("伴走支援", 6), "伴走…");
  EXPECT_EQ(TruncateToWidth("ae\u0301bcd", 3), "ae\u0301…");
  EXPECT_EQ(TruncateToWidth("abc", 0), "");
}

TEST(TruncateToWidthTest, ClosesAnIsolateThatItCuts) {
  const std::string cut = TruncateToWidth(SafeCell("ليان الخطيب"), 5);

  EXPECT_LE(DisplayWidth(cut), 5);
  EXPECT_THAT(cut, ::testing::EndsWith("\u2069"));
}

TEST(SafeCellTest, WrapsRightToLeftTextInIsolates) {
  EXPECT_EQ(SafeCell("ليان"), "\u2068ليان\u2069");
  EXPECT_EQ(SafeCell("שלום"), "\u2068שלום\u2069");
  EXPECT_EQ(SafeCell("伴走 abc"), "伴走 abc");
}

TEST(SafeCellTest, LetsNothingSteerTheTerminal) {
  const std::string safe = SafeCell("a\x1b[31mred\x07\nnext\tcell\u202etxt.exe");

  EXPECT_THAT(safe, Not(HasSubstr("\x1b")));
  EXPECT_THAT(safe, Not(HasSubstr("\n")));
  EXPECT_THAT(safe, Not(HasSubstr("\t")));
  EXPECT_THAT(safe, Not(HasSubstr("\u202e")));
  EXPECT_THAT(safe, HasSubstr("next cell"));
}

}  // namespace
}  // namespace banso
