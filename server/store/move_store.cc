#include "server/store/move_store.h"

#include <filesystem>
#include <span>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "engine/base/status_macros.h"
#include "server/store/migrations/migrations.h"
#include "server/store/moved_tables.h"
#include "server/store/postgres/array_text.h"
#include "server/store/postgres/conninfo.h"
#include "server/store/postgres/postgres_connection.h"
#include "server/store/postgres/postgres_store.h"
#include "server/store/postgres/schema_lock.h"
#include "server/store/sqlite/sqlite_connection.h"
#include "server/store/sqlite/sqlite_store.h"

namespace banso {
namespace {

// What is under way at once, unless a single row is larger.
constexpr size_t kMostRows = 1000;
constexpr size_t kMostBytes = size_t{4} << 20;

using Row = std::vector<SqlCell>;
using Progress = absl::FunctionRef<absl::Status(const MoveProgress&)>;

absl::string_view ArrayTypeOf(MovedType type) {
  switch (type) {
    case MovedType::kText:
      return "text[]";
    case MovedType::kInteger:
      return "bigint[]";
    case MovedType::kBoolean:
      return "boolean[]";
    case MovedType::kTime:
      return "timestamptz[]";
    case MovedType::kBytes:
      return "bytea[]";
  }
  return "";
}

// How a column of PostgreSQL is read as SQLite holds it.
std::string ReadAs(const MovedColumn& column) {
  if (column.type != MovedType::kTime) return column.name;
  return absl::StrCat("to_char(", column.name,
                      " AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')");
}

// A key in the order of its bytes, which is SQLite's.
std::string OrderBy(const MovedColumn& column) {
  return absl::StrCat(column.name, column.type == MovedType::kText ? " COLLATE \"C\"" : "");
}

// The argument's rows, a column of each: "unnest($1::text[], $2::bigint[])".
std::string Unnest(std::span<const MovedColumn> columns) {
  std::vector<std::string> arrays;
  for (const MovedColumn& column : columns) {
    arrays.push_back(absl::StrCat("$", arrays.size() + 1, "::", ArrayTypeOf(column.type)));
  }
  return absl::StrCat("unnest(", absl::StrJoin(arrays, ", "), ")");
}

std::string Join(std::span<const MovedColumn> columns,
                 absl::FunctionRef<std::string(const MovedColumn&)> text) {
  return absl::StrJoin(columns, ", ", [&](std::string* out, const MovedColumn& column) {
    out->append(text(column));
  });
}

std::string NameOf(const MovedColumn& column) { return column.name; }

// The statements that move one table.
struct Statements {
  std::string read;                // from SQLite: every row, by key
  std::string insert, read_again;  // arguments: the columns, or the keys, of rows as arrays
  std::string count;

  explicit Statements(const MovedTable& table) {
    const std::span<const MovedColumn> columns = table.columns;
    const std::span<const MovedColumn> keys = columns.first(table.key_columns);
    const std::string names = Join(columns, NameOf);
    const std::string key_names = Join(keys, NameOf);
    read = absl::StrCat("SELECT ", names, " FROM ", table.name, " ORDER BY ", key_names);
    insert =
        absl::StrCat("INSERT INTO ", table.name, " (", names, ") SELECT * FROM ", Unnest(columns));
    read_again =
        absl::StrCat("SELECT ", Join(columns, ReadAs), " FROM ", table.name, " WHERE (", key_names,
                     ") IN (SELECT * FROM ", Unnest(keys), ") ORDER BY ", Join(keys, OrderBy));
    count = absl::StrCat("SELECT count(*) FROM ", table.name);
  }
};

void AddElement(MovedType type, const SqlCell& cell, ArrayText* array) {
  if (const auto* number = std::get_if<int64_t>(&cell)) {
    array->Add(absl::StrCat(*number));
  } else if (const auto* text = std::get_if<std::string>(&cell)) {
    type == MovedType::kBytes ? array->AddBytes(*text) : array->Add(*text);
  } else {
    array->AddNull();
  }
}

// The columns of rows, each as an array.
std::vector<std::string> ArraysOf(std::span<const MovedColumn> columns, std::span<const Row> rows) {
  std::vector<std::string> arrays;
  for (size_t i = 0; i < columns.size(); ++i) {
    ArrayText array;
    for (const Row& row : rows) AddElement(columns[i].type, row[i], &array);
    arrays.push_back(std::move(array).Finish());
  }
  return arrays;
}

absl::StatusOr<SqlResult> RunOnRows(PostgresConnection& target, const std::string& statement,
                                    std::span<const MovedColumn> columns,
                                    std::span<const Row> rows) {
  const std::vector<std::string> arrays = ArraysOf(columns, rows);
  const std::vector<SqlValue> arguments(arrays.begin(), arrays.end());
  return target.Run(statement, arguments);
}

absl::Status About(const MovedTable& table, const absl::Status& status) {
  if (status.ok()) return status;
  return absl::Status(status.code(), absl::StrCat("table ", table.name, ": ", status.message()));
}

// Hands over the rows of a table, a few megabytes at once, and tells how far it came.
// Returns how many there were.
absl::StatusOr<int64_t> ReadTable(SqliteConnection& source, const MovedTable& table, bool compares,
                                  Progress progress,
                                  absl::FunctionRef<absl::Status(std::span<const Row>)> take) {
  MoveProgress so_far = {.table = table.name, .compares = compares};
  std::vector<Row> rows;
  size_t bytes = 0;
  const auto flush = [&]() -> absl::Status {
    if (rows.empty()) return absl::OkStatus();
    BANSO_RETURN_IF_ERROR(About(table, take(rows)));
    so_far.rows += static_cast<int64_t>(rows.size());
    rows.clear();
    bytes = 0;
    return progress(so_far);
  };
  BANSO_RETURN_IF_ERROR(source.ForEachRow(Statements(table).read, [&](Row& row) {
    for (const SqlCell& cell : row) {
      if (const auto* text = std::get_if<std::string>(&cell)) bytes += text->size();
    }
    rows.push_back(std::move(row));
    return rows.size() < kMostRows && bytes < kMostBytes ? absl::OkStatus() : flush();
  }));
  BANSO_RETURN_IF_ERROR(flush());
  so_far.table_is_done = true;
  BANSO_RETURN_IF_ERROR(progress(so_far));
  return so_far.rows;
}

absl::Status CopyTable(SqliteConnection& source, PostgresConnection& target,
                       const MovedTable& table, Progress progress) {
  const Statements statements(table);
  return ReadTable(source, table, /*compares=*/false, progress,
                   [&](std::span<const Row> rows) {
                     return RunOnRows(target, statements.insert, table.columns, rows).status();
                   })
      .status();
}

// Returns how many rows there are, on both sides alike.
absl::StatusOr<int64_t> CompareTable(SqliteConnection& source, PostgresConnection& target,
                                     const MovedTable& table, Progress progress) {
  const Statements statements(table);
  const std::span<const MovedColumn> columns = table.columns;
  const absl::Status differs = absl::DataLossError("what was read back is not what was copied");
  BANSO_ASSIGN_OR_RETURN(
      const int64_t rows,
      ReadTable(source, table, /*compares=*/true, progress,
                [&](std::span<const Row> rows) -> absl::Status {
                  BANSO_ASSIGN_OR_RETURN(const SqlResult copied,
                                         RunOnRows(target, statements.read_again,
                                                   columns.first(table.key_columns), rows));
                  return absl::c_equal(copied.rows, rows) ? absl::OkStatus() : differs;
                }));
  BANSO_ASSIGN_OR_RETURN(const SqlResult count, target.Run(statements.count, {}));
  if (std::get<int64_t>(count.rows[0][0]) != rows) return About(table, differs);
  return rows;
}

// The numbers that the store counts by.
absl::Status CopyCounters(SqliteConnection& source, PostgresConnection& target) {
  BANSO_ASSIGN_OR_RETURN(const SqlResult counters,
                         source.Run("SELECT revision, audit_number FROM store_revision", {}));
  if (counters.rows.size() != 1) return absl::InternalError("the store has no revision");
  const std::vector<SqlValue> arguments = {std::get<int64_t>(counters.rows[0][0]),
                                           std::get<int64_t>(counters.rows[0][1])};
  BANSO_RETURN_IF_ERROR(
      target.Run("SELECT setval('revision_numbers', $1), setval('audit_numbers', $2)", arguments)
          .status());
  // One server after the other wrote to a SQLite file: no number was drawn in vain.
  BANSO_ASSIGN_OR_RETURN(const SqlResult settled, target.Run("UPDATE audit_settled SET number = $1",
                                                             std::span(arguments).subspan(1)));
  return settled.affected == 1 ? absl::OkStatus()
                               : absl::InternalError("the database has no audit log");
}

absl::Status InTransaction(PostgresConnection& target, absl::FunctionRef<absl::Status()> work) {
  BANSO_RETURN_IF_ERROR(target.Begin(absl::InfiniteFuture()).status());
  const absl::Status status = work();
  if (status.ok()) return target.Commit();
  target.Rollback();
  return status;
}

// A record of a migration that keeps every server out.
std::string Close(int64_t number, absl::string_view why) {
  return absl::StrCat("INSERT INTO schema_migrations (number, name, sha256, applied) VALUES (",
                      number, ", '", why, "', '', '",
                      absl::FormatTime(absl::RFC3339_sec, absl::Now(), absl::UTCTimeZone()), "')");
}

std::string Reopen(int64_t number) {
  return absl::StrCat("DELETE FROM schema_migrations WHERE number = ", number);
}

// The tables of the schema that is connected to, whatever made them.
absl::StatusOr<std::vector<std::string>> TablesThere(PostgresConnection& target) {
  BANSO_ASSIGN_OR_RETURN(
      const SqlResult found,
      target.Run("SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema()", {}));
  std::vector<std::string> tables;
  for (const Row& row : found.rows) tables.push_back(std::get<std::string>(row[0]));
  return tables;
}

absl::Status CheckEmpty(PostgresConnection& target, const std::vector<MovedTable>& tables) {
  BANSO_ASSIGN_OR_RETURN(const std::vector<std::string> there, TablesThere(target));
  for (const MovedTable& table : tables) {
    if (table.is_never_empty || !absl::c_linear_search(there, table.name)) continue;
    BANSO_ASSIGN_OR_RETURN(
        const SqlResult found,
        target.Run(absl::StrCat("SELECT EXISTS (SELECT 1 FROM ", table.name, ")"), {}));
    if (std::get<int64_t>(found.rows[0][0]) != 0) {
      return absl::FailedPreconditionError(
          absl::StrCat("the database holds something already, in table ", table.name,
                       "; move into an empty one"));
    }
  }
  return absl::OkStatus();
}

// Makes the tables, with a record that keeps servers out.
absl::Status PrepareTarget(PostgresConnection& target, const std::string& conninfo,
                           const std::vector<MovedTable>& tables) {
  BANSO_RETURN_IF_ERROR(InTransaction(target, [&]() -> absl::Status {
    BANSO_RETURN_IF_ERROR(CheckEmpty(target, tables));
    BANSO_ASSIGN_OR_RETURN(const std::vector<std::string> there, TablesThere(target));
    if (!absl::c_linear_search(there, "schema_migrations")) return absl::OkStatus();
    return target.RunScript(Reopen(kStoreArrives));  // of a move that was interrupted
  }));
  BANSO_RETURN_IF_ERROR(OpenPostgresStore({.connection = conninfo, .pool_size = 1}).status());
  return InTransaction(target,
                       [&] { return target.RunScript(Close(kStoreArrives, "store_arrives")); });
}

// Returns how many rows were copied.
absl::StatusOr<int64_t> CopyAll(SqliteConnection& source, PostgresConnection& target,
                                const std::vector<MovedTable>& tables, Progress progress) {
  const std::string names = absl::StrJoin(
      tables, ", ", [](std::string* out, const MovedTable& table) { out->append(table.name); });
  int64_t rows = 0;
  BANSO_RETURN_IF_ERROR(InTransaction(target, [&]() -> absl::Status {
    BANSO_RETURN_IF_ERROR(target.RunScript(
        absl::StrCat("SET LOCAL idle_in_transaction_session_timeout = 0; LOCK TABLE ", names,
                     " IN SHARE ROW EXCLUSIVE MODE")));
    BANSO_RETURN_IF_ERROR(CheckEmpty(target, tables));
    for (const MovedTable& table : tables) {
      if (table.is_never_empty) {
        BANSO_RETURN_IF_ERROR(target.RunScript(absl::StrCat("DELETE FROM ", table.name)));
      }
      BANSO_RETURN_IF_ERROR(CopyTable(source, target, table, progress));
    }
    BANSO_RETURN_IF_ERROR(CopyCounters(source, target));
    // So that what follows, and the first server, look rows up by their keys.
    BANSO_RETURN_IF_ERROR(target.RunScript(absl::StrCat("ANALYZE ", names)));
    for (const MovedTable& table : tables) {
      BANSO_ASSIGN_OR_RETURN(const int64_t of_table, CompareTable(source, target, table, progress));
      rows += of_table;
    }
    return target.RunScript(Reopen(kStoreArrives));
  }));
  return rows;
}

}  // namespace

absl::StatusOr<int64_t> MoveStore(const std::string& sqlite_path, const std::string& conninfo,
                                  absl::FunctionRef<absl::Status(const MoveProgress&)> progress) {
  std::error_code error;
  if (!std::filesystem::exists(sqlite_path, error)) {
    return absl::NotFoundError(absl::StrCat("there is no store ", sqlite_path));
  }
  // Nothing is asked of it: that it is open keeps others away, and its tables are the newest.
  BANSO_ASSIGN_OR_RETURN(const std::unique_ptr<Store> keeper, OpenSqliteStore(sqlite_path));
  BANSO_ASSIGN_OR_RETURN(const std::unique_ptr<SqliteConnection> source,
                         SqliteConnection::Open(sqlite_path, "PRAGMA synchronous = FULL"));
  BANSO_ASSIGN_OR_RETURN(const std::string complete, WithTimeouts(conninfo));
  PostgresConnection target(complete);
  BANSO_RETURN_IF_ERROR(target.OpenFirst());
  BANSO_RETURN_IF_ERROR(TakeSchemaAlone(target));

  const std::vector<MovedTable> tables = MovedTables();
  BANSO_RETURN_IF_ERROR(PrepareTarget(target, conninfo, tables));
  BANSO_ASSIGN_OR_RETURN(const int64_t rows, CopyAll(*source, target, tables, progress));
  if (const absl::Status closed = source->RunScript(Close(kStoreLeft, "store_left"));
      !closed.ok()) {
    return absl::DataLossError(absl::StrCat(
        "everything is in the database now, but the file could not be closed as a store: start no "
        "server on ",
        sqlite_path, ", and put it away (", closed.message(), ")"));
  }
  return rows;
}

}  // namespace banso
