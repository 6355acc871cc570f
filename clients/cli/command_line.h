// Reads the command line.
#ifndef BANSO_CLIENTS_CLI_COMMAND_LINE_H_
#define BANSO_CLIENTS_CLI_COMMAND_LINE_H_

#include <optional>
#include <string>

#include "clients/cli/arguments.h"

namespace banso {

// What reading the command line came to: arguments to act on, or a text to show and an exit code.
struct CommandLine {
  std::optional<Arguments> arguments;
  std::string text;
  ExitCode exit_code = ExitCode::kOk;
};

CommandLine ReadCommandLine(int argc, char** argv);

// A script that completes `banso` in `bash`, `zsh` or `fish`; empty for any other shell.
std::string CompletionScript(const std::string& shell);

}  // namespace banso

#endif  // BANSO_CLIENTS_CLI_COMMAND_LINE_H_
