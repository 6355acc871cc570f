#include "server/audit/audit_chainer.h"

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/audit/audit_chain.h"
#include "server/store/sqlite/sqlite_store.h"
#include "tests/audit/audit_rows.h"
#include "tests/audit/memory_store.h"
#include "tests/support/becomes.h"
#include "tests/support/scratch_dir.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::testing::HasSubstr;
using Rows = std::vector<AuditRow>;

class AuditChainerTest : public ::testing::Test {
 protected:
  void SetUp() override { Restart(); }

  // A chainer that only does what it is asked to.
  std::unique_ptr<AuditChainer> AChainer() {
    return std::make_unique<AuditChainer>(&store_, AKey(), anchor_path_, absl::Hours(1));
  }
  void Restart() {
    chainer_.reset();
    chainer_ = AChainer();
  }
  absl::Status ChainNow() { return chainer_->ChainNow(Soon()); }
  absl::Status Forget(int64_t number) { return chainer_->Forget(number, Soon()); }

  void Append(int count) {
    Batch batch;
    for (int i = 0; i < count; ++i) {
      batch.audit.push_back(ARow(absl::StrCat("row ", store_.rows().size() + i)));
    }
    ASSERT_THAT(store_.Commit(batch, Soon()), IsOk());
  }

  AuditVerification Verify() {
    auto found = chainer_->Verify(Soon());
    EXPECT_THAT(found, IsOk());
    return found.ok() ? *found : AuditVerification();
  }
  AuditAnchor Anchor() {
    auto anchor = AuditAnchorFile(anchor_path_, AKey()).Read();
    EXPECT_THAT(anchor, IsOk());
    return anchor.ok() ? anchor->value_or(AuditAnchor()) : AuditAnchor();
  }
  static constexpr AuditVerification Whole(int64_t verified, int64_t unchained = 0) {
    return {verified, 0, AuditProblem::kNone, unchained};
  }

  ScratchDir dir_;
  const std::string anchor_path_ = dir_.File("anchor");
  MemoryStore store_;
  std::unique_ptr<AuditChainer> chainer_;
};

TEST_F(AuditChainerTest, RowsAreChainedAndAnchored) {
  Append(5);
  EXPECT_EQ(Verify(), Whole(0, 5));

  ASSERT_THAT(ChainNow(), IsOk());

  EXPECT_EQ(Verify(), Whole(5));
  EXPECT_EQ(chainer_->anchored(), 5);
  EXPECT_EQ(Anchor().number, 5);
  EXPECT_EQ(Anchor().chain, store_.rows().back().chain);
}

TEST_F(AuditChainerTest, ChainingGoesOnWhereItEnded) {
  for (const int count : {3, 0, 1, 1200, 7}) {
    Append(count);
    ASSERT_THAT(ChainNow(), IsOk());
    Restart();
  }

  EXPECT_EQ(Verify(), Whole(1211));
  EXPECT_EQ(Anchor().number, 1211);
}

TEST_F(AuditChainerTest, WhatIsAnothersIsLeftToItUntilItIsAskedFor) {
  std::atomic<int> asked = 0;
  chainer_ = std::make_unique<AuditChainer>(&store_, AKey(), anchor_path_, absl::Milliseconds(5),
                                            [&] { return ++asked < 0; });
  Append(4);
  EXPECT_TRUE(Becomes([&] { return asked > 3; }));
  EXPECT_FALSE(std::filesystem::exists(anchor_path_));

  // Another server does it, and this one learns of it.
  ASSERT_THAT(AuditChainer(&store_, AKey(), anchor_path_, absl::Hours(1)).ChainNow(Soon()), IsOk());
  EXPECT_TRUE(Becomes([&] { return chainer_->anchored() == 4; }));

  Append(1);
  ASSERT_THAT(chainer_->ChainNow(Soon()), IsOk());
  EXPECT_EQ(Anchor().number, 5);
  chainer_.reset();
}

TEST_F(AuditChainerTest, RowsAreChainedByThemselvesWithinSeconds) {
  chainer_ = std::make_unique<AuditChainer>(&store_, AKey(), anchor_path_, absl::Milliseconds(5));
  Append(4);

  EXPECT_TRUE(Becomes([&] { return Anchor().number == 4; }));

  EXPECT_EQ(Verify(), Whole(4));
}

TEST_F(AuditChainerTest, AnEmptyLogGetsAnAnchorToo) {
  ASSERT_THAT(ChainNow(), IsOk());

  EXPECT_TRUE(std::filesystem::exists(anchor_path_));
  EXPECT_EQ(Verify(), Whole(0));
}

TEST_F(AuditChainerTest, WhatWasChainedBeforeAKillIsAnchoredAfterwards) {
  Append(3);
  ASSERT_THAT(ChainNow(), IsOk());
  Append(3);
  // Killed between chaining and anchoring.
  store_.AfterChain([] { return absl::UnknownError("killed"); });
  ASSERT_FALSE(ChainNow().ok());
  ASSERT_EQ(Anchor().number, 3);
  EXPECT_EQ(Verify(), Whole(6));

  store_.AfterChain(nullptr);
  Restart();
  ASSERT_THAT(ChainNow(), IsOk());

  EXPECT_EQ(Anchor().number, 6);
  EXPECT_EQ(Verify(), Whole(6));
}

TEST_F(AuditChainerTest, AKillBeforeTheFirstAnchorMovesLosesNothing) {
  Append(3);
  store_.AfterChain([] { return absl::UnknownError("killed"); });
  ASSERT_FALSE(ChainNow().ok());

  store_.AfterChain(nullptr);
  Restart();

  EXPECT_EQ(Verify(), Whole(3));
  ASSERT_THAT(ChainNow(), IsOk());
  EXPECT_EQ(Anchor().number, 3);
}

TEST_F(AuditChainerTest, AnAnchorThatCannotBeWrittenIsCaughtUpWith) {
  const std::string folder = dir_.File("later");
  AuditChainer chainer(&store_, AKey(), folder + "/anchor", absl::Hours(1));
  Append(3);
  EXPECT_THAT(chainer.ChainNow(Soon()), StatusIs(absl::StatusCode::kUnavailable));

  std::filesystem::create_directory(folder);
  EXPECT_THAT(chainer.ChainNow(Soon()), IsOk());

  EXPECT_EQ(*chainer.Verify(Soon()), Whole(3));
}

TEST_F(AuditChainerTest, AStoreThatIsAwayIsTriedAgain) {
  Append(3);
  store_.SetAway(absl::UnavailableError("away"));
  EXPECT_THAT(ChainNow(), StatusIs(absl::StatusCode::kUnavailable));
  store_.SetAway(absl::OkStatus());

  EXPECT_THAT(ChainNow(), IsOk());
  EXPECT_EQ(Verify(), Whole(3));
}

TEST_F(AuditChainerTest, SeveralServersChainOneLog) {
  constexpr int kServers = 3;
  std::vector<std::unique_ptr<AuditChainer>> chainers;
  chainers.reserve(kServers);
  for (int i = 0; i < kServers; ++i) chainers.push_back(AChainer());
  std::vector<std::thread> threads;
  threads.reserve(kServers);
  for (int i = 0; i < kServers; ++i) {
    threads.emplace_back([&, i] {
      for (int round = 0; round < 30; ++round) {
        Append(3);
        const absl::Status status = chainers[i]->ChainNow(Soon());
        EXPECT_THAT(status, IsOk());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();

  ASSERT_THAT(ChainNow(), IsOk());
  EXPECT_EQ(Verify(), Whole(kServers * 90));
  EXPECT_EQ(Anchor().number, kServers * 90);
}

TEST_F(AuditChainerTest, NothingIsChainedOverABreak) {
  const std::vector<std::pair<int64_t, std::function<void(Rows&)>>> breaks = {
      {4, [](Rows& log) { log[3].chain.clear(); }},                 // the anchored row
      {4, [](Rows& log) { log[3].chain = std::string(32, 'x'); }},  // the same
      {4, [](Rows& log) { log.resize(3); }},                        // cut off
      {5, [](Rows& log) { log.erase(log.begin() + 4); }},           // dropped
      {6, [](Rows& log) { log.erase(log.begin() + 5); }},           // the same, later
      {5, [](Rows& log) { log[4].chain = std::string(32, 'x'); }},  // chained by somebody else
      {5, [](Rows& log) { log[5].chain = std::string(32, 'x'); }},  // chained too early
  };
  for (size_t i = 0; i < breaks.size(); ++i) {
    SCOPED_TRACE(i);
    MemoryStore store;
    const std::string path = dir_.File(absl::StrCat("anchor", i));
    AuditChainer chainer(&store, AKey(), path, absl::Hours(1));
    Batch batch;
    batch.audit.assign(4, ARow("row"));
    ASSERT_THAT(store.Commit(batch, Soon()), IsOk());
    ASSERT_THAT(chainer.ChainNow(Soon()), IsOk());
    batch.audit.assign(3, ARow("row"));
    ASSERT_THAT(store.Commit(batch, Soon()), IsOk());
    store.Tamper(breaks[i].second);
    const Rows before = store.rows();

    const absl::Status status = chainer.ChainNow(Soon());

    EXPECT_THAT(status, StatusIs(absl::StatusCode::kDataLoss,
                                 HasSubstr(absl::StrCat("row ", breaks[i].first))));
    EXPECT_EQ(store.rows(), before);
    EXPECT_FALSE(chainer.Verify(Soon())->intact());
  }
}

TEST_F(AuditChainerTest, ALogWithoutItsAnchorIsNotChainedOn) {
  Append(3);
  ASSERT_THAT(ChainNow(), IsOk());
  std::filesystem::remove(anchor_path_);
  Append(1);

  EXPECT_THAT(ChainNow(), StatusIs(absl::StatusCode::kDataLoss));

  EXPECT_EQ(store_.rows().back().chain, "");
  EXPECT_FALSE(std::filesystem::exists(anchor_path_));
  EXPECT_EQ(Verify().first_broken, 1);
}

TEST_F(AuditChainerTest, ALogWhoseAnchorHasAnotherKeyIsNotChainedOn) {
  ASSERT_THAT(AuditAnchorFile(anchor_path_, AKey(9)).Advance(AuditAnchor()), IsOk());
  Append(3);

  EXPECT_THAT(ChainNow(), StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_EQ(store_.rows().back().chain, "");
}

TEST_F(AuditChainerTest, AnOldDatabaseThatIsPutBackIsNotChainedOn) {
  Append(3);
  ASSERT_THAT(ChainNow(), IsOk());
  const Rows backup = store_.rows();
  Append(4);
  ASSERT_THAT(ChainNow(), IsOk());
  store_.Tamper([&](Rows& log) { log = backup; });
  store_.SetLastNumber(3);
  Append(10);

  EXPECT_THAT(ChainNow(), StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_EQ(store_.rows().back().chain, "");
  EXPECT_EQ(Verify().first_broken, 4);
}

TEST_F(AuditChainerTest, OldRowsAreForgottenAndTheRestStaysWhole) {
  Append(10);

  ASSERT_THAT(Forget(4), IsOk());  // chains first

  EXPECT_EQ(store_.rows().front().number, 5);
  EXPECT_EQ(Verify(), Whole(6));
  Append(2);
  ASSERT_THAT(Forget(4), IsOk());
  ASSERT_THAT(Forget(0), IsOk());
  ASSERT_THAT(Forget(12), IsOk());
  EXPECT_EQ(Verify(), Whole(0));
  Append(2);
  ASSERT_THAT(ChainNow(), IsOk());
  EXPECT_EQ(Verify(), Whole(2));
}

TEST_F(AuditChainerTest, AKillBeforeRowsAreDeletedIsMadeGood) {
  Append(10);
  ASSERT_THAT(ChainNow(), IsOk());
  // The base has moved, the rows are still there.
  AuditAnchor anchor = Anchor();
  anchor.base_number = 4;
  anchor.base_chain = store_.rows()[3].chain;
  ASSERT_THAT(AuditAnchorFile(anchor_path_, AKey()).Advance(anchor), IsOk());
  EXPECT_EQ(Verify(), Whole(6));

  ASSERT_THAT(Forget(4), IsOk());

  EXPECT_EQ(store_.rows().front().number, 5);
  EXPECT_EQ(Verify(), Whole(6));
}

TEST_F(AuditChainerTest, RowsThatAreNotThereYetCannotBeForgotten) {
  Append(3);

  EXPECT_THAT(Forget(4), StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_EQ(store_.rows().size(), 3u);
}

TEST_F(AuditChainerTest, BrokenRowsAreNotForgotten) {
  Append(10);
  ASSERT_THAT(ChainNow(), IsOk());
  store_.Tamper([](Rows& log) { log[2].entry = "changed"; });

  EXPECT_THAT(Forget(5), StatusIs(absl::StatusCode::kDataLoss, HasSubstr("row 3")));

  EXPECT_EQ(store_.rows().size(), 10u);
  EXPECT_EQ(Anchor().base_number, 0);
  EXPECT_THAT(Forget(2), IsOk());
}

TEST_F(AuditChainerTest, AnotherServerMayForgetWhatIsAnchored) {
  Append(10);
  ASSERT_THAT(ChainNow(), IsOk());
  const std::unique_ptr<AuditChainer> other = AChainer();
  bool forgotten = false;
  // Between this server's look at the anchor and its look at the rows.
  store_.BeforeAudit([&] {
    if (std::exchange(forgotten, true)) return;
    EXPECT_THAT(other->Forget(10, Soon()), IsOk());
  });

  EXPECT_THAT(ChainNow(), IsOk());
  EXPECT_EQ(Verify(), Whole(0));
}

TEST(AuditChainerOnSqliteTest, ARealStoreKeepsWhatTheChainSays) {
  const unsigned seed = std::random_device()();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  const ScratchDir dir;
  ASSERT_OK_AND_ASSIGN(const std::unique_ptr<Store> store, OpenSqliteStore(dir.File("store.db")));
  AuditChainer chainer(store.get(), AKey(), dir.File("anchor"), absl::Hours(1));
  for (int i = 0; i < 20; ++i) {
    Batch batch;
    for (int row = 0; row < 40; ++row) batch.audit.push_back(ARandomRow(random));
    ASSERT_THAT(store->Commit(batch, Soon()), IsOk());
    if (i % 3 == 0) {
      ASSERT_THAT(chainer.ChainNow(Soon()), IsOk());
    }
    if (i == 10) {
      ASSERT_THAT(chainer.Forget(123, Soon()), IsOk());
    }
  }

  ASSERT_OK_AND_ASSIGN(const AuditVerification found, chainer.Verify(Soon()));

  EXPECT_EQ(found, (AuditVerification{760 - 123, 0, AuditProblem::kNone, 40}));
}

}  // namespace
}  // namespace banso
