// CandidateService.
#ifndef BANSO_SERVER_SERVICES_CANDIDATE_SERVICE_H_
#define BANSO_SERVER_SERVICES_CANDIDATE_SERVICE_H_

#include "server/services/candidate_merge.h"
#include "server/services/erasure.h"
#include "server/services/resource_methods.h"
#include "server/services/rpc_service.h"
#include "server/services/service_context.h"

namespace banso {

class CandidateService final : public RpcService {
 public:
  // Both outlive the service.
  CandidateService(const ServiceContext* context, const Eraser* eraser);

 private:
  const ResourceMethods<CandidateEntry> methods_;
  const CandidateMerge merge_;
};

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_CANDIDATE_SERVICE_H_
