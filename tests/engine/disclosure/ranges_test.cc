#include "engine/disclosure/ranges.h"

#include <algorithm>

#include "gmock/gmock.h"
#include "tests/engine/disclosure/figure_tables.h"
#include "tests/engine/disclosure/printed_reader.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::testing::HasSubstr;

constexpr int kTables = 300;
constexpr int64_t kMost = 60;  // of the values that the slow reader tries

// Hides figures at random, truthfully, and compares with a reader who tries every table.
void ExpectRangesOfASlowReader(FigureTable (*draw)(std::mt19937_64&), uint64_t seed) {
  std::mt19937_64 random(seed);
  for (int i = 0; i < kTables; ++i) {
    const FigureTable table = draw(random);
    std::vector<Mark> marks;
    for (const Figure& figure : table.figures) {
      const bool hide = random() % 4 != 0;
      marks.push_back(!figure.printed                  ? Mark::kUnprinted
                      : !hide                          ? Mark::kShown
                      : random() % 5 == 0              ? Mark::kWithheld
                      : figure.value >= kFewestPrinted ? Mark::kHidden
                      : figure.value > 0               ? Mark::kFew
                                                       : Mark::kShown);
    }
    const std::string printed = Printed(table, marks);
    SCOPED_TRACE(printed);

    const auto ranges = RangesOf(table.figures, table.sums, marks);

    ASSERT_THAT(ranges, IsOk());
    PrintedReader reader(table, printed);
    for (size_t figure = 0; figure < marks.size(); ++figure) {
      const ValueRange range = (*ranges)[figure];
      std::set<int64_t> expected;
      for (int64_t v = range.lowest; v <= std::min(range.highest, kMost); ++v) expected.insert(v);
      ASSERT_EQ(reader.PossibleValues(static_cast<int>(figure), kMost), expected)
          << table.figures[figure].code << ", seed " << seed << ", table " << i;
    }
  }
}

class RangesPropertyTest : public ::testing::TestWithParam<uint64_t> {};

TEST_P(RangesPropertyTest, OfListsAreWhatTryingFinds) {
  ExpectRangesOfASlowReader(&RandomList, GetParam());
}

TEST_P(RangesPropertyTest, OfTablesOfTwoDimensionsAreWhatTryingFinds) {
  ExpectRangesOfASlowReader(&RandomTwoWay, GetParam());
}

TEST_P(RangesPropertyTest, OfLinkedTablesAreWhatTryingFinds) {
  ExpectRangesOfASlowReader(&RandomLinked, GetParam());
}

INSTANTIATE_TEST_SUITE_P(Seeds, RangesPropertyTest, ::testing::Values(1, 2, 3));

TEST(RangesTest, AHiddenPartOfAShownTotalIsGivenAwayByTheOthers) {
  const FigureTable table = ListOf({3, 7});

  const auto ranges = RangesOf(table.figures, table.sums,
                               std::vector<Mark>{Mark::kFew, Mark::kShown, Mark::kShown});

  ASSERT_THAT(ranges, IsOk());
  EXPECT_EQ(ranges->front(), (ValueRange{3, 3}));
}

TEST(RangesTest, AMarkThatIsNotTrueIsRefused) {
  const FigureTable table = ListOf({3, 7});

  EXPECT_THAT(RangesOf(table.figures, table.sums,
                       std::vector<Mark>{Mark::kHidden, Mark::kShown, Mark::kShown}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("\"a\"")));
}

TEST(RangesTest, ATotalThatIsNotTheSumIsRefused) {
  FigureTable table = ListOf({3, 7});
  table.figures.back().value = 11;

  EXPECT_THAT(CheckSums(table.figures, table.sums),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("\"total\"")));
}

TEST(RangesTest, NegativeFiguresAreRefused) {
  const std::vector<Figure> figures = {{"a", -1}};

  EXPECT_THAT(CheckSums(figures, {}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("\"a\"")));
}

TEST(RangesTest, AFigureTwiceInASumIsRefused) {
  const std::vector<Figure> figures = {{"a", 1}, {"total", 2}};
  const std::vector<Sum> sums = {{1, {0, 0}}};

  EXPECT_THAT(CheckSums(figures, sums),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("\"total\"")));
}

TEST(RangesTest, ThreeTablesThatShareAMarginAreRefused) {
  FigureTable table = TableOf({{1, 2}, {3, 4}});
  const int rows[] = {4, 5};
  for (const std::string name : {"x", "y"}) {
    std::vector<int> first;
    std::vector<int> second;
    for (const int row : rows) {
      first.push_back(table.Add({name + std::to_string(row) + "1", 1}));
      second.push_back(table.Add({name + std::to_string(row) + "2", table.figures[row].value - 1}));
      table.sums.push_back({row, {first.back(), second.back()}});
    }
    table.AddTotal(name + "1", first);
    table.AddTotal(name + "2", second);
  }

  EXPECT_THAT(CheckSums(table.figures, table.sums),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("too many sums")));
}

}  // namespace
}  // namespace banso
