#include "server/services/advisor_service.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "server/base/deterministic_bytes.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/status_details.h"
#include "server/services/commit_together.h"
#include "server/services/engagement_change.h"
#include "server/services/etag_check.h"
#include "server/services/import_rows.h"
#include "server/services/state_machines.h"
#include "server/services/verbs.h"

namespace banso {
namespace {

// Refuses to let an advisor go who still has people, or an appointment with somebody.
absl::Status CheckLeavesNobody(const Snapshot& snapshot, const std::string& advisor) {
  const size_t cases = LastingEngagementsOf(snapshot, advisor).size();
  int sessions = 0;
  snapshot.sessions().ForEach([&](const auto& entry) {
    const v1::Session& session = *entry->message;
    if (session.advisor() != advisor) return;
    if (session.state() == v1::Session::REQUESTED || session.state() == v1::Session::OFFERED ||
        session.state() == v1::Session::CONFIRMED) {
      ++sessions;
    }
  });
  if (cases == 0 && sessions == 0) return absl::OkStatus();
  return WithErrorInfo(
      absl::FailedPreconditionError(absl::StrCat(
          advisor, " still accompanies ", cases, " people and has ", sessions,
          " sessions to come: hand the cases over (ProposeHandOver, ApproveHandOver) or end them, "
          "move or cancel the sessions, and retire then")),
      "ADVISOR_HAS_CASES",
      {{"name", advisor}, {"cases", absl::StrCat(cases)}, {"sessions", absl::StrCat(sessions)}});
}

}  // namespace

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
  Unary<v1::RetireAdvisorRequest, v1::Advisor>(
      "RetireAdvisor", [this](const auto& request, Call* call) { return Retire(request, call); });
}

// Nobody is left alone by it: one commit with what was seen of the advisor, which also changes with
// every engagement that begins.
absl::StatusOr<v1::Advisor> AdvisorService::Retire(const v1::RetireAdvisorRequest& request,
                                                   Call* call) const {
  BANSO_RETURN_IF_ERROR(CheckEtagForm(request.etag()));
  const ServiceContext& context = methods_.context();
  const auto answer = CommitTogether(
      context, request.request_id(), call,
      [&](const std::shared_ptr<const Snapshot>& snapshot) -> absl::StatusOr<Plan> {
        const auto entry = snapshot->advisors().Find(request.name());
        if (entry == nullptr) return NoSuchResource(request.name());
        BANSO_RETURN_IF_ERROR(CheckEtag(request.etag(), request.name(), entry->revision));
        v1::Advisor advisor = *entry->message;
        const auto next = NextState(advisor.state(), AdvisorVerb::kRetire);
        if (!next) return IllegalStep(advisor.name(), v1::Advisor::State_Name(advisor.state()));
        BANSO_RETURN_IF_ERROR(CheckLeavesNobody(*snapshot, advisor.name()));
        advisor.set_state(*next);
        *advisor.mutable_update_time() = FromTime(context.clock->Now());
        Plan plan;
        AddPut(ResourceKind::kAdvisor, advisor.name(), advisor, entry->revision, &plan.batch);
        plan.answer = DeterministicBytes(advisor);
        return plan;
      });
  BANSO_ASSIGN_OR_RETURN(v1::Advisor advisor, ReadAnswer<v1::Advisor>(answer));
  return ResourceMethods<AdvisorEntry>::Complete(std::move(advisor), answer->revision);
}

}  // namespace banso
