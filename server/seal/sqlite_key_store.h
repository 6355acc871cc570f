// A KeyStore in a SQLite file of its own, for one machine.
//
// The erasure horizon. Once Destroy returns, what was sealed with the key cannot be read again: not
// from the database, not from its log, not from any copy or backup of it, however old, as long as
// no copy of the key file from before exists. So:
//   - A backup of the key file undoes every erasure since it was made. Keep the newest one only,
//   and
//     overwrite it at least every 7 days: that is how long an erased person's sealed content can
//     still be brought back, by whoever holds a backup of the database, that of the key file and
//     the master key. Never put the key file into the database's backup.
//   - What is not sealed, the PUBLIC and MATCHING columns (skills, wishes, availability,
//   prefecture,
//     the stage of a case), is deleted from the database, but stays in each backup of it until that
//     backup is overwritten.
//   - In the key file itself the key is overwritten with zeros, and the journal that held it is cut
//     off. File systems that copy on write, and flash, may keep the old block for a while; it is
//     wrapped by the master key, so rotating that one and destroying the old one ends this too.
#ifndef BANSO_SERVER_SEAL_SQLITE_KEY_STORE_H_
#define BANSO_SERVER_SEAL_SQLITE_KEY_STORE_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/seal/key_store.h"

namespace banso {

// Opens the key file at `path`, or makes it, readable by its owner only; the folder must exist.
// Every key in it is wrapped (XChaCha20-Poly1305) by the master key and bound to its owner. Owners
// whose key was destroyed stay as rows without one. Any number of stores and processes may have the
// file open; what one destroys, none of them finds afterwards.
// Errors: FAILED_PRECONDITION if the file belongs to another master key or another version of this
// program, or is the file of something else; UNAVAILABLE if it cannot be opened or made;
// INVALID_ARGUMENT if it is no SQLite database.
// Cost of Find: the file is locked, so that what others destroyed is seen, and looked into, some
// 10 microseconds; of FindAll, less than 5 a key. What makes or destroys keys writes durably, once
// a call, which takes the time of several commits of the database. No key is kept in memory longer
// than a call.
absl::StatusOr<std::unique_ptr<KeyStore>> OpenSqliteKeyStore(const std::string& path,
                                                             const Key& master);

// Wraps every key of the file by `to` instead of `from`, all or none. No server may have the file
// open meanwhile: it would go on with `from` and find nothing it can open.
// Errors: those of OpenSqliteKeyStore, UNAVAILABLE also if there is no file; DATA_LOSS if a key
// cannot be opened with `from`.
absl::Status RotateMasterKey(const std::string& path, const Key& from, const Key& to);

}  // namespace banso

#endif  // BANSO_SERVER_SEAL_SQLITE_KEY_STORE_H_
