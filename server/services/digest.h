// Hashes that say whether two things are the same.
#ifndef BANSO_SERVER_SERVICES_DIGEST_H_
#define BANSO_SERVER_SERVICES_DIGEST_H_

#include <initializer_list>
#include <string>

#include "absl/strings/string_view.h"

namespace banso {

// BLAKE2b with 32 bytes over the parts and their lengths, keyed with `key` unless it is empty (at
// most 64 bytes). Different lists of parts give different digests.
std::string Digest(std::initializer_list<absl::string_view> parts, absl::string_view key = "");

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_DIGEST_H_
