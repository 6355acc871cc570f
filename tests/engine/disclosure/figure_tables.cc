#include "tests/engine/disclosure/figure_tables.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace banso {
namespace {

int Draw(std::mt19937_64& random, int from, int to) {
  return from + static_cast<int>(random() % static_cast<uint64_t>(to - from + 1));
}

int64_t RandomValue(std::mt19937_64& random) {
  switch (Draw(random, 0, 4)) {
    case 0:
      return 0;
    case 1:
    case 2:
      return Draw(random, 1, 4);
    case 3:
      return Draw(random, 5, 6);
    default:
      return Draw(random, 5, 14);
  }
}

std::vector<int64_t> RandomValues(std::mt19937_64& random, int count) {
  std::vector<int64_t> values;
  for (int i = 0; i < count; ++i) values.push_back(RandomValue(random));
  return values;
}

// Breaks a figure down into a few parts.
std::vector<int> BreakDown(std::mt19937_64& random, int figure, FigureTable* table) {
  const std::string code = table->figures[figure].code;
  int64_t left = table->figures[figure].value;
  Sum sum{figure, {}};
  const int parts = Draw(random, 1, 3);
  for (int i = 0; i < parts; ++i) {
    Figure part;
    part.code = absl::StrCat(code, "/", i, ".", table->figures.size());
    part.value = i + 1 == parts ? left : Draw(random, 0, static_cast<int>(left));
    part.printed = Draw(random, 0, 7) != 0;
    if (part.value >= kFewestPrinted && Draw(random, 0, 5) == 0) part.people = Draw(random, 1, 6);
    left -= part.value;
    sum.parts.push_back(table->Add(std::move(part)));
  }
  table->sums.push_back(sum);
  return sum.parts;
}

}  // namespace

int FigureTable::Add(Figure figure) {
  figures.push_back(std::move(figure));
  return static_cast<int>(figures.size()) - 1;
}

int FigureTable::AddTotal(const std::string& code, const std::vector<int>& parts) {
  Figure total;
  total.code = code;
  for (const int part : parts) total.value += figures[part].value;
  const int position = Add(std::move(total));
  sums.push_back({position, parts});
  return position;
}

FigureTable ListOf(const std::vector<int64_t>& values) {
  FigureTable table;
  std::vector<int> parts;
  for (size_t i = 0; i < values.size(); ++i) {
    parts.push_back(table.Add({std::string(1, static_cast<char>('a' + i)), values[i]}));
  }
  table.AddTotal("total", parts);
  return table;
}

FigureTable TableOf(const std::vector<std::vector<int64_t>>& rows) {
  FigureTable table;
  std::vector<std::vector<int>> columns(rows.front().size());
  std::vector<std::vector<int>> lines;
  for (size_t row = 0; row < rows.size(); ++row) {
    lines.emplace_back();
    for (size_t column = 0; column < rows[row].size(); ++column) {
      const int place = table.Add({absl::StrCat("r", row, "c", column), rows[row][column]});
      lines.back().push_back(place);
      columns[column].push_back(place);
    }
  }
  std::vector<int> totals;
  for (size_t row = 0; row < lines.size(); ++row) {
    totals.push_back(table.AddTotal(absl::StrCat("r", row), lines[row]));
  }
  const int grand = table.AddTotal("total", totals);
  totals.clear();
  for (size_t column = 0; column < columns.size(); ++column) {
    totals.push_back(table.AddTotal(absl::StrCat("c", column), columns[column]));
  }
  table.sums.push_back({grand, totals});
  return table;
}

FigureTable RandomList(std::mt19937_64& random) {
  return ListOf(RandomValues(random, Draw(random, 1, 5)));
}

FigureTable RandomTwoWay(std::mt19937_64& random) {
  std::vector<std::vector<int64_t>> rows(Draw(random, 2, 3));
  const int columns = Draw(random, 2, 3);
  for (auto& row : rows) row = RandomValues(random, columns);
  return TableOf(rows);
}

FigureTable RandomLinked(std::mt19937_64& random) {
  FigureTable table = Draw(random, 0, 1) == 0
                          ? ListOf(RandomValues(random, Draw(random, 2, 3)))
                          : TableOf({RandomValues(random, 2), RandomValues(random, 2)});
  for (int i = Draw(random, 1, 3); i > 0; --i) {
    const int figure = Draw(random, 0, static_cast<int>(table.figures.size()) - 1);
    const std::vector<int> parts = BreakDown(random, figure, &table);
    if (Draw(random, 0, 2) == 0) BreakDown(random, parts.front(), &table);
  }
  return table;
}

std::string Printed(const FigureTable& table, const std::vector<Mark>& marks) {
  std::vector<std::string> texts;
  for (size_t i = 0; i < marks.size(); ++i) {
    switch (marks[i]) {
      case Mark::kShown:
        texts.push_back(absl::StrCat(table.figures[i].value));
        break;
      case Mark::kFew:
        texts.emplace_back("<5");
        break;
      case Mark::kHidden:
        texts.emplace_back("–");
        break;
      case Mark::kWithheld:
        texts.emplace_back("withheld");
        break;
      case Mark::kUnprinted:
        texts.emplace_back("unprinted");
        break;
    }
  }
  return absl::StrJoin(texts, " ");
}

}  // namespace banso
