#include "server/access/credential_index.h"

#include <random>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/access/access_world.h"

namespace banso {
namespace {

// The name of a row, or "none".
template <typename Row>
std::string NameOf(const Row& row) {
  return row == nullptr ? "none" : row->name();
}

std::string TokenText(const std::string& name, const std::string& hash) {
  return absl::StrCat("name: \"", name, "\" secret_hash: \"", hash, "\"");
}

TEST(CredentialIndexTest, FindsTokensByHash) {
  AccessWorld world;
  world.PutToken(TokenText("principals/p/tokens/a", "aa"));
  world.PutToken(TokenText("principals/p/tokens/b", "bb"));
  const auto snapshot = world.Take();
  CredentialIndex index;

  EXPECT_EQ(NameOf(index.FindToken("bb", *snapshot)), "principals/p/tokens/b");
  EXPECT_EQ(NameOf(index.FindToken("cc", *snapshot)), "none");
  EXPECT_EQ(NameOf(index.FindToken("", *snapshot)), "none");
}

TEST(CredentialIndexTest, FollowsWhatIsAddedChangedAndDeleted) {
  AccessWorld world;
  CredentialIndex index;
  world.PutToken(TokenText("principals/p/tokens/b", "bb"));
  ASSERT_EQ(NameOf(index.FindToken("bb", *world.Take())), "principals/p/tokens/b");

  world.PutToken(TokenText("principals/p/tokens/a", "aa"));
  world.PutToken(TokenText("principals/p/tokens/c", "cc"));
  EXPECT_EQ(NameOf(index.FindToken("cc", *world.Take())), "principals/p/tokens/c");
  world.PutToken(TokenText("principals/p/tokens/b", "dd"));
  EXPECT_EQ(NameOf(index.FindToken("bb", *world.Take())), "none");
  EXPECT_EQ(NameOf(index.FindToken("dd", *world.Take())), "principals/p/tokens/b");
  world.DeleteToken("principals/p/tokens/a");
  const auto last = world.Take();
  EXPECT_EQ(NameOf(index.FindToken("aa", *last)), "none");
  EXPECT_EQ(NameOf(index.FindToken("cc", *last)), "principals/p/tokens/c");
}

TEST(CredentialIndexTest, AnswersForTheSnapshotAtHand) {
  AccessWorld world;
  CredentialIndex index;
  const auto before = world.Take();
  world.PutToken(TokenText("principals/p/tokens/a", "aa"));
  const auto with = world.Take();
  world.DeleteToken("principals/p/tokens/a");
  const auto after = world.Take();

  EXPECT_EQ(NameOf(index.FindToken("aa", *with)), "principals/p/tokens/a");
  EXPECT_EQ(NameOf(index.FindToken("aa", *before)), "none");
  EXPECT_EQ(NameOf(index.FindToken("aa", *after)), "none");
  EXPECT_EQ(NameOf(index.FindToken("aa", *with)), "none") << "stricter once the deletion is known";
}

TEST(CredentialIndexTest, FindsPrincipalsByCertificateInAnyCaseOfDnsNames) {
  AccessWorld world;
  world.PutPrincipal(
      "name: 'principals/p' certificate_names: ['dns:Portal.Example', 'uri:urn:portal']");
  const auto snapshot = world.Take();
  CredentialIndex index;

  EXPECT_EQ(NameOf(index.FindByCertificate({"dns:portal.example"}, *snapshot)), "principals/p");
  EXPECT_EQ(NameOf(index.FindByCertificate({"dns:PORTAL.example"}, *snapshot)), "principals/p");
  EXPECT_EQ(NameOf(index.FindByCertificate({"cn:x", "uri:urn:portal"}, *snapshot)), "principals/p");
  EXPECT_EQ(NameOf(index.FindByCertificate({"uri:urn:PORTAL"}, *snapshot)), "none");
  EXPECT_EQ(NameOf(index.FindByCertificate({"cn:portal.example"}, *snapshot)), "none");
  EXPECT_EQ(NameOf(index.FindByCertificate({}, *snapshot)), "none");
}

TEST(CredentialIndexTest, ACertificateThatStandsForTwoStandsForNobody) {
  AccessWorld world;
  world.PutPrincipal("name: 'principals/a' certificate_names: ['dns:a.example', 'cn:a']");
  world.PutPrincipal("name: 'principals/b' certificate_names: 'dns:b.example'");
  const auto snapshot = world.Take();
  CredentialIndex index;

  EXPECT_EQ(NameOf(index.FindByCertificate({"dns:a.example", "cn:a"}, *snapshot)), "principals/a");
  EXPECT_EQ(NameOf(index.FindByCertificate({"dns:a.example", "dns:b.example"}, *snapshot)), "none");
}

TEST(CredentialIndexTest, FindsPrincipalsByIssuerAndSubjectTogether) {
  AccessWorld world;
  world.PutPrincipal(
      "name: 'principals/a' oidc_identities { issuer: 'https://id.example' subject: 'u1' }");
  world.PutPrincipal(
      "name: 'principals/b' oidc_identities { issuer: 'https://other.example' subject: 'u1' }");
  const auto snapshot = world.Take();
  CredentialIndex index;

  EXPECT_EQ(NameOf(index.FindByIdentity("https://id.example", "u1", *snapshot)), "principals/a");
  EXPECT_EQ(NameOf(index.FindByIdentity("https://other.example", "u1", *snapshot)), "principals/b");
  EXPECT_EQ(NameOf(index.FindByIdentity("https://id.example", "u2", *snapshot)), "none");
  EXPECT_EQ(NameOf(index.FindByIdentity("https://id.exampleu1", "", *snapshot)), "none");
}

TEST(CredentialIndexTest, ACredentialThatMovesInOneCommitIsFoundAtItsNewOwner) {
  AccessWorld world;
  CredentialIndex index;
  for (const auto& [from, to] :
       {std::pair{"principals/a", "principals/b"}, std::pair{"principals/b", "principals/a"}}) {
    world.PutPrincipal(absl::StrCat("name: '", from, "' certificate_names: 'cn:moved'"));
    world.PutPrincipal(absl::StrCat("name: '", to, "'"));
    ASSERT_EQ(NameOf(index.FindByCertificate({"cn:moved"}, *world.Take())), from);

    world.PutPrincipal(absl::StrCat("name: '", from, "'"));
    world.PutPrincipal(absl::StrCat("name: '", to, "' certificate_names: 'cn:moved'"));

    EXPECT_EQ(NameOf(index.FindByCertificate({"cn:moved"}, *world.Take())), to);
  }
}

TEST(CredentialIndexTest, AgreesWithAPlainSearchAfterManyChanges) {
  constexpr uint32_t kSeed = 20261201;
  std::mt19937 random(kSeed);
  AccessWorld world;
  CredentialIndex index;
  std::map<std::string, std::string> names;  // by hash
  for (int step = 0; step < 2000; ++step) {
    const std::string name = absl::StrCat("principals/p/tokens/t", random() % 700);
    std::erase_if(names, [&](const auto& entry) { return entry.second == name; });
    if (random() % 3 == 0) {
      world.DeleteToken(name);
    } else {
      const std::string hash = absl::StrCat(step);
      world.PutToken(TokenText(name, hash));
      names[hash] = name;
    }
    if (random() % 8 != 0) continue;
    const auto snapshot = world.Take();
    for (const int asked : {static_cast<int>(random() % (step + 1)), step}) {
      const auto expected = names.find(absl::StrCat(asked));
      ASSERT_EQ(NameOf(index.FindToken(absl::StrCat(asked), *snapshot)),
                expected == names.end() ? "none" : expected->second)
          << "seed " << kSeed << " step " << step;
    }
  }
}

}  // namespace
}  // namespace banso
