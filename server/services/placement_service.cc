#include "server/services/placement_service.h"

#include <utility>

#include "engine/base/status_macros.h"
#include "server/services/application_steps.h"
#include "server/services/follow_ups.h"
#include "server/services/match_events.h"
#include "server/services/named_view.h"
#include "server/services/offer_steps.h"

namespace banso {
namespace {

template <typename Request>
ApplicationStepRequest ApplicationStepOf(const Request& request, ApplicationVerb verb) {
  ApplicationStepRequest step = {request.name(), request.etag(), request.request_id(), verb};
  if constexpr (requires { request.reason(); }) step.reason.code = request.reason();
  if constexpr (requires { request.note(); }) step.reason.note = request.note();
  return step;
}

template <typename Request>
OfferStepRequest OfferStepOf(const Request& request, OfferVerb verb) {
  OfferStepRequest step = {request.name(), request.etag(), request.request_id(), verb};
  if constexpr (requires { request.reason(); }) step.reason.code = request.reason();
  if constexpr (requires { request.note(); }) step.reason.note = request.note();
  return step;
}

}  // namespace

PlacementService::PlacementService(const ServiceContext* context)
    : RpcService(
          v1::GetApplicationRequest::descriptor()->file()->FindServiceByName("PlacementService"),
          context->runtime),
      context_(*context),
      applications_(context),
      offers_(context),
      match_events_(context) {
  BindApplications();
  BindOffers();
  BindMatchEvents();
}

absl::StatusOr<int> PlacementService::FollowUp(absl::Time deadline) const {
  return FollowUpDue(context_, deadline);
}

void PlacementService::BindApplications() {
  Unary<v1::GetApplicationRequest, v1::Application>(
      "GetApplication", [this](const v1::GetApplicationRequest& request, Call* call) {
        return applications_.Get(request.name(), request.min_revision(), call);
      });
  Unary<v1::ListApplicationsRequest, v1::ListApplicationsResponse>(
      "ListApplications",
      [this](const v1::ListApplicationsRequest& request,
             Call* call) -> absl::StatusOr<v1::ListApplicationsResponse> {
        v1::ListApplicationsResponse response;
        BANSO_RETURN_IF_ERROR(applications_.List(
            request, "", call, &response,
            [&](v1::Application row) { *response.add_applications() = std::move(row); }));
        return response;
      });
  Unary<v1::ExpressInterestRequest, v1::Application>(
      "ExpressInterest",
      [this](const auto& request, Call* call) { return ExpressInterest(context_, request, call); });
  Unary<v1::RequestIntroductionRequest, v1::Application>(
      "RequestIntroduction", [this](const auto& request, Call* call) {
        return RequestIntroduction(context_, request, call);
      });
  Unary<v1::SubmitApplicationRequest, v1::Application>(
      "SubmitApplication", [this](const v1::SubmitApplicationRequest& request, Call* call) {
        return AgreeToBeNamed(context_, ApplicationStepOf(request, ApplicationVerb::kSeekConsent),
                              request.terms(), call);
      });
  Unary<v1::AgreeIntroductionRequest, v1::Application>(
      "AgreeIntroduction", [this](const v1::AgreeIntroductionRequest& request, Call* call) {
        return AgreeToBeNamed(context_, ApplicationStepOf(request, ApplicationVerb::kAgree),
                              request.terms(), call);
      });
  Unary<v1::GetNamedCandidateRequest, v1::NamedCandidate>(
      "GetNamedCandidate", [this](const auto& request, Call* call) {
        return GetNamedCandidate(context_, request, call);
      });
  const auto bind = [this](absl::string_view method, ApplicationVerb verb, auto step,
                           auto prototype) {
    using Request = decltype(prototype);
    Unary<Request, v1::Application>(method, [this, verb, step](const Request& request, Call* call) {
      return step(context_, ApplicationStepOf(request, verb), call);
    });
  };
  bind("DeclineIntroduction", ApplicationVerb::kDecline, StepBack,
       v1::DeclineIntroductionRequest());
  bind("WithdrawApplication", ApplicationVerb::kWithdraw, StepBack,
       v1::WithdrawApplicationRequest());
  bind("ScreenApplication", ApplicationVerb::kScreen, StepOn, v1::ScreenApplicationRequest());
  bind("InterviewApplication", ApplicationVerb::kInterview, StepOn,
       v1::InterviewApplicationRequest());
  bind("AcceptApplication", ApplicationVerb::kAccept, StepOn, v1::AcceptApplicationRequest());
  bind("StartApplication", ApplicationVerb::kStart, StepOn, v1::StartApplicationRequest());
  bind("CompleteApplication", ApplicationVerb::kComplete, StepOn, v1::CompleteApplicationRequest());
  bind("AbortApplication", ApplicationVerb::kAbort, StepOn, v1::AbortApplicationRequest());
  bind("RejectApplication", ApplicationVerb::kReject, StepOn, v1::RejectApplicationRequest());
  bind("CancelApplication", ApplicationVerb::kCancel, StepOn, v1::CancelApplicationRequest());
}

void PlacementService::BindOffers() {
  Unary<v1::GetOfferRequest, v1::Offer>(
      "GetOffer", [this](const v1::GetOfferRequest& request, Call* call) {
        return offers_.Get(request.name(), request.min_revision(), call);
      });
  Unary<v1::ListOffersRequest, v1::ListOffersResponse>(
      "ListOffers",
      [this](const v1::ListOffersRequest& request,
             Call* call) -> absl::StatusOr<v1::ListOffersResponse> {
        v1::ListOffersResponse response;
        BANSO_RETURN_IF_ERROR(offers_.List(request, "", call, &response, [&](v1::Offer row) {
          *response.add_offers() = std::move(row);
        }));
        return response;
      });
  Unary<v1::MakeOfferRequest, v1::Offer>("MakeOffer", [this](const auto& request, Call* call) {
    return MakeOffer(context_, request, call);
  });
  Unary<v1::ConfirmOfferRequest, v1::Offer>(
      "ConfirmOffer", [this](const v1::ConfirmOfferRequest& request, Call* call) {
        OfferStepRequest step = OfferStepOf(request, OfferVerb::kConfirm);
        step.set = [&](v1::Offer* offer) {
          if (request.has_start_date()) *offer->mutable_start_date() = request.start_date();
        };
        return StepOffer(context_, step, call);
      });
  Unary<v1::JoinOfferRequest, v1::Offer>("JoinOffer", [this](const auto& request, Call* call) {
    return JoinOffer(context_, request, call);
  });
  Unary<v1::SettleOfferRequest, v1::Offer>("SettleOffer", [this](const auto& request, Call* call) {
    return SettleOffer(context_, request, call);
  });
  const auto bind = [this](absl::string_view method, OfferVerb verb, auto prototype) {
    using Request = decltype(prototype);
    Unary<Request, v1::Offer>(method, [this, verb](const Request& request, Call* call) {
      return StepOffer(context_, OfferStepOf(request, verb), call);
    });
  };
  bind("AcceptJobOffer", OfferVerb::kAccept, v1::AcceptJobOfferRequest());
  bind("DeclineJobOffer", OfferVerb::kDecline, v1::DeclineJobOfferRequest());
  bind("RescindOffer", OfferVerb::kRescind, v1::RescindOfferRequest());
  Unary<v1::ListFollowUpsRequest, v1::ListFollowUpsResponse>(
      "ListFollowUps",
      [this](const auto& request, Call* call) { return ListFollowUps(context_, request, call); });
}

void PlacementService::BindMatchEvents() {
  Unary<v1::RecordMatchEventRequest, v1::MatchEvent>(
      "RecordMatchEvent", [this](const auto& request, Call* call) {
        return RecordMatchEvent(context_, request, call);
      });
  Unary<v1::ListMatchEventsRequest, v1::ListMatchEventsResponse>(
      "ListMatchEvents",
      [this](const v1::ListMatchEventsRequest& request,
             Call* call) -> absl::StatusOr<v1::ListMatchEventsResponse> {
        v1::ListMatchEventsResponse response;
        BANSO_RETURN_IF_ERROR(match_events_.List(
            request, "", call, &response,
            [&](v1::MatchEvent row) { *response.add_match_events() = std::move(row); }));
        return response;
      });
}

}  // namespace banso
