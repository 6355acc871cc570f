#include "clients/cli/connection.h"

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "banso/v1/candidate_service.grpc.pb.h"
#include "clients/cli/request_id.h"
#include "gmock/gmock.h"

namespace banso {
namespace {

using ::testing::Each;
using ::testing::SizeIs;

// Answers UNAVAILABLE a number of times, then OK, and remembers every request id.
class FlakyService final : public v1::CandidateService::Service {
 public:
  explicit FlakyService(int failures) : failures_(failures) {}

  grpc::Status PauseCandidate(grpc::ServerContext*, const v1::PauseCandidateRequest* request,
                              v1::Candidate* answer) override {
    answer->set_name(request->name());
    return Answer(request->request_id());
  }
  grpc::Status GetCandidate(grpc::ServerContext*, const v1::GetCandidateRequest* request,
                            v1::Candidate* answer) override {
    answer->set_name(request->name());
    return Answer("");
  }

  std::vector<std::string> request_ids() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return request_ids_;
  }

 private:
  grpc::Status Answer(const std::string& request_id) {
    const std::lock_guard<std::mutex> lock(mutex_);
    request_ids_.push_back(request_id);
    return static_cast<int>(request_ids_.size()) > failures_
               ? grpc::Status::OK
               : grpc::Status(grpc::StatusCode::UNAVAILABLE, "the store is away");
  }

  const int failures_;
  std::mutex mutex_;
  std::vector<std::string> request_ids_;
};

class ConnectionTest : public ::testing::Test {
 protected:
  Connection ConnectTo(FlakyService& service) {
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(&service);
    server_ = builder.BuildAndStart();
    return Connection({"127.0.0.1:" + std::to_string(port), absl::Seconds(20)});
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

}  // namespace
}  // namespace banso
