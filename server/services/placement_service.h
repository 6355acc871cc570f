// PlacementService.
#ifndef BANSO_SERVER_SERVICES_PLACEMENT_SERVICE_H_
#define BANSO_SERVER_SERVICES_PLACEMENT_SERVICE_H_

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "banso/v1/placement_service.pb.h"
#include "server/services/record_traits.h"
#include "server/services/resource_methods.h"
#include "server/services/rpc_service.h"
#include "server/services/service_context.h"

namespace banso {

// Binds the methods; what they do is in application_steps.h, offer_steps.h, named_view.h,
// follow_ups.h and match_events.h.
class PlacementService final : public RpcService {
 public:
  // `context` outlives the service.
  explicit PlacementService(const ServiceContext* context);

  // FollowUpDue of follow_ups.h.
  absl::StatusOr<int> FollowUp(absl::Time deadline) const;

 private:
  void BindApplications();
  void BindOffers();
  void BindMatchEvents();

  const ServiceContext& context_;
  const ResourceMethods<ApplicationEntry> applications_;
  const ResourceMethods<OfferEntry> offers_;
  const ResourceMethods<MatchEventEntry> match_events_;
};

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_PLACEMENT_SERVICE_H_
