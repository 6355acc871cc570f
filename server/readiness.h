// Whether the server should be sent calls, as health checks are told.
#ifndef BANSO_SERVER_READINESS_H_
#define BANSO_SERVER_READINESS_H_

#include <atomic>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/time/time.h"
#include "grpcpp/health_check_service_interface.h"
#include "server/base/mutex.h"

namespace banso {

// A name that grpc.health.v1 knows besides those of the services: it serves for as long as the
// process answers at all, ready or not.
inline constexpr char kLivenessName[] = "banso.live";

// The server is ready while it shows what the store holds, or has not done so for a short time
// only, until it is drained. Each service and the empty name, which means all, say so alike. Thread
// safety: any number of threads at once.
class Readiness {
 public:
  // `health` outlives it. Ready at the start. `services` are full names.
  Readiness(grpc::HealthCheckServiceInterface* health, std::vector<std::string> services,
            absl::Duration most_lag);

  // The catalog is so much behind the store.
  void Update(absl::Duration lag) ABSL_LOCKS_EXCLUDED(mu_);
  // Not ready any more, for good.
  void Drain() ABSL_LOCKS_EXCLUDED(mu_);

  bool ready() const { return ready_; }

 private:
  void Set(bool ready) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  grpc::HealthCheckServiceInterface& health_;
  const std::vector<std::string> services_;
  const absl::Duration most_lag_;
  Mutex mu_;
  bool draining_ ABSL_GUARDED_BY(mu_) = false;
  std::atomic<bool> ready_ = false;
};

}  // namespace banso

#endif  // BANSO_SERVER_READINESS_H_
