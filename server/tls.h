// How connections are secured.
#ifndef BANSO_SERVER_TLS_H_
#define BANSO_SERVER_TLS_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "grpcpp/security/server_credentials.h"
#include "server/options.h"

namespace banso {

// Returns what a server listens with. With TLS, certificates, key and authorities are read from
// their files again when these change, for the connections made afterwards; replace a certificate
// and its key together, by a rename of their folder or of a link to it. A client certificate is
// asked for if there are authorities for it, and a connection is refused if it is not one of theirs
// or has expired.
// Errors: INVALID_ARGUMENT, with one line for an operator: those of CheckOptions; a file that
// cannot be read or is not PEM; a key that does not belong to the certificate.
absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> MakeServerCredentials(
    const Options& options);

// Whether the files can be used, as MakeServerCredentials asks for; nothing is asked of options
// without TLS.
absl::Status CheckTlsFiles(const Options& options);

// Until when a certificate, the first of a PEM file, is good. `flag` is what an error calls it.
// Errors: INVALID_ARGUMENT if the file cannot be read or holds none.
absl::StatusOr<absl::Time> ExpiryOf(const char* flag, const std::string& file);

}  // namespace banso

#endif  // BANSO_SERVER_TLS_H_
