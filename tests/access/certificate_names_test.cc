#include "server/access/certificate_names.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace banso {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Properties = std::multimap<std::string, std::string>;

// Makes the iterator that only derived classes can make.
struct NoProperties : grpc::AuthPropertyIterator {};

// What gRPC found out about a peer.
class FakeAuthContext final : public grpc::AuthContext {
 public:
  explicit FakeAuthContext(Properties properties) : properties_(std::move(properties)) {}

  bool IsPeerAuthenticated() const override { return !properties_.empty(); }
  std::vector<grpc::string_ref> GetPeerIdentity() const override { return {}; }
  std::string GetPeerIdentityPropertyName() const override { return ""; }
  std::vector<grpc::string_ref> FindPropertyValues(const std::string& name) const override {
    std::vector<grpc::string_ref> values;
    const auto [begin, end] = properties_.equal_range(name);
    for (auto i = begin; i != end; ++i) values.emplace_back(i->second);
    return values;
  }
  grpc::AuthPropertyIterator begin() const override { return NoProperties(); }
  grpc::AuthPropertyIterator end() const override { return NoProperties(); }
  void AddProperty(const std::string&, const grpc::string_ref&) override {}
  bool SetPeerIdentityPropertyName(const std::string&) override { return false; }

 private:
  const Properties properties_;
};

TEST(CertificateNamesTest, AreUrisThenDnsNamesThenTheCommonName) {
  const FakeAuthContext context(Properties{{"transport_security_type", "ssl"},
                                           {"x509_common_name", "Portal of Example"},
                                           {"peer_dns", "portal.example"},
                                           {"peer_dns", "portal2.example"},
                                           {"peer_uri", "spiffe://example/portal"},
                                           {"peer_spiffe_id", "spiffe://example/portal"},
                                           {"peer_ip", "192.0.2.1"},
                                           {"peer_email", "portal@example"}});

  EXPECT_THAT(CertificateNames(context),
              ElementsAre("uri:spiffe://example/portal", "dns:portal.example",
                          "dns:portal2.example", "cn:Portal of Example"));
}

TEST(CertificateNamesTest, WithoutACertificateThereAreNone) {
  EXPECT_THAT(CertificateNames(FakeAuthContext(Properties())), IsEmpty());
  EXPECT_THAT(CertificateNames(FakeAuthContext(Properties{{"x509_common_name", ""}})), IsEmpty());
}

TEST(CertificateNamesTest, OnlyDnsNamesAreReadInAnyCase) {
  EXPECT_EQ(CanonicalCertificateName("dns:Portal.Example"), "dns:portal.example");
  EXPECT_EQ(CanonicalCertificateName("cn:Portal"), "cn:Portal");
  EXPECT_EQ(CanonicalCertificateName("uri:urn:Portal"), "uri:urn:Portal");
}

}  // namespace
}  // namespace banso
