#include "server/store/sqlite/sqlite_connection.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "engine/base/status_macros.h"

namespace banso {
namespace {

constexpr int kBusyTimeoutMillis = 5000;
// Between tries. SQLite's own pauses grow to a tenth of a second, so that of several processes one
// that waits is overtaken by others again and again.
constexpr absl::Duration kBusyPause = absl::Milliseconds(2);
// How long the readers of a moment are waited for when the log is emptied.
constexpr int kLogTimeoutMillis = 200;

// SQLite's own texts may repeat values, so only the code decides what is said.
absl::Status ErrorOf(int extended_code) {
  switch (extended_code) {
    case SQLITE_CONSTRAINT_FOREIGNKEY:
      return absl::FailedPreconditionError("a reference would be broken");
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_UNIQUE:
      return absl::AlreadyExistsError("a key that must be unique is taken");
    case SQLITE_CONSTRAINT_TRIGGER:  // ours refuse what would be there twice at one time
      return absl::AlreadyExistsError("a time that must be held once is taken");
    default:
      break;
  }
  const std::string code = absl::StrCat(" (SQLite code ", extended_code, ")");
  switch (extended_code & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
      return absl::OkStatus();
    case SQLITE_CONSTRAINT:
      return absl::InvalidArgumentError("a value breaks a rule of the database");
    case SQLITE_TOOBIG:
      return absl::InvalidArgumentError("a value is too large for the database");
    case SQLITE_NOTADB:
      return absl::InvalidArgumentError("the file is not a SQLite database");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return absl::UnavailableError(absl::StrCat("the database is locked", code));
    case SQLITE_FULL:
      return absl::UnavailableError(absl::StrCat("the disk is full", code));
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return absl::UnavailableError(absl::StrCat("the database cannot be read or written", code));
    case SQLITE_NOMEM:
      return absl::ResourceExhaustedError("out of memory");
    default:
      return absl::InternalError(absl::StrCat("the database refused a statement", code));
  }
}

// Lets the connection wait for so long, roughly, for those of others.
int WaitWhenBusy(sqlite3* db, intptr_t milliseconds) {
  constexpr auto kTryAgain = [](void* milliseconds, int tries) -> int {
    if (tries * kBusyPause >= absl::Milliseconds(reinterpret_cast<intptr_t>(milliseconds)))
      return 0;
    absl::SleepFor(kBusyPause);
    return 1;
  };
  return sqlite3_busy_handler(db, kTryAgain, reinterpret_cast<void*>(milliseconds));
}

}  // namespace

absl::Status MakeDatabaseFile(const std::string& path) {
  // One that exists is not opened: closing it again would take away the locks that SQLite holds on
  // it in this process.
  const int made = open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (made >= 0) {
    close(made);
  } else if (errno != EEXIST) {
    return absl::UnavailableError(absl::StrCat("cannot open ", path, " (errno ", errno, ")"));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<SqliteConnection>> SqliteConnection::Open(const std::string& path,
                                                                         absl::string_view setup) {
  sqlite3* database = nullptr;
  // A connection belongs to one thread at a time, so SQLite need not lock it.
  const int code = sqlite3_open_v2(path.c_str(), &database,
                                   SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  std::unique_ptr<SqliteConnection> connection(new SqliteConnection(database));
  if (code != SQLITE_OK) return ErrorOf(code);
  sqlite3_extended_result_codes(database, 1);
  WaitWhenBusy(database, kBusyTimeoutMillis);
  BANSO_RETURN_IF_ERROR(connection->RunScript(setup));
  return connection;
}

void SqliteConnection::CloseDatabase::operator()(sqlite3* database) const {
  sqlite3_close_v2(database);
}

void SqliteConnection::FinalizeStatement::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

absl::Status SqliteConnection::RunScript(absl::string_view sql) {
  return Check(sqlite3_exec(database_.get(), std::string(sql).c_str(), nullptr, nullptr, nullptr));
}

void SqliteConnection::Rollback() {
  // Some errors have rolled back already.
  if (sqlite3_get_autocommit(database_.get()) == 0) (void)RunScript("ROLLBACK");
}

absl::Status SqliteConnection::Check(int code) const {
  if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE) return absl::OkStatus();
  return ErrorOf(sqlite3_extended_errcode(database_.get()));
}

bool SqliteConnection::EmptyLog() {
  WaitWhenBusy(database_.get(), kLogTimeoutMillis);
  const int code = sqlite3_wal_checkpoint_v2(database_.get(), nullptr, SQLITE_CHECKPOINT_TRUNCATE,
                                             nullptr, nullptr);
  WaitWhenBusy(database_.get(), kBusyTimeoutMillis);
  return code == SQLITE_OK;
}

absl::StatusOr<sqlite3_stmt*> SqliteConnection::Prepare(const std::string& sql) {
  const auto known = statements_.find(sql);
  if (known != statements_.end()) return known->second.get();
  sqlite3_stmt* statement = nullptr;
  BANSO_RETURN_IF_ERROR(Check(sqlite3_prepare_v3(database_.get(), sql.c_str(), -1,
                                                 SQLITE_PREPARE_PERSISTENT, &statement, nullptr)));
  statements_.emplace(sql, statement);
  return statement;
}

int SqliteConnection::Bind(sqlite3_stmt* statement, int number, const SqlValue& value) {
  // The arguments outlive the statement's run: nothing is copied. A null pointer would bind NULL,
  // not an empty text.
  const auto data = [](absl::string_view bytes) { return bytes.empty() ? "" : bytes.data(); };
  if (const auto* integer = std::get_if<int64_t>(&value)) {
    return sqlite3_bind_int64(statement, number, *integer);
  }
  if (const auto* truth = std::get_if<bool>(&value)) {
    return sqlite3_bind_int64(statement, number, *truth ? 1 : 0);
  }
  if (const auto* text = std::get_if<absl::string_view>(&value)) {
    return sqlite3_bind_text64(statement, number, data(*text), text->size(), SQLITE_STATIC,
                               SQLITE_UTF8);
  }
  if (const auto* bytes = std::get_if<SqlBytes>(&value)) {
    return sqlite3_bind_blob64(statement, number, data(bytes->value), bytes->value.size(),
                               SQLITE_STATIC);
  }
  return sqlite3_bind_null(statement, number);
}

SqlCell SqliteConnection::CellOf(sqlite3_stmt* statement, int column) {
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_NULL:
      return SqlCell();
    case SQLITE_INTEGER:
      return int64_t{sqlite3_column_int64(statement, column)};
    default: {
      const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement, column));
      const int size = sqlite3_column_bytes(statement, column);
      return bytes == nullptr ? std::string() : std::string(bytes, size);
    }
  }
}

absl::Status SqliteConnection::Step(
    sqlite3_stmt* statement,
    absl::FunctionRef<absl::Status(std::vector<SqlCell>& row)> visit) const {
  while (true) {
    const int code = sqlite3_step(statement);
    BANSO_RETURN_IF_ERROR(Check(code));
    if (code != SQLITE_ROW) return absl::OkStatus();
    std::vector<SqlCell> row;
    const int columns = sqlite3_column_count(statement);
    row.reserve(columns);
    for (int column = 0; column < columns; ++column) row.push_back(CellOf(statement, column));
    BANSO_RETURN_IF_ERROR(visit(row));
  }
}

absl::Status SqliteConnection::ForEachRow(
    const std::string& sql, absl::FunctionRef<absl::Status(std::vector<SqlCell>& row)> visit) {
  BANSO_ASSIGN_OR_RETURN(sqlite3_stmt * statement, Prepare(sql));
  const absl::Status status = Step(statement, visit);
  sqlite3_reset(statement);
  return status;
}

absl::StatusOr<SqlResult> SqliteConnection::Run(const std::string& sql,
                                                std::span<const SqlValue> arguments) {
  BANSO_ASSIGN_OR_RETURN(sqlite3_stmt * statement, Prepare(sql));
  SqlResult result;
  absl::Status status;
  for (size_t i = 0; i < arguments.size() && status.ok(); ++i) {
    status = Check(Bind(statement, static_cast<int>(i) + 1, arguments[i]));
  }
  if (status.ok()) {
    status = Step(statement, [&](std::vector<SqlCell>& row) {
      result.rows.push_back(std::move(row));
      return absl::OkStatus();
    });
  }
  if (status.ok() && sqlite3_stmt_readonly(statement) == 0) {
    result.affected = sqlite3_changes64(database_.get());
  }
  sqlite3_reset(statement);
  sqlite3_clear_bindings(statement);
  if (!status.ok()) return status;
  return result;
}

absl::Status SqliteConnection::Commit() {
  const absl::Status committed = RunScript("COMMIT");
  if (committed.ok()) return committed;
  const int code = sqlite3_extended_errcode(database_.get()) & 0xff;
  Rollback();
  // The frames may lie in the log whole though the flush failed, and come back after a crash.
  if (code == SQLITE_IOERR) return absl::UnknownError("the disk failed during the commit");
  return committed;
}

}  // namespace banso
