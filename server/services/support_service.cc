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
      hand_overs_(context) {
  BindEngagements();
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

}  // namespace banso
