// OperationsService.
#ifndef BANSO_SERVER_SERVICES_OPERATIONS_SERVICE_H_
#define BANSO_SERVER_SERVICES_OPERATIONS_SERVICE_H_

#include "absl/status/statusor.h"
#include "banso/v1/operations_service.pb.h"
#include "server/services/rpc_service.h"
#include "server/services/service_context.h"

namespace banso {

class OperationsService final : public RpcService {
 public:
  // `context` outlives the service.
  explicit OperationsService(const ServiceContext* context);

 private:
  absl::StatusOr<v1::GetStatusResponse> GetStatus(const v1::GetStatusRequest& request,
                                                  Call* call) const;
  absl::StatusOr<v1::VerifyResponse> Verify(Call* call) const;

  const ServiceContext& context_;
};

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_OPERATIONS_SERVICE_H_
