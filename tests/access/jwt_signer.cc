#include "tests/access/jwt_signer.h"

#include <jansson.h>

#include <cstdlib>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cjose/cjose.h"

namespace banso {
namespace {

std::string SignWith(const cjose_jwk_t* key, const std::string& header,
                     const std::string& payload) {
  cjose_err error = {};
  json_t* json = json_loads(header.c_str(), 0, nullptr);
  if (json == nullptr) std::abort();
  cjose_jws_t* jws =
      cjose_jws_sign(key, reinterpret_cast<cjose_header_t*>(json),
                     reinterpret_cast<const uint8_t*>(payload.data()), payload.size(), &error);
  json_decref(json);
  const char* compact = nullptr;
  if (jws == nullptr || !cjose_jws_export(jws, &compact, &error)) std::abort();
  std::string text = compact;
  cjose_jws_release(jws);
  return text;
}

}  // namespace

struct TestKey::Parts {
  cjose_jwk_t* key = nullptr;
};

TestKey::TestKey(TestKeyKind kind, std::string kid)
    : kid_(std::move(kid)), parts_(std::make_unique<Parts>()) {
  cjose_err error = {};
  const uint8_t exponent[] = {1, 0, 1};
  switch (kind) {
    case TestKeyKind::kRsa:
      parts_->key = cjose_jwk_create_RSA_random(2048, exponent, sizeof(exponent), &error);
      break;
    case TestKeyKind::kSmallRsa:
      parts_->key = cjose_jwk_create_RSA_random(1024, exponent, sizeof(exponent), &error);
      break;
    case TestKeyKind::kP256:
      parts_->key = cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_256, &error);
      break;
    case TestKeyKind::kP384:
      parts_->key = cjose_jwk_create_EC_random(CJOSE_JWK_EC_P_384, &error);
      break;
  }
  if (parts_->key == nullptr) std::abort();
  cjose_jwk_set_kid(parts_->key, kid_.data(), kid_.size(), &error);
}

TestKey::~TestKey() { cjose_jwk_release(parts_->key); }

std::string TestKey::PublicJwk(const std::string& more) const {
  cjose_err error = {};
  char* json = cjose_jwk_to_json(parts_->key, /*priv=*/false, &error);
  if (json == nullptr) std::abort();
  std::string text = json;
  std::free(json);
  if (!more.empty()) text.insert(text.size() - 1, absl::StrCat(", ", more));
  return text;
}

std::string TestKey::Sign(const std::string& alg, const std::string& payload,
                          const std::string& more) const {
  return SignWithHeader(absl::StrCat("{\"alg\": \"", alg, "\", \"kid\": \"", kid_, "\"",
                                     more.empty() ? "" : ", ", more, "}"),
                        payload);
}

std::string TestKey::SignWithHeader(const std::string& header, const std::string& payload) const {
  return SignWith(parts_->key, header, payload);
}

std::string SignHs256(const std::string& header, const std::string& payload,
                      const std::string& secret) {
  cjose_err error = {};
  cjose_jwk_t* key = cjose_jwk_create_oct_spec(reinterpret_cast<const uint8_t*>(secret.data()),
                                               secret.size(), &error);
  if (key == nullptr) std::abort();
  std::string text = SignWith(key, header, payload);
  cjose_jwk_release(key);
  return text;
}

std::string JwkSetOf(const std::vector<std::string>& jwks) {
  return absl::StrCat("{\"keys\": [", absl::StrJoin(jwks, ", "), "]}");
}

std::string Base64Url(absl::string_view bytes) { return absl::WebSafeBase64Escape(bytes); }

}  // namespace banso
