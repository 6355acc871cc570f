#include "server/store/postgres/schema_lock.h"

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "server/store/sql/sql_driver.h"

namespace banso {
namespace {

absl::Status Take(PostgresConnection& connection, absl::string_view function,
                  absl::string_view refusal) {
  BANSO_RETURN_IF_ERROR(connection.BeginRead(absl::InfiniteFuture()));
  // The first number is "bnso" in ASCII: pairs of it and a schema are ours.
  const absl::StatusOr<SqlResult> taken =
      connection.Run(absl::StrCat("SELECT ", function,
                                  "(1651405679, oid::integer) FROM pg_namespace"
                                  " WHERE nspname = current_schema()"),
                     {});
  connection.EndRead();
  BANSO_RETURN_IF_ERROR(taken.status());
  if (taken->rows.empty()) {
    return absl::FailedPreconditionError("the schema of the search path does not exist");
  }
  if (std::get<int64_t>(taken->rows[0][0]) == 0) return absl::FailedPreconditionError(refusal);
  return absl::OkStatus();
}

}  // namespace

absl::Status ShareSchema(PostgresConnection& connection) {
  return Take(connection, "pg_try_advisory_lock_shared",
              "somebody has the database for itself, such as a store that is moved into it");
}

absl::Status TakeSchemaAlone(PostgresConnection& connection) {
  return Take(connection, "pg_try_advisory_lock",
              "a server is on the database, or a store is moved into it: stop it first");
}

}  // namespace banso
