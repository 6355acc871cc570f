#include "tests/e2e/cluster.h"

#include <csignal>
#include <utility>

#include "absl/time/clock.h"
#include "banso/v1/operations_service.grpc.pb.h"
#include "gtest/gtest.h"
#include "tests/support/token_channel.h"

namespace banso {
namespace {

constexpr int kShortestReconnectMilliseconds = 20;
constexpr int kLongestReconnectMilliseconds = 200;
// Of one attempt to connect, which takes its time on a busy machine.
constexpr int kConnectMilliseconds = 5000;

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

}  // namespace

RestartedServer::RestartedServer(const ScratchDir* dir, std::string store)
    : dir_(*dir), store_(std::move(store)), process_(Start("127.0.0.1:0")) {
  address_ = AddressIn(process_->ReadLine());
}

RestartedServer::~RestartedServer() { Resume(); }

std::unique_ptr<ServerProcess> RestartedServer::Start(const std::string& listen) const {
  std::vector<std::string> flags = Flags(dir_, store_, listen);
  flags.insert(flags.end(), {"--rate", "0", "--public-rate", "0"});
  return std::make_unique<ServerProcess>(std::move(flags));
}

void RestartedServer::StartIfEnded() {
  if (!process_->Runs()) process_ = Start(address_);
}

bool RestartedServer::Kill() {
  if (!process_->Runs()) return false;
  process_->Signal(SIGKILL);
  process_->ExitCode();
  return true;
}

void RestartedServer::Pause() {
  if (process_->Runs()) process_->Signal(SIGSTOP);
}

void RestartedServer::Resume() {
  if (process_->Runs()) process_->Signal(SIGCONT);
}

Cluster::Cluster(int size) {
  postgres_.WritePassword("first");
  admin_ = Bootstrap(dir_, postgres_.store());
  for (int i = 0; i < size; ++i) {
    servers_.push_back(std::make_unique<RestartedServer>(&dir_, postgres_.store()));
  }
  coordinator_ = CoordinatorToken(servers_[0]->address(), admin_);
}

std::shared_ptr<grpc::Channel> Cluster::AsCoordinator(int server) const {
  return ChannelOf(servers_[server]->address(), coordinator_);
}

std::shared_ptr<grpc::Channel> Cluster::AsAdmin(int server) const {
  return ChannelOf(servers_[server]->address(), admin_);
}

bool Cluster::WaitUntilAllAnswer(int64_t revision, absl::Time deadline) {
  for (int i = 0; i < size(); ++i) {
    const auto operations = v1::OperationsService::NewStub(AsAdmin(i));
    v1::GetStatusRequest request;
    request.set_min_revision(revision);
    for (grpc::Status status(grpc::StatusCode::UNAVAILABLE, ""); !status.ok();) {
      if (absl::Now() > deadline) {
        ADD_FAILURE() << "server " << i << ": " << status.error_message();
        return false;
      }
      servers_[i]->StartIfEnded();
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
