// The methods of SupportService about plans.
#ifndef BANSO_SERVER_SERVICES_SUPPORT_PLANS_H_
#define BANSO_SERVER_SERVICES_SUPPORT_PLANS_H_

#include "absl/status/statusor.h"
#include "banso/v1/support_service.pb.h"
#include "server/services/call.h"
#include "server/services/record_traits.h"
#include "server/services/resource_methods.h"
#include "server/services/service_context.h"

namespace banso {

// Each method is one of the contract, which says what it does and how it fails.
// Thread safety: const methods may run on any number of threads at once.
class SupportPlans {
 public:
  // `context` outlives it.
  explicit SupportPlans(const ServiceContext* context) : context_(*context), methods_(context) {}

  absl::StatusOr<v1::SupportPlan> Get(const v1::GetSupportPlanRequest& request, Call* call) const;
  absl::StatusOr<v1::SupportPlan> Update(const v1::UpdateSupportPlanRequest& request,
                                         Call* call) const;
  absl::StatusOr<v1::ListOverdueTasksResponse> ListOverdue(
      const v1::ListOverdueTasksRequest& request, Call* call) const;

 private:
  const ServiceContext& context_;
  const ResourceMethods<SupportPlanEntry> methods_;
};

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_SUPPORT_PLANS_H_
