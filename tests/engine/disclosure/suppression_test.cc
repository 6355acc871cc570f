#include "engine/disclosure/suppression.h"

#include "gmock/gmock.h"
#include "tests/engine/disclosure/figure_tables.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::testing::HasSubstr;

std::string Suppressed(const FigureTable& table) {
  const auto marks = Suppress(table.figures, table.sums);
  return marks.ok() ? Printed(table, *marks) : marks.status().ToString();
}

TEST(SuppressionTest, OneToFourIsFewAndZeroIsShown) {
  EXPECT_EQ(Suppressed(ListOf({1, 4, 0, 5})), "<5 <5 0 5 10");
}

TEST(SuppressionTest, WhereNothingIsSmallNothingIsHidden) {
  EXPECT_EQ(Suppressed(ListOf({5, 7, 0})), "5 7 0 12");
  EXPECT_EQ(Suppressed(TableOf({{5, 6}, {0, 9}})), "5 6 0 9 11 9 20 5 15");
}

TEST(SuppressionTest, TheNextSmallestJoinsASingleHiddenFigure) {
  EXPECT_EQ(Suppressed(ListOf({3, 60, 7, 0})), "<5 60 – 0 70");
}

TEST(SuppressionTest, TiesGoByCode) { EXPECT_EQ(Suppressed(ListOf({9, 3, 9})), "– <5 9 21"); }

TEST(SuppressionTest, TwoSmallFiguresHideEachOther) {
  EXPECT_EQ(Suppressed(ListOf({2, 3, 50})), "<5 <5 50 55");
}

TEST(SuppressionTest, ARangeOfTwoValuesHidesOneMore) {
  // 4 + 3 leaves 3 and 4 for each; 4 + 4 leaves nothing but 4.
  EXPECT_EQ(Suppressed(ListOf({4, 3, 50, 60})), "<5 <5 – 60 117");
  EXPECT_EQ(Suppressed(ListOf({4, 4, 50})), "<5 <5 – 58");
}

TEST(SuppressionTest, AHiddenFigureIsKnownToBeFiveOrMore) {
  // 1 + 5 = 6: the hidden one is at least 5, so the small one would be 1.
  EXPECT_EQ(Suppressed(ListOf({1, 5, 9})), "<5 – – 15");
}

TEST(SuppressionTest, AtLastTheTotalIsWithheld) {
  EXPECT_EQ(Suppressed(ListOf({1, 5})), "<5 – withheld");
  EXPECT_EQ(Suppressed(ListOf({4, 4})), "<5 <5 withheld");
}

TEST(SuppressionTest, ASmallTotalIsWithheldWhereItGivesItsPartsAway) {
  EXPECT_EQ(Suppressed(ListOf({1, 1})), "<5 <5 <5");
  EXPECT_EQ(Suppressed(ListOf({1, 1, 1})), "<5 <5 <5 withheld");
}

TEST(SuppressionTest, AFigureAloneInItsLinesHidesTheTotals) {
  EXPECT_EQ(Suppressed(ListOf({3})), "<5 <5");
  EXPECT_EQ(Suppressed(TableOf({{3, 0}, {0, 50}})), "<5 0 0 – <5 – 53 <5 –");
}

TEST(SuppressionTest, RowsAndColumnsAreComplementedUntilNothingChanges) {
  EXPECT_EQ(Suppressed(TableOf({{3, 20, 30}, {20, 21, 40}, {50, 60, 70}})),
            "<5 – 30 – – 40 50 60 70 53 81 180 314 73 101 140");
}

TEST(SuppressionTest, FewPeopleBehindALargeFigureHideIt) {
  FigureTable table = ListOf({30, 40, 50});
  table.figures[1].people = 2;
  EXPECT_EQ(Suppressed(table), "– – 50 120");
  table.figures[1].people = 5;
  EXPECT_EQ(Suppressed(table), "30 40 50 120");
}

TEST(SuppressionTest, AWiderRangeMayBeAskedFor) {
  FigureTable table = ListOf({100, 60, 300, 400});
  table.figures[0].people = 1;
  table.figures[0].least_values = 180;

  EXPECT_EQ(Suppressed(table), "– – – 400 860");
}

TEST(SuppressionTest, WhatIsAlwaysShownIsNeverHidden) {
  FigureTable table = ListOf({3, 6, 70});
  table.figures[1].always_shown = true;

  EXPECT_EQ(Suppressed(table), "<5 6 – 79");
}

TEST(SuppressionTest, WhatIsAlwaysShownMayGiveAFigureAway) {
  FigureTable table = ListOf({3, 6});
  table.figures[1].always_shown = true;
  table.figures[2].always_shown = true;

  EXPECT_THAT(Suppress(table.figures, table.sums),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("\"a\"")));
}

TEST(SuppressionTest, AnUnprintedSmallRestIsProtectedToo) {
  FigureTable table = ListOf({20, 30, 2});
  table.figures[2].printed = false;
  EXPECT_EQ(Suppressed(table), "– 30 unprinted 52");
  table = ListOf({20, 30, 5});
  table.figures[2].printed = false;
  EXPECT_EQ(Suppressed(table), "20 30 unprinted 55");
}

TEST(SuppressionTest, ASecondBreakdownOfATotalKeepsTheSecret) {
  // The total is withheld in the first list, so the second must not show it either way.
  FigureTable table = ListOf({1, 5});
  const int left = table.Add({"x", 2});
  const int right = table.Add({"y", 4});
  table.sums.push_back({2, {left, right}});

  EXPECT_EQ(Suppressed(table), "<5 – withheld <5 <5");
}

TEST(SuppressionTest, TwoFiguresOfOneCodeAreRefused) {
  const std::vector<Figure> figures = {{"a", 1}, {"a", 2}};

  EXPECT_THAT(Suppress(figures, {}),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("\"a\"")));
}

}  // namespace
}  // namespace banso
