// The databases that the suites run on.
#ifndef BANSO_TESTS_STORE_BACKENDS_H_
#define BANSO_TESTS_STORE_BACKENDS_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <ostream>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "gtest/gtest.h"
#include "server/store/migrations/migrations.h"
#include "server/store/store.h"

namespace banso {

// Empty data of a test's own, which outlives the stores that are opened on it.
class StoreSite {
 public:
  virtual ~StoreSite() = default;
  // Opens a store on the data, again and again.
  virtual absl::StatusOr<std::unique_ptr<Store>> Open() = 0;
  // Runs a statement past the store, as somebody with a database client would. Returns the rows,
  // their cells as text joined by '|'; a null is empty. Errors: INTERNAL with the database's words.
  virtual absl::StatusOr<std::vector<std::string>> Sql(const std::string& statement) = 0;
};

struct Backend {
  std::string name;
  std::function<std::unique_ptr<StoreSite>()> make_site;
  bool takes_many_stores = false;  // several stores can be open on the same data at once
  bool loses_numbers = false;      // a commit that fails at its very end leaves a gap
  bool keeps_sealed = true;        // Resource::sealed comes back as it was written
  std::span<const Migration> migrations = {};
  // How an SQL statement says the bytes of a hexadecimal text.
  std::function<std::string(const std::string& hexadecimal)> byte_literal = {};
  // The statement after which the audit log has never had a row beyond `number`.
  std::function<std::string(int64_t number)> end_audit_at = {};
};

// One SQLite file in a folder of its own.
Backend SqliteBackend();
// One schema of the server that PGHOST and the like name (tests/support/with_postgres.sh).
Backend PostgresBackend();

void PrintTo(const Backend& backend, std::ostream* out);
std::string BackendName(const ::testing::TestParamInfo<Backend>& info);

// The statement that records that a migration was applied.
std::string RecordOf(const Migration& migration);

// A fresh schema of a test's own, removed at the end.
class ScratchSchema {
 public:
  ScratchSchema();
  ~ScratchSchema();
  ScratchSchema(const ScratchSchema&) = delete;
  ScratchSchema& operator=(const ScratchSchema&) = delete;
  const std::string& name() const { return name_; }
  // Connects to it at the server that PGHOST names.
  std::string connection() const;

 private:
  std::string name_;
};

// Runs a statement on a PostgreSQL server; as StoreSite::Sql.
absl::StatusOr<std::vector<std::string>> PostgresSql(const std::string& connection,
                                                     const std::string& statement);

}  // namespace banso

#endif  // BANSO_TESTS_STORE_BACKENDS_H_
