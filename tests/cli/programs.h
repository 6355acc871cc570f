// Running the programs of the project, as a shell would.
#ifndef BANSO_TESTS_CLI_PROGRAMS_H_
#define BANSO_TESTS_CLI_PROGRAMS_H_

#include <sys/types.h>

#include <string>
#include <vector>

namespace banso {

// What a program wrote and ended with; -1 if a signal ended it.
struct ProgramResult {
  int exit_code = -1;
  std::string out;
  std::string err;
};

// Runs a program to its end, in an environment without the variables that change what the command
// line does. Standard input is `input`, and never a terminal.
ProgramResult RunProgram(const std::vector<std::string>& command, const std::string& input = "");

// A banso-server on a free port with a store of its own, stopped at the end.
class ServerProgram {
 public:
  // `store` is what --store takes. Fails the test if the server does not start.
  ServerProgram(const std::string& program, const std::string& store);
  ~ServerProgram();
  ServerProgram(const ServerProgram&) = delete;
  ServerProgram& operator=(const ServerProgram&) = delete;

  // `127.0.0.1:PORT`.
  const std::string& address() const { return address_; }

 private:
  pid_t pid_ = -1;
  std::string address_;
};

}  // namespace banso

#endif  // BANSO_TESTS_CLI_PROGRAMS_H_
