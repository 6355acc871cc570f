// The flags of banso-server, with their only defaults.
#ifndef BANSO_SERVER_OPTIONS_H_
#define BANSO_SERVER_OPTIONS_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/base/clock.h"
#include "server/base/log.h"

namespace banso {

struct Options {
  // HOST:PORT to listen on; port 0 takes a free one. Loopback only: there is no TLS yet.
  std::string listen = "127.0.0.1:8350";
  // `sqlite:PATH` or `postgres:CONNINFO`. Empty: the file `banso.db` in the data folder.
  std::string store;
  // The data folder. Empty: $XDG_STATE_HOME/banso, else ~/.local/state/banso.
  std::string data_dir;
  // A file of rule sets. Empty: the built-in ones.
  std::string rules;
  LogLevel log_level = LogLevel::kInfo;
  // Threads for work that waits, at least 2; half of them at most wait for revisions.
  int workers = 16;
  // How many calls may wait for a thread; more are turned away.
  int queue = 1024;
  // How long calls under way may take to end when the server stops.
  absl::Duration grace = absl::Seconds(10);
  // How often openings whose deadline has passed are looked for.
  absl::Duration expiry_interval = absl::Minutes(1);
  // For tests: the source of the present time, which outlives the server. Null: the system's.
  const Clock* clock = nullptr;
};

// What the command line says: options, or a text to print and an exit code.
struct CommandLine {
  Options options;
  bool exit = false;
  int exit_code = 0;
  std::string text;
};
CommandLine ParseCommandLine(int argc, const char* const* argv);

// The store that the options mean, as OpenStore reads it; makes the data folder if it is used.
// Errors: INVALID_ARGUMENT if no folder is known; UNAVAILABLE if it cannot be made.
absl::StatusOr<std::string> StoreOf(const Options& options);

// Whether HOST:PORT is on this machine's own loopback interface: `localhost`, `127.x.y.z`, `[::1]`.
bool IsLoopback(const std::string& listen);

}  // namespace banso

#endif  // BANSO_SERVER_OPTIONS_H_
