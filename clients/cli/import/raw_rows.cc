#include "clients/cli/import/raw_rows.h"

#include <csv.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace banso {
namespace {

constexpr int kMaxDepth = 100;

// Where a JSON value ends, and how deep it is, without building it.
class JsonScanner {
 public:
  explicit JsonScanner(absl::string_view text) : text_(text) {}

  size_t at() const { return at_; }
  int64_t line() const { return line_; }
  bool done() const { return at_ >= text_.size(); }
  char peek() const { return text_[at_]; }

  void Advance() {
    if (text_[at_] == '\n') ++line_;
    ++at_;
  }
  void SkipSpace() {
    while (!done() && absl::ascii_isspace(peek())) Advance();
  }

  // Passes one value, up to the comma or bracket that follows it. Returns its greatest depth.
  int SkipValue() {
    int depth = 0;
    int deepest = 0;
    bool in_string = false;
    while (!done()) {
      const char c = peek();
      if (in_string) {
        if (c == '\\' && at_ + 1 < text_.size()) Advance();
        if (c == '"') in_string = false;
      } else if (c == '"') {
        in_string = true;
      } else if (c == '{' || c == '[') {
        deepest = std::max(deepest, ++depth);
      } else if (c == '}' || c == ']') {
        if (depth == 0) return deepest;
        --depth;
      } else if (c == ',' && depth == 0) {
        return deepest;
      }
      Advance();
    }
    return deepest;
  }

 private:
  absl::string_view text_;
  size_t at_ = 0;
  int64_t line_ = 1;
};

RawRow ParseRow(absl::string_view text, int64_t line) {
  RawRow row;
  row.line = line;
  if (JsonScanner(text).SkipValue() > kMaxDepth) {
    row.problem = absl::StrCat("is nested deeper than ", kMaxDepth, " levels");
    return row;
  }
  auto value = ParseJson(text);
  if (value.ok()) {
    row.value = *std::move(value);
  } else {
    row.problem = std::string(value.status().message());
  }
  return row;
}

std::vector<RawRow> ReadArray(absl::string_view text) {
  std::vector<RawRow> rows;
  JsonScanner scanner(text);
  scanner.SkipSpace();
  scanner.Advance();  // The opening bracket.
  for (scanner.SkipSpace(); !scanner.done() && scanner.peek() != ']'; scanner.SkipSpace()) {
    const size_t start = scanner.at();
    const int64_t line = scanner.line();
    scanner.SkipValue();
    rows.push_back(ParseRow(text.substr(start, scanner.at() - start), line));
    if (!scanner.done() && scanner.peek() == ',') scanner.Advance();
    if (!scanner.done() && scanner.peek() == '}') scanner.Advance();  // A stray one.
  }
  if (scanner.done()) {
    RawRow cut;
    cut.line = scanner.line();
    cut.problem = "the list is not closed; the file may be cut off";
    rows.push_back(std::move(cut));
  }
  return rows;
}

// Collects cells as libcsv finds them.
struct CsvCollector {
  std::vector<std::string> cells;
  bool row_ended = false;
};

void OnCell(void* bytes, size_t size, void* collector) {
  static_cast<CsvCollector*>(collector)->cells.emplace_back(static_cast<const char*>(bytes), size);
}
void OnRow(int, void* collector) { static_cast<CsvCollector*>(collector)->row_ended = true; }

std::vector<std::string> NameHeadings(std::vector<std::string> headings) {
  absl::flat_hash_map<std::string, int> seen;
  for (size_t i = 0; i < headings.size(); ++i) {
    std::string& heading = headings[i];
    absl::StripAsciiWhitespace(&heading);
    if (heading.empty()) heading = absl::StrCat("#", i + 1);
    if (const int count = ++seen[heading]; count > 1) heading = absl::StrCat(heading, "#", count);
  }
  return headings;
}

}  // namespace

std::vector<RawRow> ReadJsonRows(absl::string_view text) {
  const absl::string_view stripped = absl::StripAsciiWhitespace(text);
  if (stripped.empty()) return {};
  if (stripped.front() == '[') return ReadArray(text);
  // One value over several lines, or one a line: the first line alone tells.
  const absl::string_view first_line = stripped.substr(0, stripped.find('\n'));
  if (!ParseJson(first_line).ok() && JsonScanner(stripped).SkipValue() <= kMaxDepth) {
    const int64_t line =
        1 + std::count(text.begin(), text.begin() + (stripped.data() - text.data()), '\n');
    RawRow whole = ParseRow(stripped, line);
    if (whole.problem.empty()) return {std::move(whole)};
  }
  std::vector<RawRow> rows;
  int64_t line = 1;
  for (size_t start = 0; start < text.size(); ++line) {
    const size_t end = std::min(text.find('\n', start), text.size());
    const absl::string_view row = absl::StripAsciiWhitespace(text.substr(start, end - start));
    if (!row.empty()) rows.push_back(ParseRow(row, line));
    start = end + 1;
  }
  return rows;
}

absl::StatusOr<RawTable> ReadTable(absl::string_view text, char delimiter) {
  csv_parser parser;
  if (csv_init(&parser, 0) != 0) return absl::InternalError("libcsv cannot start");
  const std::unique_ptr<csv_parser, decltype(&csv_free)> freer(&parser, &csv_free);
  csv_set_delim(&parser, static_cast<unsigned char>(delimiter));

  RawTable table;
  std::optional<std::vector<std::string>> headings;
  CsvCollector collector;
  int64_t row_line = 1;
  const auto finish_row = [&] {
    std::vector<std::string> cells = std::move(collector.cells);
    collector = CsvCollector();
    if (!headings.has_value()) {
      headings = NameHeadings(std::move(cells));
      return;
    }
    RawRow row;
    row.line = row_line;
    row.value = Json::object();
    for (size_t i = 0; i < headings->size(); ++i) {
      row.value[(*headings)[i]] = i < cells.size() ? cells[i] : "";
    }
    if (cells.size() > headings->size()) {
      row.problem = absl::StrCat("has ", cells.size(), " cells, but there are ", headings->size(),
                                 " headings");
    }
    table.rows.push_back(std::move(row));
  };

  // Fed line by line, so that the line on which a row begins is known. A lone carriage return ends
  // a line too.
  int64_t line = 1;
  bool in_row = false;
  for (size_t start = 0; start < text.size(); ++line) {
    size_t end = std::min(text.find_first_of("\r\n", start), text.size());
    if (end + 1 < text.size() && text[end] == '\r' && text[end + 1] == '\n') ++end;
    const absl::string_view fed = text.substr(start, std::min(end + 1, text.size()) - start);
    if (!in_row) row_line = line;
    if (csv_parse(&parser, fed.data(), fed.size(), OnCell, OnRow, &collector) != fed.size()) {
      return absl::InvalidArgumentError(absl::StrCat("not a table from line ", line, " on"));
    }
    in_row = in_row || !absl::StripAsciiWhitespace(fed).empty();
    if (collector.row_ended) {
      finish_row();
      in_row = false;
    }
    start = end + 1;
  }
  // Strict at the end only: a stray quote inside a cell is no reason to lose the rows after it.
  csv_set_opts(&parser, CSV_STRICT | CSV_STRICT_FINI);
  if (csv_fini(&parser, OnCell, OnRow, &collector) != 0) {
    RawRow cut;
    cut.line = row_line;
    cut.problem = "a quotation mark is not closed; the file may be cut off";
    table.rows.push_back(std::move(cut));
  } else if (collector.row_ended) {
    finish_row();
  }
  if (!headings.has_value()) return absl::InvalidArgumentError("the table has no headings");
  table.headings = *std::move(headings);
  return table;
}

}  // namespace banso
