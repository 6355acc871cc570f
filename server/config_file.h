// The file of options, in TOML: `name = value` lines and nothing else.
//
//   listen = "0.0.0.0:8350"
//   plaintext = false
//   workers = 32
#ifndef BANSO_SERVER_CONFIG_FILE_H_
#define BANSO_SERVER_CONFIG_FILE_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/option_table.h"

namespace banso {

// A value of the file, as text that OptionSpec::read takes.
struct ConfigValue {
  std::string name;
  std::string text;
  int line = 0;
};

struct ConfigText {
  std::vector<ConfigValue> values;    // in the order of their names
  std::vector<std::string> problems;  // "line 3: `colour` is not known"
};

// Reads TOML. Keys that are not in OptionTable(), or are of secrets, and values of another kind are
// problems, and are left out. Errors: INVALID_ARGUMENT with the line if it is no TOML.
absl::StatusOr<ConfigText> ParseConfig(absl::string_view toml);

// Reads such a file. Errors: as ParseConfig; NOT_FOUND if it cannot be read.
absl::StatusOr<ConfigText> ReadConfigFile(const std::string& path);

// A value, as `read` of `spec` would take it, as TOML.
std::string FormatConfigValue(const OptionSpec& spec, const std::string& text);

}  // namespace banso

#endif  // BANSO_SERVER_CONFIG_FILE_H_
