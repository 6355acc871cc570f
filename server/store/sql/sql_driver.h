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
#include "server/store/store.h"

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
  bool writes_in_with = false;         // a WITH clause may hold statements that write
  std::span<const Migration> migrations;
};

// What becomes of a transaction whose work went well.
enum class SqlOutcome {
  kCommit,
  kCommitAndErase,  // and what was deleted or replaced leaves the database's files, if it can, soon
  kDiscard,
};

// What a commit concerns, known before it begins.
struct CommitScope {
  // Names and keys that the commit depends on or changes, whatever they are of.
  std::span<const std::string> things;
  bool writes = false;  // resources: it gets a revision of its own
};

// Thread safety: every method may run on any number of threads at once.
class SqlDriver {
 public:
  virtual ~SqlDriver() = default;

  virtual const SqlDialect& dialect() const = 0;

  // Runs `work` in a transaction and commits it durably. `work` may be run again from its start if
  // the connection broke before the commit, or another transaction was in the way.
  // Errors: those of `work`; UNAVAILABLE, DEADLINE_EXCEEDED; UNKNOWN if the commit may or may not
  // have happened. Nothing is written on any error but UNKNOWN.
  virtual absl::Status Write(
      absl::Time deadline,
      absl::FunctionRef<absl::StatusOr<SqlOutcome>(SqlConnection& connection)> work) = 0;

  // As Write, for a commit of the feed: `work` gets the revision that the commit takes if
  // `scope.writes`, else one that no commit acknowledged before exceeds. Commits of which the
  // scopes have a thing in common run one after the other, in the order of their revisions.
  virtual absl::Status Commit(
      absl::Time deadline, const CommitScope& scope,
      absl::FunctionRef<absl::StatusOr<SqlOutcome>(SqlConnection& connection, Revision revision)>
          work) = 0;

  // Appends rows to the audit log, and returns the number of the last one. Within Commit, as its
  // last statement: what fails later leaves a number without a row. `rows` is not empty.
  virtual absl::StatusOr<int64_t> AppendAudit(SqlConnection& connection,
                                              std::span<const AuditRow> rows) = 0;

  // Runs `work`, of one statement that writes nothing. It sees every commit that was acknowledged
  // before, and may be run again.
  virtual absl::Status Read(absl::Time deadline,
                            absl::FunctionRef<absl::Status(SqlConnection& connection)> work) = 0;

  // A revision up to which every commit that there will ever be can be read from now on. It may be
  // less than that of a commit that was acknowledged, while an earlier one is under way.
  virtual absl::StatusOr<Revision> CompleteRevision(absl::Time deadline) = 0;
  // The same, but waits until it is at least that of every commit acknowledged before the call.
  virtual absl::StatusOr<Revision> CurrentRevision(absl::Time deadline) = 0;

  // Up to which number the audit log may be read, that of every row acknowledged before the call
  // included: no row up to there will still come, and none is lacking because a commit failed.
  virtual absl::StatusOr<int64_t> ReadableAudit(absl::Time deadline) = 0;
  // The same, as a number of a row, which a later loss of rows does not change.
  virtual absl::StatusOr<int64_t> LastAuditNumber(absl::Time deadline) = 0;
  // Within Write: of rows up to `number` that are lacking from now on, none is thought to have
  // failed.
  virtual absl::Status SettleAudit(SqlConnection& connection, int64_t number) = 0;

  // Where the driver publishes up to which revision the feed is complete: once StartFollowing() was
  // called, if not by itself.
  virtual RevisionSignal& revisions() = 0;
  virtual void StartFollowing() = 0;
};

}  // namespace banso

#endif  // BANSO_SERVER_STORE_SQL_SQL_DRIVER_H_
