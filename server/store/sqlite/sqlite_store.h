// A Store in one SQLite file, for one process on one machine.
#ifndef BANSO_SERVER_STORE_SQLITE_SQLITE_STORE_H_
#define BANSO_SERVER_STORE_SQLITE_SQLITE_STORE_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "server/store/store.h"

namespace banso {

// Opens the database at `path`, or makes it, readable by its owner only; the folder must exist.
// Beside it lie `path`-wal, `path`-shm and `path`.lock. A commit is on the disk (WAL, fsync) when
// it is acknowledged.
// Errors: FAILED_PRECONDITION if another process or another store of this one has it open, or it
// belongs to another version of this program; UNAVAILABLE if the file cannot be opened or made;
// INVALID_ARGUMENT if it is no SQLite database.
absl::StatusOr<std::unique_ptr<Store>> OpenSqliteStore(const std::string& path);

}  // namespace banso

#endif  // BANSO_SERVER_STORE_SQLITE_SQLITE_STORE_H_
