// What the handlers of all services work with.
#ifndef BANSO_SERVER_SERVICES_SERVICE_CONTEXT_H_
#define BANSO_SERVER_SERVICES_SERVICE_CONTEXT_H_

#include <memory>
#include <string>

#include "absl/time/time.h"
#include "engine/rules/rule_set.h"
#include "server/base/clock.h"
#include "server/catalog/catalog.h"
#include "server/seal/key_store.h"
#include "server/services/rpc_runtime.h"
#include "server/store/store.h"

namespace banso {

class AuditChainer;
class Showings;

// Everything outlives the services.
struct ServiceContext {
  RpcRuntime runtime;
  Store* store = nullptr;
  KeyStore* keys = nullptr;
  Catalog* catalog = nullptr;
  const Clock* clock = nullptr;
  AuditLog* audit_log = nullptr;
  AuditChainer* audit_chainer = nullptr;
  Showings* showings = nullptr;
  std::shared_ptr<const RuleBook> rules;
  std::string claim_key;          // Store::Secret(), for keyed hashes
  std::string server_version;     // such as "0.1.0"
  std::string time_zone_version;  // such as "2024a", or "unknown"
  absl::Time start_time;
};

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_SERVICE_CONTEXT_H_
