#include "clients/cli/table.h"

#include <algorithm>

#include "absl/strings/str_split.h"
#include "clients/cli/display_width.h"
#include "gmock/gmock.h"

namespace banso {
namespace {

TEST(TableTest, ColumnsLineUpWhateverTheScript) {
  Table table({{"NAME"}, {"PLACE"}, {"N", Table::Align::kRight}});
  table.AddRow({"山田 花子", "東京都", "7"});
  table.AddRow({"Anna", "Kochi", "12"});
  table.AddRow({"ليان", "沖縄県", "3"});

  EXPECT_EQ(table.Render(0),
            "NAME       PLACE    N\n"
            "山田 花子  東京都   7\n"
            "Anna       Kochi   12\n"
            "\u2068ليان\u2069       沖縄県   3\n");
}

TEST(TableTest, OnlyColumnsThatMayShrinkGiveWay) {
  Table table({{"NAME"}, {"TITLE", Table::Align::kLeft, true}});
  table.AddRow({"employers/e1/internships/i1", "データ分析インターンシップ(5日間)"});

  const std::string text = table.Render(45);

  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    EXPECT_LE(DisplayWidth(line), 45);
  }
  EXPECT_THAT(text, ::testing::HasSubstr("employers/e1/internships/i1"));
  EXPECT_THAT(text, ::testing::HasSubstr("…"));
}

TEST(TableTest, NotesFollowTheirRow) {
  Table table({{"A"}});
  table.AddRow({"1"});
  table.AddNote("why");
  table.AddRow({"2"});

  EXPECT_EQ(table.Render(0), "A\n1\n    why\n2\n");
}

TEST(TableTest, MissingCellsAreEmptyAndLinesEndWithoutSpaces) {
  Table table({{"A"}, {"B"}});
  table.AddRow({"1"});

  EXPECT_EQ(table.Render(0), "A  B\n1\n");
}

}  // namespace
}  // namespace banso
