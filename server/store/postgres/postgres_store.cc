#include "server/store/postgres/postgres_store.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <thread>
#include <utility>

#include "absl/status/status.h"
#include "absl/time/clock.h"
#include "engine/base/status_macros.h"
#include "server/store/migrations/migrations.h"
#include "server/store/postgres/conninfo.h"
#include "server/store/postgres/postgres_connection.h"
#include "server/store/postgres/schema_lock.h"
#include "server/store/sql/lease_pool.h"
#include "server/store/sql/sql_driver.h"
#include "server/store/sql/sql_store.h"

namespace banso {
namespace {

constexpr absl::Duration kShortestPause = absl::Milliseconds(100);
constexpr absl::Duration kLongestPause = absl::Seconds(5);

// Wakes a thread that polls.
class StopEvent {
 public:
  StopEvent() : descriptor_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}
  StopEvent(const StopEvent&) = delete;
  StopEvent& operator=(const StopEvent&) = delete;
  ~StopEvent() {
    if (descriptor_ >= 0) close(descriptor_);
  }

  bool valid() const { return descriptor_ >= 0; }

  void Set() {
    const uint64_t one = 1;
    (void)!write(descriptor_, &one, sizeof(one));
  }

  // Returns true once Set() was called; waits up to `timeout` for it or for `socket`, if that is
  // not negative, to have something to read.
  bool WaitFor(int socket, absl::Duration timeout) {
    pollfd polled[] = {{descriptor_, POLLIN, 0}, {socket, POLLIN, 0}};
    poll(polled, 2, static_cast<int>(absl::ToInt64Milliseconds(timeout)));
    return polled[0].revents != 0;
  }

 private:
  const int descriptor_;
};

class PostgresDriver final : public SqlDriver {
 public:
  PostgresDriver(std::string conninfo, const PostgresOptions& options)
      : conninfo_(std::move(conninfo)), recheck_interval_(options.recheck_interval) {
    for (int i = 0; i < options.pool_size; ++i) {
      pool_.Add(std::make_unique<PostgresConnection>(conninfo_));
    }
  }
  ~PostgresDriver() override {
    stop_.Set();
    if (follower_.joinable()) follower_.join();
  }

  bool valid() const { return stop_.valid(); }

  const SqlDialect& dialect() const override { return dialect_; }
  absl::Status Write(absl::Time deadline,
                     absl::FunctionRef<absl::StatusOr<SqlOutcome>(SqlConnection&)> work) override;
  absl::Status Read(absl::Time deadline,
                    absl::FunctionRef<absl::Status(SqlConnection&)> work) override;
  RevisionSignal& revisions() override { return revisions_; }
  void StartFollowing() override {
    follower_ = std::thread([this] { Follow(); });
  }

 private:
  // Takes a connection, and runs `attempt` on it. A connection that lay idle may have broken
  // without anybody noticing, which says nothing about the database: one more try is given.
  absl::Status WithConnection(absl::Time deadline,
                              absl::FunctionRef<absl::Status(PostgresConnection&)> attempt);
  // Publishes commits of others until the store is closed.
  void Follow();
  // Follows on one connection until it breaks or the store is closed.
  absl::Status FollowOn(PostgresConnection& connection);
  absl::Status PublishNewest(PostgresConnection& connection);

  const SqlDialect dialect_ = {
      .kind = "postgres",
      .argument_sign = '$',
      .count_migration_tables =
          "SELECT count(*) FROM pg_tables WHERE schemaname ="
          " current_schema() AND tablename = 'schema_migrations'",
      // The number is "banso" in ASCII. The lock ends with the transaction.
      .lock_migrations = "SELECT pg_advisory_xact_lock(422541423471)",
      .join_texts = "string_agg",
      .migrations = PostgresMigrations()};
  const std::string conninfo_;
  const absl::Duration recheck_interval_;
  RevisionSignal revisions_;
  LeasePool<PostgresConnection> pool_;
  StopEvent stop_;
  std::thread follower_;
};

absl::Status PostgresDriver::WithConnection(
    absl::Time deadline, absl::FunctionRef<absl::Status(PostgresConnection&)> attempt) {
  BANSO_ASSIGN_OR_RETURN(auto connection, pool_.Take(deadline));
  const bool was_idle = !connection->broken();
  BANSO_RETURN_IF_ERROR(connection->Open());
  absl::Status status = attempt(*connection);
  if (absl::IsUnavailable(status) && was_idle && connection->broken()) {
    BANSO_RETURN_IF_ERROR(connection->Open());
    status = attempt(*connection);
  }
  return status;
}

absl::Status PostgresDriver::Write(
    absl::Time deadline, absl::FunctionRef<absl::StatusOr<SqlOutcome>(SqlConnection&)> work) {
  return WithConnection(deadline, [&](PostgresConnection& connection) -> absl::Status {
    absl::StatusOr<SqlOutcome> outcome = SqlOutcome::kDiscard;
    if (const absl::Status begun = connection.Begin(deadline); begun.ok()) {
      outcome = work(connection);
    } else {
      outcome = begun;
    }
    // What is erased leaves the files when PostgreSQL vacuums them; it cannot be made to wait.
    if (outcome.ok() && *outcome != SqlOutcome::kDiscard) return connection.Commit();
    connection.Rollback();
    return outcome.status();
  });
}

absl::Status PostgresDriver::Read(absl::Time deadline,
                                  absl::FunctionRef<absl::Status(SqlConnection&)> work) {
  return WithConnection(deadline, [&](PostgresConnection& connection) {
    absl::Status status = connection.BeginRead(deadline);
    if (status.ok()) status = work(connection);
    connection.EndRead();
    return status;
  });
}

void PostgresDriver::Follow() {
  absl::Duration pause = kShortestPause;
  while (true) {
    PostgresConnection connection(conninfo_);
    const absl::Time started = absl::Now();
    if (FollowOn(connection).ok()) return;
    revisions_.SetAway(true);
    if (absl::Now() - started > kLongestPause) pause = kShortestPause;
    if (stop_.WaitFor(-1, pause)) return;
    pause = std::min(2 * pause, kLongestPause);
  }
}

absl::Status PostgresDriver::FollowOn(PostgresConnection& connection) {
  BANSO_RETURN_IF_ERROR(connection.Open());
  BANSO_RETURN_IF_ERROR(connection.BeginRead(absl::InfiniteFuture()));
  const absl::Status listening = connection.RunScript("LISTEN banso_revision");
  connection.EndRead();
  BANSO_RETURN_IF_ERROR(listening);
  BANSO_RETURN_IF_ERROR(ShareSchema(connection));
  while (true) {
    BANSO_RETURN_IF_ERROR(PublishNewest(connection));
    revisions_.SetAway(false);
    // A notice may have come in with the answer above; then the socket stays silent about it.
    BANSO_ASSIGN_OR_RETURN(const int notices, connection.TakeNotices());
    if (stop_.WaitFor(connection.socket(),
                      notices > 0 ? absl::ZeroDuration() : recheck_interval_)) {
      return absl::OkStatus();
    }
  }
}

absl::Status PostgresDriver::PublishNewest(PostgresConnection& connection) {
  BANSO_RETURN_IF_ERROR(connection.BeginRead(absl::InfiniteFuture()));
  const absl::StatusOr<SqlResult> result =
      connection.Run("SELECT revision FROM store_revision", {});
  connection.EndRead();
  BANSO_RETURN_IF_ERROR(result.status());
  if (result->rows.size() != 1) return absl::InternalError("the store has no revision");
  revisions_.Publish(std::get<int64_t>(result->rows[0][0]));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<Store>> OpenPostgresStore(const PostgresOptions& options) {
  if (options.pool_size < 1 || options.recheck_interval <= absl::ZeroDuration()) {
    return absl::InvalidArgumentError("pool_size and recheck_interval must be positive");
  }
  BANSO_ASSIGN_OR_RETURN(std::string conninfo, WithTimeouts(options.connection));
  PostgresConnection first(conninfo);
  BANSO_RETURN_IF_ERROR(first.OpenFirst());
  auto driver = std::make_unique<PostgresDriver>(std::move(conninfo), options);
  if (!driver->valid()) return absl::UnavailableError("the system gives no event descriptor");
  return OpenSqlStore(std::move(driver), absl::InfiniteFuture());
}

}  // namespace banso
