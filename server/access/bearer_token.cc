#include "server/access/bearer_token.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "engine/base/status_macros.h"

namespace banso {
namespace {

constexpr absl::string_view kKeyOwner = "server/tokens";
constexpr size_t kSecretBytes = 32;
constexpr size_t kSecretChars = 43;  // of base64url without padding
constexpr absl::string_view kScheme = "bearer";

// The characters of RFC 6750's b64token.
bool IsTokenChar(char c) { return absl::ascii_isalnum(c) || absl::StrContains("-._~+/=", c); }

bool IsBase64UrlChar(char c) { return absl::ascii_isalnum(c) || c == '-' || c == '_'; }

}  // namespace

absl::StatusOr<BearerTokens> BearerTokens::FromKeys(KeyStore* keys) {
  BANSO_ASSIGN_OR_RETURN(const Key key, keys->GetOrCreate(kKeyOwner));
  return BearerTokens(key);
}

std::string BearerTokens::NewSecret() {
  // Once it returns, the random source is ready; it may be called by several threads.
  if (sodium_init() < 0) std::abort();  // no random source: a token could be guessed
  std::array<char, kSecretBytes> random;
  randombytes_buf(random.data(), random.size());
  std::string secret = absl::StrCat(
      kTokenPrefix, absl::WebSafeBase64Escape(absl::string_view(random.data(), random.size())));
  sodium_memzero(random.data(), random.size());
  return secret;
}

std::string BearerTokens::SecretFrom(absl::string_view seed) const {
  std::array<unsigned char, kSecretBytes> bytes;
  // Told from hashes of secrets by what it begins with, which no secret does.
  const std::string input = absl::StrCat("secret from ", seed);
  crypto_generichash(bytes.data(), bytes.size(),
                     reinterpret_cast<const unsigned char*>(input.data()), input.size(),
                     key_.data(), key_.size());
  std::string secret =
      absl::StrCat(kTokenPrefix, absl::WebSafeBase64Escape(absl::string_view(
                                     reinterpret_cast<const char*>(bytes.data()), bytes.size())));
  sodium_memzero(bytes.data(), bytes.size());
  return secret;
}

bool BearerTokens::HasShape(absl::string_view text) {
  return absl::ConsumePrefix(&text, kTokenPrefix) && text.size() == kSecretChars &&
         std::all_of(text.begin(), text.end(), IsBase64UrlChar);
}

std::string BearerTokens::HashOf(absl::string_view secret) const {
  std::string hash(32, '\0');
  crypto_generichash(reinterpret_cast<unsigned char*>(hash.data()), hash.size(),
                     reinterpret_cast<const unsigned char*>(secret.data()), secret.size(),
                     key_.data(), key_.size());
  return absl::BytesToHexString(hash);
}

absl::string_view BearerOf(absl::string_view authorization) {
  if (!absl::StartsWithIgnoreCase(authorization, kScheme)) return "";
  authorization.remove_prefix(kScheme.size());
  const size_t spaces = authorization.find_first_not_of(' ');
  if (spaces == 0 || spaces == absl::string_view::npos) return "";
  authorization.remove_prefix(spaces);
  authorization = absl::StripTrailingAsciiWhitespace(authorization);
  return std::all_of(authorization.begin(), authorization.end(), IsTokenChar) ? authorization : "";
}

}  // namespace banso
