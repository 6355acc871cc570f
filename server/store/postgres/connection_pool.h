// Connections to one PostgreSQL database that belong to one thread at a time.
#ifndef BANSO_SERVER_STORE_POSTGRES_CONNECTION_POOL_H_
#define BANSO_SERVER_STORE_POSTGRES_CONNECTION_POOL_H_

#include <memory>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "engine/base/status_macros.h"
#include "server/store/postgres/postgres_connection.h"
#include "server/store/sql/lease_pool.h"

namespace banso {

// Thread safety: every method may run on any number of threads at once.
class ConnectionPool {
 public:
  void Add(std::unique_ptr<PostgresConnection> connection) { pool_.Add(std::move(connection)); }

  // Takes a connection, opens it if it is not, and runs `attempt` on it. A connection that lay idle
  // may have broken without anybody noticing, which says nothing about the database: then `attempt`
  // is run once more. Errors: those of LeasePool, of PostgresConnection::Open and of `attempt`.
  absl::Status Run(absl::Time deadline,
                   absl::FunctionRef<absl::Status(PostgresConnection&)> attempt) {
    BANSO_ASSIGN_OR_RETURN(auto connection, pool_.Take(deadline));
    const bool was_idle = !connection->broken();
    BANSO_RETURN_IF_ERROR(connection->Open());
    const absl::Status status = attempt(*connection);
    if (!absl::IsUnavailable(status) || !was_idle || !connection->broken()) return status;
    BANSO_RETURN_IF_ERROR(connection->Open());
    return attempt(*connection);
  }

 private:
  LeasePool<PostgresConnection> pool_;
};

}  // namespace banso

#endif  // BANSO_SERVER_STORE_POSTGRES_CONNECTION_POOL_H_
