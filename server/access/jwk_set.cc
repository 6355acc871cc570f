#include "server/access/jwk_set.h"

#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_split.h"
#include "cjose/cjose.h"
#include "server/access/json.h"

namespace banso {
namespace {

// Of an RSA modulus: 2048 and 8192 bits.
constexpr size_t kMinRsaBytes = 256;
constexpr size_t kMaxRsaBytes = 1024;
constexpr size_t kMaxRsaExponentBytes = 8;
constexpr size_t kEs256Bytes = 64;

struct JwkDeleter {
  void operator()(cjose_jwk_t* key) const { cjose_jwk_release(key); }
};
struct JwsDeleter {
  void operator()(cjose_jws_t* jws) const { cjose_jws_release(jws); }
};

std::string WithoutLeadingZeros(const std::string& number) {
  const size_t first = number.find_first_not_of('\0');
  return first == std::string::npos ? "" : number.substr(first);
}

// The bytes of a member in base64url; empty if there are none.
std::string BytesMember(const json_t* object, const char* name) {
  const json_t* member = json_object_get(object, name);
  if (!json_is_string(member)) return "";
  return DecodeBase64Url({json_string_value(member), json_string_length(member)}).value_or("");
}

// The string that a member is; `absent` if there is no such member; none if it is something else.
std::optional<std::string> Text(const json_t* object, const char* name, const char* absent) {
  const json_t* member = json_object_get(object, name);
  if (member == nullptr) return absent;
  if (!json_is_string(member)) return std::nullopt;
  return std::string(json_string_value(member), json_string_length(member));
}

// Whether the key says that it is for checking signatures, or does not say for what it is.
bool IsForSignatures(const json_t* object) {
  if (Text(object, "use", "sig") != "sig") return false;
  const json_t* operations = json_object_get(object, "key_ops");
  if (operations == nullptr) return true;
  size_t index = 0;
  json_t* operation = nullptr;
  json_array_foreach(operations, index, operation) {
    if (json_is_string(operation) && std::string("verify") == json_string_value(operation)) {
      return true;
    }
  }
  return false;
}

}  // namespace

struct JwkSet::Key {
  std::unique_ptr<cjose_jwk_t, JwkDeleter> key;
  size_t signature_bytes = 0;             // of every signature that it makes
  std::optional<JwsAlgorithm> algorithm;  // the only one that it is for, if it says so
};

std::optional<JwsAlgorithm> ParseJwsAlgorithm(absl::string_view name) {
  if (name == "RS256") return JwsAlgorithm::kRs256;
  if (name == "PS256") return JwsAlgorithm::kPs256;
  if (name == "ES256") return JwsAlgorithm::kEs256;
  return std::nullopt;
}

std::optional<std::string> DecodeBase64Url(absl::string_view text) {
  // Abseil would also take padding and blanks.
  for (const char c : text) {
    if (!absl::ascii_isalnum(c) && c != '-' && c != '_') return std::nullopt;
  }
  std::string bytes;
  if (!absl::WebSafeBase64Unescape(text, &bytes)) return std::nullopt;
  return bytes;
}

JwkSet::JwkSet() = default;
JwkSet::~JwkSet() = default;

absl::StatusOr<std::shared_ptr<const JwkSet>> JwkSet::Parse(absl::string_view json) {
  if (json.size() > kMaxBytes) {
    return absl::InvalidArgumentError("a JWK Set must not be larger than 1 MiB");
  }
  const Json set = ParseJsonObject(json);
  const json_t* keys = set == nullptr ? nullptr : json_object_get(set.get(), "keys");
  if (!json_is_array(keys)) {
    return absl::InvalidArgumentError("a JWK Set must be a JSON object with the list `keys`");
  }
  auto result = std::make_shared<JwkSet>();
  size_t index = 0;
  json_t* object = nullptr;
  json_array_foreach(keys, index, object) {
    const std::optional<std::string> kid = Text(object, "kid", "");
    const std::optional<std::string> kty = Text(object, "kty", "");
    const std::optional<std::string> alg = Text(object, "alg", "");
    if (result->size() == kMaxKeys) break;
    if (!kid || kid->empty() || !kty || !alg || !IsForSignatures(object)) continue;
    auto key = std::make_unique<Key>();
    if (!alg->empty()) {
      key->algorithm = ParseJwsAlgorithm(*alg);
      if (!key->algorithm) continue;
    }
    cjose_err error = {};
    Kind kind = Kind::kRsa;
    if (kty == "RSA") {
      std::string modulus = WithoutLeadingZeros(BytesMember(object, "n"));
      std::string exponent = WithoutLeadingZeros(BytesMember(object, "e"));
      if (modulus.size() < kMinRsaBytes || modulus.size() > kMaxRsaBytes ||
          (modulus.size() == kMinRsaBytes && (modulus[0] & 0x80) == 0) || exponent.empty() ||
          exponent.size() > kMaxRsaExponentBytes || (exponent.back() & 1) == 0 ||
          exponent == "\x01") {
        continue;
      }
      cjose_jwk_rsa_keyspec spec = {};
      spec.n = reinterpret_cast<uint8_t*>(modulus.data());
      spec.nlen = modulus.size();
      spec.e = reinterpret_cast<uint8_t*>(exponent.data());
      spec.elen = exponent.size();
      key->key.reset(cjose_jwk_create_RSA_spec(&spec, &error));
      key->signature_bytes = modulus.size();
    } else if (kty == "EC" && Text(object, "crv", "") == "P-256") {
      kind = Kind::kEc;
      std::string x = BytesMember(object, "x");
      std::string y = BytesMember(object, "y");
      if (x.size() != kEs256Bytes / 2 || y.size() != kEs256Bytes / 2) continue;
      cjose_jwk_ec_keyspec spec = {};
      spec.crv = CJOSE_JWK_EC_P_256;
      spec.x = reinterpret_cast<uint8_t*>(x.data());
      spec.xlen = x.size();
      spec.y = reinterpret_cast<uint8_t*>(y.data());
      spec.ylen = y.size();
      key->key.reset(cjose_jwk_create_EC_spec(&spec, &error));
      key->signature_bytes = kEs256Bytes;
    }
    if (key->key == nullptr) continue;
    result->keys_.try_emplace({*kid, kind}, std::move(key));
  }
  return result;
}

JwkSet::Kind JwkSet::KindOf(JwsAlgorithm algorithm) {
  return algorithm == JwsAlgorithm::kEs256 ? Kind::kEc : Kind::kRsa;
}

const JwkSet::Key* JwkSet::Find(absl::string_view kid, JwsAlgorithm algorithm) const {
  const auto found = keys_.find({std::string(kid), KindOf(algorithm)});
  if (found == keys_.end()) return nullptr;
  const Key& key = *found->second;
  return !key.algorithm || key.algorithm == algorithm ? &key : nullptr;
}

bool JwkSet::Has(absl::string_view kid, JwsAlgorithm algorithm) const {
  return Find(kid, algorithm) != nullptr;
}

std::optional<std::string> JwkSet::Verify(absl::string_view jws, absl::string_view kid,
                                          JwsAlgorithm algorithm) const {
  const Key* key = Find(kid, algorithm);
  if (key == nullptr) return std::nullopt;
  const std::vector<absl::string_view> parts = absl::StrSplit(jws, '.');
  if (parts.size() != 3 || !DecodeBase64Url(parts[0]) || !DecodeBase64Url(parts[1])) {
    return std::nullopt;
  }
  // The library reads as many bytes of a signature as the key is long, however many there are, and
  // halves one of odd length: only whole signatures get there.
  const std::optional<std::string> signature = DecodeBase64Url(parts[2]);
  if (!signature || signature->size() != key->signature_bytes) return std::nullopt;
  cjose_err error = {};
  const std::unique_ptr<cjose_jws_t, JwsDeleter> parsed(
      cjose_jws_import(jws.data(), jws.size(), &error));
  if (parsed == nullptr) return std::nullopt;
  // The library looks at the algorithm for itself; what it sees must be what was decided on.
  const char* header = cjose_header_get(cjose_jws_get_protected(parsed.get()), "alg", &error);
  if (header == nullptr || ParseJwsAlgorithm(header) != algorithm) return std::nullopt;
  if (!cjose_jws_verify(parsed.get(), key->key.get(), &error)) return std::nullopt;
  uint8_t* content = nullptr;
  size_t size = 0;
  if (!cjose_jws_get_plaintext(parsed.get(), &content, &size, &error)) return std::nullopt;
  return std::string(reinterpret_cast<const char*>(content), size);
}

}  // namespace banso
