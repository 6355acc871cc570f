// The stores that options name.
#ifndef BANSO_SERVER_STORES_H_
#define BANSO_SERVER_STORES_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/metrics/metrics.h"
#include "server/options.h"
#include "server/seal/key_store.h"
#include "server/seal/master_key.h"
#include "server/store/store.h"

namespace banso {

// How long opening them may take, with all that an earlier version left to be done.
inline constexpr absl::Duration kStartTimeout = absl::Minutes(5);

// Owner of the key that chains the audit log.
inline constexpr char kAuditChainKey[] = "server/audit";

// The stores of a server, opened. In the order in which they are made.
struct OpenedStores {
  std::unique_ptr<KeyStore> keys;
  std::unique_ptr<Store> store;  // seals by `keys`
  Store* database = nullptr;     // what lies beneath it
};

// The key that wraps those of the key store, from the environment or its file.
// Errors: INVALID_ARGUMENT if it is none; those of ReadMasterKeyFile.
absl::StatusOr<Key> MasterKeyOf(const Options& options, MissingFile missing);

// Opens the key store that `keys` names: a file, or a PostgreSQL database as a store is named.
// Errors: those of OpenSqliteKeyStore and OpenPostgresKeyStore.
absl::StatusOr<std::unique_ptr<KeyStore>> OpenKeys(const std::string& keys, const Key& master);

// Opens key store and database; what is asked of the database is measured, unless `metrics` is
// null. Errors: those of MasterKeyOf, of the stores and of OpenSealedStore.
absl::StatusOr<OpenedStores> OpenStores(const Options& options, absl::Time deadline,
                                        MissingFile missing = MissingFile::kMade,
                                        Metrics* metrics = nullptr);

}  // namespace banso

#endif  // BANSO_SERVER_STORES_H_
