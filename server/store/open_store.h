// Opens the store that an operator names, and the table of its servers.
#ifndef BANSO_SERVER_STORE_OPEN_STORE_H_
#define BANSO_SERVER_STORE_OPEN_STORE_H_

#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/store/replica_table.h"
#include "server/store/store.h"

namespace banso {

// Opens "sqlite:PATH", "postgres:CONNINFO" (keywords and values; may be empty), or
// "postgresql://..." or "postgres://...". A store that was asked for is never replaced by another.
// Errors: INVALID_ARGUMENT for anything else; those of OpenSqliteStore and OpenPostgresStore.
absl::StatusOr<std::unique_ptr<Store>> OpenStore(absl::string_view spec);

// What of such a name the one database opens: the path of its file, or its connection. None if the
// name means another database, or nothing.
std::optional<std::string> SqlitePathOf(absl::string_view spec);
std::optional<std::string> PostgresConnectionOf(absl::string_view spec);
// The servers of the store that `spec` names, which OpenStore has opened before; null for a store
// that never has more than one. Errors: as OpenStore.
absl::StatusOr<std::unique_ptr<ReplicaTable>> OpenReplicaTable(absl::string_view spec);

}  // namespace banso

#endif  // BANSO_SERVER_STORE_OPEN_STORE_H_
