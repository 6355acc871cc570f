// SHA-256, for what others work out, too.
#ifndef BANSO_SERVER_SERVICES_SHA256_H_
#define BANSO_SERVER_SERVICES_SHA256_H_

#include <string>

#include "absl/strings/string_view.h"

namespace banso {

// SHA-256 of the bytes, in lower-case hexadecimal.
std::string Sha256(absl::string_view bytes);

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_SHA256_H_
