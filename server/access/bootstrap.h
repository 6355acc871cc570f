// The first admin, and one more where all others have lost their way in.
#ifndef BANSO_SERVER_ACCESS_BOOTSTRAP_H_
#define BANSO_SERVER_ACCESS_BOOTSTRAP_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/base/clock.h"
#include "server/seal/key_store.h"
#include "server/store/store.h"

namespace banso {

// Creates a principal of the role ADMIN with one token and returns the token's secret, which is
// kept nowhere. `store` seals what is private, if anything does. Errors: FAILED_PRECONDITION if
// there is a principal already, or another process makes the first one at the same time; those of
// the stores.
absl::StatusOr<std::string> Bootstrap(Store* store, KeyStore* keys, const Clock& clock);

// How long the token of a recovered admin is good: for issuing one that lasts.
inline constexpr absl::Duration kRecoveryTokenLifetime = absl::Hours(24);

struct RecoveredAdmin {
  std::string principal;  // resource name
  std::string secret;     // of its token; kept nowhere
  // Tokens of admins that were good before, and still are: whoever found one may use it.
  std::vector<std::string> good_tokens;  // resource names, ascending
};

// Creates one more principal of the role ADMIN, with a token for a day, for whoever holds the
// machine and the master key when every token of an admin has expired or was lost. Nobody else's
// name is used for it, and nothing is revoked or changed. It is written to the audit log as a job
// of the server. Errors: FAILED_PRECONDITION if there is no principal at all (see Bootstrap); those
// of the stores.
absl::StatusOr<RecoveredAdmin> RecoverAdmin(Store* store, KeyStore* keys, const Clock& clock);

}  // namespace banso

#endif  // BANSO_SERVER_ACCESS_BOOTSTRAP_H_
