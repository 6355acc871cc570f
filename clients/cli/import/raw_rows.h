// Rows of a file before anybody has asked what they mean.
#ifndef BANSO_CLIENTS_CLI_IMPORT_RAW_ROWS_H_
#define BANSO_CLIENTS_CLI_IMPORT_RAW_ROWS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/cli/contract_json.h"

namespace banso {

// A row as it stands in its file.
struct RawRow {
  // The line on which it begins, from 1.
  int64_t line = 0;
  // For a table the cells by heading, all of them texts; for JSON the value.
  Json value;
  // Why the row cannot be read; empty if it can.
  std::string problem;
};

// Rows of JSON: the elements of one array, one value, or one value a line. A row that is not JSON,
// or nested deeper than 100 levels, carries its problem and does not stop the others.
std::vector<RawRow> ReadJsonRows(absl::string_view text);

// Rows of a table after RFC 4180, the first line being headings; cells may hold line breaks. Empty
// lines are skipped. An empty heading is called `#4` after its position from 1; a heading that
// stands there before is called `heading#2`. Missing cells are empty.
// Errors: INVALID_ARGUMENT if there is no heading line.
struct RawTable {
  std::vector<std::string> headings;
  std::vector<RawRow> rows;
};
absl::StatusOr<RawTable> ReadTable(absl::string_view text, char delimiter);

}  // namespace banso

#endif  // BANSO_CLIENTS_CLI_IMPORT_RAW_ROWS_H_
