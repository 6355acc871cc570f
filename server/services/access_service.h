// AccessService.
#ifndef BANSO_SERVER_SERVICES_ACCESS_SERVICE_H_
#define BANSO_SERVER_SERVICES_ACCESS_SERVICE_H_

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "banso/v1/access_service.pb.h"
#include "server/access/bearer_token.h"
#include "server/services/principal_traits.h"
#include "server/services/resource_methods.h"
#include "server/services/rpc_service.h"
#include "server/services/service_context.h"

namespace banso {

// Writes come back only once they hold for every later call, and with UNAVAILABLE if that is not
// known before the caller's time runs out.
class AccessService final : public RpcService {
 public:
  // `context` outlives the service.
  AccessService(const ServiceContext* context, BearerTokens secrets);

  // The methods. Public for tests; calls come in by their names.
  absl::StatusOr<v1::WhoAmIResponse> WhoAmI(Call* call) const;
  absl::StatusOr<v1::ListPrincipalsResponse> ListPrincipals(
      const v1::ListPrincipalsRequest& request, Call* call) const;
  absl::StatusOr<v1::Principal> CreatePrincipal(const v1::CreatePrincipalRequest& request,
                                                Call* call) const;
  absl::StatusOr<v1::Principal> UpdatePrincipal(const v1::UpdatePrincipalRequest& request,
                                                Call* call) const;
  absl::StatusOr<google::protobuf::Empty> DeletePrincipal(const v1::DeletePrincipalRequest& request,
                                                          Call* call) const;
  absl::StatusOr<v1::IssueTokenResponse> IssueToken(const v1::IssueTokenRequest& request,
                                                    Call* call) const;
  absl::StatusOr<v1::ListTokensResponse> ListTokens(const v1::ListTokensRequest& request,
                                                    Call* call) const;
  absl::StatusOr<v1::Token> RevokeToken(const v1::RevokeTokenRequest& request, Call* call) const;

 private:
  // Something that a principal proves itself with: the field that holds it, and the key of the
  // claim that lets one principal have it.
  struct Credential {
    std::string field;
    std::string claim_key;
  };

  std::vector<Credential> CredentialsOf(const v1::Principal& principal) const;
  // Errors: NOT_FOUND, naming the field, if whom the principal stands for does not exist.
  absl::Status CheckReferences(const v1::Principal& principal, const Call& call) const;
  // Errors: ALREADY_EXISTS, naming the field, if another principal has one of the credentials.
  absl::Status CheckCredentials(const v1::Principal& principal, const Call& call) const;
  // Errors: FAILED_PRECONDITION if without `principal` nobody could manage users.
  absl::Status CheckOtherAdmin(const v1::Principal& principal) const;
  // Names of the tokens below a principal.
  absl::StatusOr<std::vector<std::string>> TokensOf(absl::string_view principal,
                                                    const Call& call) const;
  // The first answer to a request that is repeated, once what it wrote acts everywhere.
  absl::StatusOr<v1::Principal> Repeated(const WriteAnswer& first, const Call& call) const;
  // Commits `principal` with the claims of its credentials, instead of those of `before`, and with
  // the person's claim if it is new.
  absl::StatusOr<v1::Principal> Commit(const v1::Principal& before, const v1::Principal& principal,
                                       Revision expected, const std::string& request_id,
                                       Call* call) const;

  const ServiceContext& context() const { return principals_.context(); }
  const Writer& writer() const { return principals_.writer(); }

  const BearerTokens secrets_;
  const ResourceMethods<PrincipalEntry> principals_;
  const ResourceMethods<TokenEntry> tokens_;
};

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_ACCESS_SERVICE_H_
