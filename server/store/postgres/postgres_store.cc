#include "server/store/postgres/postgres_store.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <iterator>
#include <random>
#include <set>
#include <span>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "engine/base/status_macros.h"
#include "server/base/steady_time.h"
#include "server/store/audit_void.h"
#include "server/store/migrations/migrations.h"
#include "server/store/postgres/array_text.h"
#include "server/store/postgres/connection_pool.h"
#include "server/store/postgres/conninfo.h"
#include "server/store/postgres/postgres_connection.h"
#include "server/store/postgres/schema_lock.h"
#include "server/store/sql/sql_driver.h"
#include "server/store/sql/sql_store.h"

namespace banso {
namespace {

// Between attempts to follow.
constexpr absl::Duration kShortestPause = absl::Milliseconds(100);
constexpr absl::Duration kLongestPause = absl::Seconds(5);
// Between looks at what is under way: the end of a commit of ours wakes the follower, that of
// another server's gives a notice, and only one that fails tells nobody.
constexpr absl::Duration kShortestLook = absl::Milliseconds(1);
constexpr absl::Duration kLongestLook = absl::Milliseconds(100);
// Commits of ours that come faster share a notice and a look.
constexpr absl::Duration kLeastBetweenLooks = absl::Milliseconds(1);
// Before a transaction that was in another's way is tried again; twice as long each time, at most.
constexpr absl::Duration kFirstRetryPause = absl::Milliseconds(2);
constexpr int kMostDoublings = 7;
// So many rows of the audit log may be unsettled before a reader settles them.
constexpr int64_t kMostUnsettled = 1000;

// Something that a thread polls for.
class Event {
 public:
  Event() : descriptor_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  ~Event() {
    if (descriptor_ >= 0) close(descriptor_);
  }

  bool valid() const { return descriptor_ >= 0; }
  int descriptor() const { return descriptor_; }

  void Set() {
    const uint64_t one = 1;
    (void)!write(descriptor_, &one, sizeof(one));
  }
  // Returns whether it was set since.
  bool Clear() {
    uint64_t count = 0;
    return read(descriptor_, &count, sizeof(count)) == static_cast<ssize_t>(sizeof(count));
  }

 private:
  const int descriptor_;
};

// Waits until one of the descriptors (negative: none) has something to read.
template <size_t kCount>
void PollFor(const int (&descriptors)[kCount], absl::Duration timeout) {
  pollfd polled[kCount];
  for (size_t i = 0; i < kCount; ++i) polled[i] = {descriptors[i], POLLIN, 0};
  poll(polled, kCount, static_cast<int>(absl::ToInt64Milliseconds(timeout)));
}

// 1 to 2^32 - 1, the same on every machine: every server has to lock the same (FNV-1a, folded).
uint32_t HashOf(absl::string_view thing) {
  uint64_t hash = 14695981039346656037u;
  for (const char c : thing) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
  const auto folded = static_cast<uint32_t>(hash ^ (hash >> 32));
  return folded == 0 ? 1 : folded;
}

// The statement that begins a commit.
std::string BeginCommit(const CommitScope& scope) {
  std::set<uint32_t> hashes;
  for (const std::string& thing : scope.things) hashes.insert(HashOf(thing));
  return absl::StrCat("SELECT begin_commit('{", absl::StrJoin(hashes, ","), "}', ",
                      scope.writes ? "true" : "false", ")");
}

int64_t Number(const SqlCell& cell) {
  const int64_t* number = std::get_if<int64_t>(&cell);
  return number == nullptr ? 0 : *number;
}

constexpr char kDrawnRevisions[] = "SELECT newest, complete FROM drawn_numbers('revision_numbers')";

// How far the audit log reaches, as audit_reach() of migration 0004 says.
struct AuditReach {
  int64_t newest = 0;
  int64_t complete = 0;
  int64_t settled = 0;
  int64_t present = 0;

  // Whether a number above `settled` is lacking.
  bool has_gap() const { return present < complete - settled; }
};

// Calls `look`, which returns what has a `newest` and a `complete`, until everything is complete
// that was drawn when it was first called.
template <typename Look>
auto AwaitComplete(absl::Time deadline, Look look) -> decltype(look()) {
  BANSO_ASSIGN_OR_RETURN(auto reach, look());
  const int64_t newest = reach.newest;
  for (absl::Duration pause = kShortestLook; reach.complete < newest;
       pause = std::min(2 * pause, kLongestLook)) {
    if (SteadyNow() + pause >= deadline) {
      return absl::DeadlineExceededError("a commit under way did not end within the deadline");
    }
    absl::SleepFor(pause);
    BANSO_ASSIGN_OR_RETURN(reach, look());
  }
  return reach;
}

class PostgresDriver final : public SqlDriver {
 public:
  PostgresDriver(std::string conninfo, const PostgresOptions& options)
      : conninfo_(std::move(conninfo)), recheck_interval_(options.recheck_interval) {
    for (int i = 0; i < options.pool_size; ++i) {
      pool_.Add(std::make_unique<PostgresConnection>(conninfo_));
    }
  }
  ~PostgresDriver() override {
    stopping_ = true;
    wake_.Set();
    if (follower_.joinable()) follower_.join();
  }

  bool valid() const { return wake_.valid(); }

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
  absl::StatusOr<Revision> CompleteRevision(absl::Time deadline) override;
  absl::StatusOr<Revision> CurrentRevision(absl::Time deadline) override;
  absl::StatusOr<int64_t> ReadableAudit(absl::Time deadline) override {
    return CompleteAudit(kMostUnsettled, deadline);
  }
  absl::StatusOr<int64_t> LastAuditNumber(absl::Time deadline) override {
    return CompleteAudit(0, deadline);
  }
  absl::Status SettleAudit(SqlConnection& connection, int64_t number) override;
  RevisionSignal& revisions() override { return revisions_; }
  void StartFollowing() override {
    follower_ = std::thread([this] { Follow(); });
  }

 private:
  using Work = absl::FunctionRef<absl::StatusOr<SqlOutcome>(SqlConnection&, const SqlResult&)>;

  // Runs `first` and, with its answer, `work` in a transaction, as Write does.
  absl::Status Transact(absl::Time deadline, absl::string_view first, Work work);
  // The first row that a statement gives.
  absl::StatusOr<std::vector<SqlCell>> ReadRow(const std::string& sql, absl::Time deadline);
  absl::StatusOr<AuditReach> ReachOfAudit(absl::Time deadline);
  // As LastAuditNumber. Settles the log if a number is lacking, or more than `most_unsettled` are
  // not settled.
  absl::StatusOr<int64_t> CompleteAudit(int64_t most_unsettled, absl::Time deadline);
  // Gives every number up to `number` that has no row and is not settled a void one.
  absl::Status FillAudit(int64_t number, absl::Time deadline);

  // Publishes commits of others until the store is closed.
  void Follow();
  // Follows on one connection until it breaks or the store is closed.
  absl::Status FollowOn(PostgresConnection& connection);
  // Publishes up to where the feed is complete; returns whether something is under way beyond.
  absl::StatusOr<bool> PublishNewest(PostgresConnection& connection);

  const SqlDialect dialect_ = {
      .kind = "postgres",
      .argument_sign = '$',
      .count_migration_tables =
          "SELECT count(*) FROM pg_tables WHERE schemaname ="
          " current_schema() AND tablename = 'schema_migrations'",
      // The number is "banso" in ASCII. The lock ends with the transaction.
      .lock_migrations = "SELECT pg_advisory_xact_lock(422541423471)",
      .join_texts = "string_agg",
      .writes_in_with = true,
      .migrations = PostgresMigrations()};
  const std::string conninfo_;
  const absl::Duration recheck_interval_;
  RevisionSignal revisions_;
  ConnectionPool pool_;
  std::atomic<bool> stopping_ = false;
  std::atomic<bool> untold_ = false;  // a commit of ours that no notice told of yet
  Event wake_;                        // the follower has something to do
  std::thread follower_;
};

absl::Status PostgresDriver::Transact(absl::Time deadline, absl::string_view first, Work work) {
  thread_local std::minstd_rand random(std::random_device{}());
  for (int attempt = 0;; ++attempt) {
    bool in_the_way = false;
    const absl::Status status =
        pool_.Run(deadline, [&](PostgresConnection& connection) -> absl::Status {
          absl::StatusOr<SqlOutcome> outcome = SqlOutcome::kDiscard;
          if (const auto begun = connection.Begin(deadline, first); begun.ok()) {
            outcome = work(connection, *begun);
          } else {
            outcome = begun.status();
          }
          absl::Status ended = outcome.status();
          // What is erased leaves the files when PostgreSQL vacuums them; it cannot be made to
          // wait.
          if (outcome.ok() && *outcome != SqlOutcome::kDiscard) {
            ended = connection.Commit();
          } else {
            connection.Rollback();
          }
          in_the_way = !ended.ok() && connection.was_in_the_way();
          return ended;
        });
    if (!in_the_way) return status;
    const absl::Duration pause = kFirstRetryPause * (1 << std::min(attempt, kMostDoublings)) *
                                 std::uniform_real_distribution<double>(0, 1)(random);
    if (SteadyNow() + pause >= deadline) return status;
    absl::SleepFor(pause);
  }
}

absl::Status PostgresDriver::Write(
    absl::Time deadline, absl::FunctionRef<absl::StatusOr<SqlOutcome>(SqlConnection&)> work) {
  return Transact(deadline, "",
                  [&](SqlConnection& connection, const SqlResult&) { return work(connection); });
}

absl::Status PostgresDriver::Commit(
    absl::Time deadline, const CommitScope& scope,
    absl::FunctionRef<absl::StatusOr<SqlOutcome>(SqlConnection&, Revision)> work) {
  const absl::Status status = Transact(
      deadline, BeginCommit(scope),
      [&](SqlConnection& connection, const SqlResult& begun) -> absl::StatusOr<SqlOutcome> {
        if (begun.rows.size() != 1) return absl::InternalError("the store has no revision");
        return work(connection, Number(begun.rows[0][0]));
      });
  // However it ended, others may be complete now. A notice within the transaction would make all
  // commits queue for the notices' own lock.
  if (scope.writes) {
    untold_ = true;
    wake_.Set();
  }
  return status;
}

absl::StatusOr<int64_t> PostgresDriver::AppendAudit(SqlConnection& connection,
                                                    std::span<const AuditRow> rows) {
  ArrayText times, principals, entries, subjects, subject_rows;
  int64_t place = 0;
  for (const AuditRow& row : rows) {
    ++place;
    times.Add(absl::StrCat(absl::ToUnixMicros(row.time)));
    principals.Add(row.principal);
    entries.AddBytes(row.entry);
    for (const std::string& subject : row.subjects) {
      subjects.Add(subject);
      subject_rows.Add(absl::StrCat(place));
    }
  }
  const std::string arrays[] = {std::move(times).Finish(), std::move(principals).Finish(),
                                std::move(entries).Finish(), std::move(subjects).Finish(),
                                std::move(subject_rows).Finish()};
  const std::vector<SqlValue> arguments(std::begin(arrays), std::end(arrays));
  BANSO_ASSIGN_OR_RETURN(
      const SqlResult appended,
      connection.Run("SELECT append_audit($1::bigint[], $2::text[], $3::bytea[], $4::text[],"
                     " $5::integer[])",
                     arguments));
  if (appended.rows.size() != 1) return absl::InternalError("the audit log gives no number");
  return Number(appended.rows[0][0]);
}

absl::Status PostgresDriver::Read(absl::Time deadline,
                                  absl::FunctionRef<absl::Status(SqlConnection&)> work) {
  return pool_.Run(deadline, [&](PostgresConnection& connection) {
    absl::Status status = connection.BeginRead(deadline);
    if (status.ok()) status = work(connection);
    connection.EndRead();
    return status;
  });
}

absl::StatusOr<std::vector<SqlCell>> PostgresDriver::ReadRow(const std::string& sql,
                                                             absl::Time deadline) {
  std::vector<SqlCell> cells;
  BANSO_RETURN_IF_ERROR(Read(deadline, [&](SqlConnection& connection) -> absl::Status {
    BANSO_ASSIGN_OR_RETURN(SqlResult result, connection.Run(sql, {}));
    if (result.rows.size() != 1) return absl::InternalError("the store lacks one of its rows");
    cells = std::move(result.rows[0]);
    return absl::OkStatus();
  }));
  return cells;
}

absl::StatusOr<Revision> PostgresDriver::CompleteRevision(absl::Time deadline) {
  BANSO_ASSIGN_OR_RETURN(const std::vector<SqlCell> drawn, ReadRow(kDrawnRevisions, deadline));
  return Number(drawn[1]);
}

absl::StatusOr<Revision> PostgresDriver::CurrentRevision(absl::Time deadline) {
  struct Drawn {
    Revision newest = 0;
    Revision complete = 0;
  };
  BANSO_ASSIGN_OR_RETURN(const Drawn drawn, AwaitComplete(deadline, [&]() -> absl::StatusOr<Drawn> {
                           BANSO_ASSIGN_OR_RETURN(const std::vector<SqlCell> row,
                                                  ReadRow(kDrawnRevisions, deadline));
                           return Drawn{.newest = Number(row[0]), .complete = Number(row[1])};
                         }));
  return drawn.complete;
}

absl::StatusOr<AuditReach> PostgresDriver::ReachOfAudit(absl::Time deadline) {
  BANSO_ASSIGN_OR_RETURN(
      const std::vector<SqlCell> row,
      ReadRow("SELECT newest, complete, settled, present FROM audit_reach()", deadline));
  return AuditReach{.newest = Number(row[0]),
                    .complete = Number(row[1]),
                    .settled = Number(row[2]),
                    .present = Number(row[3])};
}

absl::StatusOr<int64_t> PostgresDriver::CompleteAudit(int64_t most_unsettled, absl::Time deadline) {
  BANSO_ASSIGN_OR_RETURN(const AuditReach reach,
                         AwaitComplete(deadline, [&] { return ReachOfAudit(deadline); }));
  if (reach.has_gap() || reach.complete - reach.settled > most_unsettled) {
    BANSO_RETURN_IF_ERROR(FillAudit(reach.complete, deadline));
  }
  return reach.complete;
}

absl::Status PostgresDriver::FillAudit(int64_t number, absl::Time deadline) {
  const AuditRow row = VoidAuditRow(absl::Now());
  const std::array<SqlValue, 3> lacking = {number, absl::ToUnixMicros(row.time),
                                           SqlBytes{row.entry}};
  return Write(deadline, [&](SqlConnection& connection) -> absl::StatusOr<SqlOutcome> {
    // Whoever settles at the same time waits here, and then finds nothing to do.
    BANSO_RETURN_IF_ERROR(
        connection.Run("SELECT number FROM audit_settled FOR UPDATE", {}).status());
    BANSO_RETURN_IF_ERROR(
        connection
            .Run("INSERT INTO audit (number, time_micros, principal, entry)"
                 " SELECT lacking, $2::bigint, '', $3::bytea FROM audit_settled,"
                 " generate_series(audit_settled.number + 1, $1::bigint) AS lacking"
                 " WHERE NOT EXISTS (SELECT 1 FROM audit WHERE audit.number = lacking)",
                 lacking)
            .status());
    BANSO_RETURN_IF_ERROR(SettleAudit(connection, number));
    return SqlOutcome::kCommit;
  });
}

absl::Status PostgresDriver::SettleAudit(SqlConnection& connection, int64_t number) {
  const std::array<SqlValue, 1> up_to = {number};
  return connection.Run("UPDATE audit_settled SET number = $1 WHERE number < $1", up_to).status();
}

void PostgresDriver::Follow() {
  absl::Duration pause = kShortestPause;
  while (!stopping_) {
    PostgresConnection connection(conninfo_);
    const absl::Time started = SteadyNow();
    if (FollowOn(connection).ok()) return;
    revisions_.SetAway(true);
    if (SteadyNow() - started > kLongestPause) pause = kShortestPause;
    const absl::Time again = SteadyNow() + pause;
    while (!stopping_ && SteadyNow() < again) {
      wake_.Clear();
      if (!stopping_) PollFor({wake_.descriptor()}, again - SteadyNow() + absl::Milliseconds(1));
    }
    pause = std::min(2 * pause, kLongestPause);
  }
}

absl::Status PostgresDriver::FollowOn(PostgresConnection& connection) {
  const auto run = [&connection](absl::string_view script) {
    BANSO_RETURN_IF_ERROR(connection.BeginRead(absl::InfiniteFuture()));
    const absl::Status status = connection.RunScript(script);
    connection.EndRead();
    return status;
  };
  BANSO_RETURN_IF_ERROR(connection.Open());
  // A notice need not outlive a crash, so it does not wait for the disk.
  BANSO_RETURN_IF_ERROR(run("LISTEN banso_revision; SET synchronous_commit = off"));
  BANSO_RETURN_IF_ERROR(ShareSchema(connection));
  absl::Duration look = kShortestLook;
  int own_notices = 0;  // of ours that have not come back to us yet
  while (!stopping_) {
    const absl::Time began = SteadyNow();
    wake_.Clear();
    if (untold_.exchange(false)) {
      absl::Status told = run("NOTIFY banso_revision");
      if (!told.ok()) {
        untold_ = true;
        return told;
      }
      ++own_notices;
      look = kShortestLook;
    }
    BANSO_ASSIGN_OR_RETURN(const bool under_way, PublishNewest(connection));
    revisions_.SetAway(false);
    // A notice may have come in with the answer above; then the socket stays silent about it.
    BANSO_ASSIGN_OR_RETURN(const int notices, connection.TakeNotices());
    const int own = std::min(own_notices, notices);
    own_notices -= own;
    if (notices > own) {
      look = kShortestLook;
      continue;
    }
    PollFor({wake_.descriptor(), connection.socket()},
            under_way ? std::min(look, recheck_interval_) : recheck_interval_);
    look = under_way ? std::min(2 * look, kLongestLook) : kShortestLook;
    const absl::Duration early = kLeastBetweenLooks - (SteadyNow() - began);
    if (early > absl::ZeroDuration()) absl::SleepFor(early);
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> PostgresDriver::PublishNewest(PostgresConnection& connection) {
  BANSO_RETURN_IF_ERROR(connection.BeginRead(absl::InfiniteFuture()));
  const absl::StatusOr<SqlResult> drawn = connection.Run(kDrawnRevisions, {});
  connection.EndRead();
  BANSO_RETURN_IF_ERROR(drawn.status());
  if (drawn->rows.size() != 1) return absl::InternalError("the store has no revision");
  const Revision newest = Number(drawn->rows[0][0]), complete = Number(drawn->rows[0][1]);
  revisions_.Publish(complete);
  return complete < newest;
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
