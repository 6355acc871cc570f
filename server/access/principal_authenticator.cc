#include "server/access/principal_authenticator.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "server/base/log.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/resource_name.h"
#include "server/convert/status_details.h"

namespace banso {
namespace {

// The one answer to everything that proves nothing.
absl::Status NoProof() {
  return WithErrorInfo(absl::UnauthenticatedError("the credentials are not accepted"),
                       "CREDENTIALS_REFUSED", {});
}

absl::Time HourOf(absl::Time time) {
  return absl::UnixEpoch() + absl::Floor(time - absl::UnixEpoch(), absl::Hours(1));
}

absl::StatusOr<Caller> CallerOf(const CredentialIndex::PrincipalRow& row, absl::string_view token) {
  // What is stored was checked; the role is looked at once more because this is the last door.
  if (row == nullptr || row->message->disabled() || !IsRoleOfPrincipals(row->message->role())) {
    return NoProof();
  }
  const v1::Principal& principal = *row->message;
  Caller caller;
  caller.role = principal.role();
  caller.principal = principal.name();
  caller.token = std::string(token);
  caller.candidate = principal.candidate();
  caller.advisor = principal.advisor();
  caller.employer = principal.employer();
  return caller;
}

// Whether `hour` was written: false if it was there already, or the token is gone.
absl::StatusOr<bool> WriteUse(Store* store, const std::string& name, absl::Time hour,
                              absl::Time now, absl::Time deadline) {
  const absl::StatusOr<Resource> stored = store->Get(ResourceKind::kToken, name, deadline);
  if (absl::IsNotFound(stored.status())) return false;
  BANSO_RETURN_IF_ERROR(stored.status());
  v1::Token token;
  if (!token.ParseFromString(stored->message)) {
    return absl::DataLossError(absl::StrCat(name, " cannot be read"));
  }
  if (token.has_last_use_time() && ToTime(token.last_use_time()) >= hour) return false;
  *token.mutable_last_use_time() = FromTime(hour);
  *token.mutable_update_time() = FromTime(now);
  Batch batch;
  // A token has no maps, so that its bytes are always the same.
  batch.writes.push_back({ResourceKind::kToken, name, token.SerializeAsString(), stored->revision});
  BANSO_RETURN_IF_ERROR(store->Commit(batch, deadline).status());
  return true;
}

}  // namespace

bool IsRoleOfPrincipals(v1::Access::Role role) {
  return v1::Access::Role_IsValid(role) && role != v1::Access::ROLE_UNSPECIFIED &&
         role != v1::Access::PUBLIC;
}

absl::StatusOr<Caller> PrincipalAuthenticator::Authenticate(const Credentials& credentials,
                                                            const Snapshot& snapshot,
                                                            absl::Time now) {
  if (credentials.authorization.empty()) {
    if (credentials.certificate_names.empty()) return Caller();
    return CallerOf(index_.FindByCertificate(credentials.certificate_names, snapshot), "");
  }
  const absl::string_view bearer = BearerOf(credentials.authorization);
  if (absl::StartsWith(bearer, kTokenPrefix)) return FromToken(bearer, snapshot, now);
  if (jwts_ == nullptr || bearer.empty()) return NoProof();
  const absl::StatusOr<JwtIdentity> identity = jwts_->Verify(bearer, now);
  if (!identity.ok()) {
    Log(LogLevel::kDebug, "jwt_refused", {{"reason", LogCode(identity.status().message())}});
    return NoProof();
  }
  return CallerOf(index_.FindByIdentity(identity->issuer, identity->subject, snapshot), "");
}

absl::StatusOr<Caller> PrincipalAuthenticator::FromToken(absl::string_view secret,
                                                         const Snapshot& snapshot, absl::Time now) {
  if (!BearerTokens::HasShape(secret)) return NoProof();
  const CredentialIndex::TokenRow row = index_.FindToken(tokens_.HashOf(secret), snapshot);
  if (row == nullptr) return NoProof();
  const v1::Token& token = *row->message;
  if (token.has_revoke_time() || !token.has_expire_time() || now >= ToTime(token.expire_time())) {
    return NoProof();
  }
  // Tokens are below their principals.
  const absl::string_view principal = ParentOf(token.name());
  BANSO_ASSIGN_OR_RETURN(Caller caller,
                         CallerOf(snapshot.principals().Find(principal), token.name()));
  NoteUse(token, now);
  return caller;
}

void PrincipalAuthenticator::NoteUse(const v1::Token& token, absl::Time now) {
  const absl::Time hour = HourOf(now);
  if (token.has_last_use_time() && ToTime(token.last_use_time()) >= hour) return;
  MutexLock lock(&mu_);
  const auto noted = uses_.try_emplace(token.name(), hour).first;
  noted->second = std::max(noted->second, hour);
}

absl::StatusOr<int> PrincipalAuthenticator::FlushLastUses(Store* store, absl::Time now,
                                                          absl::Time deadline) {
  absl::flat_hash_map<std::string, absl::Time> uses;
  {
    MutexLock lock(&mu_);
    uses.swap(uses_);
  }
  int written = 0;
  absl::Status status;
  for (const auto& [name, hour] : uses) {
    if (status.ok()) {
      const absl::StatusOr<bool> result = WriteUse(store, name, hour, now, deadline);
      if (result.ok()) {
        if (*result) ++written;
        continue;
      }
      // Somebody else wrote the token at the same time; the next round reads it anew.
      if (!absl::IsAborted(result.status())) status = result.status();
    }
    MutexLock lock(&mu_);
    const auto kept = uses_.try_emplace(name, hour).first;
    kept->second = std::max(kept->second, hour);
  }
  BANSO_RETURN_IF_ERROR(status);
  return written;
}

}  // namespace banso
