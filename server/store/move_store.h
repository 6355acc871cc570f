// Moves a store from a SQLite file into a PostgreSQL database.
#ifndef BANSO_SERVER_STORE_MOVE_STORE_H_
#define BANSO_SERVER_STORE_MOVE_STORE_H_

#include <cstdint>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace banso {

// How far a move has come.
struct MoveProgress {
  absl::string_view table;
  int64_t rows = 0;  // of the table, so far
  // Every row is copied first; then every row is read back and compared.
  bool compares = false;
  bool table_is_done = false;
};

// Copies everything that the store in the file `sqlite_path` holds, byte by byte and with every
// number that it counts by, into the database that `conninfo` names (as PostgresOptions), which
// must be empty or hold no more than its migrations made. Reads every row back and compares it,
// and only then makes the copy visible, in one transaction. Afterwards the file refuses to be
// opened as a store, as a server that went on with it would keep people who were erased in the
// other. What is sealed stays sealed: the same keys open it.
//
// No server may run on either. One on the file is refused by its lock, one on the database by a
// lock of its session. While a move runs, and after one that was interrupted at whatever point, the
// database refuses to be opened as a store and the file is as it was: move again. Only where the
// copy is visible already and the file cannot be closed, both would open; the error says so.
//
// `progress` is told after every few megabytes; a status of it that is not OK ends the move.
//
// Returns how many rows were moved.
// Errors: NOT_FOUND if there is no such file; FAILED_PRECONDITION if the database holds something,
// which is left as it is, or a server is on either; DATA_LOSS, naming the table, if what was read
// back differs, or if the file could not be closed; that of `progress`; those of OpenSqliteStore
// and OpenPostgresStore; UNKNOWN if the connection was lost while the copy was made visible. Cost:
// reads the file twice; a few megabytes of memory, or the largest row, whatever its size.
absl::StatusOr<int64_t> MoveStore(const std::string& sqlite_path, const std::string& conninfo,
                                  absl::FunctionRef<absl::Status(const MoveProgress&)> progress);

}  // namespace banso

#endif  // BANSO_SERVER_STORE_MOVE_STORE_H_
