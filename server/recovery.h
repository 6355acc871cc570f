// What an operator does with the stores while no server runs.
#ifndef BANSO_SERVER_RECOVERY_H_
#define BANSO_SERVER_RECOVERY_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/access/bootstrap.h"
#include "server/audit/audit_anchor.h"
#include "server/options.h"

namespace banso {

// All need the stores and the master key that `options` name, and make neither.
// Errors: those of opening the stores; NOT_FOUND if there is no master key.

// Creates one more admin (RecoverAdmin in access/bootstrap.h).
absl::StatusOr<RecoveredAdmin> RecoverAdminIn(const Options& options);

// Accepts, in the name of `admin`, that the database was restored from a backup
// (audit/accept_restore.h).
absl::StatusOr<AcceptedLoss> AcceptRestoreIn(const Options& options, const std::string& admin);

// Wraps every key of the key store by the master key in the file `to`, which is made if it is
// missing. Errors also: those of RotateMasterKey.
absl::Status RotateKeys(const Options& options, const std::string& to);

}  // namespace banso

#endif  // BANSO_SERVER_RECOVERY_H_
