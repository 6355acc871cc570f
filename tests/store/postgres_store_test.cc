#include "server/store/postgres/postgres_store.h"

#include <pqxx/pqxx>
#include <thread>

#include "gmock/gmock.h"
#include "server/store/columns.h"
#include "server/store/postgres/conninfo.h"
#include "tests/store/postgres_proxy.h"
#include "tests/store/resources.h"
#include "tests/store/store_conformance_test.h"

namespace banso {
namespace {

using ::absl::StatusCode;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

INSTANTIATE_TEST_SUITE_P(Postgres, StoreConformanceTest, ::testing::Values(PostgresBackend()),
                         BackendName);

class PostgresStoreTest : public ::testing::Test {
 protected:
  static absl::Time Soon() { return absl::Now() + absl::Seconds(60); }

  // Opens a store on the test's schema, by way of `host` if that is not empty.
  std::unique_ptr<Store> Open(const std::string& host = "") {
    PostgresOptions options;
    options.connection = schema_.connection();
    if (!host.empty()) absl::StrAppend(&options.connection, " host=", host);
    options.pool_size = 2;
    options.recheck_interval = recheck_interval_;
    auto store = OpenPostgresStore(options);
    EXPECT_THAT(store, IsOk());
    return store.ok() ? *std::move(store) : nullptr;
  }

  static absl::StatusOr<CommitResult> Commit(Store& store, const Write& write) {
    Batch batch;
    batch.writes = {write};
    return store.Commit(batch, Soon());
  }

  const ScratchSchema schema_;
  absl::Duration recheck_interval_ = absl::Seconds(1);
};

TEST_F(PostgresStoreTest, ANoticeWakesTheWaitersOfOtherServers) {
  // So rarely that only a notice can wake in time.
  recheck_interval_ = absl::Hours(1);
  const auto one = Open();
  const auto other = Open();
  absl::StatusOr<Revision> seen = 0;
  std::thread waiter([&] { seen = other->Wait(0, Soon()); });

  ASSERT_THAT(Commit(*one, Put(ACandidate("c1"))), IsOk());
  waiter.join();

  ASSERT_THAT(seen, IsOk());
  EXPECT_EQ(*seen, 1);
  ASSERT_THAT(Commit(*one, Put(ACandidate("c2"))), IsOk());
  EXPECT_THAT(other->Wait(1, Soon()), IsOk());
}

TEST_F(PostgresStoreTest, WithoutNoticesTheRecheckWakes) {
  recheck_interval_ = absl::Milliseconds(20);
  const auto one = Open();
  const auto other = Open();
  // As somebody else would, who gives no notice.
  ASSERT_THAT(PostgresSql(schema_.connection(), "SELECT begin_commit('{}', true)"), IsOk());

  EXPECT_EQ(one->Wait(0, Soon()).value(), 1);
  EXPECT_EQ(other->Wait(0, Soon()).value(), 1);
}

TEST_F(PostgresStoreTest, WritersOnSeveralServersLoseNothing) {
  const auto one = Open();
  const auto other = Open();
  constexpr int kIncrements = 40;
  ASSERT_THAT(Commit(*one, Put(AnAdvisor("a1"))), IsOk());
  const auto increment_often = [&](Store& store) {
    for (int done = 0; done < kIncrements;) {
      const auto read = store.Get(ResourceKind::kAdvisor, "advisors/a1", Soon());
      ASSERT_THAT(read, IsOk());
      v1::Advisor next;
      ASSERT_TRUE(next.ParseFromString(read->message));
      next.set_active_candidates(next.active_candidates() + 1);
      const auto result = Commit(store, Put(next, read->revision));
      if (result.ok()) ++done;
      ASSERT_TRUE(result.ok() || absl::IsAborted(result.status())) << result.status();
    }
  };

  std::thread writer([&] { increment_often(*one); });
  increment_often(*other);
  writer.join();

  EXPECT_EQ(one->CurrentRevision(Soon()).value(), other->CurrentRevision(Soon()).value());
  EXPECT_EQ(other->Changes(0, 1000, Soon())->size(), 1u + 2 * kIncrements);
}

TEST_F(PostgresStoreTest, ServersThatStartTogetherMigrateOnce) {
  std::vector<std::thread> servers;
  std::vector<std::string> secrets(4);
  for (std::string& secret : secrets) {
    servers.emplace_back([this, &secret] {
      const auto store = Open();
      if (store != nullptr) secret = store->Secret(Soon()).value();
    });
  }
  for (std::thread& server : servers) server.join();

  EXPECT_EQ(secrets[0].size(), 32u);
  for (const std::string& secret : secrets) EXPECT_EQ(secret, secrets[0]);
}

TEST_F(PostgresStoreTest, ALostAnswerToACommitIsUnknownAndRepeatable) {
  PostgresProxy proxy;
  const auto store = Open(proxy.host());
  Batch batch;
  batch.writes = {Put(ACandidate("c1"), 0)};
  batch.request =
      IdempotencyKey{.id = "r", .digest = "d", .response = "answer", .time = absl::Now()};
  proxy.LoseTheAnswerTo("COMMIT");

  EXPECT_THAT(store->Commit(batch, Soon()), StatusIs(StatusCode::kUnknown));
  EXPECT_EQ(proxy.lost(), 1);

  ASSERT_OK_AND_ASSIGN(const CommitResult repeated, store->Commit(batch, Soon()));
  EXPECT_EQ(repeated.repeated_response, "answer");
  EXPECT_EQ(repeated.revision, 1);
}

TEST_F(PostgresStoreTest, AConnectionThatBreaksBeforeTheCommitIsReplacedUnnoticed) {
  PostgresProxy proxy;
  const auto store = Open(proxy.host());
  ASSERT_THAT(Commit(*store, Put(ACandidate("c1"))), IsOk());

  for (const char* bytes : {"INSERT INTO advisors", "BEGIN"}) {
    proxy.LoseTheAnswerTo(bytes);
    EXPECT_THAT(Commit(*store, Put(AnAdvisor("a1"))), IsOk()) << bytes;
  }

  EXPECT_THAT(store->Changes(0, 10, Soon()).value(), ::testing::SizeIs(3));
  EXPECT_EQ(proxy.lost(), 2);
}

TEST_F(PostgresStoreTest, SessionsThatTheServerEndedAreReplacedUnnoticed) {
  const auto store = Open();
  ASSERT_THAT(Commit(*store, Put(ACandidate("c1"))), IsOk());
  ASSERT_THAT(PostgresSql("",
                          "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
                          " WHERE application_name = 'banso'"),
              IsOk());

  EXPECT_THAT(Commit(*store, Put(ACandidate("c2"))), IsOk());
  EXPECT_THAT(store->Get(ResourceKind::kCandidate, "candidates/c2", Soon()), IsOk());
}

TEST_F(PostgresStoreTest, AStoreThatIsAwayIsUnavailableAndComesBack) {
  PostgresProxy proxy;
  const auto store = Open(proxy.host());
  proxy.SetAway(true);

  EXPECT_THAT(store->CurrentRevision(Soon()), StatusIs(StatusCode::kUnavailable));
  EXPECT_THAT(Commit(*store, Put(ACandidate("c1"))), StatusIs(StatusCode::kUnavailable));
  EXPECT_THAT(store->Wait(0, Soon()), StatusIs(StatusCode::kUnavailable));

  proxy.SetAway(false);
  EXPECT_THAT(Commit(*store, Put(ACandidate("c1"))), IsOk());
  absl::StatusOr<Revision> seen = absl::UnavailableError("");
  while (absl::IsUnavailable(seen.status())) seen = store->Wait(0, Soon());
  EXPECT_EQ(seen.value(), 1);
}

TEST_F(PostgresStoreTest, ACommitThatIsHeldUpEndsAtItsDeadline) {
  const auto store = Open();
  pqxx::connection other(schema_.connection());
  pqxx::work blocker(other);
  blocker.exec("LOCK TABLE candidates IN EXCLUSIVE MODE");
  Batch batch;
  batch.writes = {Put(ACandidate("c1"))};

  EXPECT_THAT(store->Commit(batch, absl::Now() + absl::Milliseconds(50)),
              StatusIs(StatusCode::kDeadlineExceeded));

  blocker.abort();
  EXPECT_THAT(store->Commit(batch, absl::InfiniteFuture()), IsOk());
}

TEST_F(PostgresStoreTest, TheDatabaseRefusesRowsThatTheServerWouldNeverWrite) {
  const auto store = Open();
  Batch batch;
  batch.writes = {Put(ACandidate("c1")), Put(AnEmployer("e1")),   Put(AnInternship("e1", "i1")),
                  Put(APrincipal("p1")), Put(AToken("p1", "t1")), Put(ADeskDay("d1", 5))};
  batch.claims = {{.key = "k", .owner = "candidates/c1", .value = ""}};
  batch.request = IdempotencyKey{.id = "r", .digest = "d", .response = "", .time = absl::Now()};
  batch.audit = {{.subjects = {"candidates/c1"}, .entry = "e"}};
  ASSERT_THAT(store->Commit(batch, Soon()), IsOk());

  for (const char* statement : {"UPDATE candidates SET revision = 0",
                                "UPDATE candidates SET name = 'advisors/c1'",
                                "UPDATE candidates SET name = 'candidates/'",
                                "UPDATE candidates SET name = 'candidates/a/b'",
                                "UPDATE internships SET name = 'employers/e2/internships/i1'",
                                "UPDATE internships SET name = employer || '/internships/i/1'",
                                "UPDATE tokens SET name = 'principals/p2/tokens/t1'",
                                "UPDATE tokens SET revision = -1",
                                "UPDATE desk_days SET date = '5 December'",
                                "UPDATE changes SET position = -1 - position",
                                "UPDATE changes SET name = ''",
                                "UPDATE changes SET kind = ''",
                                "UPDATE changes SET revision = 0",
                                "UPDATE versions SET name = ''",
                                "UPDATE versions SET revision = 0",
                                "UPDATE claims SET owner = ''",
                                "UPDATE requests SET id = ''",
                                "UPDATE audit_subjects SET subject = ''",
                                "UPDATE audit SET number = 0",
                                "UPDATE audit_settled SET number = -1",
                                "INSERT INTO audit_settled (only_row, number) VALUES (2, 1)",
                                "UPDATE feed_start SET revision = -1",
                                "INSERT INTO feed_start (only_row, revision) VALUES (2, 1)"}) {
    EXPECT_THAT(PostgresSql(schema_.connection(), statement),
                StatusIs(StatusCode::kInternal, HasSubstr("check constraint")))
        << statement;
  }
  for (const ResourceKind kind : kAllKinds) {
    const std::string table(TableOf(kind).name);
    EXPECT_EQ(PostgresSql(schema_.connection(),
                          absl::StrCat("SELECT count(*) FROM pg_constraint WHERE conrelid = '",
                                       table, "'::regclass AND conname IN ('", table, "_name', '",
                                       table, "_revision')"))
                  .value(),
              std::vector<std::string>{"2"})
        << table;
  }
}

TEST_F(PostgresStoreTest, ADatabaseThatCannotBeReachedIsUnavailable) {
  PostgresOptions options;
  options.connection = "host=/nonexistent password=hush";

  EXPECT_THAT(
      OpenPostgresStore(options),
      StatusIs(StatusCode::kUnavailable,
               AllOf(HasSubstr("/nonexistent"), Not(HasSubstr("hush")), Not(HasSubstr("\n")))));
}

TEST_F(PostgresStoreTest, AMissingSchemaIsSaid) {
  PostgresOptions options;
  options.connection = "options='-csearch_path=nowhere'";

  EXPECT_THAT(OpenPostgresStore(options),
              StatusIs(StatusCode::kFailedPrecondition, HasSubstr("schema")));
}

TEST_F(PostgresStoreTest, MalformedOptionsAreRefusedWithoutRepeatingThem) {
  PostgresOptions options;
  options.connection = "password=hush hush";
  EXPECT_THAT(OpenPostgresStore(options),
              StatusIs(StatusCode::kInvalidArgument, Not(HasSubstr("hush"))));
  options.connection = schema_.connection();
  options.pool_size = 0;
  EXPECT_THAT(OpenPostgresStore(options), StatusIs(StatusCode::kInvalidArgument));
}

TEST(ConninfoTest, TimeoutsAreAddedWhereNoneAreSaid) {
  ASSERT_OK_AND_ASSIGN(const std::string conninfo,
                       WithTimeouts("postgresql://u@h/d?connect_timeout=9&application_name=x"));

  EXPECT_THAT(conninfo, HasSubstr("connect_timeout='9'"));
  EXPECT_THAT(conninfo, HasSubstr("application_name='x'"));
  EXPECT_THAT(conninfo, HasSubstr("tcp_user_timeout='15000'"));
  EXPECT_THAT(conninfo, HasSubstr("host='h'"));
}

TEST(ConninfoTest, QuotesSurvive) {
  ASSERT_OK_AND_ASSIGN(const std::string once, WithTimeouts(R"(password='a\'b\\c d')"));

  EXPECT_THAT(once, HasSubstr(R"(password='a\'b\\c d')"));
  EXPECT_EQ(WithTimeouts(once).value(), once);
}

}  // namespace
}  // namespace banso
