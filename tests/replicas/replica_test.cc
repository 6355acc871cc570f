#include "server/replicas/replica.h"

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "server/base/log.h"
#include "server/store/forwarding_store.h"
#include "server/store/open_store.h"
#include "tests/store/backends.h"
#include "tests/store/postgres_proxy.h"
#include "tests/store/resources.h"
#include "tests/support/becomes.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::absl::StatusCode;

absl::Time Soon() { return absl::Now() + absl::Seconds(60); }

// A store of which the catalog learns nothing new while it is shut.
class ShutStore final : public ForwardingStore {
 public:
  using ForwardingStore::ForwardingStore;

  void SetShut(bool shut) {
    MutexLock lock(&mu_);
    shut_ = shut;
    changed_.NotifyAll();
  }
  absl::StatusOr<std::vector<Change>> Changes(Revision since, int limit,
                                              absl::Time deadline) override {
    {
      MutexLock lock(&mu_);
      while (shut_) changed_.Wait(&mu_);
    }
    return ForwardingStore::Changes(since, limit, deadline);
  }

 private:
  Mutex mu_;
  CondVar changed_;
  bool shut_ ABSL_GUARDED_BY(mu_) = false;
};

// A server without services.
class Peer {
 public:
  Peer(const std::string& spec, const ReplicaOptions& options) : options_(options) {
    store_ = OpenStore(spec).value();
    shut_ = std::make_unique<ShutStore>(store_.get());
    const auto rules = std::make_shared<const RuleBook>(RuleBook::Default());
    catalog_ = Catalog::Load(shut_.get(), rules, Soon()).value();
    table_ = OpenReplicaTable(spec).value();
  }
  ~Peer() {
    shut_->SetShut(false);
    catalog_->Stop();
  }

  absl::Status Join(absl::Time deadline = Soon()) {
    auto replica =
        Replica::Join(std::move(table_), store_.get(), catalog_.get(), options_, deadline);
    if (!replica.ok()) return replica.status();
    replica_ = *std::move(replica);
    return absl::OkStatus();
  }
  // As at the end of the process, but in order.
  void End() { replica_.reset(); }

  Revision Commit() {
    Batch batch;
    batch.writes = {Put(AnAdvisor("a1"))};
    const auto result = store_->Commit(batch, Soon());
    EXPECT_THAT(result, IsOk());
    return result.ok() ? result->revision : 0;
  }
  Revision known() const { return catalog_->Current()->revision(); }
  Catalog& catalog() const { return *catalog_; }
  ShutStore& shut() { return *shut_; }
  Replica& replica() const { return *replica_; }

 private:
  const ReplicaOptions options_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<ShutStore> shut_;
  std::unique_ptr<Catalog> catalog_;
  std::unique_ptr<ReplicaTable> table_;
  std::unique_ptr<Replica> replica_;
};

class ReplicaTest : public ::testing::Test {
 protected:
  void SetUp() override {
    SetLogLevel(LogLevel::kError);
    ASSERT_THAT(OpenStore(Spec()), IsOk());
  }

  std::string Spec(const std::string& host = "") const {
    const std::string spec = absl::StrCat("postgres:", schema_.connection());
    return host.empty() ? spec : absl::StrCat(spec, " host=", host);
  }
  std::unique_ptr<Peer> Start(const std::string& host = "") {
    auto peer = std::make_unique<Peer>(Spec(host), options_);
    EXPECT_THAT(peer->Join(), IsOk());
    return peer;
  }
  // A server that took a lease and was never heard of again.
  void AddSilent(absl::Duration lease) {
    EXPECT_THAT(OpenReplicaTable(Spec()).value()->Renew(
                    {.id = "silent", .applied = 0, .lease = lease, .anew = true}, Soon()),
                IsOk());
  }

  const ScratchSchema schema_;
  ReplicaOptions options_ = {.lease = absl::Seconds(2), .renewal = absl::Milliseconds(100)};
};

TEST_F(ReplicaTest, WhoIsAloneWaitsForNobody) {
  const auto one = Start();

  EXPECT_TRUE(one->replica().MayBegin());
  EXPECT_TRUE(one->replica().MayAnswer());
  EXPECT_TRUE(one->replica().DoesJobs());
  EXPECT_THAT(one->replica().AwaitEverywhere(one->Commit(), Soon()), IsOk());
}

TEST_F(ReplicaTest, WhatActsEverywhereIsKnownToEveryServer) {
  const auto one = Start();
  const auto other = Start();

  for (int i = 0; i < 50; ++i) {
    const Revision revision = one->Commit();
    ASSERT_THAT(one->replica().AwaitEverywhere(revision, Soon()), IsOk());
    EXPECT_GE(other->known(), revision);
  }
}

TEST_F(ReplicaTest, ManyWaitAtOnce) {
  const auto one = Start();
  const auto other = Start();
  std::vector<std::thread> callers;

  for (int i = 0; i < 8; ++i) {
    callers.emplace_back([&] {
      for (int j = 0; j < 10; ++j) {
        const Revision revision = one->Commit();
        ASSERT_THAT(one->replica().AwaitEverywhere(revision, Soon()), IsOk());
        EXPECT_GE(other->known(), revision);
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
}

TEST_F(ReplicaTest, AServerThatLagsIsWaitedForWhileItKeepsItsLease) {
  const auto one = Start();
  const auto other = Start();
  other->shut().SetShut(true);
  const Revision revision = one->Commit();

  // Longer than a lease.
  EXPECT_THAT(one->replica().AwaitEverywhere(revision, absl::Now() + 1.5 * options_.lease),
              StatusIs(StatusCode::kDeadlineExceeded));
  EXPECT_TRUE(other->replica().MayBegin());

  other->shut().SetShut(false);
  EXPECT_THAT(one->replica().AwaitEverywhere(revision, Soon()), IsOk());
}

TEST_F(ReplicaTest, AServerWhoseCatalogStandsStillFallsSilentAndComesBack) {
  const auto one = Start();
  const auto other = Start();
  other->shut().SetShut(true);
  const Revision revision = one->Commit();

  EXPECT_THAT(one->replica().AwaitEverywhere(revision, Soon()), IsOk());

  EXPECT_LT(other->known(), revision);
  EXPECT_FALSE(other->replica().MayBegin());
  EXPECT_FALSE(other->replica().MayAnswer());
  other->shut().SetShut(false);
  EXPECT_TRUE(Becomes([&] { return other->replica().MayBegin(); }));
  EXPECT_GE(other->known(), revision);
}

TEST_F(ReplicaTest, WhereAllCatalogsStandStillAllAnswer) {
  const auto one = Start();
  const auto other = Start();
  one->shut().SetShut(true);
  other->shut().SetShut(true);
  one->Commit();

  for (const auto* peer : {one.get(), other.get()}) {
    ASSERT_TRUE(Becomes([&] { return peer->catalog().Lag(SteadyNow()) > 4 * options_.lease; }));
  }

  for (const auto* peer : {one.get(), other.get()}) {
    EXPECT_TRUE(Becomes([&] { return peer->replica().MayBegin(); }));
  }
}

TEST_F(ReplicaTest, AServerThatFellSilentIsWaitedForUntilItsLeaseLapses) {
  const auto one = Start();
  const auto table = OpenReplicaTable(Spec()).value();
  AddSilent(absl::Seconds(1));

  ASSERT_THAT(one->replica().AwaitEverywhere(one->Commit(), Soon()), IsOk());

  EXPECT_FALSE(table->Renew({.id = "silent", .lease = absl::Seconds(1)}, Soon())->granted);
}

TEST_F(ReplicaTest, WhoWaitsIsToldWhenTheTimeIsUp) {
  const auto one = Start();
  AddSilent(absl::Hours(1));

  EXPECT_THAT(one->replica().AwaitEverywhere(one->Commit(), absl::Now() + absl::Milliseconds(100)),
              StatusIs(StatusCode::kDeadlineExceeded));
}

TEST_F(ReplicaTest, NobodyAnswersBeforeTheCatalogHasWhatWasCommitted) {
  Peer late(Spec(), options_);
  late.shut().SetShut(true);
  const auto one = Start();
  const Revision revision = one->Commit();
  const auto table = OpenReplicaTable(Spec()).value();
  const auto applied = [&] { return table->AppliedByOthers("nobody", Soon()).value(); };
  // The first says that it has it, so that whoever is behind is the other.
  ASSERT_TRUE(Becomes([&] { return applied() >= revision; }));
  absl::Status joined = absl::UnknownError("");
  std::thread joining([&] { joined = late.Join(); });
  // It has its lease, and is waited for.
  ASSERT_TRUE(Becomes([&] { return applied() < revision; }));
  EXPECT_THAT(one->replica().AwaitEverywhere(revision, absl::Now() + absl::Milliseconds(200)),
              StatusIs(StatusCode::kDeadlineExceeded));

  late.shut().SetShut(false);
  joining.join();

  ASSERT_THAT(joined, IsOk());
  EXPECT_TRUE(late.replica().MayBegin());
  EXPECT_GE(late.known(), revision);
}

TEST_F(ReplicaTest, AServerThatNeverCatchesUpDoesNotJoin) {
  Peer late(Spec(), options_);
  late.shut().SetShut(true);
  late.Commit();

  EXPECT_THAT(late.Join(absl::Now() + absl::Milliseconds(200)),
              StatusIs(StatusCode::kDeadlineExceeded));
}

TEST_F(ReplicaTest, WhoIsCutOffFallsSilentInTimeAndComesBackCaughtUp) {
  PostgresProxy proxy;
  const auto one = Start();
  const auto other = Start(proxy.host());
  proxy.SetAway(true);

  const Revision revision = one->Commit();
  ASSERT_THAT(one->replica().AwaitEverywhere(revision, Soon()), IsOk());

  EXPECT_LT(other->known(), revision) << "it could not know";
  EXPECT_FALSE(other->replica().MayBegin());
  EXPECT_FALSE(other->replica().MayAnswer());
  EXPECT_FALSE(other->replica().DoesJobs());

  proxy.SetAway(false);
  ASSERT_TRUE(Becomes([&] { return other->replica().MayBegin(); }));
  EXPECT_GE(other->known(), revision);
}

TEST_F(ReplicaTest, WhoeverLeftIsNotWaitedFor) {
  const auto one = Start();
  const auto other = Start();
  other->replica().Leave();
  EXPECT_FALSE(other->replica().MayBegin());
  EXPECT_TRUE(other->replica().MayAnswer()) << "calls under way end as they may";
  other->catalog().Stop();

  EXPECT_THAT(one->replica().AwaitEverywhere(one->Commit(), Soon()), IsOk());
}

TEST_F(ReplicaTest, OneServerDoesTheJobsAndAnotherTakesThemOver) {
  auto one = Start();
  const auto other = Start();
  EXPECT_TRUE(one->replica().DoesJobs());
  EXPECT_FALSE(other->replica().DoesJobs());

  one->End();

  EXPECT_TRUE(Becomes([&] { return other->replica().DoesJobs(); }));
}

TEST_F(ReplicaTest, TheJobsOfAServerThatFellSilentAreTakenOver) {
  AddSilent(absl::Seconds(1));

  const auto other = Start();

  EXPECT_TRUE(Becomes([&] { return other->replica().DoesJobs(); }));
}

TEST_F(ReplicaTest, TheJobsAreNeverTwoServers) {
  PostgresProxy proxy;
  const auto one = Start(proxy.host());
  const auto other = Start();
  ASSERT_TRUE(one->replica().DoesJobs());
  proxy.SetAway(true);

  // As seen from the one that takes over: the other has given up before.
  ASSERT_TRUE(Becomes([&] { return other->replica().DoesJobs(); }));
  EXPECT_FALSE(one->replica().DoesJobs());

  proxy.SetAway(false);
  ASSERT_TRUE(Becomes([&] { return one->replica().MayBegin(); }));
  EXPECT_FALSE(one->replica().DoesJobs());
  EXPECT_TRUE(other->replica().DoesJobs());
}

}  // namespace
}  // namespace banso
