#include "server/access/bootstrap.h"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "banso/v1/audit.pb.h"
#include "banso/v1/principal.pb.h"
#include "engine/base/status_macros.h"
#include "server/access/bearer_token.h"
#include "server/audit/audit_entry.h"
#include "server/base/steady_time.h"
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

constexpr int kScanPage = 500;

struct NewAdmin {
  v1::Principal principal;
  std::string secret;
  Batch batch;  // writes it, with its token and its row in the audit log
};

// An admin with one token, as the job `job` makes it.
absl::StatusOr<NewAdmin> MakeAdmin(KeyStore* keys, absl::Time now, absl::Duration lifetime,
                                   absl::string_view job) {
  BANSO_ASSIGN_OR_RETURN(const BearerTokens tokens, BearerTokens::FromKeys(keys));
  NewAdmin admin;
  v1::Principal& principal = admin.principal;
  principal.set_name(absl::StrCat("principals/", RandomId()));
  principal.set_role(v1::Access::ADMIN);
  *principal.mutable_create_time() = FromTime(now);
  *principal.mutable_update_time() = FromTime(now);
  admin.secret = BearerTokens::NewSecret();
  v1::Token token;
  token.set_name(absl::StrCat(principal.name(), "/tokens/", RandomId()));
  token.set_label(std::string(job));
  token.set_secret_hash(tokens.HashOf(admin.secret));
  *token.mutable_expire_time() = FromTime(now + lifetime);
  *token.mutable_create_time() = FromTime(now);
  *token.mutable_update_time() = FromTime(now);
  v1::AuditEntry entry;
  *entry.mutable_entry_time() = FromTime(now);
  entry.set_method(absl::StrCat("job:", job));
  entry.set_role(v1::Access::SYSTEM);
  entry.add_subjects(principal.name());
  entry.set_wrote(true);
  entry.add_changes("PRINCIPAL_CREATED:ADMIN");
  entry.add_changes("TOKEN_ISSUED");

  // Nothing here has maps, so that its bytes are always the same.
  admin.batch.writes.push_back(
      {ResourceKind::kPrincipal, principal.name(), principal.SerializeAsString(), Revision{0}});
  admin.batch.writes.push_back(
      {ResourceKind::kToken, token.name(), token.SerializeAsString(), Revision{0}});
  admin.batch.audit.push_back(ToAuditRow(std::move(entry)));
  return admin;
}

// Calls `take` with every message of a kind.
template <typename M>
absl::Status ForEach(Store* store, ResourceKind kind, absl::Time deadline,
                     absl::FunctionRef<void(const M&)> take) {
  std::string after;
  for (;;) {
    BANSO_ASSIGN_OR_RETURN(const std::vector<Resource> page,
                           store->Scan(kind, after, kScanPage, deadline));
    for (const Resource& resource : page) {
      M message;
      if (!message.ParseFromString(resource.message)) {
        return absl::DataLossError(absl::StrCat(resource.name, " does not parse"));
      }
      take(message);
      after = resource.name;
    }
    if (page.size() < kScanPage) return absl::OkStatus();
  }
}

}  // namespace

absl::StatusOr<std::string> Bootstrap(Store* store, KeyStore* keys, const Clock& clock) {
  const absl::Time deadline = SteadyNow() + kTimeout;
  BANSO_ASSIGN_OR_RETURN(const std::vector<Resource> principals,
                         store->Scan(ResourceKind::kPrincipal, "", 1, deadline));
  if (!principals.empty()) return NotTheFirst();
  BANSO_ASSIGN_OR_RETURN(NewAdmin admin,
                         MakeAdmin(keys, clock.Now(), kDefaultTokenLifetime, "bootstrap"));
  admin.batch.claims.push_back({std::string(kClaimKey), admin.principal.name(), ""});
  const absl::Status status = store->Commit(admin.batch, deadline).status();
  if (absl::IsAlreadyExists(status)) return NotTheFirst();
  BANSO_RETURN_IF_ERROR(status);
  return admin.secret;
}

absl::StatusOr<RecoveredAdmin> RecoverAdmin(Store* store, KeyStore* keys, const Clock& clock) {
  const absl::Time deadline = SteadyNow() + kTimeout;
  const absl::Time now = clock.Now();
  bool any = false;
  std::set<std::string> admins;
  BANSO_RETURN_IF_ERROR(ForEach<v1::Principal>(
      store, ResourceKind::kPrincipal, deadline, [&](const v1::Principal& principal) {
        any = true;
        if (principal.role() == v1::Access::ADMIN && !principal.disabled()) {
          admins.insert(principal.name());
        }
      }));
  if (!any) {
    return absl::FailedPreconditionError(
        "there is no principal yet; --bootstrap creates the first admin");
  }
  RecoveredAdmin recovered;
  BANSO_RETURN_IF_ERROR(
      ForEach<v1::Token>(store, ResourceKind::kToken, deadline, [&](const v1::Token& token) {
        const std::string owner = token.name().substr(0, token.name().find("/tokens/"));
        if (admins.count(owner) > 0 && !token.has_revoke_time() &&
            ToTime(token.expire_time()) > now) {
          recovered.good_tokens.push_back(token.name());
        }
      }));
  BANSO_ASSIGN_OR_RETURN(NewAdmin admin,
                         MakeAdmin(keys, now, kRecoveryTokenLifetime, "recover-admin"));
  BANSO_RETURN_IF_ERROR(store->Commit(admin.batch, deadline).status());
  recovered.principal = admin.principal.name();
  recovered.secret = std::move(admin.secret);
  return recovered;
}

}  // namespace banso
