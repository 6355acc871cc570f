#include "server/access/jwt_verifier.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/access/jwt_signer.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr int64_t kNow = 1'800'000'000;

// Keys are shared by all tests: making one takes long.
const TestKey& Rsa() {
  static const auto* const key = new TestKey(TestKeyKind::kRsa, "rsa-1");
  return *key;
}
const TestKey& Ec() {
  static const auto* const key = new TestKey(TestKeyKind::kP256, "ec-1");
  return *key;
}

// The claims of a good token, with changes: an empty value takes a claim out.
std::string Claims(const std::vector<std::pair<std::string, std::string>>& changes = {}) {
  std::vector<std::pair<std::string, std::string>> claims = {{"iss", "\"https://id.example\""},
                                                             {"aud", "\"banso\""},
                                                             {"sub", "\"u-17\""},
                                                             {"exp", absl::StrCat(kNow + 600)},
                                                             {"nbf", absl::StrCat(kNow - 10)},
                                                             {"iat", absl::StrCat(kNow - 10)}};
  for (const auto& [name, value] : changes) {
    bool found = false;
    for (auto& claim : claims) {
      if (claim.first != name) continue;
      claim.second = value;
      found = true;
    }
    if (!found) claims.emplace_back(name, value);
  }
  std::string json = "{";
  for (const auto& [name, value] : claims) {
    if (value.empty()) continue;
    absl::StrAppend(&json, json.size() > 1 ? ", " : "", "\"", name, "\": ", value);
  }
  return json + "}";
}

class JwtVerifierTest : public ::testing::Test {
 protected:
  JwtVerifierTest()
      : verifier_({.issuer = "https://id.example", .audience = "banso"},
                  std::make_unique<FixedJwks>(
                      *JwkSet::Parse(JwkSetOf({Rsa().PublicJwk(), Ec().PublicJwk()})), &missed_)) {}

  // Empty if the token is good, else the code that says why not.
  std::string Refusal(const std::string& token, int64_t now = kNow) {
    const auto identity = verifier_.Verify(token, absl::FromUnixSeconds(now));
    if (identity.ok()) {
      EXPECT_EQ(*identity, (JwtIdentity{"https://id.example", "u-17"}));
      return "";
    }
    EXPECT_THAT(identity, StatusIs(absl::StatusCode::kUnauthenticated));
    return std::string(identity.status().message());
  }
  // The same for claims that are signed well.
  std::string RefusalOf(const std::vector<std::pair<std::string, std::string>>& changes,
                        int64_t now = kNow) {
    return Refusal(Ec().Sign("ES256", Claims(changes)), now);
  }

  int missed_ = 0;
  const JwtVerifier verifier_;
};

TEST_F(JwtVerifierTest, GoodTokensOfEveryAlgorithmVouchForTheirSubject) {
  EXPECT_EQ(Refusal(Rsa().Sign("RS256", Claims())), "");
  EXPECT_EQ(Refusal(Rsa().Sign("PS256", Claims())), "");
  EXPECT_EQ(Refusal(Ec().Sign("ES256", Claims())), "");
  EXPECT_EQ(missed_, 0);
}

TEST_F(JwtVerifierTest, OnlyAlgorithmsOnTheListAreAccepted) {
  for (const char* alg : {"RS384", "RS512", "PS384", "PS512"}) {
    EXPECT_EQ(Refusal(Rsa().Sign(alg, Claims())), "JWT_ALGORITHM") << alg;
  }
  for (const char* alg : {"rs256", "RS256 ", "", "ES256K", "EdDSA"}) {
    const std::string header = absl::StrCat("{\"alg\": \"", alg, "\", \"kid\": \"rsa-1\"}");
    EXPECT_EQ(Refusal(absl::StrCat(Base64Url(header), ".", Base64Url(Claims()), ".AAAA")),
              "JWT_ALGORITHM");
  }
}

TEST_F(JwtVerifierTest, AnUnsignedTokenIsRefused) {
  for (const char* alg : {"none", "None", "NONE", "nOnE"}) {
    const std::string header = absl::StrCat("{\"alg\": \"", alg, "\", \"kid\": \"rsa-1\"}");
    for (const char* signature : {"", "AAAA"}) {
      EXPECT_EQ(Refusal(absl::StrCat(Base64Url(header), ".", Base64Url(Claims()), ".", signature)),
                "JWT_ALGORITHM");
    }
  }
}

TEST_F(JwtVerifierTest, ThePublicKeyIsNoSecretOfASymmetricAlgorithm) {
  for (const std::string& secret : {Rsa().PublicJwk(), std::string("rsa-1")}) {
    EXPECT_EQ(Refusal(SignHs256("{\"alg\": \"HS256\", \"kid\": \"rsa-1\"}", Claims(), secret)),
              "JWT_ALGORITHM");
  }
}

TEST_F(JwtVerifierTest, TheKeyIsTheOneThatTheTokenNames) {
  const TestKey unknown(TestKeyKind::kP256, "ec-2");
  const TestKey impostor(TestKeyKind::kP256, "ec-1");

  EXPECT_EQ(Refusal(unknown.Sign("ES256", Claims())), "JWT_KEY");
  EXPECT_EQ(missed_, 1) << "the source is asked for newer keys";
  EXPECT_EQ(Refusal(impostor.Sign("ES256", Claims())), "JWT_SIGNATURE");
  EXPECT_EQ(Refusal(Ec().SignWithHeader("{\"alg\": \"ES256\"}", Claims())), "JWT_KEY");
  EXPECT_EQ(Refusal(Ec().SignWithHeader("{\"alg\": \"ES256\", \"kid\": 1}", Claims())), "JWT_KEY");
  EXPECT_EQ(missed_, 1) << "a token without a key's name asks for none";
}

TEST_F(JwtVerifierTest, AKeyOfAnotherKindIsNotUsed) {
  EXPECT_EQ(Refusal(Ec().SignWithHeader("{\"alg\": \"ES256\", \"kid\": \"rsa-1\"}", Claims())),
            "JWT_KEY");
  EXPECT_EQ(Refusal(Rsa().SignWithHeader("{\"alg\": \"RS256\", \"kid\": \"ec-1\"}", Claims())),
            "JWT_KEY");
}

TEST_F(JwtVerifierTest, AKeyInTheTokenIsNotLookedAt) {
  const TestKey own(TestKeyKind::kP256, "ec-1");

  EXPECT_EQ(Refusal(own.Sign("ES256", Claims(), absl::StrCat("\"jwk\": ", own.PublicJwk()))),
            "JWT_SIGNATURE");
}

TEST_F(JwtVerifierTest, ExtensionsAndOtherKindsOfTokensAreRefused) {
  const auto refusal = [&](const std::string& more) {
    return Refusal(Ec().Sign("ES256", Claims(), more));
  };

  EXPECT_EQ(refusal("\"crit\": [\"b64\"], \"b64\": false"), "JWT_EXTENSION");
  EXPECT_EQ(refusal("\"crit\": []"), "JWT_EXTENSION");
  EXPECT_EQ(refusal("\"typ\": \"logout+jwt\""), "JWT_TYPE");
  EXPECT_EQ(refusal("\"typ\": 1"), "JWT_TYPE");
  EXPECT_EQ(refusal("\"typ\": \"JWT\""), "");
  EXPECT_EQ(refusal("\"typ\": \"at+jwt\""), "");
}

TEST_F(JwtVerifierTest, TheIssuerMustBeTheOneThatIsTrusted) {
  EXPECT_EQ(RefusalOf({{"iss", "\"https://other.example\""}}), "JWT_ISSUER");
  EXPECT_EQ(RefusalOf({{"iss", "\"https://id.example/\""}}), "JWT_ISSUER");
  EXPECT_EQ(RefusalOf({{"iss", "[\"https://id.example\"]"}}), "JWT_ISSUER");
  EXPECT_EQ(RefusalOf({{"iss", ""}}), "JWT_ISSUER");
}

TEST_F(JwtVerifierTest, TheAudienceMustNameThisServer) {
  EXPECT_EQ(RefusalOf({{"aud", "[\"other\", \"banso\"]"}}), "");
  EXPECT_EQ(RefusalOf({{"aud", "\"other\""}}), "JWT_AUDIENCE");
  EXPECT_EQ(RefusalOf({{"aud", "[\"other\"]"}}), "JWT_AUDIENCE");
  EXPECT_EQ(RefusalOf({{"aud", "[[\"banso\"]]"}}), "JWT_AUDIENCE");
  EXPECT_EQ(RefusalOf({{"aud", "{\"banso\": 1}"}}), "JWT_AUDIENCE");
  EXPECT_EQ(RefusalOf({{"aud", "[]"}}), "JWT_AUDIENCE");
  EXPECT_EQ(RefusalOf({{"aud", ""}}), "JWT_AUDIENCE");
}

TEST_F(JwtVerifierTest, ATokenEndsWhenItSaysPlusTheSkew) {
  const std::vector<std::pair<std::string, std::string>> at_now = {{"exp", absl::StrCat(kNow)}};

  EXPECT_EQ(RefusalOf(at_now, kNow + 59), "");
  EXPECT_EQ(RefusalOf(at_now, kNow + 60), "JWT_EXPIRED");
  EXPECT_EQ(RefusalOf({{"exp", ""}}), "JWT_EXPIRED") << "without an end it would never end";
  EXPECT_EQ(RefusalOf({{"exp", "\"1900000000\""}}), "JWT_EXPIRED");
  EXPECT_EQ(RefusalOf({{"exp", absl::StrCat(kNow, ".5")}}, kNow + 60), "");
  EXPECT_EQ(RefusalOf({{"exp", "1e300"}}), "");
  EXPECT_EQ(RefusalOf({{"exp", "-1e300"}}), "JWT_EXPIRED");
  EXPECT_EQ(RefusalOf({{"exp", "9223372036854775807"}}), "");
}

TEST_F(JwtVerifierTest, ATokenBeginsWhenItSaysLessTheSkew) {
  for (const char* claim : {"nbf", "iat"}) {
    EXPECT_EQ(RefusalOf({{claim, absl::StrCat(kNow)}}, kNow - 60), "") << claim;
    EXPECT_EQ(RefusalOf({{claim, absl::StrCat(kNow)}}, kNow - 61), "JWT_NOT_YET") << claim;
    EXPECT_EQ(RefusalOf({{claim, "1e300"}}), "JWT_NOT_YET") << claim;
    EXPECT_EQ(RefusalOf({{claim, "true"}}), "JWT_NOT_YET") << claim;
    EXPECT_EQ(RefusalOf({{claim, ""}}), "") << claim;
  }
}

TEST_F(JwtVerifierTest, TheSkewIsAsSet) {
  const JwtVerifier strict(
      {.issuer = "https://id.example", .audience = "banso", .skew = absl::ZeroDuration()},
      std::make_unique<FixedJwks>(*JwkSet::Parse(JwkSetOf({Ec().PublicJwk()}))));
  const std::string token = Ec().Sign("ES256", Claims({{"exp", absl::StrCat(kNow)}}));

  EXPECT_THAT(strict.Verify(token, absl::FromUnixSeconds(kNow - 1)), IsOk());
  EXPECT_THAT(strict.Verify(token, absl::FromUnixSeconds(kNow)),
              StatusIs(absl::StatusCode::kUnauthenticated));
}

TEST_F(JwtVerifierTest, TheSubjectMustBeAName) {
  EXPECT_EQ(RefusalOf({{"sub", ""}}), "JWT_SUBJECT");
  EXPECT_EQ(RefusalOf({{"sub", "\"\""}}), "JWT_SUBJECT");
  EXPECT_EQ(RefusalOf({{"sub", "17"}}), "JWT_SUBJECT");
  EXPECT_EQ(RefusalOf({{"sub", absl::StrCat("\"", std::string(256, 'x'), "\"")}}), "JWT_SUBJECT");
}

TEST_F(JwtVerifierTest, WhatWasChangedAfterSigningIsRefused) {
  const std::string token = Ec().Sign("ES256", Claims());
  const std::vector<std::string> parts = absl::StrSplit(token, '.');
  const std::string other = Base64Url(Claims({{"sub", "\"u-18\""}}));

  EXPECT_EQ(Refusal(absl::StrCat(parts[0], ".", other, ".", parts[2])), "JWT_SIGNATURE");
  // Every character counts, but for bits of a last one that belong to no byte.
  for (size_t i = 0; i < token.size(); ++i) {
    if (token[i] == '.' || i + 1 == token.size() || token[i + 1] == '.') continue;
    std::string changed = token;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_NE(Refusal(changed), "") << i;
  }
}

TEST_F(JwtVerifierTest, ANameThatStandsTwiceIsRefused) {
  EXPECT_EQ(Refusal(Ec().Sign("ES256", "{\"sub\": \"a\", " + Claims().substr(1))), "JWT_MALFORMED");
  const std::string header = "{\"alg\": \"none\", \"alg\": \"ES256\", \"kid\": \"ec-1\"}";
  EXPECT_EQ(Refusal(absl::StrCat(Base64Url(header), ".", Base64Url(Claims()), ".AAAA")),
            "JWT_MALFORMED");
}

TEST_F(JwtVerifierTest, TokensOfMoreThan8KiBAreRefusedUnread) {
  const auto padded = [&](size_t bytes) {
    return Ec().Sign("ES256",
                     Claims({{"more", absl::StrCat("\"", std::string(bytes, 'x'), "\"")}}));
  };

  EXPECT_LT(padded(5500).size(), JwtVerifier::kMaxBytes);
  EXPECT_EQ(Refusal(padded(5500)), "");
  EXPECT_EQ(Refusal(padded(6500)), "JWT_TOO_LONG");
}

TEST_F(JwtVerifierTest, GarbageIsRefused) {
  const std::string token = Ec().Sign("ES256", Claims());
  for (const std::string& garbage :
       {std::string(), std::string("."), std::string(".."), std::string("..."),
        std::string(8000, '.'), std::string(8000, 'A'), std::string("a.b.c"), token + ".",
        absl::StrCat(token, ".", token), "." + token, token.substr(0, token.size() / 2),
        token + "=", " " + token, std::string("bnVsbA.bnVsbA.bnVsbA"), std::string("W10.W10.W10"),
        std::string("e30.e30.e30"), std::string("\0.\0.\0", 5)}) {
    EXPECT_NE(Refusal(garbage), "");
  }
  EXPECT_EQ(Refusal(Ec().Sign("ES256", "not json")), "JWT_MALFORMED");
  EXPECT_EQ(Refusal(Ec().Sign("ES256", "[]")), "JWT_MALFORMED");
  EXPECT_EQ(Refusal(Ec().Sign("ES256", Claims({{"sub", "\"a\\u0000b\""}}))), "JWT_MALFORMED");
  EXPECT_NE(Refusal(Ec().Sign("ES256", std::string(5000, '['))), "");
}

TEST_F(JwtVerifierTest, ARefusalSaysNothingOfTheToken) {
  const auto status = verifier_.Verify(Ec().Sign("ES256", Claims({{"aud", "\"secret-party\""}})),
                                       absl::FromUnixSeconds(kNow));

  EXPECT_THAT(status, StatusIs(absl::StatusCode::kUnauthenticated, Not(HasSubstr("secret"))));
}

}  // namespace
}  // namespace banso
