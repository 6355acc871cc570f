// What every command works with.
#ifndef BANSO_CLIENTS_CLI_SESSION_H_
#define BANSO_CLIENTS_CLI_SESSION_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "clients/cli/arguments.h"
#include "clients/cli/connection.h"
#include "clients/cli/console.h"
#include "clients/cli/credentials.h"
#include "clients/cli/labels.h"
#include "clients/cli/resource_kind.h"
#include "clients/cli/rpc_errors.h"
#include "google/protobuf/message.h"

namespace banso {

struct Session {
  Session(Arguments given, Credentials credentials);

  // Says on standard error what is wrong with the command line or a file; returns kUsage.
  ExitCode WrongUsage(absl::string_view what);
  // Says what the server refused; returns the exit code for it.
  ExitCode Refused(const grpc::Status& status) {
    return Report(console, {connection.server(), connection.proven()}, status);
  }

  const Arguments arguments;
  Console console;
  Connection connection;
  Labels labels;
};

using MessagePtr = std::unique_ptr<google::protobuf::Message>;

// Gets one resource by its name.
grpc::Status GetResource(const Session& session, const ResourceKind& kind, const std::string& name,
                         MessagePtr* resource);

// Lists resources page by page, in pages of at most 1000, until `limit` were seen (0 for all), in
// the order of --order-by and, where the kind lives below others, those of one of them (ParentOf).
// `more` says whether there are more than were asked for.
grpc::Status ListResources(const Session& session, const ResourceKind& kind,
                           const std::string& filter, int limit,
                           const std::function<void(MessagePtr)>& visit, bool* more);

// Below what the arguments ask a list of that kind to look: `employers/e1`, or `employers/-` for
// all. Empty for a kind that lives below nothing.
std::string ParentOf(const Arguments& arguments, const ResourceKind& kind);

// The name of the state of a resource as the contract spells it: `state`, or the stage of the case.
std::string StateOf(const google::protobuf::Message& resource);

}  // namespace banso

#endif  // BANSO_CLIENTS_CLI_SESSION_H_
