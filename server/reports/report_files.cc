#include "server/reports/report_files.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "google/protobuf/util/json_util.h"

namespace banso {
namespace {

constexpr absl::string_view kTotal = "TOTAL";

void AppendLine(std::initializer_list<absl::string_view> fields, std::string* csv) {
  absl::StrAppend(csv,
                  absl::StrJoin(fields, ",",
                                [](std::string* out, absl::string_view field) {
                                  out->append(CsvField(field));
                                }),
                  "\r\n");
}

}  // namespace

std::string CsvField(absl::string_view text) {
  if (text.find_first_of(",\"\r\n") == absl::string_view::npos) return std::string(text);
  return absl::StrCat("\"", absl::StrReplaceAll(text, {{"\"", "\"\""}}), "\"");
}

std::string ReportCsv(const v1::Report& report) {
  std::string csv;
  AppendLine({"table", "row_dimension", "row", "column_dimension", "column", "value"}, &csv);
  for (const v1::ReportTable& table : report.tables()) {
    const auto line = [&](absl::string_view row, absl::string_view column,
                          absl::string_view value) {
      AppendLine(
          {table.code(), table.row_dimension(), row, table.column_dimension(), column, value},
          &csv);
    };
    const int columns = std::max(1, table.columns_size());
    const auto column_name = [&](int column) -> absl::string_view {
      if (table.columns().empty()) return "";
      return table.columns(column);
    };
    for (int row = 0; row < table.rows_size(); ++row) {
      for (int column = 0; column < columns; ++column) {
        line(table.rows(row), column_name(column), table.cells(row * columns + column));
      }
      if (!table.row_totals().empty()) line(table.rows(row), kTotal, table.row_totals(row));
    }
    for (int column = 0; column < table.column_totals_size(); ++column) {
      line(kTotal, column_name(column), table.column_totals(column));
    }
    if (!table.total().empty()) line(kTotal, table.columns().empty() ? "" : kTotal, table.total());
  }
  return csv;
}

absl::StatusOr<std::string> ReportJson(const v1::Report& report) {
  v1::Report told = report;
  told.clear_etag();
  told.clear_revision();
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  options.preserve_proto_field_names = true;
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(told, &json, options);
  if (!status.ok()) return absl::InternalError("a report cannot be written as JSON");
  return json;
}

}  // namespace banso
