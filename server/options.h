// What banso-server is told, with the only defaults. option_table.h says how each is set.
#ifndef BANSO_SERVER_OPTIONS_H_
#define BANSO_SERVER_OPTIONS_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/access/rate_limiter.h"
#include "server/base/clock.h"
#include "server/base/log.h"
#include "server/outbox/mail_transport.h"
#include "server/replicas/replica.h"

namespace banso {

struct Options {
  // HOST:PORT to listen on; port 0 takes a free one.
  std::string listen = "127.0.0.1:8350";
  // Listen without TLS, on a loopback address only.
  bool plaintext = false;
  // HOST:PORT where metrics are read; port 0 takes a free one. Empty: nowhere.
  std::string metrics_listen;
  // The PEM files of the server's certificate (with its chain) and key. Read again when they
  // change.
  std::string tls_cert;
  std::string tls_key;
  // The PEM file of the authorities whose client certificates prove who is calling, read again when
  // it changes. Empty: none is asked for.
  std::string tls_client_ca;
  // Whether a connection without a client certificate is refused.
  bool tls_require_client_cert = false;
  // How often the files are looked at; whole seconds from 1.
  absl::Duration tls_refresh = absl::Seconds(10);
  // The OpenID provider whose tokens are good, all three or none of them: `iss`, `aud`, and the
  // file or https URL of its keys.
  std::string oidc_issuer;
  std::string oidc_audience;
  std::string oidc_jwks;
  // By how much the clocks of the provider and this machine may differ.
  absl::Duration oidc_skew = absl::Minutes(1);
  // Calls of each principal, and of each address for callers without proof.
  RateLimit rate = {.per_second = 50, .burst = 100};
  RateLimit public_rate = {.per_second = 5, .burst = 20};
  // Applications for the desk, of each address.
  RateLimit application_rate = {.per_second = 1.0 / 60, .burst = 5};
  // Streams that a principal may have open at once.
  int max_streams = 8;
  // `sqlite:PATH` or `postgres:CONNINFO`. Empty: the file `banso.db` in the data folder.
  std::string store;
  // The data folder. Empty: $XDG_STATE_HOME/banso, else ~/.local/state/banso.
  std::string data_dir;
  // The key store: a file, or a PostgreSQL database of its own, named as a store is. Empty: the
  // file `keys.db` in the data folder.
  std::string keys;
  // The file of the master key, which opens the key store; made if it is missing. Empty:
  // `master.key` in the data folder.
  std::string master_key_file;
  // The master key itself, as text, in place of the file. From the environment variable
  // BANSO_MASTER_KEY only: a command line can be seen by everybody on the machine.
  std::string master_key;
  // The file that holds the newest link of the audit log. Empty: `audit-anchor` in the data folder.
  std::string audit_anchor;
  // The folder of the sealed file that the server starts from, instead of reading the whole store;
  // servers of one store may share it. `none`: no file is kept. Empty: `catalog` in the data
  // folder.
  std::string catalog_folder;
  // The folder where messages are put, a file each, unless there is a mail server. Empty: `outbox`
  // in the data folder.
  std::string outbox_folder;
  // The mail server that messages are handed to: smtp://[USER@]HOST:PORT or
  // smtps://[USER@]HOST:PORT. Empty: none. The file holds the password of USER.
  std::string smtp_url;
  std::string smtp_password_file;
  // The sender of messages. Needed with a mail server.
  std::string mail_from;
  // The http or https address of the pages for people, without a slash at its end. Empty: there are
  // none.
  std::string public_url;
  // A file of rule sets. Empty: the built-in ones.
  std::string rules;
  LogLevel log_level = LogLevel::kInfo;
  // Threads for work that waits, at least 2; half of them at most wait for revisions.
  int workers = 16;
  // How many calls may wait for a thread; more are turned away.
  int queue = 1024;
  // How long the store may be away, or the catalog behind it, until the server is not ready.
  absl::Duration ready_lag = absl::Seconds(30);
  // How long calls are answered still once the server has said that it will stop.
  absl::Duration drain = absl::ZeroDuration();
  // How long calls under way may take to end when the server stops.
  absl::Duration grace = absl::Seconds(10);
  // How often openings whose deadline has passed are looked for, and other small jobs are done;
  // infinite: no jobs at all.
  absl::Duration expiry_interval = absl::Minutes(1);
  // How often what is in the outbox and due is delivered; never where there are no jobs.
  absl::Duration outbox_interval = absl::Seconds(15);
  // How often consents that have expired are written down, and what is kept no longer goes.
  absl::Duration daily_interval = absl::Hours(24);
  // The lease of a server of a store that several servers share.
  ReplicaOptions replica;
  // For tests: the source of the present time, which outlives the server. Null: the system's.
  const Clock* clock = nullptr;
};

// What the command line, the environment and the file of options say: options, and what to do with
// them; or a text to print and an exit code.
struct CommandLine {
  Options options;
  // Create the first admin, print its token and end.
  bool bootstrap = false;
  // Create one more admin, with a token for a day, print its token and end.
  bool recover_admin = false;
  // Accept, in the name of this admin, that an older database was put back, and end. Empty: do not.
  std::string accept_restore;
  // Wrap the keys by the master key in this file, made if it is missing, instead of the present
  // one, and end. Empty: do not.
  std::string rotate_master_key;
  // Copy the store, or the key store, into this file, and end. Empty: do not.
  std::string back_up_to;
  std::string back_up_keys_to;
  // Move the store into the PostgreSQL database that this names, and end. Empty: do not.
  std::string move_store_to;
  // Look for everything that is wrong with the options, say so and end. `problems` is what was
  // wrong with the texts that they were read from, a line each.
  bool check_config = false;
  std::vector<std::string> problems;
  bool exit = false;
  int exit_code = 0;
  std::string text;
};
// Reads the options of OptionTable(): a flag counts before a variable of the environment, that
// before the file that --config or BANSO_CONFIG names, and that before the default. A variable that
// is empty counts as not set.
CommandLine ParseCommandLine(int argc, const char* const* argv);

// Whether the options of the connection fit together: TLS or, on a loopback address and when asked
// for, none; all of the OpenID provider or nothing. Likewise those of messages: a mail server or a
// folder, a sender for the mail server, a password only where somebody logs in.
// Errors: INVALID_ARGUMENT with one line that says what to do.
absl::Status CheckOptions(const Options& options);
// All that CheckOptions could say, a line each; empty if they fit together.
std::vector<std::string> OptionProblems(const Options& options);

// The data folder that the options mean, which need not be there.
// Errors: INVALID_ARGUMENT if no folder is known.
absl::StatusOr<std::string> DataFolderOf(const Options& options);

// The store that the options mean, as OpenStore reads it; makes the data folder if it is used.
// Errors: INVALID_ARGUMENT if no folder is known; UNAVAILABLE if it cannot be made.
absl::StatusOr<std::string> StoreOf(const Options& options);

// The files that the options mean; make the data folder if it is used. Errors: as StoreOf.
absl::StatusOr<std::string> KeysOf(const Options& options);
absl::StatusOr<std::string> MasterKeyFileOf(const Options& options);
absl::StatusOr<std::string> AuditAnchorOf(const Options& options);
// Empty if no file is kept.
absl::StatusOr<std::string> CatalogFolderOf(const Options& options);
absl::StatusOr<std::string> OutboxFolderOf(const Options& options);

// The mail server that the options mean, its password read from the file.
// Errors: INVALID_ARGUMENT if the file cannot be read, is empty or has more than one line.
absl::StatusOr<SmtpOptions> SmtpOf(const Options& options);

// Whether HOST:PORT is on this machine's own loopback interface: `localhost`, `127.x.y.z`, `[::1]`.
bool IsLoopback(const std::string& listen);

// Whether the store is named with a password in it.
bool HoldsPassword(absl::string_view store);

}  // namespace banso

#endif  // BANSO_SERVER_OPTIONS_H_
