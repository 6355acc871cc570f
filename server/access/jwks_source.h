// Where the keys of an issuer come from, and how they stay fresh.
#ifndef BANSO_SERVER_ACCESS_JWKS_SOURCE_H_
#define BANSO_SERVER_ACCESS_JWKS_SOURCE_H_

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/access/jwk_set.h"

namespace banso {

// Thread safety: every method may run on any number of threads at once.
class JwksSource {
 public:
  virtual ~JwksSource() = default;

  // The newest keys. Never null, never waits for anything.
  virtual std::shared_ptr<const JwkSet> Current() const = 0;

  // Says that a token names a key that is not among them. Comes back at once; the keys are read
  // again in the background, within the limits of the source.
  virtual void NoteUnknownKey() = 0;
};

struct JwksOptions {
  // Reads a text of at most JwkSet::kMaxBytes from a URL; gives up soon after `stop` is true. For
  // tests; the default is FetchHttps.
  using Fetch = std::function<absl::StatusOr<std::string>(const std::string& url,
                                                          const std::atomic<bool>& stop)>;
  Fetch fetch;
  absl::Duration file_interval = absl::Seconds(2);  // how often a file is looked at
  absl::Duration url_interval = absl::Hours(1);     // how often a URL is read
  // The least time between two readings of a URL: after an error, or when a key is unknown.
  absl::Duration url_pause = absl::Minutes(1);
};

// Opens the file or the `https://` URL `where` and reads it on a thread of its own from then on. A
// text that cannot be read leaves the keys as they are and is logged.
// Errors: INVALID_ARGUMENT if a file cannot be read now or is no JWK Set, or a URL is not of https.
// A URL that does not answer is no error: until it does, no key is known.
absl::StatusOr<std::unique_ptr<JwksSource>> OpenJwksSource(const std::string& where,
                                                           JwksOptions options = {});

}  // namespace banso

#endif  // BANSO_SERVER_ACCESS_JWKS_SOURCE_H_
