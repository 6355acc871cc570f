// The consent of an operator to an older database in the place of the newest.
#ifndef BANSO_SERVER_AUDIT_ACCEPT_RESTORE_H_
#define BANSO_SERVER_AUDIT_ACCEPT_RESTORE_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/audit/audit_anchor.h"
#include "server/seal/key_store.h"
#include "server/store/store.h"

namespace banso {

// After a database was restored from a backup its log ends before the anchor, and nothing is
// chained any more. This accepts that: a row in the log says which rows are lost,
// `RESTORE_ACCEPTED:` with their numbers, in the name of `admin`, which is not proved; the anchor
// goes back to the last row that is as it was written and remembers the loss, which every later
// verification tells; then what is there is chained on. Rows that were appended since the backup,
// before or after the restore, keep their numbers. `database` is what lies beneath `store`, if that
// seals (audit_chainer.h). `key` is the secret `server/audit`; no server may chain meanwhile. May
// be killed at any point and run again; at worst the log says it twice. Errors: FAILED_PRECONDITION
// if the anchor finds nothing cut off, if there is none, or if the database is older than what
// retention has forgotten; INVALID_ARGUMENT if `admin` is no principal that may be an admin's;
// DATA_LOSS, naming the row, if the log was changed otherwise than a restore does; those of the
// store and the anchor.
absl::StatusOr<AcceptedLoss> AcceptRestore(Store* store, Store* database, const Key& key,
                                           const std::string& anchor_path, const std::string& admin,
                                           absl::Time now, absl::Time deadline);

}  // namespace banso

#endif  // BANSO_SERVER_AUDIT_ACCEPT_RESTORE_H_
