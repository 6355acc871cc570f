// What is measured of a server as a whole.
#ifndef BANSO_SERVER_SERVER_FIGURES_H_
#define BANSO_SERVER_SERVER_FIGURES_H_

#include <functional>
#include <string>

#include "absl/time/time.h"
#include "server/audit/audit_chainer.h"
#include "server/audit/audit_log.h"
#include "server/catalog/catalog.h"
#include "server/metrics/metrics.h"
#include "server/options.h"
#include "server/services/worker_pool.h"
#include "server/store/store.h"

namespace banso {

// What is read. Everything outlives the reading.
struct FigureSources {
  const Catalog* catalog = nullptr;
  const WorkerPool* pool = nullptr;
  const AuditLog* audit_log = nullptr;
  const AuditChainer* audit_chainer = nullptr;
  Store* store = nullptr;
};

// What can be told before the store is read: the version, the process, `ready`, and until when the
// certificate is good.
void AddProcessFigures(const Options& options, const std::string& version,
                       std::function<bool()> ready, Metrics* metrics);

// The catalog, its index and file, the queue, the audit log, and the outbox. Cost of a reading: two
// small queries of the store, of which that of the audit log may write what it settles, and a look
// at every message.
void AddServerFigures(const FigureSources& sources, Metrics* metrics);

}  // namespace banso

#endif  // BANSO_SERVER_SERVER_FIGURES_H_
