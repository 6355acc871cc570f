// A store that goes from a SQLite file into PostgreSQL, as an operator takes it there.
#include <algorithm>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "banso/v1/audit_service.grpc.pb.h"
#include "banso/v1/candidate_service.grpc.pb.h"
#include "banso/v1/consent_service.grpc.pb.h"
#include "banso/v1/operations_service.grpc.pb.h"
#include "tests/e2e/e2e_test.h"
#include "tests/e2e/server_process.h"
#include "tests/support/becomes.h"

namespace banso {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

class MovingTest : public ::testing::Test {
 protected:
  void SetUp() override {
    admin_ = Bootstrap(dir_, from_);
    ServerProcess server(Flags(dir_, from_));
    address_ = AddressIn(server.ReadLine());
    coordinator_ = CoordinatorToken(address_, admin_);
    for (int i = 0; i < 3; ++i) candidates_.push_back(Create());
    v1::EraseCandidateRequest erase;
    erase.set_name(Create().name());
    erased_ = erase.name();
    Call<v1::ConsentService>(coordinator_, erase, &v1::ConsentService::Stub::EraseCandidate);
    log_ = Verified();
    server.Signal(SIGTERM);
    ASSERT_EQ(server.ExitCode(), 0);
  }

  template <typename Service, typename Request, typename Response>
  Response Call(const std::string& token, const Request& request,
                grpc::Status (Service::Stub::*method)(grpc::ClientContext*, const Request&,
                                                      Response*),
                grpc::StatusCode code = grpc::StatusCode::OK) {
    const auto stub = Service::NewStub(TokenChannel(address_, token));
    grpc::ClientContext context;
    context.set_wait_for_ready(true);
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(30)));
    Response response;
    const grpc::Status status = ((*stub).*method)(&context, request, &response);
    EXPECT_EQ(status.error_code(), code) << status.error_message();
    return response;
  }

  v1::Candidate Create() {
    v1::CreateCandidateRequest create;
    *create.mutable_candidate() = ACandidate();
    return Call<v1::CandidateService>(coordinator_, create,
                                      &v1::CandidateService::Stub::CreateCandidate);
  }

  v1::Candidate Get(const std::string& name, grpc::StatusCode code = grpc::StatusCode::OK) {
    v1::GetCandidateRequest get;
    get.set_name(name);
    return Call<v1::CandidateService>(coordinator_, get, &v1::CandidateService::Stub::GetCandidate,
                                      code);
  }

  // How many rows of the audit log are right, once all are chained.
  int64_t Verified() {
    v1::VerifyAuditResponse found;
    EXPECT_TRUE(Becomes([&] {
      grpc::ClientContext context;
      context.set_wait_for_ready(true);
      context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(30)));
      const grpc::Status status = v1::AuditService::NewStub(TokenChannel(address_, admin_))
                                      ->VerifyAudit(&context, {}, &found);
      // Who asks again and again for what is chained every second is told to wait.
      if (status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED) return false;
      EXPECT_TRUE(status.ok()) << status.error_message();
      EXPECT_TRUE(found.intact()) << found.ShortDebugString();
      return !status.ok() || !found.intact() || found.unchained() == 0;
    }));
    EXPECT_EQ(found.accepted_losses_size(), 0);
    return found.verified();
  }

  std::vector<std::string> MoveFlags(const std::string& from, const std::string& to) const {
    std::vector<std::string> flags = Flags(dir_, from);
    flags.insert(flags.end(), {"--move-store-to", to});
    return flags;
  }

  const ScratchDir dir_;
  const ScratchSchema schema_;
  const std::string from_ = "sqlite:" + dir_.File("banso.db");
  const std::string to_ = "postgres:" + schema_.connection();
  std::string admin_, coordinator_, address_, erased_;
  std::vector<v1::Candidate> candidates_;
  int64_t log_ = 0;
};

TEST_F(MovingTest, EverybodyFindsTheStoreInPostgresAsItWas) {
  ServerProcess move(MoveFlags(from_, to_));
  EXPECT_THAT(move.ReadLine(), HasSubstr("rows are moved and compared"));
  EXPECT_THAT(move.Errors(), HasSubstr("compared candidates: 3 rows"));
  ASSERT_EQ(move.ExitCode(), 0);

  ServerProcess server(Flags(dir_, to_));
  address_ = AddressIn(server.ReadLine());

  for (const v1::Candidate& candidate : candidates_) {
    EXPECT_EQ(Get(candidate.name()).SerializeAsString(), candidate.SerializeAsString());
  }
  Get(erased_, grpc::StatusCode::NOT_FOUND);
  const auto same = Call<v1::OperationsService>(admin_, v1::VerifyRequest(),
                                                &v1::OperationsService::Stub::Verify);
  EXPECT_THAT(same.differing(), IsEmpty());
  EXPECT_GT(same.compared_count(), 3);
  EXPECT_GE(Verified(), log_);
  // What is written next is newer than all that was.
  EXPECT_GT(Create().revision(), candidates_.back().revision());
}

TEST_F(MovingTest, AServerOnTheOldFileIsToldWhereItsStoreIsNot) {
  ServerProcess move(MoveFlags(from_, to_));
  move.RestOfOutput();
  move.Errors();
  ASSERT_EQ(move.ExitCode(), 0);

  ServerProcess server(Flags(dir_, from_));

  EXPECT_EQ(server.ExitCode(), 1);
  EXPECT_THAT(server.Errors(), HasSubstr("was moved from here into another database"));
}

TEST_F(MovingTest, WhatCannotBeMovedIsOneLineAndChangesNothing) {
  const std::string second = "sqlite:" + dir_.File("second.db");
  for (const auto& [flags, words] :
       {std::pair(MoveFlags(from_, second), "must be postgres:CONNINFO"),
        std::pair(MoveFlags(to_, to_), "moves a SQLite file"),
        std::pair(MoveFlags(second, to_), "there is no store")}) {
    ServerProcess move(flags);

    EXPECT_EQ(move.ExitCode(), 1);
    const std::string errors = move.Errors();
    EXPECT_THAT(errors, HasSubstr(words));
    EXPECT_EQ(std::count(errors.begin(), errors.end(), '\n'), 1) << errors;
  }
  EXPECT_FALSE(std::filesystem::exists(dir_.File("second.db")));
  ServerProcess server(Flags(dir_, from_));
  address_ = AddressIn(server.ReadLine());
  Get(candidates_.front().name());
}

}  // namespace
}  // namespace banso
