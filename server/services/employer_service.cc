#include "server/services/employer_service.h"

#include "banso/v1/employer_service.pb.h"
#include "server/services/import_rows.h"
#include "server/services/state_machines.h"
#include "server/services/verbs.h"

namespace banso {

EmployerService::EmployerService(const ServiceContext* context)
    : RpcService(v1::GetEmployerRequest::descriptor()->file()->FindServiceByName("EmployerService"),
                 context->runtime),
      methods_(context) {
  Unary<v1::GetEmployerRequest, v1::Employer>(
      "GetEmployer", [this](const v1::GetEmployerRequest& request, Call* call) {
        return methods_.Get(request.name(), request.min_revision(), call);
      });
  Unary<v1::ListEmployersRequest, v1::ListEmployersResponse>(
      "ListEmployers",
      [this](const v1::ListEmployersRequest& request,
             Call* call) -> absl::StatusOr<v1::ListEmployersResponse> {
        v1::ListEmployersResponse response;
        BANSO_RETURN_IF_ERROR(methods_.List(request, "", call, &response, [&](v1::Employer row) {
          *response.add_employers() = std::move(row);
        }));
        return response;
      });
  Unary<v1::CreateEmployerRequest, v1::Employer>(
      "CreateEmployer", [this](const v1::CreateEmployerRequest& request, Call* call) {
        return methods_.Create(FormatName(kEmployerPattern, {RandomId()}), request.employer(),
                               {request.request_id(), request.validate_only()}, call);
      });
  Unary<v1::UpdateEmployerRequest, v1::Employer>(
      "UpdateEmployer", [this](const v1::UpdateEmployerRequest& request, Call* call) {
        return methods_.Update(request.employer(),
                               request.has_update_mask() ? &request.update_mask() : nullptr,
                               {request.request_id(), request.validate_only()}, call);
      });
  Unary<v1::DeleteEmployerRequest, google::protobuf::Empty>(
      "DeleteEmployer", [this](const v1::DeleteEmployerRequest& request, Call* call) {
        return methods_.Delete(request.name(), request.etag(), {request.request_id()}, call);
      });
  Rows<v1::ImportEmployersRequest>("ImportEmployers", [this] {
    using Request = v1::ImportEmployersRequest;
    return std::make_unique<ImportRows<EmployerEntry, Request, v1::ImportEmployersResponse>>(
        &methods_, [](const Request& request) -> const v1::Employer& { return request.employer(); },
        [](const Request&, Call*) { return FormatName(kEmployerPattern, {RandomId()}); });
  });
  const auto bind = [this](absl::string_view method, EmployerVerb verb, auto prototype) {
    using Request = decltype(prototype);
    Unary<Request, v1::Employer>(method, [this, verb](const Request& request, Call* call) {
      return TakeVerb(methods_, request, verb, call);
    });
  };
  bind("VerifyEmployer", EmployerVerb::kVerify, v1::VerifyEmployerRequest());
  bind("SuspendEmployer", EmployerVerb::kSuspend, v1::SuspendEmployerRequest());
}

}  // namespace banso
