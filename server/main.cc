// banso-server.
#include <csignal>
#include <cstdio>
#include <ctime>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "server/base/log.h"
#include "server/config_check.h"
#include "server/base/service_manager.h"
#include "server/options.h"
#include "server/recovery.h"
#include "server/server.h"

namespace {

// One line that says why; returns the exit code.
int Fail(const absl::Status& status) {
  std::fprintf(stderr, "banso-server: %s\n", std::string(status.message()).c_str());
  return 1;
}

absl::Status PrintProgress(const banso::MoveProgress& progress) {
  if (progress.table_is_done && progress.rows > 0) {
    std::fprintf(stderr, "%s %s: %lld rows\n", progress.compares ? "compared" : "copied",
                 std::string(progress.table).c_str(), static_cast<long long>(progress.rows));
  }
  return absl::OkStatus();
}

int CheckConfig(const banso::CommandLine& line) {
  std::vector<std::string> problems = line.problems;
  for (std::string& problem : banso::ConfigProblems(line.options, absl::Now())) {
    problems.push_back(std::move(problem));
  }
  for (const std::string& problem : problems) {
    std::fprintf(stderr, "banso-server: %s\n", problem.c_str());
  }
  if (problems.empty()) std::printf("nothing is wrong with the options\n");
  std::printf("not checked: %s\n", banso::kNotChecked);
  return problems.empty() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const banso::CommandLine line = banso::ParseCommandLine(argc, argv);
  if (line.exit) {
    std::fputs(line.text.c_str(), line.exit_code == 0 ? stdout : stderr);
    return line.exit_code;
  }
  banso::SetLogLevel(line.options.log_level);

  if (line.check_config) return CheckConfig(line);

  if (line.bootstrap) {
    const auto secret = banso::Server::BootstrapStores(line.options);
    if (!secret.ok()) return Fail(secret.status());
    std::printf("%s\n", secret->c_str());
    return 0;
  }

  if (line.recover_admin) {
    const auto admin = banso::RecoverAdminIn(line.options);
    if (!admin.ok()) return Fail(admin.status());
    std::printf("%s\n", admin->secret.c_str());
    std::fprintf(stderr, "%s is an admin; this token is good for a day: issue one that lasts\n",
                 admin->principal.c_str());
    for (const std::string& token : admin->good_tokens) {
      std::fprintf(stderr, "%s is good still; revoke it if it was lost\n", token.c_str());
    }
    return 0;
  }

  if (!line.accept_restore.empty()) {
    const auto loss = banso::AcceptRestoreIn(line.options, line.accept_restore);
    if (!loss.ok()) return Fail(loss.status());
    std::printf(
        "rows %lld to %lld of the audit log are lost; row %lld says that this was accepted\n",
        static_cast<long long>(loss->first), static_cast<long long>(loss->last),
        static_cast<long long>(loss->row));
    return 0;
  }

  if (!line.rotate_master_key.empty()) {
    const absl::Status rotated = banso::RotateKeys(line.options, line.rotate_master_key);
    if (!rotated.ok()) return Fail(rotated);
    std::printf("the keys are wrapped by %s; start the server with it, and destroy the old one\n",
                line.rotate_master_key.c_str());
    return 0;
  }

  if (!line.back_up_to.empty()) {
    const absl::Status copied = banso::BackUpStore(line.options, line.back_up_to);
    return copied.ok() ? 0 : Fail(copied);
  }

  if (!line.back_up_keys_to.empty()) {
    const absl::Status copied = banso::BackUpKeys(line.options, line.back_up_keys_to);
    return copied.ok() ? 0 : Fail(copied);
  }

  if (!line.move_store_to.empty()) {
    const auto move = banso::MoveStoreIn(line.options, line.move_store_to, PrintProgress);
    if (!move.ok()) return Fail(move.status());
    std::printf("%lld rows are moved and compared; start the server with the new --store\n",
                static_cast<long long>(move->rows));
    if (!move->audit.intact()) {
      std::fprintf(stderr, "row %lld of the audit log is not as it was written, as before\n",
                   static_cast<long long>(move->audit.first_broken));
    }
    return 0;
  }

  // A peer that went away is an error of the call, not the end of the server.
  signal(SIGPIPE, SIG_IGN);
  // Before the first thread, so that every thread inherits it and only sigwait sees the signals.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);

  auto server = banso::Server::Start(line.options);
  if (!server.ok()) return Fail(server.status());
  std::printf("banso-server listening on %s\n", (*server)->address().c_str());
  if (const int port = (*server)->metrics_port(); port != 0) {
    std::printf("metrics on port %d\n", port);
  }
  std::fflush(stdout);
  banso::TellServiceManager(banso::kServiceReady);

  int signal = 0;
  sigwait(&signals, &signal);
  banso::TellServiceManager(banso::kServiceStopping);
  (*server)->Drain();
  // A second signal is from somebody who does not want to wait.
  const timespec drain = absl::ToTimespec(line.options.drain);
  sigtimedwait(&signals, nullptr, &drain);
  (*server)->Stop();
  return 0;
}
