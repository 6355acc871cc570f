// What must hold of every table, checked by a reader who tries every table that could be behind
// what is printed.
#include <algorithm>
#include <numeric>
#include <ostream>

#include "engine/disclosure/suppression.h"
#include "gmock/gmock.h"
#include "tests/engine/disclosure/figure_tables.h"
#include "tests/engine/disclosure/printed_reader.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

constexpr int kTables = 400;

struct Kind {
  const char* name;
  FigureTable (*draw)(std::mt19937_64&);
};

void PrintTo(const Kind& kind, std::ostream* os) { *os << kind.name; }

class SuppressionPropertyTest : public ::testing::TestWithParam<std::tuple<Kind, uint64_t>> {
 protected:
  template <typename Check>
  void ForEachTable(Check check) {
    const auto& [kind, seed] = GetParam();
    std::mt19937_64 random(seed);
    for (int i = 0; i < kTables; ++i) {
      const FigureTable table = kind.draw(random);
      const auto marks = Suppress(table.figures, table.sums);
      ASSERT_THAT(marks, IsOk()) << "seed " << seed << ", table " << i;
      SCOPED_TRACE(testing::Message()
                   << Printed(table, *marks) << ", seed " << seed << ", table " << i);
      ASSERT_NO_FATAL_FAILURE(check(table, *marks, random));
    }
  }
};

bool IsSmall(const Figure& figure) {
  const int64_t people = figure.people < 0 ? figure.value : figure.people;
  return figure.value > 0 && people < kFewestPrinted;
}

TEST_P(SuppressionPropertyTest, NoHiddenFigureIsKnownToTwoValues) {
  ForEachTable([](const FigureTable& table, const std::vector<Mark>& marks, std::mt19937_64&) {
    PrintedReader reader(table, Printed(table, marks));
    for (size_t i = 0; i < marks.size(); ++i) {
      const Figure& figure = table.figures[i];
      if (marks[i] == Mark::kShown || (marks[i] == Mark::kUnprinted && !IsSmall(figure))) continue;
      const auto values = reader.PossibleValues(static_cast<int>(i), figure.value + 3);
      ASSERT_GE(values.size(), 3) << figure.code;
      ASSERT_THAT(values, testing::Contains(figure.value)) << figure.code;
    }
  });
}

TEST_P(SuppressionPropertyTest, WhatIsPrintedIsTrueAndSmallFiguresAreNot) {
  ForEachTable([](const FigureTable& table, const std::vector<Mark>& marks, std::mt19937_64&) {
    for (size_t i = 0; i < marks.size(); ++i) {
      const Figure& figure = table.figures[i];
      if (!figure.printed) {
        ASSERT_EQ(marks[i], Mark::kUnprinted);
      } else if (figure.value == 0) {
        ASSERT_EQ(marks[i], Mark::kShown) << figure.code;
      } else {
        ASSERT_FALSE(IsSmall(figure) && marks[i] == Mark::kShown) << figure.code;
        ASSERT_FALSE(figure.value < 5 && marks[i] == Mark::kHidden) << figure.code;
        ASSERT_FALSE(figure.value >= 5 && marks[i] == Mark::kFew) << figure.code;
      }
    }
  });
}

TEST_P(SuppressionPropertyTest, WithoutSmallFiguresNothingIsHidden) {
  ForEachTable([](const FigureTable& table, const std::vector<Mark>& marks, std::mt19937_64&) {
    const bool small = std::any_of(table.figures.begin(), table.figures.end(), IsSmall);
    const bool hidden = std::any_of(marks.begin(), marks.end(), [](Mark mark) {
      return mark != Mark::kShown && mark != Mark::kUnprinted;
    });
    ASSERT_TRUE(small || !hidden);
  });
}

TEST_P(SuppressionPropertyTest, TheOrderOfFiguresAndSumsDoesNotMatter) {
  ForEachTable(
      [](const FigureTable& table, const std::vector<Mark>& marks, std::mt19937_64& random) {
        std::vector<int> order(table.figures.size());
        std::iota(order.begin(), order.end(), 0);
        std::shuffle(order.begin(), order.end(), random);
        FigureTable shuffled;
        std::vector<int> place(order.size());
        for (const int figure : order) place[figure] = shuffled.Add(table.figures[figure]);
        for (Sum sum : table.sums) {
          sum.total = place[sum.total];
          for (int& part : sum.parts) part = place[part];
          std::shuffle(sum.parts.begin(), sum.parts.end(), random);
          shuffled.sums.push_back(sum);
        }
        std::shuffle(shuffled.sums.begin(), shuffled.sums.end(), random);

        const auto again = Suppress(shuffled.figures, shuffled.sums);

        ASSERT_THAT(again, IsOk());
        for (size_t i = 0; i < marks.size(); ++i) {
          ASSERT_EQ((*again)[place[i]], marks[i]) << table.figures[i].code;
        }
      });
}

INSTANTIATE_TEST_SUITE_P(Tables, SuppressionPropertyTest,
                         ::testing::Combine(::testing::Values(Kind{"List", &RandomList},
                                                              Kind{"TwoWay", &RandomTwoWay},
                                                              Kind{"Linked", &RandomLinked}),
                                            ::testing::Values(1, 2)),
                         [](const auto& info) {
                           return std::string(std::get<0>(info.param).name) +
                                  std::to_string(std::get<1>(info.param));
                         });

}  // namespace
}  // namespace banso
