#include "server/services/access_service.h"

#include <algorithm>
#include <optional>
#include <set>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "server/access/bearer_token.h"
#include "server/access/certificate_names.h"
#include "server/base/deterministic_bytes.h"
#include "server/convert/status_details.h"
#include "server/services/commit_together.h"
#include "server/services/digest.h"
#include "server/services/person_change.h"

namespace banso {
namespace {

constexpr absl::Duration kShortestLifetime = absl::Minutes(1);
constexpr absl::Duration kLongestLifetime = absl::Hours(366 * 24);
constexpr int kTokensAtOnce = 1000;

absl::StatusOr<v1::Principal> PrincipalOf(const absl::StatusOr<WriteAnswer>& answer) {
  BANSO_ASSIGN_OR_RETURN(v1::Principal principal, ReadAnswer<v1::Principal>(answer));
  return ResourceMethods<PrincipalEntry>::Complete(std::move(principal), answer->revision);
}

// A token as it is shown.
v1::Token Shown(v1::Token token) {
  token.clear_secret_hash();
  return token;
}

absl::Status IssuedBefore(const std::string& name) {
  return WithErrorInfo(
      absl::AlreadyExistsError("the token of this request was issued before, and its secret is not "
                               "kept; revoke it and issue another one with a fresh request_id"),
      "TOKEN_ISSUED_BEFORE",
      name.empty() ? std::map<std::string, std::string>()
                   : std::map<std::string, std::string>{{"name", name}});
}

// How long a token is to be good.
absl::StatusOr<absl::Duration> LifetimeOf(const v1::IssueTokenRequest& request) {
  if (!request.has_lifetime()) return kDefaultTokenLifetime;
  const google::protobuf::Duration& lifetime = request.lifetime();
  const absl::Duration duration =
      absl::Seconds(lifetime.seconds()) + absl::Nanoseconds(lifetime.nanos());
  if (lifetime.nanos() < 0 || lifetime.nanos() > 999'999'999 || duration < kShortestLifetime ||
      duration > kLongestLifetime) {
    return InvalidField("lifetime", "must be from a minute to 366 days");
  }
  return duration;
}

// Tells the audit log what became of a principal, also for the person that it stands for.
void NoteChange(absl::string_view change, const v1::Principal& principal, Call* call) {
  call->audit.clear_changes();
  call->audit.add_changes(absl::StrCat(change, ":", v1::Access::Role_Name(principal.role())));
  for (const std::string& person : {principal.candidate(), principal.advisor()}) {
    if (!person.empty()) call->audit.add_subjects(person);
  }
}

}  // namespace

AccessService::AccessService(const ServiceContext* context, BearerTokens secrets)
    : RpcService(v1::WhoAmIRequest::descriptor()->file()->FindServiceByName("AccessService"),
                 context->runtime),
      secrets_(secrets),
      principals_(context),
      tokens_(context) {
  Unary<v1::WhoAmIRequest, v1::WhoAmIResponse>(
      "WhoAmI", [this](const v1::WhoAmIRequest&, Call* call) { return WhoAmI(call); });
  Unary<v1::GetPrincipalRequest, v1::Principal>(
      "GetPrincipal", [this](const v1::GetPrincipalRequest& request, Call* call) {
        return principals_.Get(request.name(), request.min_revision(), call);
      });
  Unary<v1::ListPrincipalsRequest, v1::ListPrincipalsResponse>(
      "ListPrincipals", [this](const v1::ListPrincipalsRequest& request, Call* call) {
        return ListPrincipals(request, call);
      });
  Unary<v1::CreatePrincipalRequest, v1::Principal>(
      "CreatePrincipal", [this](const v1::CreatePrincipalRequest& request, Call* call) {
        return CreatePrincipal(request, call);
      });
  Unary<v1::UpdatePrincipalRequest, v1::Principal>(
      "UpdatePrincipal", [this](const v1::UpdatePrincipalRequest& request, Call* call) {
        return UpdatePrincipal(request, call);
      });
  Unary<v1::DeletePrincipalRequest, google::protobuf::Empty>(
      "DeletePrincipal", [this](const v1::DeletePrincipalRequest& request, Call* call) {
        return DeletePrincipal(request, call);
      });
  Unary<v1::IssueTokenRequest, v1::IssueTokenResponse>(
      "IssueToken", [this](const v1::IssueTokenRequest& request, Call* call) {
        return IssueToken(request, call);
      });
  Unary<v1::ListTokensRequest, v1::ListTokensResponse>(
      "ListTokens", [this](const v1::ListTokensRequest& request, Call* call) {
        return ListTokens(request, call);
      });
  Unary<v1::RevokeTokenRequest, v1::Token>(
      "RevokeToken", [this](const v1::RevokeTokenRequest& request, Call* call) {
        return RevokeToken(request, call);
      });
}

absl::StatusOr<v1::WhoAmIResponse> AccessService::WhoAmI(Call* call) const {
  const Caller& caller = call->caller();
  v1::WhoAmIResponse response;
  BANSO_ASSIGN_OR_RETURN(*response.mutable_principal(), principals_.Get(caller.principal, 0, call));
  response.set_token(caller.token);
  return response;
}

absl::StatusOr<v1::ListPrincipalsResponse> AccessService::ListPrincipals(
    const v1::ListPrincipalsRequest& request, Call* call) const {
  v1::ListPrincipalsResponse response;
  BANSO_RETURN_IF_ERROR(principals_.List(request, "", call, &response, [&](v1::Principal row) {
    *response.add_principals() = std::move(row);
  }));
  return response;
}

absl::StatusOr<v1::Principal> AccessService::CreatePrincipal(
    const v1::CreatePrincipalRequest& request, Call* call) const {
  BANSO_ASSIGN_OR_RETURN(const auto first, writer().FindFirstAnswer(request.request_id(), call));
  if (first) return Repeated(*first, *call);
  BANSO_ASSIGN_OR_RETURN(
      const v1::Principal principal,
      principals_.Prepare(absl::StrCat("principals/", RandomId()), request.principal(),
                          ResourceTraits<PrincipalEntry>::kField, *call));
  BANSO_RETURN_IF_ERROR(CheckReferences(principal, *call));
  BANSO_RETURN_IF_ERROR(CheckCredentials(principal, *call));
  if (request.validate_only()) return principal;
  NoteChange("PRINCIPAL_CREATED", principal, call);
  return Commit({}, principal, 0, request.request_id(), call);
}

absl::StatusOr<v1::Principal> AccessService::UpdatePrincipal(
    const v1::UpdatePrincipalRequest& request, Call* call) const {
  const std::string& name = request.principal().name();
  const std::string& etag = request.principal().etag();
  BANSO_ASSIGN_OR_RETURN(const auto first, writer().FindFirstAnswer(request.request_id(), call));
  if (first) return Repeated(*first, *call);
  if (!etag.empty()) BANSO_RETURN_IF_ERROR(RevisionOfEtag(etag).status());
  for (int attempt = 1;; ++attempt) {
    BANSO_ASSIGN_OR_RETURN(const auto current, principals_.Read(name, call));
    const auto& [before, revision] = current;
    if (!etag.empty() && etag != EtagOf(revision)) return EtagMismatch(name);
    v1::Principal principal = before;
    BANSO_RETURN_IF_ERROR(principals_.ApplyFields(
        request.principal(), request.has_update_mask() ? &request.update_mask() : nullptr, *call,
        &principal));
    if (principal.disabled()) BANSO_RETURN_IF_ERROR(CheckOtherAdmin(before));
    BANSO_RETURN_IF_ERROR(CheckCredentials(principal, *call));
    *principal.mutable_update_time() = FromTime(context().clock->Now());
    if (request.validate_only()) return principal;
    NoteChange(principal.disabled() == before.disabled() ? "PRINCIPAL_CHANGED"
               : principal.disabled()                    ? "PRINCIPAL_DISABLED"
                                                         : "PRINCIPAL_ENABLED",
               principal, call);
    absl::StatusOr<v1::Principal> answer =
        Commit(before, principal, revision, request.request_id(), call);
    if (!absl::IsAborted(answer.status())) return answer;
    if (!etag.empty()) return EtagMismatch(name);
    if (attempt == kWriteAttempts) return answer;
  }
}

absl::StatusOr<google::protobuf::Empty> AccessService::DeletePrincipal(
    const v1::DeletePrincipalRequest& request, Call* call) const {
  const std::string& name = request.name();
  const std::string& etag = request.etag();
  BANSO_ASSIGN_OR_RETURN(const auto first, writer().FindFirstAnswer(request.request_id(), call));
  if (first) {
    BANSO_RETURN_IF_ERROR(AwaitEffect(context(), *call));
    return google::protobuf::Empty();
  }
  if (!etag.empty()) BANSO_RETURN_IF_ERROR(RevisionOfEtag(etag).status());
  for (int attempt = 1;; ++attempt) {
    BANSO_ASSIGN_OR_RETURN(const auto current, principals_.Read(name, call));
    const auto& [principal, revision] = current;
    if (!etag.empty() && etag != EtagOf(revision)) return EtagMismatch(name);
    BANSO_RETURN_IF_ERROR(CheckOtherAdmin(principal));
    BANSO_ASSIGN_OR_RETURN(const std::vector<std::string> tokens, TokensOf(name, *call));
    Batch batch;
    for (const std::string& token : tokens) {
      batch.writes.push_back({ResourceKind::kToken, token, std::nullopt, std::nullopt});
    }
    batch.writes.push_back({ResourceKind::kPrincipal, name, std::nullopt, revision});
    NoteChange("PRINCIPAL_DELETED", principal, call);
    const absl::Status status =
        writer().Commit(std::move(batch), "", request.request_id(), call).status();
    if (status.ok()) {
      BANSO_RETURN_IF_ERROR(AwaitEffect(context(), *call));
      return google::protobuf::Empty();
    }
    // A token was issued or deleted meanwhile, or the principal was changed.
    if (!absl::IsAborted(status) && !absl::IsNotFound(status) &&
        !absl::IsFailedPrecondition(status)) {
      return status;
    }
    if (absl::IsAborted(status) && !etag.empty()) return EtagMismatch(name);
    if (attempt == kWriteAttempts) return status;
  }
}

absl::StatusOr<v1::IssueTokenResponse> AccessService::IssueToken(
    const v1::IssueTokenRequest& request, Call* call) const {
  BANSO_ASSIGN_OR_RETURN(const auto first, writer().FindFirstAnswer(request.request_id(), call));
  if (first) return IssuedBefore(first->response);
  BANSO_ASSIGN_OR_RETURN(const absl::Duration lifetime, LifetimeOf(request));
  BANSO_ASSIGN_OR_RETURN(const auto principal, principals_.Read(request.parent(), call));
  const absl::Time now = context().clock->Now();
  v1::IssueTokenResponse response;
  response.set_secret(BearerTokens::NewSecret());
  v1::Token token;
  token.set_name(absl::StrCat(principal.first.name(), "/tokens/", RandomId()));
  token.set_label(request.label());
  token.set_secret_hash(secrets_.HashOf(response.secret()));
  *token.mutable_expire_time() = FromTime(now + lifetime);
  *token.mutable_create_time() = FromTime(now);
  *token.mutable_update_time() = FromTime(now);
  NoteChange("TOKEN_ISSUED", principal.first, call);
  Batch batch;
  batch.writes.push_back(
      {ResourceKind::kToken, token.name(), DeterministicBytes(token), Revision{0}});
  // What is kept for repetitions is the name alone: it tells that there was a first answer, and
  // whether this one is it.
  absl::StatusOr<WriteAnswer> answer =
      writer().Commit(std::move(batch), token.name(), request.request_id(), call);
  if (absl::IsNotFound(answer.status())) return NoSuchResource(request.parent());
  BANSO_RETURN_IF_ERROR(answer.status());
  if (answer->response != token.name()) return IssuedBefore(answer->response);
  // The secret is in this answer and nowhere else, so it leaves whether or not every server knows
  // the token yet.
  (void)AwaitEffect(context(), *call);
  *response.mutable_token() =
      ResourceMethods<TokenEntry>::Complete(Shown(std::move(token)), answer->revision);
  return response;
}

absl::StatusOr<v1::ListTokensResponse> AccessService::ListTokens(
    const v1::ListTokensRequest& request, Call* call) const {
  v1::ListTokensResponse response;
  const std::string prefix =
      request.parent() == "principals/-" ? "" : absl::StrCat(request.parent(), "/");
  BANSO_RETURN_IF_ERROR(tokens_.List(request, prefix, call, &response, [&](v1::Token row) {
    *response.add_tokens() = Shown(std::move(row));
  }));
  return response;
}

absl::StatusOr<v1::Token> AccessService::RevokeToken(const v1::RevokeTokenRequest& request,
                                                     Call* call) const {
  BANSO_ASSIGN_OR_RETURN(const auto current, tokens_.Read(request.name(), call));
  if (current.first.has_revoke_time()) {
    BANSO_RETURN_IF_ERROR(AwaitEffect(context(), current.second, *call));
    return Shown(ResourceMethods<TokenEntry>::Complete(current.first, current.second));
  }
  call->audit.add_changes("TOKEN_REVOKED");
  BANSO_ASSIGN_OR_RETURN(
      v1::Token token,
      tokens_.Change(request.name(), "", {request.request_id()}, call, [this](v1::Token* message) {
        if (!message->has_revoke_time()) {
          *message->mutable_revoke_time() = FromTime(context().clock->Now());
        }
        return absl::OkStatus();
      }));
  BANSO_RETURN_IF_ERROR(AwaitEffect(context(), *call));
  return Shown(std::move(token));
}

std::vector<AccessService::Credential> AccessService::CredentialsOf(
    const v1::Principal& principal) const {
  constexpr absl::string_view kField = ResourceTraits<PrincipalEntry>::kField;
  const std::string& secret = context().claim_key;
  std::vector<Credential> credentials;
  credentials.reserve(static_cast<size_t>(principal.certificate_names_size()) +
                      static_cast<size_t>(principal.oidc_identities_size()));
  for (int i = 0; i < principal.certificate_names_size(); ++i) {
    credentials.push_back(
        {absl::StrCat(kField, ".certificate_names[", i, "]"),
         Digest({"certificate", CanonicalCertificateName(principal.certificate_names(i))},
                secret)});
  }
  for (int i = 0; i < principal.oidc_identities_size(); ++i) {
    const v1::OidcIdentity& identity = principal.oidc_identities(i);
    credentials.push_back({absl::StrCat(kField, ".oidc_identities[", i, "]"),
                           Digest({"oidc", identity.issuer(), identity.subject()}, secret)});
  }
  return credentials;
}

absl::Status AccessService::CheckReferences(const v1::Principal& principal,
                                            const Call& call) const {
  const struct {
    ResourceKind kind;
    absl::string_view field;
    const std::string& name;
  } references[] = {{ResourceKind::kCandidate, "principal.candidate", principal.candidate()},
                    {ResourceKind::kAdvisor, "principal.advisor", principal.advisor()},
                    {ResourceKind::kEmployer, "principal.employer", principal.employer()}};
  for (const auto& [kind, field, name] : references) {
    if (name.empty()) continue;
    const absl::Status status = context().store->Get(kind, name, call.deadline).status();
    if (absl::IsNotFound(status)) {
      return WithErrorInfo(absl::NotFoundError(absl::StrCat(field, " does not exist")),
                           "REFERENCE_NOT_FOUND", {{"field", std::string(field)}});
    }
    BANSO_RETURN_IF_ERROR(status);
  }
  return absl::OkStatus();
}

absl::Status AccessService::CheckCredentials(const v1::Principal& principal,
                                             const Call& call) const {
  for (const Credential& credential : CredentialsOf(principal)) {
    BANSO_ASSIGN_OR_RETURN(const std::optional<Claim> claim,
                           context().store->FindClaim(credential.claim_key, call.deadline));
    if (claim && claim->owner != principal.name()) {
      return WithErrorInfo(
          absl::AlreadyExistsError(absl::StrCat(credential.field, " stands for another principal")),
          "CREDENTIAL_TAKEN", {{"field", credential.field}});
    }
  }
  return absl::OkStatus();
}

absl::Status AccessService::CheckOtherAdmin(const v1::Principal& principal) const {
  if (principal.role() != v1::Access::ADMIN || principal.disabled()) return absl::OkStatus();
  bool other = false;
  context().catalog->Current()->principals().ForEach([&](const auto& entry) {
    other = other || (entry->message->role() == v1::Access::ADMIN && !entry->message->disabled() &&
                      entry->name() != principal.name());
  });
  if (other) return absl::OkStatus();
  return WithErrorInfo(
      absl::FailedPreconditionError(
          "this is the last admin, and nobody could manage users afterwards; create another first"),
      "LAST_ADMIN", {{"name", principal.name()}});
}

absl::StatusOr<std::vector<std::string>> AccessService::TokensOf(absl::string_view principal,
                                                                 const Call& call) const {
  const std::string prefix = absl::StrCat(principal, "/tokens/");
  std::vector<std::string> names;
  for (std::string after = prefix;;) {
    BANSO_ASSIGN_OR_RETURN(
        const std::vector<Resource> rows,
        context().store->Scan(ResourceKind::kToken, after, kTokensAtOnce, call.deadline));
    for (const Resource& row : rows) {
      if (!absl::StartsWith(row.name, prefix)) return names;
      names.push_back(row.name);
    }
    if (rows.size() < kTokensAtOnce) return names;
    after = names.back();
  }
}

absl::StatusOr<v1::Principal> AccessService::Repeated(const WriteAnswer& first,
                                                      const Call& call) const {
  BANSO_RETURN_IF_ERROR(AwaitEffect(context(), call));
  return PrincipalOf(first);
}

absl::StatusOr<v1::Principal> AccessService::Commit(const v1::Principal& before,
                                                    const v1::Principal& principal,
                                                    Revision expected,
                                                    const std::string& request_id,
                                                    Call* call) const {
  std::set<std::string> taken;
  Batch batch;
  for (const Credential& credential : CredentialsOf(principal)) {
    taken.insert(credential.claim_key);
    batch.claims.push_back({credential.claim_key, principal.name(), ""});
  }
  for (const Credential& credential : CredentialsOf(before)) {
    if (!taken.contains(credential.claim_key)) batch.releases.push_back(credential.claim_key);
  }
  if (expected == 0 && !principal.candidate().empty()) {
    batch.claims.push_back(PersonClaim(context(), principal.candidate()));
  }
  std::string bytes = DeterministicBytes(principal);
  batch.writes.push_back({ResourceKind::kPrincipal, principal.name(), bytes, expected});
  absl::StatusOr<WriteAnswer> answer =
      writer().Commit(std::move(batch), std::move(bytes), request_id, call);
  if (absl::IsAlreadyExists(answer.status())) {
    BANSO_RETURN_IF_ERROR(CheckCredentials(principal, *call));
    // Or the person was erased in the same moment.
    BANSO_RETURN_IF_ERROR(CheckReferences(principal, *call));
  }
  if (absl::IsNotFound(answer.status())) BANSO_RETURN_IF_ERROR(CheckReferences(principal, *call));
  BANSO_RETURN_IF_ERROR(answer.status());
  BANSO_RETURN_IF_ERROR(AwaitEffect(context(), *call));
  return PrincipalOf(answer);
}

}  // namespace banso
