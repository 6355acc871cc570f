#include "tests/e2e/cluster.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "banso/v1/access_service.grpc.pb.h"
#include "banso/v1/operations_service.grpc.pb.h"
#include "gtest/gtest.h"
#include "tests/support/token_channel.h"

namespace banso {
namespace {

constexpr absl::Duration kCallTime = absl::Seconds(10);
constexpr int kShortestReconnectMilliseconds = 20;
constexpr int kLongestReconnectMilliseconds = 200;
// Of one attempt to connect, which takes its time on a busy machine.
constexpr int kConnectMilliseconds = 5000;

// Starts a program, its standard output into `out` unless that is negative.
pid_t Spawn(const std::vector<std::string>& command, int out) {
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const pid_t child = fork();
  if (child != 0) return child;
  const int nowhere = open("/dev/null", O_RDWR);
  dup2(nowhere, STDIN_FILENO);
  dup2(out >= 0 ? out : nowhere, STDOUT_FILENO);
  // BANSO_CLUSTER_LOG names a file for what the programs say of errors.
  const char* log = std::getenv("BANSO_CLUSTER_LOG");
  const int err = log == nullptr ? nowhere : open(log, O_WRONLY | O_CREAT | O_APPEND, 0600);
  dup2(err, STDERR_FILENO);
  execvp(arguments[0], arguments.data());
  _exit(127);
}

std::string FirstLine(int descriptor) {
  std::string line;
  char c = 0;
  while (read(descriptor, &c, 1) == 1 && c != '\n') line.push_back(c);
  return line;
}

std::shared_ptr<grpc::Channel> ChannelOf(const std::string& address, const std::string& token) {
  grpc::ChannelArguments arguments;
  // A connection of its own, that comes back soon.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, kShortestReconnectMilliseconds);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, kConnectMilliseconds);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kLongestReconnectMilliseconds);
  std::vector<std::unique_ptr<grpc::experimental::ClientInterceptorFactoryInterface>> factories;
  factories.push_back(std::make_unique<TokenInterceptorFactory>(token));
  return grpc::experimental::CreateCustomChannelWithInterceptors(
      address, grpc::InsecureChannelCredentials(), arguments, std::move(factories));
}

std::string Environment(const char* name) {
  const char* value = std::getenv(name);
  EXPECT_NE(value, nullptr) << name << " is not set: run with tests/support/with_postgres.sh";
  return value == nullptr ? "" : value;
}

// Runs an SQL statement; false if the server refuses it or is away.
bool Sql(const std::string& statement) {
  return RunToEnd({"psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-c", statement}) == 0;
}

}  // namespace

int RunToEnd(const std::vector<std::string>& command, std::string* line) {
  int ends[2] = {-1, -1};
  if (line != nullptr && pipe2(ends, O_CLOEXEC) != 0) return -1;
  const pid_t child = Spawn(command, ends[1]);
  if (line != nullptr) {
    close(ends[1]);
    *line = FirstLine(ends[0]);
    close(ends[0]);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

PostgresServer::PostgresServer() : data_(Environment("PGHOST") + "/data") {
  // The file holds the command line: the program, then each option in quotes.
  std::ifstream file(data_ + "/postmaster.opts");
  std::string line;
  std::getline(file, line);
  const size_t space = line.find(' ');
  EXPECT_NE(space, std::string::npos) << "cannot read how PostgreSQL was started";
  const std::string program = line.substr(0, space);
  bin_ = program.substr(0, program.rfind('/'));
  // pg_ctl says -D itself.
  const std::string folder = absl::StrCat("\"-D\" \"", data_, "\"");
  options_ = line.substr(space + 1);
  if (const size_t at = options_.find(folder); at != std::string::npos) {
    options_.erase(at, folder.size());
  }
}

std::vector<std::string> PostgresServer::PgCtl(const std::vector<std::string>& arguments) const {
  std::vector<std::string> command;
  if (geteuid() == 0) {
    command = {"setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--reset-env"};
  }
  command.insert(command.end(), {bin_ + "/pg_ctl", "-D", data_, "-s", "-w"});
  command.insert(command.end(), arguments.begin(), arguments.end());
  return command;
}

void PostgresServer::Kill() { RunToEnd(PgCtl({"-m", "immediate", "stop"})); }

bool PostgresServer::Start() {
  return RunToEnd(PgCtl({"-l", data_ + "/../log", "-o", options_, "start"})) == 0;
}

bool PostgresServer::DropConnections() {
  return Sql(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
      " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()");
}

Replica::Replica(std::vector<std::string> flags) : flags_(std::move(flags)) {
  int ends[2];
  EXPECT_EQ(pipe2(ends, O_CLOEXEC), 0);
  std::vector<std::string> command = {BANSO_SERVER_BINARY, "--listen", "127.0.0.1:0"};
  command.insert(command.end(), flags_.begin(), flags_.end());
  pid_ = banso::Spawn(command, ends[1]);
  close(ends[1]);
  const std::string line = FirstLine(ends[0]);
  close(ends[0]);
  address_ = line.substr(line.rfind(' ') + 1);
  EXPECT_NE(address_, "") << "a server did not start: " << absl::StrJoin(command, " ");
}

Replica::~Replica() {
  Resume();
  Kill();
}

void Replica::Spawn() {
  std::vector<std::string> command = {BANSO_SERVER_BINARY, "--listen", address_};
  command.insert(command.end(), flags_.begin(), flags_.end());
  pid_ = banso::Spawn(command, -1);
}

bool Replica::StartIfEnded() {
  const std::lock_guard<std::mutex> lock(mu_);
  if (pid_ > 0 && waitpid(pid_, nullptr, WNOHANG) == 0) return false;
  Spawn();
  return true;
}

bool Replica::Kill() {
  const std::lock_guard<std::mutex> lock(mu_);
  if (pid_ <= 0) return false;
  const bool ran = waitpid(pid_, nullptr, WNOHANG) == 0;
  if (ran) {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  pid_ = -1;
  return ran;
}

void Replica::Pause() {
  const std::lock_guard<std::mutex> lock(mu_);
  if (pid_ > 0) kill(pid_, SIGSTOP);
}

void Replica::Resume() {
  const std::lock_guard<std::mutex> lock(mu_);
  if (pid_ > 0) kill(pid_, SIGCONT);
}

Cluster::Cluster(int size, const std::vector<std::string>& flags) {
  // A schema of its own, named after the folder.
  const std::string schema = "s" + dir_.path().substr(dir_.path().rfind('.') + 1);
  EXPECT_TRUE(Sql(absl::StrCat("CREATE SCHEMA \"", schema, "\"")));
  std::vector<std::string> common = {
      "--plaintext",
      "--store",
      absl::StrCat("postgres:options='-csearch_path=\"", schema, "\"'"),
      "--data-dir",
      dir_.path(),
      "--rate",
      "0",
      "--public-rate",
      "0",
      "--log-level",
      "warning"};
  common.insert(common.end(), flags.begin(), flags.end());
  std::vector<std::string> bootstrap = common;
  bootstrap.insert(bootstrap.begin(), BANSO_SERVER_BINARY);
  bootstrap.emplace_back("--bootstrap");
  EXPECT_EQ(RunToEnd(bootstrap, &admin_), 0);
  for (int i = 0; i < size; ++i) replicas_.push_back(std::make_unique<Replica>(common));

  const auto access = v1::AccessService::NewStub(AsAdmin(0));
  v1::CreatePrincipalRequest create;
  create.mutable_principal()->set_role(v1::Access::COORDINATOR);
  v1::Principal principal;
  grpc::ClientContext create_context;
  create_context.set_wait_for_ready(true);
  create_context.set_deadline(absl::ToChronoTime(absl::Now() + kCallTime));
  const grpc::Status created = access->CreatePrincipal(&create_context, create, &principal);
  EXPECT_TRUE(created.ok()) << created.error_message();
  v1::IssueTokenRequest issue;
  issue.set_parent(principal.name());
  v1::IssueTokenResponse issued;
  grpc::ClientContext issue_context;
  const grpc::Status was_issued = access->IssueToken(&issue_context, issue, &issued);
  EXPECT_TRUE(was_issued.ok()) << was_issued.error_message();
  coordinator_ = issued.secret();
}

std::shared_ptr<grpc::Channel> Cluster::AsCoordinator(int replica) const {
  return ChannelOf(replicas_[replica]->address(), coordinator_);
}

std::shared_ptr<grpc::Channel> Cluster::AsAdmin(int replica) const {
  return ChannelOf(replicas_[replica]->address(), admin_);
}

bool Cluster::WaitUntilAllAnswer(int64_t revision, absl::Time deadline) {
  for (int i = 0; i < size(); ++i) {
    const auto operations = v1::OperationsService::NewStub(AsAdmin(i));
    v1::GetStatusRequest request;
    request.set_min_revision(revision);
    for (grpc::Status status(grpc::StatusCode::UNAVAILABLE, ""); !status.ok();) {
      if (absl::Now() > deadline) {
        ADD_FAILURE() << "replica " << i << ": " << status.error_message();
        return false;
      }
      replicas_[i]->StartIfEnded();
      grpc::ClientContext context;
      context.set_wait_for_ready(true);
      context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(2)));
      v1::GetStatusResponse response;
      status = operations->GetStatus(&context, request, &response);
    }
  }
  return true;
}

}  // namespace banso
