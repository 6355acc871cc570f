#include "clients/cli/taxonomy/delimited_file.h"

#include <csv.h>
#include <iconv.h>
#include <zlib.h>

#include <memory>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace banso {
namespace {

// `bytes` from the encoding `from` to UTF-8, or nothing if they are not in it.
std::optional<std::string> ToUtf8(const std::string& bytes, const char* from) {
  const iconv_t converter = iconv_open("UTF-8", from);
  // What iconv_open returns on an error is a number in the place of a pointer.
  if (converter == reinterpret_cast<iconv_t>(-1)) return std::nullopt;  // NOLINT
  std::string text(bytes.size() * 2 + 16, '\0');  // CP932 grows by half at most
  char* in = const_cast<char*>(bytes.data());     // iconv does not write to it
  size_t in_left = bytes.size();
  char* out = text.data();
  size_t out_left = text.size();
  const bool converted =
      iconv(converter, &in, &in_left, &out, &out_left) != static_cast<size_t>(-1);
  iconv_close(converter);
  if (!converted) return std::nullopt;
  text.resize(text.size() - out_left);
  return text;
}

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

absl::StatusOr<std::string> ReadTextFile(const std::filesystem::path& path) {
  // gzread passes through what is not gzipped.
  const gzFile file = gzopen(path.c_str(), "rb");
  if (file == nullptr) {
    return absl::NotFoundError(absl::StrCat("cannot open ", path.string()));
  }
  std::string bytes;
  char buffer[1 << 16];
  int got;
  while ((got = gzread(file, buffer, sizeof(buffer))) > 0) bytes.append(buffer, got);
  const bool whole = got == 0 && gzclose(file) == Z_OK;
  if (!whole) return absl::DataLossError(absl::StrCat("cannot unpack ", path.string()));

  std::optional<std::string> text = ToUtf8(bytes, "UTF-8");
  if (!text.has_value()) text = ToUtf8(bytes, "CP932");
  if (!text.has_value()) {
    return absl::InvalidArgumentError(
        absl::StrCat(path.string(), " is neither in UTF-8 nor in CP932 (Shift_JIS)"));
  }
  if (absl::StartsWith(*text, "\xEF\xBB\xBF")) text->erase(0, 3);
  return *std::move(text);
}

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
