#include "server/seal/sql_key_store.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "engine/base/status_macros.h"
#include "server/seal/sealing.h"
#include "server/store/columns.h"

namespace banso {
namespace {

constexpr absl::string_view kKeyContext = "banso key";
constexpr absl::string_view kMarkContext = "banso master key";
// How many owners one statement asks for, the most first: a round trip costs more than a look-up.
constexpr std::array<size_t, 3> kOwnersAtOnce = {64, 8, 1};

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

std::string Argument(char sign, size_t number) {
  return absl::StrCat(std::string(1, sign), number);
}

absl::Status CheckOwner(absl::string_view owner) {
  if (IsKeepableName(owner)) return absl::OkStatus();
  return absl::InvalidArgumentError("the owner of a key must be a resource name");
}

// Owners that the tables know, with their keys; none for one that was destroyed.
using KnownKeys = absl::flat_hash_map<std::string, std::optional<Key>>;

class SqlKeyStore final : public KeyStore {
 public:
  SqlKeyStore(std::unique_ptr<KeyDatabase> database, const Key& master)
      : database_(std::move(database)), master_(master) {
    const char sign = database_->argument_sign();
    for (size_t i = 0; i < kOwnersAtOnce.size(); ++i) {
      std::vector<std::string> arguments;
      while (arguments.size() < kOwnersAtOnce[i]) {
        arguments.push_back(Argument(sign, arguments.size() + 1));
      }
      find_[i] = absl::StrCat("SELECT owner, wrapped FROM keys WHERE owner IN (",
                              absl::StrJoin(arguments, ", "), ")");
    }
    // Of several that do so at once, one makes it.
    make_ = absl::StrCat("INSERT INTO keys (owner, wrapped) VALUES (", Argument(sign, 1), ", ",
                         Argument(sign, 2), ") ON CONFLICT (owner) DO NOTHING");
    destroy_ = absl::StrCat("INSERT INTO keys (owner, wrapped) VALUES (", Argument(sign, 1),
                            ", NULL) ON CONFLICT (owner) DO UPDATE SET wrapped = NULL");
  }

  absl::StatusOr<Key> GetOrCreate(absl::string_view owner) override;
  absl::StatusOr<std::vector<std::optional<Key>>> GetOrCreateAll(
      std::span<const std::string> owners) override;
  absl::StatusOr<std::optional<Key>> Find(absl::string_view owner) override;
  absl::StatusOr<std::vector<std::optional<Key>>> FindAll(
      std::span<const std::string> owners) override;
  absl::Status Destroy(absl::string_view owner) override;

 private:
  absl::StatusOr<KnownKeys> Look(SqlConnection& connection,
                                 std::span<const std::string> owners) const;

  const std::unique_ptr<KeyDatabase> database_;
  const Key master_;
  std::array<std::string, kOwnersAtOnce.size()> find_;
  std::string make_, destroy_;
};

absl::StatusOr<KnownKeys> SqlKeyStore::Look(SqlConnection& connection,
                                            std::span<const std::string> owners) const {
  KnownKeys known;
  size_t i = 0;
  while (!owners.empty()) {
    while (owners.size() < kOwnersAtOnce[i]) ++i;
    std::vector<SqlValue> arguments;
    for (const std::string& owner : owners.first(kOwnersAtOnce[i])) {
      arguments.emplace_back(absl::string_view(owner));
    }
    owners = owners.subspan(kOwnersAtOnce[i]);
    BANSO_ASSIGN_OR_RETURN(const SqlResult found, connection.Run(find_[i], arguments));
    for (const std::vector<SqlCell>& row : found.rows) {
      std::optional<Key>& key = known[Text(row[0])];
      if (std::holds_alternative<std::monostate>(row[1])) continue;
      BANSO_ASSIGN_OR_RETURN(key, Unwrap(master_, Text(row[0]), Text(row[1])));
    }
  }
  return known;
}

absl::StatusOr<std::vector<std::optional<Key>>> SqlKeyStore::GetOrCreateAll(
    std::span<const std::string> owners) {
  for (const std::string& owner : owners) BANSO_RETURN_IF_ERROR(CheckOwner(owner));
  KnownKeys known;
  const auto look = [&](SqlConnection& connection) -> absl::Status {
    BANSO_ASSIGN_OR_RETURN(known, Look(connection, owners));
    return absl::OkStatus();
  };
  BANSO_RETURN_IF_ERROR(database_->Read(look));
  // As it is before anything is written: that may be run again from its start.
  std::vector<std::string> unknown;
  std::copy_if(owners.begin(), owners.end(), std::back_inserter(unknown),
               [&](const std::string& owner) { return !known.contains(owner); });
  if (!unknown.empty()) {
    BANSO_RETURN_IF_ERROR(database_->Write([&](SqlConnection& connection) -> absl::Status {
      for (const std::string& owner : unknown) {
        const std::string wrapped = Wrap(master_, owner, RandomKey());
        const std::array<SqlValue, 2> made = {absl::string_view(owner), SqlBytes{wrapped}};
        BANSO_RETURN_IF_ERROR(connection.Run(make_, made).status());
      }
      return look(connection);
    }));
  }
  std::vector<std::optional<Key>> keys;
  for (const std::string& owner : owners) {
    const auto key = known.find(owner);
    // Only a row tells that a key was destroyed.
    if (key == known.end()) return absl::InternalError("the key store lost a key that it made");
    keys.push_back(key->second);
  }
  return keys;
}

absl::StatusOr<Key> SqlKeyStore::GetOrCreate(absl::string_view owner) {
  const std::array<std::string, 1> owners = {std::string(owner)};
  BANSO_ASSIGN_OR_RETURN(const std::vector<std::optional<Key>> keys, GetOrCreateAll(owners));
  if (keys[0].has_value()) return *keys[0];
  return absl::FailedPreconditionError(absl::StrCat("the key of ", owner, " was destroyed"));
}

absl::StatusOr<std::vector<std::optional<Key>>> SqlKeyStore::FindAll(
    std::span<const std::string> owners) {
  for (const std::string& owner : owners) BANSO_RETURN_IF_ERROR(CheckOwner(owner));
  std::vector<std::optional<Key>> keys;
  BANSO_RETURN_IF_ERROR(database_->Read([&](SqlConnection& connection) -> absl::Status {
    BANSO_ASSIGN_OR_RETURN(const KnownKeys known, Look(connection, owners));
    keys.clear();
    for (const std::string& owner : owners) {
      const auto key = known.find(owner);
      keys.push_back(key == known.end() ? std::nullopt : key->second);
    }
    return absl::OkStatus();
  }));
  return keys;
}

absl::StatusOr<std::optional<Key>> SqlKeyStore::Find(absl::string_view owner) {
  const std::array<std::string, 1> owners = {std::string(owner)};
  BANSO_ASSIGN_OR_RETURN(const std::vector<std::optional<Key>> keys, FindAll(owners));
  return keys[0];
}

absl::Status SqlKeyStore::Destroy(absl::string_view owner) {
  BANSO_RETURN_IF_ERROR(CheckOwner(owner));
  const std::array<SqlValue, 1> by_owner = {owner};
  BANSO_RETURN_IF_ERROR(database_->Write(
      [&](SqlConnection& connection) { return connection.Run(destroy_, by_owner).status(); }));
  return database_->CleanUp();
}

}  // namespace

std::unique_ptr<KeyStore> MakeSqlKeyStore(std::unique_ptr<KeyDatabase> database,
                                          const Key& master) {
  return std::make_unique<SqlKeyStore>(std::move(database), master);
}

absl::Status MarkKeyTables(SqlConnection& connection, char argument_sign, const Key& master) {
  const std::string mark = Seal(master, {kMarkContext}, "");
  const std::array<SqlValue, 1> row = {SqlBytes{mark}};
  return connection
      .Run(absl::StrCat("INSERT INTO master (only_row, mark) VALUES (1, ",
                        Argument(argument_sign, 1), ")"),
           row)
      .status();
}

absl::Status CheckKeyTables(SqlConnection& connection, const Key& master) {
  BANSO_ASSIGN_OR_RETURN(const SqlResult mark, connection.Run("SELECT mark FROM master", {}));
  if (mark.rows.size() == 1 && OpenSealed(master, {kMarkContext}, Text(mark.rows[0][0])).ok()) {
    return absl::OkStatus();
  }
  return absl::FailedPreconditionError("the keys belong to another master key");
}

absl::Status RewrapKeys(SqlConnection& connection, char argument_sign, const Key& from,
                        const Key& to) {
  BANSO_ASSIGN_OR_RETURN(
      const SqlResult keys,
      connection.Run("SELECT owner, wrapped FROM keys WHERE wrapped IS NOT NULL", {}));
  const std::string rewrap = absl::StrCat("UPDATE keys SET wrapped = ", Argument(argument_sign, 2),
                                          " WHERE owner = ", Argument(argument_sign, 1));
  for (const std::vector<SqlCell>& row : keys.rows) {
    const absl::string_view owner = Text(row[0]);
    BANSO_ASSIGN_OR_RETURN(const Key key, Unwrap(from, owner, Text(row[1])));
    const std::string wrapped = Wrap(to, owner, key);
    const std::array<SqlValue, 2> rewrapped = {owner, SqlBytes{wrapped}};
    BANSO_RETURN_IF_ERROR(connection.Run(rewrap, rewrapped).status());
  }
  BANSO_RETURN_IF_ERROR(connection.RunScript("DELETE FROM master"));
  return MarkKeyTables(connection, argument_sign, to);
}

}  // namespace banso
