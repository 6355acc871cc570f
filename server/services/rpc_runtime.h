// What a service needs of the server around it to answer calls.
#ifndef BANSO_SERVER_SERVICES_RPC_RUNTIME_H_
#define BANSO_SERVER_SERVICES_RPC_RUNTIME_H_

#include <atomic>

#include "server/access/authenticator.h"
#include "server/access/policy.h"
#include "server/access/rate_limiter.h"
#include "server/access/stream_slots.h"
#include "server/audit/audit_log.h"
#include "server/base/clock.h"
#include "server/catalog/catalog.h"
#include "server/metrics/call_metrics.h"
#include "server/replicas/replica.h"
#include "server/services/worker_pool.h"

namespace banso {

// How many calls wait for a revision now: reads until this server knows it, writes until it acts
// everywhere. Shared by all services of a server.
struct WaitingReads {
  std::atomic<int> count = 0;
  int limit = 8;  // so that those who wait never hold every worker
};

// One of so many places, while it lives.
class WaitingPlace {
 public:
  WaitingPlace(WaitingReads* waiting, int limit)
      : taken_(waiting->count), is_free_(++taken_ <= limit) {}
  WaitingPlace(const WaitingPlace&) = delete;
  WaitingPlace& operator=(const WaitingPlace&) = delete;
  ~WaitingPlace() { --taken_; }

  bool is_free() const { return is_free_; }

 private:
  std::atomic<int>& taken_;
  const bool is_free_;
};

// Everything outlives the services.
struct RpcRuntime {
  WorkerPool* pool = nullptr;
  const Catalog* catalog = nullptr;
  const Clock* clock = nullptr;
  WaitingReads* waiting_reads = nullptr;
  Authenticator* authenticator = nullptr;
  const Policy* policy = nullptr;
  RateLimiter* callers = nullptr;       // by principal
  RateLimiter* publics = nullptr;       // by address, for callers without proof
  RateLimiter* applications = nullptr;  // by address, for applications from the public
  StreamSlots* streams = nullptr;
  AuditLog* audit = nullptr;
  CallMetrics* metrics = nullptr;  // null: none are kept
  Replica* replica = nullptr;      // null: the only server of its store
};

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_RPC_RUNTIME_H_
