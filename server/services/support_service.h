// SupportService.
#ifndef BANSO_SERVER_SERVICES_SUPPORT_SERVICE_H_
#define BANSO_SERVER_SERVICES_SUPPORT_SERVICE_H_

#include "absl/status/statusor.h"
#include "banso/v1/support_service.pb.h"
#include "server/services/record_traits.h"
#include "server/services/resource_methods.h"
#include "server/services/rpc_service.h"
#include "server/services/service_context.h"

namespace banso {

class SupportService final : public RpcService {
 public:
  // `context` outlives the service.
  explicit SupportService(const ServiceContext* context);

  // The methods. Public for tests; calls come in by their names.
  absl::StatusOr<v1::Engagement> StartEngagement(const v1::StartEngagementRequest& request,
                                                 Call* call) const;
  absl::StatusOr<v1::Engagement> EndEngagement(const v1::EndEngagementRequest& request,
                                               Call* call) const;

 private:
  const ServiceContext& context_;
  const ResourceMethods<EngagementEntry> methods_;
};

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_SUPPORT_SERVICE_H_
