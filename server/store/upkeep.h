// What keeps a store from growing without need.
#ifndef BANSO_SERVER_STORE_UPKEEP_H_
#define BANSO_SERVER_STORE_UPKEEP_H_

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/store/store.h"

namespace banso {

// So many of the newest revisions the feed tells of. A server that is farther behind reads the
// whole store anew, which costs less than so many changes.
inline constexpr Revision kKeptRevisions = 100'000;

// For so long a request can be repeated.
inline constexpr absl::Duration kRequestsAreKept = absl::Hours(7 * 24);

// Forgets changes and requests that are older than that. To be called once a day. Returns the
// revision up to which changes are forgotten. Errors: those of the store.
absl::StatusOr<Revision> KeepStoreSmall(Store* store, absl::Time now, absl::Time deadline);

}  // namespace banso

#endif  // BANSO_SERVER_STORE_UPKEEP_H_
