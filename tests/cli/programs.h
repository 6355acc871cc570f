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

// A banso-server on a free port with a data folder of its own and a first admin, stopped at the
// end.
class ServerProgram {
 public:
  // `folder` must exist; it holds the store, the keys, and the token of the admin. `flags` say how
  // to listen. Fails the test if the server does not start.
  ServerProgram(const std::string& program, const std::string& folder,
                const std::vector<std::string>& flags = {"--plaintext"});
  ~ServerProgram();
  ServerProgram(const ServerProgram&) = delete;
  ServerProgram& operator=(const ServerProgram&) = delete;

  // `127.0.0.1:PORT`.
  const std::string& address() const { return address_; }
  // The file that holds the token of the first admin.
  const std::string& admin_token_file() const { return admin_token_file_; }

 private:
  pid_t pid_ = -1;
  std::string address_;
  const std::string admin_token_file_;
};

// Writes a file that only its owner may read.
void WritePrivateFile(const std::string& path, const std::string& content);

}  // namespace banso

#endif  // BANSO_TESTS_CLI_PROGRAMS_H_
