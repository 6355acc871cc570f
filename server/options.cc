#include "server/options.h"

#include <cstdlib>
#include <filesystem>
#include <map>
#include <sstream>
#include <system_error>

#include "CLI/CLI.hpp"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "engine/rules/rule_set.h"
#include "server/rules/rule_file.h"

namespace banso {

CommandLine ParseCommandLine(int argc, const char* const* argv) {
  CommandLine line;
  Options& options = line.options;
  CLI::App app("Banso, the matching and casework service of a refugee career programme.",
               "banso-server");
  app.set_version_flag("--version", std::string("banso-server ") + BANSO_VERSION);
  app.add_option("--listen", options.listen, "HOST:PORT to listen on; loopback only")
      ->capture_default_str();
  app.add_option("--store", options.store,
                 "sqlite:PATH or postgres:CONNINFO (default: banso.db in the data folder)");
  app.add_option("--data-dir", options.data_dir,
                 "Data folder (default: $XDG_STATE_HOME/banso, else ~/.local/state/banso)");
  app.add_option("--rules", options.rules, "File of rule sets (default: built in)");
  bool print_rules = false;
  app.add_flag("--print-rules", print_rules, "Write the built-in rule set as such a file and end");
  const std::map<std::string, LogLevel> levels = {{"debug", LogLevel::kDebug},
                                                  {"info", LogLevel::kInfo},
                                                  {"warning", LogLevel::kWarning},
                                                  {"error", LogLevel::kError}};
  app.add_option("--log-level", options.log_level, "debug, info, warning or error")
      ->transform(CLI::CheckedTransformer(levels))
      ->default_str("info");
  app.add_option("--workers", options.workers, "Threads for work that waits")
      ->check(CLI::Range(2, 1024))
      ->capture_default_str();
  app.add_option("--queue", options.queue, "Calls that may wait for a thread")
      ->check(CLI::Range(1, 1000000))
      ->capture_default_str();
  double grace = absl::ToDoubleSeconds(options.grace);
  app.add_option("--grace", grace, "Seconds that calls may take to end at stop")
      ->check(CLI::Range(0.0, 600.0))
      ->capture_default_str();
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    std::ostringstream out;
    std::ostringstream err;
    line.exit = true;
    line.exit_code = app.exit(error, out, err) == 0 ? 0 : 1;
    line.text = out.str() + err.str();
  }
  options.grace = absl::Seconds(grace);
  if (print_rules && !line.exit) {
    line.exit = true;
    line.text = FormatRules(DefaultRuleSet());
  }
  return line;
}

absl::StatusOr<std::string> StoreOf(const Options& options) {
  if (!options.store.empty()) return options.store;
  std::filesystem::path folder = options.data_dir;
  if (folder.empty()) {
    const char* state = std::getenv("XDG_STATE_HOME");
    const char* home = std::getenv("HOME");
    if (state != nullptr && *state != '\0') {
      folder = std::filesystem::path(state) / "banso";
    } else if (home != nullptr && *home != '\0') {
      folder = std::filesystem::path(home) / ".local" / "state" / "banso";
    } else {
      return absl::InvalidArgumentError("set --data-dir or --store: there is no home folder");
    }
  }
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) {
    return absl::UnavailableError(
        absl::StrCat("the folder ", folder.string(), " cannot be made: ", error.message()));
  }
  return absl::StrCat("sqlite:", (folder / "banso.db").string());
}

bool IsLoopback(const std::string& listen) {
  const size_t colon = listen.rfind(':');
  const std::string host = listen.substr(0, colon);
  if (host == "localhost" || host == "[::1]") return true;
  const std::vector<std::string> parts = absl::StrSplit(host, '.');
  if (parts.size() != 4 || parts[0] != "127") return false;
  for (const std::string& part : parts) {
    int number = -1;
    if (part.size() > 3 || !absl::SimpleAtoi(part, &number) || number < 0 || number > 255) {
      return false;
    }
  }
  return true;
}

}  // namespace banso
