#include "server/store/migrations/migrations.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace banso {

absl::StatusOr<std::span<const Migration>> PendingMigrations(
    std::span<const Migration> known, std::span<const AppliedMigration> applied) {
  for (size_t i = 0; i < applied.size(); ++i) {
    if (applied[i].number == kStoreArrives) {
      return absl::FailedPreconditionError(
          "a store is being moved into this database, or that was interrupted: move it again, or "
          "use another database");
    }
    if (applied[i].number == kStoreLeft) {
      return absl::FailedPreconditionError(
          "the store was moved from here into another database: use that one, and delete this one");
    }
    if (i >= known.size() || applied[i].number != known[i].number) {
      return absl::FailedPreconditionError(
          absl::StrCat("the database has migration ", applied[i].number,
                       ", which this version does not know: run the version that made it, or a "
                       "newer one"));
    }
    if (applied[i].sha256 != known[i].sha256) {
      return absl::FailedPreconditionError(
          absl::StrCat("the database has migration ", known[i].name,
                       " with another content than this version: they do not belong together"));
    }
  }
  return known.subspan(applied.size());
}

}  // namespace banso
