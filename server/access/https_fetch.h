// One reading of a URL.
#ifndef BANSO_SERVER_ACCESS_HTTPS_FETCH_H_
#define BANSO_SERVER_ACCESS_HTTPS_FETCH_H_

#include <atomic>
#include <cstddef>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace banso {

struct FetchLimits {
  size_t max_bytes = size_t{1} << 20;
  absl::Duration timeout = absl::Seconds(10);  // of everything
  std::string ca_file;                         // of trusted roots; empty: the machine's
};

// Returns what an `https://` URL answers with. Redirects are not followed. Any number of threads at
// once.
// Errors: INVALID_ARGUMENT if the URL is of another kind; UNAVAILABLE if it does not answer,
// answers with anything but 200, or with too much; CANCELLED soon after `stop` is true. None
// repeats what was answered.
absl::StatusOr<std::string> FetchHttps(const std::string& url, const FetchLimits& limits,
                                       const std::atomic<bool>& stop);

}  // namespace banso

#endif  // BANSO_SERVER_ACCESS_HTTPS_FETCH_H_
