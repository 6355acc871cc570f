// An OpenID provider's half of a token: keys, and texts signed with them.
#ifndef BANSO_TESTS_ACCESS_JWT_SIGNER_H_
#define BANSO_TESTS_ACCESS_JWT_SIGNER_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "server/access/jwks_source.h"

namespace banso {

enum class TestKeyKind { kRsa, kSmallRsa, kP256, kP384 };

// A fresh key pair. Making an RSA key takes up to a second: share it between tests.
class TestKey {
 public:
  TestKey(TestKeyKind kind, std::string kid);
  ~TestKey();
  TestKey(const TestKey&) = delete;
  TestKey& operator=(const TestKey&) = delete;

  const std::string& kid() const { return kid_; }
  // The public half as a JWK. `more` are further members, such as `"use": "sig"`.
  std::string PublicJwk(const std::string& more = "") const;
  // A compact JWS by `alg` over `payload`, whose header has `alg`, the kid, and `more`.
  std::string Sign(const std::string& alg, const std::string& payload,
                   const std::string& more = "") const;
  // The same, with `header` as it is.
  std::string SignWithHeader(const std::string& header, const std::string& payload) const;

 private:
  struct Parts;
  const std::string kid_;
  const std::unique_ptr<Parts> parts_;
};

// A compact JWS by HS256 with `secret`.
std::string SignHs256(const std::string& header, const std::string& payload,
                      const std::string& secret);

// The JWK Set of some JWKs.
std::string JwkSetOf(const std::vector<std::string>& jwks);

// base64url without padding.
std::string Base64Url(absl::string_view bytes);

// Keys that never change, and how often one was missing.
class FixedJwks final : public JwksSource {
 public:
  explicit FixedJwks(std::shared_ptr<const JwkSet> set, int* missed = nullptr)
      : set_(std::move(set)), missed_(missed) {}
  std::shared_ptr<const JwkSet> Current() const override { return set_; }
  void NoteUnknownKey() override {
    if (missed_ != nullptr) ++*missed_;
  }

 private:
  const std::shared_ptr<const JwkSet> set_;
  int* const missed_;
};

}  // namespace banso

#endif  // BANSO_TESTS_ACCESS_JWT_SIGNER_H_
