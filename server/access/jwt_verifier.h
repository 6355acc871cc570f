// Tokens of an OpenID provider.
#ifndef BANSO_SERVER_ACCESS_JWT_VERIFIER_H_
#define BANSO_SERVER_ACCESS_JWT_VERIFIER_H_

#include <cstddef>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/access/jwks_source.h"

namespace banso {

// What a token must say.
struct JwtRules {
  std::string issuer;    // `iss`, exactly
  std::string audience;  // `aud`, or one of it, exactly
  // By how much the clocks of the issuer and this server may differ.
  absl::Duration skew = absl::Minutes(1);
};

// Whom a token vouches for.
struct JwtIdentity {
  std::string issuer;
  std::string subject;

  friend bool operator==(const JwtIdentity&, const JwtIdentity&) = default;
};

// Thread safety: const methods may run on any number of threads at once; in memory only.
class JwtVerifier {
 public:
  static constexpr size_t kMaxBytes = size_t{8} << 10;

  JwtVerifier(JwtRules rules, std::unique_ptr<JwksSource> keys)
      : rules_(std::move(rules)), keys_(std::move(keys)) {}

  // Returns whom the token `jwt` (a compact JWS, RFC 7519) vouches for. It must be at most 8 KiB;
  // signed by RS256, PS256 or ES256 with the key that its `kid` names; without `crit`; of `typ`
  // `JWT`, `at+jwt` or none; and hold `iss`, `aud` and `sub` of 1 to 255 bytes, `exp` after
  // `now` - skew, and `nbf` and `iat`, where there are any, not after `now` + skew.
  // Errors: UNAUTHENTICATED. The message is a code for operators such as `JWT_EXPIRED`, never a
  // part of the token; callers are not told it.
  absl::StatusOr<JwtIdentity> Verify(absl::string_view jwt, absl::Time now) const;

 private:
  const JwtRules rules_;
  const std::unique_ptr<JwksSource> keys_;
};

}  // namespace banso

#endif  // BANSO_SERVER_ACCESS_JWT_VERIFIER_H_
