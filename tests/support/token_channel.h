// Channels whose calls carry a bearer token.
#ifndef BANSO_TESTS_SUPPORT_TOKEN_CHANNEL_H_
#define BANSO_TESTS_SUPPORT_TOKEN_CHANNEL_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "grpcpp/grpcpp.h"
#include "grpcpp/support/client_interceptor.h"

namespace banso {

// Adds `authorization` to every call. gRPC's own call credentials refuse plaintext channels.
class TokenInterceptorFactory final : public grpc::experimental::ClientInterceptorFactoryInterface {
 public:
  explicit TokenInterceptorFactory(std::string token) : token_(std::move(token)) {}

  grpc::experimental::Interceptor* CreateClientInterceptor(
      grpc::experimental::ClientRpcInfo* /*info*/) override {
    class Interceptor final : public grpc::experimental::Interceptor {
     public:
      explicit Interceptor(std::string token) : token_(std::move(token)) {}
      void Intercept(grpc::experimental::InterceptorBatchMethods* methods) override {
        if (methods->QueryInterceptionHookPoint(
                grpc::experimental::InterceptionHookPoints::PRE_SEND_INITIAL_METADATA)) {
          methods->GetSendInitialMetadata()->emplace("authorization",
                                                     absl::StrCat("Bearer ", token_));
        }
        methods->Proceed();
      }

     private:
      const std::string token_;
    };
    return new Interceptor(token_);
  }

 private:
  const std::string token_;
};

// A plaintext channel; an empty token is not sent.
inline std::shared_ptr<grpc::Channel> TokenChannel(const std::string& address,
                                                   const std::string& token) {
  if (token.empty()) return grpc::CreateChannel(address, grpc::InsecureChannelCredentials());
  std::vector<std::unique_ptr<grpc::experimental::ClientInterceptorFactoryInterface>> factories;
  factories.push_back(std::make_unique<TokenInterceptorFactory>(token));
  grpc::ChannelArguments arguments;
  return grpc::experimental::CreateCustomChannelWithInterceptors(
      address, grpc::InsecureChannelCredentials(), arguments, std::move(factories));
}

}  // namespace banso

#endif  // BANSO_TESTS_SUPPORT_TOKEN_CHANNEL_H_
