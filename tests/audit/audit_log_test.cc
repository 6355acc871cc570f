#include "server/audit/audit_log.h"

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/audit/audit_rows.h"
#include "tests/audit/memory_store.h"
#include "tests/support/becomes.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// Rows that nobody waits for stay for as long as the test runs.
AuditLogOptions Lazy() {
  AuditLogOptions options;
  options.flush_interval = absl::Hours(1);
  options.first_retry = absl::Milliseconds(1);
  options.longest_retry = absl::Milliseconds(5);
  return options;
}

void Await(const std::function<bool()>& condition) { EXPECT_TRUE(Becomes(condition)); }

class AuditLogTest : public ::testing::Test {
 protected:
  MemoryStore store_;
};

TEST_F(AuditLogTest, WhoWaitsComesBackOnceTheRowIsThere) {
  AuditLog log(&store_, Lazy());

  ASSERT_THAT(log.WriteAndWait(ARow("a"), Soon()), IsOk());

  EXPECT_THAT(EntriesOf(store_.rows()), ElementsAre("a"));
}

TEST_F(AuditLogTest, RowsOfAThreadStayInOrder) {
  AuditLog log(&store_, Lazy());

  ASSERT_THAT(log.WriteSoon(ARow("a")), IsOk());
  ASSERT_THAT(log.WriteAndWait(ARow("b"), Soon()), IsOk());
  ASSERT_THAT(log.WriteSoon(ARow("c")), IsOk());
  ASSERT_THAT(log.WriteAndWait(ARow("d"), Soon()), IsOk());

  EXPECT_THAT(EntriesOf(store_.rows()), ElementsAre("a", "b", "c", "d"));
}

TEST_F(AuditLogTest, RowsThatNobodyWaitsForAreThereSoon) {
  AuditLog log(&store_);
  const absl::Time start = absl::Now();

  ASSERT_THAT(log.WriteSoon(ARow("a")), IsOk());

  Await([&] { return !store_.rows().empty(); });
  EXPECT_LT(absl::Now() - start, absl::Seconds(5));
}

TEST_F(AuditLogTest, RowsThatNobodyWaitsForShareACommit) {
  AuditLog log(&store_, Lazy());
  for (int i = 0; i < 500; ++i) ASSERT_THAT(log.WriteSoon(ARow(absl::StrCat(i))), IsOk());

  ASSERT_THAT(log.Flush(Soon()), IsOk());

  EXPECT_THAT(store_.rows(), SizeIs(500));
  EXPECT_EQ(store_.commits(), 1);
}

TEST_F(AuditLogTest, FlushWaitsForWhatWasGivenBefore) {
  AuditLog log(&store_, Lazy());
  ASSERT_THAT(log.Flush(Soon()), IsOk());  // nothing
  ASSERT_THAT(log.WriteSoon(ARow("a")), IsOk());
  EXPECT_THAT(store_.rows(), IsEmpty());
  EXPECT_EQ(log.waiting(), 1);

  ASSERT_THAT(log.Flush(Soon()), IsOk());

  EXPECT_THAT(EntriesOf(store_.rows()), ElementsAre("a"));
  EXPECT_EQ(log.waiting(), 0);
}

TEST_F(AuditLogTest, ManyThreadsLoseNothingAndKeepTheirOrders) {
  constexpr int kThreads = 8;
  constexpr int kRows = 200;
  {
    AuditLog log(&store_);
    std::vector<std::thread> threads;
    threads.reserve(kThreads);
    for (int thread = 0; thread < kThreads; ++thread) {
      threads.emplace_back([&, thread] {
        for (int i = 0; i < kRows; ++i) {
          AuditRow row = ARow(absl::StrCat(i));
          row.principal = absl::StrCat("principals/p", thread);
          EXPECT_THAT(i % 20 == 0 ? log.WriteAndWait(row, Soon()) : log.WriteSoon(row), IsOk());
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
  }

  EXPECT_THAT(store_.rows(), SizeIs(kThreads * kRows));
  for (int thread = 0; thread < kThreads; ++thread) {
    int next = 0;
    for (const AuditRow& row : store_.rows()) {
      if (row.principal != absl::StrCat("principals/p", thread)) continue;
      EXPECT_EQ(row.entry, absl::StrCat(next++));
    }
  }
}

TEST_F(AuditLogTest, TheEndWritesWhatIsLeft) {
  auto log = std::make_unique<AuditLog>(&store_, Lazy());
  for (int i = 0; i < 2500; ++i) ASSERT_THAT(log->WriteSoon(ARow(absl::StrCat(i))), IsOk());

  log.reset();

  EXPECT_THAT(store_.rows(), SizeIs(2500));
}

TEST_F(AuditLogTest, AFailedCommitIsToldAtOnceAndTriedAgain) {
  AuditLog log(&store_, Lazy());
  store_.SetAway(absl::UnavailableError("away"));

  ASSERT_THAT(log.WriteSoon(ARow("a")), IsOk());
  EXPECT_THAT(log.WriteAndWait(ARow("b"), Soon()), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(log.Flush(Soon()), StatusIs(absl::StatusCode::kUnavailable));
  ASSERT_THAT(log.WriteSoon(ARow("c")), IsOk());
  EXPECT_THAT(store_.rows(), IsEmpty());

  store_.SetAway(absl::OkStatus());
  Await([&] { return log.Flush(Soon()).ok(); });
  EXPECT_THAT(EntriesOf(store_.rows()), ElementsAre("a", "b", "c"));
}

TEST_F(AuditLogTest, WhoWaitsTooLongIsToldSo) {
  AuditLogOptions options = Lazy();
  options.first_retry = options.longest_retry = absl::Hours(1);
  options.parting_time = absl::ZeroDuration();
  AuditLog log(&store_, options);
  store_.SetAway(absl::UnavailableError("away"));
  EXPECT_THAT(log.WriteAndWait(ARow("a"), Soon()), StatusIs(absl::StatusCode::kUnavailable));

  // The next try is an hour away.
  EXPECT_THAT(log.WriteAndWait(ARow("b"), absl::Now() + absl::Milliseconds(20)),
              StatusIs(absl::StatusCode::kDeadlineExceeded));
}

TEST_F(AuditLogTest, RowsAreRefusedOnceTooManyWait) {
  AuditLogOptions options = Lazy();
  options.most_rows = 3;
  AuditLog log(&store_, options);
  store_.SetAway(absl::UnavailableError("away"));
  for (const char* entry : {"a", "b", "c"}) ASSERT_THAT(log.WriteSoon(ARow(entry)), IsOk());

  EXPECT_THAT(log.WriteSoon(ARow("d")), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(log.WriteAndWait(ARow("e"), Soon()), StatusIs(absl::StatusCode::kUnavailable));

  store_.SetAway(absl::OkStatus());
  Await([&] { return log.Flush(Soon()).ok(); });
  EXPECT_THAT(log.WriteAndWait(ARow("f"), Soon()), IsOk());
  EXPECT_THAT(EntriesOf(store_.rows()), ElementsAre("a", "b", "c", "f"));
}

TEST_F(AuditLogTest, RowsAreRefusedOnceTooManyBytesWait) {
  AuditLogOptions options = Lazy();
  options.most_bytes = 10'000;
  AuditLog log(&store_, options);
  const AuditRow large = ARow(std::string(6'000, 'x'));

  ASSERT_THAT(log.WriteSoon(large), IsOk());
  EXPECT_THAT(log.WriteSoon(large), StatusIs(absl::StatusCode::kUnavailable));
  ASSERT_THAT(log.Flush(Soon()), IsOk());

  EXPECT_THAT(log.WriteSoon(large), IsOk());
}

TEST_F(AuditLogTest, ARowThatTheStoreRefusesForGoodDoesNotHoldUpOthers) {
  AuditLog log(&store_, Lazy());
  store_.Refuse("bad");

  ASSERT_THAT(log.WriteSoon(ARow("a")), IsOk());
  ASSERT_THAT(log.WriteSoon(ARow("bad")), IsOk());
  ASSERT_THAT(log.WriteSoon(ARow("b")), IsOk());
  // Whoever waits for all of them learns of it.
  EXPECT_THAT(log.Flush(Soon()), StatusIs(absl::StatusCode::kInvalidArgument));

  EXPECT_THAT(log.WriteAndWait(ARow("bad"), Soon()), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(log.WriteAndWait(ARow("c"), Soon()), IsOk());
  EXPECT_THAT(EntriesOf(store_.rows()), ElementsAre("a", "b", "c"));
}

TEST_F(AuditLogTest, TheEndDoesNotWaitForeverForAStoreThatIsAway) {
  AuditLogOptions options = Lazy();
  options.parting_time = absl::Milliseconds(20);
  auto log = std::make_unique<AuditLog>(&store_, options);
  store_.SetAway(absl::UnavailableError("away"));
  ASSERT_THAT(log->WriteSoon(ARow("a")), IsOk());
  const absl::Time start = absl::Now();

  log.reset();

  EXPECT_LT(absl::Now() - start, absl::Seconds(5));
}

}  // namespace
}  // namespace banso
