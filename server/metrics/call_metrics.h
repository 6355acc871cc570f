// What is measured of calls.
#ifndef BANSO_SERVER_METRICS_CALL_METRICS_H_
#define BANSO_SERVER_METRICS_CALL_METRICS_H_

#include <atomic>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/metrics/metrics.h"

namespace banso {

// Thread safety: any number of threads at once.
class CallMetrics {
 public:
  // `metrics` outlives it, and it outlives whoever reads them.
  explicit CallMetrics(Metrics* metrics);

  // A call came in, or a stream began.
  void Begin() { ++in_flight_; }
  // It ended so, `latency` after it came in. `method` is "/banso.v1.AccessService/WhoAmI".
  void End(absl::string_view method, absl::StatusCode code, absl::Duration latency);

 private:
  std::atomic<int> in_flight_ = 0;
  Timer* const seconds_;
};

}  // namespace banso

#endif  // BANSO_SERVER_METRICS_CALL_METRICS_H_
