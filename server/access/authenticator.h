// Finds out who is calling.
#ifndef BANSO_SERVER_ACCESS_AUTHENTICATOR_H_
#define BANSO_SERVER_ACCESS_AUTHENTICATOR_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/access/caller.h"
#include "server/catalog/snapshot.h"

namespace banso {

// What a call came with.
struct Credentials {
  std::string authorization;                   // the header; empty: none
  std::vector<std::string> certificate_names;  // of a verified client certificate, in the form of
                                               // Principal.certificate_names; empty: none
};

// Thread safety: every method may run on any number of threads at once; in memory only.
class Authenticator {
 public:
  virtual ~Authenticator() = default;

  // The caller; one without proof is PUBLIC. A header decides over a certificate.
  // Errors: UNAUTHENTICATED if a token is unknown, expired or revoked, a JWT is not good, nobody is
  // known by the certificate, or the principal is disabled: the same words for all of them, so that
  // nothing is learned by trying.
  virtual absl::StatusOr<Caller> Authenticate(const Credentials& credentials,
                                              const Snapshot& snapshot, absl::Time now) = 0;
};

}  // namespace banso

#endif  // BANSO_SERVER_ACCESS_AUTHENTICATOR_H_
