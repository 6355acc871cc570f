// The first admin.
#ifndef BANSO_SERVER_ACCESS_BOOTSTRAP_H_
#define BANSO_SERVER_ACCESS_BOOTSTRAP_H_

#include <string>

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

}  // namespace banso

#endif  // BANSO_SERVER_ACCESS_BOOTSTRAP_H_
