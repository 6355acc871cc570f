#include "server/options.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <system_error>
#include <utility>

#include "CLI/CLI.hpp"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "engine/base/status_macros.h"
#include "engine/rules/rule_set.h"
#include "server/config_file.h"
#include "server/option_table.h"
#include "server/outbox/mail.h"
#include "server/rules/rule_file.h"

namespace banso {
namespace {

constexpr char kConfigVariable[] = "BANSO_CONFIG";

// The path of a file in the data folder, which is made if it is missing.
absl::StatusOr<std::string> InDataFolder(const Options& options, const char* file) {
  BANSO_ASSIGN_OR_RETURN(const std::filesystem::path folder, DataFolderOf(options));
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

bool IsHostAndPort(absl::string_view text) {
  const size_t colon = text.rfind(':');
  int port = -1;
  return colon != absl::string_view::npos && colon > 0 &&
         absl::SimpleAtoi(text.substr(colon + 1), &port) && port >= 0 && port <= 65535;
}

// What is wrong with the options of messages is put to `problems`; likewise the others.
void FindProblemsOfMessages(const Options& options, std::vector<std::string>* problems) {
  if (!options.smtp_url.empty()) {
    const std::optional<MailServer> server = ParseMailServer(options.smtp_url);
    if (!server) {
      problems->push_back(
          "--smtp-url must be smtp://[USER@]HOST:PORT or smtps://[USER@]HOST:PORT; a password goes "
          "into --smtp-password-file");
    }
    if (!options.outbox_folder.empty()) {
      problems->push_back("--smtp-url and --outbox-folder exclude each other; choose one");
    }
    if (options.mail_from.empty()) problems->push_back("--smtp-url needs --mail-from");
    if (server && server->user.empty() != options.smtp_password_file.empty()) {
      problems->push_back("USER in --smtp-url and --smtp-password-file belong together; set both");
    }
  } else if (!options.smtp_password_file.empty()) {
    problems->push_back("--smtp-password-file needs --smtp-url");
  }
  if (!options.mail_from.empty() && !IsMailAddress(options.mail_from)) {
    problems->push_back("--mail-from must be a mail address, such as desk@example.org");
  }
  const std::string& url = options.public_url;
  if (!url.empty() && ((!absl::StartsWith(url, "https://") && !absl::StartsWith(url, "http://")) ||
                       absl::EndsWith(url, "/"))) {
    problems->push_back(
        "--public-url must begin with https:// or http:// and not end with a slash");
  }
}

void FindProblemsOfListening(const Options& options, std::vector<std::string>* problems) {
  const bool tls = !options.tls_cert.empty() || !options.tls_key.empty();
  if (tls && (options.tls_cert.empty() || options.tls_key.empty())) {
    problems->push_back("--tls-cert and --tls-key belong together; set both");
  }
  if (tls && options.plaintext) {
    problems->push_back("--plaintext and --tls-cert exclude each other; choose one");
  }
  if (!tls && !options.plaintext) {
    problems->push_back(
        "set --tls-cert and --tls-key to listen with TLS, or --plaintext to listen without it on "
        "this machine only");
  }
  if (!tls && !IsLoopback(options.listen)) {
    problems->push_back(
        absl::StrCat("--listen ", options.listen,
                     " is not a loopback address; without TLS only 127.0.0.1, [::1] and localhost "
                     "are listened on: set --tls-cert and --tls-key"));
  }
  if (!tls && !options.tls_client_ca.empty()) {
    problems->push_back("--tls-client-ca needs --tls-cert and --tls-key");
  }
  if (options.tls_require_client_cert && options.tls_client_ca.empty()) {
    problems->push_back("--tls-require-client-cert needs --tls-client-ca");
  }
  if (!options.metrics_listen.empty() && !IsHostAndPort(options.metrics_listen)) {
    problems->push_back("--metrics-listen must be HOST:PORT, such as 127.0.0.1:8351");
  }
}

// The values of the options, each from the source that counts.
struct Reading {
  Options options;
  std::map<std::string, std::string> origins;  // by the name of the option; without defaults
  std::vector<std::string> problems;
};

// `told` says in a problem, and `origin` in a listing, where the value is from.
void Read(const OptionSpec& spec, const std::string& text, const std::string& told,
          std::string origin, Reading* reading) {
  const absl::Status status = spec.read(text, &reading->options);
  if (!status.ok()) reading->problems.push_back(absl::StrCat(told, " ", status.message()));
  reading->origins[spec.name] = std::move(origin);
}

bool OthersMayRead(const std::string& path) {
  struct stat facts = {};
  return stat(path.c_str(), &facts) == 0 && (facts.st_mode & S_IROTH) != 0;
}

void ReadFile(const std::string& path, Reading* reading) {
  if (path.empty()) return;
  const absl::StatusOr<ConfigText> config = ReadConfigFile(path);
  if (!config.ok()) {
    reading->problems.push_back(absl::StrCat("--config ", path, ": ", config.status().message()));
    return;
  }
  for (const std::string& problem : config->problems) {
    reading->problems.push_back(absl::StrCat("--config ", path, ": ", problem));
  }
  for (const ConfigValue& value : config->values) {
    const auto spec =
        std::find_if(OptionTable().begin(), OptionTable().end(),
                     [&](const OptionSpec& known) { return known.name == value.name; });
    const std::string told =
        absl::StrCat("--config ", path, ": line ", value.line, ": `", value.name, "`");
    Read(*spec, value.text, told, absl::StrCat(path, ", line ", value.line), reading);
    if (spec->names_database && HoldsPassword(value.text) && OthersMayRead(path)) {
      reading->problems.push_back(absl::StrCat(
          told, " holds a password, and everybody may read the file: chmod o-r ", path));
    }
  }
}

const char* NotEmpty(const char* variable) {
  const char* value = std::getenv(variable);
  return value == nullptr || *value == '\0' ? nullptr : value;
}

// `flags` are the texts of the options that the command line holds, by name.
Reading ReadOptions(const std::map<std::string, std::string>& flags, const std::string& config) {
  Reading reading;
  const char* config_variable = NotEmpty(kConfigVariable);
  ReadFile(config.empty() && config_variable != nullptr ? config_variable : config, &reading);
  for (const OptionSpec& spec : OptionTable()) {
    if (const char* value = NotEmpty(spec.variable().c_str())) {
      Read(spec, value, spec.variable(), spec.variable(), &reading);
    }
    if (const auto flag = flags.find(spec.name); flag != flags.end()) {
      Read(spec, flag->second, spec.flag(), spec.flag(), &reading);
      if (spec.names_database && HoldsPassword(flag->second)) {
        reading.problems.push_back(absl::StrCat(
            spec.flag(), " holds a password, which everybody on this machine can see: set ",
            spec.variable(), ", or write it into the file of --config, or name a passfile"));
      }
    }
  }
  // A file that is named on the command line is meant, whatever the environment holds.
  if (flags.contains("master-key-file")) reading.options.master_key.clear();
  return reading;
}

// The values in force, as a file of options that says where each is from.
std::string FormatOptions(const Reading& reading) {
  std::string text = "# The options of banso-server in force, and where each is from.\n";
  std::string group;
  for (const OptionSpec& spec : OptionTable()) {
    if (spec.group != group) {
      group = spec.group;
      absl::StrAppend(&text, "\n# ", group, "\n");
    }
    const auto origin = reading.origins.find(spec.name);
    const std::string value = spec.write(reading.options);
    if (origin == reading.origins.end()) {
      absl::StrAppend(&text, "# ", spec.name, ": ", spec.standard, "\n");
    } else if (spec.secret || (spec.names_database && HoldsPassword(value))) {
      absl::StrAppend(&text, "# ", spec.name, ": not shown  # ", origin->second, "\n");
    } else {
      absl::StrAppend(&text, spec.name, " = ", FormatConfigValue(spec, value), "  # ",
                      origin->second, "\n");
    }
  }
  return text;
}

}  // namespace

CommandLine ParseCommandLine(int argc, const char* const* argv) {
  CommandLine line;
  CLI::App app("Banso, the matching and casework service of a refugee career programme.",
               "banso-server");
  app.set_version_flag("--version", std::string("banso-server ") + BANSO_VERSION);
  app.footer(
      "An option can also be set in the environment (--tls-cert as BANSO_TLS_CERT) and in the file "
      "of --config (as tls-cert); a flag counts first, then the environment, then the file.");
  std::string config;
  app.add_option("--config", config, "File of options, TOML. Default: $BANSO_CONFIG, else none");
  std::map<std::string, std::string> texts;
  std::map<std::string, CLI::Option*> options;
  for (const OptionSpec& spec : OptionTable()) {
    if (spec.secret) continue;
    std::string& text = texts[spec.name];
    const std::string meaning = absl::StrCat(spec.meaning, " Default: ", spec.standard);
    CLI::Option* const option = spec.kind == OptionKind::kSwitch
                                    ? app.add_flag(spec.flag(), text, meaning)
                                    : app.add_option(spec.flag(), text, meaning);
    if (spec.kind != OptionKind::kSwitch) option->type_name(spec.value);
    option->group(spec.group);
    options[spec.name] = option;
  }
  constexpr char kCommands[] = "What to do instead of serving";
  app.add_flag("--check-config", line.check_config,
               "Say everything that is wrong with the options and the files they name, and end; "
               "nothing is made, and no other machine is asked")
      ->group(kCommands);
  bool print_config = false;
  app.add_flag("--print-config", print_config,
               "Write the options in force, and where each is from, as a file for --config and end")
      ->group(kCommands);
  app.add_flag("--bootstrap", line.bootstrap, "Create the first admin, print its token and end")
      ->group(kCommands);
  app.add_flag("--recover-admin", line.recover_admin,
               "Create one more admin, print its token, good for a day, and end; for when every "
               "token of an admin has expired or was lost")
      ->group(kCommands);
  app.add_option("--accept-restore", line.accept_restore,
                 "Accept, in the name of this admin (principals/...), that the database was "
                 "restored from a backup and rows of the audit log are lost, and end; no server "
                 "may run")
      ->group(kCommands);
  app.add_option("--rotate-master-key", line.rotate_master_key,
                 "Wrap every key by the master key in this file, made if missing, and end; no "
                 "server may run")
      ->group(kCommands);
  app.add_option("--back-up-to", line.back_up_to,
                 "Copy the store, a SQLite file, into this new file, and end; a server may run")
      ->group(kCommands);
  app.add_option(
         "--back-up-keys-to", line.back_up_keys_to,
         "Copy the key store into this file, in place of the copy before, and end; a server "
         "may run")
      ->group(kCommands);
  app.add_option("--move-store-to", line.move_store_to,
                 "Copy the store, a SQLite file, into this empty database (postgres:CONNINFO), "
                 "compare every row, and end; no server may run")
      ->group(kCommands);
  bool print_rules = false;
  app.add_flag("--print-rules", print_rules, "Write the built-in rule set as a rules file and end")
      ->group(kCommands);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    std::ostringstream out;
    std::ostringstream err;
    line.exit = true;
    line.exit_code = app.exit(error, out, err) == 0 ? 0 : 1;
    line.text = out.str() + err.str();
    return line;
  }
  std::map<std::string, std::string> flags;
  for (const auto& [name, option] : options) {
    if (option->count() > 0) flags[name] = texts[name];
  }
  Reading reading = ReadOptions(flags, config);
  if (HoldsPassword(line.move_store_to)) {
    reading.problems.emplace_back(
        "--move-store-to holds a password, which everybody on this machine can see: name a "
        "passfile");
  }
  if (line.check_config) {
    line.problems = std::move(reading.problems);
  } else if (!reading.problems.empty()) {
    line.exit = true;
    line.exit_code = 1;
    for (const std::string& problem : reading.problems) {
      absl::StrAppend(&line.text, "banso-server: ", problem, "\n");
    }
  } else if (print_rules || print_config) {
    line.exit = true;
    line.text = print_rules ? FormatRules(DefaultRuleSet()) : FormatOptions(reading);
  }
  line.options = std::move(reading.options);
  return line;
}

std::vector<std::string> OptionProblems(const Options& options) {
  std::vector<std::string> problems;
  FindProblemsOfListening(options, &problems);
  const bool oidc =
      !options.oidc_issuer.empty() || !options.oidc_audience.empty() || !options.oidc_jwks.empty();
  if (oidc &&
      (options.oidc_issuer.empty() || options.oidc_audience.empty() || options.oidc_jwks.empty())) {
    problems.push_back(
        "--oidc-issuer, --oidc-audience and --oidc-jwks belong together; set all three");
  }
  if (options.outbox_interval <= absl::ZeroDuration()) {
    problems.push_back("--outbox-interval must be more than 0");
  }
  if (options.replica.renewal <= absl::ZeroDuration()) {
    problems.push_back("--lease-renewal must be more than 0");
  }
  if (options.replica.renewal > options.replica.lease / 3) {
    problems.push_back("--lease-renewal must be at most a third of --lease");
  }
  FindProblemsOfMessages(options, &problems);
  return problems;
}

absl::Status CheckOptions(const Options& options) {
  const std::vector<std::string> problems = OptionProblems(options);
  return problems.empty() ? absl::OkStatus() : absl::InvalidArgumentError(problems.front());
}

absl::StatusOr<std::string> DataFolderOf(const Options& options) {
  if (!options.data_dir.empty()) return options.data_dir;
  const char* state = std::getenv("XDG_STATE_HOME");
  const char* home = std::getenv("HOME");
  if (state != nullptr && *state != '\0') {
    return (std::filesystem::path(state) / "banso").string();
  }
  if (home != nullptr && *home != '\0') {
    return (std::filesystem::path(home) / ".local" / "state" / "banso").string();
  }
  return absl::InvalidArgumentError("set --data-dir: there is no home folder");
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

bool HoldsPassword(absl::string_view store) {
  for (const absl::string_view scheme : {"postgres://", "postgresql://"}) {
    if (!absl::StartsWith(store, scheme)) continue;
    const absl::string_view server = store.substr(scheme.size());
    const absl::string_view authority = server.substr(0, server.find_first_of("/?"));
    const size_t at = authority.rfind('@');
    if (at != absl::string_view::npos && absl::StrContains(authority.substr(0, at), ':')) {
      return true;
    }
  }
  if (!absl::StartsWith(store, "postgres")) return false;
  const std::string words = absl::StrReplaceAll(absl::AsciiStrToLower(store), {{" ", ""}});
  return absl::StrContains(words, "password=");
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
