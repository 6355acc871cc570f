#include "server/store/open_store.h"

#include <string>
#include <utility>
#include <variant>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "engine/base/status_macros.h"
#include "server/store/postgres/postgres_replica_table.h"
#include "server/store/postgres/postgres_store.h"
#include "server/store/sqlite/sqlite_store.h"

namespace banso {
namespace {

struct SqliteSpec {
  std::string path;
};
struct PostgresSpec {
  std::string connection;
};

absl::StatusOr<std::variant<SqliteSpec, PostgresSpec>> ParseSpec(absl::string_view spec) {
  if (absl::ConsumePrefix(&spec, "sqlite:")) return SqliteSpec{std::string(spec)};
  // A URI keeps its scheme: libpq reads it.
  if (absl::StartsWith(spec, "postgresql://") || absl::StartsWith(spec, "postgres://") ||
      absl::ConsumePrefix(&spec, "postgres:")) {
    return PostgresSpec{std::string(spec)};
  }
  return absl::InvalidArgumentError(
      "a store is sqlite:PATH, postgres:CONNINFO or postgresql://HOST/DATABASE");
}

}  // namespace

absl::StatusOr<std::unique_ptr<Store>> OpenStore(absl::string_view spec) {
  BANSO_ASSIGN_OR_RETURN(auto parsed, ParseSpec(spec));
  if (const auto* sqlite = std::get_if<SqliteSpec>(&parsed)) return OpenSqliteStore(sqlite->path);
  PostgresOptions options;
  options.connection = std::get<PostgresSpec>(std::move(parsed)).connection;
  return OpenPostgresStore(options);
}

absl::StatusOr<std::unique_ptr<ReplicaTable>> OpenReplicaTable(absl::string_view spec) {
  BANSO_ASSIGN_OR_RETURN(const auto parsed, ParseSpec(spec));
  const auto* postgres = std::get_if<PostgresSpec>(&parsed);
  if (postgres == nullptr) return nullptr;
  return OpenPostgresReplicaTable(postgres->connection);
}

}  // namespace banso
