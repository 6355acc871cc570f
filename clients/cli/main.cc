// The command line of Banso: a client that knows the contract only.
#include <sodium.h>

#include <cstdio>
#include <cstdlib>

#include "clients/cli/command_line.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/credentials.h"
#include "clients/cli/session.h"

int main(int argc, char** argv) {
  using namespace banso;  // NOLINT: main cannot be in the namespace.

  if (sodium_init() < 0) {
    std::fputs("banso: no source of randomness\n", stderr);
    return static_cast<int>(ExitCode::kFailed);
  }
  // What gRPC has to say, the commands say in words.
  setenv("GRPC_VERBOSITY", "NONE", 0);
  CommandLine line = ReadCommandLine(argc, argv);
  if (!line.arguments.has_value()) {
    std::fputs(line.text.c_str(), line.exit_code == ExitCode::kOk ? stdout : stderr);
    return static_cast<int>(line.exit_code);
  }
  const std::vector<std::string>& command = line.arguments->command;
  if (command[0] == "version") {
    std::puts("banso " BANSO_VERSION);
    return static_cast<int>(ExitCode::kOk);
  }
  if (command[0] == "completion") {
    std::fputs(CompletionScript(line.arguments->items[0]).c_str(), stdout);
    return static_cast<int>(ExitCode::kOk);
  }
  auto credentials = ReadCredentials(*line.arguments);
  if (!credentials.ok()) {
    std::fprintf(stderr, "banso: %s\n", std::string(credentials.status().message()).c_str());
    return static_cast<int>(ExitCode::kUsage);
  }
  Session session(*std::move(line.arguments), *std::move(credentials));
  return static_cast<int>(RunCommand(session));
}
