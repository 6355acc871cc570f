#include "server/services/offer_steps.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "server/base/deterministic_bytes.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/resource_name.h"
#include "server/convert/status_details.h"
#include "server/services/application_steps.h"
#include "server/services/commit_together.h"
#include "server/services/consents.h"
#include "server/services/digest.h"
#include "server/services/etag_check.h"
#include "server/services/follow_ups.h"
#include "server/services/not_now.h"
#include "server/services/placement_checks.h"
#include "server/services/placement_messages.h"
#include "server/services/record_traits.h"
#include "server/services/resource_methods.h"

namespace banso {
namespace {

absl::StatusOr<v1::Offer> OfferOf(const absl::StatusOr<WriteAnswer>& answer) {
  BANSO_ASSIGN_OR_RETURN(v1::Offer offer, ReadAnswer<v1::Offer>(answer));
  return ResourceMethods<OfferEntry>::Complete(std::move(offer), answer->revision);
}

// What every step needs that brings the two closer.
absl::Status CheckCloser(const Snapshot& snapshot, const PlacementPair& pair, absl::Time now,
                         const Call& call) {
  BANSO_RETURN_IF_ERROR(CheckOpen(pair));
  BANSO_RETURN_IF_ERROR(CheckLicenceForJob(snapshot, *pair.internship->message, now));
  return CheckMayBeNamed(pair, now, call);
}

absl::Status CheckOutcome(const v1::Offer& offer, const v1::Candidate& person, OfferVerb verb,
                          absl::Time now, const Call& call) {
  if (verb != OfferVerb::kLeave && JapanDate(now) < ToDate(offer.follow_up_date())) {
    return NotNow(offer.name(), "FOLLOW_UP_TOO_EARLY",
                  "is asked about six months after joining, not before");
  }
  if (verb != OfferVerb::kLoseSight && call.caller().role == v1::Access::COORDINATOR &&
      !MayFollowUp(person, now)) {
    return ConsentMissing(person.name(), v1::Consent::FOLLOW_UP);
  }
  return absl::OkStatus();
}

absl::Status CheckStep(const Snapshot& snapshot, const PlacementPair& pair, const v1::Offer& offer,
                       OfferVerb verb, absl::Time now, const Call& call) {
  switch (verb) {
    case OfferVerb::kConfirm:
    case OfferVerb::kAccept:
      return CheckCloser(snapshot, pair, now, call);
    case OfferVerb::kJoin:
      // That somebody has begun a coordinator may note whatever became of the employer.
      if (call.caller().role != v1::Access::EMPLOYER) return absl::OkStatus();
      return CheckCloser(snapshot, pair, now, call);
    case OfferVerb::kRetain:
    case OfferVerb::kLeave:
    case OfferVerb::kLoseSight:
      return CheckOutcome(offer, *pair.candidate->message, verb, now, call);
    case OfferVerb::kDecline:
    case OfferVerb::kRescind:
      return absl::OkStatus();
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::Offer> MakeOffer(const ServiceContext& context,
                                    const v1::MakeOfferRequest& request, Call* call) {
  return OfferOf(CommitTogether(
      context, request.request_id(), call,
      [&](const std::shared_ptr<const Snapshot>& snapshot) -> absl::StatusOr<Plan> {
        const auto entry = snapshot->applications().Find(request.application());
        if (entry == nullptr) return NoSuchResource(request.application());
        const v1::Application& application = *entry->message;
        if (!MayLeadToOffer(application.state())) {
          return IllegalStep(application.name(), v1::Application::State_Name(application.state()));
        }
        const auto pair = FindPair(*snapshot, application.candidate(), application.internship());
        if (!pair) return NoSuchResource(request.application());
        const absl::Time now = context.clock->Now();
        BANSO_RETURN_IF_ERROR(CheckCloser(*snapshot, *pair, now, *call));
        int before = 0;
        bool goes_on = false;
        snapshot->offers().ForEach([&](const auto& offer) {
          if (offer->message->application() != application.name()) return;
          ++before;
          goes_on = goes_on || IsOpenOffer(offer->message->state()) ||
                    offer->message->state() == v1::Offer::JOINED;
        });
        if (goes_on) {
          return WithErrorInfo(absl::FailedPreconditionError(absl::StrCat(
                                   "an offer of ", application.name(), " goes on already")),
                               "OFFER_OPEN", {{"application", application.name()}});
        }
        v1::Offer offer;
        offer.set_name(FormatName(kOfferPattern, {RandomId()}));
        offer.set_application(application.name());
        offer.set_internship(application.internship());
        offer.set_candidate(application.candidate());
        offer.set_contract_kind(request.contract_kind() == 0
                                    ? pair->internship->message->contract_kind()
                                    : request.contract_kind());
        if (request.has_start_date()) *offer.mutable_start_date() = request.start_date();
        // As they were when the two began.
        *offer.mutable_dimensions() = application.dimensions();
        *offer.mutable_create_time() = FromTime(now);
        TakeOfferStep(v1::Offer::INFORMAL, v1::OfferStep::REASON_UNSPECIFIED, "",
                      call->caller().principal, now, &offer);
        Plan plan;
        AddPut(ResourceKind::kOffer, offer.name(), offer, 0, &plan.batch);
        // The application as it is, so that of two offers at once one is too late; and the person,
        // so that an offer never meets a withdrawal unseen.
        AddPut(ResourceKind::kApplication, application.name(), application, entry->revision,
               &plan.batch);
        plan.batch.claims.push_back(
            {Digest({"offer", application.name(), absl::StrCat(before)}, context.claim_key),
             offer.name(), ""});
        plan.batch.claims.push_back(PersonClaim(context, application.candidate()));
        ExpectPerson(*pair->candidate, &plan.batch);
        call->audit.add_subjects(application.candidate());
        call->audit.add_changes("OFFER_INFORMAL");
        BANSO_RETURN_IF_ERROR(
            TellOfOffer(context, *snapshot, offer, call->caller().role, &plan.batch));
        plan.answer = DeterministicBytes(offer);
        return plan;
      }));
}

absl::StatusOr<v1::Offer> StepOffer(const ServiceContext& context, const OfferStepRequest& request,
                                    Call* call) {
  BANSO_RETURN_IF_ERROR(CheckNote(request.reason.note, call->caller()));
  return OfferOf(CommitTogether(
      context, request.request_id, call,
      [&](const std::shared_ptr<const Snapshot>& snapshot) -> absl::StatusOr<Plan> {
        BANSO_RETURN_IF_ERROR(CheckEtagForm(request.etag));
        const auto entry = snapshot->offers().Find(request.name);
        if (entry == nullptr) return NoSuchResource(request.name);
        BANSO_RETURN_IF_ERROR(CheckEtag(request.etag, request.name, entry->revision));
        const v1::Offer& before = *entry->message;
        const auto next = NextState(before.state(), request.verb);
        if (!next) return IllegalStep(before.name(), v1::Offer::State_Name(before.state()));
        const auto pair = FindPair(*snapshot, before.candidate(), before.internship());
        if (!pair) return NoSuchResource(request.name);
        BANSO_RETURN_IF_ERROR(
            CheckStep(*snapshot, *pair, before, request.verb, context.clock->Now(), *call));
        PersonChange change(&context, snapshot.get(), *pair->candidate, call);
        change.StepOffer(*entry, *next, request.reason);
        v1::Offer* offer = change.mutable_offer(*entry);
        if (request.set != nullptr) request.set(offer);
        Plan plan;
        plan.answer = DeterministicBytes(*offer);
        BANSO_RETURN_IF_ERROR(std::move(change).Finish(request.name, &plan.batch));
        return plan;
      }));
}

absl::StatusOr<v1::Offer> JoinOffer(const ServiceContext& context,
                                    const v1::JoinOfferRequest& request, Call* call) {
  const Date today = JapanDate(context.clock->Now());
  const Date joined = request.has_join_date() ? ToDate(request.join_date()) : today;
  if (joined > today) return InvalidField("join_date", "must not be in the future");
  return StepOffer(context,
                   {request.name(),
                    request.etag(),
                    request.request_id(),
                    OfferVerb::kJoin,
                    {},
                    [&](v1::Offer* offer) {
                      *offer->mutable_join_date() = FromDate(joined);
                      *offer->mutable_follow_up_date() = FromDate(FollowUpDate(joined));
                    }},
                   call);
}

absl::StatusOr<v1::Offer> SettleOffer(const ServiceContext& context,
                                      const v1::SettleOfferRequest& request, Call* call) {
  OfferStepRequest step = {request.name(),
                           request.etag(),
                           request.request_id(),
                           OfferVerb::kRetain,
                           {request.reason(), request.note()}};
  switch (request.outcome()) {
    case v1::Offer::RETAINED_6M:
      break;
    case v1::Offer::LEFT_BEFORE_6M:
      step.verb = OfferVerb::kLeave;
      break;
    case v1::Offer::UNKNOWN_6M:
      step.verb = OfferVerb::kLoseSight;
      break;
    default:
      return InvalidField("outcome", "must be RETAINED_6M, LEFT_BEFORE_6M or UNKNOWN_6M");
  }
  if (step.verb != OfferVerb::kRetain && request.reason() == v1::OfferStep::REASON_UNSPECIFIED) {
    return InvalidField("reason", "say why the person left, or why it is not known");
  }
  return StepOffer(context, step, call);
}

}  // namespace banso
