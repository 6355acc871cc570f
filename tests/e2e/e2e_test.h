// A server on each kind of store, and what calls of tests have in common.
#ifndef BANSO_TESTS_E2E_E2E_TEST_H_
#define BANSO_TESTS_E2E_E2E_TEST_H_

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "grpcpp/generic/generic_stub.h"
#include "gtest/gtest.h"
#include "tests/store/backends.h"
#include "tests/support/test_server.h"

namespace banso {

// A real server on a free port. The parameter is "Sqlite" or "Postgres" (which needs PGHOST).
class E2eTest : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    if (GetParam() == "Postgres") {
      schema_ = std::make_unique<ScratchSchema>();
      server_ = std::make_unique<TestServer>(absl::StrCat("postgres:", schema_->connection()));
    } else {
      server_ = std::make_unique<TestServer>();
    }
  }

  TestServer& server() { return *server_; }

  // What the store holds, to see that nothing was written.
  Revision StoreRevision() {
    const auto revision =
        server().server().store()->CurrentRevision(absl::Now() + absl::Seconds(30));
    EXPECT_TRUE(revision.ok()) << revision.status();
    return revision.value_or(-1);
  }

 private:
  std::unique_ptr<ScratchSchema> schema_;
  std::unique_ptr<TestServer> server_;
};

#define BANSO_E2E_ON_BOTH_STORES(suite)                                            \
  INSTANTIATE_TEST_SUITE_P(Stores, suite, ::testing::Values("Sqlite", "Postgres"), \
                           [](const auto& info) { return info.param; })
#define BANSO_E2E_ON_SQLITE(suite)                                     \
  INSTANTIATE_TEST_SUITE_P(Stores, suite, ::testing::Values("Sqlite"), \
                           [](const auto& info) { return info.param; })

// Sends bytes as a unary call's request; `answer`, if given, takes those of the response.
inline grpc::Status CallRaw(const std::shared_ptr<grpc::Channel>& channel,
                            const std::string& method, const std::string& bytes,
                            std::string* answer = nullptr) {
  grpc::GenericStub stub(channel);
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(30)));
  grpc::CompletionQueue queue;
  const grpc::Slice slice(bytes);
  const grpc::ByteBuffer request(&slice, 1);
  auto call = stub.PrepareUnaryCall(&context, method, request, &queue);
  call->StartCall();
  grpc::ByteBuffer response;
  grpc::Status status;
  call->Finish(&response, &status, nullptr);
  void* tag = nullptr;
  bool ok = false;
  queue.Next(&tag, &ok);
  queue.Shutdown();
  while (queue.Next(&tag, &ok)) {
  }
  grpc::Slice received;
  if (answer != nullptr && response.DumpToSingleSlice(&received).ok()) {
    answer->assign(reinterpret_cast<const char*>(received.begin()), received.size());
  }
  return status;
}
inline grpc::Status CallRaw(TestServer& server, const std::string& method, const std::string& bytes,
                            std::string* answer = nullptr) {
  return CallRaw(server.channel(), method, bytes, answer);
}

// Matches a grpc::Status by its code.
MATCHER_P(HasCode, code, absl::StrCat("has gRPC code ", static_cast<int>(code))) {
  *result_listener << "which is " << arg.error_code() << ": " << arg.error_message();
  return arg.error_code() == code;
}

// The fields that a BadRequest names, in order.
inline std::vector<std::string> BadFields(const grpc::Status& status) {
  std::vector<std::string> fields;
  const auto bad_request = DetailOf<google::rpc::BadRequest>(status);
  for (const auto& violation : bad_request.field_violations()) {
    fields.push_back(violation.field());
  }
  return fields;
}

inline std::string ErrorReason(const grpc::Status& status) {
  return DetailOf<google::rpc::ErrorInfo>(status).reason();
}

}  // namespace banso

#endif  // BANSO_TESTS_E2E_E2E_TEST_H_
