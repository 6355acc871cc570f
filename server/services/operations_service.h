// OperationsService.
#ifndef BANSO_SERVER_SERVICES_OPERATIONS_SERVICE_H_
#define BANSO_SERVER_SERVICES_OPERATIONS_SERVICE_H_

#include "absl/status/statusor.h"
#include "banso/v1/operations_service.pb.h"
#include "banso/v1/settings.pb.h"
#include "server/services/retention.h"
#include "server/services/rpc_service.h"
#include "server/services/service_context.h"

namespace banso {

class OperationsService final : public RpcService {
 public:
  // Both outlive the service.
  OperationsService(const ServiceContext* context, const Retention* retention);

  // The methods. Public for tests; calls come in by their names.
  absl::StatusOr<v1::GetStatusResponse> GetStatus(const v1::GetStatusRequest& request,
                                                  Call* call) const;
  absl::StatusOr<v1::VerifyResponse> Verify(Call* call) const;
  absl::StatusOr<v1::Settings> GetSettings(const v1::GetSettingsRequest& request, Call* call) const;
  absl::StatusOr<v1::Settings> UpdateSettings(const v1::UpdateSettingsRequest& request,
                                              Call* call) const;

 private:
  const ServiceContext& context_;
  const Retention& retention_;
};

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_OPERATIONS_SERVICE_H_
