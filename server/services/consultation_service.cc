#include "server/services/consultation_service.h"

#include <utility>

#include "engine/base/status_macros.h"
#include "server/services/application_form.h"

namespace banso {

ConsultationService::ConsultationService(const ServiceContext* context, const BearerTokens& tokens)
    : RpcService(
          v1::GetDeskDayRequest::descriptor()->file()->FindServiceByName("ConsultationService"),
          context->runtime),
      days_(context),
      desk_(context),
      public_(context, tokens),
      calendars_(context),
      sessions_(context) {
  BindDays();
  BindPublic();
  BindSessions();
  BindCalendars();
}

void ConsultationService::BindDays() {
  Unary<v1::GetDeskDayRequest, v1::DeskDay>(
      "GetDeskDay", [this](const auto& request, Call* call) { return days_.Get(request, call); });
  Unary<v1::ListDeskDaysRequest, v1::ListDeskDaysResponse>(
      "ListDeskDays",
      [this](const auto& request, Call* call) { return days_.List(request, call); });
  Unary<v1::CreateDeskDayRequest, v1::DeskDay>(
      "CreateDeskDay",
      [this](const auto& request, Call* call) { return days_.Create(request, call); });
  Unary<v1::UpdateDeskDayRequest, v1::DeskDay>(
      "UpdateDeskDay",
      [this](const auto& request, Call* call) { return days_.Update(request, call); });
  Unary<v1::CancelDeskDayRequest, v1::DeskDay>(
      "CancelDeskDay",
      [this](const auto& request, Call* call) { return days_.Cancel(request, call); });
  Unary<v1::AllocateDeskDayRequest, v1::AllocateDeskDayResponse>(
      "AllocateDeskDay",
      [this](const auto& request, Call* call) { return days_.Allocate(request, call); });
}

void ConsultationService::BindPublic() {
  Unary<v1::FindOpenSlotsRequest, v1::FindOpenSlotsResponse>(
      "FindOpenSlots",
      [this](const auto& request, Call* call) { return public_.FindOpenSlots(request, call); });
  Unary<v1::GetApplicationFormRequest, v1::ApplicationForm>(
      "GetApplicationForm",
      [](const v1::GetApplicationFormRequest& request, Call* /*call*/)
          -> absl::StatusOr<v1::ApplicationForm> { return FormIn(request.language()); });
  Unary<v1::ApplyForDeskRequest, v1::ApplyForDeskResponse>(
      "ApplyForDesk",
      [this](const auto& request, Call* call) { return public_.Apply(request, call); });
}

void ConsultationService::BindSessions() {
  Unary<v1::GetSessionRequest, v1::Session>(
      "GetSession", [this](const v1::GetSessionRequest& request, Call* call) {
        return sessions_.Get(request.name(), request.min_revision(), call);
      });
  Unary<v1::ListSessionsRequest, v1::ListSessionsResponse>(
      "ListSessions",
      [this](const v1::ListSessionsRequest& request,
             Call* call) -> absl::StatusOr<v1::ListSessionsResponse> {
        v1::ListSessionsResponse response;
        BANSO_RETURN_IF_ERROR(sessions_.List(request, "", call, &response, [&](v1::Session row) {
          *response.add_sessions() = std::move(row);
        }));
        return response;
      });
  const auto bind = [this](absl::string_view method, auto step) {
    // The request's type is that of the step's parameter.
    [&]<typename Request>(absl::StatusOr<v1::Session> (DeskSessions::*take)(const Request&, Call*)
                              const) {
      Unary<Request, v1::Session>(method, [this, take](const Request& request, Call* call) {
        return (desk_.*take)(request, call);
      });
    }(step);
  };
  bind("RequestSession", &DeskSessions::Request);
  bind("BookSession", &DeskSessions::Book);
  bind("MoveSession", &DeskSessions::Move);
  bind("CancelSession", &DeskSessions::Cancel);
  bind("DeclineSession", &DeskSessions::Decline);
  bind("AcceptOffer", &DeskSessions::Accept);
  bind("DeclineOffer", &DeskSessions::TurnDown);
  bind("CheckInSession", &DeskSessions::CheckIn);
  bind("CompleteSession", &DeskSessions::Complete);
  bind("MarkNoShow", &DeskSessions::NoShow);
}

void ConsultationService::BindCalendars() {
  Unary<v1::GetAdvisorCalendarRequest, v1::CalendarFile>(
      "GetAdvisorCalendar",
      [this](const auto& request, Call* call) { return calendars_.OfAdvisor(request, call); });
  Unary<v1::GetSessionCalendarRequest, v1::CalendarFile>(
      "GetSessionCalendar",
      [this](const auto& request, Call* call) { return calendars_.OfSession(request, call); });
  Unary<v1::ImportAdvisorAvailabilityRequest, v1::Advisor>(
      "ImportAdvisorAvailability",
      [this](const auto& request, Call* call) { return calendars_.Import(request, call); });
}

absl::StatusOr<int> ConsultationService::KeepDesk(absl::Time deadline) const {
  const absl::StatusOr<int> days = days_.KeepDays(deadline);
  // Whatever became of the days.
  BANSO_ASSIGN_OR_RETURN(const int lists, desk_.KeepWaitingLists(deadline));
  BANSO_RETURN_IF_ERROR(days.status());
  return *days + lists;
}

}  // namespace banso
