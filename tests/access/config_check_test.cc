#include "server/config_check.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "server/seal/master_key.h"
#include "tests/access/test_certificates.h"
#include "tests/support/scratch_dir.h"

namespace banso {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class ConfigCheckTest : public ::testing::Test {
 protected:
  ConfigCheckTest() {
    options_.plaintext = true;
    options_.data_dir = dir_.File("data");
  }

  std::string Write(const char* name, const std::string& text) {
    std::ofstream(dir_.File(name)) << text;
    return dir_.File(name);
  }
  std::vector<std::string> Problems() { return ConfigProblems(options_, absl::Now()); }
  // Options with TLS, by a certificate that is good.
  void UseTls() {
    const PemPair pair = authority_.Issue({.common_name = "localhost"});
    options_.plaintext = false;
    options_.tls_cert = Write("cert.pem", pair.certificate);
    options_.tls_key = Write("key.pem", pair.key);
  }

  const ScratchDir dir_;
  const TestAuthority authority_{"an authority"};
  Options options_;
};

TEST_F(ConfigCheckTest, WhatIsGoodIsFoundGoodAndNothingIsMade) {
  EXPECT_THAT(Problems(), IsEmpty());
  EXPECT_FALSE(std::filesystem::exists(options_.data_dir));
  UseTls();
  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(ConfigCheckTest, EverythingIsSaidAtOnce) {
  options_.plaintext = false;
  options_.tls_key = "k";
  options_.rules = dir_.File("none.toml");
  options_.store = "oracle:";
  options_.oidc_issuer = "i";
  options_.metrics_listen = "9090";

  EXPECT_THAT(
      Problems(),
      AllOf(Contains(StartsWith("--tls-cert and --tls-key")), Contains(StartsWith("--rules: ")),
            Contains(StartsWith("--store must be")), Contains(StartsWith("--oidc-issuer, ")),
            Contains(StartsWith("--metrics-listen must be"))));
}

TEST_F(ConfigCheckTest, CertificatesAreRead) {
  UseTls();
  const std::string key = options_.tls_key;
  options_.tls_key = Write("other.pem", authority_.Issue({.common_name = "localhost"}).key);
  EXPECT_THAT(Problems(), ElementsAre(HasSubstr("is not the key of --tls-cert")));
  options_.tls_key = key;
  options_.tls_client_ca = Write("ca.pem", "nothing");
  EXPECT_THAT(Problems(), ElementsAre(StartsWith("--tls-client-ca ")));
}

TEST_F(ConfigCheckTest, ACertificateThatHasExpiredIsFound) {
  UseTls();
  EXPECT_THAT(ConfigProblems(options_, absl::Now() + absl::Hours(24 * 366 * 10)),
              Contains(AllOf(StartsWith("--tls-cert "), HasSubstr("has expired"))));
}

TEST_F(ConfigCheckTest, FilesThatAreNamedAreRead) {
  options_.rules = Write("rules.toml", "colour = 1\n");
  options_.oidc_issuer = options_.oidc_audience = "x";
  options_.oidc_jwks = Write("jwks.json", "nothing");
  options_.smtp_url = "smtp://desk@mail.example.org:587";
  options_.mail_from = "desk@example.org";
  options_.smtp_password_file = dir_.File("none");

  EXPECT_THAT(Problems(), ElementsAre(StartsWith("--rules: "), StartsWith("--oidc-jwks: "),
                                      StartsWith("--smtp-password-file ")));
}

TEST_F(ConfigCheckTest, KeysInPostgresAreNoFile) {
  options_.keys = "postgresql://app:hunter2@db/keys";
  EXPECT_THAT(Problems(), IsEmpty());
  options_.keys = "postgres:host=/run/postgresql dbname=keys";
  EXPECT_THAT(Problems(), IsEmpty());
}

TEST_F(ConfigCheckTest, AMasterKeyMayBeMissingOnlyWhereThereAreNoKeys) {
  options_.keys = dir_.File("keys.db");
  EXPECT_THAT(Problems(), IsEmpty());
  Write("keys.db", "keys");
  EXPECT_THAT(Problems(), ElementsAre(StartsWith("--master-key-file: ")));
  options_.master_key = "no key";
  EXPECT_THAT(Problems(), ElementsAre(AllOf(StartsWith(kMasterKeyVariable),
                                            ::testing::Not(HasSubstr("no key")))));
}

TEST_F(ConfigCheckTest, PlacesThatCannotBeWrittenToAreFound) {
  options_.store = "sqlite:" + dir_.File("none/banso.db");
  EXPECT_THAT(Problems(), ElementsAre(AllOf(StartsWith("--store: "), HasSubstr("no folder"))));
  options_.store = "sqlite:" + dir_.path();
  EXPECT_THAT(Problems(), ElementsAre(AllOf(StartsWith("--store: "), HasSubstr("is a folder"))));
  options_.store = "";
  options_.outbox_folder = Write("file", "");
  EXPECT_THAT(Problems(),
              ElementsAre(AllOf(StartsWith("--outbox-folder: "), HasSubstr("is no folder"))));
  options_.outbox_folder = "";
  if (geteuid() == 0) GTEST_SKIP() << "root may write everywhere";
  ASSERT_EQ(chmod(dir_.path().c_str(), 0500), 0);
  EXPECT_THAT(Problems(), ElementsAre(StartsWith("--data-dir: ")));
  ASSERT_EQ(chmod(dir_.path().c_str(), 0700), 0);
}

}  // namespace
}  // namespace banso
