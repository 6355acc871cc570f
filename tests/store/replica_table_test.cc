#include "server/store/replica_table.h"

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "gmock/gmock.h"
#include "server/store/open_store.h"
#include "tests/store/backends.h"
#include "tests/store/postgres_proxy.h"
#include "tests/support/scratch_dir.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::absl::StatusCode;

class ReplicaTableTest : public ::testing::Test {
 protected:
  static absl::Time Soon() { return absl::Now() + absl::Seconds(60); }
  static constexpr absl::Duration kLong = absl::Hours(1);
  // Over before the next statement begins.
  static constexpr absl::Duration kOver = absl::Microseconds(1);

  void SetUp() override { ASSERT_THAT(OpenStore(Spec()), IsOk()); }

  std::string Spec() const { return absl::StrCat("postgres:", schema_.connection()); }
  std::unique_ptr<ReplicaTable> Open(const std::string& host = "") {
    auto table = OpenReplicaTable(host.empty() ? Spec() : absl::StrCat(Spec(), " host=", host));
    EXPECT_THAT(table, IsOk());
    return *std::move(table);
  }

  LeaseGrant Take(const std::string& id, Revision applied, absl::Duration lease = kLong) {
    return Renewed({.id = id, .applied = applied, .lease = lease, .anew = true});
  }
  LeaseGrant Renew(const std::string& id, Revision applied, absl::Duration lease = kLong) {
    return Renewed({.id = id, .applied = applied, .lease = lease});
  }
  Revision AppliedByOthers(const std::string& id) {
    return table().AppliedByOthers(id, Soon()).value();
  }
  ReplicaTable& table() {
    if (table_ == nullptr) table_ = Open();
    return *table_;
  }

  const ScratchSchema schema_;

 private:
  LeaseGrant Renewed(const LeaseRequest& request) {
    const auto grant = table().Renew(request, Soon());
    EXPECT_THAT(grant, IsOk());
    return grant.value_or(LeaseGrant());
  }

  std::unique_ptr<ReplicaTable> table_;
};

TEST_F(ReplicaTableTest, ALeaseThatHasLapsedIsTakenAnewAndNotRenewed) {
  EXPECT_FALSE(Renew("a", 1).granted) << "there was none";
  EXPECT_TRUE(Take("a", 1).granted);
  EXPECT_TRUE(Renew("a", 1, kOver).granted);

  EXPECT_FALSE(Renew("a", 1).granted);
  EXPECT_TRUE(Take("a", 1).granted);
}

TEST_F(ReplicaTableTest, OfThoseWhoseLeaseHoldsTheOldestIsFirst) {
  EXPECT_TRUE(Take("a", 1).first);
  EXPECT_FALSE(Take("b", 1).first);
  EXPECT_FALSE(Take("c", 1).first);
  EXPECT_TRUE(Renew("a", 1).first);

  ASSERT_THAT(table().Release("a", Soon()), IsOk());

  EXPECT_FALSE(Renew("c", 1).first);
  EXPECT_TRUE(Renew("b", 1).first);
}

TEST_F(ReplicaTableTest, WhoTakesALeaseAnewIsTheLastOfAll) {
  Take("a", 1, kOver);
  EXPECT_TRUE(Take("b", 1).first);

  EXPECT_FALSE(Take("a", 1).first);

  EXPECT_TRUE(Renew("b", 1).first);
  EXPECT_FALSE(Renew("a", 1).first);
}

TEST_F(ReplicaTableTest, OfMoreThatTakeLeasesAtOnceOneIsFirst) {
  constexpr int kServers = 8;
  std::vector<std::unique_ptr<ReplicaTable>> tables;
  tables.reserve(kServers);
  for (int i = 0; i < kServers; ++i) tables.push_back(Open());
  std::atomic<int> first = 0;
  std::vector<std::thread> servers;
  servers.reserve(kServers);

  for (int i = 0; i < kServers; ++i) {
    servers.emplace_back([&, i] {
      const auto grant =
          tables[i]->Renew({.id = absl::StrCat(i), .lease = kLong, .anew = true}, Soon());
      ASSERT_THAT(grant, IsOk());
      first += grant->first;
    });
  }
  for (std::thread& server : servers) server.join();

  EXPECT_EQ(first, 1);
}

TEST_F(ReplicaTableTest, TheOthersWhoseLeaseHoldsAreCounted) {
  EXPECT_EQ(Take("a", 1).others, 0);
  EXPECT_EQ(Take("b", 1).others, 1);
  Take("c", 1, kOver);

  EXPECT_EQ(Renew("a", 1).others, 1);
}

TEST_F(ReplicaTableTest, WhatEverybodyElseHasAppliedIsTheLeastOfThoseWhoseLeaseHolds) {
  EXPECT_EQ(AppliedByOthers("a"), kWaitsForNobody);
  Take("a", 1);
  EXPECT_EQ(AppliedByOthers("a"), kWaitsForNobody);
  Take("b", 7);
  Take("c", 5);
  Take("d", 2, kOver);

  EXPECT_EQ(AppliedByOthers("a"), 5);

  ASSERT_THAT(table().Report("c", kWaitsForNobody, Soon()), IsOk());
  EXPECT_EQ(AppliedByOthers("a"), 7);
}

TEST_F(ReplicaTableTest, ARevisionThatWasAppliedStaysSo) {
  Take("a", 7);

  Renew("a", 6);
  EXPECT_EQ(AppliedByOthers("b"), 7);
  ASSERT_THAT(table().Report("a", 5, Soon()), IsOk());
  EXPECT_EQ(AppliedByOthers("b"), 7);
  Take("a", 4);
  EXPECT_EQ(AppliedByOthers("b"), 4) << "a lease that is taken anew begins anew";
}

TEST_F(ReplicaTableTest, AStoreThatIsAwayIsUnavailableAndComesBack) {
  PostgresProxy proxy;
  const auto by_proxy = Open(proxy.host());
  const LeaseRequest request = {.id = "a", .lease = kLong, .anew = true};
  ASSERT_THAT(by_proxy->Renew(request, Soon()), IsOk());
  proxy.SetAway(true);

  EXPECT_THAT(by_proxy->Renew(request, Soon()), StatusIs(StatusCode::kUnavailable));
  EXPECT_THAT(by_proxy->AppliedByOthers("a", Soon()), StatusIs(StatusCode::kUnavailable));

  proxy.SetAway(false);
  EXPECT_THAT(by_proxy->Renew(request, Soon()), IsOk());
}

TEST(OpenReplicaTableTest, AStoreOfOneServerHasNone) {
  const ScratchDir dir;

  const auto table = OpenReplicaTable(absl::StrCat("sqlite:", dir.File("banso.db")));

  ASSERT_THAT(table, IsOk());
  EXPECT_EQ(*table, nullptr);
  EXPECT_THAT(OpenReplicaTable("oracle:"), StatusIs(StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace banso
