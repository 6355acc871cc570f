// Random ids and content hashes.
#ifndef BANSO_CLIENTS_CLI_REQUEST_ID_H_
#define BANSO_CLIENTS_CLI_REQUEST_ID_H_

#include <string>

#include "absl/strings/string_view.h"

namespace banso {

// A random UUID (RFC 4122, version 4) in its 36-character form. Safe on any thread.
std::string NewRequestId();

// 32 hexadecimal digits that stand for `content` (BLAKE2b, 128 bits). Safe on any thread.
std::string ContentHash(absl::string_view content);

}  // namespace banso

#endif  // BANSO_CLIENTS_CLI_REQUEST_ID_H_
