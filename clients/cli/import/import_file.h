// From a file to rows that can be sent: formats, defaults, keys.
#ifndef BANSO_CLIENTS_CLI_IMPORT_IMPORT_FILE_H_
#define BANSO_CLIENTS_CLI_IMPORT_IMPORT_FILE_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "clients/cli/contract_json.h"
#include "clients/cli/import/mapping.h"
#include "clients/cli/import/raw_rows.h"
#include "clients/cli/import/row_draft.h"
#include "clients/cli/import/term_resolver.h"
#include "clients/cli/resource_kind.h"

namespace banso {

enum class ImportFormat { kAuto, kContract, kTable, kMappedJson, kJsonResume, kJobPosting };

// Reads `auto`, `contract`, `csv`, `json`, `json-resume` or `job-posting`.
std::optional<ImportFormat> ParseImportFormat(absl::string_view text);

// How the rows of an import are read; the same for all its files.
struct ImportSettings {
  const ResourceKind* kind = nullptr;
  ImportFormat format = ImportFormat::kAuto;
  std::optional<Mapping> mapping;
  // Contract JSON that fills what a row leaves unset. Null for none.
  Json defaults;
  // Source of the rows. Empty means what the row, the mapping or the file's base name says.
  std::string source;
  // For internships: the source of the keys of employers. Empty means what the row says, or the
  // source of the row if it says one or one is given above, or `employers`.
  std::string employer_source;
};

// A file that was read, with what its format turned out to be.
struct ImportFile {
  std::string path;
  ImportFormat format = ImportFormat::kContract;
  std::string source;
  std::vector<RawRow> rows;
};

// Reads a file, finds out its format, and splits it into rows.
// Errors: INVALID_ARGUMENT if the format cannot be read, or does not suit the kind; those of
// ReadSourceText.
absl::StatusOr<ImportFile> OpenImportFile(const std::string& path, const ImportSettings& settings);

// A row that can be sent, unless it has problems.
struct ImportRow {
  std::unique_ptr<google::protobuf::Message> resource;
  std::string source;
  std::string key;
  // For internships: one of the three; none if the row does not say whose it is.
  std::string employer;
  std::string employer_key;
  std::string employer_display_name;
  std::string employer_source;

  std::vector<FieldIssue> problems;
  std::vector<DroppedField> dropped;
};

// Errors: those of `resolver` only; what is wrong with the row is in its problems.
absl::StatusOr<ImportRow> PrepareRow(const ImportFile& file, const RawRow& raw,
                                     const ImportSettings& settings, TermResolver& resolver);

// A row of contract JSON: the resource, or `{"key": ..., "source": ..., "candidate": {...}}` with
// the kind's own field, for internships with `employer` (or `parent`), or `employer_key` and
// `employer_source`.
RowDraft DraftFromContractJson(const Json& value, const ResourceKind& kind);

}  // namespace banso

#endif  // BANSO_CLIENTS_CLI_IMPORT_IMPORT_FILE_H_
