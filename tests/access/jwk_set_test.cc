#include "server/access/jwk_set.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/access/jwt_signer.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

const TestKey& Rsa() {
  static const auto* const key = new TestKey(TestKeyKind::kRsa, "rsa");
  return *key;
}
const TestKey& Ec() {
  static const auto* const key = new TestKey(TestKeyKind::kP256, "ec");
  return *key;
}

// How many keys of the set can be used.
size_t KeysIn(const std::string& json) {
  const auto set = JwkSet::Parse(json);
  EXPECT_THAT(set, IsOk()) << json;
  return set.ok() ? (*set)->size() : 0;
}

TEST(JwkSetTest, KeysAreFoundByIdForTheAlgorithmsOfTheirKind) {
  ASSERT_OK_AND_ASSIGN(const auto set,
                       JwkSet::Parse(JwkSetOf({Rsa().PublicJwk(), Ec().PublicJwk()})));

  EXPECT_EQ(set->size(), 2u);
  EXPECT_TRUE(set->Has("rsa", JwsAlgorithm::kRs256));
  EXPECT_TRUE(set->Has("rsa", JwsAlgorithm::kPs256));
  EXPECT_FALSE(set->Has("rsa", JwsAlgorithm::kEs256));
  EXPECT_TRUE(set->Has("ec", JwsAlgorithm::kEs256));
  EXPECT_FALSE(set->Has("ec", JwsAlgorithm::kRs256));
  EXPECT_FALSE(set->Has("", JwsAlgorithm::kRs256));
}

TEST(JwkSetTest, AKeyThatNamesItsAlgorithmIsForNoOther) {
  ASSERT_OK_AND_ASSIGN(const auto set,
                       JwkSet::Parse(JwkSetOf({Rsa().PublicJwk("\"alg\": \"PS256\"")})));

  EXPECT_FALSE(set->Has("rsa", JwsAlgorithm::kRs256));
  EXPECT_TRUE(set->Has("rsa", JwsAlgorithm::kPs256));
}

TEST(JwkSetTest, KeysThatAreNotForSignaturesAreLeftOut) {
  EXPECT_EQ(KeysIn(JwkSetOf({Rsa().PublicJwk("\"use\": \"enc\"")})), 0u);
  EXPECT_EQ(KeysIn(JwkSetOf({Rsa().PublicJwk("\"key_ops\": [\"encrypt\"]")})), 0u);
  EXPECT_EQ(KeysIn(JwkSetOf({Rsa().PublicJwk("\"alg\": \"RSA-OAEP\"")})), 0u);
  EXPECT_EQ(KeysIn(JwkSetOf({Rsa().PublicJwk("\"use\": 1")})), 0u);
  EXPECT_EQ(KeysIn(JwkSetOf({Rsa().PublicJwk("\"use\": \"sig\", \"key_ops\": [\"verify\"]")})), 1u);
}

TEST(JwkSetTest, WeakAndForeignKeysAreLeftOut) {
  const TestKey small(TestKeyKind::kSmallRsa, "small");
  const TestKey p384(TestKeyKind::kP384, "p384");

  EXPECT_EQ(KeysIn(JwkSetOf({small.PublicJwk(), p384.PublicJwk()})), 0u);
  EXPECT_EQ(KeysIn("{\"keys\": [{\"kty\": \"oct\", \"kid\": \"a\", \"k\": \"c2VjcmV0\"}]}"), 0u);
  EXPECT_EQ(KeysIn(JwkSetOf({TestKey(TestKeyKind::kP256, "").PublicJwk()})), 0u);
  const std::string zeros(43, 'A');
  EXPECT_EQ(KeysIn(absl::StrCat("{\"keys\": [{\"kty\": \"EC\", \"kid\": \"a\", \"crv\": \"P-256\","
                                " \"x\": \"",
                                zeros, "\", \"y\": \"", zeros, "\"}]}")),
            0u)
      << "no point of the curve";
}

TEST(JwkSetTest, OfTwoKeysWithOneIdAndKindTheFirstIsKept) {
  const TestKey second(TestKeyKind::kP256, "ec");
  ASSERT_OK_AND_ASSIGN(const auto set,
                       JwkSet::Parse(JwkSetOf({Ec().PublicJwk(), second.PublicJwk()})));

  EXPECT_EQ(set->size(), 1u);
  EXPECT_EQ(set->Verify(Ec().Sign("ES256", "hello"), "ec", JwsAlgorithm::kEs256), "hello");
  EXPECT_EQ(set->Verify(second.Sign("ES256", "hello"), "ec", JwsAlgorithm::kEs256), std::nullopt);
}

TEST(JwkSetTest, OtherTextsAreRefused) {
  for (const char* text : {"", "[]", "{}", "{\"keys\": {}}", "{\"keys\": []", "null", "\"keys\"",
                           "{\"keys\": [], \"keys\": []}"}) {
    EXPECT_THAT(JwkSet::Parse(text), StatusIs(absl::StatusCode::kInvalidArgument)) << text;
  }
  EXPECT_THAT(JwkSet::Parse("{\"keys\": []}" + std::string(JwkSet::kMaxBytes, ' ')),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_EQ(KeysIn("{\"keys\": [1, null, \"a\", [], {}]}"), 0u);
}

TEST(JwkSetTest, EverySignatureAlgorithmIsChecked) {
  ASSERT_OK_AND_ASSIGN(const auto set,
                       JwkSet::Parse(JwkSetOf({Rsa().PublicJwk(), Ec().PublicJwk()})));

  EXPECT_EQ(set->Verify(Rsa().Sign("RS256", "a"), "rsa", JwsAlgorithm::kRs256), "a");
  EXPECT_EQ(set->Verify(Rsa().Sign("PS256", "b"), "rsa", JwsAlgorithm::kPs256), "b");
  EXPECT_EQ(set->Verify(Ec().Sign("ES256", "c"), "ec", JwsAlgorithm::kEs256), "c");
  // What is asked for must be what the header says.
  EXPECT_EQ(set->Verify(Rsa().Sign("RS256", "a"), "rsa", JwsAlgorithm::kPs256), std::nullopt);
  EXPECT_EQ(set->Verify(Rsa().Sign("RS512", "a"), "rsa", JwsAlgorithm::kRs256), std::nullopt);
}

TEST(JwkSetTest, SignaturesOfAnotherLengthAreRefusedBeforeTheyAreRead) {
  ASSERT_OK_AND_ASSIGN(const auto set,
                       JwkSet::Parse(JwkSetOf({Rsa().PublicJwk(), Ec().PublicJwk()})));
  const auto cut = [](const std::string& jws, size_t chars) {
    return jws.substr(0, jws.rfind('.') + 1 + chars);
  };

  for (const size_t chars : {0, 2, 4, 84, 88, 340}) {
    EXPECT_EQ(set->Verify(cut(Rsa().Sign("PS256", "a"), chars), "rsa", JwsAlgorithm::kPs256),
              std::nullopt);
    EXPECT_EQ(set->Verify(cut(Rsa().Sign("RS256", "a"), chars), "rsa", JwsAlgorithm::kRs256),
              std::nullopt);
  }
  for (const size_t chars : {0, 2, 4, 82, 84}) {
    EXPECT_EQ(set->Verify(cut(Ec().Sign("ES256", "a"), chars), "ec", JwsAlgorithm::kEs256),
              std::nullopt);
  }
  EXPECT_EQ(set->Verify(Ec().Sign("ES256", "a") + "AA", "ec", JwsAlgorithm::kEs256), std::nullopt);
}

TEST(JwkSetTest, Base64UrlIsReadStrictly) {
  EXPECT_EQ(DecodeBase64Url("_-8"), "\xff\xef");
  EXPECT_EQ(DecodeBase64Url(""), "");
  for (const char* text : {"_-8=", "+/8", " _-8", "_-8\n", "A", "AAAAA", "あ"}) {
    EXPECT_EQ(DecodeBase64Url(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace banso
