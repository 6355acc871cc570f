// The server as a whole: ports, health, deadlines, stopping.
#include "server/server.h"

#include <future>
#include <thread>

#include "grpc/health/v1/health.pb.h"
#include "server/options.h"
#include "server/rules/rule_file.h"
#include "tests/e2e/e2e_test.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class ServerTest : public ::testing::Test {
 protected:
  TestServer server_;
};

TEST_F(ServerTest, ASecondServerOnThePortIsRefused) {
  const ScratchDir dir;
  Options options = server_.options();
  options.listen = server_.server().address();
  options.data_dir = dir.path();
  options.store = "sqlite:" + dir.File("other.db");

  EXPECT_THAT(Server::Start(options),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("port taken")));
}

TEST_F(ServerTest, ApplicationsAreFewWhateverTheProofOfTheCaller) {
  const ScratchDir dir;
  Options options = server_.options();
  options.data_dir = dir.path();
  options.store = "sqlite:" + dir.File("other.db");
  options.application_rate = {.per_second = 1e-6, .burst = 1};
  const auto other = Server::Start(options);
  ASSERT_THAT(other, IsOk());
  const auto token = (*other)->Bootstrap();
  ASSERT_THAT(token, IsOk());
  v1::ApplyForDeskRequest request;
  request.set_desk_day("deskDays/unknown");
  const auto apply = [&](std::shared_ptr<grpc::Channel> channel) {
    const auto stub = v1::ConsultationService::NewStub(std::move(channel));
    return server_.Try(request, &v1::ConsultationService::Stub::ApplyForDesk, *stub);
  };

  EXPECT_NE(apply(TokenChannel((*other)->address(), *token)).error_code(),
            grpc::RESOURCE_EXHAUSTED);

  // One that was taken by somebody with a proof is taken.
  EXPECT_EQ(ErrorReason(apply(TokenChannel((*other)->address(), *token))), "RATE_LIMITED");
  EXPECT_EQ(ErrorReason(apply(TokenChannel((*other)->address(), ""))), "RATE_LIMITED");
}

TEST_F(ServerTest, OnlyLoopbackIsListenedOn) {
  Options options = server_.options();
  for (const char* listen :
       {"0.0.0.0:0", "[::]:0", "10.0.0.1:0", "example.org:0", "127.0.0.1.x:0", "127.0.0.999:0"}) {
    options.listen = listen;
    EXPECT_THAT(Server::Start(options),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("loopback")));
  }
  EXPECT_TRUE(IsLoopback("127.0.0.1:1"));
  EXPECT_TRUE(IsLoopback("localhost:1"));
  EXPECT_TRUE(IsLoopback("[::1]:1"));
}

TEST_F(ServerTest, AnUnknownStoreIsNeverReplacedByAnother) {
  Options options = server_.options();
  options.store = "oracle:x";
  EXPECT_THAT(Server::Start(options), StatusIs(absl::StatusCode::kInvalidArgument));
  options.store = "sqlite:/no/such/folder/banso.db";
  EXPECT_FALSE(Server::Start(options).ok());
}

TEST_F(ServerTest, HealthIsServing) {
  std::string bytes;
  const grpc::Status status = CallRaw(server_, "/grpc.health.v1.Health/Check", "", &bytes);

  grpc::health::v1::HealthCheckResponse response;
  ASSERT_TRUE(response.ParseFromString(bytes));
  EXPECT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(response.status(), grpc::health::v1::HealthCheckResponse::SERVING);
}

TEST_F(ServerTest, ACallWhoseDeadlineHasPassedWritesNothing) {
  v1::CreateCandidateRequest request;
  *request.mutable_candidate() = ACandidate();
  const Revision before = server_.server().catalog()->Current()->revision();
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() - absl::Seconds(1)));
  v1::Candidate unread;

  EXPECT_THAT(server_.candidates().CreateCandidate(&context, request, &unread),
              HasCode(grpc::DEADLINE_EXCEEDED));

  EXPECT_EQ(server_.server().catalog()->Current()->revision(), before);
}

TEST_F(ServerTest, StoppingEndsCallsThatWait) {
  v1::GetStatusRequest request;
  request.set_min_revision(1'000'000);
  auto call = std::async(std::launch::async, [&] {
    return server_.Try(request, &v1::OperationsService::Stub::GetStatus, server_.operations());
  });
  // However far the call has come: it ends, and soon.
  server_.server().Stop();

  EXPECT_FALSE(call.get().ok());
}

TEST_F(ServerTest, ReadsThatWaitNeverHoldEveryWorker) {
  v1::GetStatusRequest never;
  never.set_min_revision(1'000'000);
  const auto wait = [&](v1::OperationsService::Stub& stub) {
    return server_.Try(never, &v1::OperationsService::Stub::GetStatus, stub);
  };
  // Of four workers two may wait.
  auto first = std::async(std::launch::async, [&] { return wait(server_.operations()); });
  auto second = std::async(std::launch::async, [&] { return wait(server_.operations()); });

  // A third wait is turned away once both are there, and gives up by itself before.
  grpc::Status third;
  do {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Milliseconds(50)));
    v1::GetStatusResponse unread;
    third = server_.operations().GetStatus(&context, never, &unread);
  } while (third.error_code() == grpc::DEADLINE_EXCEEDED);

  EXPECT_THAT(third, HasCode(grpc::RESOURCE_EXHAUSTED));
  EXPECT_TRUE(DetailOf<google::rpc::RetryInfo>(third).has_retry_delay());
  server_.Create(ACandidate());
  server_.server().Stop();
  EXPECT_FALSE(first.get().ok());
  EXPECT_FALSE(second.get().ok());
}

TEST_F(ServerTest, StatusAndVerifySayWhatThereIs) {
  // An admin and a coordinator, each with a token.
  constexpr int kPrincipalsAndTokens = 4;
  const Revision revision = server_.Create(ACandidate()).revision();

  const v1::GetStatusResponse status = server_.Call(
      v1::GetStatusRequest(), &v1::OperationsService::Stub::GetStatus, server_.operations());
  const v1::VerifyResponse verified =
      server_.Call(v1::VerifyRequest(), &v1::OperationsService::Stub::Verify, server_.operations());

  EXPECT_EQ(status.store(), "sqlite");
  EXPECT_EQ(status.revision(), revision);
  EXPECT_FALSE(status.rule_set_version().empty());
  EXPECT_FALSE(status.time_zone_version().empty());
  EXPECT_EQ(status.start_time().seconds(), absl::ToUnixSeconds(TestNow()));
  for (const v1::CollectionSize& collection : status.collections()) {
    if (collection.collection() == "candidates") {
      EXPECT_EQ(collection.size(), 1);
    }
  }
  EXPECT_EQ(verified.compared_count(), 1 + kPrincipalsAndTokens);
  EXPECT_EQ(verified.differing_size(), 0);
}

TEST_F(ServerTest, ManyWritersAtOnceLoseNothing) {
  constexpr int kThreads = 4;
  constexpr int kWrites = 25;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < kWrites; ++i) server_.Create(ACandidate());
    });
  }
  for (std::thread& thread : threads) thread.join();

  EXPECT_EQ(server_.server().catalog()->Current()->candidates().size(),
            static_cast<size_t>(kThreads * kWrites));
  const v1::VerifyResponse verified =
      server_.Call(v1::VerifyRequest(), &v1::OperationsService::Stub::Verify, server_.operations());
  EXPECT_EQ(verified.differing_size(), 0);
}

TEST_F(ServerTest, OverwritesOfOneResourceFollowEachOther) {
  const v1::Employer created = server_.Create(AnEmployer());
  const std::string& name = created.name();
  constexpr int kThreads = 3;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      v1::UpdateEmployerRequest request;
      request.mutable_employer()->set_name(name);
      request.mutable_employer()->set_display_name(absl::StrCat("name ", t));
      server_.Call(request, &v1::EmployerService::Stub::UpdateEmployer, server_.employers());
    });
  }
  for (std::thread& thread : threads) thread.join();

  EXPECT_EQ(server_.server().catalog()->Current()->revision(), created.revision() + kThreads);
}

TEST(OptionsTest, FlagsAreRead) {
  const char* argv[] = {
      "banso-server", "--listen",    "127.0.0.1:1", "--store",   "postgres:", "--grace",
      "2.5",          "--log-level", "error",       "--workers", "3"};

  const CommandLine line = ParseCommandLine(std::size(argv), argv);

  EXPECT_FALSE(line.exit) << line.text;
  EXPECT_EQ(line.options.listen, "127.0.0.1:1");
  EXPECT_EQ(line.options.store, "postgres:");
  EXPECT_EQ(line.options.grace, absl::Seconds(2.5));
  EXPECT_EQ(line.options.log_level, LogLevel::kError);
  EXPECT_EQ(line.options.workers, 3);
}

TEST(OptionsTest, AWrongFlagIsALineAndExitCodeOne) {
  const char* argv[] = {"banso-server", "--colour"};

  const CommandLine line = ParseCommandLine(std::size(argv), argv);

  EXPECT_TRUE(line.exit);
  EXPECT_EQ(line.exit_code, 1);
  EXPECT_THAT(line.text, HasSubstr("--colour"));
}

TEST(OptionsTest, HelpAndVersionAreAnswered) {
  const char* help[] = {"banso-server", "--help"};
  EXPECT_EQ(ParseCommandLine(2, help).exit_code, 0);
  EXPECT_THAT(ParseCommandLine(2, help).text,
              AllOf(HasSubstr("--listen"), HasSubstr("127.0.0.1:8350")));
  const char* version[] = {"banso-server", "--version"};
  EXPECT_THAT(ParseCommandLine(2, version).text, HasSubstr("banso-server 0."));
}

TEST(OptionsTest, TheBuiltInRulesArePrintedAsARulesFile) {
  const char* argv[] = {"banso-server", "--print-rules"};

  const CommandLine line = ParseCommandLine(2, argv);

  EXPECT_TRUE(line.exit);
  EXPECT_EQ(line.exit_code, 0);
  ASSERT_OK_AND_ASSIGN(const RuleBook book, ParseRules(line.text));
  EXPECT_EQ(book.rule_sets().front().version, DefaultRuleSet().version);
}

TEST(OptionsTest, WithoutAStoreThereIsAFileInTheDataFolder) {
  const ScratchDir dir;
  Options options;
  options.data_dir = dir.File("deep/er");

  const auto store = StoreOf(options);

  ASSERT_THAT(store, IsOk());
  EXPECT_EQ(*store, "sqlite:" + dir.File("deep/er/banso.db"));
}

}  // namespace
}  // namespace banso
