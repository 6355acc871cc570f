// TOML files as JSON values.
#ifndef BANSO_CLIENTS_CLI_IMPORT_TOML_JSON_H_
#define BANSO_CLIENTS_CLI_IMPORT_TOML_JSON_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/cli/contract_json.h"

namespace banso {

// Tables become objects, in the order of their keys; dates and times become their texts.
// Errors: INVALID_ARGUMENT with line and column.
absl::StatusOr<Json> ParseToml(absl::string_view text);

}  // namespace banso

#endif  // BANSO_CLIENTS_CLI_IMPORT_TOML_JSON_H_
