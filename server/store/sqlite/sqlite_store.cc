#include "server/store/sqlite/sqlite_store.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "engine/base/status_macros.h"
#include "server/store/migrations/migrations.h"
#include "server/store/sql/lease_pool.h"
#include "server/store/sql/sql_driver.h"
#include "server/store/sql/sql_store.h"

namespace banso {
namespace {

constexpr int kReaders = 4;
constexpr int kBusyTimeoutMillis = 5000;
constexpr mode_t kOwnerOnly = S_IRUSR | S_IWUSR;

struct CloseDatabase {
  void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
};
struct FinalizeStatement {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};

// SQLite's own texts may repeat values, so only the code decides what is said.
absl::Status ErrorOf(int extended_code) {
  switch (extended_code) {
    case SQLITE_CONSTRAINT_FOREIGNKEY:
      return absl::FailedPreconditionError("a reference would be broken");
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_UNIQUE:
      return absl::AlreadyExistsError("a key that must be unique is taken");
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

// One connection with its prepared statements.
class SqliteConnection final : public SqlConnection {
 public:
  static absl::StatusOr<std::unique_ptr<SqliteConnection>> Open(const std::string& path, int mode);

  absl::StatusOr<SqlResult> Run(const std::string& sql,
                                std::span<const SqlValue> arguments) override;
  absl::Status RunScript(absl::string_view sql) override {
    return Check(
        sqlite3_exec(database_.get(), std::string(sql).c_str(), nullptr, nullptr, nullptr));
  }

  // Errors: UNKNOWN if the disk failed while the commit was written.
  absl::Status Commit();
  void Rollback() {
    // Some errors have rolled back already.
    if (sqlite3_get_autocommit(database_.get()) == 0) (void)RunScript("ROLLBACK");
  }

 private:
  explicit SqliteConnection(sqlite3* database) : database_(database) {}

  absl::Status Check(int code) const {
    if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE) return absl::OkStatus();
    return ErrorOf(sqlite3_extended_errcode(database_.get()));
  }
  absl::StatusOr<sqlite3_stmt*> Prepare(const std::string& sql);
  static int Bind(sqlite3_stmt* statement, int number, const SqlValue& value);
  static SqlCell CellOf(sqlite3_stmt* statement, int column);

  std::unique_ptr<sqlite3, CloseDatabase> database_;
  absl::flat_hash_map<std::string, std::unique_ptr<sqlite3_stmt, FinalizeStatement>> statements_;
};

absl::StatusOr<std::unique_ptr<SqliteConnection>> SqliteConnection::Open(const std::string& path,
                                                                         int mode) {
  sqlite3* database = nullptr;
  // A connection belongs to one thread at a time, so SQLite need not lock it.
  const int code = sqlite3_open_v2(path.c_str(), &database, mode | SQLITE_OPEN_NOMUTEX, nullptr);
  std::unique_ptr<SqliteConnection> connection(new SqliteConnection(database));
  if (code != SQLITE_OK) return ErrorOf(code);
  sqlite3_extended_result_codes(database, 1);
  sqlite3_busy_timeout(database, kBusyTimeoutMillis);
  // What was erased is overwritten, not only unlinked.
  BANSO_RETURN_IF_ERROR(
      connection->RunScript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                            "PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;"
                            "PRAGMA trusted_schema = OFF"));
  return connection;
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

absl::StatusOr<SqlResult> SqliteConnection::Run(const std::string& sql,
                                                std::span<const SqlValue> arguments) {
  BANSO_ASSIGN_OR_RETURN(sqlite3_stmt * statement, Prepare(sql));
  SqlResult result;
  absl::Status status;
  for (size_t i = 0; i < arguments.size() && status.ok(); ++i) {
    status = Check(Bind(statement, static_cast<int>(i) + 1, arguments[i]));
  }
  while (status.ok()) {
    const int code = sqlite3_step(statement);
    status = Check(code);
    if (code != SQLITE_ROW) break;
    std::vector<SqlCell>& row = result.rows.emplace_back();
    const int columns = sqlite3_column_count(statement);
    for (int column = 0; column < columns; ++column) row.push_back(CellOf(statement, column));
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

// Keeps other processes, and other stores of this one, away from the database. SQLite itself would
// let them in, but then nobody would wake our waiters.
class FileLock {
 public:
  FileLock() = default;
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;
  ~FileLock() {
    if (descriptor_ >= 0) close(descriptor_);
  }

  absl::Status Acquire(const std::string& database) {
    const std::string path = absl::StrCat(database, ".lock");
    descriptor_ = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kOwnerOnly);
    if (descriptor_ < 0) {
      return absl::UnavailableError(absl::StrCat("cannot open ", path, " (errno ", errno, ")"));
    }
    if (flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
      return absl::FailedPreconditionError(
          absl::StrCat("database ", database, " is in use by another server"));
    }
    return absl::OkStatus();
  }

 private:
  int descriptor_ = -1;
};

class SqliteDriver final : public SqlDriver {
 public:
  absl::Status Open(const std::string& path);

  const SqlDialect& dialect() const override { return dialect_; }
  absl::Status Write(absl::Time deadline,
                     absl::FunctionRef<absl::StatusOr<SqlOutcome>(SqlConnection&)> work) override;
  absl::Status Read(absl::Time deadline,
                    absl::FunctionRef<absl::Status(SqlConnection&)> work) override;
  RevisionSignal& revisions() override { return revisions_; }
  // Nobody else can commit.
  void StartFollowing() override {}

 private:
  const SqlDialect dialect_ = {.kind = "sqlite",
                               .argument_sign = '?',
                               .count_migration_tables =
                                   "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND"
                                   " name = 'schema_migrations'",
                               .lock_migrations = "",
                               .migrations = SqliteMigrations()};
  FileLock lock_;  // released after the connections below are closed
  RevisionSignal revisions_;
  LeasePool<SqliteConnection> writer_;  // one: SQLite has one writer at a time
  LeasePool<SqliteConnection> readers_;
};

absl::Status SqliteDriver::Open(const std::string& path) {
  if (path.empty()) return absl::InvalidArgumentError("the path of the database is empty");
  BANSO_RETURN_IF_ERROR(lock_.Acquire(path));
  // SQLite would make the file readable for everybody; what lies beside it takes its mode.
  const int made = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kOwnerOnly);
  if (made < 0) {
    return absl::UnavailableError(absl::StrCat("cannot open ", path, " (errno ", errno, ")"));
  }
  close(made);
  for (int i = 0; i <= kReaders; ++i) {
    BANSO_ASSIGN_OR_RETURN(auto connection, SqliteConnection::Open(path, SQLITE_OPEN_READWRITE));
    if (i == 0) {
      writer_.Add(std::move(connection));
      continue;
    }
    BANSO_RETURN_IF_ERROR(connection->RunScript("PRAGMA query_only = ON"));
    readers_.Add(std::move(connection));
  }
  return absl::OkStatus();
}

absl::Status SqliteDriver::Write(
    absl::Time deadline, absl::FunctionRef<absl::StatusOr<SqlOutcome>(SqlConnection&)> work) {
  BANSO_ASSIGN_OR_RETURN(auto connection, writer_.Take(deadline));
  BANSO_RETURN_IF_ERROR(connection->RunScript("BEGIN IMMEDIATE"));
  const absl::StatusOr<SqlOutcome> outcome = work(*connection);
  if (!outcome.ok() || *outcome == SqlOutcome::kDiscard) {
    connection->Rollback();
    return outcome.status();
  }
  return connection->Commit();
}

absl::Status SqliteDriver::Read(absl::Time deadline,
                                absl::FunctionRef<absl::Status(SqlConnection&)> work) {
  BANSO_ASSIGN_OR_RETURN(auto connection, readers_.Take(deadline));
  return work(*connection);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Store>> OpenSqliteStore(const std::string& path) {
  auto driver = std::make_unique<SqliteDriver>();
  if (absl::Status opened = driver->Open(path); !opened.ok()) {
    return absl::Status(opened.code(), absl::StrCat(opened.message(), ": ", path));
  }
  return OpenSqlStore(std::move(driver), absl::InfiniteFuture());
}

}  // namespace banso
