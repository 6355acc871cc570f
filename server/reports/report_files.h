// Reports as files that other programs read.
#ifndef BANSO_SERVER_REPORTS_REPORT_FILES_H_
#define BANSO_SERVER_REPORTS_REPORT_FILES_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "banso/v1/report.pb.h"

namespace banso {

// A line for every figure: table, dimension and code of the row, dimension and code of the column,
// value, as RFC 4180 in UTF-8, with a header line. The code TOTAL stands for all. Equal reports
// give equal bytes.
std::string ReportCsv(const v1::Report& report);

// The message as protobuf's JSON, with the names of the contract, without etag and revision.
absl::StatusOr<std::string> ReportJson(const v1::Report& report);

// A field of a CSV line: in quotes where RFC 4180 wants them.
std::string CsvField(absl::string_view text);

}  // namespace banso

#endif  // BANSO_SERVER_REPORTS_REPORT_FILES_H_
