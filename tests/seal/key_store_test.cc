// What every key store promises, on each database that one can lie in.
#include "server/seal/key_store.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/seal/postgres_key_store.h"
#include "server/seal/sealing.h"
#include "server/seal/sqlite_key_store.h"
#include "server/store/postgres/postgres_connection.h"
#include "server/store/postgres/postgres_store.h"
#include "server/store/sqlite/sqlite_connection.h"
#include "tests/store/backends.h"
#include "tests/store/postgres_proxy.h"
#include "tests/store/scratch_database.h"
#include "tests/support/scratch_dir.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::absl::StatusCode;
using ::testing::HasSubstr;

// Where keys of a test's own lie; outlives the stores that are opened on it.
class KeySite {
 public:
  virtual ~KeySite() = default;
  virtual absl::StatusOr<std::unique_ptr<KeyStore>> Open(const Key& master) = 0;
  virtual absl::Status Rotate(const Key& from, const Key& to) = 0;
  // Runs a statement past the store.
  virtual absl::Status Sql(const std::string& statement) = 0;
  // How a statement says the bytes of a hexadecimal text.
  virtual std::string ByteLiteral(const std::string& hexadecimal) = 0;
};

class SqliteKeySite final : public KeySite {
 public:
  absl::StatusOr<std::unique_ptr<KeyStore>> Open(const Key& master) override {
    return OpenSqliteKeyStore(path_, master);
  }
  absl::Status Rotate(const Key& from, const Key& to) override {
    return RotateMasterKey(path_, from, to);
  }
  absl::Status Sql(const std::string& statement) override {
    const auto connection = SqliteConnection::Open(path_, "");
    return connection.ok() ? (*connection)->RunScript(statement) : connection.status();
  }
  std::string ByteLiteral(const std::string& hexadecimal) override {
    return absl::StrCat("x'", hexadecimal, "'");
  }

 private:
  const ScratchDir dir_;
  const std::string path_ = dir_.File("keys.db");
};

// A database of its own on the server that PGHOST names.
class PostgresKeySite final : public KeySite {
 public:
  absl::StatusOr<std::unique_ptr<KeyStore>> Open(const Key& master) override {
    return OpenPostgresKeyStore(connection(), master);
  }
  absl::Status Rotate(const Key& from, const Key& to) override {
    return RotatePostgresMasterKey(connection(), from, to);
  }
  absl::Status Sql(const std::string& statement) override {
    return PostgresSql(connection(), statement).status();
  }
  std::string ByteLiteral(const std::string& hexadecimal) override {
    return absl::StrCat("'\\x", hexadecimal, "'::bytea");
  }
  std::string connection() const { return database_.connection(); }

 private:
  const ScratchDatabase database_;
};

struct KeyBackend {
  std::string name;
  std::function<std::unique_ptr<KeySite>()> make_site;
};
void PrintTo(const KeyBackend& backend, std::ostream* out) { *out << backend.name; }

class KeyStoreTest : public ::testing::TestWithParam<KeyBackend> {
 protected:
  std::unique_ptr<KeyStore> Open(const Key& master) {
    auto keys = site_->Open(master);
    EXPECT_THAT(keys, IsOk());
    return keys.ok() ? *std::move(keys) : nullptr;
  }
  std::unique_ptr<KeyStore> Open() { return Open(master_); }
  void Sql(const std::string& statement) { EXPECT_THAT(site_->Sql(statement), IsOk()); }

  const std::unique_ptr<KeySite> site_ = GetParam().make_site();
  const Key master_ = RandomKey();
};

INSTANTIATE_TEST_SUITE_P(
    Databases, KeyStoreTest,
    ::testing::Values(KeyBackend{"Sqlite", [] { return std::make_unique<SqliteKeySite>(); }},
                      KeyBackend{"Postgres", [] { return std::make_unique<PostgresKeySite>(); }}),
    [](const auto& info) { return info.param.name; });

TEST_P(KeyStoreTest, AKeyIsMadeOnceAndKept) {
  auto keys = Open();
  EXPECT_EQ(keys->Find("candidates/a").value(), std::nullopt);

  ASSERT_OK_AND_ASSIGN(const Key a, keys->GetOrCreate("candidates/a"));
  ASSERT_OK_AND_ASSIGN(const Key b, keys->GetOrCreate("server/tokens"));

  EXPECT_NE(a, b);
  EXPECT_EQ(keys->GetOrCreate("candidates/a").value(), a);
  EXPECT_EQ(keys->Find("candidates/a").value(), a);
  keys = Open();
  EXPECT_EQ(keys->Find("candidates/a").value(), a);
  EXPECT_EQ(keys->GetOrCreate("server/tokens").value(), b);
}

TEST_P(KeyStoreTest, ADestroyedKeyIsGoneAndNeverMadeAnew) {
  auto keys = Open();
  const Key other = keys->GetOrCreate("candidates/b").value();
  ASSERT_THAT(keys->GetOrCreate("candidates/a"), IsOk());

  ASSERT_THAT(keys->Destroy("candidates/a"), IsOk());
  ASSERT_THAT(keys->Destroy("candidates/a"), IsOk());
  ASSERT_THAT(keys->Destroy("candidates/never"), IsOk());

  for (int opened = 0; opened < 2; ++opened, keys = Open()) {
    for (const char* owner : {"candidates/a", "candidates/never"}) {
      EXPECT_EQ(keys->Find(owner).value(), std::nullopt);
      EXPECT_THAT(keys->GetOrCreate(owner), StatusIs(StatusCode::kFailedPrecondition));
    }
    EXPECT_EQ(keys->Find("candidates/b").value(), other);
  }
}

TEST_P(KeyStoreTest, SeveralKeysAreGivenInTheOrderAskedFor) {
  const auto keys = Open();
  const Key known = keys->GetOrCreate("candidates/known").value();
  ASSERT_THAT(keys->Destroy("candidates/gone"), IsOk());

  ASSERT_OK_AND_ASSIGN(const auto all, keys->GetOrCreateAll(std::vector<std::string>{
                                           "candidates/new", "candidates/gone", "candidates/known",
                                           "candidates/new"}));

  ASSERT_EQ(all.size(), 4u);
  EXPECT_EQ(all[0], keys->Find("candidates/new").value());
  EXPECT_TRUE(all[0].has_value());
  EXPECT_EQ(all[1], std::nullopt);
  EXPECT_EQ(all[2], known);
  EXPECT_EQ(all[3], all[0]);
  ASSERT_OK_AND_ASSIGN(const auto found,
                       keys->FindAll(std::vector<std::string>{"candidates/known", "candidates/gone",
                                                              "candidates/x", "candidates/known"}));
  const std::vector<std::optional<Key>> expected = {known, std::nullopt, std::nullopt, known};
  EXPECT_EQ(found, expected);
  EXPECT_THAT(keys->FindAll({}), IsOk());
  EXPECT_THAT(keys->FindAll(std::vector<std::string>{"candidates/known", ""}),
              StatusIs(StatusCode::kInvalidArgument));
  EXPECT_THAT(keys->GetOrCreateAll(std::vector<std::string>{"candidates/b", ""}),
              StatusIs(StatusCode::kInvalidArgument));
  EXPECT_EQ(keys->Find("candidates/b").value(), std::nullopt);
}

TEST_P(KeyStoreTest, WhatOneStoreDestroysTheOthersDoNotFind) {
  const auto one = Open();
  const auto other = Open();
  ASSERT_OK_AND_ASSIGN(const Key key, one->GetOrCreate("candidates/a"));
  EXPECT_EQ(other->Find("candidates/a").value(), key);

  ASSERT_THAT(one->Destroy("candidates/a"), IsOk());

  EXPECT_EQ(other->Find("candidates/a").value(), std::nullopt);
  EXPECT_THAT(other->GetOrCreate("candidates/a"), StatusIs(StatusCode::kFailedPrecondition));
}

TEST_P(KeyStoreTest, KeysOfAnotherMasterKeyAreRefused) {
  Open()->GetOrCreate("candidates/a").IgnoreError();

  EXPECT_THAT(site_->Open(RandomKey()),
              StatusIs(StatusCode::kFailedPrecondition, HasSubstr("another master key")));
}

TEST_P(KeyStoreTest, AKeyThatWasAlteredOrMovedIsDataLoss) {
  const auto keys = Open();
  ASSERT_THAT(keys->GetOrCreate("candidates/a"), IsOk());
  ASSERT_THAT(keys->GetOrCreate("candidates/b"), IsOk());
  Sql("UPDATE keys SET wrapped = (SELECT wrapped FROM keys WHERE owner = 'candidates/b')");

  EXPECT_THAT(keys->Find("candidates/a"),
              StatusIs(StatusCode::kDataLoss, HasSubstr("candidates/a")));
  EXPECT_THAT(keys->GetOrCreate("candidates/a"), StatusIs(StatusCode::kDataLoss));
  EXPECT_THAT(keys->Find("candidates/b"), IsOk());
  Sql(absl::StrCat("UPDATE keys SET wrapped = ", site_->ByteLiteral("00")));
  EXPECT_THAT(keys->Find("candidates/b"), StatusIs(StatusCode::kDataLoss));
}

TEST_P(KeyStoreTest, RotatingTheMasterKeyKeepsTheKeys) {
  const Key key = Open()->GetOrCreate("candidates/a").value();
  ASSERT_THAT(Open()->Destroy("candidates/b"), IsOk());
  const Key next = RandomKey();

  ASSERT_THAT(site_->Rotate(master_, next), IsOk());

  EXPECT_THAT(site_->Open(master_), StatusIs(StatusCode::kFailedPrecondition));
  const auto keys = Open(next);
  EXPECT_EQ(keys->Find("candidates/a").value(), key);
  EXPECT_THAT(keys->GetOrCreate("candidates/b"), StatusIs(StatusCode::kFailedPrecondition));
}

TEST_P(KeyStoreTest, ThreadsAndStoresThatAskAtOnceGetOneKey) {
  const auto one = Open();
  const auto other = Open();
  std::vector<std::thread> threads;
  std::vector<Key> seen(6);
  for (size_t i = 0; i < seen.size(); ++i) {
    threads.emplace_back([&, i] {
      KeyStore& keys = i % 2 == 0 ? *one : *other;
      for (int j = 0; j < 10; ++j) {
        const auto key = keys.GetOrCreate(absl::StrCat("candidates/", j));
        EXPECT_THAT(key, IsOk());
        if (j == 9 && key.ok()) seen[i] = *key;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();

  for (const Key& key : seen) EXPECT_EQ(key, seen[0]);
}

TEST_P(KeyStoreTest, AnyNumberOfKeysIsFoundAtOnce) {
  const auto keys = Open();
  std::vector<std::string> owners;
  for (int i = 0; i < 150; ++i) owners.push_back(absl::StrCat("candidates/", i));
  ASSERT_OK_AND_ASSIGN(const auto made, keys->GetOrCreateAll(owners));
  ASSERT_THAT(keys->Destroy("candidates/70"), IsOk());

  ASSERT_OK_AND_ASSIGN(const auto found, keys->FindAll(owners));

  for (size_t i = 0; i < owners.size(); ++i) {
    EXPECT_TRUE(made[i].has_value());
    EXPECT_EQ(found[i], i == 70 ? std::nullopt : made[i]) << owners[i];
  }
}

TEST_P(KeyStoreTest, RotatingWithAKeyThatCannotBeOpenedChangesNothing) {
  const auto keys = Open();
  const Key key = keys->GetOrCreate("candidates/a").value();
  ASSERT_THAT(keys->GetOrCreate("candidates/b"), IsOk());
  Sql(absl::StrCat("UPDATE keys SET wrapped = ", site_->ByteLiteral("00"),
                   " WHERE owner = 'candidates/b'"));

  EXPECT_THAT(site_->Rotate(RandomKey(), RandomKey()), StatusIs(StatusCode::kFailedPrecondition));
  EXPECT_THAT(site_->Rotate(master_, RandomKey()),
              StatusIs(StatusCode::kDataLoss, HasSubstr("candidates/b")));

  EXPECT_EQ(Open()->Find("candidates/a").value(), key);
}

class PostgresKeyStoreTest : public ::testing::Test {
 protected:
  PostgresKeySite site_;
  const Key master_ = RandomKey();
};

TEST_F(PostgresKeyStoreTest, ADatabaseThatHoldsAStoreIsRefused) {
  ASSERT_THAT(OpenPostgresStore({.connection = site_.connection()}), IsOk());

  EXPECT_THAT(site_.Open(master_),
              StatusIs(StatusCode::kFailedPrecondition, HasSubstr("database of their own")));
}

TEST_F(PostgresKeyStoreTest, KeysThatAStoreWasPutBesideAreRefused) {
  ASSERT_THAT(site_.Open(master_), IsOk());
  ASSERT_THAT(site_.Sql("CREATE SCHEMA other; CREATE TABLE other.candidates (name text)"), IsOk());

  EXPECT_THAT(site_.Open(master_), StatusIs(StatusCode::kFailedPrecondition));
}

TEST_F(PostgresKeyStoreTest, ADestroyedKeyIsInNoVersionOfARow) {
  const auto keys = site_.Open(master_);
  ASSERT_THAT(keys, IsOk());
  ASSERT_THAT((*keys)->GetOrCreate("candidates/a"), IsOk());
  ASSERT_THAT((*keys)->Destroy("candidates/a"), IsOk());

  ASSERT_THAT(site_.Sql("CREATE EXTENSION pgstattuple"), IsOk());
  const auto dead =
      PostgresSql(site_.connection(), "SELECT dead_tuple_count FROM pgstattuple('keys')");
  ASSERT_THAT(dead, IsOk());
  EXPECT_THAT(*dead, ::testing::ElementsAre("0"));
}

TEST_F(PostgresKeyStoreTest, AConnectionThatBrokeIsMadeAgain) {
  const auto keys = site_.Open(master_);
  ASSERT_THAT(keys, IsOk());
  const Key key = (*keys)->GetOrCreate("candidates/a").value();

  ASSERT_THAT(PostgresSql("",
                          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE"
                          " application_name = 'banso'"),
              IsOk());

  EXPECT_EQ((*keys)->Find("candidates/a").value(), key);
}

TEST_F(PostgresKeyStoreTest, AKeyWhoseCommitWasLostIsMadeAgain) {
  PostgresProxy proxy;
  const auto keys =
      OpenPostgresKeyStore(absl::StrCat(site_.connection(), " host=", proxy.host()), master_);
  ASSERT_THAT(keys, IsOk());

  proxy.Lose("COMMIT");
  ASSERT_OK_AND_ASSIGN(const Key lost_before, (*keys)->GetOrCreate("candidates/a"));
  proxy.LoseTheAnswerTo("COMMIT");
  ASSERT_OK_AND_ASSIGN(const Key not_heard_of, (*keys)->GetOrCreate("candidates/b"));

  EXPECT_EQ(proxy.lost(), 2);
  EXPECT_EQ((*keys)->Find("candidates/a").value(), lost_before);
  EXPECT_EQ((*keys)->Find("candidates/b").value(), not_heard_of);
}

TEST_F(PostgresKeyStoreTest, WhoHoldsATableUpIsNotWaitedForForEver) {
  const auto keys = site_.Open(master_);
  ASSERT_THAT(keys, IsOk());
  PostgresConnection other(site_.connection());
  ASSERT_THAT(other.OpenFirst(), IsOk());
  ASSERT_THAT(other.Begin(absl::InfiniteFuture()), IsOk());
  ASSERT_THAT(other.RunScript("LOCK TABLE keys"), IsOk());

  EXPECT_THAT((*keys)->Find("candidates/a"), StatusIs(StatusCode::kUnavailable));

  other.Rollback();
  EXPECT_THAT((*keys)->GetOrCreate("candidates/a"), IsOk());
}

TEST_F(PostgresKeyStoreTest, WhatCannotBeReachedOrReadIsSaid) {
  EXPECT_THAT(OpenPostgresKeyStore("host=/no/such/socket", master_),
              StatusIs(StatusCode::kUnavailable));
  EXPECT_THAT(OpenPostgresKeyStore("no such words", master_),
              StatusIs(StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace banso
