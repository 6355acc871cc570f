#include "clients/cli/rpc_errors.h"

#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"

namespace banso {
namespace {

using ::testing::_;
using ::testing::AllOf;
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
                       {"h:1"}, UiLanguage::kEn),
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
      DescribeRpcError(status, {"h:1"}, UiLanguage::kJa),
      ElementsAre("上限に達しました: the queue is full", "  3s 後にもう一度試してください"));
}

TEST(RpcErrorsTest, AServerThatIsNotThereIsToldFromOneThatIsBusy) {
  const grpc::Status away(grpc::StatusCode::UNAVAILABLE,
                          "failed to connect to all addresses; last error: ...");
  const grpc::Status busy(grpc::StatusCode::UNAVAILABLE, "the store is away");

  EXPECT_THAT(DescribeRpcError(away, {"127.0.0.1:8350"}, UiLanguage::kEn),
              ElementsAre("no server at 127.0.0.1:8350; start one with ./dev run"));
  EXPECT_THAT(DescribeRpcError(busy, {"127.0.0.1:8350"}, UiLanguage::kEn),
              ElementsAre(HasSubstr("the store is away")));
  EXPECT_EQ(ExitCodeOf(away), ExitCode::kUnreachable);
  EXPECT_EQ(ExitCodeOf(grpc::Status(grpc::StatusCode::NOT_FOUND, "")), ExitCode::kFailed);
}

TEST(RpcErrorsTest, WhatAServerSaysCannotSteerTheTerminal) {
  const auto lines = DescribeRpcError(grpc::Status(grpc::StatusCode::NOT_FOUND, "\x1b[2J"), {"h:1"},
                                      UiLanguage::kEn);

  EXPECT_THAT(lines[0], ::testing::Not(HasSubstr("\x1b")));
}

TEST(RpcErrorsTest, WhoSentNoTokenIsToldWhereItBelongs) {
  const grpc::Status status(grpc::StatusCode::UNAUTHENTICATED, "who is calling");

  const auto english = DescribeRpcError(status, {"h:1", false}, UiLanguage::kEn);
  const auto japanese = DescribeRpcError(status, {"h:1", false}, UiLanguage::kJa);

  EXPECT_THAT(english, ElementsAre(HasSubstr("who you are: who is calling"),
                                   AllOf(HasSubstr("no token was sent"), HasSubstr("--token-file"),
                                         HasSubstr("BANSO_TOKEN_FILE"),
                                         HasSubstr("~/.config/banso/token"))));
  EXPECT_THAT(japanese, ElementsAre(_, HasSubstr("トークンを送っていません")));
}

TEST(RpcErrorsTest, WhoseTokenIsNotGoodIsToldToGetAnother) {
  const grpc::Status status(grpc::StatusCode::UNAUTHENTICATED, "");

  EXPECT_THAT(DescribeRpcError(status, {"h:1", true}, UiLanguage::kEn),
              ElementsAre(_, HasSubstr("banso tokens issue")));
  EXPECT_THAT(DescribeRpcError(status, {"h:1", true}, UiLanguage::kJa),
              ElementsAre(_, HasSubstr("期限切れ")));
}

TEST(RpcErrorsTest, AWrongRoleIsToldHowToSeeIt) {
  const grpc::Status status(grpc::StatusCode::PERMISSION_DENIED, "");

  EXPECT_THAT(DescribeRpcError(status, {"h:1", true}, UiLanguage::kEn),
              ElementsAre("not allowed", HasSubstr("banso whoami")));
  EXPECT_THAT(DescribeRpcError(status, {"h:1", true}, UiLanguage::kJa),
              ElementsAre("許可されていません", HasSubstr("banso whoami")));
}

TEST(RpcErrorsTest, AServerThatIsNotTrustedIsToldFromOneThatIsNotThere) {
  const auto told = [](const std::string& last_error, UiLanguage language) {
    return DescribeRpcError(
        grpc::Status(grpc::StatusCode::UNAVAILABLE,
                     "failed to connect to all addresses; last error: UNKNOWN: ipv4:10.0.0.1:1: " +
                         last_error),
        {"h:1", true}, language);
  };

  EXPECT_THAT(told("Ssl handshake failed: SSL_ERROR_SSL", UiLanguage::kEn),
              ElementsAre(HasSubstr("no safe connection to h:1")));
  EXPECT_THAT(told("Peer name h is not in peer certificate", UiLanguage::kJa),
              ElementsAre(HasSubstr("--tls-ca")));
  EXPECT_THAT(told("Socket closed", UiLanguage::kEn), ElementsAre(HasSubstr("h:1 hung up")));
  EXPECT_THAT(told("Endpoint is neither UDS or TCP loopback address.", UiLanguage::kEn),
              ElementsAre(HasSubstr("nothing was sent")));
  EXPECT_THAT(told("Connection refused", UiLanguage::kEn),
              ElementsAre(HasSubstr("no server at h:1")));
}

}  // namespace
}  // namespace banso
