// PlacementService.
#ifndef BANSO_SERVER_SERVICES_PLACEMENT_SERVICE_H_
#define BANSO_SERVER_SERVICES_PLACEMENT_SERVICE_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "banso/v1/placement_service.pb.h"
#include "server/services/record_traits.h"
#include "server/services/resource_methods.h"
#include "server/services/rpc_service.h"
#include "server/services/service_context.h"

namespace banso {

class PlacementService final : public RpcService {
 public:
  // `context` outlives the service.
  explicit PlacementService(const ServiceContext* context);

  // The methods. Public for tests; calls come in by their names.
  absl::StatusOr<v1::Application> RequestIntroduction(const v1::RequestIntroductionRequest& request,
                                                      Call* call) const;
  absl::StatusOr<v1::Application> AgreeIntroduction(const v1::AgreeIntroductionRequest& request,
                                                    Call* call) const;
  absl::StatusOr<v1::Application> DeclineIntroduction(const v1::DeclineIntroductionRequest& request,
                                                      Call* call) const;
  absl::StatusOr<v1::Application> WithdrawApplication(const v1::WithdrawApplicationRequest& request,
                                                      Call* call) const;
  absl::StatusOr<v1::NamedCandidate> GetNamedCandidate(const v1::GetNamedCandidateRequest& request,
                                                       Call* call) const;

 private:
  // What is told of an application, and under which consent.
  struct NamedView {
    std::shared_ptr<const v1::Application> application;
    v1::Consent consent;
    v1::NamedCandidate answer;
  };
  // NOT_FOUND, in the words of NoSuchResource, unless the name may be told in this state.
  absl::StatusOr<NamedView> FindNamed(const Snapshot& snapshot, const std::string& name,
                                      const Call& call) const;
  // Notes that the name was told under the consent, once a day.
  absl::Status NoteProvision(const Snapshot& snapshot, const v1::Application& application,
                             const v1::Consent& consent, Call* call) const;

  const ServiceContext& context_;
  const ResourceMethods<ApplicationEntry> methods_;
};

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_PLACEMENT_SERVICE_H_
