#include "server/store/sqlite/sqlite_store.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "engine/base/status_macros.h"
#include "server/store/migrations/migrations.h"
#include "server/store/sql/lease_pool.h"
#include "server/store/sql/sql_driver.h"
#include "server/store/sql/sql_store.h"
#include "server/store/sqlite/sqlite_connection.h"

namespace banso {
namespace {

constexpr int kReaders = 4;
constexpr mode_t kOwnerOnly = S_IRUSR | S_IWUSR;
// What was deleted is overwritten in the file, not only unlinked. The log keeps pages as they were
// until it is begun anew, and is then cut off behind what is written into it.
constexpr char kSetup[] =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
    "PRAGMA secure_delete = ON; PRAGMA journal_size_limit = 0; PRAGMA trusted_schema = OFF";

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
                               .join_texts = "group_concat",
                               .migrations = SqliteMigrations()};
  FileLock lock_;  // released after the connections below are closed
  RevisionSignal revisions_;
  LeasePool<SqliteConnection> writer_;  // one: SQLite has one writer at a time
  bool log_is_stale_ = false;  // it holds what was erased; for whoever has taken the writer
  LeasePool<SqliteConnection> readers_;
};

absl::Status SqliteDriver::Open(const std::string& path) {
  if (path.empty()) return absl::InvalidArgumentError("the path of the database is empty");
  BANSO_RETURN_IF_ERROR(lock_.Acquire(path));
  BANSO_RETURN_IF_ERROR(MakeDatabaseFile(path));
  for (int i = 0; i <= kReaders; ++i) {
    BANSO_ASSIGN_OR_RETURN(auto connection, SqliteConnection::Open(path, kSetup));
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
  BANSO_RETURN_IF_ERROR(connection->Commit());
  log_is_stale_ |= *outcome == SqlOutcome::kCommitAndErase;
  // A reader may prevent it; then the next commit tries again, and closing the database does.
  if (log_is_stale_ && connection->EmptyLog()) log_is_stale_ = false;
  return absl::OkStatus();
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
