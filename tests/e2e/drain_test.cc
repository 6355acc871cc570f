// A server that is stopped under load.
#include <atomic>
#include <future>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/clock.h"
#include "banso/v1/candidate_service.grpc.pb.h"
#include "banso/v1/operations_service.grpc.pb.h"
#include "tests/e2e/e2e_test.h"
#include "tests/e2e/server_process.h"
#include "tests/support/becomes.h"

namespace banso {
namespace {

using ::testing::AnyOf;
using ::testing::IsEmpty;

constexpr absl::Duration kDrain = absl::Seconds(2);
constexpr absl::Duration kLongest = absl::Seconds(60);

struct Ended {
  int calls = 0;
  grpc::Status status;  // of the first that failed
  absl::Time time;
};

// Makes one call after the other until one fails; `call` is told how many succeeded before.
template <typename Call>
Ended CallUntilItFails(Call call) {
  Ended ended;
  const absl::Time give_up = absl::Now() + kLongest;
  do {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(20)));
    ended.status = call(&context, ended.calls);
    ended.time = absl::Now();
    ++ended.calls;
  } while (ended.status.ok() && ended.time < give_up);
  return ended;
}

class DrainTest : public ::testing::Test {
 protected:
  // Starts a server that is stopped in these seconds, with a coordinator.
  void Start(const char* drain, const char* grace) {
    const std::string store = "sqlite:" + dir_.File("banso.db");
    const std::string admin = Bootstrap(dir_, store);
    std::vector<std::string> flags = Flags(dir_, store);
    for (const char* flag : {"--rate", "0", "--drain", drain, "--grace", grace}) {
      flags.emplace_back(flag);
    }
    process_ = std::make_unique<ServerProcess>(std::move(flags));
    address_ = AddressIn(process_->ReadLine());
    token_ = CoordinatorToken(address_, admin);
  }

  const ScratchDir dir_;
  std::unique_ptr<ServerProcess> process_;
  std::string address_;
  std::string token_;
};

TEST_F(DrainTest, NoCallFailsBeforeTheTimeIsOverAndThenSoThatItMayBeRepeated) {
  Start("2", "10");
  std::vector<std::future<Ended>> callers;
  std::atomic<int> connected = 0;
  for (int i = 0; i < 3; ++i) {
    callers.push_back(std::async(std::launch::async, [&] {
      const auto stub = v1::CandidateService::NewStub(TokenChannel(address_, token_));
      return CallUntilItFails([&](grpc::ClientContext* context, int calls) {
        if (calls == 1) ++connected;
        v1::CreateCandidateRequest create;
        *create.mutable_candidate() = ACandidate();
        v1::Candidate unread;
        return stub->CreateCandidate(context, create, &unread);
      });
    }));
    callers.push_back(std::async(std::launch::async, [&] {
      const auto stub = v1::OperationsService::NewStub(TokenChannel(address_, token_));
      return CallUntilItFails([&](grpc::ClientContext* context, int calls) {
        if (calls == 1) ++connected;
        v1::GetStatusResponse unread;
        return stub->GetStatus(context, {}, &unread);
      });
    }));
  }
  ASSERT_TRUE(Becomes([&] { return connected == 6; }));
  const absl::Time signalled = absl::Now();
  process_->Signal(SIGTERM);

  for (auto& caller : callers) {
    const Ended ended = caller.get();
    // CANCELLED: it called in the very instant in which the connection ended.
    EXPECT_THAT(ended.status, AnyOf(HasCode(grpc::UNAVAILABLE), HasCode(grpc::CANCELLED)));
    EXPECT_GE(ended.time - signalled, kDrain);
    EXPECT_GT(ended.calls, 1);
  }
  EXPECT_EQ(process_->ExitCode(), 0);
  EXPECT_THAT(process_->Errors(), IsEmpty());
}

TEST_F(DrainTest, ASecondSignalEndsTheWait) {
  Start("600", "10");
  const absl::Time start = absl::Now();
  process_->Signal(SIGTERM);
  process_->Signal(SIGINT);

  EXPECT_EQ(process_->ExitCode(), 0);
  EXPECT_LT(absl::Now() - start, absl::Seconds(600));
}

TEST_F(DrainTest, AStreamThatDoesNotEndIsUnavailableWhenTheGraceIsOver) {
  Start("0", "0.2");
  const auto stub = v1::CandidateService::NewStub(TokenChannel(address_, token_));
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + kLongest));
  const auto stream = stub->ImportCandidates(&context);
  v1::ImportCandidatesRequest row;
  row.mutable_candidate()->CopyFrom(ACandidate());
  ASSERT_TRUE(stream->Write(row));
  v1::ImportCandidatesResponse answer;
  ASSERT_TRUE(stream->Read(&answer));

  process_->Signal(SIGTERM);

  EXPECT_FALSE(stream->Read(&answer));
  EXPECT_THAT(stream->Finish(), HasCode(grpc::UNAVAILABLE));
  EXPECT_EQ(process_->ExitCode(), 0);
}

}  // namespace
}  // namespace banso
