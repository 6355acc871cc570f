#include "server/access/jwt_verifier.h"

#include <optional>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "engine/base/status_macros.h"
#include "server/access/json.h"

namespace banso {
namespace {

constexpr size_t kMaxNameBytes = 255;  // of an issuer or a subject, as in OidcIdentity

absl::Status Refused(absl::string_view code) { return absl::UnauthenticatedError(code); }

// What of a header decides how the token is checked.
struct Header {
  JwsAlgorithm algorithm;
  std::string kid;
};

// Tokens for other purposes, such as `logout+jwt`, say so in their type.
bool IsAccessType(absl::string_view type) {
  return absl::EqualsIgnoreCase(type, "JWT") || absl::EqualsIgnoreCase(type, "at+jwt") ||
         absl::EqualsIgnoreCase(type, "application/at+jwt");
}

absl::StatusOr<Header> ReadHeader(absl::string_view part) {
  const std::optional<std::string> text = DecodeBase64Url(part);
  const Json json = text ? ParseJsonObject(*text) : nullptr;
  if (json == nullptr) return Refused("JWT_MALFORMED");
  const auto algorithm_name = StringMember(json, "alg");
  const auto algorithm =
      algorithm_name ? ParseJwsAlgorithm(*algorithm_name) : std::optional<JwsAlgorithm>();
  if (!algorithm) return Refused("JWT_ALGORITHM");
  // Extensions that must be understood: none is.
  if (json_object_get(json.get(), "crit") != nullptr) return Refused("JWT_EXTENSION");
  if (json_object_get(json.get(), "typ") != nullptr) {
    const auto type = StringMember(json, "typ");
    if (!type || !IsAccessType(*type)) return Refused("JWT_TYPE");
  }
  const auto kid = StringMember(json, "kid");
  if (!kid || kid->empty()) return Refused("JWT_KEY");
  return Header{*algorithm, std::string(*kid)};
}

// Whether `aud`, a string or a list of strings, names the audience.
bool IsFor(const json_t* audiences, absl::string_view audience) {
  const auto is_it = [&](const json_t* value) {
    return json_is_string(value) &&
           audience == absl::string_view(json_string_value(value), json_string_length(value));
  };
  if (!json_is_array(audiences)) return is_it(audiences);
  size_t index = 0;
  json_t* value = nullptr;
  json_array_foreach(audiences, index, value) {
    if (is_it(value)) return true;
  }
  return false;
}

// The instant that a member is, in seconds since 1970. `absent` if there is no such member; none if
// it is not a number. Numbers beyond all times become the infinite past or future.
std::optional<absl::Time> TimeMember(const Json& claims, const char* name,
                                     std::optional<absl::Time> absent) {
  const json_t* member = json_object_get(claims.get(), name);
  if (member == nullptr) return absent;
  if (!json_is_number(member)) return std::nullopt;
  return absl::UnixEpoch() + absl::Seconds(json_number_value(member));
}

absl::StatusOr<JwtIdentity> ReadClaims(absl::string_view text, const JwtRules& rules,
                                       absl::Time now) {
  const Json claims = ParseJsonObject(text);
  if (claims == nullptr) return Refused("JWT_MALFORMED");
  const auto issuer = StringMember(claims, "iss");
  if (!issuer || *issuer != rules.issuer) return Refused("JWT_ISSUER");
  if (!IsFor(json_object_get(claims.get(), "aud"), rules.audience)) return Refused("JWT_AUDIENCE");
  const auto expires = TimeMember(claims, "exp", std::nullopt);
  if (!expires || now >= *expires + rules.skew) return Refused("JWT_EXPIRED");
  const auto begins = TimeMember(claims, "nbf", absl::InfinitePast());
  if (!begins || now < *begins - rules.skew) return Refused("JWT_NOT_YET");
  const auto issued = TimeMember(claims, "iat", absl::InfinitePast());
  if (!issued || now < *issued - rules.skew) return Refused("JWT_NOT_YET");
  const auto subject = StringMember(claims, "sub");
  if (!subject || subject->empty() || subject->size() > kMaxNameBytes)
    return Refused("JWT_SUBJECT");
  return JwtIdentity{std::string(*issuer), std::string(*subject)};
}

}  // namespace

absl::StatusOr<JwtIdentity> JwtVerifier::Verify(absl::string_view jwt, absl::Time now) const {
  if (jwt.size() > kMaxBytes) return Refused("JWT_TOO_LONG");
  const std::vector<absl::string_view> parts = absl::StrSplit(jwt, '.');
  if (parts.size() != 3) return Refused("JWT_MALFORMED");
  BANSO_ASSIGN_OR_RETURN(const Header header, ReadHeader(parts[0]));
  const std::shared_ptr<const JwkSet> keys = keys_->Current();
  if (!keys->Has(header.kid, header.algorithm)) {
    keys_->NoteUnknownKey();
    return Refused("JWT_KEY");
  }
  const auto claims = keys->Verify(jwt, header.kid, header.algorithm);
  if (!claims) return Refused("JWT_SIGNATURE");
  return ReadClaims(*claims, rules_, now);
}

}  // namespace banso
