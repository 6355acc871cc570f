#include "clients/cli/connection.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "banso/v1/candidate_service.grpc.pb.h"
#include "clients/cli/request_id.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace banso {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

// Of nobody: its key is kept nowhere.
constexpr char kAuthority[] =
    "-----BEGIN CERTIFICATE-----\n"
    "MIIBeTCCAR+gAwIBAgIUOEEXk3MUyRNK4VeDJLSCexp6wsIwCgYIKoZIzj0EAwIw\n"
    "ETEPMA0GA1UEAwwGTm9ib2R5MCAXDTI2MTEyMzE4NTUxMFoYDzIxMjYxMDMwMTg1\n"
    "NTEwWjARMQ8wDQYDVQQDDAZOb2JvZHkwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC\n"
    "AARhZ2hyksI7kh0P+8KijqNuV/97uZIgbkrdo4BaM1DSsMX2yn0nmCX8XQJy5Q8x\n"
    "sRjrSqLvOcxou6KxNDUstlGyo1MwUTAdBgNVHQ4EFgQUSGB3jv1gtfQKAarFamOI\n"
    "pv3RjDkwHwYDVR0jBBgwFoAUSGB3jv1gtfQKAarFamOIpv3RjDkwDwYDVR0TAQH/\n"
    "BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiBThfNKCnRdisrxTC3dSiLZk5OMpEm4\n"
    "yJla8DS/5LoQnQIhAN2D1Kx0oECmaiA8T8151ea6fyBsRSLWiKoXOC3tG782\n"
    "-----END CERTIFICATE-----\n";

grpc::Status StoreIsAway() {
  return grpc::Status(grpc::StatusCode::UNAVAILABLE, "the store is away");
}

grpc::Status TurnedAway() {
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_nanos(1'000'000);
  google::rpc::Status rich;
  rich.set_code(grpc::StatusCode::RESOURCE_EXHAUSTED);
  rich.add_details()->PackFrom(retry);
  return grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED, "too many calls",
                      rich.SerializeAsString());
}

// Answers with a failure a number of times, then OK, and remembers what every call came with.
class FlakyService final : public v1::CandidateService::Service {
 public:
  explicit FlakyService(int failures, grpc::Status failure = StoreIsAway())
      : failures_(failures), failure_(std::move(failure)) {}

  grpc::Status PauseCandidate(grpc::ServerContext* context,
                              const v1::PauseCandidateRequest* request,
                              v1::Candidate* answer) override {
    answer->set_name(request->name());
    context->AddTrailingMetadata("banso-revision", "42");
    return Answer(*context, request->request_id());
  }
  grpc::Status GetCandidate(grpc::ServerContext* context, const v1::GetCandidateRequest* request,
                            v1::Candidate* answer) override {
    answer->set_name(request->name());
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      min_revisions_.push_back(request->min_revision());
    }
    return Answer(*context, "");
  }

  std::vector<int64_t> min_revisions() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return min_revisions_;
  }
  std::vector<std::string> request_ids() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return request_ids_;
  }
  std::vector<std::string> authorizations() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return authorizations_;
  }

 private:
  grpc::Status Answer(const grpc::ServerContext& context, const std::string& request_id) {
    const std::lock_guard<std::mutex> lock(mutex_);
    request_ids_.push_back(request_id);
    const auto found = context.client_metadata().find("authorization");
    authorizations_.push_back(found == context.client_metadata().end()
                                  ? ""
                                  : std::string(found->second.data(), found->second.size()));
    return static_cast<int>(request_ids_.size()) > failures_ ? grpc::Status::OK : failure_;
  }

  const int failures_;
  const grpc::Status failure_;
  std::mutex mutex_;
  std::vector<int64_t> min_revisions_;
  std::vector<std::string> request_ids_;
  std::vector<std::string> authorizations_;
};

// Listens on every address of the machine, answers nothing, and keeps what it is sent.
class Eavesdropper {
 public:
  Eavesdropper() : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_ANY);
    EXPECT_EQ(bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(listen(socket_, 16), 0);
    socklen_t size = sizeof address;
    getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    listener_ = std::thread([this] { Listen(); });
  }
  ~Eavesdropper() { Stop(); }

  int port() const { return port_; }
  // What was heard; hears nothing more.
  std::string Stop() {
    stopping_ = true;
    if (listener_.joinable()) {
      listener_.join();
      close(socket_);
    }
    return heard_;
  }

 private:
  void Listen() {
    std::vector<pollfd> watched = {{socket_, POLLIN, 0}};
    while (!stopping_) {
      if (poll(watched.data(), watched.size(), 20) <= 0) continue;
      for (size_t i = watched.size(); i-- > 1;) {
        if (watched[i].revents == 0) continue;
        char buffer[4096];
        const ssize_t size = read(watched[i].fd, buffer, sizeof buffer);
        if (size > 0) {
          heard_.append(buffer, size);
        } else {
          close(watched[i].fd);
          watched.erase(watched.begin() + static_cast<std::ptrdiff_t>(i));
        }
      }
      if (watched[0].revents != 0)
        watched.push_back({accept(socket_, nullptr, nullptr), POLLIN, 0});
    }
    for (size_t i = 1; i < watched.size(); ++i) close(watched[i].fd);
  }

  const int socket_;
  int port_ = 0;
  std::atomic<bool> stopping_ = false;
  std::string heard_;
  std::thread listener_;
};

class ConnectionTest : public ::testing::Test {
 protected:
  Connection ConnectTo(FlakyService& service, Credentials credentials = {}) {
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(&service);
    server_ = builder.BuildAndStart();
    return Connection(
        {"127.0.0.1:" + std::to_string(port), absl::Seconds(20), std::move(credentials)});
  }

  std::unique_ptr<grpc::Server> server_;
};

TEST_F(ConnectionTest, RepeatsAWriteWithTheSameRequestId) {
  FlakyService service(2);
  const Connection connection = ConnectTo(service);
  v1::PauseCandidateRequest request;
  request.set_name("candidates/a");
  request.set_request_id(NewRequestId());
  v1::Candidate answer;

  const grpc::Status status = connection.Call("CandidateService/PauseCandidate", request, &answer);

  EXPECT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(answer.name(), "candidates/a");
  EXPECT_THAT(service.request_ids(), SizeIs(3));
  EXPECT_THAT(service.request_ids(), Each(request.request_id()));
}

TEST_F(ConnectionTest, AReadAsksForWhatWasWrittenBefore) {
  FlakyService service(0);
  const Connection connection = ConnectTo(service);
  v1::GetCandidateRequest get;
  v1::Candidate answer;
  const auto read = [&] {
    EXPECT_TRUE(connection.Call("CandidateService/GetCandidate", get, &answer).ok());
  };
  read();
  ASSERT_TRUE(
      connection.Call("CandidateService/PauseCandidate", v1::PauseCandidateRequest(), &answer)
          .ok());
  read();
  get.set_min_revision(43);
  read();

  EXPECT_THAT(service.min_revisions(), ElementsAre(0, 42, 43));
}

TEST_F(ConnectionTest, NeverRepeatsAWriteWithoutRequestId) {
  FlakyService service(2);
  const Connection connection = ConnectTo(service);
  v1::PauseCandidateRequest request;
  request.set_name("candidates/a");
  v1::Candidate answer;

  const grpc::Status status = connection.Call("CandidateService/PauseCandidate", request, &answer);

  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_THAT(service.request_ids(), SizeIs(1));
}

TEST_F(ConnectionTest, RepeatsAReadAndGivesUpInTheEnd) {
  FlakyService service(100);
  const Connection connection = ConnectTo(service);
  v1::GetCandidateRequest request;
  request.set_name("candidates/a");
  v1::Candidate answer;

  const grpc::Status status = connection.Call("CandidateService/GetCandidate", request, &answer);

  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_THAT(service.request_ids(), SizeIs(4));
}

TEST_F(ConnectionTest, ComesBackWhenToldToHoweverOften) {
  FlakyService service(10, TurnedAway());
  const Connection connection = ConnectTo(service);
  v1::PauseCandidateRequest request;  // Nothing began, so that it may be repeated.
  request.set_name("candidates/a");
  v1::Candidate answer;

  const grpc::Status status = connection.Call("CandidateService/PauseCandidate", request, &answer);

  EXPECT_TRUE(status.ok()) << status.error_message();
  EXPECT_THAT(service.request_ids(), SizeIs(11));
}

TEST_F(ConnectionTest, EveryCallCarriesTheToken) {
  FlakyService service(1);
  const Connection connection = ConnectTo(service, {.token = "banso_abc"});
  v1::GetCandidateRequest request;
  v1::Candidate answer;

  EXPECT_TRUE(connection.proven());
  EXPECT_TRUE(connection.Call("CandidateService/GetCandidate", request, &answer).ok());

  EXPECT_THAT(service.authorizations(), ElementsAre("Bearer banso_abc", "Bearer banso_abc"));
}

TEST_F(ConnectionTest, WithoutATokenNothingIsSaid) {
  FlakyService service(0);
  const Connection connection = ConnectTo(service);
  v1::GetCandidateRequest request;
  v1::Candidate answer;

  EXPECT_FALSE(connection.proven());
  EXPECT_TRUE(connection.Call("CandidateService/GetCandidate", request, &answer).ok());

  EXPECT_THAT(service.authorizations(), ElementsAre(""));
}

TEST(ConnectionSafetyTest, NothingIsSaidInPlainTextToAnAddressThatIsNotLoopback) {
  Eavesdropper eavesdropper;
  const Connection connection({absl::StrCat("0.0.0.0:", eavesdropper.port()), absl::Seconds(2),
                               Credentials{.token = "banso_abc"}});
  v1::GetCandidateRequest request;
  request.set_name("candidates/nobody");
  v1::Candidate answer;

  const grpc::Status status = connection.Call("CandidateService/GetCandidate", request, &answer);

  EXPECT_FALSE(status.ok());
  const std::string heard = eavesdropper.Stop();
  ASSERT_FALSE(heard.empty());
  EXPECT_EQ(heard[0], '\x16') << "not the handshake of TLS";
  EXPECT_THAT(heard, Not(HasSubstr("banso_abc")));
  EXPECT_THAT(heard, Not(HasSubstr("nobody")));
  EXPECT_THAT(heard, Not(HasSubstr("HTTP/2.0")));
}

TEST(ConnectionSafetyTest, WhoNamesWhomToTrustGetsTlsOnTheOwnMachineToo) {
  Eavesdropper eavesdropper;
  const Connection connection({absl::StrCat("127.0.0.1:", eavesdropper.port()), absl::Seconds(2),
                               Credentials{.token = "banso_abc", .ca = kAuthority}});
  v1::GetCandidateRequest request;
  v1::Candidate answer;

  EXPECT_FALSE(connection.Call("CandidateService/GetCandidate", request, &answer).ok());

  const std::string heard = eavesdropper.Stop();
  ASSERT_FALSE(heard.empty());
  EXPECT_EQ(heard[0], '\x16') << "not the handshake of TLS";
  EXPECT_THAT(heard, Not(HasSubstr("banso_abc")));
}

}  // namespace
}  // namespace banso
