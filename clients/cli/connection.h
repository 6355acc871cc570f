// The channel to a server, and unary calls on it.
#ifndef BANSO_CLIENTS_CLI_CONNECTION_H_
#define BANSO_CLIENTS_CLI_CONNECTION_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "clients/cli/credentials.h"
#include "google/protobuf/message.h"
#include "grpcpp/grpcpp.h"

namespace banso {

// How to reach a server.
struct ConnectionOptions {
  std::string server = "127.0.0.1:8350";
  // How long a unary call may take, retries included.
  absl::Duration timeout = absl::Seconds(30);
  Credentials credentials = {};
  // Reads see at least this revision of the store.
  int64_t min_revision = 0;
};

// A server on this machine's loopback interface is spoken to in plain text, unless something of TLS
// is named; every other one by TLS only. The plain channel refuses, below all calls, a connection
// that is not a loopback one, so that no name that resolves elsewhere gets a token. Of several
// servers behind one address each is asked for what was written on this connection before.
// Thread safety: may be used on any number of threads at once.
class Connection {
 public:
  explicit Connection(ConnectionOptions options);

  const std::string& server() const { return options_.server; }
  // Whether calls come with proof of who they are from.
  bool proven() const {
    return !options_.credentials.token.empty() || !options_.credentials.certificate.empty();
  }
  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }

  // Adds the proof to a call that is made by other means than Call, such as a stream.
  void Prove(grpc::ClientContext* context) const;

  // Calls a unary method such as `CandidateService/GetCandidate`. A request that may be repeated,
  // because it changes nothing or carries a `request_id`, is sent again with growing pauses while
  // the answer is UNAVAILABLE, up to four times in all and within the timeout. One that was turned
  // away before it began (RESOURCE_EXHAUSTED with RetryInfo) is sent again when the server says.
  grpc::Status Call(absl::string_view method, const google::protobuf::Message& request,
                    google::protobuf::Message* response) const;

 private:
  const ConnectionOptions options_;
  const std::shared_ptr<grpc::Channel> channel_;
  mutable std::atomic<int64_t> known_revision_;
};

}  // namespace banso

#endif  // BANSO_CLIENTS_CLI_CONNECTION_H_
