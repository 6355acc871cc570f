#include "server/store/open_store.h"

#include <string>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/strip.h"
#include "server/store/postgres/postgres_store.h"
#include "server/store/sqlite/sqlite_store.h"

namespace banso {

absl::StatusOr<std::unique_ptr<Store>> OpenStore(absl::string_view spec) {
  const auto postgres = [](absl::string_view connection) {
    PostgresOptions options;
    options.connection = std::string(connection);
    return OpenPostgresStore(options);
  };
  if (absl::ConsumePrefix(&spec, "sqlite:")) return OpenSqliteStore(std::string(spec));
  // A URI keeps its scheme: libpq reads it.
  if (absl::StartsWith(spec, "postgresql://") || absl::StartsWith(spec, "postgres://")) {
    return postgres(spec);
  }
  if (absl::ConsumePrefix(&spec, "postgres:")) return postgres(spec);
  return absl::InvalidArgumentError(
      "a store is sqlite:PATH, postgres:CONNINFO or postgresql://HOST/DATABASE");
}

}  // namespace banso
