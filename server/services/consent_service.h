// ConsentService.
#ifndef BANSO_SERVER_SERVICES_CONSENT_SERVICE_H_
#define BANSO_SERVER_SERVICES_CONSENT_SERVICE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "banso/v1/consent_service.pb.h"
#include "server/services/erasure.h"
#include "server/services/record_traits.h"
#include "server/services/resource_methods.h"
#include "server/services/rpc_service.h"
#include "server/services/service_context.h"

namespace banso {

class ConsentService final : public RpcService {
 public:
  // Both outlive the service.
  ConsentService(const ServiceContext* context, const Eraser* eraser);

  // Writes down which consents have expired. The server does so once a day; whoever looks at a
  // consent looks at its time. Where that was SERVICE, whoever accompanies the person does so no
  // longer, and every session that has not begun is CANCELLED, in the same commit; applications and
  // offers stay where they are, for every step on needs the consent. Returns in how many records. A
  // record that somebody changes meanwhile is left for the next time.
  absl::StatusOr<int> ExpireConsents(absl::Time deadline) const;

  // The methods. Public for tests; calls come in by their names.
  absl::StatusOr<v1::ListConsentsResponse> ListConsents(const v1::ListConsentsRequest& request,
                                                        Call* call) const;
  absl::StatusOr<v1::Consent> DraftConsent(const v1::DraftConsentRequest& request,
                                           Call* call) const;
  absl::StatusOr<v1::Consent> GrantConsent(const v1::GrantConsentRequest& request,
                                           Call* call) const;
  absl::StatusOr<v1::Consent> WithdrawConsent(const v1::WithdrawConsentRequest& request,
                                              Call* call) const;
  absl::StatusOr<v1::RightsRequest> CreateRightsRequest(
      const v1::CreateRightsRequestRequest& request, Call* call) const;

 private:
  // Whether whom a consent concerns is there for the person and the caller: the internship, or the
  // member of the household. NOT_FOUND in the same words whether it is hidden or not there.
  absl::Status CheckRecipient(v1::Consent::Scope scope, const std::string& recipient,
                              const v1::Candidate& candidate, const Snapshot& snapshot,
                              const Call& call) const;

  const ServiceContext& context_;
  const Eraser& eraser_;
  const ResourceMethods<CandidateEntry> candidates_;
  const ResourceMethods<ProvisionRecordEntry> provision_records_;
  const ResourceMethods<DeletionRequestEntry> deletion_requests_;
  const ResourceMethods<RightsRequestEntry> rights_requests_;
};

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_CONSENT_SERVICE_H_
