// What PostgreSQL's store promises of commits that run side by side.
#include <signal.h>

#include <atomic>
#include <cstdint>
#include <map>
#include <optional>
#include <pqxx/pqxx>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "gmock/gmock.h"
#include "server/base/mutex.h"
#include "server/store/audit_void.h"
#include "server/store/postgres/postgres_store.h"
#include "tests/store/backends.h"
#include "tests/store/resources.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::absl::StatusCode;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

absl::Time Soon() { return absl::Now() + absl::Seconds(60); }
absl::Time InAMoment() { return absl::Now() + absl::Milliseconds(150); }

AuditRow ARow(const std::string& entry) {
  return {.time = absl::FromUnixSeconds(1'750'000'000),
          .principal = "principals/p\"1\\",
          .subjects = {"candidates/c1", "candidates/c{2}"},
          .entry = entry};
}

class SideBySideTest : public ::testing::Test {
 protected:
  std::unique_ptr<Store> Open(int pool_size = 4) {
    PostgresOptions options;
    options.connection = schema_.connection();
    options.pool_size = pool_size;
    auto store = OpenPostgresStore(options);
    EXPECT_THAT(store, IsOk());
    return store.ok() ? *std::move(store) : nullptr;
  }
  static absl::StatusOr<CommitResult> Commit(Store& store, std::vector<Write> writes,
                                             absl::Time deadline = Soon()) {
    Batch batch;
    batch.writes = std::move(writes);
    return store.Commit(batch, deadline);
  }
  static absl::StatusOr<CommitResult> Append(Store& store, const std::string& entry) {
    Batch batch;
    batch.audit = {ARow(entry)};
    return store.Commit(batch, Soon());
  }
  std::vector<std::string> Sql(const std::string& statement) const {
    return PostgresSql(schema_.connection(), statement).value();
  }

  // A commit of another server, as far as the test takes it.
  class UnderWay {
   public:
    explicit UnderWay(const ScratchSchema& schema)
        : connection_(schema.connection()), transaction_(connection_) {}
    Revision Draw() {
      return transaction_.exec("SELECT begin_commit('{7}', true)")[0][0].as<Revision>();
    }
    int64_t Append(const std::string& entry) {
      return transaction_
          .exec("SELECT append_audit('{1}', '{\"\"}', ARRAY['" + entry +
                "'::bytea], '{}', '{}')")[0][0]
          .as<int64_t>();
    }
    void Change(Revision revision, const std::string& name) {
      transaction_.exec(absl::StrCat("INSERT INTO changes VALUES (", revision,
                                     ", 0, 'candidates', '", name, "', true)"));
    }
    void Exec(const std::string& statement) { transaction_.exec(statement); }
    int process() { return connection_.backendpid(); }
    void Commit() { transaction_.commit(); }
    void Abort() { transaction_.abort(); }

   private:
    pqxx::connection connection_;
    pqxx::work transaction_;
  };

  const ScratchSchema schema_;
};

TEST_F(SideBySideTest, ACommitUnderWayHoldsNobodysCommitButTheFeedSoThatItSkipsNothing) {
  const auto store = Open();
  const auto other = Open();
  UnderWay slow(schema_);
  const Revision first = slow.Draw();

  ASSERT_OK_AND_ASSIGN(const CommitResult second, Commit(*store, {Put(ACandidate("c1"))}));

  EXPECT_GT(second.revision, first);
  EXPECT_THAT(store->Get(ResourceKind::kCandidate, "candidates/c1", Soon()), IsOk());
  for (Store* each : {store.get(), other.get()}) {
    EXPECT_THAT(each->Changes(0, 10, Soon()).value(), IsEmpty());
    EXPECT_THAT(each->Wait(0, InAMoment()), StatusIs(StatusCode::kDeadlineExceeded));
    EXPECT_THAT(each->CurrentRevision(InAMoment()), StatusIs(StatusCode::kDeadlineExceeded));
  }
  slow.Change(first, "candidates/c0");
  slow.Commit();
  for (Store* each : {store.get(), other.get()}) {
    EXPECT_EQ(each->CurrentRevision(Soon()).value(), second.revision);
    EXPECT_EQ(each->Wait(first, Soon()).value(), second.revision);
    EXPECT_THAT(each->Changes(0, 10, Soon()).value(),
                ElementsAre(Change{first, ResourceKind::kCandidate, "candidates/c0", true},
                            Change{second.revision, ResourceKind::kCandidate, "candidates/c1"}));
  }
}

TEST_F(SideBySideTest, ACommitThatFailsLeavesAGapAndHoldsNothingAnyMore) {
  const auto store = Open();
  UnderWay slow(schema_);
  const Revision lost = slow.Draw();
  ASSERT_OK_AND_ASSIGN(const CommitResult made, Commit(*store, {Put(ACandidate("c1"))}));

  slow.Abort();

  EXPECT_EQ(store->Wait(lost, Soon()).value(), made.revision);
  EXPECT_THAT(store->Changes(0, 10, Soon()).value(), SizeIs(1));
}

TEST_F(SideBySideTest, ATransactionThatStandsIdleIsEndedAndTheFeedGoesOn) {
  const auto store = Open();
  pqxx::connection stalled(schema_.connection());
  pqxx::work transaction(stalled);
  transaction.exec("SET LOCAL idle_in_transaction_session_timeout = 200");
  transaction.exec("SELECT begin_commit('{7}', true)");

  ASSERT_OK_AND_ASSIGN(const CommitResult made, Commit(*store, {Put(ACandidate("c1"))}));

  EXPECT_EQ(store->Wait(made.revision - 1, Soon()).value(), made.revision);
}

TEST_F(SideBySideTest, ALongTransactionOfSomebodyElseDoesNotHoldTheFeed) {
  const auto store = Open();
  UnderWay foreign(schema_);
  foreign.Exec("CREATE TABLE something_else (x integer)");
  foreign.Exec("SELECT pg_advisory_xact_lock(1), pg_advisory_xact_lock_shared(2, 3)");

  ASSERT_OK_AND_ASSIGN(const CommitResult made, Commit(*store, {Put(ACandidate("c1"))}));

  EXPECT_EQ(store->Wait(0, Soon()).value(), made.revision);
  EXPECT_THAT(store->Changes(0, 10, Soon()).value(), SizeIs(1));
}

TEST_F(SideBySideTest, NumbersBeyondThirtyTwoBitsAreToldApart) {
  const auto store = Open();
  Sql("SELECT setval('revision_numbers', 4294967294)");
  UnderWay slow(schema_);
  const Revision first = slow.Draw();
  ASSERT_THAT(Commit(*store, {Put(ACandidate("c1"))}), IsOk());
  ASSERT_OK_AND_ASSIGN(const CommitResult last, Commit(*store, {Put(ACandidate("c2"))}));

  EXPECT_EQ(last.revision, 4294967297);
  EXPECT_EQ(store->Wait(0, Soon()).value(), first - 1);
  EXPECT_THAT(store->Changes(0, 10, Soon()).value(), IsEmpty());
  slow.Abort();
  EXPECT_EQ(store->CurrentRevision(Soon()).value(), last.revision);
}

TEST_F(SideBySideTest, OfServersWithOneRequestOneDoesItAndTheOthersGetItsAnswer) {
  constexpr int kServers = 4;
  std::vector<std::unique_ptr<Store>> stores;
  for (int i = 0; i < kServers; ++i) stores.push_back(Open());
  for (int round = 0; round < 10; ++round) {
    std::vector<absl::StatusOr<CommitResult>> results(kServers);
    std::vector<std::thread> servers;
    for (int i = 0; i < kServers; ++i) {
      servers.emplace_back([&, i] {
        Batch batch;
        batch.writes = {Put(ACandidate(absl::StrCat("c", round)), 0)};
        batch.request = IdempotencyKey{.id = absl::StrCat("r", round),
                                       .digest = "d",
                                       .response = absl::StrCat("answer ", i),
                                       .time = absl::Now()};
        batch.audit = {ARow("e")};
        results[i] = stores[i]->Commit(batch, Soon());
      });
    }
    for (std::thread& server : servers) server.join();

    int first = -1;
    for (int i = 0; i < kServers; ++i) {
      ASSERT_THAT(results[i], IsOk());
      if (!results[i]->repeated_response.has_value()) {
        EXPECT_EQ(first, -1);
        first = i;
      }
    }
    ASSERT_NE(first, -1);
    for (int i = 0; i < kServers; ++i) {
      EXPECT_EQ(results[i]->revision, results[first]->revision);
      if (i != first) {
        EXPECT_EQ(results[i]->repeated_response, absl::StrCat("answer ", first));
      }
    }
  }
  EXPECT_EQ(stores[0]->LastAuditNumber(Soon()).value(), 10);
}

TEST_F(SideBySideTest, ABatchOfVeryManyThingsWaitsForAllOthersAndTheyForIt) {
  const auto store = Open();
  std::vector<Write> many;
  for (int i = 0; i < 300; ++i) many.push_back(Put(ACandidate(absl::StrCat("c", i))));
  {
    UnderWay slow(schema_);
    slow.Draw();
    EXPECT_THAT(Commit(*store, many, InAMoment()), StatusIs(StatusCode::kDeadlineExceeded));
    EXPECT_THAT(Commit(*store, {Put(ACandidate("c1"))}), IsOk());
  }
  EXPECT_THAT(Commit(*store, many), IsOk());
  UnderWay large(schema_);
  large.Exec("SELECT begin_commit(array_agg(n), true) FROM generate_series(1, 257) AS n");
  EXPECT_THAT(Commit(*store, {Put(ACandidate("c1"))}, InAMoment()),
              StatusIs(StatusCode::kDeadlineExceeded));
}

TEST_F(SideBySideTest, ADeadlockIsTriedAgain) {
  const auto store = Open();
  ASSERT_THAT(Commit(*store, {Put(ACandidate("c1")), Put(ACandidate("c2"))}), IsOk());
  pqxx::connection other(schema_.connection());
  pqxx::work work(other);
  // The store's is to be the one that PostgreSQL ends.
  work.exec("SET LOCAL deadlock_timeout = '60s'");
  work.exec("SELECT 1 FROM candidates WHERE name = 'candidates/c2' FOR UPDATE");
  absl::StatusOr<CommitResult> result;
  std::thread committing([&] {
    result = Commit(*store, {Put(ACandidate("c1")), Put(ACandidate("c2"))});
  });
  const absl::Time end = Soon();
  while (absl::Now() < end &&
         Sql("SELECT 1 FROM pg_stat_activity WHERE application_name = 'banso' AND"
             " wait_event_type = 'Lock'")
             .empty()) {
  }

  work.exec("SELECT 1 FROM candidates WHERE name = 'candidates/c1' FOR UPDATE");
  work.abort();
  committing.join();

  EXPECT_THAT(result, IsOk());
  EXPECT_EQ(store->Get(ResourceKind::kCandidate, "candidates/c1", Soon())->revision,
            result->revision);
}

TEST_F(SideBySideTest, ANumberThatALostCommitDrewGetsAVoidRow) {
  const auto store = Open();
  ASSERT_THAT(Append(*store, "first"), IsOk());
  {
    UnderWay lost(schema_);
    EXPECT_EQ(lost.Append("lost"), 2);
    lost.Append("lost, too");
  }
  ASSERT_EQ(Append(*store, "last")->last_audit_number, 4);

  ASSERT_OK_AND_ASSIGN(const std::vector<AuditRow> rows, store->ReadAudit({}, Soon()));

  ASSERT_THAT(rows, SizeIs(4));
  for (size_t i = 0; i < rows.size(); ++i) EXPECT_EQ(rows[i].number, static_cast<int64_t>(i) + 1);
  EXPECT_EQ(rows[0].entry, "first");
  EXPECT_EQ(rows[0].principal, ARow("").principal);
  EXPECT_EQ(rows[0].subjects, ARow("").subjects);
  EXPECT_TRUE(IsVoidAuditRow(rows[1]));
  EXPECT_TRUE(IsVoidAuditRow(rows[2]));
  EXPECT_FALSE(IsVoidAuditRow(rows[3]));
  EXPECT_EQ(rows[3].entry, "last");
  EXPECT_EQ(store->LastAuditNumber(Soon()).value(), 4);
}

TEST_F(SideBySideTest, ARowThatIsTakenAwayOnceTheLogIsSettledStaysAway) {
  const auto store = Open();
  for (const char* entry : {"1", "2", "3", "4"}) ASSERT_THAT(Append(*store, entry), IsOk());
  ASSERT_THAT(store->ChainAudit({{.number = 1, .chain = "c"}, {.number = 2, .chain = "c"}}, Soon()),
              IsOk());
  Sql("DELETE FROM audit WHERE number = 2");
  const auto numbers = [&] {
    std::vector<int64_t> numbers;
    const std::vector<AuditRow> rows = store->ReadAudit({}, Soon()).value();
    for (const AuditRow& row : rows) numbers.push_back(row.number);
    return numbers;
  };

  EXPECT_THAT(numbers(), ElementsAre(1, 3, 4));
  ASSERT_EQ(store->LastAuditNumber(Soon()).value(), 4);
  Sql("DELETE FROM audit WHERE number = 4");
  EXPECT_THAT(numbers(), ElementsAre(1, 3));
  EXPECT_EQ(store->LastAuditNumber(Soon()).value(), 4);
  ASSERT_EQ(Append(*store, "5")->last_audit_number, 5);
  EXPECT_THAT(numbers(), ElementsAre(1, 3, 5));
}

TEST_F(SideBySideTest, WhoReadsTheLogWaitsForRowsBelowThoseThatWereAcknowledged) {
  const auto store = Open();
  UnderWay slow(schema_);
  ASSERT_EQ(slow.Append("slow"), 1);
  ASSERT_EQ(Append(*store, "fast")->last_audit_number, 2);

  EXPECT_THAT(store->ReadAudit({}, InAMoment()), StatusIs(StatusCode::kDeadlineExceeded));
  EXPECT_THAT(store->LastAuditNumber(InAMoment()), StatusIs(StatusCode::kDeadlineExceeded));
  slow.Commit();

  ASSERT_OK_AND_ASSIGN(const std::vector<AuditRow> rows, store->ReadAudit({}, Soon()));
  ASSERT_THAT(rows, SizeIs(2));
  EXPECT_EQ(rows[0].entry, "slow");
  EXPECT_EQ(rows[1].entry, "fast");
}

TEST_F(SideBySideTest, WhenTheDatabaseCrashesNothingAcknowledgedIsLostAndTheLogHasNoGap) {
  const auto store = Open();
  Batch batch;
  batch.writes = {Put(ACandidate("c1"))};
  batch.audit = {ARow("before")};
  ASSERT_OK_AND_ASSIGN(const CommitResult before, store->Commit(batch, Soon()));
  UnderWay lost(schema_);
  const Revision drawn = lost.Draw();
  ASSERT_EQ(lost.Append("lost"), 2);

  // PostgreSQL then ends all its processes and recovers from its log. Before that, what was under
  // way still holds the feed.
  ASSERT_EQ(kill(lost.process(), SIGKILL), 0);
  absl::StatusOr<Revision> recovered = absl::UnavailableError("");
  const absl::Time end = Soon();
  while (absl::IsUnavailable(recovered.status()) && absl::Now() < end) {
    recovered = store->CurrentRevision(Soon());
  }
  ASSERT_THAT(recovered, IsOk());
  batch.audit = {ARow("after")};
  ASSERT_OK_AND_ASSIGN(const CommitResult after, store->Commit(batch, Soon()));

  EXPECT_GT(after.revision, drawn);
  EXPECT_THAT(store->Changes(0, 10, Soon()).value(),
              ElementsAre(Change{before.revision, ResourceKind::kCandidate, "candidates/c1"},
                          Change{after.revision, ResourceKind::kCandidate, "candidates/c1"}));
  const std::vector<AuditRow> rows = store->ReadAudit({}, Soon()).value();
  ASSERT_THAT(rows, SizeIs(after.last_audit_number));
  ASSERT_GE(rows.size(), 3u);
  for (size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(rows[i].number, static_cast<int64_t>(i) + 1);
    EXPECT_EQ(IsVoidAuditRow(rows[i]), i > 0 && i + 1 < rows.size());
  }
  EXPECT_EQ(rows.back().entry, "after");
}

TEST_F(SideBySideTest, AServerOfAnEarlierVersionIsToldToStop) {
  const auto store = Open();
  const auto refused = StatusIs(StatusCode::kInternal, HasSubstr("newer version of banso-server"));

  EXPECT_THAT(PostgresSql(schema_.connection(),
                          "UPDATE store_revision SET revision = revision + 1, audit_number ="
                          " audit_number + 1 RETURNING revision, audit_number"),
              refused);
  EXPECT_THAT(PostgresSql(schema_.connection(), "SELECT revision FROM store_revision"), refused);
}

// ---- many at once ----

using Key = std::pair<ResourceKind, std::string>;

// What was acknowledged, by revision.
struct History {
  Mutex mutex;
  std::map<Revision, Batch> commits ABSL_GUARDED_BY(mutex);
  int64_t audit_rows ABSL_GUARDED_BY(mutex) = 0;
};

class RandomWriter {
 public:
  RandomWriter(uint32_t seed, int number, Store* store, History* history)
      : random_(seed), number_(number), store_(*store), history_(*history) {}

  void Run(int batches) {
    for (int i = 0; i < batches; ++i) {
      const Batch batch = Next(i);
      const absl::StatusOr<CommitResult> result = store_.Commit(batch, Soon());
      if (!result.ok()) {
        const bool conflict = absl::IsAborted(result.status()) ||
                              absl::IsAlreadyExists(result.status()) ||
                              absl::IsNotFound(result.status());
        ASSERT_TRUE(conflict) << result.status();
        continue;
      }
      if (result->repeated_response.has_value()) continue;
      MutexLock lock(&history_.mutex);
      EXPECT_TRUE(history_.commits.emplace(result->revision, batch).second) << result->revision;
      history_.audit_rows += static_cast<int64_t>(batch.audit.size());
    }
  }

 private:
  int Below(int bound) { return static_cast<int>(random_() % bound); }

  Batch Next(int i) {
    Batch batch;
    std::set<std::string> names;
    for (int writes = 1 + Below(3); writes > 0; --writes) {
      Write write = Below(2) == 0 ? Put(ACandidate(absl::StrCat("c", Below(12))))
                                  : Put(AnAdvisor(absl::StrCat("a", Below(6))));
      if (!names.insert(write.name).second) continue;
      if (Below(2) == 0) {
        const auto now = store_.Get(write.kind, write.name, Soon());
        write.expected = now.ok() ? now->revision : 0;
      }
      if (Below(5) == 0 && write.expected != Revision{0}) write.message.reset();
      batch.writes.push_back(std::move(write));
    }
    if (Below(3) == 0) {
      batch.claims.push_back(
          {.key = absl::StrCat("k", Below(5)),
           // Never deleted: what a deletion releases has no place among revisions.
           .owner = absl::StrCat("advisors/b", Below(3)),
           .value = absl::StrCat(number_, ".", i)});
    }
    if (Below(6) == 0) batch.releases.push_back(absl::StrCat("k", Below(5)));
    if (Below(3) == 0) {
      batch.request = IdempotencyKey{.id = absl::StrCat("r", Below(40)),
                                     .digest = "d",
                                     .response = "x",
                                     .time = absl::FromUnixSeconds(1'750'000'000)};
    }
    for (int rows = Below(3); rows > 0; --rows) batch.audit.push_back(ARow("e"));
    return batch;
  }

  std::mt19937 random_;
  const int number_;
  Store& store_;
  History& history_;
};

TEST_F(SideBySideTest, WhateverManyWritersDoEveryFollowerSeesEveryCommitOnceAndInOrder) {
  constexpr int kStores = 3;
  constexpr int kWriters = 12;
  constexpr int kBatches = 60;
  const uint32_t seed = std::random_device()();
  SCOPED_TRACE(absl::StrCat("seed ", seed));
  std::vector<std::unique_ptr<Store>> stores;
  for (int i = 0; i < kStores; ++i) stores.push_back(Open(/*pool_size=*/5));
  History history;
  std::atomic<Revision> end = -1;  // known once all have written
  std::vector<std::vector<Change>> feeds(kStores);
  std::vector<std::thread> followers;
  for (int i = 0; i < kStores; ++i) {
    followers.emplace_back([&, i] {
      Revision known = 0;
      while (end < 0 || known < end) {
        const auto newest = stores[i]->Wait(known, absl::Now() + absl::Milliseconds(50));
        if (absl::IsDeadlineExceeded(newest.status())) continue;
        ASSERT_THAT(newest, IsOk());
        const auto changes = stores[i]->Changes(known, 7, Soon());
        ASSERT_THAT(changes, IsOk());
        feeds[i].insert(feeds[i].end(), changes->begin(), changes->end());
        known = changes->empty() ? *newest : changes->back().revision;
      }
    });
  }

  std::vector<std::thread> writers;
  for (int i = 0; i < kWriters; ++i) {
    writers.emplace_back(
        [&, i] { RandomWriter(seed + i, i, stores[i % kStores].get(), &history).Run(kBatches); });
  }
  for (std::thread& writer : writers) writer.join();
  end = stores[0]->CurrentRevision(Soon()).value();
  for (std::thread& follower : followers) follower.join();

  MutexLock lock(&history.mutex);
  EXPECT_GT(history.commits.size(), kWriters * kBatches / 10u);
  std::vector<Change> expected;
  std::map<Key, Resource> resources;
  std::map<std::string, Claim> claims;
  for (const auto& [revision, batch] : history.commits) {
    SCOPED_TRACE(revision);
    for (const std::string& key : batch.releases) claims.erase(key);
    for (const Write& write : batch.writes) {
      const Key key = {write.kind, write.name};
      const auto found = resources.find(key);
      const Revision before = found == resources.end() ? 0 : found->second.revision;
      if (write.expected.has_value()) {
        EXPECT_EQ(*write.expected, before);
      }
      expected.push_back({revision, write.kind, write.name, !write.message.has_value()});
      if (write.message.has_value()) {
        resources[key] = {write.kind, write.name, revision, *write.message};
      } else {
        EXPECT_NE(before, 0);
        resources.erase(key);
      }
    }
    for (const Claim& claim : batch.claims) {
      const auto [taken, fresh] = claims.try_emplace(claim.key, claim);
      EXPECT_EQ(taken->second.owner, claim.owner);
      taken->second.value = claim.value;
    }
  }
  for (const std::vector<Change>& feed : feeds) EXPECT_EQ(feed, expected);
  std::map<Key, Resource> kept;
  for (const ResourceKind kind : {ResourceKind::kCandidate, ResourceKind::kAdvisor}) {
    const std::vector<Resource> all = stores[0]->Scan(kind, "", 100, Soon()).value();
    for (const Resource& resource : all) {
      const auto version = stores[0]->GetVersion(kind, resource.name, resource.revision, Soon());
      EXPECT_EQ(version.value(), resource);
      kept[{kind, resource.name}] = resource;
    }
  }
  EXPECT_EQ(kept, resources);
  for (int i = 0; i < 5; ++i) {
    const auto claim = stores[0]->FindClaim(absl::StrCat("k", i), Soon()).value();
    const auto found = claims.find(absl::StrCat("k", i));
    ASSERT_EQ(claim.has_value(), found != claims.end()) << i;
    if (claim.has_value()) {
      EXPECT_EQ(claim->owner, found->second.owner);
      EXPECT_EQ(claim->value, found->second.value);
    }
  }
  const std::vector<AuditRow> rows = stores[1]->ReadAudit({.limit = 100'000}, Soon()).value();
  ASSERT_EQ(static_cast<int64_t>(rows.size()), history.audit_rows);
  for (size_t i = 0; i < rows.size(); ++i) {
    ASSERT_EQ(rows[i].number, static_cast<int64_t>(i) + 1);
    EXPECT_FALSE(IsVoidAuditRow(rows[i]));
  }
}

}  // namespace
}  // namespace banso
