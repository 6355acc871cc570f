// The methods of SupportService that begin and end engagements.
#ifndef BANSO_SERVER_SERVICES_ENGAGEMENTS_H_
#define BANSO_SERVER_SERVICES_ENGAGEMENTS_H_

#include "absl/status/statusor.h"
#include "banso/v1/support_service.pb.h"
#include "server/services/call.h"
#include "server/services/service_context.h"

namespace banso {

class Engagements {
 public:
  // `context` outlives this.
  explicit Engagements(const ServiceContext* context) : context_(*context) {}

  absl::StatusOr<v1::Engagement> Start(const v1::StartEngagementRequest& request, Call* call) const;
  absl::StatusOr<v1::Engagement> Transfer(const v1::TransferEngagementRequest& request,
                                          Call* call) const;
  absl::StatusOr<v1::Engagement> End(const v1::EndEngagementRequest& request, Call* call) const;

 private:
  const ServiceContext& context_;
};

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_ENGAGEMENTS_H_
