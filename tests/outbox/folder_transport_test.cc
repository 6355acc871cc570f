#include <sys/stat.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/outbox/mail_transport.h"
#include "tests/support/scratch_dir.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::testing::ElementsAre;

std::string Contents(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::vector<std::string> Files(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    names.push_back(entry.path().filename());
  }
  std::sort(names.begin(), names.end());
  return names;
}

int ModeOf(const std::string& path) {
  struct stat status = {};
  EXPECT_EQ(stat(path.c_str(), &status), 0);
  return status.st_mode & 07777;
}

TEST(FolderTransportTest, AMailIsAFileForItsOwnerOnly) {
  const ScratchDir dir;
  const std::string folder = dir.File("data/outbox");
  auto transport = OpenFolderTransport(folder);
  ASSERT_THAT(transport, IsOk());
  const std::atomic<bool> stop = false;

  EXPECT_THAT((*transport)->Send({"m1", "a@b.c", "d@e.f", "one"}, stop), IsOk());
  EXPECT_THAT((*transport)->Send({"m2", "a@b.c", "d@e.f", "two"}, stop), IsOk());
  // Sent again: the same file.
  EXPECT_THAT((*transport)->Send({"m1", "a@b.c", "d@e.f", "one again"}, stop), IsOk());

  EXPECT_THAT(Files(folder), ElementsAre("m1.eml", "m2.eml"));
  EXPECT_EQ(Contents(folder + "/m1.eml"), "one again");
  EXPECT_EQ(ModeOf(folder), 0700);
  EXPECT_EQ(ModeOf(folder + "/m1.eml"), 0600);
}

TEST(FolderTransportTest, TwoThatSendTheSameMailLeaveOneWholeFile) {
  const ScratchDir dir;
  const std::string folder = dir.File("outbox");
  auto transport = OpenFolderTransport(folder);
  ASSERT_THAT(transport, IsOk());
  const std::string bytes(100'000, 'x');
  const auto send = [&] {
    const std::atomic<bool> stop = false;
    for (int i = 0; i < 20; ++i) {
      EXPECT_THAT((*transport)->Send({"m1", "a@b.c", "d@e.f", bytes}, stop), IsOk());
    }
  };

  std::thread other(send);
  send();
  other.join();

  EXPECT_THAT(Files(folder), ElementsAre("m1.eml"));
  EXPECT_EQ(Contents(folder + "/m1.eml"), bytes);
}

TEST(FolderTransportTest, AFolderThatGoesAwayIsTriedAgainLater) {
  const ScratchDir dir;
  const std::string folder = dir.File("outbox");
  auto transport = OpenFolderTransport(folder);
  ASSERT_THAT(transport, IsOk());
  std::filesystem::remove(folder);
  const std::atomic<bool> stop = false;

  EXPECT_THAT((*transport)->Send({"m1", "a@b.c", "d@e.f", "one"}, stop),
              StatusIs(absl::StatusCode::kUnavailable));
  std::ofstream(dir.File("file")) << "x";
  EXPECT_THAT(OpenFolderTransport(dir.File("file")).status(),
              StatusIs(absl::StatusCode::kUnavailable));
}

TEST(SmtpTransportTest, OptionsThatDoNotFitAreRefused) {
  const auto refused = [](SmtpOptions options) {
    EXPECT_THAT(OpenSmtpTransport(options).status(), StatusIs(absl::StatusCode::kInvalidArgument))
        << options.url;
  };
  refused({.url = "http://mail.example.org"});
  refused({.url = "smtp://user:password@mail.example.org"});
  refused({.url = "smtp://"});
  refused({.url = "smtp://mail.example.org:25", .plaintext = true});
  refused({.url = "smtps://localhost", .plaintext = true});
  refused({.url = "smtps://mail.example.org", .user = "me"});
  EXPECT_THAT(OpenSmtpTransport({.url = "smtp://127.0.0.1:2525", .plaintext = true}), IsOk());
  EXPECT_THAT(OpenSmtpTransport({.url = "smtp://mail.example.org:587"}), IsOk());
}

}  // namespace
}  // namespace banso
