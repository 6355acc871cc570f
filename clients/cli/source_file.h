// Files as text: unpacked and in UTF-8.
#ifndef BANSO_CLIENTS_CLI_SOURCE_FILE_H_
#define BANSO_CLIENTS_CLI_SOURCE_FILE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace banso {

// The content of the file at `path`, or of standard input for `-`; gzip is unpacked.
// Errors: NOT_FOUND if it cannot be opened, DATA_LOSS if it cannot be read or unpacked to the end,
// RESOURCE_EXHAUSTED beyond 512 MiB.
absl::StatusOr<std::string> ReadFileBytes(const std::string& path);

// `bytes` as UTF-8 without a byte order mark. Takes UTF-8 with or without a mark, UTF-16 with one,
// and what is not valid UTF-8 as CP932, the encoding of Japanese spreadsheets.
// Errors: INVALID_ARGUMENT if it is none of these.
absl::StatusOr<std::string> DecodeToUtf8(std::string bytes);

// Both of the above.
absl::StatusOr<std::string> ReadSourceText(const std::string& path);

// The name of the file without folders and without its last extension and `.gz`.
std::string BaseName(absl::string_view path);

}  // namespace banso

#endif  // BANSO_CLIENTS_CLI_SOURCE_FILE_H_
