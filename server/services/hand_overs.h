// The methods of SupportService that find others for the cases of an advisor.
#ifndef BANSO_SERVER_SERVICES_HAND_OVERS_H_
#define BANSO_SERVER_SERVICES_HAND_OVERS_H_

#include "absl/status/statusor.h"
#include "banso/v1/support_service.pb.h"
#include "server/services/call.h"
#include "server/services/service_context.h"

namespace banso {

class HandOvers {
 public:
  // `context` outlives this.
  explicit HandOvers(const ServiceContext* context) : context_(*context) {}

  absl::StatusOr<v1::HandOverProposal> Propose(const v1::ProposeHandOverRequest& request,
                                               Call* call) const;
  absl::StatusOr<v1::ApproveHandOverResponse> Approve(const v1::ApproveHandOverRequest& request,
                                                      Call* call) const;

 private:
  const ServiceContext& context_;
};

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_HAND_OVERS_H_
