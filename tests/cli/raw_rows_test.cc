#include "clients/cli/import/raw_rows.h"

#include "gmock/gmock.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<int64_t> Lines(const std::vector<RawRow>& rows) {
  std::vector<int64_t> lines;
  lines.reserve(rows.size());
  for (const RawRow& row : rows) lines.push_back(row.line);
  return lines;
}

TEST(ReadJsonRowsTest, ReadsOneValueALine) {
  const auto rows = ReadJsonRows("{\"a\":1}\n\n{\"a\":2}\n");

  EXPECT_THAT(Lines(rows), ElementsAre(1, 3));
  EXPECT_EQ(rows[1].value["a"], 2);
}

TEST(ReadJsonRowsTest, ABadLineDoesNotStopTheOthers) {
  const auto rows = ReadJsonRows("{\"a\":1}\n{\"a\":\n{\"a\":3}\n");

  EXPECT_THAT(Lines(rows), ElementsAre(1, 2, 3));
  EXPECT_THAT(rows[0].problem, IsEmpty());
  EXPECT_THAT(rows[1].problem, HasSubstr("not JSON"));
  EXPECT_EQ(rows[2].value["a"], 3);
}

TEST(ReadJsonRowsTest, ReadsAnArrayWithTheLineOfEachElement) {
  const auto rows =
      ReadJsonRows("[\n {\"a\": \"x,]}\"},\n\n {\"a\":\n   [1,2]},\n {\"a\": tru}\n]");

  EXPECT_THAT(Lines(rows), ElementsAre(2, 4, 6));
  EXPECT_EQ(rows[0].value["a"], "x,]}");
  EXPECT_EQ(rows[1].value["a"].size(), 2);
  EXPECT_THAT(rows[2].problem, HasSubstr("not JSON"));
}

TEST(ReadJsonRowsTest, ReadsOneValueOverSeveralLines) {
  const auto rows = ReadJsonRows("\n{\n  \"a\": {\n    \"b\": 1\n  }\n}\n");

  EXPECT_THAT(Lines(rows), ElementsAre(2));
  EXPECT_EQ(rows[0].value["a"]["b"], 1);
}

TEST(ReadJsonRowsTest, SaysThatAFileIsCutOff) {
  const auto rows = ReadJsonRows("[{\"a\":1},{\"a\":");

  EXPECT_THAT(rows.front().problem, IsEmpty());
  EXPECT_THAT(rows.back().problem, HasSubstr("cut off"));
}

TEST(ReadJsonRowsTest, RefusesWhatIsNestedTooDeeply) {
  const auto rows = ReadJsonRows("{\"a\":" + std::string(100000, '[') + std::string(100000, ']') +
                                 "}\n{\"a\":1}\n");

  ASSERT_EQ(rows.size(), 2);
  EXPECT_THAT(rows[0].problem, HasSubstr("nested"));
  EXPECT_EQ(rows[1].value["a"], 1);
}

TEST(ReadTableTest, CellsMayHoldCommasQuotesAndLineBreaks) {
  ASSERT_OK_AND_ASSIGN(
      const RawTable table,
      ReadTable("a,b\r\n\"x, \"\"y\"\"\",1\r\n\r\n\"two\nlines\",2\r\nlast,3", ','));

  EXPECT_THAT(table.headings, ElementsAre("a", "b"));
  EXPECT_THAT(Lines(table.rows), ElementsAre(2, 4, 6));
  EXPECT_EQ(table.rows[0].value["a"], "x, \"y\"");
  EXPECT_EQ(table.rows[1].value["a"], "two\nlines");
  EXPECT_EQ(table.rows[2].value["b"], "3");
}

TEST(ReadTableTest, EmptyAndRepeatedHeadingsGetNames) {
  ASSERT_OK_AND_ASSIGN(const RawTable table, ReadTable("name,,name\nx,y,z\n", ','));

  EXPECT_THAT(table.headings, ElementsAre("name", "#2", "name#2"));
  EXPECT_EQ(table.rows[0].value["name#2"], "z");
}

TEST(ReadTableTest, RowsOfTheWrongLengthAreSeen) {
  ASSERT_OK_AND_ASSIGN(const RawTable table, ReadTable("a,b\n1\n1,2,3\n", ','));

  EXPECT_EQ(table.rows[0].value["b"], "");
  EXPECT_THAT(table.rows[0].problem, IsEmpty());
  EXPECT_THAT(table.rows[1].problem, HasSubstr("3 cells"));
}

TEST(ReadTableTest, AnOpenQuoteIsTheProblemOfItsRow) {
  ASSERT_OK_AND_ASSIGN(const RawTable table, ReadTable("a,b\n1,2\n\"3,4\n5,6\n", ','));

  ASSERT_EQ(table.rows.size(), 2);
  EXPECT_THAT(table.rows[0].problem, IsEmpty());
  EXPECT_THAT(Lines(table.rows), ElementsAre(2, 3));
  EXPECT_THAT(table.rows[1].problem, HasSubstr("not closed"));
}

TEST(ReadTableTest, NeedsHeadings) {
  EXPECT_THAT(ReadTable("", ','), StatusIs(absl::StatusCode::kInvalidArgument));
  ASSERT_OK_AND_ASSIGN(const RawTable tabs, ReadTable("a\tb\n1\t2\n", '\t'));
  EXPECT_EQ(tabs.rows[0].value["b"], "2");
}

}  // namespace
}  // namespace banso
