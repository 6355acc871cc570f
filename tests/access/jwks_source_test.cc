#include "server/access/jwks_source.h"

#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/log.h"
#include "server/base/mutex.h"
#include "tests/access/jwt_signer.h"
#include "tests/support/scratch_dir.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::testing::HasSubstr;

const TestKey& First() {
  static const auto* const key = new TestKey(TestKeyKind::kP256, "first");
  return *key;
}
const TestKey& Second() {
  static const auto* const key = new TestKey(TestKeyKind::kP256, "second");
  return *key;
}

void Write(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
}

// Whether the source has the key within ten seconds.
bool Gets(const JwksSource& source, absl::string_view kid) {
  const absl::Time deadline = absl::Now() + absl::Seconds(10);
  while (absl::Now() < deadline) {
    if (source.Current()->Has(kid, JwsAlgorithm::kEs256)) return true;
    absl::SleepFor(absl::Milliseconds(2));
  }
  return false;
}

// An issuer's URL that says what it is told to say.
class FakeUrl {
 public:
  JwksOptions::Fetch fetch() {
    return [this](const std::string&, const std::atomic<bool>&) {
      MutexLock lock(&mu_);
      times_.push_back(absl::Now());
      return answer_;
    };
  }
  void Answer(absl::StatusOr<std::string> answer) {
    MutexLock lock(&mu_);
    answer_ = std::move(answer);
  }
  // When it was read.
  std::vector<absl::Time> times() {
    MutexLock lock(&mu_);
    return times_;
  }
  bool IsReadTimes(size_t count) {
    const absl::Time deadline = absl::Now() + absl::Seconds(10);
    while (times().size() < count && absl::Now() < deadline) absl::SleepFor(absl::Milliseconds(2));
    return times().size() >= count;
  }

 private:
  Mutex mu_;
  absl::StatusOr<std::string> answer_ ABSL_GUARDED_BY(mu_) = absl::UnavailableError("away");
  std::vector<absl::Time> times_ ABSL_GUARDED_BY(mu_);
};

class JwksSourceTest : public ::testing::Test {
 protected:
  JwksSourceTest() { SetLogLevel(LogLevel::kError); }

  const ScratchDir dir_;
  FakeUrl url_;
};

TEST_F(JwksSourceTest, AFileIsThereFromTheStartAndIsReadAgainWhenItChanges) {
  const std::string path = dir_.File("jwks.json");
  Write(path, JwkSetOf({First().PublicJwk()}));
  ASSERT_OK_AND_ASSIGN(const auto source,
                       OpenJwksSource(path, {.file_interval = absl::Milliseconds(10)}));
  ASSERT_TRUE(source->Current()->Has("first", JwsAlgorithm::kEs256));

  Write(path, JwkSetOf({Second().PublicJwk()}));

  EXPECT_TRUE(Gets(*source, "second"));
  EXPECT_FALSE(source->Current()->Has("first", JwsAlgorithm::kEs256));
}

TEST_F(JwksSourceTest, AFileThatBreaksLeavesTheKeysAsTheyAre) {
  const std::string path = dir_.File("jwks.json");
  Write(path, JwkSetOf({First().PublicJwk()}));
  ASSERT_OK_AND_ASSIGN(const auto source,
                       OpenJwksSource(path, {.file_interval = absl::Milliseconds(5)}));

  Write(path, "{\"keys\": [");
  absl::SleepFor(absl::Milliseconds(50));

  EXPECT_TRUE(source->Current()->Has("first", JwsAlgorithm::kEs256));
  Write(path, JwkSetOf({Second().PublicJwk()}));
  EXPECT_TRUE(Gets(*source, "second"));
}

TEST_F(JwksSourceTest, AFileThatCannotBeReadIsRefusedAtTheStart) {
  Write(dir_.File("broken"), "not json");

  EXPECT_THAT(OpenJwksSource(dir_.File("none")),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("none")));
  EXPECT_THAT(OpenJwksSource(dir_.path()), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(OpenJwksSource(dir_.File("broken")), StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(JwksSourceTest, OnlyHttpsIsRead) {
  for (const char* url : {"http://127.0.0.1/jwks", "ftp://127.0.0.1/jwks", "HTTPS://127.0.0.1"}) {
    EXPECT_THAT(OpenJwksSource(url, {.fetch = url_.fetch()}),
                StatusIs(absl::StatusCode::kInvalidArgument))
        << url;
  }
}

TEST_F(JwksSourceTest, AUrlThatDoesNotAnswerIsTriedAgain) {
  ASSERT_OK_AND_ASSIGN(const auto source,
                       OpenJwksSource("https://id.example/jwks",
                                      {.fetch = url_.fetch(), .url_pause = absl::Milliseconds(5)}));
  EXPECT_EQ(source->Current()->size(), 0u);
  ASSERT_TRUE(url_.IsReadTimes(2));

  url_.Answer(JwkSetOf({First().PublicJwk()}));

  EXPECT_TRUE(Gets(*source, "first"));
}

TEST_F(JwksSourceTest, AUrlIsReadAgainFromTimeToTime) {
  url_.Answer(JwkSetOf({First().PublicJwk()}));
  ASSERT_OK_AND_ASSIGN(const auto source, OpenJwksSource("https://id.example/jwks",
                                                         {.fetch = url_.fetch(),
                                                          .url_interval = absl::Milliseconds(10)}));
  ASSERT_TRUE(Gets(*source, "first"));

  url_.Answer(JwkSetOf({Second().PublicJwk()}));

  EXPECT_TRUE(Gets(*source, "second"));
}

TEST_F(JwksSourceTest, AnUnknownKeyMakesItReadOnceAPause) {
  url_.Answer(JwkSetOf({First().PublicJwk()}));
  constexpr absl::Duration kPause = absl::Milliseconds(100);
  ASSERT_OK_AND_ASSIGN(
      const auto source,
      OpenJwksSource("https://id.example/jwks", {.fetch = url_.fetch(), .url_pause = kPause}));
  ASSERT_TRUE(Gets(*source, "first"));
  url_.Answer(JwkSetOf({Second().PublicJwk()}));

  const absl::Time start = absl::Now();
  while (absl::Now() < start + 3 * kPause) source->NoteUnknownKey();

  EXPECT_TRUE(Gets(*source, "second"));
  const std::vector<absl::Time> times = url_.times();
  ASSERT_GE(times.size(), 2u);
  EXPECT_LE(times.size(), 6u);
  for (size_t i = 1; i < times.size(); ++i) {
    // Instants are taken a moment apart on either side.
    EXPECT_GE(times[i] - times[i - 1], kPause - absl::Milliseconds(20));
  }
}

TEST_F(JwksSourceTest, ASourceThatIsReadingStopsAtOnce) {
  const auto endless = [](const std::string&,
                          const std::atomic<bool>& stop) -> absl::StatusOr<std::string> {
    while (!stop) absl::SleepFor(absl::Milliseconds(1));
    return absl::CancelledError("stopped");
  };
  ASSERT_OK_AND_ASSIGN(auto source, OpenJwksSource("https://id.example/jwks", {.fetch = endless}));

  const absl::Time start = absl::Now();
  source.reset();

  EXPECT_LT(absl::Now() - start, absl::Seconds(5));
}

}  // namespace
}  // namespace banso
