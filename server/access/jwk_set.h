// The public keys that an issuer signs its tokens with.
#ifndef BANSO_SERVER_ACCESS_JWK_SET_H_
#define BANSO_SERVER_ACCESS_JWK_SET_H_

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace banso {

// The algorithms that are accepted, all of them with public keys.
enum class JwsAlgorithm { kRs256, kPs256, kEs256 };

// The algorithm that a header names `RS256`, `PS256` or `ES256`; none for every other name.
std::optional<JwsAlgorithm> ParseJwsAlgorithm(absl::string_view name);

// Immutable. Thread safety: const methods may run on any number of threads at once.
class JwkSet {
 public:
  // Larger texts are refused, and of one set so many keys are kept.
  static constexpr size_t kMaxBytes = size_t{1} << 20;
  static constexpr size_t kMaxKeys = 100;

  // Reads a JWK Set (RFC 7517). Left out are keys that cannot be used here: those without `kid`,
  // for encryption, for other algorithms, of other kinds (symmetric ones above all), RSA keys of
  // less than 2048 or more than 8192 bits, curves other than P-256, and what follows under the same
  // `kid` and kind. Private parts are not read.
  // Errors: INVALID_ARGUMENT if the text is not a JWK Set.
  static absl::StatusOr<std::shared_ptr<const JwkSet>> Parse(absl::string_view json);

  // A set without keys.
  JwkSet();
  ~JwkSet();
  JwkSet(const JwkSet&) = delete;
  JwkSet& operator=(const JwkSet&) = delete;

  size_t size() const { return keys_.size(); }

  // Whether there is a key with this id for the algorithm.
  bool Has(absl::string_view kid, JwsAlgorithm algorithm) const;

  // Returns the content of a compact JWS whose signature is that of the key with this id; none if
  // it is not. `jws` is three parts of base64url joined by dots, and its header says `algorithm`.
  std::optional<std::string> Verify(absl::string_view jws, absl::string_view kid,
                                    JwsAlgorithm algorithm) const;

 private:
  enum class Kind { kRsa, kEc };
  struct Key;

  static Kind KindOf(JwsAlgorithm algorithm);
  const Key* Find(absl::string_view kid, JwsAlgorithm algorithm) const;

  std::map<std::pair<std::string, Kind>, std::unique_ptr<const Key>> keys_;
};

// Returns the bytes of base64url without padding (RFC 4648 §5); none if it is anything else.
std::optional<std::string> DecodeBase64Url(absl::string_view text);

}  // namespace banso

#endif  // BANSO_SERVER_ACCESS_JWK_SET_H_
