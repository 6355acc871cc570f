// The one way in for every call: reads, checks, times, runs and answers it.
#ifndef BANSO_SERVER_SERVICES_RPC_SERVICE_H_
#define BANSO_SERVER_SERVICES_RPC_SERVICE_H_

#include <deque>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "grpcpp/impl/service_type.h"
#include "server/convert/status_details.h"
#include "server/services/call.h"
#include "server/services/rpc_runtime.h"

namespace banso {

class WatchHub;

// One message of a stream from a client.
struct StreamRow {
  std::unique_ptr<google::protobuf::Message> message;  // of the request type
  std::vector<FieldProblem> problems;                  // not empty: it must not be used
};

// Answers the rows of one stream. Called by one thread at a time.
class RowHandler {
 public:
  virtual ~RowHandler() = default;
  // Appends an answer for each row, in order. An error ends the stream once the answers to the rows
  // that were decided, which are appended all the same, are sent.
  virtual absl::Status Handle(std::vector<StreamRow> rows, Call* call,
                              std::vector<std::unique_ptr<google::protobuf::Message>>* answers) = 0;
};

// Makes the answers of one stream to a client. Called by one thread at a time.
class Watcher {
 public:
  virtual ~Watcher() = default;
  // What is new to the caller; null if nothing is, unless `beat`: then that is said.
  virtual absl::StatusOr<std::unique_ptr<google::protobuf::Message>> Look(
      const google::protobuf::Message& request, bool beat, Call* call) = 0;
};

// A service whose methods are bound one by one to functions over messages. A call runs on the
// worker pool; a full pool answers RESOURCE_EXHAUSTED before anything is looked at. Of several
// servers of a store, one without a lease (replicas/replica.h) answers UNAVAILABLE with
// LEASE_LAPSED, which is asked before anything else and again when the answer is made. Then, in
// this order: the caller is found out (UNAUTHENTICATED) and must have a role that the contract
// grants the method (PERMISSION_DENIED) and calls left (RESOURCE_EXHAUSTED); the bytes are parsed
// (INVALID_ARGUMENT says where UTF-8 is bad) and strings brought into the form in which they are
// kept; what the request names must be in the caller's reach (NOT_FOUND, as if it did not exist);
// the message is validated by its options; the handler runs; of its answer, what the caller may not
// see is cleared; whose data it is about is noted in the audit log, durably before the answer
// leaves unless that is a ranking; errors become statuses with details, and one line is logged. A
// call without a deadline gets one of a minute. Of a stream, the caller is found out when it begins
// and again for each batch of rows; a row that is out of reach or not valid is a problem of the
// row. Of a stream to a client each answer is made as that of a call is, by whoever the caller is
// by then; looks of the server are not counted against the caller. Answers to rows are outcomes,
// which hold no data of people; what rows write is noted with its commit.
class RpcService : public grpc::Service {
 public:
  // Which methods of the contract have no function. Empty once all are bound.
  std::vector<std::string> UnboundMethods() const;
  const google::protobuf::ServiceDescriptor& descriptor() const { return *descriptor_; }

 protected:
  RpcService(const google::protobuf::ServiceDescriptor* descriptor, const RpcRuntime& runtime)
      : descriptor_(descriptor), runtime_(runtime) {}

  // Binds a method: `handler(const Request&, Call*)` gives StatusOr<Response>.
  template <typename Request, typename Response, typename Handler>
  void Unary(absl::string_view method, Handler handler) {
    AddUnary(method, &Request::default_instance(),
             [handler = std::move(handler)](const google::protobuf::Message& request, Call* call)
                 -> absl::StatusOr<std::unique_ptr<google::protobuf::Message>> {
               absl::StatusOr<Response> response =
                   handler(static_cast<const Request&>(request), call);
               if (!response.ok()) return std::move(response).status();
               return std::make_unique<Response>(*std::move(response));
             });
  }

  // Binds a stream of rows with an answer each. `make_handler()` gives a RowHandler a stream.
  template <typename Request>
  void Rows(absl::string_view method, std::function<std::unique_ptr<RowHandler>()> make_handler) {
    AddRows(method, &Request::default_instance(), std::move(make_handler));
  }

  // Binds a stream of parts with one answer:
  // `handler(std::vector<StreamRow>, Call*)` gives StatusOr<Response> once all are there.
  template <typename Request, typename Response, typename Handler>
  void Upload(absl::string_view method, Handler handler) {
    AddUpload(method, &Request::default_instance(),
              [handler = std::move(handler)](std::vector<StreamRow> rows, Call* call)
                  -> absl::StatusOr<std::unique_ptr<google::protobuf::Message>> {
                absl::StatusOr<Response> response = handler(std::move(rows), call);
                if (!response.ok()) return std::move(response).status();
                return std::make_unique<Response>(*std::move(response));
              });
  }

  // Binds a stream of answers, one whenever something is new. `make_watcher()` gives one a stream;
  // `hub` outlives the server.
  template <typename Request>
  void Watch(absl::string_view method, WatchHub* hub,
             std::function<std::unique_ptr<Watcher>()> make_watcher) {
    AddWatch(method, &Request::default_instance(), hub, std::move(make_watcher));
  }

 private:
  using UnaryHandler = std::function<absl::StatusOr<std::unique_ptr<google::protobuf::Message>>(
      const google::protobuf::Message&, Call*)>;
  using UploadHandler = std::function<absl::StatusOr<std::unique_ptr<google::protobuf::Message>>(
      std::vector<StreamRow>, Call*)>;

  void AddUnary(absl::string_view method, const google::protobuf::Message* prototype,
                UnaryHandler handler);
  void AddRows(absl::string_view method, const google::protobuf::Message* prototype,
               std::function<std::unique_ptr<RowHandler>()> make_handler);
  void AddUpload(absl::string_view method, const google::protobuf::Message* prototype,
                 UploadHandler handler);
  void AddWatch(absl::string_view method, const google::protobuf::Message* prototype, WatchHub* hub,
                std::function<std::unique_ptr<Watcher>()> make_watcher);
  // Keeps the full name, which gRPC only points to.
  const std::string& Bind(absl::string_view method);

  const google::protobuf::ServiceDescriptor* const descriptor_;
  const RpcRuntime runtime_;
  std::deque<std::string> full_names_;
  std::set<std::string, std::less<>> bound_;
};

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_RPC_SERVICE_H_
