#include "tests/store/backends.h"

#include <sqlite3.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <exception>
#include <pqxx/pqxx>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "server/store/postgres/postgres_store.h"
#include "server/store/sqlite/sqlite_store.h"
#include "tests/support/scratch_dir.h"

// libpqxx 6 loses the answer (2 KB) that tells it of a broken connection: make_result() throws
// before anything owns it. Read by LeakSanitizer alone.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:libpqxx-6.\n"; }

namespace banso {
namespace {

class SqliteSite final : public StoreSite {
 public:
  absl::StatusOr<std::unique_ptr<Store>> Open() override { return OpenSqliteStore(path_); }

  absl::StatusOr<std::vector<std::string>> Sql(const std::string& statement) override {
    sqlite3* database = nullptr;
    std::vector<std::string> rows;
    int code = sqlite3_open(path_.c_str(), &database);
    if (code == SQLITE_OK) {
      sqlite3_busy_timeout(database, 5000);
      const auto add_row = [](void* rows, int count, char** cells, char**) {
        std::vector<std::string> texts;
        for (int i = 0; i < count; ++i) texts.emplace_back(cells[i] == nullptr ? "" : cells[i]);
        static_cast<std::vector<std::string>*>(rows)->push_back(absl::StrJoin(texts, "|"));
        return 0;
      };
      code = sqlite3_exec(database, absl::StrCat("PRAGMA foreign_keys = ON;", statement).c_str(),
                          add_row, &rows, nullptr);
    }
    const std::string words = sqlite3_errmsg(database);
    sqlite3_close(database);
    if (code != SQLITE_OK) return absl::InternalError(words);
    return rows;
  }

 private:
  const ScratchDir dir_;
  const std::string path_ = dir_.File("store.db");
};

class PostgresSite final : public StoreSite {
 public:
  absl::StatusOr<std::unique_ptr<Store>> Open() override {
    PostgresOptions options;
    options.connection = schema_.connection();
    return OpenPostgresStore(options);
  }

  absl::StatusOr<std::vector<std::string>> Sql(const std::string& statement) override {
    return PostgresSql(schema_.connection(), statement);
  }

 private:
  const ScratchSchema schema_;
};

}  // namespace

Backend SqliteBackend() {
  return {.name = "Sqlite",
          .make_site = [] { return std::make_unique<SqliteSite>(); },
          .migrations = SqliteMigrations(),
          .byte_literal = [](const std::string& bytes) { return absl::StrCat("x'", bytes, "'"); },
          .end_audit_at =
              [](int64_t number) {
                return absl::StrCat("UPDATE store_revision SET audit_number = ", number);
              }};
}

Backend PostgresBackend() {
  return {.name = "Postgres",
          .make_site = [] { return std::make_unique<PostgresSite>(); },
          .takes_many_stores = true,
          .loses_numbers = true,
          .migrations = PostgresMigrations(),
          .byte_literal =
              [](const std::string& bytes) { return absl::StrCat("'\\x", bytes, "'::bytea"); },
          .end_audit_at =
              [](int64_t number) {
                return absl::StrCat("SELECT setval('audit_numbers', ", number,
                                    "); UPDATE audit_settled SET number = ", number);
              }};
}

std::string RecordOf(const Migration& migration) {
  return absl::StrCat("INSERT INTO schema_migrations (number, name, sha256, applied) VALUES (",
                      migration.number, ", '", migration.name, "', '", migration.sha256,
                      "', '2026-01-01T00:00:00Z')");
}

void PrintTo(const Backend& backend, std::ostream* out) { *out << backend.name; }

std::string BackendName(const ::testing::TestParamInfo<Backend>& info) { return info.param.name; }

ScratchSchema::ScratchSchema() {
  static std::atomic<int> count = 0;
  EXPECT_NE(std::getenv("PGHOST"), nullptr) << "run this below tests/support/with_postgres.sh";
  name_ = absl::StrCat("test_", getpid(), "_", ++count);
  EXPECT_TRUE(PostgresSql("", absl::StrCat("CREATE SCHEMA ", name_)).ok());
}

ScratchSchema::~ScratchSchema() {
  EXPECT_TRUE(PostgresSql("", absl::StrCat("DROP SCHEMA ", name_, " CASCADE")).ok());
}

std::string ScratchSchema::connection() const {
  return absl::StrCat("options='-csearch_path=", name_, "'");
}

absl::StatusOr<std::vector<std::string>> PostgresSql(const std::string& connection,
                                                     const std::string& statement) {
  try {
    pqxx::connection client(connection);
    pqxx::nontransaction transaction(client);
    std::vector<std::string> rows;
    const pqxx::result result = transaction.exec(statement);
    for (const auto& row : result) {
      std::vector<std::string> cells;
      for (const auto& field : row) cells.emplace_back(field.is_null() ? "" : field.c_str());
      rows.push_back(absl::StrJoin(cells, "|"));
    }
    return rows;
  } catch (const std::exception& error) {
    return absl::InternalError(error.what());
  }
}

}  // namespace banso
