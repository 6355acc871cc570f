// The program as an operator meets it: a process with flags, signals and exit codes.
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <vector>

#include "banso/v1/candidate_service.grpc.pb.h"
#include "tests/e2e/e2e_test.h"

extern char** environ;

namespace banso {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

// A running banso-server.
class Process {
 public:
  explicit Process(std::vector<std::string> flags) {
    int out[2];
    int err[2];
    EXPECT_EQ(pipe(out), 0);
    EXPECT_EQ(pipe(err), 0);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, err[1], STDERR_FILENO);
    for (const int fd : {out[0], out[1], err[0], err[1]}) {
      posix_spawn_file_actions_addclose(&actions, fd);
    }
    std::vector<char*> argv;
    flags.insert(flags.begin(), BANSO_SERVER_BINARY);
    for (std::string& flag : flags) argv.push_back(flag.data());
    argv.push_back(nullptr);
    EXPECT_EQ(posix_spawn(&pid_, BANSO_SERVER_BINARY, &actions, nullptr, argv.data(), environ), 0);
    posix_spawn_file_actions_destroy(&actions);
    close(out[1]);
    close(err[1]);
    out_ = out[0];
    err_ = err[0];
  }
  ~Process() {
    if (pid_ > 0) {
      Signal(SIGKILL);
      ExitCode();
    }
    close(out_);
    close(err_);
  }
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  // The next line of standard output, without its end; what there is if the stream ends.
  std::string ReadLine() {
    std::string line;
    char c = 0;
    while (read(out_, &c, 1) == 1 && c != '\n') line.push_back(c);
    return line;
  }
  std::string RestOfOutput() { return ReadAll(out_); }
  std::string Errors() { return ReadAll(err_); }

  void Signal(int signal) { kill(pid_, signal); }
  // Waits for the end. -1 if a signal ended it.
  int ExitCode() {
    int status = 0;
    waitpid(pid_, &status, 0);
    pid_ = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

 private:
  static std::string ReadAll(int fd) {
    std::string text;
    char buffer[4096];
    for (ssize_t count; (count = read(fd, buffer, sizeof(buffer))) > 0;) text.append(buffer, count);
    return text;
  }

  pid_t pid_ = 0;
  int out_ = -1;
  int err_ = -1;
};

constexpr char kReady[] = "banso-server listening on ";

std::vector<std::string> Flags(const std::string& store,
                               const std::string& listen = "127.0.0.1:0") {
  return {"--listen", listen, "--store", store, "--log-level", "error"};
}

std::unique_ptr<v1::CandidateService::Stub> Connect(const std::string& ready) {
  return v1::CandidateService::NewStub(
      grpc::CreateChannel(ready.substr(sizeof(kReady) - 1), grpc::InsecureChannelCredentials()));
}

TEST(ProcessTest, SaysWhereItListensAndEndsCleanly) {
  const ScratchDir dir;
  for (const int signal : {SIGTERM, SIGINT}) {
    Process server(Flags("sqlite:" + dir.File("banso.db")));
    EXPECT_THAT(server.ReadLine(), StartsWith(std::string(kReady) + "127.0.0.1:"));

    server.Signal(signal);

    EXPECT_EQ(server.ExitCode(), 0);
    EXPECT_THAT(server.Errors(), IsEmpty());
  }
}

TEST(ProcessTest, ATakenPortIsOneLineAndExitCodeOne) {
  const ScratchDir dir;
  Process first(Flags("sqlite:" + dir.File("a.db")));
  const std::string address = first.ReadLine().substr(sizeof(kReady) - 1);

  Process second(Flags("sqlite:" + dir.File("b.db"), address));

  EXPECT_EQ(second.ExitCode(), 1);
  const std::string errors = second.Errors();
  EXPECT_THAT(errors, StartsWith("banso-server: "));
  EXPECT_THAT(errors, HasSubstr("port taken"));
  EXPECT_EQ(std::count(errors.begin(), errors.end(), '\n'), 1) << errors;
  EXPECT_THAT(second.RestOfOutput(), IsEmpty());
}

TEST(ProcessTest, AnUnreachableStoreIsOneLineAndExitCodeOne) {
  for (const char* store : {"sqlite:/no/such/folder/banso.db",
                            "postgres:host=/no/such/socket connect_timeout=1", "oracle:"}) {
    Process server(Flags(store));

    EXPECT_EQ(server.ExitCode(), 1) << store;
    const std::string errors = server.Errors();
    EXPECT_THAT(errors, StartsWith("banso-server: "));
    EXPECT_EQ(std::count(errors.begin(), errors.end(), '\n'), 1) << errors;
  }
}

TEST(ProcessTest, AnAcknowledgedWriteSurvivesAKilledServer) {
  const ScratchDir dir;
  const std::string store = "sqlite:" + dir.File("banso.db");
  std::vector<std::string> names;
  for (int round = 0; round < 3; ++round) {
    Process server(Flags(store));
    const auto stub = Connect(server.ReadLine());
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
