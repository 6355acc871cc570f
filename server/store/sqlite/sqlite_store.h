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
//
// What is deleted is overwritten in the file and leaves the log with the same commit; where a
// reader is in the middle of a statement, with the next one, at the latest when the store is
// closed. What is replaced by another content stays readable as a version until the resource is
// deleted. The medium below (copy-on-write file systems, flash) may keep old blocks for longer:
// there, only content that was sealed with a destroyed key is out of reach.
//
// Errors: FAILED_PRECONDITION if another process or another store of this one has it open, or it
// belongs to another version of this program; UNAVAILABLE if the file cannot be opened or made;
// INVALID_ARGUMENT if it is no SQLite database.
absl::StatusOr<std::unique_ptr<Store>> OpenSqliteStore(const std::string& path);

}  // namespace banso

#endif  // BANSO_SERVER_STORE_SQLITE_SQLITE_STORE_H_
