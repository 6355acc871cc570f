// What an operator does with the stores, while no server runs unless it is said.
#ifndef BANSO_SERVER_RECOVERY_H_
#define BANSO_SERVER_RECOVERY_H_

#include <cstdint>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/access/bootstrap.h"
#include "server/audit/audit_anchor.h"
#include "server/audit/audit_verifier.h"
#include "server/options.h"
#include "server/store/move_store.h"

namespace banso {

// All need the stores and the master key that `options` name, and make neither.
// Errors: those of opening the stores; NOT_FOUND if there is no master key.

// Creates one more admin (RecoverAdmin in access/bootstrap.h).
absl::StatusOr<RecoveredAdmin> RecoverAdminIn(const Options& options);

// Accepts, in the name of `admin`, that the database was restored from a backup
// (audit/accept_restore.h).
absl::StatusOr<AcceptedLoss> AcceptRestoreIn(const Options& options, const std::string& admin);

// Wraps every key of the key store by the master key in the file `to`, which is made if it is
// missing. Errors also: those of RotateMasterKey and RotatePostgresMasterKey.
absl::Status RotateKeys(const Options& options, const std::string& to);

// Copies the store, which must be a SQLite file, into the file `to`, which must not be there, or
// the key store in place of the copy that is (sqlite/sqlite_copy.h). A server may run meanwhile.
// The two go to different places: whoever has both, and the master key, reads everything. Errors,
// instead of those above: INVALID_ARGUMENT if what is copied is no file; those of CopySqliteFile.
absl::Status BackUpStore(const Options& options, const std::string& to);
absl::Status BackUpKeys(const Options& options, const std::string& to);

struct StoreMove {
  int64_t rows = 0;
  AuditVerification audit;  // of the log in the new place, which is that of the old one
};

// Moves the store, which must be a SQLite file, into the PostgreSQL database that `to` names as
// Options::store does (store/move_store.h), and opens it there with the same keys. Keys, anchor and
// everything else in the data folder stay and are good for the new place.
// Errors also: INVALID_ARGUMENT if the one is no SQLite file or the other no PostgreSQL database;
// those of MoveStore and VerifyAudit; DATA_LOSS if the audit log is found otherwise than before.
absl::StatusOr<StoreMove> MoveStoreIn(
    const Options& options, const std::string& to,
    absl::FunctionRef<absl::Status(const MoveProgress&)> progress);

}  // namespace banso

#endif  // BANSO_SERVER_RECOVERY_H_
