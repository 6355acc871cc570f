#include "server/access/bootstrap.h"

#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "banso/v1/audit.pb.h"
#include "banso/v1/principal.pb.h"
#include "engine/base/status_macros.h"
#include "server/access/bearer_token.h"
#include "server/audit/audit_entry.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/resource_name.h"

namespace banso {
namespace {

constexpr absl::Duration kTimeout = absl::Minutes(1);
// Claimed by the first principal, so that of two processes only one makes it. Keys of other claims
// are digests and have another length.
constexpr absl::string_view kClaimKey = "access/first-principal";

absl::Status NotTheFirst() {
  return absl::FailedPreconditionError(
      "there is a principal already; an admin creates further ones and issues their tokens");
}

}  // namespace

absl::StatusOr<std::string> Bootstrap(Store* store, KeyStore* keys, const Clock& clock) {
  const absl::Time deadline = absl::Now() + kTimeout;
  BANSO_ASSIGN_OR_RETURN(const std::vector<Resource> principals,
                         store->Scan(ResourceKind::kPrincipal, "", 1, deadline));
  if (!principals.empty()) return NotTheFirst();
  BANSO_ASSIGN_OR_RETURN(const BearerTokens tokens, BearerTokens::FromKeys(keys));
  const absl::Time now = clock.Now();

  v1::Principal principal;
  principal.set_name(absl::StrCat("principals/", RandomId()));
  principal.set_role(v1::Access::ADMIN);
  *principal.mutable_create_time() = FromTime(now);
  *principal.mutable_update_time() = FromTime(now);
  std::string secret = BearerTokens::NewSecret();
  v1::Token token;
  token.set_name(absl::StrCat(principal.name(), "/tokens/", RandomId()));
  token.set_label("bootstrap");
  token.set_secret_hash(tokens.HashOf(secret));
  *token.mutable_expire_time() = FromTime(now + kDefaultTokenLifetime);
  *token.mutable_create_time() = FromTime(now);
  *token.mutable_update_time() = FromTime(now);
  v1::AuditEntry entry;
  *entry.mutable_entry_time() = FromTime(now);
  entry.set_method("job:bootstrap");
  entry.set_role(v1::Access::SYSTEM);
  entry.add_subjects(principal.name());
  entry.set_wrote(true);
  entry.add_changes("PRINCIPAL_CREATED:ADMIN");
  entry.add_changes("TOKEN_ISSUED");

  Batch batch;
  // Nothing here has maps, so that its bytes are always the same.
  batch.writes.push_back(
      {ResourceKind::kPrincipal, principal.name(), principal.SerializeAsString(), Revision{0}});
  batch.writes.push_back(
      {ResourceKind::kToken, token.name(), token.SerializeAsString(), Revision{0}});
  batch.claims.push_back({std::string(kClaimKey), principal.name(), ""});
  batch.audit.push_back(ToAuditRow(std::move(entry)));
  const absl::Status status = store->Commit(batch, deadline).status();
  if (absl::IsAlreadyExists(status)) return NotTheFirst();
  BANSO_RETURN_IF_ERROR(status);
  return secret;
}

}  // namespace banso
