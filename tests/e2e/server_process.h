// banso-server as a process of a test's own.
#ifndef BANSO_TESTS_E2E_SERVER_PROCESS_H_
#define BANSO_TESTS_E2E_SERVER_PROCESS_H_

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>
#include <utility>
#include <vector>

#include "banso/v1/access_service.grpc.pb.h"
#include "grpcpp/grpcpp.h"
#include "gtest/gtest.h"
#include "tests/support/scratch_dir.h"
#include "tests/support/token_channel.h"

extern char** environ;

namespace banso {

// A running banso-server.
class ServerProcess {
 public:
  // `variables` (NAME=VALUE) come before those of this process.
  explicit ServerProcess(std::vector<std::string> flags, std::vector<std::string> variables = {}) {
    int out[2];
    int err[2];
    EXPECT_EQ(pipe2(out, O_CLOEXEC), 0);
    EXPECT_EQ(pipe2(err, O_CLOEXEC), 0);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, err[1], STDERR_FILENO);
    std::vector<char*> argv;
    flags.insert(flags.begin(), BANSO_SERVER_BINARY);
    for (std::string& flag : flags) argv.push_back(flag.data());
    argv.push_back(nullptr);
    std::vector<char*> environment;
    for (std::string& variable : variables) environment.push_back(variable.data());
    for (char** inherited = environ; *inherited != nullptr; ++inherited) {
      environment.push_back(*inherited);
    }
    environment.push_back(nullptr);
    EXPECT_EQ(
        posix_spawn(&pid_, BANSO_SERVER_BINARY, &actions, nullptr, argv.data(), environment.data()),
        0);
    posix_spawn_file_actions_destroy(&actions);
    close(out[1]);
    close(err[1]);
    out_ = out[0];
    err_ = err[0];
  }
  ~ServerProcess() {
    if (pid_ > 0) {
      Signal(SIGKILL);
      ExitCode();
    }
    close(out_);
    close(err_);
  }
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

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
  // Whether it has not ended yet.
  bool Runs() {
    if (pid_ > 0 && waitpid(pid_, nullptr, WNOHANG) == pid_) pid_ = 0;
    return pid_ > 0;
  }
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

inline constexpr char kReady[] = "banso-server listening on ";

// Everything that the server keeps beside the store is in `dir`.
inline std::vector<std::string> Flags(const ScratchDir& dir, const std::string& store,
                                      const std::string& listen = "127.0.0.1:0") {
  return {"--plaintext", "--listen", listen,        "--store", store,
          "--data-dir",  dir.path(), "--log-level", "error"};
}

// The secret of the first admin of a store, made by the command.
inline std::string Bootstrap(const ScratchDir& dir, const std::string& store) {
  std::vector<std::string> flags = Flags(dir, store);
  flags.emplace_back("--bootstrap");
  ServerProcess bootstrap(std::move(flags));
  std::string secret = bootstrap.ReadLine();
  EXPECT_EQ(bootstrap.ExitCode(), 0) << bootstrap.Errors();
  return secret;
}

inline std::string AddressIn(const std::string& ready) { return ready.substr(sizeof(kReady) - 1); }

// The secret of a coordinator, made by the admin.
inline std::string CoordinatorToken(const std::string& address, const std::string& admin) {
  const auto access = v1::AccessService::NewStub(TokenChannel(address, admin));
  v1::CreatePrincipalRequest create;
  create.mutable_principal()->set_role(v1::Access::COORDINATOR);
  v1::Principal principal;
  grpc::ClientContext create_context;
  create_context.set_wait_for_ready(true);
  EXPECT_TRUE(access->CreatePrincipal(&create_context, create, &principal).ok());
  v1::IssueTokenRequest issue;
  issue.set_parent(principal.name());
  v1::IssueTokenResponse issued;
  grpc::ClientContext issue_context;
  EXPECT_TRUE(access->IssueToken(&issue_context, issue, &issued).ok());
  return issued.secret();
}

}  // namespace banso

#endif  // BANSO_TESTS_E2E_SERVER_PROCESS_H_
