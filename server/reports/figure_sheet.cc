#include "server/reports/figure_sheet.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/disclosure/suppression.h"

namespace banso {
namespace {

std::string TextOf(const Figure& figure, Mark mark) {
  switch (mark) {
    case Mark::kShown:
      return absl::StrCat(figure.value);
    case Mark::kFew:
      return std::string(kFewText);
    case Mark::kHidden:
      return std::string(kHiddenText);
    case Mark::kWithheld:
    case Mark::kUnprinted:
      break;
  }
  return std::string(kWithheldText);
}

Figure FigureOf(std::string code, const Tally& tally) {
  Figure figure;
  figure.code = std::move(code);
  figure.value = tally.count;
  figure.people = static_cast<int64_t>(tally.people.size());
  return figure;
}

}  // namespace

int FigureSheet::Add(std::string code, const Tally& tally, int64_t least_values) {
  figures_.push_back(FigureOf(std::move(code), tally));
  figures_.back().least_values = least_values;
  return static_cast<int>(figures_.size()) - 1;
}

int FigureSheet::AddUnprinted(std::string code, const Tally& tally) {
  figures_.push_back(FigureOf(std::move(code), tally));
  figures_.back().printed = false;
  return static_cast<int>(figures_.size()) - 1;
}

int FigureSheet::AddOpen(std::string code, int64_t value) {
  Figure figure;
  figure.code = std::move(code);
  figure.value = value;
  figure.always_shown = true;
  figures_.push_back(std::move(figure));
  return static_cast<int>(figures_.size()) - 1;
}

int FigureSheet::AddTable(std::string code, std::string row_dimension, std::string column_dimension,
                          std::vector<std::string> columns) {
  Table table;
  table.printed.set_code(std::move(code));
  table.printed.set_row_dimension(std::move(row_dimension));
  table.printed.set_column_dimension(std::move(column_dimension));
  for (std::string& column : columns) table.printed.add_columns(std::move(column));
  tables_.push_back(std::move(table));
  return static_cast<int>(tables_.size()) - 1;
}

void FigureSheet::AddRow(int table, std::string row, std::vector<int> figures,
                         std::optional<int> total) {
  tables_[table].printed.add_rows(std::move(row));
  for (const int figure : figures) tables_[table].cells.push_back({figure, ""});
  if (total) tables_[table].row_totals.push_back({*total, ""});
}

void FigureSheet::AddTextRow(int table, std::string row, std::string text) {
  tables_[table].printed.add_rows(std::move(row));
  tables_[table].cells.push_back({-1, std::move(text)});
}

void FigureSheet::SetColumnTotals(int table, std::vector<int> figures) {
  for (const int figure : figures) tables_[table].column_totals.push_back({figure, ""});
}

void FigureSheet::SetTotal(int table, int figure) { tables_[table].total = Cell{figure, ""}; }

absl::StatusOr<std::vector<v1::ReportTable>> FigureSheet::Print() const {
  BANSO_ASSIGN_OR_RETURN(const std::vector<Mark> marks, Suppress(figures_, sums_));
  const auto text = [&](const Cell& cell) {
    return cell.figure < 0 ? cell.text : TextOf(figures_[cell.figure], marks[cell.figure]);
  };
  std::vector<v1::ReportTable> tables;
  for (const Table& table : tables_) {
    v1::ReportTable printed = table.printed;
    for (const Cell& cell : table.cells) printed.add_cells(text(cell));
    for (const Cell& cell : table.row_totals) printed.add_row_totals(text(cell));
    for (const Cell& cell : table.column_totals) printed.add_column_totals(text(cell));
    if (table.total) printed.set_total(text(*table.total));
    tables.push_back(std::move(printed));
  }
  return tables;
}

}  // namespace banso
