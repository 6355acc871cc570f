// Who the client says it is, and whom it trusts.
#ifndef BANSO_CLIENTS_CLI_CREDENTIALS_H_
#define BANSO_CLIENTS_CLI_CREDENTIALS_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "clients/cli/arguments.h"

namespace banso {

// What a channel and its calls need. The texts are PEM.
struct Credentials {
  std::string token;        // Sent as `authorization: Bearer …`; empty: none.
  std::string ca;           // Whose certificates to trust; empty: those that this machine trusts.
  std::string certificate;  // Proves the client; empty: none.
  std::string key;          // Of the certificate.

  // Whether something of TLS was named, so that it is wanted on this machine, too.
  bool names_tls() const { return !ca.empty() || !certificate.empty(); }
};

// Reads the files that the arguments name. The token is that of the first of: --token-file,
// BANSO_TOKEN, the file named by BANSO_TOKEN_FILE, and `banso/token` in $XDG_CONFIG_HOME or
// ~/.config if it exists. Spaces and line ends around it are left out.
// Errors, in the language of the arguments and never with what a file holds: INVALID_ARGUMENT if a
// file cannot be read, if a file with a token or key is open to anybody but its owner, if it holds
// no token, or if a certificate comes without its key.
absl::StatusOr<Credentials> ReadCredentials(const Arguments& arguments);

// Whether HOST:PORT is on this machine's own loopback interface, as written: `localhost`, 127.x.y.z
// or `[::1]`. Everything else is not, whatever it would resolve to.
bool IsLoopback(absl::string_view server);

}  // namespace banso

#endif  // BANSO_CLIENTS_CLI_CREDENTIALS_H_
