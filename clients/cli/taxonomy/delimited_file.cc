#include "clients/cli/taxonomy/delimited_file.h"

#include <csv.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace banso {
namespace {

// Collects what libcsv finds. It reads line by line, so that each row knows where it began.
class CsvRows {
 public:
  explicit CsvRows(std::vector<DelimitedRow>& rows) : rows_(rows) {
    csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI);
  }
  ~CsvRows() { csv_free(&parser_); }
  CsvRows(const CsvRows&) = delete;
  CsvRows& operator=(const CsvRows&) = delete;

  absl::Status Read(absl::string_view text) {
    int64_t line = 0;
    bool inside_row = false;
    while (!text.empty()) {
      const size_t end = text.find('\n');
      const size_t bytes = end == text.npos ? text.size() : end + 1;
      ++line;
      if (!inside_row) row_.line = line;
      const size_t rows_before = rows_.size();
      if (csv_parse(&parser_, text.data(), bytes, OnCell, OnRow, this) != bytes) {
        return Broken();
      }
      const bool blank = text.substr(0, bytes).find_first_not_of("\r\n") == text.npos;
      inside_row = rows_.size() == rows_before && (inside_row || !blank);
      text.remove_prefix(bytes);
    }
    if (csv_fini(&parser_, OnCell, OnRow, this) != 0) return Broken();
    return absl::OkStatus();
  }

 private:
  static void OnCell(void* cell, size_t bytes, void* self) {
    static_cast<CsvRows*>(self)->row_.cells.emplace_back(static_cast<const char*>(cell), bytes);
  }
  static void OnRow(int /*terminator*/, void* self) {
    auto* const rows = static_cast<CsvRows*>(self);
    const int64_t line = rows->row_.line;
    rows->rows_.push_back(std::exchange(rows->row_, DelimitedRow{line, {}}));
  }
  absl::Status Broken() const {
    return absl::InvalidArgumentError(
        absl::StrCat("line ", row_.line, ": a quote is misplaced or not closed"));
  }

  csv_parser parser_;
  std::vector<DelimitedRow>& rows_;
  DelimitedRow row_;
};

}  // namespace

absl::StatusOr<DelimitedTable> DelimitedTable::Parse(absl::string_view text, Delimited format) {
  DelimitedTable table;
  if (format == Delimited::kCommaQuoted) {
    if (absl::Status status = CsvRows(table.rows_).Read(text); !status.ok()) return status;
  } else {
    int64_t line = 0;
    for (absl::string_view row : absl::StrSplit(text, '\n')) {
      ++line;
      row = absl::StripSuffix(row, "\r");
      if (row.empty()) continue;
      table.rows_.push_back(DelimitedRow{line, absl::StrSplit(row, '\t')});
    }
  }
  if (table.rows_.empty()) return absl::InvalidArgumentError("the file is empty");
  table.header_ = std::move(table.rows_.front().cells);
  table.rows_.erase(table.rows_.begin());
  return table;
}

std::optional<size_t> DelimitedTable::Column(std::initializer_list<absl::string_view> names) const {
  for (const absl::string_view name : names) {
    for (size_t i = 0; i < header_.size(); ++i) {
      if (header_[i] == name) return i;
    }
  }
  return std::nullopt;
}

}  // namespace banso
