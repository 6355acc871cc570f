#include "server/recovery.h"

#include <filesystem>
#include <optional>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "server/audit/accept_restore.h"
#include "server/base/clock.h"
#include "server/base/steady_time.h"
#include "server/quiet_libraries.h"
#include "server/seal/postgres_key_store.h"
#include "server/seal/sqlite_key_store.h"
#include "server/store/open_store.h"
#include "server/store/sqlite/sqlite_copy.h"
#include "server/stores.h"

namespace banso {
namespace {

// Opens the store, which finishes what an earlier version left to be done, and reads its audit log.
absl::StatusOr<AuditVerification> OpenAndVerify(const Options& options) {
  BANSO_ASSIGN_OR_RETURN(const std::string anchor, AuditAnchorOf(options));
  BANSO_ASSIGN_OR_RETURN(const OpenedStores stores,
                         OpenStores(options, SteadyNow() + kStartTimeout, MissingFile::kRefused));
  BANSO_ASSIGN_OR_RETURN(const Key key, stores.keys->GetOrCreate(kAuditChainKey));
  return VerifyAudit(stores.database, key, AuditAnchorFile(anchor, key), absl::InfiniteFuture());
}

}  // namespace

absl::StatusOr<RecoveredAdmin> RecoverAdminIn(const Options& options) {
  QuietLibraries();
  BANSO_ASSIGN_OR_RETURN(const OpenedStores stores,
                         OpenStores(options, SteadyNow() + kStartTimeout, MissingFile::kRefused));
  const SystemClock clock;
  return RecoverAdmin(stores.store.get(), stores.keys.get(),
                      options.clock != nullptr ? *options.clock : clock);
}

absl::StatusOr<AcceptedLoss> AcceptRestoreIn(const Options& options, const std::string& admin) {
  QuietLibraries();
  const absl::Time deadline = SteadyNow() + kStartTimeout;
  BANSO_ASSIGN_OR_RETURN(const std::string anchor, AuditAnchorOf(options));
  BANSO_ASSIGN_OR_RETURN(const OpenedStores stores,
                         OpenStores(options, deadline, MissingFile::kRefused));
  BANSO_ASSIGN_OR_RETURN(const Key key, stores.keys->GetOrCreate(kAuditChainKey));
  const SystemClock clock;
  return AcceptRestore(stores.store.get(), stores.database, key, anchor, admin,
                       options.clock != nullptr ? options.clock->Now() : clock.Now(), deadline);
}

absl::Status RotateKeys(const Options& options, const std::string& to) {
  BANSO_ASSIGN_OR_RETURN(const std::string keys, KeysOf(options));
  BANSO_ASSIGN_OR_RETURN(const Key before, MasterKeyOf(options, MissingFile::kRefused));
  BANSO_ASSIGN_OR_RETURN(const Key after, ReadMasterKeyFile(to, MissingFile::kMade));
  const std::optional<std::string> connection = PostgresConnectionOf(keys);
  return connection.has_value() ? RotatePostgresMasterKey(*connection, before, after)
                                : RotateMasterKey(keys, before, after);
}

absl::Status BackUpStore(const Options& options, const std::string& to) {
  BANSO_ASSIGN_OR_RETURN(const std::string spec, StoreOf(options));
  const std::optional<std::string> path = SqlitePathOf(spec);
  if (path.has_value()) return CopySqliteFile(*path, to, ExistingCopy::kRefused);
  return absl::InvalidArgumentError(
      "--back-up-to copies a SQLite file; PostgreSQL is backed up by its own means, such as "
      "pg_dump");
}

absl::Status BackUpKeys(const Options& options, const std::string& to) {
  BANSO_ASSIGN_OR_RETURN(const std::string keys, KeysOf(options));
  if (PostgresConnectionOf(keys).has_value()) {
    return absl::InvalidArgumentError(
        "--back-up-keys-to copies a file; keys in PostgreSQL are kept without copies");
  }
  return CopySqliteFile(keys, to, ExistingCopy::kReplaced);
}

absl::StatusOr<StoreMove> MoveStoreIn(
    const Options& options, const std::string& to,
    absl::FunctionRef<absl::Status(const MoveProgress&)> progress) {
  QuietLibraries();
  BANSO_ASSIGN_OR_RETURN(const std::string from, StoreOf(options));
  const std::optional<std::string> path = SqlitePathOf(from);
  if (!path.has_value()) {
    return absl::InvalidArgumentError("--move-store-to moves a SQLite file; --store names another");
  }
  const std::optional<std::string> connection = PostgresConnectionOf(to);
  if (!connection.has_value()) {
    return absl::InvalidArgumentError(
        "--move-store-to must be postgres:CONNINFO or postgresql://HOST/DATABASE");
  }
  if (std::error_code error; !std::filesystem::exists(*path, error)) {
    return absl::NotFoundError(absl::StrCat("there is no store ", *path));
  }
  BANSO_ASSIGN_OR_RETURN(const AuditVerification before, OpenAndVerify(options));
  StoreMove move;
  BANSO_ASSIGN_OR_RETURN(move.rows, MoveStore(*path, *connection, progress));
  Options moved = options;
  moved.store = to;
  BANSO_ASSIGN_OR_RETURN(move.audit, OpenAndVerify(moved));
  if (move.audit != before) {
    return absl::DataLossError("the audit log is not found in the new place as it was in the old");
  }
  return move;
}

}  // namespace banso
