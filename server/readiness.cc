#include "server/readiness.h"

#include <utility>

#include "server/base/log.h"

namespace banso {

Readiness::Readiness(grpc::HealthCheckServiceInterface* health, std::vector<std::string> services,
                     absl::Duration most_lag)
    : health_(*health), services_(std::move(services)), most_lag_(most_lag) {
  health_.SetServingStatus(kLivenessName, true);
  MutexLock lock(&mu_);
  Set(true);
}

void Readiness::Update(absl::Duration lag) {
  const bool ready = lag <= most_lag_;
  {
    MutexLock lock(&mu_);
    if (draining_ || ready == ready_) return;
    Set(ready);
  }
  if (ready) {
    Log(LogLevel::kInfo, "ready_again");
  } else {
    Log(LogLevel::kWarning, "not_ready", {{"lag", lag}});
  }
}

void Readiness::Drain() {
  MutexLock lock(&mu_);
  draining_ = true;
  Set(false);
}

void Readiness::Set(bool ready) {
  ready_ = ready;
  health_.SetServingStatus("", ready);
  for (const std::string& service : services_) health_.SetServingStatus(service, ready);
}

}  // namespace banso
