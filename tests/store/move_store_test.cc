#include "server/store/move_store.h"

#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/store/columns.h"
#include "server/store/moved_tables.h"
#include "server/store/postgres/postgres_store.h"
#include "server/store/sqlite/sqlite_store.h"
#include "tests/store/backends.h"
#include "tests/store/resources.h"
#include "tests/support/becomes.h"
#include "tests/support/scratch_dir.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::absl::StatusCode;
using ::testing::HasSubstr;

// More than go at once.
constexpr int kManyRows = 2500;
constexpr size_t kManyBytes = size_t{5} << 20;

absl::Time Soon() { return absl::Now() + absl::Seconds(30); }

// Every byte that there is.
std::string AllBytes() {
  std::string bytes;
  for (int byte = 0; byte < 256; ++byte) bytes.push_back(static_cast<char>(byte));
  return bytes;
}

absl::Status GoOn(const MoveProgress&) { return absl::OkStatus(); }

// What a store holds, as its port tells it.
struct Content {
  std::vector<Resource> resources, versions;
  std::vector<Change> changes;
  std::vector<AuditRow> audit;
  std::vector<std::string> claims, requests;
  Revision revision = 0;
  int64_t last_audit_number = 0;
  std::string secret;

  friend bool operator==(const Content&, const Content&) = default;
};

class MoveStoreTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_OK_AND_ASSIGN(const auto store, OpenSqliteStore(file_));
    Fill(*store);
    before_ = Read(*store);
  }

  static Revision Commit(Store& store, const Batch& batch) {
    const auto result = store.Commit(batch, Soon());
    EXPECT_THAT(result, IsOk());
    return result.ok() ? result->revision : 0;
  }

  static AuditRow ARow(int number, std::vector<std::string> subjects) {
    return {.time = absl::FromUnixMicros(1'800'000'000'000'000 + number),
            .principal = number % 2 == 0 ? "" : "principals/p1",
            .subjects = std::move(subjects),
            .entry = absl::StrCat("entry ", number, AllBytes())};
  }

  // Everything that a store can hold, with what is hard to write down.
  static void Fill(Store& store) {
    v1::Employer employer = AnEmployer("e1");
    employer.set_display_name("\"桜\" \\ works, {NULL},\n\t'a' ?1 $1 %s");
    v1::Candidate candidate = ACandidate("c1");
    candidate.mutable_create_time()->set_seconds(-62135596800);  // the year 1
    candidate.mutable_update_time()->set_seconds(253402300799);  // the year 9999
    candidate.mutable_update_time()->set_nanos(999999000);
    const v1::Internship internship = AnInternship("e1", "i1");
    v1::Advisor advisor = AnAdvisor("a\"\\{1},");
    advisor.set_employer("employers/e1");
    Batch all;
    all.writes = {Put(candidate),
                  Put(employer),
                  Put(internship),
                  Put(advisor),
                  {.kind = ResourceKind::kTaxonomy,
                   .name = "taxonomies/t1",
                   .message = std::string(kManyBytes, '\xfe')},
                  Put(APrincipal("p1")),
                  Put(AToken("p1", "t1")),
                  Put(AnEngagement("c1", "a\"\\{1},", "g1")),
                  Put(AnApplication("c1", internship.name(), "a1")),
                  Put(AProvisionRecord("c1", "r1")),
                  Put(ADeletionRequest("d1")),
                  Put(ARightsRequest("c1", "q1")),
                  Put(ATombstone("x1")),
                  Put(TheSettings()),
                  Put(ADeskDay("y1", 3)),
                  Put(ASession("c1", "a\"\\{1},", "s1", 1'800'000'000, v1::Session::CONFIRMED)),
                  Put(ASupportPlan("c1")),
                  Put(AnEntrySheet("c1", "h1")),
                  Put(AnOffer("a1", "o1")),
                  Put(AMessage("c1", "m1")),
                  Put(AMatchEvent("v1")),
                  Put(AReport("2026-10"))};
    for (Write& write : all.writes) write.sealed = AllBytes();
    all.writes[0].sealed = "";
    all.claims = {{.key = AllBytes(), .owner = "candidates/c1", .value = std::string("\0", 1)},
                  {.key = "key", .owner = "server/x", .value = ""}};
    all.request = IdempotencyKey{.id = std::string("id\0\x27", 4),
                                 .digest = AllBytes(),
                                 .response = AllBytes(),
                                 .time = absl::FromUnixMicros(1'800'000'000'000'001),
                                 .owner = "candidates/c1"};
    Commit(store, all);

    employer.set_display_name("later");
    Batch more;
    more.writes = {Put(employer), Put(ACandidate("c2"))};
    more.request = IdempotencyKey{.id = "second", .time = absl::FromUnixSeconds(1'800'000'000)};
    Commit(store, more);
    Batch deletion;
    deletion.writes = {Delete(ACandidate("c2"))};
    Commit(store, deletion);

    Batch audit;
    for (int i = 1; i <= kManyRows; ++i) {
      audit.audit.push_back(ARow(i, {"candidates/c1", absl::StrCat("employers/e", i)}));
    }
    Commit(store, audit);
    ASSERT_OK_AND_ASSIGN(std::vector<AuditRow> rows, store.ReadAudit({.limit = 100}, Soon()));
    for (AuditRow& row : rows) row.chain = AllBytes().substr(200, 32);
    ASSERT_THAT(store.ChainAudit(rows, Soon()), IsOk());
    ASSERT_THAT(store.ForgetAudit(7, Soon()), IsOk());
  }

  static Content Read(Store& store) {
    Content content;
    for (const ResourceKind kind : kAllKinds) {
      const auto page = store.Scan(kind, "", 100, Soon());
      EXPECT_THAT(page, IsOk());
      if (!page.ok()) continue;
      EXPECT_FALSE(page->empty()) << TableOf(kind).name << " is not filled";
      content.resources.insert(content.resources.end(), page->begin(), page->end());
    }
    for (Revision revision = 1; revision <= 3; ++revision) {
      const auto version =
          store.GetVersion(ResourceKind::kEmployer, "employers/e1", revision, Soon());
      EXPECT_THAT(version, IsOk());
      if (version.ok()) content.versions.push_back(*version);
    }
    content.changes = store.Changes(0, 1000, Soon()).value();
    content.audit = store.ReadAudit({.limit = 2 * kManyRows}, Soon()).value();
    for (const std::string& key : {AllBytes(), std::string("key")}) {
      const auto claim = store.FindClaim(key, Soon()).value();
      content.claims.push_back(claim ? absl::StrCat(claim->owner, "=", claim->value) : "none");
    }
    for (const std::string& id : {std::string("id\0\x27", 4), std::string("second")}) {
      const auto request = store.FindRequest(id, Soon()).value();
      content.requests.push_back(request ? absl::StrCat(request->digest, "|", request->response,
                                                        "|", request->owner, "|", request->revision,
                                                        "|", absl::ToUnixMicros(request->time))
                                         : "none");
    }
    content.revision = store.CurrentRevision(Soon()).value();
    content.last_audit_number = store.LastAuditNumber(Soon()).value();
    content.secret = store.Secret(Soon()).value();
    return content;
  }

  absl::StatusOr<int64_t> Move(
      absl::FunctionRef<absl::Status(const MoveProgress&)> progress = GoOn) const {
    return MoveStore(file_, schema_.connection(), progress);
  }
  absl::StatusOr<std::unique_ptr<Store>> OpenTarget() const {
    return OpenPostgresStore({.connection = schema_.connection()});
  }
  std::vector<std::string> Sql(const std::string& statement) const {
    const auto rows = PostgresSql(schema_.connection(), statement);
    EXPECT_THAT(rows, IsOk()) << statement;
    return rows.value_or(std::vector<std::string>());
  }

  bool SomebodyIsThere() const {
    return !Sql("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid ="
                " (SELECT oid FROM pg_namespace WHERE nspname = current_schema())")
                .empty();
  }
  // PostgreSQL ends a session soon after its connection was closed.
  void LetEverybodyLeave() const {
    EXPECT_TRUE(Becomes([&] { return !SomebodyIsThere(); }));
  }

  // The source is as it was, and another move brings it over.
  void ExpectThatItMovesNow() {
    {
      ASSERT_OK_AND_ASSIGN(const auto source, OpenSqliteStore(file_));
      EXPECT_TRUE(Read(*source) == before_);
    }
    LetEverybodyLeave();
    EXPECT_THAT(Move(), IsOk());
    ASSERT_OK_AND_ASSIGN(const auto target, OpenTarget());
    EXPECT_TRUE(Read(*target) == before_);
  }

  const ScratchDir dir_;
  const std::string file_ = dir_.File("store.db");
  const ScratchSchema schema_;
  Content before_;
};

TEST_F(MoveStoreTest, EverythingIsThereAfterwardsAndGoesOn) {
  ASSERT_OK_AND_ASSIGN(const int64_t rows, Move());

  ASSERT_OK_AND_ASSIGN(const auto store, OpenTarget());
  const Content after = Read(*store);
  EXPECT_TRUE(after == before_);
  EXPECT_GT(rows, kManyRows);
  // Compare-and-set, the feed and the log's numbers know what was before.
  Batch next;
  next.writes = {Put(AnEmployer("e1"), before_.versions[2].revision)};
  next.audit = {ARow(kManyRows + 1, {})};
  ASSERT_OK_AND_ASSIGN(const CommitResult committed, store->Commit(next, Soon()));
  EXPECT_GT(committed.revision, before_.revision);
  EXPECT_EQ(committed.last_audit_number, before_.last_audit_number + 1);
  EXPECT_THAT(store->Changes(before_.revision, 10, Soon()).value(),
              ::testing::ElementsAre(
                  Change{committed.revision, ResourceKind::kEmployer, "employers/e1", false}));
  EXPECT_THAT(store->Commit(next, Soon()), StatusIs(StatusCode::kAborted));
}

TEST_F(MoveStoreTest, TheFileThatItLeftIsNoStoreAnyMore) {
  ASSERT_THAT(Move(), IsOk());

  EXPECT_THAT(OpenSqliteStore(file_),
              StatusIs(StatusCode::kFailedPrecondition, HasSubstr("was moved from here")));
  EXPECT_THAT(Move(), StatusIs(StatusCode::kFailedPrecondition));
}

TEST_F(MoveStoreTest, ProgressNamesEveryTableTwiceAndCountsItsRows) {
  std::map<std::string, std::pair<int64_t, int64_t>> rows;
  int steps = 0;

  const auto moved = Move([&](const MoveProgress& progress) {
    auto& [copied, compared] = rows[std::string(progress.table)];
    (progress.compares ? compared : copied) = progress.rows;
    ++steps;
    return absl::OkStatus();
  });

  ASSERT_THAT(moved, IsOk());
  int64_t sum = 0;
  for (const auto& [table, counts] : rows) {
    EXPECT_EQ(counts.first, counts.second) << table;
    sum += counts.first;
  }
  EXPECT_EQ(rows.size(), MovedTables().size());
  EXPECT_EQ(sum, *moved);
  EXPECT_EQ(rows["audit"].first, kManyRows - 7);
  EXPECT_GT(steps, 2 * static_cast<int>(MovedTables().size()));
}

TEST_F(MoveStoreTest, ADatabaseThatHoldsSomethingIsRefusedAndLeftAsItIs) {
  {
    ASSERT_OK_AND_ASSIGN(const auto target, OpenTarget());
    Batch batch;
    batch.claims = {{.key = "k", .owner = "server/x", .value = "v"}};
    Commit(*target, batch);
  }
  LetEverybodyLeave();

  EXPECT_THAT(Move(), StatusIs(StatusCode::kFailedPrecondition, HasSubstr("table claims")));

  ASSERT_OK_AND_ASSIGN(const auto again, OpenTarget());
  EXPECT_TRUE(again->FindClaim("k", Soon()).value().has_value());
  EXPECT_NE(again->Secret(Soon()).value(), before_.secret);
  ASSERT_OK_AND_ASSIGN(const auto source, OpenSqliteStore(file_));
  EXPECT_TRUE(Read(*source) == before_);
}

TEST_F(MoveStoreTest, ADatabaseThatAServerIsOnIsRefused) {
  ASSERT_OK_AND_ASSIGN(const auto server, OpenTarget());
  // It takes its place soon after it was opened.
  EXPECT_TRUE(Becomes([&] { return SomebodyIsThere(); }));

  EXPECT_THAT(Move(), StatusIs(StatusCode::kFailedPrecondition, HasSubstr("server is on")));
}

TEST_F(MoveStoreTest, AFileThatAServerIsOnIsRefused) {
  ASSERT_OK_AND_ASSIGN(const auto server, OpenSqliteStore(file_));

  EXPECT_THAT(Move(), StatusIs(StatusCode::kFailedPrecondition, HasSubstr("another server")));
}

TEST_F(MoveStoreTest, AFileThatIsNotThereIsNotMade) {
  EXPECT_THAT(MoveStore(dir_.File("no.db"), schema_.connection(), GoOn),
              StatusIs(StatusCode::kNotFound));
  EXPECT_FALSE(std::filesystem::exists(dir_.File("no.db")));
}

TEST_F(MoveStoreTest, AMoveThatIsCalledOffLeavesADatabaseThatNoServerStartsOn) {
  const auto moved = Move([](const MoveProgress& progress) {
    return progress.compares && progress.table == "audit" ? absl::CancelledError("enough")
                                                          : absl::OkStatus();
  });

  EXPECT_THAT(moved, StatusIs(StatusCode::kCancelled));
  EXPECT_THAT(OpenTarget(), StatusIs(StatusCode::kFailedPrecondition, HasSubstr("move it again")));
  EXPECT_EQ(Sql("SELECT count(*) FROM audit"), std::vector<std::string>{"0"});
  ExpectThatItMovesNow();
}

TEST_F(MoveStoreTest, AConnectionThatIsLostLeavesADatabaseThatNoServerStartsOn) {
  for (const bool compares : {false, true}) {
    const auto moved = Move([&](const MoveProgress& progress) {
      if (progress.compares == compares && progress.table == "changes") {
        Sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            " AND application_name = 'banso'");
      }
      return absl::OkStatus();
    });

    EXPECT_THAT(moved, StatusIs(StatusCode::kUnavailable)) << compares;
    LetEverybodyLeave();
    EXPECT_THAT(OpenTarget(), StatusIs(StatusCode::kFailedPrecondition)) << compares;
  }
  ExpectThatItMovesNow();
}

TEST_F(MoveStoreTest, ARowThatIsNotReadBackAsItWasCopiedIsFound) {
  for (const char* change :
       {"NEW.message := NEW.message || '\\x00'::bytea",
        "NEW.update_time := NEW.update_time - interval '1 microsecond'", "NEW.stage := NULL"}) {
    const ScratchSchema schema;
    ASSERT_THAT(OpenPostgresStore({.connection = schema.connection()}), IsOk());
    ASSERT_THAT(PostgresSql(schema.connection(),
                            absl::StrCat("CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql"
                                         " AS $$ BEGIN ",
                                         change,
                                         "; RETURN NEW; END $$; CREATE TRIGGER spoil BEFORE INSERT"
                                         " ON candidates FOR EACH ROW EXECUTE FUNCTION spoil()")),
                IsOk());

    const auto moved = MoveStore(file_, schema.connection(), GoOn);

    EXPECT_THAT(moved, StatusIs(StatusCode::kDataLoss, HasSubstr("table candidates"))) << change;
    EXPECT_THAT(OpenPostgresStore({.connection = schema.connection()}),
                StatusIs(StatusCode::kFailedPrecondition));
  }
  ExpectThatItMovesNow();
}

TEST_F(MoveStoreTest, ARowThatIsTooManyOrTooFewIsFound) {
  for (const char* body :
       {"RETURN NULL", "INSERT INTO audit_subjects VALUES ('x', NEW.number); RETURN NEW"}) {
    const ScratchSchema schema;
    ASSERT_THAT(OpenPostgresStore({.connection = schema.connection()}), IsOk());
    ASSERT_THAT(PostgresSql(schema.connection(),
                            absl::StrCat("CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql"
                                         " AS $$ BEGIN IF NEW.number = 8 AND NEW.subject <> 'x' AND"
                                         " NEW.subject <> 'candidates/c1' THEN ",
                                         body,
                                         "; END IF; RETURN NEW; END $$; CREATE TRIGGER spoil BEFORE"
                                         " INSERT ON audit_subjects FOR EACH ROW EXECUTE FUNCTION"
                                         " spoil()")),
                IsOk());

    EXPECT_THAT(MoveStore(file_, schema.connection(), GoOn),
                StatusIs(StatusCode::kDataLoss, HasSubstr("table audit_subjects")))
        << body;
  }
}

// A table, or a column, that somebody adds is moved or it is said why not.
TEST(MovedTablesTest, EveryTableAndColumnOfBothDatabasesIsMovedOrNamed) {
  std::set<std::string> known(TablesNotMoved().begin(), TablesNotMoved().end());
  for (const MovedTable& table : MovedTables()) {
    EXPECT_TRUE(known.insert(table.name).second) << table.name;
  }
  const auto sqlite = SqliteBackend().make_site();
  const auto postgres = PostgresBackend().make_site();
  const auto sqlite_store = sqlite->Open();
  const auto postgres_store = postgres->Open();
  ASSERT_THAT(sqlite_store, IsOk());
  ASSERT_THAT(postgres_store, IsOk());
  const auto as_set = [](const std::vector<std::string>& rows) {
    return std::set<std::string>(rows.begin(), rows.end());
  };

  std::set<std::string> there = as_set(
      sqlite->Sql("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
          .value());
  there.merge(
      as_set(postgres->Sql("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
                 .value()));
  EXPECT_EQ(known, there);
  for (const MovedTable& table : MovedTables()) {
    std::set<std::string> columns;
    std::vector<std::string> keys;
    for (const MovedColumn& column : table.columns) {
      columns.insert(column.name);
      if (keys.size() < table.key_columns) keys.push_back(column.name);
    }
    EXPECT_EQ(
        columns,
        as_set(sqlite->Sql(absl::StrCat("SELECT name FROM pragma_table_info('", table.name, "')"))
                   .value()))
        << table.name;
    EXPECT_EQ(keys, sqlite
                        ->Sql(absl::StrCat("SELECT name FROM pragma_table_info('", table.name,
                                           "') WHERE pk > 0 ORDER BY pk"))
                        .value())
        << table.name;
    EXPECT_EQ(columns, as_set(postgres
                                  ->Sql(absl::StrCat("SELECT attname FROM pg_attribute WHERE"
                                                     " attnum > 0 AND NOT attisdropped AND"
                                                     " attrelid = '",
                                                     table.name, "'::regclass"))
                                  .value()))
        << table.name;
    EXPECT_EQ(keys,
              postgres
                  ->Sql(absl::StrCat(
                      "SELECT attname FROM pg_index JOIN pg_attribute ON attrelid = indrelid"
                      " AND attnum = ANY(indkey) WHERE indisprimary AND indrelid = '",
                      table.name, "'::regclass ORDER BY array_position(indkey::int2[], attnum)"))
                  .value())
        << table.name;
  }
}

}  // namespace
}  // namespace banso
