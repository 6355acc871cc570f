#include "server/store/sql/sql_store.h"

#include <sys/random.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "engine/base/status_macros.h"
#include "server/base/steady_time.h"
#include "server/store/columns.h"
#include "server/store/commit_plan.h"
#include "server/store/upkeep.h"

namespace banso {
namespace {

constexpr size_t kSecretBytes = 32;
// Revisions of changes, or requests, that are forgotten in one transaction.
constexpr int64_t kForgottenAtOnce = 2000;

// Statements are written with `?1` and get the dialect's sign.
std::string InDialect(const SqlDialect& dialect, absl::string_view sql) {
  return absl::StrReplaceAll(sql, {{"?", std::string(1, dialect.argument_sign)}});
}

// The statements of one kind's table.
struct KindStatements {
  std::string get, scan;
  // Arguments: name, revision, columns, message, sealed [, expected] [, position in the feed]. The
  // last, if the dialect writes in WITH: then the version and the change are written, too.
  std::string put, insert, replace;
  std::string remove, remove_expected, exists;
  std::string reseal;  // arguments: name, revision, message, sealed

  KindStatements(const SqlDialect& dialect, const Table& table) {
    std::vector<std::string> columns = {"name", "revision"};
    for (const Column& column : table.columns) columns.emplace_back(column.name);
    columns.emplace_back("message");
    columns.emplace_back("sealed");
    std::vector<std::string> arguments, assignments, excluded;
    for (size_t i = 0; i < columns.size(); ++i) {
      arguments.push_back(absl::StrCat("?", i + 1));
      if (i == 0) continue;
      assignments.push_back(absl::StrCat(columns[i], " = ?", i + 1));
      excluded.push_back(absl::StrCat(columns[i], " = excluded.", columns[i]));
    }
    const std::string values =
        absl::StrCat("INSERT INTO ", table.name, " (", absl::StrJoin(columns, ", "), ") VALUES (",
                     absl::StrJoin(arguments, ", "), ") ON CONFLICT (name) DO ");
    const size_t last = columns.size();
    put = Put(dialect, table, absl::StrCat(values, "UPDATE SET ", absl::StrJoin(excluded, ", ")),
              last, last + 1);
    insert = Put(dialect, table, absl::StrCat(values, "NOTHING"), last, last + 1);
    replace = Put(dialect, table,
                  absl::StrCat("UPDATE ", table.name, " SET ", absl::StrJoin(assignments, ", "),
                               " WHERE name = ?1 AND revision = ?", last + 1),
                  last, last + 2);
    const std::string by_name = absl::StrCat(" FROM ", table.name, " WHERE name = ?1");
    get = InDialect(dialect, absl::StrCat("SELECT revision, message, sealed", by_name));
    exists = InDialect(dialect, absl::StrCat("SELECT revision", by_name));
    remove = InDialect(dialect, absl::StrCat("DELETE", by_name));
    remove_expected = InDialect(dialect, absl::StrCat("DELETE", by_name, " AND revision = ?2"));
    scan = InDialect(dialect, absl::StrCat("SELECT name, revision, message, sealed FROM ",
                                           table.name, " WHERE name > ?1 ORDER BY name LIMIT ?2"));
    reseal = InDialect(dialect, absl::StrCat("UPDATE ", table.name,
                                             " SET message = ?3, sealed = ?4"
                                             " WHERE name = ?1 AND revision = ?2"));
  }

 private:
  // `sealed` and `position` are the numbers of arguments.
  static std::string Put(const SqlDialect& dialect, const Table& table, absl::string_view put,
                         size_t sealed, size_t position) {
    if (!dialect.writes_in_with) return InDialect(dialect, put);
    return InDialect(
        dialect,
        absl::StrCat("WITH kept AS (", put, " RETURNING name), version AS (",
                     "INSERT INTO versions (kind, name, revision, message, sealed) SELECT '",
                     table.name, "', ?1, ?2, ?", sealed - 1, ", ?", sealed, " FROM kept)",
                     " INSERT INTO changes (revision, position, kind, name, deleted) SELECT ?2,"
                     " CAST(?",
                     position, " AS integer), '", table.name, "', ?1, false FROM kept"));
  }
};

// Which parts of a query of the audit log are said.
struct AuditFilter {
  bool subject = false, principal = false, time = false;
};

// Arguments: after, limit, start, end, the last number, then subject and principal if they are
// said.
std::string ReadAudit(const SqlDialect& dialect, AuditFilter filter) {
  std::string sql = absl::StrCat(
      "SELECT audit.number, time_micros, principal, entry, chain, (SELECT ", dialect.join_texts,
      "(subject, ' ') FROM audit_subjects WHERE number = audit.number) FROM audit");
  std::string order = "audit.number";
  int argument = 5;
  if (filter.subject) {
    absl::StrAppend(&sql, " JOIN audit_subjects AS found ON found.number = audit.number",
                    " AND found.subject = ?", ++argument);
    order = "found.number";
  } else if (filter.time && !filter.principal) {
    // Keeps a log of years from being walked by number to find a day of it.
    order = "audit.number + 0";
  }
  absl::StrAppend(&sql, " WHERE time_micros >= ?3 AND time_micros < ?4 AND ", order, " > ?1 AND ",
                  order, " <= ?5");
  if (filter.principal) absl::StrAppend(&sql, " AND principal = ?", ++argument);
  absl::StrAppend(&sql, " ORDER BY ", order, " LIMIT ?2");
  return InDialect(dialect, sql);
}

struct Statements {
  std::vector<KindStatements> kinds;  // by ResourceKind
  std::string add_change, changes, start_feed, forget_changes;
  std::string add_version, remove_versions, get_version, reseal_version;
  std::array<std::string, 8> read_audit;  // by AuditIndex()
  std::string chain_audit, forget_audit;
  std::string release_claim, release_claims_of, take_claim, find_claim;
  std::string forget_requests, forget_request, add_request, empty_requests_of, find_request;

  explicit Statements(const SqlDialect& dialect)
      : add_change(InDialect(dialect,
                             "INSERT INTO changes (revision, position, kind, name, deleted)"
                             " VALUES (?1, ?2, ?3, ?4, ?5)")),
        // The commit of the last row within the limit is given whole. One row at least: with where
        // the feed starts, as of the same moment.
        changes(InDialect(dialect,
                          "SELECT start.revision, page.revision, kind, name, deleted"
                          " FROM feed_start AS start LEFT JOIN (SELECT revision, position, kind,"
                          " name, deleted FROM changes"
                          " WHERE revision > ?1 AND revision <= (SELECT max(revision) FROM"
                          " (SELECT revision FROM changes WHERE revision > ?1 AND revision <= ?3"
                          " ORDER BY revision, position LIMIT ?2) AS first)) AS page ON 1 = 1"
                          " ORDER BY page.revision, page.position")),
        start_feed(InDialect(dialect, "UPDATE feed_start SET revision = ?1 WHERE revision < ?1")),
        forget_changes(InDialect(dialect,
                                 "DELETE FROM changes WHERE revision <= ?1 AND revision <"
                                 " (SELECT min(revision) FROM changes) + ?2")),
        add_version(InDialect(dialect,
                              "INSERT INTO versions (kind, name, revision, message, sealed)"
                              " VALUES (?1, ?2, ?3, ?4, ?5)")),
        remove_versions(InDialect(dialect, "DELETE FROM versions WHERE kind = ?1 AND name = ?2")),
        get_version(InDialect(dialect,
                              "SELECT revision, message, sealed FROM versions"
                              " WHERE kind = ?1 AND name = ?2 AND revision <= ?3"
                              " ORDER BY revision DESC LIMIT 1")),
        reseal_version(InDialect(dialect,
                                 "UPDATE versions SET message = ?4, sealed = ?5"
                                 " WHERE kind = ?1 AND name = ?2 AND revision = ?3")),
        chain_audit(InDialect(
            dialect, "UPDATE audit SET chain = ?2 WHERE number = ?1 AND length(chain) = 0")),
        forget_audit(InDialect(dialect, "DELETE FROM audit WHERE number <= ?1")),
        release_claim(InDialect(dialect, "DELETE FROM claims WHERE key = ?1")),
        release_claims_of(InDialect(dialect, "DELETE FROM claims WHERE owner = ?1")),
        take_claim(InDialect(dialect,
                             "INSERT INTO claims (key, owner, value) VALUES (?1, ?2, ?3)"
                             " ON CONFLICT (key) DO UPDATE SET value = excluded.value"
                             " WHERE claims.owner = excluded.owner")),
        find_claim(InDialect(dialect, "SELECT owner, value FROM claims WHERE key = ?1")),
        forget_requests(InDialect(dialect,
                                  "DELETE FROM requests WHERE id IN (SELECT id FROM requests"
                                  " WHERE used_micros < ?1 ORDER BY used_micros LIMIT ?2)")),
        forget_request(
            InDialect(dialect, "DELETE FROM requests WHERE id = ?1 AND used_micros < ?2")),
        add_request(InDialect(dialect,
                              "INSERT INTO requests (id, digest, response, revision, used_micros,"
                              " owner) VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (id) DO"
                              " NOTHING")),
        empty_requests_of(InDialect(dialect, "UPDATE requests SET response = ?2 WHERE owner = ?1")),
        find_request(InDialect(dialect,
                               "SELECT digest, response, revision, used_micros, owner FROM requests"
                               " WHERE id = ?1")) {
    for (const ResourceKind kind : kAllKinds) kinds.emplace_back(dialect, TableOf(kind));
    for (const bool subject : {false, true}) {
      for (const bool principal : {false, true}) {
        for (const bool time : {false, true}) {
          const AuditFilter filter = {subject, principal, time};
          read_audit[AuditIndex(filter)] = ReadAudit(dialect, filter);
        }
      }
    }
  }

  static size_t AuditIndex(AuditFilter filter) {
    return (filter.subject ? 4 : 0) + (filter.principal ? 2 : 0) + (filter.time ? 1 : 0);
  }
  const KindStatements& Of(ResourceKind kind) const { return kinds[static_cast<size_t>(kind)]; }
};

int64_t Number(const SqlCell& cell) {
  const int64_t* number = std::get_if<int64_t>(&cell);
  return number == nullptr ? 0 : *number;
}

std::string Text(SqlCell& cell) {
  std::string* text = std::get_if<std::string>(&cell);
  return text == nullptr ? std::string() : std::move(*text);
}

SqlValue AsArgument(const ColumnValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return absl::string_view(*text);
  if (const auto* number = std::get_if<int64_t>(&value)) return *number;
  if (const auto* truth = std::get_if<bool>(&value)) return *truth;
  return SqlValue();
}

// The first whole microsecond at or after `time`: what lies on whole microseconds is on the same
// side of both.
int64_t CeilMicros(absl::Time time) {
  const int64_t micros = absl::ToUnixMicros(time);
  const bool rounded = absl::FromUnixMicros(micros) < time;
  return rounded && micros < std::numeric_limits<int64_t>::max() ? micros + 1 : micros;
}

absl::Status NotBefore(absl::Time deadline) {
  if (SteadyNow() < deadline) return absl::OkStatus();
  return absl::DeadlineExceededError("the store did not finish within the deadline");
}

class SqlStore final : public Store {
 public:
  explicit SqlStore(std::unique_ptr<SqlDriver> driver)
      : driver_(std::move(driver)), sql_(driver_->dialect()) {}

  // Migrates, and reads what never changes.
  absl::Status Open(absl::Time deadline);

  absl::StatusOr<CommitResult> Commit(const Batch& batch, absl::Time deadline) override;
  absl::StatusOr<Resource> Get(ResourceKind kind, absl::string_view name,
                               absl::Time deadline) override;
  absl::StatusOr<Resource> GetVersion(ResourceKind kind, absl::string_view name, Revision revision,
                                      absl::Time deadline) override;
  absl::StatusOr<std::vector<Resource>> Scan(ResourceKind kind, absl::string_view after, int limit,
                                             absl::Time deadline) override;
  absl::StatusOr<std::optional<Claim>> FindClaim(absl::string_view key,
                                                 absl::Time deadline) override;
  absl::StatusOr<std::optional<IdempotencyKey>> FindRequest(absl::string_view id,
                                                            absl::Time deadline) override;
  absl::StatusOr<std::vector<Change>> Changes(Revision since, int limit,
                                              absl::Time deadline) override;
  absl::StatusOr<std::vector<AuditRow>> ReadAudit(const AuditQuery& query,
                                                  absl::Time deadline) override;
  absl::Status ChainAudit(const std::vector<AuditRow>& rows, absl::Time deadline) override;
  absl::Status ForgetAudit(int64_t number, absl::Time deadline) override;
  absl::StatusOr<int64_t> LastAuditNumber(absl::Time deadline) override;
  absl::Status Reseal(const std::vector<Resource>& resources, absl::Time deadline) override;
  absl::Status Trim(Revision changes_up_to, absl::Time requests_before,
                    absl::Time deadline) override;
  absl::StatusOr<Revision> CurrentRevision(absl::Time deadline) override {
    return driver_->CurrentRevision(deadline);
  }
  absl::StatusOr<Revision> Wait(Revision since, absl::Time deadline) override {
    return driver_->revisions().Wait(since, deadline);
  }
  void CancelWaits() override { driver_->revisions().Cancel(); }
  absl::StatusOr<std::string> Secret(absl::Time) override { return secret_; }
  absl::string_view kind() const override { return driver_->dialect().kind; }

 private:
  absl::Status Migrate(SqlConnection& connection) const;
  // Runs a statement that deletes some rows until there are none left of them.
  absl::Status ForgetBitByBit(const std::string& statement, std::span<const SqlValue> arguments,
                              absl::Time deadline);
  absl::StatusOr<std::string> FindOrMakeSecret(SqlConnection& connection) const;
  absl::StatusOr<SqlOutcome> Apply(SqlConnection& connection, const Batch& batch,
                                   const std::vector<PlannedWrite>& plan, Revision revision,
                                   absl::Time deadline, CommitResult& result) const;
  // Whether the request was seen before; then `result` is that of then.
  absl::StatusOr<bool> FindOrAddRequest(SqlConnection& connection, const IdempotencyKey& request,
                                        Revision revision, CommitResult& result) const;
  absl::Status Put(SqlConnection& connection, const PlannedWrite& planned, Revision revision) const;
  absl::Status Delete(SqlConnection& connection, const PlannedWrite& planned,
                      Revision revision) const;
  absl::Status AddChange(SqlConnection& connection, const PlannedWrite& planned,
                         Revision revision) const;
  absl::StatusOr<SqlResult> Query(const std::string& sql, std::span<const SqlValue> arguments,
                                  absl::Time deadline) const;

  const std::unique_ptr<SqlDriver> driver_;
  const Statements sql_;
  std::string secret_;  // set by Open
};

absl::Status SqlStore::Open(absl::Time deadline) {
  BANSO_RETURN_IF_ERROR(
      driver_->Write(deadline, [&](SqlConnection& connection) -> absl::StatusOr<SqlOutcome> {
        BANSO_RETURN_IF_ERROR(Migrate(connection));
        BANSO_ASSIGN_OR_RETURN(secret_, FindOrMakeSecret(connection));
        return SqlOutcome::kCommit;
      }));
  BANSO_ASSIGN_OR_RETURN(const Revision revision, driver_->CompleteRevision(deadline));
  driver_->revisions().Publish(revision);
  driver_->StartFollowing();
  return absl::OkStatus();
}

absl::Status SqlStore::Migrate(SqlConnection& connection) const {
  const SqlDialect& dialect = driver_->dialect();
  if (!dialect.lock_migrations.empty()) {
    BANSO_RETURN_IF_ERROR(connection.Run(dialect.lock_migrations, {}).status());
  }
  // Asked rather than made if missing: whoever only uses the tables may not be allowed to make any.
  BANSO_ASSIGN_OR_RETURN(const SqlResult found, connection.Run(dialect.count_migration_tables, {}));
  if (found.rows.empty() || Number(found.rows[0][0]) == 0) {
    BANSO_RETURN_IF_ERROR(
        connection.RunScript("CREATE TABLE schema_migrations (number integer PRIMARY KEY,"
                             " name text NOT NULL, sha256 text NOT NULL, applied text NOT NULL)"));
  }
  BANSO_ASSIGN_OR_RETURN(
      SqlResult rows,
      connection.Run("SELECT number, sha256 FROM schema_migrations ORDER BY number", {}));
  std::vector<AppliedMigration> applied;
  for (std::vector<SqlCell>& row : rows.rows) {
    applied.push_back({.number = Number(row[0]), .sha256 = Text(row[1])});
  }
  BANSO_ASSIGN_OR_RETURN(const std::span<const Migration> pending,
                         PendingMigrations(dialect.migrations, applied));
  const std::string now = absl::FormatTime(absl::RFC3339_sec, absl::Now(), absl::UTCTimeZone());
  for (const Migration& migration : pending) {
    BANSO_RETURN_IF_ERROR(connection.RunScript(migration.sql));
    const std::array<SqlValue, 4> row = {migration.number, migration.name, migration.sha256, now};
    BANSO_RETURN_IF_ERROR(connection
                              .Run(InDialect(dialect,
                                             "INSERT INTO schema_migrations (number, name, sha256,"
                                             " applied) VALUES (?1, ?2, ?3, ?4)"),
                                   row)
                              .status());
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> SqlStore::FindOrMakeSecret(SqlConnection& connection) const {
  BANSO_ASSIGN_OR_RETURN(SqlResult kept, connection.Run("SELECT secret FROM store_meta", {}));
  if (!kept.rows.empty()) return Text(kept.rows[0][0]);
  std::string secret(kSecretBytes, '\0');
  if (getrandom(secret.data(), secret.size(), 0) != static_cast<ssize_t>(secret.size())) {
    return absl::InternalError("the system gives no random bytes");
  }
  const std::array<SqlValue, 1> row = {SqlBytes{secret}};
  BANSO_RETURN_IF_ERROR(
      connection
          .Run(InDialect(driver_->dialect(),
                         "INSERT INTO store_meta (only_row, secret) VALUES (1, ?1)"),
               row)
          .status());
  return secret;
}

absl::StatusOr<CommitResult> SqlStore::Commit(const Batch& batch, absl::Time deadline) {
  BANSO_ASSIGN_OR_RETURN(const std::vector<PlannedWrite> plan, PlanCommit(batch));
  const std::vector<std::string> things = ThingsOf(batch, plan);
  CommitResult result;
  BANSO_RETURN_IF_ERROR(
      driver_->Commit(deadline, {.things = things, .writes = !batch.writes.empty()},
                      [&](SqlConnection& connection, Revision revision) {
                        return Apply(connection, batch, plan, revision, deadline, result);
                      }));
  return result;
}

absl::StatusOr<bool> SqlStore::FindOrAddRequest(SqlConnection& connection,
                                                const IdempotencyKey& request, Revision revision,
                                                CommitResult& result) const {
  const std::array<SqlValue, 6> row = {SqlBytes{request.id},
                                       SqlBytes{request.digest},
                                       SqlBytes{request.response},
                                       revision,
                                       absl::ToUnixMicros(request.time),
                                       absl::string_view(request.owner)};
  const std::span<const SqlValue> id = std::span(row).first(1);
  // Twice: one that was seen too long ago makes room.
  for (int attempt = 0; attempt < 2; ++attempt) {
    BANSO_ASSIGN_OR_RETURN(const SqlResult added, connection.Run(sql_.add_request, row));
    if (added.affected != 0) return false;
    const std::array<SqlValue, 2> too_old = {SqlBytes{request.id},
                                             absl::ToUnixMicros(request.time - kRequestsAreKept)};
    BANSO_ASSIGN_OR_RETURN(const SqlResult forgotten, connection.Run(sql_.forget_request, too_old));
    if (forgotten.affected != 0) continue;
    BANSO_ASSIGN_OR_RETURN(SqlResult seen, connection.Run(sql_.find_request, id));
    if (seen.rows.empty()) break;
    std::vector<SqlCell>& first = seen.rows[0];
    if (Text(first[0]) != request.digest) {
      return absl::InvalidArgumentError("request_id was used before for another request");
    }
    result.repeated_response = Text(first[1]);
    result.revision = Number(first[2]);
    return true;
  }
  return absl::InternalError("a request can neither be kept nor found");
}

absl::StatusOr<SqlOutcome> SqlStore::Apply(SqlConnection& connection, const Batch& batch,
                                           const std::vector<PlannedWrite>& plan, Revision revision,
                                           absl::Time deadline, CommitResult& result) const {
  const auto run = [&connection](const std::string& sql,
                                 std::initializer_list<SqlValue> arguments) {
    return connection.Run(sql, std::span(arguments.begin(), arguments.size()));
  };
  result = CommitResult{.revision = revision};
  if (batch.request.has_value()) {
    BANSO_ASSIGN_OR_RETURN(const bool seen,
                           FindOrAddRequest(connection, *batch.request, revision, result));
    if (seen) return SqlOutcome::kDiscard;
  }
  for (const std::string& key : batch.releases) {
    BANSO_RETURN_IF_ERROR(run(sql_.release_claim, {SqlBytes{key}}).status());
  }
  bool erases = false;
  for (const PlannedWrite& planned : plan) {
    BANSO_RETURN_IF_ERROR(NotBefore(deadline));
    const bool deletes = !planned.write->message.has_value();
    erases |= deletes;
    BANSO_RETURN_IF_ERROR(deletes ? Delete(connection, planned, revision)
                                  : Put(connection, planned, revision));
  }
  for (const Claim& claim : batch.claims) {
    BANSO_ASSIGN_OR_RETURN(
        const SqlResult taken,
        run(sql_.take_claim,
            {SqlBytes{claim.key}, absl::string_view(claim.owner), SqlBytes{claim.value}}));
    if (taken.affected == 0) {
      return absl::AlreadyExistsError("a key that must be unique belongs to another resource");
    }
  }
  BANSO_RETURN_IF_ERROR(NotBefore(deadline));
  if (!batch.audit.empty()) {
    BANSO_ASSIGN_OR_RETURN(result.last_audit_number, driver_->AppendAudit(connection, batch.audit));
  }
  return erases ? SqlOutcome::kCommitAndErase : SqlOutcome::kCommit;
}

absl::Status SqlStore::AddChange(SqlConnection& connection, const PlannedWrite& planned,
                                 Revision revision) const {
  const Write& write = *planned.write;
  const std::array<SqlValue, 5> change = {revision, int64_t{planned.position},
                                          TableOf(write.kind).name, absl::string_view(write.name),
                                          !write.message.has_value()};
  return connection.Run(sql_.add_change, change).status();
}

absl::Status SqlStore::Put(SqlConnection& connection, const PlannedWrite& planned,
                           Revision revision) const {
  const Write& write = *planned.write;
  const KindStatements& statements = sql_.Of(write.kind);
  std::vector<SqlValue> arguments = {absl::string_view(write.name), revision};
  for (const ColumnValue& value : planned.values) arguments.push_back(AsArgument(value));
  arguments.push_back(SqlBytes{*write.message});
  arguments.push_back(SqlBytes{write.sealed});
  const bool replaces = write.expected.value_or(0) != 0;
  if (replaces) arguments.push_back(*write.expected);
  const bool at_once = driver_->dialect().writes_in_with;
  if (at_once) arguments.push_back(int64_t{planned.position});
  const absl::StatusOr<SqlResult> put = connection.Run(!write.expected.has_value() ? statements.put
                                                       : replaces ? statements.replace
                                                                  : statements.insert,
                                                       arguments);
  if (absl::IsFailedPrecondition(put.status())) {
    return absl::NotFoundError(absl::StrCat(write.name, " refers to what does not exist"));
  }
  if (absl::IsInvalidArgument(put.status())) {
    return absl::InvalidArgumentError(absl::StrCat(write.name, ": ", put.status().message()));
  }
  BANSO_RETURN_IF_ERROR(put.status());
  if (put->affected != 0) {
    if (at_once) return absl::OkStatus();
    const std::array<SqlValue, 5> version = {TableOf(write.kind).name,
                                             absl::string_view(write.name), revision,
                                             SqlBytes{*write.message}, SqlBytes{write.sealed}};
    BANSO_RETURN_IF_ERROR(connection.Run(sql_.add_version, version).status());
    return AddChange(connection, planned, revision);
  }
  if (replaces) return absl::AbortedError(absl::StrCat(write.name, " has changed since"));
  return absl::AlreadyExistsError(absl::StrCat(write.name, " exists already"));
}

absl::Status SqlStore::Delete(SqlConnection& connection, const PlannedWrite& planned,
                              Revision revision) const {
  const Write& write = *planned.write;
  const KindStatements& statements = sql_.Of(write.kind);
  const absl::string_view name = write.name;
  const std::array<SqlValue, 1> by_name = {name};
  const std::array<SqlValue, 2> by_revision = {name, write.expected.value_or(0)};
  const absl::StatusOr<SqlResult> removed =
      write.expected.has_value() ? connection.Run(statements.remove_expected, by_revision)
                                 : connection.Run(statements.remove, by_name);
  if (absl::IsFailedPrecondition(removed.status())) {
    return absl::FailedPreconditionError(absl::StrCat("others refer to ", name));
  }
  BANSO_RETURN_IF_ERROR(removed.status());
  if (removed->affected == 0) {
    BANSO_ASSIGN_OR_RETURN(const SqlResult present, connection.Run(statements.exists, by_name));
    if (present.rows.empty()) return absl::NotFoundError(absl::StrCat(name, " does not exist"));
    return absl::AbortedError(absl::StrCat(name, " has changed since"));
  }
  const std::array<SqlValue, 2> of_kind = {TableOf(write.kind).name, name};
  BANSO_RETURN_IF_ERROR(connection.Run(sql_.remove_versions, of_kind).status());
  // What was answered about the resource must not outlive it. The ids stay, so that a late
  // repetition does not create it anew.
  const std::array<SqlValue, 2> emptied = {name, SqlBytes{""}};
  BANSO_RETURN_IF_ERROR(connection.Run(sql_.empty_requests_of, emptied).status());
  BANSO_RETURN_IF_ERROR(connection.Run(sql_.release_claims_of, by_name).status());
  return AddChange(connection, planned, revision);
}

absl::StatusOr<SqlResult> SqlStore::Query(const std::string& sql,
                                          std::span<const SqlValue> arguments,
                                          absl::Time deadline) const {
  SqlResult result;
  BANSO_RETURN_IF_ERROR(driver_->Read(deadline, [&](SqlConnection& connection) -> absl::Status {
    BANSO_ASSIGN_OR_RETURN(result, connection.Run(sql, arguments));
    return absl::OkStatus();
  }));
  return result;
}

absl::StatusOr<Resource> SqlStore::Get(ResourceKind kind, absl::string_view name,
                                       absl::Time deadline) {
  // A name that cannot be kept is not there, and need not be made fit for the database.
  if (!IsKeepableName(name)) return absl::NotFoundError("there is no resource of this name");
  const std::array<SqlValue, 1> by_name = {name};
  BANSO_ASSIGN_OR_RETURN(SqlResult found, Query(sql_.Of(kind).get, by_name, deadline));
  if (found.rows.empty()) return absl::NotFoundError(absl::StrCat(name, " does not exist"));
  std::vector<SqlCell>& row = found.rows[0];
  return Resource{.kind = kind,
                  .name = std::string(name),
                  .revision = Number(row[0]),
                  .message = Text(row[1]),
                  .sealed = Text(row[2])};
}

absl::StatusOr<Resource> SqlStore::GetVersion(ResourceKind kind, absl::string_view name,
                                              Revision revision, absl::Time deadline) {
  if (!IsKeepableName(name)) return absl::NotFoundError("there is no resource of this name");
  const std::array<SqlValue, 3> by_revision = {TableOf(kind).name, name, revision};
  BANSO_ASSIGN_OR_RETURN(SqlResult found, Query(sql_.get_version, by_revision, deadline));
  if (found.rows.empty()) {
    return absl::NotFoundError(absl::StrCat(name, " did not exist at this revision"));
  }
  std::vector<SqlCell>& row = found.rows[0];
  return Resource{.kind = kind,
                  .name = std::string(name),
                  .revision = Number(row[0]),
                  .message = Text(row[1]),
                  .sealed = Text(row[2])};
}

absl::StatusOr<std::vector<Resource>> SqlStore::Scan(ResourceKind kind, absl::string_view after,
                                                     int limit, absl::Time deadline) {
  if (limit < 1) return absl::InvalidArgumentError("limit must be positive");
  if (!after.empty() && !IsKeepableName(after)) {
    return absl::InvalidArgumentError("a scan must continue after a resource name");
  }
  const std::array<SqlValue, 2> page = {after, int64_t{limit}};
  BANSO_ASSIGN_OR_RETURN(SqlResult found, Query(sql_.Of(kind).scan, page, deadline));
  std::vector<Resource> resources;
  resources.reserve(found.rows.size());
  for (std::vector<SqlCell>& row : found.rows) {
    resources.push_back({.kind = kind,
                         .name = Text(row[0]),
                         .revision = Number(row[1]),
                         .message = Text(row[2]),
                         .sealed = Text(row[3])});
  }
  return resources;
}

absl::StatusOr<std::optional<Claim>> SqlStore::FindClaim(absl::string_view key,
                                                         absl::Time deadline) {
  const std::array<SqlValue, 1> by_key = {SqlBytes{key}};
  BANSO_ASSIGN_OR_RETURN(SqlResult found, Query(sql_.find_claim, by_key, deadline));
  if (found.rows.empty()) return std::nullopt;
  return Claim{
      .key = std::string(key), .owner = Text(found.rows[0][0]), .value = Text(found.rows[0][1])};
}

absl::StatusOr<std::optional<IdempotencyKey>> SqlStore::FindRequest(absl::string_view id,
                                                                    absl::Time deadline) {
  const std::array<SqlValue, 1> by_id = {SqlBytes{id}};
  BANSO_ASSIGN_OR_RETURN(SqlResult found, Query(sql_.find_request, by_id, deadline));
  if (found.rows.empty()) return std::nullopt;
  std::vector<SqlCell>& row = found.rows[0];
  return IdempotencyKey{.id = std::string(id),
                        .digest = Text(row[0]),
                        .response = Text(row[1]),
                        .time = absl::FromUnixMicros(Number(row[3])),
                        .owner = Text(row[4]),
                        .revision = Number(row[2])};
}

absl::StatusOr<std::vector<Change>> SqlStore::Changes(Revision since, int limit,
                                                      absl::Time deadline) {
  if (limit < 1) return absl::InvalidArgumentError("limit must be positive");
  BANSO_ASSIGN_OR_RETURN(const Revision complete, driver_->CompleteRevision(deadline));
  const std::array<SqlValue, 3> page = {since, int64_t{limit}, complete};
  BANSO_ASSIGN_OR_RETURN(SqlResult found, Query(sql_.changes, page, deadline));
  if (found.rows.empty())
    return absl::InternalError("the store does not say where the feed starts");
  if (const Revision start = Number(found.rows[0][0]); since < start) {
    return absl::OutOfRangeError(absl::StrCat("changes up to revision ", start,
                                              " are forgotten, and those after ", since,
                                              " were asked for: read everything anew"));
  }
  std::vector<Change> changes;
  changes.reserve(found.rows.size());
  for (std::vector<SqlCell>& row : found.rows) {
    if (Number(row[1]) == 0) continue;  // there is none
    const std::optional<ResourceKind> kind = KindOfTable(Text(row[2]));
    if (!kind.has_value()) return absl::InternalError("the feed names an unknown kind");
    changes.push_back({.revision = Number(row[1]),
                       .kind = *kind,
                       .name = Text(row[3]),
                       .deleted = Number(row[4]) != 0});
  }
  return changes;
}

absl::StatusOr<std::vector<AuditRow>> SqlStore::ReadAudit(const AuditQuery& query,
                                                          absl::Time deadline) {
  if (query.limit < 1) return absl::InvalidArgumentError("limit must be positive");
  std::vector<AuditRow> rows;
  std::vector<SqlValue> arguments = {query.after, int64_t{query.limit}, CeilMicros(query.start),
                                     CeilMicros(query.end), int64_t{0}};
  AuditFilter filter = {.time = query.start != absl::InfinitePast() ||
                                query.end != absl::InfiniteFuture()};
  for (const auto& [name, said] : {std::pair(&query.subject, &filter.subject),
                                   std::pair(&query.principal, &filter.principal)}) {
    if (name->empty()) continue;
    // No row names what cannot be kept.
    if (!IsKeepableName(*name)) return rows;
    *said = true;
    arguments.emplace_back(absl::string_view(*name));
  }
  BANSO_ASSIGN_OR_RETURN(arguments[4], driver_->ReadableAudit(deadline));
  BANSO_ASSIGN_OR_RETURN(
      SqlResult found, Query(sql_.read_audit[Statements::AuditIndex(filter)], arguments, deadline));
  rows.reserve(found.rows.size());
  for (std::vector<SqlCell>& cells : found.rows) {
    AuditRow& row = rows.emplace_back(AuditRow{.number = Number(cells[0]),
                                               .time = absl::FromUnixMicros(Number(cells[1])),
                                               .principal = Text(cells[2]),
                                               .entry = Text(cells[3]),
                                               .chain = Text(cells[4])});
    row.subjects = absl::StrSplit(Text(cells[5]), ' ', absl::SkipEmpty());
    std::sort(row.subjects.begin(), row.subjects.end());
  }
  return rows;
}

absl::Status SqlStore::ChainAudit(const std::vector<AuditRow>& rows, absl::Time deadline) {
  // Nobody else writes rows that are there already, so commits go on meanwhile; of two that chain,
  // one waits for the other at the first row and then finds it chained.
  return driver_->Write(deadline, [&](SqlConnection& connection) -> absl::StatusOr<SqlOutcome> {
    for (const AuditRow& row : rows) {
      BANSO_RETURN_IF_ERROR(NotBefore(deadline));
      const std::array<SqlValue, 2> chained = {row.number, SqlBytes{row.chain}};
      BANSO_ASSIGN_OR_RETURN(const SqlResult result, connection.Run(sql_.chain_audit, chained));
      if (result.affected == 0) {
        return absl::FailedPreconditionError(
            absl::StrCat("audit row ", row.number, " is not there, or chained already"));
      }
    }
    if (!rows.empty()) {
      BANSO_RETURN_IF_ERROR(driver_->SettleAudit(connection, rows.back().number));
    }
    return SqlOutcome::kCommit;
  });
}

absl::Status SqlStore::ForgetAudit(int64_t number, absl::Time deadline) {
  BANSO_ASSIGN_OR_RETURN(const int64_t last, LastAuditNumber(deadline));
  const std::array<SqlValue, 1> up_to = {std::min(number, last)};
  return driver_->Write(deadline, [&](SqlConnection& connection) -> absl::StatusOr<SqlOutcome> {
    BANSO_RETURN_IF_ERROR(connection.Run(sql_.forget_audit, up_to).status());
    return SqlOutcome::kCommitAndErase;
  });
}

absl::StatusOr<int64_t> SqlStore::LastAuditNumber(absl::Time deadline) {
  return driver_->LastAuditNumber(deadline);
}

absl::Status SqlStore::Reseal(const std::vector<Resource>& resources, absl::Time deadline) {
  return driver_->Write(deadline, [&](SqlConnection& connection) -> absl::StatusOr<SqlOutcome> {
    for (const Resource& resource : resources) {
      BANSO_RETURN_IF_ERROR(NotBefore(deadline));
      const std::array<SqlValue, 4> row = {absl::string_view(resource.name), resource.revision,
                                           SqlBytes{resource.message}, SqlBytes{resource.sealed}};
      BANSO_ASSIGN_OR_RETURN(const SqlResult result,
                             connection.Run(sql_.Of(resource.kind).reseal, row));
      if (result.affected == 0) continue;
      const std::array<SqlValue, 5> version = {TableOf(resource.kind).name, row[0], row[1], row[2],
                                               row[3]};
      BANSO_RETURN_IF_ERROR(connection.Run(sql_.reseal_version, version).status());
    }
    return SqlOutcome::kCommitAndErase;
  });
}

absl::Status SqlStore::Trim(Revision changes_up_to, absl::Time requests_before,
                            absl::Time deadline) {
  BANSO_ASSIGN_OR_RETURN(const Revision complete, driver_->CompleteRevision(deadline));
  const Revision up_to = std::min(changes_up_to, complete);
  const std::array<SqlValue, 1> start = {up_to};
  // Before anything is gone, so that nobody who is late misses what is.
  BANSO_RETURN_IF_ERROR(
      driver_->Write(deadline, [&](SqlConnection& connection) -> absl::StatusOr<SqlOutcome> {
        BANSO_RETURN_IF_ERROR(connection.Run(sql_.start_feed, start).status());
        return SqlOutcome::kCommit;
      }));
  const std::array<SqlValue, 2> changes = {up_to, kForgottenAtOnce};
  BANSO_RETURN_IF_ERROR(ForgetBitByBit(sql_.forget_changes, changes, deadline));
  const std::array<SqlValue, 2> requests = {CeilMicros(requests_before), kForgottenAtOnce};
  return ForgetBitByBit(sql_.forget_requests, requests, deadline);
}

absl::Status SqlStore::ForgetBitByBit(const std::string& statement,
                                      std::span<const SqlValue> arguments, absl::Time deadline) {
  for (int64_t forgotten = 1; forgotten > 0;) {
    BANSO_RETURN_IF_ERROR(
        driver_->Write(deadline, [&](SqlConnection& connection) -> absl::StatusOr<SqlOutcome> {
          BANSO_ASSIGN_OR_RETURN(const SqlResult deleted, connection.Run(statement, arguments));
          forgotten = deleted.affected;
          return forgotten > 0 ? SqlOutcome::kCommit : SqlOutcome::kCommitAndErase;
        }));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<Store>> OpenSqlStore(std::unique_ptr<SqlDriver> driver,
                                                    absl::Time deadline) {
  auto store = std::make_unique<SqlStore>(std::move(driver));
  BANSO_RETURN_IF_ERROR(store->Open(deadline));
  return store;
}

}  // namespace banso
