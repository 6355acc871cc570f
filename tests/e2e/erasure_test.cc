// Erasure over RPC: nobody finds the person afterwards, and the tombstone stays.
#include <cstdlib>
#include <string>

#include "absl/strings/escaping.h"
#include "server/seal/sealed_store.h"
#include "server/store/postgres/postgres_store.h"
#include "tests/e2e/introductions.h"
#include "tests/seal/files.h"
#include "tests/support/scratch_dir.h"

namespace banso {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class ErasureTest : public IntroductionsTest {
 protected:
  void SetUp() override {
    IntroductionsTest::SetUp();
    candidate_ = server().Create(ACandidate()).name();
    const auto channel = server().AsCandidate(candidate_);
    placement_ = v1::PlacementService::NewStub(channel);
    consents_ = v1::ConsentService::NewStub(channel);
  }

  grpc::Status Erase(v1::ConsentService::Stub& stub, v1::Tombstone* tombstone = nullptr) {
    v1::EraseCandidateRequest request;
    request.set_name(candidate_);
    return server().Try(request, &v1::ConsentService::Stub::EraseCandidate, stub, tombstone);
  }

  std::string candidate_;
  std::unique_ptr<v1::PlacementService::Stub> placement_;
  std::unique_ptr<v1::ConsentService::Stub> consents_;
};
BANSO_E2E_ON_BOTH_STORES(ErasureTest);

TEST_P(ErasureTest, APersonErasesThemselfAndIsGoneForEverybody) {
  const std::string card = OnlyCard();
  v1::Application asked;
  ASSERT_TRUE(Ask(card, &asked).ok());
  ASSERT_TRUE(Agree(*placement_, asked.name()).ok());
  ASSERT_TRUE(GetNamed(asked.name()).ok());

  v1::Tombstone tombstone;
  ASSERT_TRUE(Erase(*consents_, &tombstone).ok());

  EXPECT_EQ(tombstone.name(), "tombstones/" + candidate_.substr(candidate_.find('/') + 1));
  EXPECT_TRUE(tombstone.key_destroyed());
  EXPECT_THAT(Cards(), IsEmpty());
  EXPECT_THAT(GetCard(card), HasCode(grpc::NOT_FOUND));
  EXPECT_THAT(GetNamed(asked.name()), HasCode(grpc::NOT_FOUND));
  v1::GetCandidateRequest get;
  get.set_name(candidate_);
  EXPECT_THAT(server().Try(get, &v1::CandidateService::Stub::GetCandidate, server().candidates()),
              HasCode(grpc::NOT_FOUND));
  // The person's own token is gone as well.
  EXPECT_THAT(Erase(*consents_), HasCode(grpc::UNAUTHENTICATED));
  // What was told is to be deleted, and is known to have been told.
  EXPECT_THAT(DeletionRequests(), SizeIs(2));
  const auto records =
      server().Call(v1::ListProvisionRecordsRequest(),
                    &v1::ConsentService::Stub::ListProvisionRecords, server().consents());
  ASSERT_EQ(records.provision_records_size(), 2);
  for (const auto& record : records.provision_records()) {
    EXPECT_EQ(record.candidate(), candidate_);
    EXPECT_EQ(record.recipient(), e1_);
  }
}

TEST_P(ErasureTest, DeletingACandidateIsErasing) {
  v1::DeleteCandidateRequest request;
  request.set_name(candidate_);

  server().Call(request, &v1::CandidateService::Stub::DeleteCandidate, server().candidates());

  const auto snapshot = server().server().catalog()->Current();
  EXPECT_EQ(snapshot->tombstones().size(), 1);
  EXPECT_EQ(snapshot->candidates().Find(candidate_), nullptr);
}

TEST_P(ErasureTest, NothingComesBackWithARestart) {
  ASSERT_TRUE(Erase(server().consents()).ok());

  server().Restart();

  const auto snapshot = server().server().catalog()->Current();
  EXPECT_EQ(snapshot->candidates().Find(candidate_), nullptr);
  ASSERT_EQ(snapshot->tombstones().size(), 1);
  const auto verified = server().Call(v1::VerifyRequest(), &v1::OperationsService::Stub::Verify,
                                      server().operations());
  EXPECT_EQ(verified.differing_size(), 0);
}

// A backup of before an erasure, as the tools of PostgreSQL make and restore it.
class DumpTest : public ErasureTest {
 protected:
  static constexpr char kDatabase[] = "restored_from_a_dump";

  void TearDown() override {
    EXPECT_TRUE(PostgresSql("", absl::StrCat("DROP DATABASE IF EXISTS ", kDatabase)).ok());
  }

  void Restore() {
    ASSERT_TRUE(PostgresSql("", absl::StrCat("CREATE DATABASE ", kDatabase)).ok());
    const std::string restore = absl::StrCat(
        "psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --output=/dev/null --dbname=", kDatabase,
        " --file=", dump_);
    ASSERT_EQ(std::system(restore.c_str()), 0);
  }

  const ScratchDir dir_;
  const std::string dump_ = dir_.File("dump.sql");
};
INSTANTIATE_TEST_SUITE_P(Stores, DumpTest, ::testing::Values("Postgres"),
                         [](const auto& info) { return info.param; });

TEST_P(DumpTest, WhoIsErasedIsNotToBeReadFromADumpOfBefore) {
  v1::Application asked;
  ASSERT_TRUE(Ask(OnlyCard(), &asked).ok());
  const std::string words = "Words That Nobody Else Would Use";
  v1::Candidate other = ACandidate();
  other.mutable_person_name()->set_full_name(words);
  other = server().Create(other);
  ASSERT_EQ(std::system(("pg_dump --file=" + dump_).c_str()), 0);
  ASSERT_TRUE(Erase(server().consents()).ok());

  Restore();
  const std::string& today = server().options().store;
  PostgresOptions options;
  options.connection = absl::StrCat(today.substr(today.find(':') + 1), " dbname=", kDatabase);
  const absl::Time soon = absl::Now() + absl::Seconds(30);
  auto beneath = OpenPostgresStore(options);
  ASSERT_TRUE(beneath.ok()) << beneath.status();
  const auto row = (*beneath)->Get(ResourceKind::kCandidate, candidate_, soon);
  ASSERT_TRUE(row.ok()) << "the copy holds the row: " << row.status();
  const auto restored = OpenSealedStore(*std::move(beneath), server().server().keys(), soon);
  ASSERT_TRUE(restored.ok()) << restored.status();

  Store& store = **restored;
  EXPECT_TRUE(absl::IsNotFound(store.Get(ResourceKind::kCandidate, candidate_, soon).status()));
  EXPECT_TRUE(absl::IsNotFound(
      store.GetVersion(ResourceKind::kCandidate, candidate_, row->revision, soon).status()));
  EXPECT_TRUE(absl::IsNotFound(store.Get(ResourceKind::kApplication, asked.name(), soon).status()));
  // Who was not erased is there, with what is sealed.
  const auto rows = store.Scan(ResourceKind::kCandidate, "", 10, soon);
  ASSERT_TRUE(rows.ok()) << rows.status();
  ASSERT_EQ(rows->size(), 1u);
  v1::Candidate seen;
  ASSERT_TRUE(seen.ParseFromString(rows->front().message));
  EXPECT_EQ(seen.name(), other.name());
  EXPECT_EQ(seen.person_name().full_name(), words);
  // The dump itself never had the words.
  const std::string bytes = ReadFile(dump_);
  EXPECT_NE(bytes.find(candidate_), std::string::npos);
  EXPECT_EQ(bytes.find(words), std::string::npos);
  EXPECT_EQ(bytes.find(absl::BytesToHexString(words)), std::string::npos);
}

}  // namespace
}  // namespace banso
