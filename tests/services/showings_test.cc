#include "server/services/showings.h"

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "banso/v1/audit.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/audit/audit_log.h"
#include "server/convert/calendar_convert.h"
#include "server/store/forwarding_store.h"
#include "server/store/sqlite/sqlite_store.h"
#include "tests/support/message_builders.h"
#include "tests/support/scratch_dir.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

constexpr char kOpening[] = "employers/e1/internships/i1";
constexpr char kOther[] = "employers/e2/internships/i2";

absl::Time Soon() { return absl::Now() + absl::Seconds(30); }

// A store that counts how often the log is read, and can be away.
class CountingStore final : public ForwardingStore {
 public:
  using ForwardingStore::ForwardingStore;

  absl::StatusOr<std::vector<AuditRow>> ReadAudit(const AuditQuery& query,
                                                  absl::Time deadline) override {
    ++reads;
    if (away) return absl::UnavailableError("the store is away");
    return ForwardingStore::ReadAudit(query, deadline);
  }

  std::atomic<int> reads = 0;
  std::atomic<bool> away = false;
};

class ShowingsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto sqlite = OpenSqliteStore(dir_.File("store.db"));
    ASSERT_THAT(sqlite, IsOk());
    sqlite_ = *std::move(sqlite);
    store_ = std::make_unique<CountingStore>(sqlite_.get());
    showings_ = std::make_unique<Showings>(store_.get());
  }

  // Notes that a list was shown to somebody at `time`.
  void Show(absl::Time time, const std::string& subject, const std::vector<std::string>& people,
            v1::Access::Role role = v1::Access::EMPLOYER, bool blinded = true) {
    v1::AuditEntry entry;
    *entry.mutable_entry_time() = FromTime(time);
    entry.set_role(role);
    entry.mutable_shown_list()->set_subject(subject);
    entry.mutable_shown_list()->set_blinded(blinded);
    for (const std::string& person : people) {
      entry.mutable_shown_list()->add_matches()->set_name("candidates/" + person);
    }
    Batch batch;
    batch.audit.push_back(ToAuditRow(entry));
    ASSERT_THAT(store_->Commit(batch, Soon()), IsOk());
  }

  std::vector<std::pair<std::string, int>> Before(absl::Time as_of, absl::Time now) {
    std::vector<std::pair<std::string, int>> counts;
    for (const auto& [id, count] : *showings_->Before(as_of, now, Soon())) {
      counts.emplace_back(id.name(), count);
    }
    return counts;
  }
  std::vector<std::pair<std::string, int>> Before(absl::Time now) { return Before(now, now); }

  const ScratchDir dir_;
  std::unique_ptr<Store> sqlite_;
  std::unique_ptr<CountingStore> store_;
  std::unique_ptr<Showings> showings_;
  const absl::Time today_ = JapanMidnight(JapanDate(TestNow()));
  const absl::Time now_ = TestNow();
};

TEST_F(ShowingsTest, AListCountsOnceADayForEachPersonOnIt) {
  Show(today_ - absl::Hours(20), kOpening, {"a", "b"});
  Show(today_ - absl::Hours(10), kOpening, {"b", "c"});  // another page on the same day
  Show(today_ - absl::Hours(30), kOpening, {"a"});       // the day before
  Show(today_ - absl::Hours(20), kOther, {"a"});         // another list

  EXPECT_THAT(Before(now_), UnorderedElementsAre(Pair("candidates/a", 3), Pair("candidates/b", 1),
                                                 Pair("candidates/c", 1)));
}

TEST_F(ShowingsTest, WhatIsShownTodayCountsFromTomorrowOn) {
  Show(today_, kOpening, {"a"});
  Show(now_, kOpening, {"a"});
  EXPECT_THAT(Before(now_), IsEmpty());

  EXPECT_THAT(Before(now_ + absl::Hours(24)), UnorderedElementsAre(Pair("candidates/a", 1)));
}

TEST_F(ShowingsTest, ThirtyDaysCount) {
  Show(today_ - absl::Hours(30 * 24), kOpening, {"in"});
  Show(today_ - absl::Hours(30 * 24) - absl::Microseconds(1), kOpening, {"out"});

  EXPECT_THAT(Before(now_), UnorderedElementsAre(Pair("candidates/in", 1)));
  EXPECT_THAT(Before(now_ + absl::Hours(24)), IsEmpty());
}

TEST_F(ShowingsTest, OnlyCardsThatEmployersSawCount) {
  Show(today_ - absl::Hours(1), kOpening, {"a"}, v1::Access::COORDINATOR, true);
  Show(today_ - absl::Hours(1), kOpening, {"a"}, v1::Access::COORDINATOR, false);
  Show(today_ - absl::Hours(1), "candidates/x", {"a"}, v1::Access::CANDIDATE, false);

  EXPECT_THAT(Before(now_), IsEmpty());
}

TEST_F(ShowingsTest, TheLogIsReadOnceADayAndThenOnlyWhatIsNew) {
  Show(today_ - absl::Hours(20), kOpening, {"a"});
  Before(now_);
  const int first = store_->reads;
  Before(now_);
  Before(now_ + absl::Hours(3));
  EXPECT_EQ(store_->reads, first);

  Show(now_, kOpening, {"a"});
  EXPECT_THAT(Before(now_ + absl::Hours(24)), UnorderedElementsAre(Pair("candidates/a", 2)));
  EXPECT_EQ(store_->reads, first + 1);
}

TEST_F(ShowingsTest, RowsThatComeInTheMomentsAfterADayAreCountedOnceTheyAreThere) {
  Show(today_ - absl::Hours(20), kOpening, {"a"});
  EXPECT_THAT(Before(today_ + absl::Seconds(1)), UnorderedElementsAre(Pair("candidates/a", 1)));

  Show(today_ - absl::Milliseconds(1), kOther, {"a"});

  // Calls on one day agree up to the end of the moment that rows take.
  EXPECT_THAT(Before(today_ + absl::Seconds(2)), UnorderedElementsAre(Pair("candidates/a", 1)));
  EXPECT_THAT(Before(today_ + absl::Minutes(2)), UnorderedElementsAre(Pair("candidates/a", 2)));
}

TEST_F(ShowingsTest, AnotherInstantIsCountedFromItsOwnDay) {
  Show(today_ - absl::Hours(20), kOpening, {"a"});
  Show(today_ - absl::Hours(24 * 10), kOpening, {"b"});

  EXPECT_THAT(Before(now_ - absl::Hours(24 * 5), now_),
              UnorderedElementsAre(Pair("candidates/b", 1)));
  // What is to come cannot be known: it counts as today.
  EXPECT_EQ(Before(now_ + absl::Hours(24 * 60), now_), Before(now_));
}

TEST_F(ShowingsTest, WhileTheLogIsAwayWhatWasKnownIsGivenAndTheNextCallTriesAgain) {
  store_->away = true;
  EXPECT_THAT(Before(now_), IsEmpty());
  store_->away = false;
  Show(today_ - absl::Hours(20), kOpening, {"a"});
  EXPECT_THAT(Before(now_), UnorderedElementsAre(Pair("candidates/a", 1)));
  store_->away = true;
  EXPECT_THAT(Before(now_ + absl::Hours(24)), UnorderedElementsAre(Pair("candidates/a", 1)));
}

TEST_F(ShowingsTest, ManyThreadsReadTheLogOnceAndAgree) {
  for (int i = 0; i < 20; ++i) Show(today_ - absl::Hours(i + 1), kOpening, {absl::StrCat("p", i)});
  std::vector<std::shared_ptr<const Showings::Counts>> seen(8);
  std::vector<std::thread> threads;
  for (auto& counts : seen) {
    threads.emplace_back([&] { counts = showings_->Before(now_, now_, Soon()); });
  }
  for (std::thread& thread : threads) thread.join();

  EXPECT_EQ(store_->reads, 1);
  for (const auto& counts : seen) EXPECT_EQ(counts, seen.front());
}

TEST_F(ShowingsTest, APeriodCountsTheListsOfEachOfItsDays) {
  const absl::Time yesterday = today_ - absl::Hours(12);
  Show(yesterday, kOpening, {"a", "b"});
  Show(yesterday + absl::Hours(1), kOpening, {"a"});
  Show(yesterday, kOther, {"a"});
  Show(today_ + absl::Hours(1), kOpening, {"b"});
  Show(today_ + absl::Hours(24), kOpening, {"b"});
  Show(yesterday, kOpening, {"c"}, v1::Access::COORDINATOR);
  const Date today = JapanDate(today_);

  const auto both = showings_->Between(today - 1, today, today_ + absl::Hours(30), Soon());
  const auto none = showings_->Between(today - 9, today - 2, today_, Soon());
  store_->away = true;
  const auto away = showings_->Between(today - 1, today, today_, Soon());

  ASSERT_THAT(both, IsOk());
  EXPECT_THAT(*both, UnorderedElementsAre(Pair("candidates/a", 2), Pair("candidates/b", 2)));
  ASSERT_THAT(none, IsOk());
  EXPECT_THAT(*none, IsEmpty());
  EXPECT_THAT(away, StatusIs(absl::StatusCode::kUnavailable));
}

}  // namespace
}  // namespace banso
