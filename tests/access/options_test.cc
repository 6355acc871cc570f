#include "server/options.h"

#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/config_file.h"
#include "server/option_table.h"
#include "tests/support/scratch_dir.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
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

// Sets a variable of the environment while it lives.
class Variable {
 public:
  Variable(std::string name, const std::string& value) : name_(std::move(name)) {
    EXPECT_EQ(setenv(name_.c_str(), value.c_str(), 1), 0);
  }
  ~Variable() { unsetenv(name_.c_str()); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const std::string name_;
};

// A file of options, in a folder of its own.
class ConfigFile {
 public:
  explicit ConfigFile(const std::string& text) : path_(dir_.File("banso.toml")) {
    std::ofstream(path_) << text;
  }
  const std::string& path() const { return path_; }

 private:
  const ScratchDir dir_;
  const std::string path_;
};

TEST(OptionsTest, AFlagCountsBeforeTheEnvironmentAndThatBeforeTheFile) {
  const ConfigFile file("workers = 3\nqueue = 4\nmax-streams = 5\n");
  const Variable workers("BANSO_WORKERS", "6");
  const Variable queue("BANSO_QUEUE", "7");

  const CommandLine line = Parse({"--config", file.path().c_str(), "--workers", "8"});

  EXPECT_FALSE(line.exit) << line.text;
  EXPECT_EQ(line.options.workers, 8);
  EXPECT_EQ(line.options.queue, 7);
  EXPECT_EQ(line.options.max_streams, 5);
  EXPECT_EQ(line.options.grace, absl::Seconds(10));
}

TEST(OptionsTest, TheEnvironmentMayNameTheFile) {
  const ConfigFile file("workers = 3\n");
  const ConfigFile other("workers = 4\n");
  const Variable config("BANSO_CONFIG", file.path());

  EXPECT_EQ(Parse({}).options.workers, 3);
  EXPECT_EQ(Parse({"--config", other.path().c_str()}).options.workers, 4);
}

TEST(OptionsTest, EveryOptionIsReadFromEverySource) {
  for (const OptionSpec& spec : OptionTable()) {
    std::string text = "some text";
    if (spec.kind == OptionKind::kSwitch) text = "true";
    if (spec.kind == OptionKind::kWhole || spec.kind == OptionKind::kNumber) text = "7";
    if (spec.name == "log-level") text = "debug";
    {
      const Variable variable(spec.variable(), text);
      EXPECT_EQ(spec.write(Parse({}).options), text) << spec.name;
    }
    const std::string assignment = spec.name + " = " + FormatConfigValue(spec, text);
    const ConfigFile file(assignment + "\n");
    const CommandLine from_file = Parse({"--config", file.path().c_str()});
    if (spec.secret) {
      EXPECT_THAT(from_file.text, HasSubstr(spec.variable()));
      EXPECT_EQ(Parse({spec.flag().c_str(), text.c_str()}).exit_code, 1);
      continue;
    }
    EXPECT_EQ(spec.write(from_file.options), text) << assignment << from_file.text;
    const std::string flag = spec.flag() + "=" + text;
    EXPECT_EQ(spec.write(Parse({flag.c_str()}).options), text) << flag;
  }
}

TEST(OptionsTest, ASwitchOfTheFileIsTurnedOffByItsFlag) {
  const ConfigFile file("plaintext = true\n");

  EXPECT_TRUE(Parse({"--config", file.path().c_str()}).options.plaintext);
  EXPECT_FALSE(Parse({"--config", file.path().c_str(), "--plaintext=false"}).options.plaintext);
  EXPECT_TRUE(Parse({"--plaintext"}).options.plaintext);
}

TEST(OptionsTest, AnEmptyVariableIsNotSet) {
  const ConfigFile file("workers = 3\n");
  const Variable workers("BANSO_WORKERS", "");

  EXPECT_EQ(Parse({"--config", file.path().c_str()}).options.workers, 3);
}

TEST(OptionsTest, EverythingThatIsWrongIsSaidWithItsPlace) {
  const ConfigFile file("workers = 1\ncolour = \"red\"\nrate = \"fast\"\n[tls]\ncert = \"c\"\n");
  const Variable queue("BANSO_QUEUE", "many");

  const CommandLine line = Parse({"--config", file.path().c_str(), "--grace", "-1"});

  EXPECT_TRUE(line.exit);
  EXPECT_EQ(line.exit_code, 1);
  EXPECT_THAT(line.text,
              AllOf(HasSubstr("line 1: `workers` must be a whole number from 2 to 1024"),
                    HasSubstr("line 2: `colour` is not known"),
                    HasSubstr("line 3: `rate` must be a number"), HasSubstr("`tls` is not known"),
                    HasSubstr("BANSO_QUEUE must be a whole number from 1 to 1000000"),
                    HasSubstr("--grace must be a number from 0 to 600")));
  EXPECT_THAT(line.text, ::testing::Not(AnyOf(HasSubstr("red"), HasSubstr("many"))));
}

TEST(OptionsTest, AFileThatIsNoneIsSaid) {
  EXPECT_THAT(Parse({"--config", "/no/such/file"}).text,
              AllOf(HasSubstr("/no/such/file"), HasSubstr("cannot be read")));
  const ConfigFile file("workers = 3\nworkers = 4\n");
  EXPECT_THAT(Parse({"--config", file.path().c_str()}).text, HasSubstr("line 2"));
  const ConfigFile empty("");
  EXPECT_FALSE(Parse({"--config", empty.path().c_str()}).exit);
}

TEST(OptionsTest, APasswordOfTheStoreIsNotForTheCommandLine) {
  for (const char* store :
       {"postgres:host=db password=hunter2", "postgres:host=db PASSWORD = 'hunter2'",
        "postgresql://app:hunter2@db/banso", "postgres://app@db/banso?password=hunter2"}) {
    EXPECT_TRUE(HoldsPassword(store)) << store;
    const CommandLine line = Parse({"--store", store});
    EXPECT_TRUE(line.exit);
    EXPECT_THAT(line.text, AllOf(HasSubstr("BANSO_STORE"), ::testing::Not(HasSubstr("hunter2"))));
    const Variable variable("BANSO_STORE", store);
    EXPECT_EQ(Parse({}).options.store, store);
    EXPECT_THAT(Parse({"--print-config"}).text,
                AllOf(HasSubstr("BANSO_STORE"), ::testing::Not(HasSubstr("hunter2"))));
  }
  for (const char* store : {"postgres:host=db passfile=/p", "postgresql://app@db:5432/banso",
                            "sqlite:/var/password=x", "postgres:"}) {
    EXPECT_FALSE(HoldsPassword(store)) << store;
    EXPECT_FALSE(Parse({"--store", store}).exit) << store;
  }
}

TEST(OptionsTest, APasswordOfTheKeysIsNotForTheCommandLineEither) {
  constexpr char kKeys[] = "postgresql://app:hunter2@db/keys";
  const CommandLine line = Parse({"--keys", kKeys});
  EXPECT_TRUE(line.exit);
  EXPECT_THAT(line.text, AllOf(HasSubstr("BANSO_KEYS"), ::testing::Not(HasSubstr("hunter2"))));
  const Variable variable("BANSO_KEYS", kKeys);
  EXPECT_EQ(Parse({}).options.keys, kKeys);
  EXPECT_THAT(Parse({"--print-config"}).text,
              AllOf(HasSubstr("BANSO_KEYS"), ::testing::Not(HasSubstr("hunter2"))));

  const CommandLine move = Parse({"--move-store-to", "postgres:host=db password=hunter2"});
  EXPECT_TRUE(move.exit);
  EXPECT_THAT(move.text, AllOf(HasSubstr("passfile"), ::testing::Not(HasSubstr("hunter2"))));
}

class PasswordFileTest : public ::testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Databases, PasswordFileTest, ::testing::Values("store", "keys"),
                         [](const auto& info) { return info.param; });

TEST_P(PasswordFileTest, AFileWithAPasswordIsNotForEverybody) {
  const ConfigFile file(std::string(GetParam()) + " = \"postgres:password=hunter2\"\n");
  ASSERT_EQ(chmod(file.path().c_str(), 0644), 0);

  const CommandLine open = Parse({"--config", file.path().c_str()});
  EXPECT_THAT(open.text, AllOf(HasSubstr("chmod o-r"), ::testing::Not(HasSubstr("hunter2"))));
  ASSERT_EQ(chmod(file.path().c_str(), 0640), 0);
  EXPECT_FALSE(Parse({"--config", file.path().c_str()}).exit);
}

TEST(OptionsTest, WhatIsInForceIsPrintedAsAFileThatSaysTheSame) {
  const Variable workers("BANSO_WORKERS", "6");
  const Variable master_key("BANSO_MASTER_KEY", "c2VjcmV0");

  const CommandLine printed =
      Parse({"--print-config", "--plaintext", "--rate", "2.5", "--mail-from", "a\"b\\c"});

  EXPECT_TRUE(printed.exit);
  EXPECT_EQ(printed.exit_code, 0);
  EXPECT_THAT(printed.text,
              AllOf(HasSubstr("workers = 6  # BANSO_WORKERS\n"),
                    HasSubstr("plaintext = true  # --plaintext\n"), HasSubstr("# queue: 1024\n"),
                    HasSubstr("# master-key: not shown  # BANSO_MASTER_KEY\n"),
                    ::testing::Not(HasSubstr("c2VjcmV0"))));
  const ConfigFile file(printed.text);
  const CommandLine read = Parse({"--config", file.path().c_str()});
  EXPECT_FALSE(read.exit) << read.text;
  EXPECT_EQ(read.options.rate.per_second, 2.5);
  EXPECT_EQ(read.options.mail_from, "a\"b\\c");
}

TEST(OptionsTest, TheHelpNamesEveryOption) {
  const std::string help = Parse({"--help"}).text;
  for (const OptionSpec& spec : OptionTable()) {
    if (!spec.secret) {
      EXPECT_THAT(help, HasSubstr(spec.flag()));
    }
  }
}

// The tables of docs/operations.md, as they have to be.
std::string OptionsAsMarkdown() {
  std::string text;
  std::string group;
  for (const OptionSpec& spec : OptionTable()) {
    if (spec.group != group) {
      group = spec.group;
      text += "\n### " + group + "\n\n| option | default | meaning |\n| --- | --- | --- |\n";
    }
    std::string standard = "`" + spec.standard + "`";
    if (spec.standard.front() == '(') standard = spec.standard.substr(1, spec.standard.size() - 2);
    const std::string name = spec.secret ? spec.variable() : spec.name;
    const std::string value = spec.value.empty() || spec.secret ? "" : " " + spec.value;
    text += "| `" + name + "`" + value + " | " + standard + " | " + spec.meaning + " |\n";
  }
  return text;
}

TEST(OptionsTest, TheDocumentsSayWhatTheTableSays) {
  std::ifstream file(BANSO_SOURCE_DIR "/docs/operations.md");
  std::stringstream text;
  text << file.rdbuf();

  EXPECT_NE(text.str().find(OptionsAsMarkdown()), std::string::npos)
      << "docs/operations.md should say:\n"
      << OptionsAsMarkdown();
}

}  // namespace
}  // namespace banso
