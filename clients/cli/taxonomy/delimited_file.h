// Tables in text files, as publishers of classifications give them out.
#ifndef BANSO_CLIENTS_CLI_TAXONOMY_DELIMITED_FILE_H_
#define BANSO_CLIENTS_CLI_TAXONOMY_DELIMITED_FILE_H_

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace banso {

enum class Delimited {
  kCommaQuoted,  // RFC 4180: commas; quotes may hold line breaks
  kTabLiteral,   // tabs; a quote is a letter like any other
};

// A row of a table with the line that it begins on, counted from 1.
struct DelimitedRow {
  int64_t line = 0;
  std::vector<std::string> cells;
};

// A table with a header row. Lines end in LF or CRLF; empty lines are skipped.
class DelimitedTable {
 public:
  // Reads `text`. Errors: INVALID_ARGUMENT if it has no header row or a quote is not closed.
  static absl::StatusOr<DelimitedTable> Parse(absl::string_view text, Delimited format);

  // The position of the first of `names` that the header has, or nothing.
  std::optional<size_t> Column(std::initializer_list<absl::string_view> names) const;

  // The rows below the header, in order.
  const std::vector<DelimitedRow>& rows() const { return rows_; }

 private:
  std::vector<std::string> header_;
  std::vector<DelimitedRow> rows_;
};

}  // namespace banso

#endif  // BANSO_CLIENTS_CLI_TAXONOMY_DELIMITED_FILE_H_
