#include "server/options.h"

#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/scratch_dir.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

CommandLine Parse(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "banso-server");
  return ParseCommandLine(static_cast<int>(arguments.size()), arguments.data());
}

// What is wrong with a command line; empty if nothing is.
std::string ProblemOf(const std::vector<const char*>& arguments) {
  const CommandLine line = Parse(arguments);
  EXPECT_FALSE(line.exit) << line.text;
  return std::string(CheckOptions(line.options).message());
}

TEST(OptionsTest, WithoutTlsAndPlaintextTheRefusalSaysBothWays) {
  EXPECT_THAT(ProblemOf({}),
              AllOf(HasSubstr("--tls-cert"), HasSubstr("--tls-key"), HasSubstr("--plaintext")));
}

TEST(OptionsTest, PlaintextIsForLoopbackOnly) {
  for (const char* listen : {"127.0.0.1:1", "localhost:1", "[::1]:1"}) {
    EXPECT_EQ(ProblemOf({"--plaintext", "--listen", listen}), "") << listen;
  }
  for (const char* listen : {"0.0.0.0:1", "[::]:1", "192.0.2.1:1", "host.example:1", ":1",
                             "127.0.0.1.example:1", "unix:/tmp/x"}) {
    EXPECT_THAT(ProblemOf({"--plaintext", "--listen", listen}), HasSubstr("loopback")) << listen;
    EXPECT_EQ(ProblemOf({"--tls-cert", "c", "--tls-key", "k", "--listen", listen}), "") << listen;
  }
}

TEST(OptionsTest, FlagsOfTlsBelongTogether) {
  EXPECT_THAT(ProblemOf({"--tls-cert", "c"}), HasSubstr("--tls-key"));
  EXPECT_THAT(ProblemOf({"--tls-key", "k"}), HasSubstr("--tls-cert"));
  EXPECT_THAT(ProblemOf({"--tls-cert", "c", "--tls-key", "k", "--plaintext"}),
              HasSubstr("exclude each other"));
  EXPECT_THAT(ProblemOf({"--plaintext", "--tls-client-ca", "a"}), HasSubstr("--tls-cert"));
  EXPECT_THAT(ProblemOf({"--tls-cert", "c", "--tls-key", "k", "--tls-require-client-cert"}),
              HasSubstr("--tls-client-ca"));
  EXPECT_EQ(ProblemOf({"--tls-cert", "c", "--tls-key", "k", "--tls-client-ca", "a",
                       "--tls-require-client-cert"}),
            "");
}

TEST(OptionsTest, FlagsOfOpenIdBelongTogether) {
  EXPECT_THAT(ProblemOf({"--plaintext", "--oidc-issuer", "i"}), HasSubstr("--oidc-jwks"));
  EXPECT_THAT(ProblemOf({"--plaintext", "--oidc-audience", "a", "--oidc-jwks", "j"}),
              HasSubstr("--oidc-issuer"));
  EXPECT_EQ(
      ProblemOf({"--plaintext", "--oidc-issuer", "i", "--oidc-audience", "a", "--oidc-jwks", "j"}),
      "");
}

TEST(OptionsTest, FlagsOfMessagesBelongTogether) {
  const auto problem = [](std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), "--plaintext");
    return ProblemOf(arguments);
  };
  const char* const server = "smtps://desk@mail.example.org:465";
  EXPECT_EQ(problem({"--outbox-folder", "f"}), "");
  EXPECT_EQ(problem({"--smtp-url", "smtp://mail.example.org:587", "--mail-from", "d@example.org"}),
            "");
  EXPECT_EQ(problem({"--smtp-url", server, "--smtp-password-file", "p", "--mail-from",
                     "d@example.org", "--public-url", "https://desk.example.org"}),
            "");
  EXPECT_THAT(problem({"--smtp-url", server, "--smtp-password-file", "p"}),
              HasSubstr("--mail-from"));
  EXPECT_THAT(problem({"--smtp-url", server, "--mail-from", "d@example.org"}),
              HasSubstr("--smtp-password-file"));
  EXPECT_THAT(problem({"--smtp-url", "smtp://mail.example.org:587", "--smtp-password-file", "p",
                       "--mail-from", "d@example.org"}),
              HasSubstr("USER"));
  EXPECT_THAT(problem({"--smtp-password-file", "p"}), HasSubstr("--smtp-url"));
  EXPECT_THAT(problem({"--smtp-url", server, "--outbox-folder", "f"}),
              HasSubstr("exclude each other"));
  EXPECT_THAT(problem({"--mail-from", "nobody"}), HasSubstr("--mail-from"));
  for (const char* url :
       {"mail.example.org", "http://mail.example.org:25", "smtp://mail.example.org", "smtp://:25",
        "smtp://a:25/b", "smtp://a:0", "smtp://@a:25"}) {
    EXPECT_THAT(problem({"--smtp-url", url, "--mail-from", "d@example.org"}),
                HasSubstr("--smtp-url"))
        << url;
  }
  for (const char* url : {"desk.example.org", "https://desk.example.org/"}) {
    EXPECT_THAT(problem({"--public-url", url}), HasSubstr("--public-url")) << url;
  }
}

TEST(OptionsTest, APasswordOfTheMailServerIsNotForTheCommandLine) {
  const std::string problem =
      ProblemOf({"--plaintext", "--smtp-url", "smtp://desk:hunter2@mail.example.org:587",
                 "--mail-from", "d@example.org"});
  EXPECT_THAT(problem,
              AllOf(HasSubstr("--smtp-password-file"), ::testing::Not(HasSubstr("hunter2"))));

  const ScratchDir dir;
  Options options;
  options.smtp_url = "smtp://desk@example.org@mail.example.org:587";
  options.smtp_password_file = dir.File("password");
  EXPECT_THAT(SmtpOf(options), StatusIs(absl::StatusCode::kInvalidArgument));
  std::ofstream(options.smtp_password_file) << "hunter2\n";
  const auto smtp = SmtpOf(options);
  ASSERT_THAT(smtp, IsOk());
  EXPECT_EQ(smtp->url, "smtp://mail.example.org:587");
  EXPECT_EQ(smtp->user, "desk@example.org");
  EXPECT_EQ(smtp->password, "hunter2");
}

TEST(OptionsTest, ALeaseIsRenewedSeveralTimesBeforeItLapses) {
  EXPECT_EQ(ProblemOf({"--plaintext", "--lease", "3", "--lease-renewal", "1"}), "");
  EXPECT_THAT(ProblemOf({"--plaintext", "--lease", "2.9", "--lease-renewal", "1"}),
              HasSubstr("a third of --lease"));
}

TEST(OptionsTest, RatesBringTheirBursts) {
  const Options usual = Parse({}).options;
  EXPECT_EQ(usual.rate.per_second, 50);
  EXPECT_EQ(usual.rate.burst, 100);
  EXPECT_EQ(usual.public_rate.per_second, 5);
  EXPECT_EQ(usual.public_rate.burst, 20);
  EXPECT_EQ(usual.max_streams, 8);

  const Options set = Parse({"--rate", "3", "--public-rate", "0", "--max-streams", "2"}).options;
  EXPECT_EQ(set.rate.per_second, 3);
  EXPECT_EQ(set.rate.burst, 6);
  EXPECT_EQ(set.public_rate.per_second, 0);
  EXPECT_EQ(set.max_streams, 2);
}

TEST(OptionsTest, WrongNumbersAreRefused) {
  for (const std::vector<const char*>& arguments :
       {std::vector<const char*>{"--rate", "-1"}, {"--oidc-skew", "601"}, {"--max-streams", "0"}}) {
    const CommandLine line = Parse(arguments);
    EXPECT_TRUE(line.exit);
    EXPECT_EQ(line.exit_code, 1);
  }
  EXPECT_EQ(Parse({"--oidc-skew", "5"}).options.oidc_skew, absl::Seconds(5));
}

TEST(OptionsTest, BootstrapIsAskedForByItsFlag) {
  EXPECT_FALSE(Parse({}).bootstrap);
  EXPECT_TRUE(Parse({"--bootstrap"}).bootstrap);
}

TEST(OptionsTest, RecoveryIsAskedForByItsFlags) {
  EXPECT_FALSE(Parse({}).recover_admin);
  EXPECT_EQ(Parse({}).accept_restore, "");
  EXPECT_TRUE(Parse({"--recover-admin"}).recover_admin);
  EXPECT_EQ(Parse({"--accept-restore", "principals/a"}).accept_restore, "principals/a");
}

TEST(OptionsTest, FilesLieInTheDataFolderUnlessNamed) {
  const ScratchDir dir;
  Options options;
  options.data_dir = dir.File("data");

  EXPECT_EQ(*StoreOf(options), "sqlite:" + dir.File("data/banso.db"));
  EXPECT_EQ(*KeysOf(options), dir.File("data/keys.db"));
  EXPECT_EQ(*MasterKeyFileOf(options), dir.File("data/master.key"));
  EXPECT_EQ(*AuditAnchorOf(options), dir.File("data/audit-anchor"));
  EXPECT_EQ(*CatalogFolderOf(options), dir.File("data/catalog"));
  EXPECT_EQ(*OutboxFolderOf(options), dir.File("data/outbox"));
  options.keys = "/k";
  options.master_key_file = "/m";
  options.audit_anchor = "/a";
  options.outbox_folder = "/o";
  options.catalog_folder = "/c";
  EXPECT_EQ(*CatalogFolderOf(options), "/c");
  options.catalog_folder = "none";
  EXPECT_EQ(*CatalogFolderOf(options), "");
  EXPECT_EQ(*OutboxFolderOf(options), "/o");
  EXPECT_EQ(*KeysOf(options), "/k");
  EXPECT_EQ(*MasterKeyFileOf(options), "/m");
  EXPECT_EQ(*AuditAnchorOf(options), "/a");
}

TEST(OptionsTest, ADataFolderThatIsMadeIsItsOwnersOnly) {
  const ScratchDir dir;
  Options options;
  options.data_dir = dir.File("data");

  ASSERT_THAT(KeysOf(options), IsOk());

  struct stat facts = {};
  ASSERT_EQ(stat(options.data_dir.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0700u);
}

TEST(OptionsTest, TheMasterKeyComesFromTheEnvironmentUnlessAFileIsNamed) {
  ASSERT_EQ(setenv("BANSO_MASTER_KEY", "abc", 1), 0);
  EXPECT_EQ(Parse({}).options.master_key, "abc");
  EXPECT_EQ(Parse({"--master-key-file", "m"}).options.master_key, "");
  EXPECT_THAT(Parse({"--help"}).text, ::testing::Not(HasSubstr("abc")));
  ASSERT_EQ(unsetenv("BANSO_MASTER_KEY"), 0);
  EXPECT_EQ(Parse({}).options.master_key, "");
}

}  // namespace
}  // namespace banso
