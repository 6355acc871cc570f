#include "server/seal/sqlite_key_store.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "engine/base/status_macros.h"
#include "server/seal/sealing.h"
#include "server/store/columns.h"
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

constexpr absl::string_view kKeyContext = "banso key";
constexpr absl::string_view kMarkContext = "banso master key";

std::string Wrap(const Key& master, absl::string_view owner, const Key& key) {
  return Seal(master, {kKeyContext, owner},
              absl::string_view(reinterpret_cast<const char*>(key.data()), key.size()));
}

absl::StatusOr<Key> Unwrap(const Key& master, absl::string_view owner, absl::string_view wrapped) {
  const absl::StatusOr<std::string> bytes = OpenSealed(master, {kKeyContext, owner}, wrapped);
  if (!bytes.ok() || bytes->size() != kKeyBytes) {
    return absl::DataLossError(
        absl::StrCat("the key of ", owner, " cannot be opened with the master key"));
  }
  Key key;
  std::copy(bytes->begin(), bytes->end(), key.begin());
  return key;
}

absl::string_view Text(const SqlCell& cell) {
  const std::string* text = std::get_if<std::string>(&cell);
  return text == nullptr ? absl::string_view() : absl::string_view(*text);
}

int64_t Number(const SqlResult& result) {
  if (result.rows.empty()) return 0;
  const int64_t* number = std::get_if<int64_t>(&result.rows[0][0]);
  return number == nullptr ? 0 : *number;
}

absl::Status CheckOwner(absl::string_view owner) {
  if (IsKeepableName(owner)) return absl::OkStatus();
  return absl::InvalidArgumentError("the owner of a key must be a resource name");
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
      const std::string mark = Seal(master, {kMarkContext}, "");
      const std::array<SqlValue, 1> row = {SqlBytes{mark}};
      return connection.Run("INSERT INTO master (only_row, mark) VALUES (1, ?1)", row).status();
    }
    if (Number(id) != kApplicationId) {
      return absl::FailedPreconditionError("the file is a database, but holds no keys");
    }
    if (Number(layout) != kLayout) {
      return absl::FailedPreconditionError("the key file belongs to another version");
    }
    BANSO_ASSIGN_OR_RETURN(const SqlResult mark, connection.Run("SELECT mark FROM master", {}));
    if (mark.rows.size() != 1 || !OpenSealed(master, {kMarkContext}, Text(mark.rows[0][0])).ok()) {
      return absl::FailedPreconditionError("the key file belongs to another master key");
    }
    return absl::OkStatus();
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

// What the file says of an owner.
struct KeyRow {
  bool known = false;      // there is a row
  std::optional<Key> key;  // none: destroyed, or not known
};

class SqliteKeyStore final : public KeyStore {
 public:
  SqliteKeyStore(std::unique_ptr<SqliteConnection> connection, const Key& master)
      : master_(master) {
    connection_.Add(std::move(connection));
  }

  absl::StatusOr<Key> GetOrCreate(absl::string_view owner) override;
  absl::StatusOr<std::vector<std::optional<Key>>> GetOrCreateAll(
      std::span<const std::string> owners) override;
  absl::StatusOr<std::optional<Key>> Find(absl::string_view owner) override;
  absl::StatusOr<std::vector<std::optional<Key>>> FindAll(
      std::span<const std::string> owners) override;
  absl::Status Destroy(absl::string_view owner) override;

 private:
  absl::StatusOr<KeyRow> Read(SqliteConnection& connection, absl::string_view owner) const;

  const Key master_;
  // One: a look-up takes less time than waking a second thread.
  LeasePool<SqliteConnection> connection_;
};

absl::StatusOr<KeyRow> SqliteKeyStore::Read(SqliteConnection& connection,
                                            absl::string_view owner) const {
  const std::array<SqlValue, 1> by_owner = {owner};
  BANSO_ASSIGN_OR_RETURN(const SqlResult found,
                         connection.Run("SELECT wrapped FROM keys WHERE owner = ?1", by_owner));
  if (found.rows.empty()) return KeyRow();
  KeyRow row = {.known = true};
  const SqlCell& wrapped = found.rows[0][0];
  if (!std::holds_alternative<std::monostate>(wrapped)) {
    BANSO_ASSIGN_OR_RETURN(row.key, Unwrap(master_, owner, Text(wrapped)));
  }
  return row;
}

absl::StatusOr<std::vector<std::optional<Key>>> SqliteKeyStore::GetOrCreateAll(
    std::span<const std::string> owners) {
  for (const std::string& owner : owners) BANSO_RETURN_IF_ERROR(CheckOwner(owner));
  BANSO_ASSIGN_OR_RETURN(auto connection, connection_.Take(absl::InfiniteFuture()));
  std::vector<std::optional<Key>> keys;
  std::vector<size_t> unknown;
  for (const std::string& owner : owners) {
    BANSO_ASSIGN_OR_RETURN(const KeyRow row, Read(*connection, owner));
    if (!row.known) unknown.push_back(keys.size());
    keys.push_back(row.key);
  }
  if (unknown.empty()) return keys;
  BANSO_RETURN_IF_ERROR(InTransaction(*connection, [&]() -> absl::Status {
    for (const size_t i : unknown) {
      // It may be known since: by another process, or because an owner is asked for twice.
      BANSO_ASSIGN_OR_RETURN(const KeyRow row, Read(*connection, owners[i]));
      keys[i] = row.key;
      if (row.known) continue;
      keys[i] = RandomKey();
      const std::string wrapped = Wrap(master_, owners[i], *keys[i]);
      const std::array<SqlValue, 2> made = {absl::string_view(owners[i]), SqlBytes{wrapped}};
      BANSO_RETURN_IF_ERROR(
          connection->Run("INSERT INTO keys (owner, wrapped) VALUES (?1, ?2)", made).status());
    }
    return absl::OkStatus();
  }));
  return keys;
}

absl::StatusOr<Key> SqliteKeyStore::GetOrCreate(absl::string_view owner) {
  const std::array<std::string, 1> owners = {std::string(owner)};
  BANSO_ASSIGN_OR_RETURN(const std::vector<std::optional<Key>> keys, GetOrCreateAll(owners));
  if (keys[0].has_value()) return *keys[0];
  return absl::FailedPreconditionError(absl::StrCat("the key of ", owner, " was destroyed"));
}

absl::StatusOr<std::vector<std::optional<Key>>> SqliteKeyStore::FindAll(
    std::span<const std::string> owners) {
  for (const std::string& owner : owners) BANSO_RETURN_IF_ERROR(CheckOwner(owner));
  BANSO_ASSIGN_OR_RETURN(auto connection, connection_.Take(absl::InfiniteFuture()));
  std::vector<std::optional<Key>> keys;
  keys.reserve(owners.size());
  // The file is locked, and asked whether it has changed, once for all: that costs several times as
  // much as a look-up.
  BANSO_RETURN_IF_ERROR(connection->RunScript("BEGIN"));
  absl::Status status;
  for (const std::string& owner : owners) {
    absl::StatusOr<KeyRow> row = Read(*connection, owner);
    status = row.status();
    if (!status.ok()) break;
    keys.push_back(row->key);
  }
  connection->Rollback();
  if (!status.ok()) return status;
  return keys;
}

absl::StatusOr<std::optional<Key>> SqliteKeyStore::Find(absl::string_view owner) {
  BANSO_RETURN_IF_ERROR(CheckOwner(owner));
  BANSO_ASSIGN_OR_RETURN(auto connection, connection_.Take(absl::InfiniteFuture()));
  BANSO_ASSIGN_OR_RETURN(const KeyRow row, Read(*connection, owner));
  return row.key;
}

absl::Status SqliteKeyStore::Destroy(absl::string_view owner) {
  BANSO_RETURN_IF_ERROR(CheckOwner(owner));
  BANSO_ASSIGN_OR_RETURN(auto connection, connection_.Take(absl::InfiniteFuture()));
  const std::array<SqlValue, 1> by_owner = {owner};
  return InTransaction(*connection, [&] {
    return connection
        ->Run(
            "INSERT INTO keys (owner, wrapped) VALUES (?1, NULL)"
            " ON CONFLICT (owner) DO UPDATE SET wrapped = NULL",
            by_owner)
        .status();
  });
}

}  // namespace

absl::StatusOr<std::unique_ptr<KeyStore>> OpenSqliteKeyStore(const std::string& path,
                                                             const Key& master) {
  if (!path.empty()) BANSO_RETURN_IF_ERROR(MakeDatabaseFile(path));
  auto connection = OpenKeyFile(path, master);
  if (!connection.ok()) return WithPath(connection.status(), path);
  return std::make_unique<SqliteKeyStore>(*std::move(connection), master);
}

absl::Status RotateMasterKey(const std::string& path, const Key& from, const Key& to) {
  // A file that is not there is not made.
  auto opened = OpenKeyFile(path, from);
  if (!opened.ok()) return WithPath(opened.status(), path);
  SqliteConnection& connection = **opened;
  return InTransaction(connection, [&]() -> absl::Status {
    BANSO_ASSIGN_OR_RETURN(
        const SqlResult keys,
        connection.Run("SELECT owner, wrapped FROM keys WHERE wrapped IS NOT NULL", {}));
    for (const std::vector<SqlCell>& row : keys.rows) {
      const absl::string_view owner = Text(row[0]);
      BANSO_ASSIGN_OR_RETURN(const Key key, Unwrap(from, owner, Text(row[1])));
      const std::string wrapped = Wrap(to, owner, key);
      const std::array<SqlValue, 2> rewrapped = {owner, SqlBytes{wrapped}};
      BANSO_RETURN_IF_ERROR(
          connection.Run("UPDATE keys SET wrapped = ?2 WHERE owner = ?1", rewrapped).status());
    }
    const std::string mark = Seal(to, {kMarkContext}, "");
    const std::array<SqlValue, 1> marked = {SqlBytes{mark}};
    return connection.Run("UPDATE master SET mark = ?1", marked).status();
  });
}

}  // namespace banso
