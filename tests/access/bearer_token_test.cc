#include "server/access/bearer_token.h"

#include <set>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/access/memory_key_store.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::testing::MatchesRegex;

TEST(BearerTokenTest, SecretsAreLongRandomTextsThatCanBeRecognised) {
  std::set<std::string> secrets;
  for (int i = 0; i < 1000; ++i) secrets.insert(BearerTokens::NewSecret());

  EXPECT_EQ(secrets.size(), 1000u);
  for (const std::string& secret : secrets) {
    EXPECT_THAT(secret, MatchesRegex("banso_[A-Za-z0-9_-]{43}"));
    EXPECT_TRUE(BearerTokens::HasShape(secret));
  }
}

TEST(BearerTokenTest, OtherTextsDoNotHaveTheShape) {
  const std::string secret = BearerTokens::NewSecret();
  for (const std::string& text :
       {std::string(), std::string("banso_"), secret + "A", secret.substr(1),
        secret.substr(0, secret.size() - 1), "Banso" + secret.substr(5),
        secret.substr(0, 20) + "=" + secret.substr(21),
        secret.substr(0, 20) + std::string(1, '\0') + secret.substr(21)}) {
    EXPECT_FALSE(BearerTokens::HasShape(text)) << text;
  }
}

TEST(BearerTokenTest, TheHashDependsOnSecretAndKey) {
  Key key = {};
  const BearerTokens tokens(key);
  key[31] = 1;
  const BearerTokens others(key);

  EXPECT_THAT(tokens.HashOf("banso_x"), MatchesRegex("[0-9a-f]{64}"));
  EXPECT_EQ(tokens.HashOf("banso_x"), tokens.HashOf("banso_x"));
  EXPECT_NE(tokens.HashOf("banso_x"), tokens.HashOf("banso_y"));
  EXPECT_NE(tokens.HashOf("banso_x"), others.HashOf("banso_x"));
}

TEST(BearerTokenTest, TheKeyStaysInTheKeyStore) {
  MemoryKeyStore keys;
  ASSERT_OK_AND_ASSIGN(const BearerTokens first, BearerTokens::FromKeys(&keys));
  ASSERT_OK_AND_ASSIGN(const BearerTokens second, BearerTokens::FromKeys(&keys));

  EXPECT_EQ(first.HashOf("banso_x"), second.HashOf("banso_x"));
  EXPECT_TRUE((*keys.Find("server/tokens")).has_value());
}

TEST(BearerTokenTest, TheCredentialStandsBehindTheScheme) {
  EXPECT_EQ(BearerOf("Bearer abc.def-_~+/="), "abc.def-_~+/=");
  EXPECT_EQ(BearerOf("bearer   abc"), "abc");
  EXPECT_EQ(BearerOf("BEARER abc \t"), "abc");
}

TEST(BearerTokenTest, OtherHeadersHaveNoCredential) {
  for (const char* header :
       {"", "Bearer", "Bearer ", "Bearerabc", "Basic YTpi", "abc", "Bearer a b", "Bearer a,b",
        "Bearer \"a\"", "Bearer a\nb", "Bearer \xe3\x81\x82"}) {
    EXPECT_EQ(BearerOf(header), "") << header;
  }
  EXPECT_EQ(BearerOf(absl::string_view("Bearer a\0b", 10)), "");
}

}  // namespace
}  // namespace banso
