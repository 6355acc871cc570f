#include "clients/cli/table.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "clients/cli/display_width.h"

namespace banso {
namespace {

constexpr int kGap = 2;
constexpr int kSmallestShrunk = 8;

std::string Line(const std::vector<Table::Column>& columns, const std::vector<int>& widths,
                 const std::vector<std::string>& cells) {
  std::string line;
  for (size_t i = 0; i < columns.size(); ++i) {
    const std::string cell = TruncateToWidth(i < cells.size() ? cells[i] : "", widths[i]);
    const std::string padding(std::max(0, widths[i] - DisplayWidth(cell)), ' ');
    if (i > 0) line.append(kGap, ' ');
    line += columns[i].align == Table::Align::kRight ? padding + cell : cell + padding;
  }
  absl::StripTrailingAsciiWhitespace(&line);
  return line;
}

}  // namespace

Table::Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

void Table::AddRow(std::vector<std::string> cells) {
  for (std::string& cell : cells) cell = SafeCell(cell);
  rows_.push_back({std::move(cells), {}});
}

void Table::AddNote(std::string note) { rows_.back().notes.push_back(SafeCell(note)); }

std::string Table::Render(int max_width, const std::string& heading_style,
                          const std::string& style_end) const {
  std::vector<int> widths;
  for (size_t i = 0; i < columns_.size(); ++i) {
    int width = DisplayWidth(columns_[i].heading);
    for (const Row& row : rows_) {
      if (i < row.cells.size()) width = std::max(width, DisplayWidth(row.cells[i]));
    }
    widths.push_back(width);
  }
  const int gaps = kGap * (static_cast<int>(columns_.size()) - 1);
  int excess = max_width > 0 ? std::accumulate(widths.begin(), widths.end(), gaps) - max_width : 0;
  while (excess > 0) {
    size_t widest = columns_.size();
    for (size_t i = 0; i < columns_.size(); ++i) {
      if (!columns_[i].may_shrink || widths[i] <= kSmallestShrunk) continue;
      if (widest == columns_.size() || widths[i] > widths[widest]) widest = i;
    }
    if (widest == columns_.size()) break;
    --widths[widest];
    --excess;
  }

  std::vector<std::string> headings;
  for (const Column& column : columns_) headings.push_back(column.heading);
  std::string out = absl::StrCat(heading_style, Line(columns_, widths, headings), style_end, "\n");
  for (const Row& row : rows_) {
    absl::StrAppend(&out, Line(columns_, widths, row.cells), "\n");
    for (const std::string& note : row.notes) absl::StrAppend(&out, "    ", note, "\n");
  }
  return out;
}

}  // namespace banso
