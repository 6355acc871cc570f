// How often somebody may call.
#ifndef BANSO_SERVER_ACCESS_RATE_LIMITER_H_
#define BANSO_SERVER_ACCESS_RATE_LIMITER_H_

#include <cstddef>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/base/mutex.h"

namespace banso {

// Calls a second on average, and how many may come at once. A rate of 0 does not limit.
struct RateLimit {
  double per_second = 0;
  double burst = 0;
};

// A token bucket for each key. Buckets that are full again are forgotten, so memory is bounded by
// how many keys were seen lately. Thread safety: any number of threads at once.
class RateLimiter {
 public:
  // At most `max_keys` buckets; beyond, new keys share one.
  explicit RateLimiter(RateLimit limit, size_t max_keys = 100'000);

  // Takes one call from the bucket of `key`.
  // Errors: RESOURCE_EXHAUSTED with the ErrorInfo RATE_LIMITED, and RetryInfo that says when there
  // is one again.
  absl::Status Take(absl::string_view key, absl::Time now) ABSL_LOCKS_EXCLUDED(mu_);

 private:
  struct Bucket {
    double tokens = 0;
    absl::Time filled;
  };

  // The bucket of `key`; a new one is full.
  Bucket& BucketOf(absl::string_view key, absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);

  const RateLimit limit_;
  const size_t max_keys_;
  Mutex mu_;
  absl::flat_hash_map<std::string, Bucket> buckets_ ABSL_GUARDED_BY(mu_);
  absl::Time swept_ ABSL_GUARDED_BY(mu_) = absl::InfinitePast();  // of buckets that were full
};

}  // namespace banso

#endif  // BANSO_SERVER_ACCESS_RATE_LIMITER_H_
