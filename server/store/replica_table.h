// The port to what servers of one store know of each other: who holds a lease, and which revision
// each of them has applied.
#ifndef BANSO_SERVER_STORE_REPLICA_TABLE_H_
#define BANSO_SERVER_STORE_REPLICA_TABLE_H_

#include <cstdint>
#include <limits>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/store/store.h"

namespace banso {

// The applied revision of a server that nobody has to wait for: it answers no new calls.
inline constexpr Revision kWaitsForNobody = std::numeric_limits<Revision>::max();

// What a server tells the others about itself.
struct LeaseRequest {
  std::string id;        // of the process, unique; no id is ever used by two
  Revision applied = 0;  // newest revision that its answers honour
  absl::Duration lease;  // from the moment at which the store grants it, by the store's clock
  bool anew = false;     // whether this server has no lease that holds, as far as it knows
};

// What the store says to it.
struct LeaseGrant {
  // Whether the lease is granted. One that has lapsed is not renewed: it is to be asked for anew.
  bool granted = false;
  // Whether, of all servers whose lease holds, this one took its lease first. A lease that is taken
  // anew is the last of all.
  bool first = false;
  int64_t others = 0;  // other servers whose lease holds
};

// Leases are measured by the clock of the store alone, so that no two machines' clocks are ever
// compared. Thread safety: every method may run on any number of threads at once.
// Errors of every method: UNAVAILABLE while the store is away, DEADLINE_EXCEEDED at `deadline`; the
// lease may be granted all the same.
class ReplicaTable {
 public:
  virtual ~ReplicaTable() = default;

  // Renews a lease, or takes one anew, durably: a lease that was granted is not forgotten when the
  // store is killed. A renewal never lowers the applied revision.
  virtual absl::StatusOr<LeaseGrant> Renew(const LeaseRequest& request, absl::Time deadline) = 0;

  // Raises the applied revision of a server; nothing if it has no lease. May be forgotten when the
  // store is killed.
  virtual absl::Status Report(const std::string& id, Revision applied, absl::Time deadline) = 0;

  // The smallest applied revision of all servers but `id` whose lease holds; kWaitsForNobody if
  // there is none.
  virtual absl::StatusOr<Revision> AppliedByOthers(const std::string& id, absl::Time deadline) = 0;
  // The largest of them; 0 if there is none.
  virtual absl::StatusOr<Revision> NewestOfOthers(const std::string& id, absl::Time deadline) = 0;

  // Gives up the lease of a server.
  virtual absl::Status Release(const std::string& id, absl::Time deadline) = 0;
};

}  // namespace banso

#endif  // BANSO_SERVER_STORE_REPLICA_TABLE_H_
