// What servers of one PostgreSQL database know of each other.
#ifndef BANSO_SERVER_STORE_POSTGRES_POSTGRES_REPLICA_TABLE_H_
#define BANSO_SERVER_STORE_POSTGRES_POSTGRES_REPLICA_TABLE_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "server/store/replica_table.h"

namespace banso {

// Returns the table of the database that `connection` names (as in PostgresOptions), where
// OpenPostgresStore has made it. Does not connect yet; has two connections of its own at most, so
// that a busy store does not make a lease lapse.
// Errors: INVALID_ARGUMENT if the connection string is malformed.
absl::StatusOr<std::unique_ptr<ReplicaTable>> OpenPostgresReplicaTable(
    const std::string& connection);

}  // namespace banso

#endif  // BANSO_SERVER_STORE_POSTGRES_POSTGRES_REPLICA_TABLE_H_
