// What the server refused, in plain words.
#ifndef BANSO_CLIENTS_CLI_RPC_ERRORS_H_
#define BANSO_CLIENTS_CLI_RPC_ERRORS_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "clients/cli/console.h"
#include "grpcpp/support/status.h"

namespace banso {

// The way a call went.
struct CallPath {
  std::string server;   // The address that was called.
  bool proven = false;  // Whether the call said who it was from.
};

// The lines to show for a status that is not OK: what happened, then one line for each field that
// is wrong, then what to do.
std::vector<std::string> DescribeRpcError(const grpc::Status& status, const CallPath& path,
                                          UiLanguage language);

// How long the server asks to wait before the next attempt (google.rpc.RetryInfo); zero if it does
// not say.
absl::Duration RetryDelay(const grpc::Status& status);

// The exit code for a status that is not OK.
ExitCode ExitCodeOf(const grpc::Status& status);

// Writes the lines to standard error and returns the exit code.
ExitCode Report(Console& console, const CallPath& path, const grpc::Status& status);

}  // namespace banso

#endif  // BANSO_CLIENTS_CLI_RPC_ERRORS_H_
