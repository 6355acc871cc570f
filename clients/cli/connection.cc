#include "clients/cli/connection.h"

#include <algorithm>
#include <future>
#include <thread>
#include <utility>

#include "absl/strings/numbers.h"
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
constexpr char kMinRevision[] = "min_revision";
// Trailing metadata of a write: the revision that it made.
constexpr char kRevisionKey[] = "banso-revision";

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

// The request, asking for at least this revision if it is a read.
std::unique_ptr<Message> AskingFor(int64_t revision, const Message& request) {
  std::unique_ptr<Message> asked(request.New());
  asked->CopyFrom(request);
  const auto* field = request.GetDescriptor()->FindFieldByName(kMinRevision);
  if (field != nullptr && request.GetReflection()->GetInt64(request, field) < revision) {
    asked->GetReflection()->SetInt64(asked.get(), field, revision);
  }
  return asked;
}

// The revision that a write told.
int64_t ToldRevision(const grpc::ClientContext& context) {
  int64_t revision = 0;
  const auto told = context.GetServerTrailingMetadata().find(kRevisionKey);
  if (told == context.GetServerTrailingMetadata().end()) return 0;
  return absl::SimpleAtoi(absl::string_view(told->second.data(), told->second.size()), &revision)
             ? revision
             : 0;
}

}  // namespace

Connection::Connection(ConnectionOptions options)
    : options_(std::move(options)),
      channel_(MakeChannel(options_)),
      known_revision_(options_.min_revision) {}

void Connection::Prove(grpc::ClientContext* context) const {
  const std::string& token = options_.credentials.token;
  if (!token.empty()) context->AddMetadata("authorization", absl::StrCat("Bearer ", token));
}

grpc::Status Connection::Call(absl::string_view method, const Message& request,
                              Message* response) const {
  const absl::Time deadline = absl::Now() + options_.timeout;
  const std::string path = absl::StrCat("/banso.v1.", method);
  const std::unique_ptr<Message> asked_for = AskingFor(known_revision_, request);
  absl::Duration pause = kFirstPause;
  for (int attempt = 1;; ++attempt) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(deadline));
    Prove(&context);
    grpc::TemplatedGenericStub<MessageLite, MessageLite> stub(channel_);
    std::promise<grpc::Status> finished;
    const MessageLite* sent = asked_for.get();
    stub.UnaryCall(&context, path, grpc::StubOptions(), sent, response,
                   [&finished](grpc::Status status) { finished.set_value(std::move(status)); });
    grpc::Status status = finished.get_future().get();
    const int64_t told = status.ok() ? ToldRevision(context) : 0;
    for (int64_t known = known_revision_;
         known < told && !known_revision_.compare_exchange_weak(known, told);) {
    }
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
