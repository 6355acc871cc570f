// AdvisorService.
#ifndef BANSO_SERVER_SERVICES_ADVISOR_SERVICE_H_
#define BANSO_SERVER_SERVICES_ADVISOR_SERVICE_H_

#include "absl/status/statusor.h"
#include "banso/v1/advisor_service.pb.h"
#include "server/services/resource_methods.h"
#include "server/services/rpc_service.h"
#include "server/services/service_context.h"

namespace banso {

class AdvisorService final : public RpcService {
 public:
  // `context` outlives the service.
  explicit AdvisorService(const ServiceContext* context);

  // Public for tests; calls come in by their names.
  absl::StatusOr<v1::Advisor> Retire(const v1::RetireAdvisorRequest& request, Call* call) const;

 private:
  const ResourceMethods<AdvisorEntry> methods_;
};

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_ADVISOR_SERVICE_H_
