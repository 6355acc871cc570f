// The program as an operator meets it: a process with flags, signals and exit codes.
#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "banso/v1/audit_service.grpc.pb.h"
#include "banso/v1/candidate_service.grpc.pb.h"
#include "tests/e2e/e2e_test.h"
#include "tests/e2e/server_process.h"
#include "tests/store/scratch_database.h"

namespace banso {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

TEST(ProcessTest, SaysWhereItListensAndEndsCleanly) {
  const ScratchDir dir;
  for (const int signal : {SIGTERM, SIGINT}) {
    ServerProcess server(Flags(dir, "sqlite:" + dir.File("banso.db")));
    EXPECT_THAT(server.ReadLine(), StartsWith(std::string(kReady) + "127.0.0.1:"));

    server.Signal(signal);

    EXPECT_EQ(server.ExitCode(), 0);
    EXPECT_THAT(server.Errors(), IsEmpty());
  }
}

TEST(ProcessTest, ATakenPortIsOneLineAndExitCodeOne) {
  const ScratchDir dir;
  const ScratchDir other;
  ServerProcess first(Flags(dir, "sqlite:" + dir.File("a.db")));
  const std::string address = AddressIn(first.ReadLine());

  ServerProcess second(Flags(other, "sqlite:" + other.File("b.db"), address));

  EXPECT_EQ(second.ExitCode(), 1);
  const std::string errors = second.Errors();
  EXPECT_THAT(errors, StartsWith("banso-server: "));
  EXPECT_THAT(errors, HasSubstr("port taken"));
  EXPECT_EQ(std::count(errors.begin(), errors.end(), '\n'), 1) << errors;
  EXPECT_THAT(second.RestOfOutput(), IsEmpty());
}

TEST(ProcessTest, AnUnreachableStoreIsOneLineAndExitCodeOne) {
  const ScratchDir dir;
  for (const char* store : {"sqlite:/no/such/folder/banso.db",
                            "postgres:host=/no/such/socket connect_timeout=1", "oracle:"}) {
    ServerProcess server(Flags(dir, store));

    EXPECT_EQ(server.ExitCode(), 1) << store;
    const std::string errors = server.Errors();
    EXPECT_THAT(errors, StartsWith("banso-server: "));
    EXPECT_EQ(std::count(errors.begin(), errors.end(), '\n'), 1) << errors;
  }
}

TEST(ProcessTest, TheFirstAdminIsMadeOnce) {
  const ScratchDir dir;
  const std::string store = "sqlite:" + dir.File("banso.db");
  std::vector<std::string> flags = Flags(dir, store);
  flags.emplace_back("--bootstrap");

  EXPECT_THAT(Bootstrap(dir, store), StartsWith("banso_"));

  ServerProcess again(std::move(flags));
  EXPECT_EQ(again.ExitCode(), 1);
  EXPECT_THAT(again.RestOfOutput(), IsEmpty());
}

TEST(ProcessTest, TheMasterKeyIsReplacedByACommand) {
  const ScratchDir dir;
  const std::string store = "sqlite:" + dir.File("banso.db");
  const std::string admin = Bootstrap(dir, store);
  std::vector<std::string> rotate = Flags(dir, store);
  rotate.insert(rotate.end(), {"--rotate-master-key", dir.File("new.key")});
  ServerProcess rotation(std::move(rotate));
  ASSERT_EQ(rotation.ExitCode(), 0) << rotation.Errors();

  ServerProcess with_the_old_one(Flags(dir, store));
  EXPECT_EQ(with_the_old_one.ExitCode(), 1);
  std::vector<std::string> flags = Flags(dir, store);
  flags.insert(flags.end(), {"--master-key-file", dir.File("new.key")});
  ServerProcess with_the_new_one(std::move(flags));

  EXPECT_THAT(CoordinatorToken(AddressIn(with_the_new_one.ReadLine()), admin),
              StartsWith("banso_"));
}

TEST(ProcessTest, WhoHoldsTheMachineAndTheMasterKeyGetsInAgain) {
  const ScratchDir dir;
  const std::string store = "sqlite:" + dir.File("banso.db");
  const std::string lost = Bootstrap(dir, store);
  std::vector<std::string> recover = Flags(dir, store);
  recover.emplace_back("--recover-admin");

  ServerProcess recovery(recover);
  const std::string secret = recovery.ReadLine();
  ASSERT_EQ(recovery.ExitCode(), 0);
  EXPECT_THAT(recovery.Errors(), HasSubstr("is good still; revoke it"));

  EXPECT_THAT(secret, StartsWith("banso_"));
  EXPECT_NE(secret, lost);
  ServerProcess server(Flags(dir, store));
  const std::string address = AddressIn(server.ReadLine());
  EXPECT_THAT(CoordinatorToken(address, secret), StartsWith("banso_"));
  EXPECT_THAT(CoordinatorToken(address, lost), StartsWith("banso_")) << "nothing is revoked";
}

TEST(ProcessTest, KeysMayLieInADatabaseOfTheirOwn) {
  const ScratchDir dir;
  const ScratchDatabase data;
  const ScratchDatabase keys;
  const std::string store = "postgres:" + data.connection();
  const auto with_keys = [&](const std::string& spec, const std::vector<std::string>& more) {
    std::vector<std::string> flags = Flags(dir, store);
    flags.insert(flags.end(), {"--keys", spec});
    flags.insert(flags.end(), more.begin(), more.end());
    return flags;
  };
  const std::string apart = "postgres:" + keys.connection();
  ServerProcess bootstrap(with_keys(apart, {"--bootstrap"}));
  const std::string admin = bootstrap.ReadLine();
  ASSERT_EQ(bootstrap.ExitCode(), 0) << bootstrap.Errors();
  ServerProcess rotation(with_keys(apart, {"--rotate-master-key", dir.File("new.key")}));
  ASSERT_EQ(rotation.ExitCode(), 0) << rotation.Errors();

  ServerProcess server(with_keys(apart, {"--master-key-file", dir.File("new.key")}));

  EXPECT_THAT(CoordinatorToken(AddressIn(server.ReadLine()), admin), StartsWith("banso_"));
  EXPECT_FALSE(std::filesystem::exists(dir.File("keys.db")));
  ServerProcess together(with_keys(store, {}));
  EXPECT_EQ(together.ExitCode(), 1);
  EXPECT_THAT(together.Errors(), HasSubstr("a database of their own"));
  ServerProcess copy(with_keys(apart, {"--back-up-keys-to", dir.File("copy.db")}));
  EXPECT_EQ(copy.ExitCode(), 1);
  EXPECT_THAT(copy.Errors(), HasSubstr("kept without copies"));
}

TEST(ProcessTest, WithoutTheMasterKeyNobodyIsLetInAndNothingIsMade) {
  const ScratchDir dir;
  const std::string store = "sqlite:" + dir.File("banso.db");
  Bootstrap(dir, store);
  for (const std::vector<std::string>& command :
       {std::vector<std::string>{"--recover-admin"}, {"--accept-restore", "principals/a"}}) {
    std::vector<std::string> flags = Flags(dir, store);
    flags.insert(flags.end(), command.begin(), command.end());
    flags.insert(flags.end(), {"--master-key-file", dir.File("other.key")});
    ServerProcess process(std::move(flags));

    EXPECT_EQ(process.ExitCode(), 1);
    EXPECT_THAT(process.RestOfOutput(), IsEmpty());
    EXPECT_FALSE(std::filesystem::exists(dir.File("other.key")));
  }
}

v1::VerifyAuditResponse VerifyAudit(const std::string& address, const std::string& admin) {
  const auto audit = v1::AuditService::NewStub(TokenChannel(address, admin));
  for (;;) {
    grpc::ClientContext context;
    context.set_wait_for_ready(true);
    v1::VerifyAuditResponse response;
    const grpc::Status status = audit->VerifyAudit(&context, {}, &response);
    // Who asks again and again for what is chained every second is told to wait.
    if (status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED) continue;
    EXPECT_TRUE(status.ok()) << status.error_message();
    if (!status.ok() || !response.intact() || response.unchained() == 0) return response;
  }
}

TEST(ProcessTest, ARestoredDatabaseIsAcceptedByACommandAndToldFromThenOn) {
  const ScratchDir dir;
  const std::string file = dir.File("banso.db");
  const std::string store = "sqlite:" + file;
  const std::string admin = Bootstrap(dir, store);
  std::string principal;
  int64_t newest = 0;
  std::filesystem::copy_file(file, dir.File("backup.db"));
  {
    ServerProcess server(Flags(dir, store));
    const std::string address = AddressIn(server.ReadLine());
    CoordinatorToken(address, admin);
    grpc::ClientContext context;
    v1::WhoAmIResponse caller;
    ASSERT_TRUE(v1::AccessService::NewStub(TokenChannel(address, admin))
                    ->WhoAmI(&context, {}, &caller)
                    .ok());
    principal = caller.principal().name();
    newest = VerifyAudit(address, admin).verified();
    server.Signal(SIGTERM);
    ASSERT_EQ(server.ExitCode(), 0);
  }
  ASSERT_GT(newest, 1);
  for (const char* more : {"-wal", "-shm"}) std::filesystem::remove(file + more);
  std::filesystem::copy_file(dir.File("backup.db"), file,
                             std::filesystem::copy_options::overwrite_existing);
  std::vector<std::string> flags = Flags(dir, store);
  flags.insert(flags.end(), {"--accept-restore", principal});

  ServerProcess accept(flags);
  ASSERT_EQ(accept.ExitCode(), 0) << accept.Errors();

  ServerProcess again(flags);
  EXPECT_EQ(again.ExitCode(), 1) << "there is nothing more to accept";
  ServerProcess server(Flags(dir, store));
  const v1::VerifyAuditResponse found = VerifyAudit(AddressIn(server.ReadLine()), admin);
  EXPECT_TRUE(found.intact());
  ASSERT_EQ(found.accepted_losses_size(), 1);
  const v1::AcceptedLoss& loss = found.accepted_losses(0);
  EXPECT_LE(loss.first_number(), 2);
  EXPECT_GE(loss.last_number(), newest);
  EXPECT_EQ(loss.principal(), principal);
  EXPECT_TRUE(loss.has_accept_time());
}

TEST(ProcessTest, WithoutTlsOrTheWordPlaintextItDoesNotStart) {
  const ScratchDir dir;
  std::vector<std::string> flags = Flags(dir, "sqlite:" + dir.File("banso.db"));
  flags.erase(flags.begin());

  ServerProcess server(std::move(flags));

  EXPECT_EQ(server.ExitCode(), 1);
  EXPECT_THAT(server.Errors(), HasSubstr("--plaintext"));
}

TEST(ProcessTest, AnAcknowledgedWriteSurvivesAKilledServer) {
  const ScratchDir dir;
  const std::string store = "sqlite:" + dir.File("banso.db");
  const std::string admin = Bootstrap(dir, store);
  std::string coordinator;
  std::vector<std::string> names;
  for (int round = 0; round < 3; ++round) {
    ServerProcess server(Flags(dir, store));
    const std::string address = AddressIn(server.ReadLine());
    if (coordinator.empty()) coordinator = CoordinatorToken(address, admin);
    const auto stub = v1::CandidateService::NewStub(TokenChannel(address, coordinator));
    for (const std::string& name : names) {
      v1::GetCandidateRequest get;
      get.set_name(name);
      grpc::ClientContext context;
      context.set_wait_for_ready(true);
      v1::Candidate candidate;
      EXPECT_TRUE(stub->GetCandidate(&context, get, &candidate).ok()) << name;
    }
    for (int i = 0; i < 5; ++i) {
      v1::CreateCandidateRequest create;
      *create.mutable_candidate() = ACandidate();
      grpc::ClientContext context;
      context.set_wait_for_ready(true);
      v1::Candidate candidate;
      ASSERT_TRUE(stub->CreateCandidate(&context, create, &candidate).ok());
      names.push_back(candidate.name());
    }
    server.Signal(SIGKILL);
    EXPECT_EQ(server.ExitCode(), -1);
  }
}

}  // namespace
}  // namespace banso
