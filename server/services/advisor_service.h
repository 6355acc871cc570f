// AdvisorService.
#ifndef BANSO_SERVER_SERVICES_ADVISOR_SERVICE_H_
#define BANSO_SERVER_SERVICES_ADVISOR_SERVICE_H_

#include "server/services/resource_methods.h"
#include "server/services/rpc_service.h"
#include "server/services/service_context.h"

namespace banso {

class AdvisorService final : public RpcService {
 public:
  // `context` outlives the service.
  explicit AdvisorService(const ServiceContext* context);

 private:
  const ResourceMethods<AdvisorEntry> methods_;
};

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_ADVISOR_SERVICE_H_
