#include "server/option_table.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/time.h"

namespace banso {
namespace {

constexpr double kMostSeconds = 600;
constexpr double kMostCalls = 1e6;
constexpr double kSecondsAnHour = 3600;
// How many calls may come at once, for each call a second.
constexpr double kBurstOfRate = 2;
constexpr double kBurstOfPublicRate = 4;

constexpr std::pair<const char*, LogLevel> kLevels[] = {{"debug", LogLevel::kDebug},
                                                        {"info", LogLevel::kInfo},
                                                        {"warning", LogLevel::kWarning},
                                                        {"error", LogLevel::kError}};

absl::Status MustBe(absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("must be ", what));
}

OptionSpec Text(const char* name, const char* value, std::string Options::*member,
                const char* meaning, const char* standard) {
  OptionSpec spec;
  spec.name = name;
  spec.value = value;
  spec.meaning = meaning;
  spec.read = [member](absl::string_view text, Options* options) {
    options->*member = std::string(text);
    return absl::OkStatus();
  };
  spec.write = [member](const Options& options) { return options.*member; };
  spec.standard = standard[0] == '\0' ? Options().*member : absl::StrCat("(", standard, ")");
  return spec;
}

OptionSpec Switch(const char* name, bool Options::*member, const char* meaning) {
  OptionSpec spec;
  spec.name = name;
  spec.kind = OptionKind::kSwitch;
  spec.meaning = meaning;
  spec.read = [member](absl::string_view text, Options* options) {
    if (text != "true" && text != "false") return MustBe("true or false");
    options->*member = text == "true";
    return absl::OkStatus();
  };
  spec.write = [member](const Options& options) { return options.*member ? "true" : "false"; };
  spec.standard = spec.write(Options());
  return spec;
}

OptionSpec Whole(const char* name, int Options::*member, int least, int most, const char* meaning) {
  OptionSpec spec;
  spec.name = name;
  spec.kind = OptionKind::kWhole;
  spec.value = "NUMBER";
  spec.meaning = meaning;
  spec.read = [=](absl::string_view text, Options* options) {
    int number = 0;
    if (!absl::SimpleAtoi(text, &number) || number < least || number > most) {
      return MustBe(absl::StrCat("a whole number from ", least, " to ", most));
    }
    options->*member = number;
    return absl::OkStatus();
  };
  spec.write = [member](const Options& options) { return absl::StrCat(options.*member); };
  spec.standard = spec.write(Options());
  return spec;
}

// `set` and `get` are of a number from 0 to `most`.
OptionSpec Number(const char* name, const char* value, double most, const char* meaning,
                  std::function<void(double, Options*)> set,
                  std::function<double(const Options&)> get) {
  OptionSpec spec;
  spec.name = name;
  spec.kind = OptionKind::kNumber;
  spec.value = value;
  spec.meaning = meaning;
  spec.read = [most, set = std::move(set)](absl::string_view text, Options* options) {
    double number = 0;
    // Not a number is none of these.
    if (!absl::SimpleAtod(text, &number) || !(number >= 0) || !(number <= most)) {
      return MustBe(absl::StrCat("a number from 0 to ", static_cast<int64_t>(most)));
    }
    set(number, options);
    return absl::OkStatus();
  };
  spec.write = [get = std::move(get)](const Options& options) {
    return absl::StrCat(get(options));
  };
  spec.standard = spec.write(Options());
  return spec;
}

OptionSpec Database(const char* name, const char* value, std::string Options::*member,
                    const char* meaning, const char* standard) {
  OptionSpec spec = Text(name, value, member, meaning, standard);
  spec.names_database = true;
  return spec;
}

OptionSpec Seconds(const char* name, absl::Duration Options::*member, const char* meaning) {
  return Number(
      name, "SECONDS", kMostSeconds, meaning,
      [member](double seconds, Options* options) { options->*member = absl::Seconds(seconds); },
      [member](const Options& options) { return absl::ToDoubleSeconds(options.*member); });
}

OptionSpec LeaseSeconds(const char* name, absl::Duration ReplicaOptions::*member,
                        const char* meaning) {
  return Number(
      name, "SECONDS", kMostSeconds, meaning,
      [member](double seconds, Options* options) {
        options->replica.*member = absl::Seconds(seconds);
      },
      [member](const Options& options) { return absl::ToDoubleSeconds(options.replica.*member); });
}

OptionSpec Rate(const char* name, RateLimit Options::*member, double burst, const char* meaning) {
  return Number(
      name, "NUMBER", kMostCalls, meaning,
      [=](double rate, Options* options) {
        options->*member = {.per_second = rate, .burst = burst * rate};
      },
      [member](const Options& options) { return (options.*member).per_second; });
}

OptionSpec ApplicationRate() {
  return Number(
      "application-rate", "NUMBER", kMostCalls,
      "Applications for the desk an hour of each address; a twelfth as many at once, at least one; "
      "0 is no limit.",
      [](double rate, Options* options) {
        options->application_rate = {.per_second = rate / kSecondsAnHour,
                                     .burst = std::max(1.0, rate / 12)};
      },
      // As a rate a second it is not exact.
      [](const Options& options) {
        return std::round(options.application_rate.per_second * kSecondsAnHour * 1e6) / 1e6;
      });
}

OptionSpec Level() {
  OptionSpec spec;
  spec.name = "log-level";
  spec.value = "LEVEL";
  spec.meaning = "From which level on lines are logged: debug, info, warning or error.";
  spec.read = [](absl::string_view text, Options* options) {
    for (const auto& [name, level] : kLevels) {
      if (text == name) {
        options->log_level = level;
        return absl::OkStatus();
      }
    }
    return MustBe("debug, info, warning or error");
  };
  spec.write = [](const Options& options) -> std::string {
    for (const auto& [name, level] : kLevels) {
      if (level == options.log_level) return name;
    }
    return "";
  };
  spec.standard = spec.write(Options());
  return spec;
}

OptionSpec MasterKey() {
  OptionSpec spec = Text("master-key", "KEY", &Options::master_key,
                         "The master key itself, 32 bytes in base64, in place of a file; it counts "
                         "unless a file is named on the command line.",
                         "none: the file is read");
  spec.secret = true;
  return spec;
}

std::vector<OptionSpec> MakeTable() {
  std::vector<OptionSpec> table;
  const auto add = [&](const char* group, std::vector<OptionSpec> specs) {
    for (OptionSpec& spec : specs) {
      spec.group = group;
      table.push_back(std::move(spec));
    }
  };
  add("Listening",
      {
          Text("listen", "HOST:PORT", &Options::listen,
               "Where calls are answered; port 0 takes a free one.", ""),
          Switch("plaintext", &Options::plaintext,
                 "Listen without TLS; on this machine's loopback addresses only."),
          Text("tls-cert", "FILE", &Options::tls_cert,
               "The server's certificate with its chain, PEM; read again when it changes.", "none"),
          Text("tls-key", "FILE", &Options::tls_key,
               "Its key, PEM without a passphrase; read again when it changes.", "none"),
          Text("tls-client-ca", "FILE", &Options::tls_client_ca,
               "Authorities of client certificates, PEM; read again when it changes.",
               "none is asked for"),
          Switch("tls-require-client-cert", &Options::tls_require_client_cert,
                 "Refuse connections without a client certificate."),
          Text("metrics-listen", "HOST:PORT", &Options::metrics_listen,
               "Where metrics are read, as plain HTTP at /metrics; port 0 takes a free one.",
               "nowhere"),
      });
  add("Who may call, and how often",
      {
          Text("oidc-issuer", "TEXT", &Options::oidc_issuer,
               "Issuer (iss) of the OpenID tokens that are accepted.", "none is"),
          Text("oidc-audience", "TEXT", &Options::oidc_audience,
               "Audience (aud) that these must name.", "none"),
          Text("oidc-jwks", "FILE or URL", &Options::oidc_jwks, "File or https URL of their keys.",
               "none"),
          Seconds("oidc-skew", &Options::oidc_skew,
                  "Seconds by which the issuer's clock may differ."),
          Rate("rate", &Options::rate, kBurstOfRate,
               "Calls a second of each principal; twice as many at once; 0 is no limit."),
          Rate("public-rate", &Options::public_rate, kBurstOfPublicRate,
               "Calls a second of each address without proof; four times as many at once; 0 is no "
               "limit."),
          ApplicationRate(),
          Whole("max-streams", &Options::max_streams, 1, 10000,
                "Streams that a principal may have open."),
      });
  add("What is kept, and where",
      {
          Database("store", "SPEC", &Options::store,
                   "sqlite:PATH, postgres:CONNINFO or a postgresql:// URI. One with a password is "
                   "not for the command line.",
                   "banso.db in the data folder"),
          Text("data-dir", "FOLDER", &Options::data_dir, "The data folder.",
               "$XDG_STATE_HOME/banso, else ~/.local/state/banso"),
          Database("keys", "STORE", &Options::keys,
                   "The key store: a file, or postgres:CONNINFO of a database of its own. One with "
                   "a password is not for the command line.",
                   "keys.db in the data folder"),
          Text("master-key-file", "FILE", &Options::master_key_file,
               "The master key, made if it is missing.", "master.key in the data folder"),
          MasterKey(),
          Text("audit-anchor", "FILE", &Options::audit_anchor, "The audit log's newest link.",
               "audit-anchor in the data folder"),
          Text("catalog-folder", "FOLDER", &Options::catalog_folder,
               "Where the sealed file lies that the server starts from; none: it reads the store.",
               "catalog in the data folder"),
          Text("rules", "FILE", &Options::rules, "Rule sets; --print-rules writes such a file.",
               "built in"),
      });
  add("Messages",
      {
          Text("outbox-folder", "FOLDER", &Options::outbox_folder,
               "Where messages are put, a file each, without a mail server.",
               "outbox in the data folder"),
          Seconds("outbox-interval", &Options::outbox_interval,
                  "Seconds from one delivery of messages to the next."),
          Text("smtp-url", "URL", &Options::smtp_url,
               "Mail server for messages: smtp://[USER@]HOST:PORT, with STARTTLS, or "
               "smtps://[USER@]HOST:PORT.",
               "none"),
          Text("smtp-password-file", "FILE", &Options::smtp_password_file,
               "The password of USER, on one line.", "none"),
          Text("mail-from", "ADDRESS", &Options::mail_from,
               "The sender of messages; everybody who is written to sees it.", "none"),
          Text("public-url", "URL", &Options::public_url,
               "http or https address of the pages for people, without a slash at its end.",
               "there are none"),
      });
  add("Running",
      {
          Level(),
          Whole("workers", &Options::workers, 2, 1024,
                "Threads for calls; half of them at most wait for revisions."),
          Whole("queue", &Options::queue, 1, 1000000,
                "Calls that may wait for a thread; more are turned away."),
          LeaseSeconds(
              "lease", &ReplicaOptions::lease,
              "Seconds that other servers of a PostgreSQL database wait for this one, at "
              "most, where it fell silent, before they acknowledge that a right has ended."),
          LeaseSeconds("lease-renewal", &ReplicaOptions::renewal,
                       "Seconds from one renewal of the lease to the next; at most a third of it."),
          Seconds("ready-lag", &Options::ready_lag,
                  "Seconds for which the store may be away, or the server behind it, until it says "
                  "that it is not ready."),
          Seconds("drain", &Options::drain,
                  "Seconds for which calls are still answered at a stop, after the server has said "
                  "that it is not ready; a second signal ends them."),
          Seconds("grace", &Options::grace, "Seconds that calls under way may then take to end."),
      });
  return table;
}

}  // namespace

std::string OptionSpec::flag() const { return absl::StrCat("--", name); }

std::string OptionSpec::variable() const {
  return absl::StrCat("BANSO_", absl::AsciiStrToUpper(absl::StrReplaceAll(name, {{"-", "_"}})));
}

const std::vector<OptionSpec>& OptionTable() {
  static const auto* const table = new std::vector<OptionSpec>(MakeTable());
  return *table;
}

}  // namespace banso
