// Mapping files: how the columns of a table, or the members of JSON objects, become a resource. The
// format of the file is described in clients/cli/mappings/README.md.
#ifndef BANSO_CLIENTS_CLI_IMPORT_MAPPING_H_
#define BANSO_CLIENTS_CLI_IMPORT_MAPPING_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "clients/cli/import/form_values.h"
#include "clients/cli/import/row_draft.h"
#include "clients/cli/import/term_resolver.h"
#include "clients/cli/resource_kind.h"

namespace re2 {
class RE2;
}

namespace banso {

class Mapping {
 public:
  // Reads the text of a mapping file for `kind`. Every path is checked against the contract.
  // Errors: INVALID_ARGUMENT that says which rule is wrong.
  static absl::StatusOr<Mapping> Parse(absl::string_view toml, const ResourceKind& kind);

  Mapping(Mapping&&) noexcept;
  Mapping& operator=(Mapping&&) noexcept;
  ~Mapping();

  // The delimiter of a table. Empty means a comma, or a tab for `.tsv`.
  std::optional<char> delimiter() const { return delimiter_; }
  // The source of the rows; empty if the mapping does not say.
  const std::string& source() const { return source_; }
  // What every row has unless it says otherwise, as contract JSON.
  const Json& defaults() const { return defaults_; }

  // Errors if a column that the mapping needs is not among the headings.
  absl::Status CheckHeadings(const std::vector<std::string>& headings) const;

  // Makes a draft of a row, whose columns are the members of `row`; a member inside another one is
  // named with dots. Problems are collected in the draft. Errors: those of `resolver` only.
  absl::StatusOr<RowDraft> Apply(const Json& row, TermResolver& resolver) const;

 private:
  struct Rule;
  Mapping();

  absl::Status ApplyRule(const Rule& rule, const Json& row, TermResolver& resolver,
                         RowDraft& draft) const;

  const ResourceKind* kind_ = nullptr;
  std::optional<char> delimiter_;
  std::string source_;
  // The first of each group that the file has counts.
  std::vector<std::vector<std::string>> key_columns_;
  std::string employer_column_;
  std::string employer_key_column_;
  absl::TimeZone zone_;
  DateOrder date_order_ = DateOrder::kUnknown;
  Json defaults_;
  absl::flat_hash_set<std::string> ignored_columns_;
  std::vector<Rule> rules_;
};

}  // namespace banso

#endif  // BANSO_CLIENTS_CLI_IMPORT_MAPPING_H_
