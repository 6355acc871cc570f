#include "server/seal/postgres_key_store.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "engine/base/status_macros.h"
#include "server/base/steady_time.h"
#include "server/seal/sql_key_store.h"
#include "server/store/postgres/connection_pool.h"
#include "server/store/postgres/conninfo.h"
#include "server/store/postgres/postgres_connection.h"

namespace banso {
namespace {

constexpr char kArgumentSign = '$';
constexpr int kConnections = 4;
// Of each statement, and of waiting for a connection. A key is asked for within calls that people
// wait for.
constexpr absl::Duration kCallTime = absl::Seconds(5);
// Of a vacuum, after a key was destroyed.
constexpr absl::Duration kVacuumTime = absl::Seconds(30);
// Of each statement that makes the tables or wraps keys anew.
constexpr absl::Duration kUpkeepTime = absl::Minutes(10);
// The number is "bnsk" in ASCII. The lock ends with the transaction.
constexpr char kLock[] = "SELECT pg_advisory_xact_lock(1651405675)";
constexpr char kTables[] =
    "CREATE TABLE keys (owner text COLLATE \"C\" PRIMARY KEY, wrapped bytea);"
    "COMMENT ON COLUMN keys.wrapped IS 'null: destroyed';"
    "CREATE TABLE master (only_row integer PRIMARY KEY CHECK (only_row = 1), mark bytea NOT NULL)";
// Ours, in the schema that is connected to, and those of anybody else.
constexpr char kCountTables[] =
    "SELECT count(*) FILTER (WHERE ours), count(*) FILTER (WHERE NOT ours) FROM"
    " (SELECT schemaname = current_schema() AND tablename IN ('keys', 'master') AS ours"
    "  FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')) AS found";

absl::Status InTransaction(PostgresConnection& connection, absl::Time deadline,
                           KeyDatabase::Work work) {
  BANSO_RETURN_IF_ERROR(connection.Begin(deadline).status());
  absl::Status status = work(connection);
  if (!status.ok()) {
    connection.Rollback();
    return status;
  }
  status = connection.Commit();
  // It may be there or not; either way it may be tried again.
  if (absl::IsUnknown(status)) return absl::UnavailableError(status.message());
  return status;
}

// Makes the tables if there are none, and checks that they are those of this master key.
absl::Status Prepare(SqlConnection& connection, const Key& master) {
  BANSO_RETURN_IF_ERROR(connection.Run(kLock, {}).status());
  BANSO_ASSIGN_OR_RETURN(const SqlResult archive,
                         connection.Run("SELECT current_setting('archive_mode') = 'off'", {}));
  if (std::get<int64_t>(archive.rows[0][0]) == 0) {
    return absl::FailedPreconditionError(
        "the PostgreSQL of the keys archives its log (archive_mode), which would keep keys that "
        "are destroyed: give the keys a cluster of their own that does not");
  }
  BANSO_ASSIGN_OR_RETURN(const SqlResult tables, connection.Run(kCountTables, {}));
  if (std::get<int64_t>(tables.rows[0][1]) != 0) {
    return absl::FailedPreconditionError(
        "the database of the keys has other tables, such as those of a store: give the keys a "
        "database of their own");
  }
  if (std::get<int64_t>(tables.rows[0][0]) == 0) {
    BANSO_RETURN_IF_ERROR(connection.RunScript(kTables));
    return MarkKeyTables(connection, kArgumentSign, master);
  }
  return CheckKeyTables(connection, master);
}

// A connection to keys that `master` opens.
absl::StatusOr<std::unique_ptr<PostgresConnection>> OpenKeys(const std::string& connection,
                                                             const Key& master) {
  BANSO_ASSIGN_OR_RETURN(std::string conninfo, WithTimeouts(connection));
  auto opened = std::make_unique<PostgresConnection>(std::move(conninfo));
  BANSO_RETURN_IF_ERROR(opened->OpenFirst());
  BANSO_RETURN_IF_ERROR(
      InTransaction(*opened, SteadyNow() + kUpkeepTime,
                    [&](SqlConnection& inside) { return Prepare(inside, master); }));
  return opened;
}

class PostgresKeyDatabase final : public KeyDatabase {
 public:
  PostgresKeyDatabase(std::unique_ptr<PostgresConnection> first, const std::string& conninfo) {
    connections_.Add(std::move(first));
    for (int i = 1; i < kConnections; ++i) {
      connections_.Add(std::make_unique<PostgresConnection>(conninfo));
    }
  }

  char argument_sign() const override { return kArgumentSign; }

  absl::Status Read(Work work) override { return ReadWithin(kCallTime, work); }

  absl::Status Write(Work work) override {
    return WithConnection(kCallTime, [&](PostgresConnection& connection, absl::Time deadline) {
      return InTransaction(connection, deadline, work);
    });
  }

  // What is left of the row as it was goes as soon as it can.
  absl::Status CleanUp() override {
    return ReadWithin(
        kVacuumTime, [](SqlConnection& connection) { return connection.RunScript("VACUUM keys"); });
  }

 private:
  absl::Status ReadWithin(absl::Duration time, Work work) {
    return WithConnection(time, [&](PostgresConnection& connection, absl::Time deadline) {
      absl::Status status = connection.BeginRead(deadline);
      if (status.ok()) status = work(connection);
      connection.EndRead();
      return status;
    });
  }

  absl::Status WithConnection(
      absl::Duration time,
      absl::FunctionRef<absl::Status(PostgresConnection&, absl::Time deadline)> attempt) {
    const absl::Time deadline = SteadyNow() + time;
    const absl::Status status = connections_.Run(
        deadline, [&](PostgresConnection& connection) { return attempt(connection, deadline); });
    // It is not the caller's deadline that has passed.
    if (!absl::IsDeadlineExceeded(status)) return status;
    return absl::UnavailableError("the PostgreSQL of the keys does not answer in time");
  }

  ConnectionPool connections_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<KeyStore>> OpenPostgresKeyStore(const std::string& connection,
                                                               const Key& master) {
  BANSO_ASSIGN_OR_RETURN(auto first, OpenKeys(connection, master));
  BANSO_ASSIGN_OR_RETURN(const std::string conninfo, WithTimeouts(connection));
  return MakeSqlKeyStore(std::make_unique<PostgresKeyDatabase>(std::move(first), conninfo), master);
}

absl::Status RotatePostgresMasterKey(const std::string& connection, const Key& from,
                                     const Key& to) {
  BANSO_ASSIGN_OR_RETURN(const auto keys, OpenKeys(connection, from));
  return InTransaction(*keys, SteadyNow() + kUpkeepTime, [&](SqlConnection& inside) {
    return RewrapKeys(inside, kArgumentSign, from, to);
  });
}

}  // namespace banso
