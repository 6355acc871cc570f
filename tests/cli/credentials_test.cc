#include "clients/cli/credentials.h"

#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "tests/cli/environment.h"
#include "tests/support/scratch_dir.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using std::filesystem::perms;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kToken[] = "banso_q3Zt0-secret_9";

class CredentialsTest : public ::testing::Test {
 protected:
  CredentialsTest() {
    environment_.Set("BANSO_TOKEN", std::nullopt);
    environment_.Set("BANSO_TOKEN_FILE", std::nullopt);
    environment_.Set("XDG_CONFIG_HOME", scratch_.File("config"));
  }

  // A file that only its owner may read, unless `others` says more.
  std::string Write(const std::string& name, const std::string& content,
                    perms others = perms::none) {
    const std::string path = scratch_.File(name);
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream(path, std::ios::binary) << content;
    std::filesystem::permissions(path, perms::owner_read | perms::owner_write | others);
    return path;
  }

  ScratchDir scratch_;
  Environment environment_;
  Arguments arguments_;
};

TEST_F(CredentialsTest, WithoutATokenThereIsNone) {
  const auto credentials = ReadCredentials(arguments_);

  ASSERT_THAT(credentials, IsOk());
  EXPECT_EQ(credentials->token, "");
  EXPECT_FALSE(credentials->names_tls());
}

TEST_F(CredentialsTest, ATokenFileHoldsTheTokenAndALineEnd) {
  arguments_.token_file = Write("token", absl::StrCat(kToken, "\n"));

  const auto credentials = ReadCredentials(arguments_);

  ASSERT_THAT(credentials, IsOk());
  EXPECT_EQ(credentials->token, kToken);
}

TEST_F(CredentialsTest, AFileThatOthersMayReadOrChangeIsRefused) {
  for (const perms others : {perms::group_read, perms::others_read, perms::group_write,
                             perms::others_write, perms::others_exec}) {
    arguments_.token_file = Write("token", kToken, others);

    const auto credentials = ReadCredentials(arguments_);

    ASSERT_EQ(credentials.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(credentials.status().message()),
                AllOf(HasSubstr(absl::StrCat("chmod 600 ", arguments_.token_file)),
                      Not(HasSubstr(kToken))));
  }
}

TEST_F(CredentialsTest, TheUsualFileIsRefusedInJapaneseToo) {
  Write("config/banso/token", kToken, perms::others_read);
  arguments_.language = UiLanguage::kJa;

  const auto credentials = ReadCredentials(arguments_);

  EXPECT_THAT(std::string(credentials.status().message()), HasSubstr("他の人も"));
}

TEST_F(CredentialsTest, TheFlagComesFirstThenTheEnvironmentThenTheUsualFile) {
  const auto token = [this] { return ReadCredentials(arguments_).value_or(Credentials()).token; };

  Write("config/banso/token", "usual");
  EXPECT_EQ(token(), "usual");
  environment_.Set("BANSO_TOKEN_FILE", Write("named", "named"));
  EXPECT_EQ(token(), "named");
  environment_.Set("BANSO_TOKEN", "environment");
  EXPECT_EQ(token(), "environment");
  arguments_.token_file = Write("flag", "flag");
  EXPECT_EQ(token(), "flag");
}

TEST_F(CredentialsTest, AFileThatIsNamedMustBeThere) {
  arguments_.token_file = scratch_.File("nothing");

  EXPECT_THAT(std::string(ReadCredentials(arguments_).status().message()),
              HasSubstr("cannot read"));
}

TEST_F(CredentialsTest, ATokenInPlaceOfItsFileIsNotRepeated) {
  arguments_.token_file = kToken;

  const auto credentials = ReadCredentials(arguments_);

  EXPECT_THAT(std::string(credentials.status().message()),
              AllOf(HasSubstr("the name of a file"), Not(HasSubstr("secret"))));
}

TEST_F(CredentialsTest, WhatCannotTravelInAHeaderIsNoToken) {
  for (const char* content : {"", "\n", "two words", "two\nlines", "caf\xC3\xA9", "a\x01"}) {
    arguments_.token_file = Write("token", content);

    EXPECT_THAT(std::string(ReadCredentials(arguments_).status().message()),
                HasSubstr("does not hold a token"));
  }
}

TEST_F(CredentialsTest, ACertificateComesWithAKeyThatNobodyElseMayRead) {
  arguments_.tls_cert = Write("client.crt", "certificate", perms::others_read);
  EXPECT_THAT(std::string(ReadCredentials(arguments_).status().message()),
              HasSubstr("go together"));
  arguments_.tls_key = Write("client.key", "key", perms::others_read);
  EXPECT_THAT(std::string(ReadCredentials(arguments_).status().message()), HasSubstr("chmod 600"));
  arguments_.tls_key = Write("client.key", "key");

  const auto credentials = ReadCredentials(arguments_);

  ASSERT_THAT(credentials, IsOk());
  EXPECT_EQ(credentials->certificate, "certificate");
  EXPECT_EQ(credentials->key, "key");
  EXPECT_TRUE(credentials->names_tls());
}

TEST(IsLoopbackTest, OnlyWhatIsWrittenAsTheOwnMachineIs) {
  for (const char* server : {"127.0.0.1:8350", "127.1.2.3:1", "localhost:8350", "[::1]:8350"}) {
    EXPECT_TRUE(IsLoopback(server)) << server;
  }
  for (const char* server :
       {"0.0.0.0:8350", "10.0.0.1:8350", "example.org:8350", "127.0.0.1.example.org:8350",
        "localhost.example.org:8350", "127.0.0.256:1", "127.0.1:1", "127.0.0.:1", "127.0.0.1", "",
        "dns:///localhost:8350", "127.0.0.1:1,10.0.0.1:1", "[::2]:1", "128.0.0.1:1",
        "127.+0.0.1:1"}) {
    EXPECT_FALSE(IsLoopback(server)) << server;
  }
}

}  // namespace
}  // namespace banso
