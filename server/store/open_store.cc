#include "server/store/open_store.h"

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "engine/base/status_macros.h"
#include "server/store/postgres/postgres_replica_table.h"
#include "server/store/postgres/postgres_store.h"
#include "server/store/sqlite/sqlite_store.h"

namespace banso {
namespace {

absl::Status NoSuchStore() {
  return absl::InvalidArgumentError(
      "a store is sqlite:PATH, postgres:CONNINFO or postgresql://HOST/DATABASE");
}

}  // namespace

std::optional<std::string> SqlitePathOf(absl::string_view spec) {
  if (!absl::ConsumePrefix(&spec, "sqlite:")) return std::nullopt;
  return std::string(spec);
}

std::optional<std::string> PostgresConnectionOf(absl::string_view spec) {
  // A URI keeps its scheme: libpq reads it.
  if (absl::StartsWith(spec, "postgresql://") || absl::StartsWith(spec, "postgres://") ||
      absl::ConsumePrefix(&spec, "postgres:")) {
    return std::string(spec);
  }
  return std::nullopt;
}

absl::StatusOr<std::unique_ptr<Store>> OpenStore(absl::string_view spec) {
  if (const auto path = SqlitePathOf(spec)) return OpenSqliteStore(*path);
  if (const auto connection = PostgresConnectionOf(spec)) {
    return OpenPostgresStore({.connection = *connection});
  }
  return NoSuchStore();
}

absl::StatusOr<std::unique_ptr<ReplicaTable>> OpenReplicaTable(absl::string_view spec) {
  if (SqlitePathOf(spec)) return nullptr;
  if (const auto connection = PostgresConnectionOf(spec)) {
    return OpenPostgresReplicaTable(*connection);
  }
  return NoSuchStore();
}

}  // namespace banso
