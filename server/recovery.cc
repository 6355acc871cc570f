#include "server/recovery.h"

#include "absl/time/clock.h"
#include "engine/base/status_macros.h"
#include "server/audit/accept_restore.h"
#include "server/base/clock.h"
#include "server/quiet_libraries.h"
#include "server/seal/sqlite_key_store.h"
#include "server/stores.h"

namespace banso {

absl::StatusOr<RecoveredAdmin> RecoverAdminIn(const Options& options) {
  QuietLibraries();
  BANSO_ASSIGN_OR_RETURN(const OpenedStores stores,
                         OpenStores(options, absl::Now() + kStartTimeout, MissingFile::kRefused));
  const SystemClock clock;
  return RecoverAdmin(stores.store.get(), stores.keys.get(),
                      options.clock != nullptr ? *options.clock : clock);
}

absl::StatusOr<AcceptedLoss> AcceptRestoreIn(const Options& options, const std::string& admin) {
  QuietLibraries();
  const absl::Time deadline = absl::Now() + kStartTimeout;
  BANSO_ASSIGN_OR_RETURN(const std::string anchor, AuditAnchorOf(options));
  BANSO_ASSIGN_OR_RETURN(const OpenedStores stores,
                         OpenStores(options, deadline, MissingFile::kRefused));
  BANSO_ASSIGN_OR_RETURN(const Key key, stores.keys->GetOrCreate(kAuditChainKey));
  const SystemClock clock;
  return AcceptRestore(stores.store.get(), stores.database, key, anchor, admin,
                       options.clock != nullptr ? options.clock->Now() : clock.Now(), deadline);
}

absl::Status RotateKeys(const Options& options, const std::string& to) {
  BANSO_ASSIGN_OR_RETURN(const std::string key_file, KeysOf(options));
  BANSO_ASSIGN_OR_RETURN(const Key before, MasterKeyOf(options, MissingFile::kRefused));
  BANSO_ASSIGN_OR_RETURN(const Key after, ReadMasterKeyFile(to, MissingFile::kMade));
  return RotateMasterKey(key_file, before, after);
}

}  // namespace banso
