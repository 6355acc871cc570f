#include "clients/cli/rpc_errors.h"

#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace banso {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

template <typename Detail>
grpc::Status WithDetail(grpc::StatusCode code, const std::string& message, const Detail& detail) {
  google::rpc::Status rich;
  rich.set_code(code);
  rich.set_message(message);
  rich.add_details()->PackFrom(detail);
  return grpc::Status(code, message, rich.SerializeAsString());
}

TEST(RpcErrorsTest, NamesEachFieldThatIsWrongOnItsLine) {
  google::rpc::BadRequest bad;
  auto* violation = bad.add_field_violations();
  violation->set_field("candidate.skills[2].level");
  violation->set_description("must be 1 to 4");

  EXPECT_THAT(
      DescribeRpcError(WithDetail(grpc::StatusCode::INVALID_ARGUMENT, "1 field is wrong", bad),
                       "h:1", UiLanguage::kEn),
      ElementsAre("the request is wrong: 1 field is wrong",
                  "  candidate.skills[2].level: must be 1 to 4"));
}

TEST(RpcErrorsTest, SaysWhenToTryAgain) {
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(3);
  const grpc::Status status =
      WithDetail(grpc::StatusCode::RESOURCE_EXHAUSTED, "the queue is full", retry);

  EXPECT_EQ(RetryDelay(status), absl::Seconds(3));
  EXPECT_THAT(
      DescribeRpcError(status, "h:1", UiLanguage::kJa),
      ElementsAre("上限に達しました: the queue is full", "  3s 後にもう一度試してください"));
}

TEST(RpcErrorsTest, AServerThatIsNotThereIsToldFromOneThatIsBusy) {
  const grpc::Status away(grpc::StatusCode::UNAVAILABLE,
                          "failed to connect to all addresses; last error: ...");
  const grpc::Status busy(grpc::StatusCode::UNAVAILABLE, "the store is away");

  EXPECT_THAT(DescribeRpcError(away, "127.0.0.1:8350", UiLanguage::kEn),
              ElementsAre("no server at 127.0.0.1:8350; start one with ./dev run"));
  EXPECT_THAT(DescribeRpcError(busy, "127.0.0.1:8350", UiLanguage::kEn),
              ElementsAre(HasSubstr("the store is away")));
  EXPECT_EQ(ExitCodeOf(away), ExitCode::kUnreachable);
  EXPECT_EQ(ExitCodeOf(grpc::Status(grpc::StatusCode::NOT_FOUND, "")), ExitCode::kFailed);
}

TEST(RpcErrorsTest, WhatAServerSaysCannotSteerTheTerminal) {
  const auto lines = DescribeRpcError(grpc::Status(grpc::StatusCode::NOT_FOUND, "\x1b[2J"), "h:1",
                                      UiLanguage::kEn);

  EXPECT_THAT(lines[0], ::testing::Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace banso
