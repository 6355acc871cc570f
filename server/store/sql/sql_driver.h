// What a SQL database has to offer so that a Store can be made of it. What the store promises is
// decided once, in sql_store.cc; a driver only speaks its database's language.
#ifndef BANSO_SERVER_STORE_SQL_SQL_DRIVER_H_
#define BANSO_SERVER_STORE_SQL_SQL_DRIVER_H_

#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/store/migrations/migrations.h"
#include "server/store/revision_signal.h"

namespace banso {

// An argument of a statement: null, a number, a truth value, UTF-8 text without NUL, or bytes.
struct SqlBytes {
  absl::string_view value;
};
using SqlValue = std::variant<std::monostate, int64_t, bool, absl::string_view, SqlBytes>;

// A cell of an answer: null, a number (truth values are 0 and 1), or text or bytes.
using SqlCell = std::variant<std::monostate, int64_t, std::string>;

struct SqlResult {
  std::vector<std::vector<SqlCell>> rows;
  int64_t affected = 0;  // rows written by an INSERT, UPDATE or DELETE
};

// A connection within SqlDriver::Read or Write.
class SqlConnection {
 public:
  virtual ~SqlConnection() = default;

  // Runs one statement; `sql` is prepared once per connection, so it must come from a small set.
  // Errors: FAILED_PRECONDITION if a foreign key is broken; INVALID_ARGUMENT if another constraint
  // is; ALREADY_EXISTS if a key is taken; UNAVAILABLE; DEADLINE_EXCEEDED; INTERNAL.
  virtual absl::StatusOr<SqlResult> Run(const std::string& sql,
                                        std::span<const SqlValue> arguments) = 0;

  // Runs any number of statements without arguments. Errors as Run.
  virtual absl::Status RunScript(absl::string_view sql) = 0;
};

struct SqlDialect {
  absl::string_view kind;              // Store::kind()
  char argument_sign = '?';            // before the number of an argument
  std::string count_migration_tables;  // statement: 1 if schema_migrations exists, else 0
  std::string lock_migrations;         // statement that others who migrate wait on, or empty
  absl::string_view join_texts;        // aggregate function that joins texts: (text, separator)
  std::span<const Migration> migrations;
};

// What becomes of a transaction whose work went well.
enum class SqlOutcome {
  kCommit,
  kCommitAndErase,  // and what was deleted or replaced leaves the database's files, if it can, soon
  kDiscard,
};

// Thread safety: every method may run on any number of threads at once.
class SqlDriver {
 public:
  virtual ~SqlDriver() = default;

  virtual const SqlDialect& dialect() const = 0;

  // Runs `work` in a transaction and commits it durably. `work` may be run again from its start if
  // the connection broke before the commit. It must begin with a statement that excludes other
  // writers.
  // Errors: those of `work`; UNAVAILABLE, DEADLINE_EXCEEDED; UNKNOWN if the commit may or may not
  // have happened. Nothing is written on any error but UNKNOWN.
  virtual absl::Status Write(
      absl::Time deadline,
      absl::FunctionRef<absl::StatusOr<SqlOutcome>(SqlConnection& connection)> work) = 0;

  // Runs `work`, of one statement that writes nothing. It sees every commit that was acknowledged
  // before, and may be run again.
  virtual absl::Status Read(absl::Time deadline,
                            absl::FunctionRef<absl::Status(SqlConnection& connection)> work) = 0;

  // Where the driver publishes commits of others. It does so from StartFollowing() on.
  virtual RevisionSignal& revisions() = 0;
  virtual void StartFollowing() = 0;
};

}  // namespace banso

#endif  // BANSO_SERVER_STORE_SQL_SQL_DRIVER_H_
