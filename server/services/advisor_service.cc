#include "server/services/advisor_service.h"

#include "banso/v1/advisor_service.pb.h"
#include "server/services/import_rows.h"
#include "server/services/state_machines.h"
#include "server/services/verbs.h"

namespace banso {

AdvisorService::AdvisorService(const ServiceContext* context)
    : RpcService(v1::GetAdvisorRequest::descriptor()->file()->FindServiceByName("AdvisorService"),
                 context->runtime),
      methods_(context) {
  Unary<v1::GetAdvisorRequest, v1::Advisor>(
      "GetAdvisor", [this](const v1::GetAdvisorRequest& request, Call* call) {
        return methods_.Get(request.name(), request.min_revision(), call);
      });
  Unary<v1::ListAdvisorsRequest, v1::ListAdvisorsResponse>(
      "ListAdvisors",
      [this](const v1::ListAdvisorsRequest& request,
             Call* call) -> absl::StatusOr<v1::ListAdvisorsResponse> {
        v1::ListAdvisorsResponse response;
        BANSO_RETURN_IF_ERROR(methods_.List(request, "", call, &response, [&](v1::Advisor row) {
          *response.add_advisors() = std::move(row);
        }));
        return response;
      });
  Unary<v1::CreateAdvisorRequest, v1::Advisor>(
      "CreateAdvisor", [this](const v1::CreateAdvisorRequest& request, Call* call) {
        return methods_.Create(FormatName(kAdvisorPattern, {RandomId()}), request.advisor(),
                               {request.request_id(), request.validate_only()}, call);
      });
  Unary<v1::UpdateAdvisorRequest, v1::Advisor>(
      "UpdateAdvisor", [this](const v1::UpdateAdvisorRequest& request, Call* call) {
        return methods_.Update(request.advisor(),
                               request.has_update_mask() ? &request.update_mask() : nullptr,
                               {request.request_id(), request.validate_only()}, call);
      });
  Unary<v1::DeleteAdvisorRequest, google::protobuf::Empty>(
      "DeleteAdvisor", [this](const v1::DeleteAdvisorRequest& request, Call* call) {
        return methods_.Delete(request.name(), request.etag(), {request.request_id()}, call);
      });
  Rows<v1::ImportAdvisorsRequest>("ImportAdvisors", [this] {
    using Request = v1::ImportAdvisorsRequest;
    return std::make_unique<ImportRows<AdvisorEntry, Request, v1::ImportAdvisorsResponse>>(
        &methods_, [](const Request& request) -> const v1::Advisor& { return request.advisor(); },
        [](const Request&, Call*) { return FormatName(kAdvisorPattern, {RandomId()}); });
  });
  const auto bind = [this](absl::string_view method, AdvisorVerb verb, auto prototype) {
    using Request = decltype(prototype);
    Unary<Request, v1::Advisor>(method, [this, verb](const Request& request, Call* call) {
      return TakeVerb(methods_, request, verb, call);
    });
  };
  bind("ScreenAdvisor", AdvisorVerb::kScreen, v1::ScreenAdvisorRequest());
  bind("TrainAdvisor", AdvisorVerb::kTrain, v1::TrainAdvisorRequest());
  bind("ActivateAdvisor", AdvisorVerb::kActivate, v1::ActivateAdvisorRequest());
  bind("PauseAdvisor", AdvisorVerb::kPause, v1::PauseAdvisorRequest());
  bind("ResumeAdvisor", AdvisorVerb::kResume, v1::ResumeAdvisorRequest());
  bind("RetireAdvisor", AdvisorVerb::kRetire, v1::RetireAdvisorRequest());
}

}  // namespace banso
