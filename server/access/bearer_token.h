// Bearer tokens of this server's own making.
#ifndef BANSO_SERVER_ACCESS_BEARER_TOKEN_H_
#define BANSO_SERVER_ACCESS_BEARER_TOKEN_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/seal/key_store.h"

namespace banso {

// What every secret begins with, so that one that leaked is recognised.
inline constexpr absl::string_view kTokenPrefix = "banso_";

// How long a token is good if nothing else is asked for.
inline constexpr absl::Duration kDefaultTokenLifetime = absl::Hours(90 * 24);

// Makes secrets, and the keyed hashes that are kept instead of them. Without the key, which is not
// in the database, nobody can tell whether a hash belongs to a secret.
// Thread safety: const methods may run on any number of threads at once.
class BearerTokens {
 public:
  explicit BearerTokens(const Key& key) : key_(key) {}

  // With the key `server/tokens`, which is made if there is none. Without it no token is good.
  // Errors: those of KeyStore::GetOrCreate.
  static absl::StatusOr<BearerTokens> FromKeys(KeyStore* keys);

  // Returns a fresh secret: `banso_` and 43 characters of base64url, 256 bits from the system's
  // random source.
  static std::string NewSecret();

  // Returns the secret that follows from `seed` and the key: the same seed gives the same secret, and
  // without the key nobody can tell it. For answers that must be repeatable.
  std::string SecretFrom(absl::string_view seed) const;

  // Whether `text` has the shape of a secret.
  static bool HasShape(absl::string_view text);

  // Returns the keyed hash of a secret, 64 hexadecimal digits: BLAKE2b with 32 bytes.
  std::string HashOf(absl::string_view secret) const;

 private:
  Key key_;
};

// The credential in an `authorization` header, as a part of it: what stands behind `Bearer`, which
// is read in any case. Empty if the header has another form.
absl::string_view BearerOf(absl::string_view authorization);

}  // namespace banso

#endif  // BANSO_SERVER_ACCESS_BEARER_TOKEN_H_
