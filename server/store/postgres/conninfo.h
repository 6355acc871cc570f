// Connection strings of PostgreSQL.
#ifndef BANSO_SERVER_STORE_POSTGRES_CONNINFO_H_
#define BANSO_SERVER_STORE_POSTGRES_CONNINFO_H_

#include <string>

#include "absl/status/statusor.h"

namespace banso {

// Returns `conninfo` (keywords and values, or a postgresql:// URI; empty means all from the
// environment) as keywords and values, with bounds on how long a server that fell silent is waited
// for where it sets none.
// Errors: INVALID_ARGUMENT if it is malformed; the error does not repeat it, as it may hold a
// password.
absl::StatusOr<std::string> WithTimeouts(const std::string& conninfo);

}  // namespace banso

#endif  // BANSO_SERVER_STORE_POSTGRES_CONNINFO_H_
