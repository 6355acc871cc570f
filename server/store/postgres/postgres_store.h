// A Store in a PostgreSQL database, for any number of servers at once.
#ifndef BANSO_SERVER_STORE_POSTGRES_POSTGRES_STORE_H_
#define BANSO_SERVER_STORE_POSTGRES_POSTGRES_STORE_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/store/store.h"

namespace banso {

struct PostgresOptions {
  // Keywords and values, or a postgresql:// URI, as libpq reads them; what is not said comes from
  // PGHOST and the like. The tables live in the first schema of the search path.
  std::string connection;
  // Most connections at once, from 1; one more listens for commits of others.
  int pool_size = 8;
  // Commits of others are looked for this often even if no notice of them arrives.
  absl::Duration recheck_interval = absl::Seconds(1);
};

// Connects, migrates the schema under an advisory lock, and returns a store on it. Connections are
// made when they are needed and made again when they break.
//
// What is deleted stays in the database's files until they are vacuumed, and in its archived logs
// and replicas for as long as these are kept: there, only content that was sealed with a destroyed
// key is out of reach.
//
// Errors: INVALID_ARGUMENT for malformed options; UNAVAILABLE if the database cannot be reached or
// refuses; FAILED_PRECONDITION if the schema is missing or belongs to another version of this
// program.
absl::StatusOr<std::unique_ptr<Store>> OpenPostgresStore(const PostgresOptions& options);

}  // namespace banso

#endif  // BANSO_SERVER_STORE_POSTGRES_POSTGRES_STORE_H_
