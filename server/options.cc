#include "server/options.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <system_error>

#include "CLI/CLI.hpp"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "engine/base/status_macros.h"
#include "engine/rules/rule_set.h"
#include "server/outbox/mail.h"
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

// The address of a mail server, apart.
struct MailServer {
  std::string url;  // without the user
  std::string user;
};

std::optional<MailServer> ParseMailServer(absl::string_view text) {
  absl::string_view rest = text;
  absl::string_view scheme = "smtp://";
  if (!absl::ConsumePrefix(&rest, scheme)) {
    scheme = "smtps://";
    if (!absl::ConsumePrefix(&rest, scheme)) return std::nullopt;
  }
  MailServer server;
  if (const size_t at = rest.rfind('@'); at != absl::string_view::npos) {
    server.user = std::string(rest.substr(0, at));
    rest.remove_prefix(at + 1);
    // A password on a command line can be seen by everybody on the machine.
    if (server.user.empty() || absl::StrContains(server.user, ':')) return std::nullopt;
  }
  const size_t colon = rest.rfind(':');
  int port = 0;
  if (colon == absl::string_view::npos || colon == 0 ||
      !absl::SimpleAtoi(rest.substr(colon + 1), &port) || port < 1 || port > 65535 ||
      absl::StrContains(rest, '/')) {
    return std::nullopt;
  }
  server.url = absl::StrCat(scheme, rest);
  return server;
}

absl::Status CheckMessageOptions(const Options& options) {
  if (!options.smtp_url.empty()) {
    const std::optional<MailServer> server = ParseMailServer(options.smtp_url);
    if (!server) {
      return absl::InvalidArgumentError(
          "--smtp-url must be smtp://[USER@]HOST:PORT or smtps://[USER@]HOST:PORT; a password goes "
          "into --smtp-password-file");
    }
    if (!options.outbox_folder.empty()) {
      return absl::InvalidArgumentError(
          "--smtp-url and --outbox-folder exclude each other; choose one");
    }
    if (options.mail_from.empty())
      return absl::InvalidArgumentError("--smtp-url needs --mail-from");
    if (server->user.empty() != options.smtp_password_file.empty()) {
      return absl::InvalidArgumentError(
          "USER in --smtp-url and --smtp-password-file belong together; set both");
    }
  } else if (!options.smtp_password_file.empty()) {
    return absl::InvalidArgumentError("--smtp-password-file needs --smtp-url");
  }
  if (!options.mail_from.empty() && !IsMailAddress(options.mail_from)) {
    return absl::InvalidArgumentError(
        "--mail-from must be a mail address, such as desk@example.org");
  }
  const std::string& url = options.public_url;
  if (!url.empty() && ((!absl::StartsWith(url, "https://") && !absl::StartsWith(url, "http://")) ||
                       absl::EndsWith(url, "/"))) {
    return absl::InvalidArgumentError(
        "--public-url must begin with https:// or http:// and not end with a slash");
  }
  return absl::OkStatus();
}

}  // namespace

CommandLine ParseCommandLine(int argc, const char* const* argv) {
  CommandLine line;
  Options& options = line.options;
  CLI::App app("Banso, the matching and casework service of a refugee career programme.",
               "banso-server");
  app.set_version_flag("--version", std::string("banso-server ") + BANSO_VERSION);
  app.set_config("--config", "", "File of these options, TOML");
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
  app.add_option(
      "--keys", options.keys,
      "Key store: a file, or postgres:CONNINFO of a database of its own (default: keys.db "
      "in the data folder)");
  app.add_option("--master-key-file", options.master_key_file,
                 "File of the master key, made if missing (default: $BANSO_MASTER_KEY itself, else "
                 "master.key in the data folder)");
  app.add_option("--audit-anchor", options.audit_anchor,
                 "File of the audit log's newest link (default: audit-anchor in the data folder)");
  app.add_option("--catalog-folder", options.catalog_folder,
                 "Folder of the sealed file that the server starts from; "
                 "none: read the store (default: catalog in the data folder)");
  app.add_option("--outbox-folder", options.outbox_folder,
                 "Folder where messages are put, a file each (default: outbox in the data folder)");
  app.add_option("--smtp-url", options.smtp_url,
                 "Mail server for messages, instead of the folder: smtp://[USER@]HOST:PORT (with "
                 "STARTTLS) or smtps://[USER@]HOST:PORT");
  app.add_option("--smtp-password-file", options.smtp_password_file, "File of USER's password");
  app.add_option("--mail-from", options.mail_from,
                 "Address of the sender of messages; everybody who is written to sees it");
  app.add_option("--public-url", options.public_url,
                 "http or https address of the pages for people (default: there are none)");
  app.add_flag("--bootstrap", line.bootstrap, "Create the first admin, print its token and end");
  app.add_flag("--recover-admin", line.recover_admin,
               "Create one more admin, print its token, good for a day, and end; for when every "
               "token of an admin has expired or was lost");
  app.add_option("--accept-restore", line.accept_restore,
                 "Accept, in the name of this admin (principals/...), that the database was "
                 "restored from a backup and rows of the audit log are lost, and end; no server "
                 "may run");
  app.add_option("--rotate-master-key", line.rotate_master_key,
                 "Wrap every key by the master key in this file, made if missing, and end; no "
                 "server may run");
  app.add_option("--back-up-to", line.back_up_to,
                 "Copy the store, a SQLite file, into this new file, and end; a server may run");
  app.add_option(
      "--back-up-keys-to", line.back_up_keys_to,
      "Copy the key store into this file, in place of the copy before, and end; a server "
      "may run");
  app.add_option("--move-store-to", line.move_store_to,
                 "Copy the store, a SQLite file, into this empty database (postgres:CONNINFO), "
                 "compare every row, and end; no server may run");
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
  return CheckMessageOptions(options);
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

absl::StatusOr<std::string> CatalogFolderOf(const Options& options) {
  if (options.catalog_folder == "none") return "";
  return options.catalog_folder.empty() ? InDataFolder(options, "catalog") : options.catalog_folder;
}

absl::StatusOr<std::string> OutboxFolderOf(const Options& options) {
  return options.outbox_folder.empty() ? InDataFolder(options, "outbox") : options.outbox_folder;
}

absl::StatusOr<SmtpOptions> SmtpOf(const Options& options) {
  const std::optional<MailServer> server = ParseMailServer(options.smtp_url);
  if (!server) return absl::InvalidArgumentError("--smtp-url is not the address of a mail server");
  SmtpOptions smtp;
  smtp.url = server->url;
  smtp.user = server->user;
  if (options.smtp_password_file.empty()) return smtp;
  std::ifstream file(options.smtp_password_file);
  std::string more;
  if (!std::getline(file, smtp.password) || smtp.password.empty() || std::getline(file, more)) {
    return absl::InvalidArgumentError("--smtp-password-file must hold one line, the password");
  }
  return smtp;
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
