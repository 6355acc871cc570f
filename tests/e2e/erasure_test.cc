// Erasure over RPC: nobody finds the person afterwards, and the tombstone stays.
#include "tests/e2e/introductions.h"

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

}  // namespace
}  // namespace banso
