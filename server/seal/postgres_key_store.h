// A KeyStore in a PostgreSQL database, for servers on several machines.
//
// The erasure horizon. Once Destroy returns, no server finds the key. PostgreSQL itself keeps what
// was: the row's older version until its page is written anew, though it is vacuumed at once, and
// the log that the row was written with until that is recycled. Both hold the key wrapped by the
// master key. So:
//   - The database lies in a cluster of its own, without an archive, standbys, base backups and
//     dumps, each of which would keep every key that was ever destroyed. Opening refuses a cluster
//     that archives its log.
//   - Replacing the master key and destroying the old one makes all that is left unreadable: how
//     often that is done is how long an erased person's sealed content can still be brought back,
//     by whoever holds the disk of this cluster, a backup of the other database and the master key.
#ifndef BANSO_SERVER_SEAL_POSTGRES_KEY_STORE_H_
#define BANSO_SERVER_SEAL_POSTGRES_KEY_STORE_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/seal/key_store.h"

namespace banso {

// Opens the keys in the first schema of the search path of the database that `connection` names (as
// PostgresOptions), or makes the tables. Any number of stores and processes may be on it.
// Errors: FAILED_PRECONDITION if the keys belong to another master key, there is any other table in
// the database, such as those of a store, or its cluster archives its log; UNAVAILABLE if it cannot
// be reached; INVALID_ARGUMENT for a malformed connection.
// Cost: a round trip for each 64 keys that are looked for; three and a commit for what makes keys.
absl::StatusOr<std::unique_ptr<KeyStore>> OpenPostgresKeyStore(const std::string& connection,
                                                               const Key& master);

// Wraps every key by `to` instead of `from`, all or none. No server may have the keys open
// meanwhile: it would go on with `from` and find nothing that it can open.
// Errors: those of OpenPostgresKeyStore; DATA_LOSS if a key cannot be opened with `from`.
absl::Status RotatePostgresMasterKey(const std::string& connection, const Key& from, const Key& to);

}  // namespace banso

#endif  // BANSO_SERVER_SEAL_POSTGRES_KEY_STORE_H_
