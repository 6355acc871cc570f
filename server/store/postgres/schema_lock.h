// Who is on a schema: servers together, or one program alone.
#ifndef BANSO_SERVER_STORE_POSTGRES_SCHEMA_LOCK_H_
#define BANSO_SERVER_STORE_POSTGRES_SCHEMA_LOCK_H_

#include "absl/status/status.h"
#include "server/store/postgres/postgres_connection.h"

namespace banso {

// Both take an advisory lock on the first schema of the search path, for as long as the connection
// lasts, and neither waits. Every store that is open shares it; whoever must have the schema for
// itself takes it alone. Outside of Begin and BeginRead.
// Errors: FAILED_PRECONDITION if somebody holds it otherwise, or there is no schema; those of
// PostgresConnection::Run.
absl::Status ShareSchema(PostgresConnection& connection);
absl::Status TakeSchemaAlone(PostgresConnection& connection);

}  // namespace banso

#endif  // BANSO_SERVER_STORE_POSTGRES_SCHEMA_LOCK_H_
