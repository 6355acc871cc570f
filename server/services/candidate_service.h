// CandidateService.
#ifndef BANSO_SERVER_SERVICES_CANDIDATE_SERVICE_H_
#define BANSO_SERVER_SERVICES_CANDIDATE_SERVICE_H_

#include "server/services/resource_methods.h"
#include "server/services/rpc_service.h"
#include "server/services/service_context.h"

namespace banso {

class CandidateService final : public RpcService {
 public:
  // `context` outlives the service.
  explicit CandidateService(const ServiceContext* context);

 private:
  const ResourceMethods<CandidateEntry> methods_;
};

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_CANDIDATE_SERVICE_H_
