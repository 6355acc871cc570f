#include "server/access/rate_limiter.h"

#include <algorithm>

#include "absl/status/status.h"
#include "server/convert/status_details.h"

namespace banso {
namespace {

// The bucket of all keys beyond the most that are kept; no caller or address is called so.
constexpr absl::string_view kOthers = "";
// What rounding may take from a call whose time has come.
constexpr double kRounding = 1e-6;

}  // namespace

RateLimiter::RateLimiter(RateLimit limit, size_t max_keys)
    : limit_{limit.per_second, std::max(limit.burst, 1.0)}, max_keys_(max_keys) {}

absl::Status RateLimiter::Take(absl::string_view key, absl::Time now) {
  if (limit_.per_second <= 0) return absl::OkStatus();
  double missing = 0;
  {
    MutexLock lock(&mu_);
    Bucket& bucket = BucketOf(key, now);
    // Whoever read the time before somebody else may come after.
    const absl::Duration elapsed = std::max(now - bucket.filled, absl::ZeroDuration());
    bucket.tokens =
        std::min(limit_.burst, bucket.tokens + absl::ToDoubleSeconds(elapsed) * limit_.per_second);
    bucket.filled = std::max(bucket.filled, now);
    if (bucket.tokens >= 1 - kRounding) {
      bucket.tokens = std::max(bucket.tokens - 1, 0.0);
      return absl::OkStatus();
    }
    missing = 1 - bucket.tokens;
  }
  return WithRetryInfo(
      WithErrorInfo(absl::ResourceExhaustedError("too many calls; wait before the next one"),
                    "RATE_LIMITED", {}),
      absl::Seconds(missing / limit_.per_second));
}

RateLimiter::Bucket& RateLimiter::BucketOf(absl::string_view key, absl::Time now) {
  const auto found = buckets_.find(key);
  if (found != buckets_.end()) return found->second;
  // An untouched bucket is full after this long. Looking for such ones no more often than that
  // keeps the cost of a call constant on average, also under a flood of new keys.
  const absl::Duration fill_time = absl::Seconds(limit_.burst / limit_.per_second);
  if (now - swept_ >= fill_time) {
    swept_ = now;
    absl::erase_if(buckets_,
                   [&](const auto& entry) { return now - entry.second.filled >= fill_time; });
  }
  const absl::string_view kept = buckets_.size() < max_keys_ ? key : kOthers;
  return buckets_.try_emplace(std::string(kept), Bucket{limit_.burst, now}).first->second;
}

}  // namespace banso
