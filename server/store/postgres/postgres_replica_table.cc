#include "server/store/postgres/postgres_replica_table.h"

#include <cstdint>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/string_view.h"
#include "engine/base/status_macros.h"
#include "server/store/postgres/connection_pool.h"
#include "server/store/postgres/conninfo.h"
#include "server/store/postgres/postgres_connection.h"

namespace banso {
namespace {

// One for who renews, one for who waits.
constexpr int kConnections = 2;

// Who takes a lease anew does so alone, so that places come in the order of commits. The number is
// "bansr" in ASCII; the lock ends with the transaction.
constexpr char kLock[] = "SELECT pg_advisory_xact_lock(422541423474)";
// Rows of servers that are gone for long.
constexpr char kForget[] =
    "DELETE FROM replicas WHERE lease_end < clock_timestamp() - interval '1 hour'";
constexpr char kTake[] =
    "INSERT INTO replicas AS mine (id, place, applied_revision, lease_end)"
    " VALUES ($1, nextval('replica_places'), $2,"
    "         clock_timestamp() + $3::bigint * interval '1 microsecond')"
    " ON CONFLICT (id) DO UPDATE SET place = excluded.place,"
    " applied_revision = excluded.applied_revision, lease_end = excluded.lease_end"
    " RETURNING NOT EXISTS (SELECT FROM replicas AS other WHERE other.place < mine.place"
    "                       AND other.id <> mine.id AND other.lease_end > clock_timestamp()),"
    " (SELECT count(*) FROM replicas AS other"
    "  WHERE other.id <> mine.id AND other.lease_end > clock_timestamp())";
constexpr char kRenew[] =
    "UPDATE replicas AS mine SET applied_revision = greatest(applied_revision, $2),"
    " lease_end = clock_timestamp() + $3::bigint * interval '1 microsecond'"
    " WHERE id = $1 AND lease_end > clock_timestamp()"
    " RETURNING NOT EXISTS (SELECT FROM replicas AS other WHERE other.place < mine.place"
    "                       AND other.lease_end > clock_timestamp()),"
    " (SELECT count(*) FROM replicas AS other"
    "  WHERE other.id <> mine.id AND other.lease_end > clock_timestamp())";
// Nobody is misled by one that is forgotten: whoever waits for it waits on.
constexpr char kReport[] =
    "UPDATE replicas SET applied_revision = greatest(applied_revision, $2)"
    " FROM (SELECT set_config('synchronous_commit', 'off', true)) AS soon WHERE id = $1";
constexpr char kOthers[] =
    "SELECT min(applied_revision), max(applied_revision) FROM replicas"
    " WHERE id <> $1 AND lease_end > clock_timestamp()";
constexpr char kRelease[] = "DELETE FROM replicas WHERE id = $1";

LeaseGrant GrantOf(const SqlResult& result) {
  if (result.rows.empty()) return LeaseGrant();
  const std::vector<SqlCell>& row = result.rows[0];
  return {.granted = true,
          .first = std::get<int64_t>(row[0]) != 0,
          .others = std::get<int64_t>(row[1])};
}

class PostgresReplicaTable final : public ReplicaTable {
 public:
  explicit PostgresReplicaTable(const std::string& conninfo) {
    for (int i = 0; i < kConnections; ++i) {
      pool_.Add(std::make_unique<PostgresConnection>(conninfo));
    }
  }

  absl::StatusOr<LeaseGrant> Renew(const LeaseRequest& request, absl::Time deadline) override;
  absl::Status Report(const std::string& id, Revision applied, absl::Time deadline) override {
    return RunAlone(kReport, {absl::string_view(id), applied}, deadline).status();
  }
  absl::StatusOr<Revision> AppliedByOthers(const std::string& id, absl::Time deadline) override {
    return OfOthers(id, 0, kWaitsForNobody, deadline);
  }
  absl::StatusOr<Revision> NewestOfOthers(const std::string& id, absl::Time deadline) override {
    return OfOthers(id, 1, 0, deadline);
  }
  absl::Status Release(const std::string& id, absl::Time deadline) override {
    return RunAlone(kRelease, {absl::string_view(id)}, deadline).status();
  }

 private:
  // Runs one statement, which is a transaction of its own, and may be run again.
  absl::StatusOr<SqlResult> RunAlone(const char* sql, const std::vector<SqlValue>& arguments,
                                     absl::Time deadline);

  // What stands in a column of kOthers; `nobody` if there are no others.
  absl::StatusOr<Revision> OfOthers(const std::string& id, size_t column, Revision nobody,
                                    absl::Time deadline);

  ConnectionPool pool_;
};

absl::StatusOr<SqlResult> PostgresReplicaTable::RunAlone(const char* sql,
                                                         const std::vector<SqlValue>& arguments,
                                                         absl::Time deadline) {
  SqlResult result;
  BANSO_RETURN_IF_ERROR(pool_.Run(deadline, [&](PostgresConnection& connection) -> absl::Status {
    absl::Status status = connection.BeginRead(deadline);
    if (status.ok()) {
      absl::StatusOr<SqlResult> ran = connection.Run(sql, arguments);
      status = ran.status();
      if (ran.ok()) result = *std::move(ran);
    }
    connection.EndRead();
    return status;
  }));
  return result;
}

absl::StatusOr<LeaseGrant> PostgresReplicaTable::Renew(const LeaseRequest& request,
                                                       absl::Time deadline) {
  const std::vector<SqlValue> arguments = {absl::string_view(request.id), request.applied,
                                           absl::ToInt64Microseconds(request.lease)};
  if (!request.anew) {
    BANSO_ASSIGN_OR_RETURN(const SqlResult renewed, RunAlone(kRenew, arguments, deadline));
    return GrantOf(renewed);
  }
  SqlResult taken;
  BANSO_RETURN_IF_ERROR(pool_.Run(deadline, [&](PostgresConnection& connection) {
    const auto take = [&]() -> absl::Status {
      BANSO_RETURN_IF_ERROR(connection.Begin(deadline).status());
      BANSO_RETURN_IF_ERROR(connection.Run(kLock, {}).status());
      BANSO_RETURN_IF_ERROR(connection.Run(kForget, {}).status());
      BANSO_ASSIGN_OR_RETURN(taken, connection.Run(kTake, arguments));
      return connection.Commit();
    };
    absl::Status status = take();
    connection.Rollback();
    return status;
  }));
  return GrantOf(taken);
}

absl::StatusOr<Revision> PostgresReplicaTable::OfOthers(const std::string& id, size_t column,
                                                        Revision nobody, absl::Time deadline) {
  BANSO_ASSIGN_OR_RETURN(const SqlResult found,
                         RunAlone(kOthers, {absl::string_view(id)}, deadline));
  const int64_t* applied =
      found.rows.empty() ? nullptr : std::get_if<int64_t>(&found.rows[0][column]);
  return applied == nullptr ? nobody : *applied;
}

}  // namespace

absl::StatusOr<std::unique_ptr<ReplicaTable>> OpenPostgresReplicaTable(
    const std::string& connection) {
  BANSO_ASSIGN_OR_RETURN(const std::string conninfo, WithTimeouts(connection));
  return std::make_unique<PostgresReplicaTable>(conninfo);
}

}  // namespace banso
