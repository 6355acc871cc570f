#include "server/store/upkeep.h"

#include <algorithm>

#include "engine/base/status_macros.h"

namespace banso {

absl::StatusOr<Revision> KeepStoreSmall(Store* store, absl::Time now, absl::Time deadline) {
  BANSO_ASSIGN_OR_RETURN(const Revision newest, store->CurrentRevision(deadline));
  const Revision forgotten = std::max<Revision>(newest - kKeptRevisions, 0);
  BANSO_RETURN_IF_ERROR(store->Trim(forgotten, now - kRequestsAreKept, deadline));
  return forgotten;
}

}  // namespace banso
