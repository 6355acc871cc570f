#include "clients/cli/connection.h"

#include <algorithm>
#include <future>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/cli/resource_kind.h"
#include "clients/cli/rpc_errors.h"
#include "grpcpp/generic/generic_stub.h"
#include "grpcpp/impl/codegen/proto_utils.h"

namespace banso {
namespace {

using ::google::protobuf::Message;
using ::google::protobuf::MessageLite;

constexpr int kAttempts = 4;
constexpr absl::Duration kFirstPause = absl::Milliseconds(100);

std::shared_ptr<grpc::ChannelCredentials> MakeChannelCredentials(const ConnectionOptions& options) {
  const Credentials& credentials = options.credentials;
  if (IsLoopback(options.server) && !credentials.names_tls()) {
    return grpc::experimental::LocalCredentials(LOCAL_TCP);
  }
  grpc::SslCredentialsOptions tls;
  tls.pem_root_certs = credentials.ca;
  tls.pem_cert_chain = credentials.certificate;
  tls.pem_private_key = credentials.key;
  return grpc::SslCredentials(tls);
}

std::shared_ptr<grpc::Channel> MakeChannel(const ConnectionOptions& options) {
  grpc::ChannelArguments arguments;
  // A page of a thousand resources may be larger than gRPC's default of 4 MiB.
  arguments.SetMaxReceiveMessageSize(-1);
  // What is said to a server on this machine must not travel through a proxy.
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  // Retries are ours: the library's own would also repeat what must not be repeated.
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  return grpc::CreateCustomChannel(options.server, MakeChannelCredentials(options), arguments);
}

bool MayBeRepeated(const Message& request) {
  return request.GetDescriptor()->FindFieldByName("request_id") == nullptr ||
         !GetString(request, "request_id").empty();
}

}  // namespace

Connection::Connection(ConnectionOptions options)
    : options_(std::move(options)), channel_(MakeChannel(options_)) {}

void Connection::Prove(grpc::ClientContext* context) const {
  const std::string& token = options_.credentials.token;
  if (!token.empty()) context->AddMetadata("authorization", absl::StrCat("Bearer ", token));
}

grpc::Status Connection::Call(absl::string_view method, const Message& request,
                              Message* response) const {
  const absl::Time deadline = absl::Now() + options_.timeout;
  const std::string path = absl::StrCat("/banso.v1.", method);
  absl::Duration pause = kFirstPause;
  for (int attempt = 1;; ++attempt) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(deadline));
    Prove(&context);
    grpc::TemplatedGenericStub<MessageLite, MessageLite> stub(channel_);
    std::promise<grpc::Status> finished;
    const MessageLite* sent = &request;
    stub.UnaryCall(&context, path, grpc::StubOptions(), sent, response,
                   [&finished](grpc::Status status) { finished.set_value(std::move(status)); });
    grpc::Status status = finished.get_future().get();
    const absl::Duration asked = RetryDelay(status);
    const bool turned_away =
        status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED && asked > absl::ZeroDuration();
    if (!turned_away && (status.error_code() != grpc::StatusCode::UNAVAILABLE ||
                         attempt == kAttempts || !MayBeRepeated(request))) {
      return status;
    }
    // Who is turned away at the door comes back when told to, however often, within the timeout.
    if (turned_away) --attempt;
    const absl::Duration wait = turned_away ? asked : std::max(pause, asked);
    if (absl::Now() + wait >= deadline) return status;
    std::this_thread::sleep_for(absl::ToChronoMilliseconds(wait));
    if (!turned_away) pause *= 2;
  }
}

}  // namespace banso
