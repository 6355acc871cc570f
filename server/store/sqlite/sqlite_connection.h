// One connection to a SQLite file with its prepared statements.
#ifndef BANSO_SERVER_STORE_SQLITE_SQLITE_CONNECTION_H_
#define BANSO_SERVER_STORE_SQLITE_SQLITE_CONNECTION_H_

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/store/sql/sql_driver.h"

struct sqlite3;
struct sqlite3_stmt;

namespace banso {

// Makes the file at `path` if there is none, for its owner only: SQLite would make it readable for
// everybody, and what lies beside a database takes its mode.
// Errors: UNAVAILABLE.
absl::Status MakeDatabaseFile(const std::string& path);

// Belongs to one thread at a time. No error repeats a value.
class SqliteConnection final : public SqlConnection {
 public:
  // Opens the file, which exists, and runs `setup`.
  // Errors: UNAVAILABLE; INVALID_ARGUMENT if it is no SQLite database.
  static absl::StatusOr<std::unique_ptr<SqliteConnection>> Open(const std::string& path,
                                                                absl::string_view setup);

  absl::StatusOr<SqlResult> Run(const std::string& sql,
                                std::span<const SqlValue> arguments) override;
  absl::Status RunScript(absl::string_view sql) override;

  // Runs one statement without arguments and hands over its rows one by one, so that they need not
  // fit into memory together. `visit` may not run anything on this connection; a status of it that
  // is not OK ends the statement. Errors: that of `visit`; as Run.
  absl::Status ForEachRow(const std::string& sql,
                          absl::FunctionRef<absl::Status(std::vector<SqlCell>& row)> visit);

  // Ends a transaction that was begun by RunScript.
  // Errors: UNKNOWN if the disk failed while the commit was written.
  absl::Status Commit();
  void Rollback();

  // Moves the write-ahead log into the file and empties it, so that pages as they were before lie
  // in neither. Returns whether it did: a reader in the middle of a statement prevents it.
  bool EmptyLog();

 private:
  struct CloseDatabase {
    void operator()(sqlite3* database) const;
  };
  struct FinalizeStatement {
    void operator()(sqlite3_stmt* statement) const;
  };

  explicit SqliteConnection(sqlite3* database) : database_(database) {}

  absl::Status Check(int code) const;
  absl::StatusOr<sqlite3_stmt*> Prepare(const std::string& sql);
  absl::Status Step(sqlite3_stmt* statement,
                    absl::FunctionRef<absl::Status(std::vector<SqlCell>& row)> visit) const;
  static int Bind(sqlite3_stmt* statement, int number, const SqlValue& value);
  static SqlCell CellOf(sqlite3_stmt* statement, int column);

  std::unique_ptr<sqlite3, CloseDatabase> database_;
  absl::flat_hash_map<std::string, std::unique_ptr<sqlite3_stmt, FinalizeStatement>> statements_;
};

}  // namespace banso

#endif  // BANSO_SERVER_STORE_SQLITE_SQLITE_CONNECTION_H_
