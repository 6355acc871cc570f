// Finds out who is calling, from the principals and tokens that the store has.
#ifndef BANSO_SERVER_ACCESS_PRINCIPAL_AUTHENTICATOR_H_
#define BANSO_SERVER_ACCESS_PRINCIPAL_AUTHENTICATOR_H_

#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/access/authenticator.h"
#include "server/access/bearer_token.h"
#include "server/access/credential_index.h"
#include "server/access/jwt_verifier.h"
#include "server/base/mutex.h"
#include "server/store/store.h"

namespace banso {

// Whether principals have the role: all but those of callers without a principal.
bool IsRoleOfPrincipals(v1::Access::Role role);

class PrincipalAuthenticator final : public Authenticator {
 public:
  // `jwts` is null where no OpenID provider is trusted.
  explicit PrincipalAuthenticator(BearerTokens tokens, std::unique_ptr<JwtVerifier> jwts = nullptr)
      : tokens_(tokens), jwts_(std::move(jwts)) {}

  absl::StatusOr<Caller> Authenticate(const Credentials& credentials, const Snapshot& snapshot,
                                      absl::Time now) override ABSL_LOCKS_EXCLUDED(mu_);

  // Writes when tokens were last used, to the hour, for those used since that was written: one
  // commit for each. Meant to be called every minute or so. What fails is kept for the next time.
  // Returns how many were written. Errors: those of the store.
  absl::StatusOr<int> FlushLastUses(Store* store, absl::Time now, absl::Time deadline)
      ABSL_LOCKS_EXCLUDED(mu_);

 private:
  absl::StatusOr<Caller> FromToken(absl::string_view secret, const Snapshot& snapshot,
                                   absl::Time now) ABSL_LOCKS_EXCLUDED(mu_);
  void NoteUse(const v1::Token& token, absl::Time now) ABSL_LOCKS_EXCLUDED(mu_);

  const BearerTokens tokens_;
  const std::unique_ptr<JwtVerifier> jwts_;
  CredentialIndex index_;
  Mutex mu_;
  // Hours in which tokens were used, by name, that are still to be written.
  absl::flat_hash_map<std::string, absl::Time> uses_ ABSL_GUARDED_BY(mu_);
};

}  // namespace banso

#endif  // BANSO_SERVER_ACCESS_PRINCIPAL_AUTHENTICATOR_H_
