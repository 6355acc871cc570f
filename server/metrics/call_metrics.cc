#include "server/metrics/call_metrics.h"

#include <string>

#include "absl/strings/strip.h"

namespace banso {

CallMetrics::CallMetrics(Metrics* metrics)
    : seconds_(
          metrics->AddTimer("banso_call_seconds",
                            "Time from the arrival of a call, or the beginning of a stream, to "
                            "its end, by method and code.")) {
  metrics->Add(Gauge("banso_calls_in_flight", "Calls and streams that have not ended.",
                     [this] { return in_flight_.load(); }));
}

void CallMetrics::End(absl::string_view method, absl::StatusCode code, absl::Duration latency) {
  --in_flight_;
  seconds_->Observe({{"method", std::string(absl::StripPrefix(method, "/"))},
                     {"code", absl::StatusCodeToString(code)}},
                    latency);
}

}  // namespace banso
