#include "server/stores.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "server/metrics/metered_store.h"
#include "server/seal/postgres_key_store.h"
#include "server/seal/sealed_store.h"
#include "server/seal/sqlite_key_store.h"
#include "server/store/open_store.h"

namespace banso {

absl::StatusOr<Key> MasterKeyOf(const Options& options, MissingFile missing) {
  if (!options.master_key.empty()) {
    absl::StatusOr<Key> key = ParseMasterKey(options.master_key);
    if (key.ok()) return key;
    return absl::InvalidArgumentError(
        absl::StrCat(kMasterKeyVariable, ": ", key.status().message()));
  }
  BANSO_ASSIGN_OR_RETURN(const std::string file, MasterKeyFileOf(options));
  return ReadMasterKeyFile(file, missing);
}

absl::StatusOr<std::unique_ptr<KeyStore>> OpenKeys(const std::string& keys, const Key& master) {
  const std::optional<std::string> connection = PostgresConnectionOf(keys);
  return connection.has_value() ? OpenPostgresKeyStore(*connection, master)
                                : OpenSqliteKeyStore(keys, master);
}

absl::StatusOr<OpenedStores> OpenStores(const Options& options, absl::Time deadline,
                                        MissingFile missing, Metrics* metrics) {
  OpenedStores opened;
  BANSO_ASSIGN_OR_RETURN(const std::string keys, KeysOf(options));
  BANSO_ASSIGN_OR_RETURN(const Key master, MasterKeyOf(options, missing));
  BANSO_ASSIGN_OR_RETURN(const std::string spec, StoreOf(options));
  std::unique_ptr<Store> database;
  if (PostgresConnectionOf(keys).has_value()) {
    // Its tables are there then, so that keys which are put into the same database are refused.
    BANSO_ASSIGN_OR_RETURN(database, OpenStore(spec));
  }
  BANSO_ASSIGN_OR_RETURN(opened.keys, OpenKeys(keys, master));
  if (database == nullptr) {
    BANSO_ASSIGN_OR_RETURN(database, OpenStore(spec));
  }
  if (metrics != nullptr) database = std::make_unique<MeteredStore>(std::move(database), metrics);
  opened.database = database.get();
  BANSO_ASSIGN_OR_RETURN(opened.store,
                         OpenSealedStore(std::move(database), opened.keys.get(), deadline));
  return opened;
}

}  // namespace banso
