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
#include "engine/base/status_macros.h"
#include "engine/rules/rule_set.h"
#include "server/rules/rule_file.h"
#include "server/seal/master_key.h"

namespace banso {
namespace {

// How many calls may come at once, for each call a second.
constexpr double kSecondsAnHour = 3600;
constexpr double kBurstOfRate = 2;
constexpr double kBurstOfPublicRate = 4;

// The path of a file in the data folder, which is made if it is missing.
absl::StatusOr<std::string> InDataFolder(const Options& options, const char* file) {
  std::filesystem::path folder = options.data_dir;
  if (folder.empty()) {
    const char* state = std::getenv("XDG_STATE_HOME");
    const char* home = std::getenv("HOME");
    if (state != nullptr && *state != '\0') {
      folder = std::filesystem::path(state) / "banso";
    } else if (home != nullptr && *home != '\0') {
      folder = std::filesystem::path(home) / ".local" / "state" / "banso";
    } else {
      return absl::InvalidArgumentError("set --data-dir: there is no home folder");
    }
  }
  std::error_code error;
  const bool made = std::filesystem::create_directories(folder, error);
  // What lies there is nobody else's business on this machine.
  if (made && !error) {
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
  }
  if (error) {
    return absl::UnavailableError(
        absl::StrCat("the folder ", folder.string(), " cannot be made: ", error.message()));
  }
  return (folder / file).string();
}

}  // namespace

CommandLine ParseCommandLine(int argc, const char* const* argv) {
  CommandLine line;
  Options& options = line.options;
  CLI::App app("Banso, the matching and casework service of a refugee career programme.",
               "banso-server");
  app.set_version_flag("--version", std::string("banso-server ") + BANSO_VERSION);
  app.add_option("--listen", options.listen, "HOST:PORT to listen on")->capture_default_str();
  app.add_flag("--plaintext", options.plaintext,
               "Listen without TLS; on this machine's loopback addresses only");
  app.add_option("--tls-cert", options.tls_cert, "PEM file of the server's certificate and chain");
  app.add_option("--tls-key", options.tls_key, "PEM file of its key");
  app.add_option("--tls-client-ca", options.tls_client_ca,
                 "PEM file of the authorities of client certificates (default: none is asked for)");
  app.add_flag("--tls-require-client-cert", options.tls_require_client_cert,
               "Refuse connections without a client certificate");
  app.add_option("--oidc-issuer", options.oidc_issuer,
                 "Issuer (iss) of the OpenID tokens that are accepted (default: none is)");
  app.add_option("--oidc-audience", options.oidc_audience, "Audience (aud) that they must name");
  app.add_option("--oidc-jwks", options.oidc_jwks, "File or https URL of the issuer's keys");
  double skew = absl::ToDoubleSeconds(options.oidc_skew);
  app.add_option("--oidc-skew", skew, "Seconds by which the issuer's clock may differ")
      ->check(CLI::Range(0.0, 600.0))
      ->capture_default_str();
  app.add_option("--rate", options.rate.per_second,
                 "Calls a second of each principal; twice as many at once; 0 is no limit")
      ->check(CLI::Range(0.0, 1e6))
      ->capture_default_str();
  app.add_option("--public-rate", options.public_rate.per_second,
                 "Calls a second of each address without proof; four times as many at once")
      ->check(CLI::Range(0.0, 1e6))
      ->capture_default_str();
  double applications = options.application_rate.per_second * kSecondsAnHour;
  app.add_option("--application-rate", applications,
                 "Applications for the desk an hour of each address; a twelfth as many at once, at "
                 "least one; 0 is no limit")
      ->check(CLI::Range(0.0, 1e6))
      ->capture_default_str();
  app.add_option("--max-streams", options.max_streams, "Streams that a principal may have open")
      ->check(CLI::Range(1, 10000))
      ->capture_default_str();
  app.add_option("--store", options.store,
                 "sqlite:PATH or postgres:CONNINFO (default: banso.db in the data folder)");
  app.add_option("--data-dir", options.data_dir,
                 "Data folder (default: $XDG_STATE_HOME/banso, else ~/.local/state/banso)");
  app.add_option("--keys", options.keys,
                 "File of the key store (default: keys.db in the data folder)");
  app.add_option("--master-key-file", options.master_key_file,
                 "File of the master key, made if missing (default: $BANSO_MASTER_KEY itself, else "
                 "master.key in the data folder)");
  app.add_option("--audit-anchor", options.audit_anchor,
                 "File of the audit log's newest link (default: audit-anchor in the data folder)");
  app.add_flag("--bootstrap", line.bootstrap, "Create the first admin, print its token and end");
  app.add_option("--rotate-master-key", line.rotate_master_key,
                 "Wrap every key by the master key in this file, made if missing, and end; no "
                 "server may run");
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
  options.oidc_skew = absl::Seconds(skew);
  options.rate.burst = kBurstOfRate * options.rate.per_second;
  options.application_rate = {.per_second = applications / kSecondsAnHour,
                              .burst = std::max(1.0, applications / 12)};
  options.public_rate.burst = kBurstOfPublicRate * options.public_rate.per_second;
  // A file that is named on the command line is meant, whatever the environment holds.
  const char* master_key = std::getenv(kMasterKeyVariable);
  if (master_key != nullptr && options.master_key_file.empty()) options.master_key = master_key;
  if (print_rules && !line.exit) {
    line.exit = true;
    line.text = FormatRules(DefaultRuleSet());
  }
  return line;
}

absl::Status CheckOptions(const Options& options) {
  const bool tls = !options.tls_cert.empty() || !options.tls_key.empty();
  if (tls && (options.tls_cert.empty() || options.tls_key.empty())) {
    return absl::InvalidArgumentError("--tls-cert and --tls-key belong together; set both");
  }
  if (tls && options.plaintext) {
    return absl::InvalidArgumentError("--plaintext and --tls-cert exclude each other; choose one");
  }
  if (!tls && !options.plaintext) {
    return absl::InvalidArgumentError(
        "set --tls-cert and --tls-key to listen with TLS, or --plaintext to listen without it on "
        "this machine only");
  }
  if (!tls && !IsLoopback(options.listen)) {
    return absl::InvalidArgumentError(
        absl::StrCat("--listen ", options.listen,
                     " is not a loopback address; without TLS only 127.0.0.1, [::1] and localhost "
                     "are listened on: set --tls-cert and --tls-key"));
  }
  if (!tls && !options.tls_client_ca.empty()) {
    return absl::InvalidArgumentError("--tls-client-ca needs --tls-cert and --tls-key");
  }
  if (options.tls_require_client_cert && options.tls_client_ca.empty()) {
    return absl::InvalidArgumentError("--tls-require-client-cert needs --tls-client-ca");
  }
  const bool oidc =
      !options.oidc_issuer.empty() || !options.oidc_audience.empty() || !options.oidc_jwks.empty();
  if (oidc &&
      (options.oidc_issuer.empty() || options.oidc_audience.empty() || options.oidc_jwks.empty())) {
    return absl::InvalidArgumentError(
        "--oidc-issuer, --oidc-audience and --oidc-jwks belong together; set all three");
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> StoreOf(const Options& options) {
  if (!options.store.empty()) return options.store;
  BANSO_ASSIGN_OR_RETURN(const std::string path, InDataFolder(options, "banso.db"));
  return absl::StrCat("sqlite:", path);
}

absl::StatusOr<std::string> KeysOf(const Options& options) {
  return options.keys.empty() ? InDataFolder(options, "keys.db") : options.keys;
}

absl::StatusOr<std::string> MasterKeyFileOf(const Options& options) {
  return options.master_key_file.empty() ? InDataFolder(options, "master.key")
                                         : options.master_key_file;
}

absl::StatusOr<std::string> AuditAnchorOf(const Options& options) {
  return options.audit_anchor.empty() ? InDataFolder(options, "audit-anchor")
                                      : options.audit_anchor;
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
