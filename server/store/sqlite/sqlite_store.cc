#include "server/store/sqlite/sqlite_store.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "engine/base/status_macros.h"
#include "server/store/migrations/migrations.h"
#include "server/store/sql/lease_pool.h"
#include "server/store/sql/row_inserter.h"
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
  absl::Status Commit(
      absl::Time deadline, const CommitScope& scope,
      absl::FunctionRef<absl::StatusOr<SqlOutcome>(SqlConnection&, Revision)> work) override;
  absl::StatusOr<int64_t> AppendAudit(SqlConnection& connection,
                                      std::span<const AuditRow> rows) override;
  // There is one writer, so what was drawn and can be seen is complete.
  absl::StatusOr<Revision> CompleteRevision(absl::Time deadline) override {
    return ReadNumber("SELECT revision FROM store_revision", deadline);
  }
  absl::StatusOr<Revision> CurrentRevision(absl::Time deadline) override {
    return CompleteRevision(deadline);
  }
  absl::StatusOr<int64_t> ReadableAudit(absl::Time) override {
    return std::numeric_limits<int64_t>::max();
  }
  absl::StatusOr<int64_t> LastAuditNumber(absl::Time deadline) override {
    return ReadNumber("SELECT audit_number FROM store_revision", deadline);
  }
  absl::Status SettleAudit(SqlConnection&, int64_t) override { return absl::OkStatus(); }
  RevisionSignal& revisions() override { return revisions_; }
  // Nobody else can commit.
  void StartFollowing() override {}

 private:
  // The one cell that a statement gives.
  static absl::StatusOr<int64_t> RunForNumber(SqlConnection& connection, const std::string& sql,
                                              std::span<const SqlValue> arguments);
  absl::StatusOr<int64_t> ReadNumber(const std::string& sql, absl::Time deadline);

  const SqlDialect dialect_ = {.kind = "sqlite",
                               .argument_sign = '?',
                               .count_migration_tables =
                                   "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND"
                                   " name = 'schema_migrations'",
                               .lock_migrations = "",
                               .join_texts = "group_concat",
                               .migrations = SqliteMigrations()};
  const RowInserter add_audit_{
      dialect_.argument_sign, "audit", {"number", "time_micros", "principal", "entry"}};
  const RowInserter add_subjects_{dialect_.argument_sign, "audit_subjects", {"subject", "number"}};
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

absl::Status SqliteDriver::Commit(
    absl::Time deadline, const CommitScope& scope,
    absl::FunctionRef<absl::StatusOr<SqlOutcome>(SqlConnection&, Revision)> work) {
  Revision revision = 0;
  bool committed = false;
  BANSO_RETURN_IF_ERROR(
      Write(deadline, [&](SqlConnection& connection) -> absl::StatusOr<SqlOutcome> {
        const std::array<SqlValue, 1> raise = {int64_t{scope.writes ? 1 : 0}};
        BANSO_ASSIGN_OR_RETURN(
            revision,
            RunForNumber(connection,
                         "UPDATE store_revision SET revision = revision + ?1 RETURNING revision",
                         raise));
        BANSO_ASSIGN_OR_RETURN(const SqlOutcome outcome, work(connection, revision));
        committed = outcome != SqlOutcome::kDiscard;
        return outcome;
      }));
  if (committed) revisions_.Publish(revision);
  return absl::OkStatus();
}

absl::StatusOr<int64_t> SqliteDriver::AppendAudit(SqlConnection& connection,
                                                  std::span<const AuditRow> rows) {
  const std::array<SqlValue, 1> raise = {static_cast<int64_t>(rows.size())};
  BANSO_ASSIGN_OR_RETURN(const int64_t last,
                         RunForNumber(connection,
                                      "UPDATE store_revision SET audit_number = audit_number + ?1"
                                      " RETURNING audit_number",
                                      raise));
  std::vector<SqlValue> values, subjects;
  int64_t number = last - static_cast<int64_t>(rows.size());
  for (const AuditRow& row : rows) {
    ++number;
    values.insert(values.end(), {number, absl::ToUnixMicros(row.time),
                                 absl::string_view(row.principal), SqlBytes{row.entry}});
    for (const std::string& subject : row.subjects) {
      subjects.insert(subjects.end(), {absl::string_view(subject), number});
    }
  }
  BANSO_RETURN_IF_ERROR(add_audit_.Insert(connection, values));
  BANSO_RETURN_IF_ERROR(add_subjects_.Insert(connection, subjects));
  return last;
}

absl::StatusOr<int64_t> SqliteDriver::RunForNumber(SqlConnection& connection,
                                                   const std::string& sql,
                                                   std::span<const SqlValue> arguments) {
  BANSO_ASSIGN_OR_RETURN(const SqlResult result, connection.Run(sql, arguments));
  if (result.rows.size() != 1) return absl::InternalError("the store has no revision");
  return std::get<int64_t>(result.rows[0][0]);
}

absl::StatusOr<int64_t> SqliteDriver::ReadNumber(const std::string& sql, absl::Time deadline) {
  int64_t number = 0;
  BANSO_RETURN_IF_ERROR(Read(deadline, [&](SqlConnection& connection) -> absl::Status {
    BANSO_ASSIGN_OR_RETURN(number, RunForNumber(connection, sql, {}));
    return absl::OkStatus();
  }));
  return number;
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
