#include "server/store/migrations/migrations.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace banso {

absl::StatusOr<std::span<const Migration>> PendingMigrations(
    std::span<const Migration> known, std::span<const AppliedMigration> applied) {
  for (size_t i = 0; i < applied.size(); ++i) {
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
