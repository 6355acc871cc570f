#include "server/services/support_service.h"

#include <utility>

#include "banso/v1/support_service.pb.h"
#include "engine/base/status_macros.h"

namespace banso {

SupportService::SupportService(const ServiceContext* context)
    : RpcService(
          v1::GetEngagementRequest::descriptor()->file()->FindServiceByName("SupportService"),
          context->runtime),
      engagement_methods_(context),
      engagements_(context),
      hand_overs_(context),
      entry_sheets_(context),
      plans_(context),
      mentoring_(context),
      cases_(context) {
  BindEngagements();
  BindEntrySheets();
  BindPlans();
  BindMentoring();
  BindCases();
}

void SupportService::BindEngagements() {
  Unary<v1::GetEngagementRequest, v1::Engagement>(
      "GetEngagement", [this](const v1::GetEngagementRequest& request, Call* call) {
        return engagement_methods_.Get(request.name(), request.min_revision(), call);
      });
  Unary<v1::ListEngagementsRequest, v1::ListEngagementsResponse>(
      "ListEngagements",
      [this](const v1::ListEngagementsRequest& request,
             Call* call) -> absl::StatusOr<v1::ListEngagementsResponse> {
        v1::ListEngagementsResponse response;
        BANSO_RETURN_IF_ERROR(engagement_methods_.List(
            request, "", call, &response,
            [&](v1::Engagement row) { *response.add_engagements() = std::move(row); }));
        return response;
      });
  Unary<v1::StartEngagementRequest, v1::Engagement>(
      "StartEngagement",
      [this](const auto& request, Call* call) { return engagements_.Start(request, call); });
  Unary<v1::TransferEngagementRequest, v1::Engagement>(
      "TransferEngagement",
      [this](const auto& request, Call* call) { return engagements_.Transfer(request, call); });
  Unary<v1::EndEngagementRequest, v1::Engagement>(
      "EndEngagement",
      [this](const auto& request, Call* call) { return engagements_.End(request, call); });
  Unary<v1::ProposeHandOverRequest, v1::HandOverProposal>(
      "ProposeHandOver",
      [this](const auto& request, Call* call) { return hand_overs_.Propose(request, call); });
  Unary<v1::ApproveHandOverRequest, v1::ApproveHandOverResponse>(
      "ApproveHandOver",
      [this](const auto& request, Call* call) { return hand_overs_.Approve(request, call); });
}

void SupportService::BindEntrySheets() {
  const auto bind = [this](absl::string_view method, auto handler) {
    // The types are those of the handler.
    [&]<typename Response, typename Request>(
        absl::StatusOr<Response> (EntrySheets::*handle)(const Request&, Call*) const) {
      Unary<Request, Response>(method, [this, handle](const Request& request, Call* call) {
        return (entry_sheets_.*handle)(request, call);
      });
    }(handler);
  };
  bind("GetEntrySheet", &EntrySheets::Get);
  bind("ListEntrySheets", &EntrySheets::List);
  bind("CreateEntrySheet", &EntrySheets::Create);
  bind("UpdateEntrySheet", &EntrySheets::Update);
  bind("SubmitEntrySheet", &EntrySheets::Submit);
  bind("ClaimEntrySheet", &EntrySheets::Claim);
  bind("ReleaseEntrySheet", &EntrySheets::Release);
  bind("CommentEntrySheet", &EntrySheets::Comment);
  bind("FinaliseEntrySheet", &EntrySheets::Finalise);
  bind("SendEntrySheet", &EntrySheets::Send);
  bind("CheckEntrySheet", &EntrySheets::Check);
}

void SupportService::BindPlans() {
  Unary<v1::GetSupportPlanRequest, v1::SupportPlan>(
      "GetSupportPlan",
      [this](const auto& request, Call* call) { return plans_.Get(request, call); });
  Unary<v1::UpdateSupportPlanRequest, v1::SupportPlan>(
      "UpdateSupportPlan",
      [this](const auto& request, Call* call) { return plans_.Update(request, call); });
  Unary<v1::ListOverdueTasksRequest, v1::ListOverdueTasksResponse>(
      "ListOverdueTasks",
      [this](const auto& request, Call* call) { return plans_.ListOverdue(request, call); });
}

void SupportService::BindMentoring() {
  Unary<v1::ScheduleMentoringSessionRequest, v1::Session>(
      "ScheduleMentoringSession",
      [this](const auto& request, Call* call) { return mentoring_.Schedule(request, call); });
  Unary<v1::GetAdvisorHoursRequest, v1::GetAdvisorHoursResponse>(
      "GetAdvisorHours",
      [this](const auto& request, Call* call) { return mentoring_.Hours(request, call); });
}

void SupportService::BindCases() {
  Unary<v1::ListSilentCasesRequest, v1::ListCasesResponse>(
      "ListSilentCases",
      [this](const auto& request, Call* call) { return cases_.Silent(request, call); });
  Unary<v1::ListLongWaitsRequest, v1::ListCasesResponse>(
      "ListLongWaits",
      [this](const auto& request, Call* call) { return cases_.LongWaits(request, call); });
  Unary<v1::ListStaleProfilesRequest, v1::ListCasesResponse>(
      "ListStaleProfiles",
      [this](const auto& request, Call* call) { return cases_.Stale(request, call); });
}

}  // namespace banso
