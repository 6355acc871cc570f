#include "server/seal/sqlite_key_store.h"

#include <cstdint>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "engine/base/status_macros.h"
#include "server/seal/sql_key_store.h"
#include "server/store/sql/lease_pool.h"
#include "server/store/sql/sql_driver.h"
#include "server/store/sqlite/sqlite_connection.h"

namespace banso {
namespace {

constexpr char kSetup[] =
    "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA trusted_schema = OFF";
// No write-ahead log: a key that was destroyed would stay in it for long. The journal, which holds
// pages as they were while a transaction runs, is cut off at its end. Set once it is known what
// file it is, since it changes the file.
constexpr char kJournal[] = "PRAGMA journal_mode = TRUNCATE";
// "bnsk" in ASCII: what kind of file it is.
constexpr int64_t kApplicationId = 0x626e736b;
constexpr int64_t kLayout = 1;
constexpr char kArgumentSign = '?';
constexpr char kTables[] =
    "CREATE TABLE keys ("
    "  owner TEXT NOT NULL PRIMARY KEY,"
    "  wrapped BLOB"  // null: destroyed
    ") STRICT;"
    "CREATE TABLE master ("
    "  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),"
    "  mark BLOB NOT NULL"  // opens with the right master key
    ") STRICT;"
    "PRAGMA application_id = 1651405675; PRAGMA user_version = 1";
static_assert(kApplicationId == 1651405675);

int64_t Number(const SqlResult& result) {
  if (result.rows.empty()) return 0;
  const int64_t* number = std::get_if<int64_t>(&result.rows[0][0]);
  return number == nullptr ? 0 : *number;
}

// Runs `work` in a transaction of its own.
absl::Status InTransaction(SqliteConnection& connection, absl::FunctionRef<absl::Status()> work) {
  BANSO_RETURN_IF_ERROR(connection.RunScript("BEGIN IMMEDIATE"));
  absl::Status status = work();
  if (!status.ok()) {
    connection.Rollback();
    return status;
  }
  status = connection.Commit();
  // It may be there or not; either way it may be tried again.
  if (absl::IsUnknown(status)) return absl::UnavailableError(status.message());
  return status;
}

// Makes the tables if the file is new, and checks that it is a key file of this master key.
absl::Status Prepare(SqliteConnection& connection, const Key& master) {
  return InTransaction(connection, [&]() -> absl::Status {
    BANSO_ASSIGN_OR_RETURN(const SqlResult id, connection.Run("PRAGMA application_id", {}));
    BANSO_ASSIGN_OR_RETURN(const SqlResult layout, connection.Run("PRAGMA user_version", {}));
    BANSO_ASSIGN_OR_RETURN(const SqlResult tables,
                           connection.Run("SELECT count(*) FROM sqlite_schema", {}));
    if (Number(id) == 0 && Number(tables) == 0) {
      BANSO_RETURN_IF_ERROR(connection.RunScript(kTables));
      return MarkKeyTables(connection, kArgumentSign, master);
    }
    if (Number(id) != kApplicationId) {
      return absl::FailedPreconditionError("the file is a database, but holds no keys");
    }
    if (Number(layout) != kLayout) {
      return absl::FailedPreconditionError("the key file belongs to another version");
    }
    return CheckKeyTables(connection, master);
  });
}

absl::StatusOr<std::unique_ptr<SqliteConnection>> OpenKeyFile(const std::string& path,
                                                              const Key& master) {
  if (path.empty()) return absl::InvalidArgumentError("the path of the key file is empty");
  BANSO_ASSIGN_OR_RETURN(auto connection, SqliteConnection::Open(path, kSetup));
  BANSO_RETURN_IF_ERROR(Prepare(*connection, master));
  BANSO_RETURN_IF_ERROR(connection->RunScript(kJournal));
  return connection;
}

absl::Status WithPath(const absl::Status& status, const std::string& path) {
  return absl::Status(status.code(), absl::StrCat(status.message(), ": ", path));
}

class SqliteKeyDatabase final : public KeyDatabase {
 public:
  explicit SqliteKeyDatabase(std::unique_ptr<SqliteConnection> connection) {
    connection_.Add(std::move(connection));
  }

  char argument_sign() const override { return kArgumentSign; }

  absl::Status Read(Work work) override {
    BANSO_ASSIGN_OR_RETURN(auto connection, connection_.Take(absl::InfiniteFuture()));
    // The file is locked, and asked whether it has changed, once for all statements: that costs
    // several times as much as a look-up.
    BANSO_RETURN_IF_ERROR(connection->RunScript("BEGIN"));
    absl::Status status = work(*connection);
    connection->Rollback();
    return status;
  }

  absl::Status Write(Work work) override {
    BANSO_ASSIGN_OR_RETURN(auto connection, connection_.Take(absl::InfiniteFuture()));
    return InTransaction(*connection, [&] { return work(*connection); });
  }

 private:
  // One: a look-up takes less time than waking a second thread.
  LeasePool<SqliteConnection> connection_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<KeyStore>> OpenSqliteKeyStore(const std::string& path,
                                                             const Key& master) {
  if (!path.empty()) BANSO_RETURN_IF_ERROR(MakeDatabaseFile(path));
  auto connection = OpenKeyFile(path, master);
  if (!connection.ok()) return WithPath(connection.status(), path);
  return MakeSqlKeyStore(std::make_unique<SqliteKeyDatabase>(*std::move(connection)), master);
}

absl::Status RotateMasterKey(const std::string& path, const Key& from, const Key& to) {
  // A file that is not there is not made.
  auto opened = OpenKeyFile(path, from);
  if (!opened.ok()) return WithPath(opened.status(), path);
  SqliteConnection& connection = **opened;
  return InTransaction(connection, [&] { return RewrapKeys(connection, kArgumentSign, from, to); });
}

}  // namespace banso
