#include "tests/cli/programs.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "gtest/gtest.h"

namespace banso {
namespace {

struct FileCloser {
  void operator()(FILE* file) const { fclose(file); }
};
using File = std::unique_ptr<FILE, FileCloser>;

// Replaces this process, a fresh child, by the program.
[[noreturn]] void Exec(const std::vector<std::string>& command) {
  for (const char* variable :
       {"BANSO_SERVER", "BANSO_LANG", "BANSO_TOKEN", "BANSO_TOKEN_FILE", "BANSO_TLS_CA",
        "BANSO_TLS_CERT", "BANSO_TLS_KEY", "BANSO_MASTER_KEY", "LC_ALL", "LC_MESSAGES", "LANG"}) {
    unsetenv(variable);
  }
  // Whoever runs the test may have a token of their own.
  setenv("XDG_CONFIG_HOME", "/nonexistent", 1);
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  execv(arguments[0], arguments.data());
  _exit(127);
}

std::string Content(FILE* file) {
  std::string content;
  rewind(file);
  char buffer[4096];
  size_t size;
  while ((size = fread(buffer, 1, sizeof buffer, file)) > 0) content.append(buffer, size);
  return content;
}

}  // namespace

ProgramResult RunProgram(const std::vector<std::string>& command, const std::string& input) {
  // Files instead of pipes: no program waits for us to read.
  const File in(tmpfile()), out(tmpfile()), err(tmpfile());
  fwrite(input.data(), 1, input.size(), in.get());
  fflush(in.get());
  rewind(in.get());
  const pid_t child = fork();
  if (child == 0) {
    dup2(fileno(in.get()), STDIN_FILENO);
    dup2(fileno(out.get()), STDOUT_FILENO);
    dup2(fileno(err.get()), STDERR_FILENO);
    Exec(command);
  }
  int status = 0;
  waitpid(child, &status, 0);
  ProgramResult result;
  if (WIFEXITED(status)) result.exit_code = WEXITSTATUS(status);
  result.out = Content(out.get());
  result.err = Content(err.get());
  return result;
}

void WritePrivateFile(const std::string& path, const std::string& content) {
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR);
  EXPECT_EQ(write(file, content.data(), content.size()), static_cast<ssize_t>(content.size()));
  EXPECT_EQ(close(file), 0);
}

ServerProgram::ServerProgram(const std::string& program, const std::string& folder,
                             const std::vector<std::string>& flags)
    : admin_token_file_(folder + "/admin.token") {
  std::vector<std::string> command = {program, "--data-dir", folder};
  command.insert(command.end(), flags.begin(), flags.end());
  std::vector<std::string> bootstrap = command;
  bootstrap.emplace_back("--bootstrap");
  const ProgramResult admin = RunProgram(bootstrap);
  if (admin.exit_code != 0) {
    ADD_FAILURE() << "no first admin: " << admin.err;
    return;
  }
  WritePrivateFile(admin_token_file_, admin.out);
  command.insert(command.end(), {"--listen", "127.0.0.1:0"});

  int pipe_ends[2];
  if (pipe(pipe_ends) != 0) {
    ADD_FAILURE() << "no pipe";
    return;
  }
  pid_ = fork();
  if (pid_ == 0) {
    close(pipe_ends[0]);
    dup2(pipe_ends[1], STDOUT_FILENO);
    const int nowhere = open("/dev/null", O_WRONLY);
    dup2(nowhere, STDERR_FILENO);
    Exec(command);
  }
  close(pipe_ends[1]);
  // The server says where it listens, or ends; either way the line ends.
  const File lines(fdopen(pipe_ends[0], "r"));
  char line[256] = "";
  if (fgets(line, sizeof line, lines.get()) == nullptr) {
    ADD_FAILURE() << program << " did not start";
    return;
  }
  const std::string text(line);
  const size_t start = text.rfind(' ');
  address_ = text.substr(start + 1, text.find_last_not_of('\n') - start);
}

ServerProgram::~ServerProgram() {
  if (pid_ <= 0) return;
  kill(pid_, SIGTERM);
  int status = 0;
  waitpid(pid_, &status, 0);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << "the server did not stop cleanly";
}

}  // namespace banso
