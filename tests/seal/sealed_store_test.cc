#include "server/seal/sealed_store.h"

#include <atomic>
#include <filesystem>
#include <map>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/seal/sealing.h"
#include "server/seal/sqlite_key_store.h"
#include "server/store/columns.h"
#include "server/store/sqlite/sqlite_connection.h"
#include "server/store/sqlite/sqlite_store.h"
#include "tests/seal/files.h"
#include "tests/seal/sealed_site.h"
#include "tests/store/backends.h"
#include "tests/store/resources.h"
#include "tests/store/store_conformance_test.h"
#include "tests/support/scratch_dir.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::absl::StatusCode;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr absl::Time kNoDeadline = absl::InfiniteFuture();

Backend Sealed(const Backend& beneath) {
  Backend backend = beneath;
  backend.name = absl::StrCat("Sealed", beneath.name);
  backend.make_site = [beneath] { return std::make_unique<SealedSite>(beneath); };
  backend.keeps_sealed = false;
  return backend;
}

INSTANTIATE_TEST_SUITE_P(Sealed, StoreConformanceTest,
                         ::testing::Values(Sealed(SqliteBackend()), Sealed(PostgresBackend())),
                         BackendName);

// A sealed store on files of its own, and what lies beneath.
class SealedStoreTest : public ::testing::Test {
 protected:
  SealedStoreTest() { Open(); }

  void Open() {
    store_.reset();
    auto keys = OpenSqliteKeyStore(keys_dir_.File("keys.db"), master_);
    ASSERT_THAT(keys, IsOk());
    keys_ = *std::move(keys);
    auto inner = OpenSqliteStore(path());
    ASSERT_THAT(inner, IsOk());
    inner_ = inner->get();
    auto store = OpenSealedStore(*std::move(inner), keys_.get(), kNoDeadline);
    ASSERT_THAT(store, IsOk());
    store_ = *std::move(store);
  }

  std::string path() const { return dir_.File("store.db"); }

  absl::StatusOr<CommitResult> Commit(std::vector<Write> writes) {
    Batch batch;
    batch.writes = std::move(writes);
    return store_->Commit(batch, kNoDeadline);
  }

  absl::StatusOr<Resource> Get(const Write& write) {
    return store_->Get(write.kind, write.name, kNoDeadline);
  }

  static v1::Candidate Named(const std::string& id, const std::string& name) {
    v1::Candidate candidate = ACandidate(id);
    candidate.mutable_person_name()->set_full_name(name);
    return candidate;
  }

  const ScratchDir dir_;       // the database
  const ScratchDir keys_dir_;  // apart from it
  const Key master_ = RandomKey();
  std::unique_ptr<KeyStore> keys_;
  Store* inner_ = nullptr;
  std::unique_ptr<Store> store_;
};

TEST_F(SealedStoreTest, TheDatabaseSeesWhatIsPublicOrMatchingAndTheRestSealed) {
  v1::Candidate candidate = Named("c1", "Somebody");
  candidate.set_home_prefecture("13");

  ASSERT_THAT(Commit({Put(candidate)}), IsOk());

  ASSERT_OK_AND_ASSIGN(const Resource kept,
                       inner_->Get(ResourceKind::kCandidate, candidate.name(), kNoDeadline));
  v1::Candidate plain;
  ASSERT_TRUE(plain.ParseFromString(kept.message));
  EXPECT_EQ(plain.home_prefecture(), "13");
  EXPECT_EQ(plain.case_().stage(), v1::Case::RECEIVED);
  EXPECT_FALSE(plain.has_person_name());
  EXPECT_THAT(kept.sealed, AllOf(Not(IsEmpty()), Not(HasSubstr("Somebody"))));
  EXPECT_EQ(Get(Put(candidate)).value(), (Resource{ResourceKind::kCandidate, "candidates/c1", 1,
                                                   candidate.SerializeAsString()}));
}

TEST_F(SealedStoreTest, NoByteOfNamesOrNotesEverLiesInTheDatabasesFiles) {
  const std::vector<std::string> words = {
      "Abebe Tsegaye-Worku", "\xe7\x9b\xb8\xe8\xab\x87 \xe8\x8a\xb1\xe5\xad\x90",
      "\xd8\xa7\xd8\xb3\xd9\x85 \xd8\xaa\xd8\xac\xd8\xb1\xd9\x8a\xd8\xa8\xd9\x8a",
      "\xe1\x80\x99\xe1\x80\xbc\xe1\x80\x94\xe1\x80\xba\xe1\x80\x99\xe1\x80\xac"};
  for (const std::string& word : words) {
    v1::Candidate candidate = Named("c1", word);
    candidate.mutable_person_name()->set_kana_name(word);
    candidate.add_contacts()->set_address(word);
    candidate.mutable_case_()->add_steps()->set_reason(word);
    candidate.add_consents()->set_recipient(word);
    v1::Principal principal = APrincipal("p1");
    principal.set_display_name(word);
    v1::Token token = AToken("p1", "t1");
    token.set_secret_hash(word);
    Batch batch;
    batch.writes = {Put(candidate), Put(principal), Put(token)};
    batch.request = IdempotencyKey{.id = word.substr(0, 3),
                                   .digest = word,
                                   .response = candidate.SerializeAsString(),
                                   .time = absl::Now(),
                                   .owner = candidate.name()};
    ASSERT_THAT(store_->Commit(batch, kNoDeadline), IsOk());

    EXPECT_FALSE(OccursInFolder(dir_.path(), word));
    EXPECT_EQ(store_->FindRequest(batch.request->id, kNoDeadline).value()->response,
              batch.request->response);
  }
  EXPECT_TRUE(OccursInFolder(dir_.path(), "candidates/c1"));
  store_.reset();
  for (const std::string& word : words) EXPECT_FALSE(OccursInFolder(dir_.path(), word));
}

TEST_F(SealedStoreTest, WhoAppliedIsNotToBeReadFromTheDatabase) {
  const v1::Application application = AnApplication("hidden", "employers/e1/internships/i1", "a1");

  ASSERT_THAT(Commit({Put(AnEmployer("e1")), Put(AnInternship("e1", "i1")), Put(application)}),
              IsOk());

  EXPECT_FALSE(OccursInFolder(dir_.path(), "candidates/hidden"));
  EXPECT_EQ(Get(Put(application))->message, application.SerializeAsString());
}

TEST_F(SealedStoreTest, AMessageWithNothingPrivateMakesNoKey) {
  ASSERT_THAT(Commit({Put(AnEmployer("e1")), Put(AnInternship("e1", "i1")), Put(ACandidate("c1")),
                      Put(TheSettings())}),
              IsOk());

  EXPECT_EQ(inner_->Get(ResourceKind::kEmployer, "employers/e1", kNoDeadline)->sealed, "");
  EXPECT_EQ(keys_->Find("employers/e1").value(), std::nullopt);
  EXPECT_EQ(keys_->Find("candidates/c1").value(), std::nullopt);
}

TEST_F(SealedStoreTest, DestroyingAPersonsKeyTakesAllThatIsThePersonsAndNothingElse) {
  v1::Advisor advisor = AnAdvisor("a1");
  advisor.mutable_person_name()->set_full_name("Somebody");
  v1::Employer employer = AnEmployer("e1");
  employer.add_contacts()->set_address("desk@example.org");
  const auto principal = [](const std::string& id) {
    v1::Principal made = APrincipal(id);
    made.set_display_name("Somebody");
    return made;
  };
  v1::Principal candidates = principal("of-candidate");
  candidates.set_candidate("candidates/c1");
  v1::Principal advisors = principal("of-advisor");
  advisors.set_advisor("advisors/a1");
  v1::Token token = AToken("p1", "t1");
  token.set_secret_hash("hash");
  v1::Engagement engagement = AnEngagement("c1", "a1", "e1");  // all of it is public
  const std::vector<std::pair<Write, std::string>> owners = {
      {Put(Named("c1", "Somebody")), "candidates/c1"},
      {Put(advisor), "advisors/a1"},
      {Put(employer), "employers/e1"},
      {Put(AnInternship("e1", "i1")), ""},
      {Put(principal("p1")), "principals/p1"},
      {Put(candidates), "candidates/c1"},
      {Put(advisors), "advisors/a1"},
      {Put(token), "principals/p1"},
      {Put(engagement), ""},
      {Put(AnApplication("c1", "employers/e1/internships/i1", "a1")), "candidates/c1"},
      {Put(ARightsRequest("c1", "r1")), "candidates/c1"},
      // What outlives the person.
      {Put(AProvisionRecord("c1", "p1")), ""},
      {Put(ADeletionRequest("d1")), ""},
      {Put(ATombstone("c1")), ""}};
  std::vector<Write> writes;
  for (const auto& [write, owner] : owners) writes.push_back(write);
  ASSERT_THAT(Commit(writes), IsOk());
  std::vector<std::string> destroyed;

  for (const char* next : {"candidates/c1", "advisors/a1", "employers/e1", "principals/p1"}) {
    ASSERT_THAT(keys_->Destroy(next), IsOk());
    destroyed.emplace_back(next);

    for (const auto& [write, owner] : owners) {
      const bool gone = absl::c_linear_search(destroyed, owner);
      const auto found = Get(write);
      EXPECT_EQ(absl::IsNotFound(found.status()), gone) << write.name << " after " << next;
      EXPECT_EQ(found.ok(), !gone) << write.name;
      EXPECT_EQ(store_->GetVersion(write.kind, write.name, 1, kNoDeadline).ok(), !gone);
    }
  }
}

TEST_F(SealedStoreTest, WhoIsErasedIsLeftOutOfPagesThatStayFull) {
  std::vector<Write> writes;
  for (int i = 0; i < 9; ++i) writes.push_back(Put(Named(absl::StrCat("c", i), "Somebody")));
  ASSERT_THAT(Commit(writes), IsOk());
  for (const int i : {0, 1, 2, 5, 8}) {
    ASSERT_THAT(keys_->Destroy(absl::StrCat("candidates/c", i)), IsOk());
  }
  const auto names = [&](const std::string& after, int limit) {
    const auto page = store_->Scan(ResourceKind::kCandidate, after, limit, kNoDeadline);
    std::vector<std::string> names;
    for (const Resource& resource : *page) names.push_back(resource.name);
    return names;
  };

  EXPECT_THAT(names("", 2), ElementsAre("candidates/c3", "candidates/c4"));
  EXPECT_THAT(names("candidates/c4", 2), ElementsAre("candidates/c6", "candidates/c7"));
  EXPECT_THAT(names("candidates/c7", 2), IsEmpty());
  EXPECT_THAT(names("", 4),
              ElementsAre("candidates/c3", "candidates/c4", "candidates/c6", "candidates/c7"));
  EXPECT_THAT(store_->Scan(ResourceKind::kCandidate, "", 0, kNoDeadline),
              StatusIs(StatusCode::kInvalidArgument));
}

TEST_F(SealedStoreTest, APageThatSeveralThreadsOpenIsInOrderWithoutWhoIsErased) {
  constexpr int kPeople = 300;
  const auto name_of = [](int i) { return absl::StrCat("person ", i); };
  std::vector<Write> writes;
  for (int i = 0; i < kPeople; ++i) {
    writes.push_back(Put(Named(absl::StrCat("c", 100 + i), name_of(i))));
  }
  ASSERT_THAT(Commit(writes), IsOk());
  for (int i = 0; i < kPeople; i += 3) {
    ASSERT_THAT(keys_->Destroy(absl::StrCat("candidates/c", 100 + i)), IsOk());
  }

  ASSERT_OK_AND_ASSIGN(const std::vector<Resource> page,
                       store_->Scan(ResourceKind::kCandidate, "", kPeople, kNoDeadline));

  auto next = page.begin();
  for (int i = 0; i < kPeople; ++i) {
    if (i % 3 == 0) continue;
    ASSERT_NE(next, page.end());
    const Write& write = writes[static_cast<size_t>(i)];
    EXPECT_EQ(*next++, (Resource{write.kind, write.name, 1, *write.message}));
  }
  EXPECT_EQ(next, page.end());
}

TEST_F(SealedStoreTest, AnErasedPersonCannotBeWrittenButDeleted) {
  const v1::Candidate candidate = Named("c1", "Somebody");
  ASSERT_THAT(Commit({Put(candidate)}), IsOk());
  ASSERT_THAT(keys_->Destroy(candidate.name()), IsOk());

  EXPECT_THAT(Commit({Put(candidate)}),
              StatusIs(StatusCode::kNotFound, HasSubstr("candidates/c1")));
  EXPECT_THAT(Commit({Put(ARightsRequest("c1", "r1"))}), StatusIs(StatusCode::kNotFound));
  EXPECT_THAT(Commit({Delete(candidate, 1), Put(ATombstone("c1"))}), IsOk());
}

TEST_F(SealedStoreTest, AnErasedPersonCannotBeReadFromACopyOfBefore) {
  const std::string words = "Words That Nobody Else Would Use";
  v1::Candidate candidate = Named("c1", words);
  Batch batch;
  batch.writes = {Put(candidate)};
  batch.request = IdempotencyKey{.id = "r",
                                 .digest = "d",
                                 .response = candidate.SerializeAsString(),
                                 .time = absl::Now(),
                                 .owner = candidate.name()};
  ASSERT_THAT(store_->Commit(batch, kNoDeadline), IsOk());
  ASSERT_THAT(Commit({Put(Named("c2", "Other"))}), IsOk());
  const ScratchDir backup;
  for (const char* file : {"store.db", "store.db-wal"}) {
    std::filesystem::copy_file(dir_.File(file), backup.File(file));
  }
  ASSERT_THAT(Commit({Delete(candidate)}), IsOk());

  ASSERT_THAT(keys_->Destroy(candidate.name()), IsOk());

  ASSERT_OK_AND_ASSIGN(auto copy, OpenSqliteStore(backup.File("store.db")));
  Store* const beneath = copy.get();
  ASSERT_OK_AND_ASSIGN(const auto restored,
                       OpenSealedStore(std::move(copy), keys_.get(), kNoDeadline));
  EXPECT_THAT(beneath->Get(ResourceKind::kCandidate, candidate.name(), kNoDeadline), IsOk())
      << "the copy holds the row";
  EXPECT_THAT(restored->Get(ResourceKind::kCandidate, candidate.name(), kNoDeadline),
              StatusIs(StatusCode::kNotFound));
  EXPECT_THAT(restored->GetVersion(ResourceKind::kCandidate, candidate.name(), 1, kNoDeadline),
              StatusIs(StatusCode::kNotFound));
  ASSERT_OK_AND_ASSIGN(const auto seen,
                       restored->Scan(ResourceKind::kCandidate, "", 10, kNoDeadline));
  ASSERT_EQ(seen.size(), 1u);
  EXPECT_EQ(seen[0].name, "candidates/c2");
  EXPECT_EQ(restored->FindRequest("r", kNoDeadline).value()->response, "");
  EXPECT_EQ(restored->Commit(batch, kNoDeadline).status().code(), StatusCode::kNotFound);
  EXPECT_FALSE(OccursInFolder(backup.path(), words));
  EXPECT_FALSE(OccursInFolder(dir_.path(), words));
}

TEST_F(SealedStoreTest, AnAnswerGoesWithThePersonItIsAbout) {
  const v1::Application application = AnApplication("c1", "employers/e1/internships/i1", "a1");
  const auto request = [](const std::string& id, const std::string& owner) {
    return IdempotencyKey{
        .id = id, .digest = "d", .response = "answer", .time = absl::Now(), .owner = owner};
  };
  Batch batch;
  batch.writes = {Put(AnEmployer("e1")), Put(AnInternship("e1", "i1")), Put(application)};
  batch.request = request("by message", application.name());
  ASSERT_THAT(store_->Commit(batch, kNoDeadline), IsOk());
  batch.writes = {Put(Named("c1", "Somebody"))};
  batch.request = request("by name", "candidates/c1");
  ASSERT_THAT(store_->Commit(batch, kNoDeadline), IsOk());
  Batch of_nobody;
  of_nobody.request = request("of nobody", "");
  ASSERT_THAT(store_->Commit(of_nobody, kNoDeadline), IsOk());
  const auto answer = [&](const std::string& id) {
    return store_->FindRequest(id, kNoDeadline).value()->response;
  };
  for (const char* id : {"by message", "by name", "of nobody"}) EXPECT_EQ(answer(id), "answer");
  EXPECT_EQ(store_->Commit(of_nobody, kNoDeadline)->repeated_response, "answer");

  ASSERT_THAT(keys_->Destroy("candidates/c1"), IsOk());

  EXPECT_EQ(answer("by message"), "");
  EXPECT_EQ(answer("by name"), "");
  EXPECT_EQ(answer("of nobody"), "answer");
  // Nothing is kept of what is answered about somebody who was erased.
  Batch late;
  late.request = request("late", "candidates/c1");
  ASSERT_THAT(store_->Commit(late, kNoDeadline), IsOk());
  EXPECT_EQ(answer("late"), "");
}

TEST_F(SealedStoreTest, DigestsOfRequestsAreMasked) {
  Batch batch;
  batch.request = IdempotencyKey{
      .id = "r1", .digest = std::string(32, 'd'), .response = "", .time = absl::Now()};
  ASSERT_THAT(store_->Commit(batch, kNoDeadline), IsOk());

  EXPECT_NE(inner_->FindRequest("r1", kNoDeadline).value()->digest, batch.request->digest);
  EXPECT_EQ(store_->FindRequest("r1", kNoDeadline).value()->digest, batch.request->digest);
}

TEST_F(SealedStoreTest, WhatWasSwappedOrAlteredIsDataLossNamingTheResourceOnly) {
  v1::Principal principal = APrincipal("c1");
  principal.set_display_name("Somebody");
  ASSERT_THAT(Commit({Put(Named("c1", "Somebody")), Put(Named("c2", "Other")), Put(principal),
                      Put(AProvisionRecord("c1", "p1")), Put(AProvisionRecord("c2", "p2")),
                      Put(AnEmployer("e1")), Put(AnInternship("e1", "i1")),
                      Put(AnApplication("c1", "employers/e1/internships/i1", "a1"))}),
              IsOk());
  const auto kept = [&](ResourceKind kind, const std::string& name) {
    return inner_->Get(kind, name, kNoDeadline).value();
  };
  const auto put_beneath = [&](const Resource& resource) {
    Batch batch;
    batch.writes = {{.kind = resource.kind,
                     .name = resource.name,
                     .message = resource.message,
                     .sealed = resource.sealed}};
    ASSERT_THAT(inner_->Commit(batch, kNoDeadline), IsOk());
  };
  const auto expect_refused = [&](Resource resource) {
    put_beneath(resource);
    const auto refused = StatusIs(StatusCode::kDataLoss,
                                  AllOf(HasSubstr(resource.name), Not(HasSubstr("Somebody"))));
    EXPECT_THAT(store_->Get(resource.kind, resource.name, kNoDeadline), refused);
    EXPECT_THAT(store_->GetVersion(resource.kind, resource.name, 99, kNoDeadline), refused);
    EXPECT_THAT(store_->Scan(resource.kind, "", 9, kNoDeadline), refused);
  };
  const Resource one = kept(ResourceKind::kCandidate, "candidates/c1");
  const Resource other = kept(ResourceKind::kCandidate, "candidates/c2");

  Resource changed = one;
  changed.sealed = other.sealed;
  expect_refused(changed);
  changed = one;
  v1::Candidate plain;
  ASSERT_TRUE(plain.ParseFromString(one.message));
  plain.mutable_case_()->set_stage(v1::Case::EMPLOYED);
  changed.message = plain.SerializeAsString();
  expect_refused(changed);
  for (const size_t at : {size_t{0}, size_t{2}, size_t{10}, one.sealed.size() - 1}) {
    changed = one;
    changed.sealed[at] = static_cast<char>(changed.sealed[at] ^ 1);
    expect_refused(changed);
  }
  for (const size_t size : {size_t{1}, size_t{2}, one.sealed.size() - 1}) {
    changed = one;
    changed.sealed.resize(size);
    expect_refused(changed);
  }
  put_beneath(one);
  EXPECT_THAT(store_->Get(one.kind, one.name, kNoDeadline), IsOk());
  // Of one owner, between rows and between kinds.
  changed = kept(ResourceKind::kProvisionRecord, "provisionRecords/p1");
  changed.sealed = kept(ResourceKind::kProvisionRecord, "provisionRecords/p2").sealed;
  expect_refused(changed);
  changed = kept(ResourceKind::kApplication, "applications/a1");
  changed.sealed = one.sealed;
  expect_refused(changed);
  changed.sealed = kept(ResourceKind::kPrincipal, "principals/c1").sealed;
  put_beneath(changed);
  EXPECT_THAT(store_->Get(changed.kind, changed.name, kNoDeadline),
              StatusIs(StatusCode::kDataLoss, Not(HasSubstr("candidates/"))));
}

TEST_F(SealedStoreTest, AKeyThatCannotBeOpenedIsDataLossWithoutSayingWhose) {
  const v1::Application application = AnApplication("c1", "employers/e1/internships/i1", "a1");
  ASSERT_THAT(Commit({Put(AnEmployer("e1")), Put(AnInternship("e1", "i1")), Put(application),
                      Put(Named("c2", "Other"))}),
              IsOk());
  ASSERT_OK_AND_ASSIGN(const auto connection,
                       SqliteConnection::Open(keys_dir_.File("keys.db"), ""));
  ASSERT_THAT(
      connection->RunScript("UPDATE keys SET wrapped = x'00' WHERE owner = 'candidates/c1'"),
      IsOk());
  const auto refused = StatusIs(StatusCode::kDataLoss, Not(HasSubstr("candidates/c1")));

  EXPECT_THAT(Get(Put(application)), refused);
  EXPECT_THAT(store_->Scan(ResourceKind::kApplication, "", 9, kNoDeadline), refused);
  EXPECT_THAT(Commit({Put(application)}), refused);
  EXPECT_THAT(Get(Put(ACandidate("c2"))), IsOk());
}

TEST_F(SealedStoreTest, AnotherKeyFileIsRefused) {
  ASSERT_THAT(Commit({Put(Named("c1", "Somebody"))}), IsOk());
  store_.reset();
  for (const bool used : {false, true}) {
    ASSERT_OK_AND_ASSIGN(
        const auto keys,
        OpenSqliteKeyStore(keys_dir_.File(absl::StrCat("other", used)), RandomKey()));
    if (used) {
      ASSERT_THAT(keys->GetOrCreate(kStoreKey), IsOk());
    }
    ASSERT_OK_AND_ASSIGN(auto inner, OpenSqliteStore(path()));

    EXPECT_THAT(OpenSealedStore(std::move(inner), keys.get(), kNoDeadline),
                StatusIs(StatusCode::kFailedPrecondition, HasSubstr("keys")));
    EXPECT_EQ(keys->Find(kRecordsKey).value(), std::nullopt) << "nothing is made of it";
  }

  Open();
  EXPECT_THAT(Get(Put(ACandidate("c1"))), IsOk());
}

TEST_F(SealedStoreTest, TheSecretIsItsOwnAndNotInTheDatabase) {
  ASSERT_OK_AND_ASSIGN(const std::string secret, store_->Secret(kNoDeadline));

  EXPECT_EQ(secret.size(), 32u);
  EXPECT_NE(secret, inner_->Secret(kNoDeadline).value());
  EXPECT_FALSE(OccursInFolder(dir_.path(), secret));
  Open();
  EXPECT_EQ(store_->Secret(kNoDeadline).value(), secret);
}

TEST(SealedStoreUpgradeTest, WhatLayInPlainIsSealedAndTheSecretGoesOn) {
  const ScratchDir dir;
  const ScratchDir keys_dir;
  v1::Candidate candidate = ACandidate("c1");
  candidate.mutable_person_name()->set_full_name("Words That Nobody Else Would Use");
  std::string secret;
  {
    ASSERT_OK_AND_ASSIGN(const auto plain, OpenSqliteStore(dir.File("store.db")));
    Batch batch;
    batch.writes = {Put(candidate), Put(AnEmployer("e1")),
                    Write{.kind = ResourceKind::kTaxonomy, .name = "taxonomies/a", .message = "x"}};
    for (int i = 0; i < 1200; ++i) {
      v1::Candidate other = candidate;
      other.set_name(absl::StrCat("candidates/other", i));
      batch.writes.push_back(Put(other));
    }
    ASSERT_THAT(plain->Commit(batch, kNoDeadline), IsOk());
    ASSERT_OK_AND_ASSIGN(secret, plain->Secret(kNoDeadline));
  }
  ASSERT_TRUE(OccursInFolder(dir.path(), candidate.person_name().full_name()));
  ASSERT_OK_AND_ASSIGN(const auto keys, OpenSqliteKeyStore(keys_dir.File("keys.db"), RandomKey()));

  ASSERT_OK_AND_ASSIGN(auto inner, OpenSqliteStore(dir.File("store.db")));
  ASSERT_OK_AND_ASSIGN(const auto store,
                       OpenSealedStore(std::move(inner), keys.get(), kNoDeadline));

  EXPECT_FALSE(OccursInFolder(dir.path(), candidate.person_name().full_name()));
  const Resource expected = {ResourceKind::kCandidate, candidate.name(), 1,
                             candidate.SerializeAsString()};
  EXPECT_EQ(store->Get(expected.kind, expected.name, kNoDeadline).value(), expected);
  EXPECT_EQ(store->GetVersion(expected.kind, expected.name, 1, kNoDeadline).value(), expected);
  EXPECT_EQ(store->CurrentRevision(kNoDeadline).value(), 1);
  EXPECT_EQ(store->Secret(kNoDeadline).value(), secret);
  EXPECT_EQ(store->Get(ResourceKind::kTaxonomy, "taxonomies/a", kNoDeadline)->message, "x");
}

TEST_F(SealedStoreTest, ManyThreadsReadAndWriteWhileAPersonIsErased) {
  ASSERT_THAT(Commit({Put(Named("erased", "Somebody"))}), IsOk());
  std::atomic<bool> destroyed = false;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 3; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = 0; i < 20; ++i) {
        const v1::Candidate own = Named(absl::StrCat("own", thread), absl::StrCat("Name ", i));
        EXPECT_THAT(Commit({Put(own)}), IsOk());
        const auto read = Get(Put(own));
        ASSERT_THAT(read, IsOk());
        EXPECT_EQ(read->message, own.SerializeAsString());
        const bool before = destroyed;
        const auto erased = Get(Put(ACandidate("erased")));
        EXPECT_TRUE(erased.ok() || absl::IsNotFound(erased.status()));
        EXPECT_FALSE(before && erased.ok());
      }
    });
  }
  ASSERT_THAT(keys_->Destroy("candidates/erased"), IsOk());
  destroyed = true;
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace banso
