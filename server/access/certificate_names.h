// Names in client certificates.
#ifndef BANSO_SERVER_ACCESS_CERTIFICATE_NAMES_H_
#define BANSO_SERVER_ACCESS_CERTIFICATE_NAMES_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "grpcpp/security/auth_context.h"

namespace banso {

// The names in the client certificate that was verified when the connection was made, in the form
// of Principal.certificate_names: URIs, DNS names, the common name. Empty if there was none.
std::vector<std::string> CertificateNames(const grpc::AuthContext& context);

// The form in which two names of certificates are compared: DNS names in lower case.
std::string CanonicalCertificateName(absl::string_view name);

}  // namespace banso

#endif  // BANSO_SERVER_ACCESS_CERTIFICATE_NAMES_H_
