#include "server/services/application_steps.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "server/base/deterministic_bytes.h"
#include "server/convert/application_rules.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/resource_name.h"
#include "server/convert/status_details.h"
#include "server/services/blinded_candidates.h"
#include "server/services/commit_together.h"
#include "server/services/consents.h"
#include "server/services/digest.h"
#include "server/services/etag_check.h"
#include "server/services/match_blocked.h"
#include "server/services/match_events.h"
#include "server/services/named_view.h"
#include "server/services/outcome_dimensions.h"
#include "server/services/placement_checks.h"
#include "server/services/placement_messages.h"
#include "server/services/provision_records.h"
#include "server/services/record_traits.h"
#include "server/services/resource_methods.h"

namespace banso {
namespace {

// Many may want the seats of one opening at once; each is told whether there was one.
constexpr Patience kSeatPatience = {.attempts = 1'000, .longest_pause = absl::Milliseconds(100)};

// The application of a request, which must be there as it was read.
absl::StatusOr<std::shared_ptr<const ApplicationEntry>> FindApplication(
    const Snapshot& snapshot, const ApplicationStepRequest& request) {
  BANSO_RETURN_IF_ERROR(CheckEtagForm(request.etag));
  auto entry = snapshot.applications().Find(request.name);
  if (entry == nullptr) return NoSuchResource(request.name);
  BANSO_RETURN_IF_ERROR(CheckEtag(request.etag, request.name, entry->revision));
  return entry;
}

absl::StatusOr<v1::Application> ApplicationOf(const absl::StatusOr<WriteAnswer>& answer) {
  BANSO_ASSIGN_OR_RETURN(v1::Application application, ReadAnswer<v1::Application>(answer));
  return ResourceMethods<ApplicationEntry>::Complete(std::move(application), answer->revision);
}

absl::Status Illegal(const v1::Application& application) {
  return IllegalStep(application.name(), v1::Application::State_Name(application.state()));
}

// A new application of a pair.
v1::Application NewApplication(const Snapshot& snapshot, const CandidateEntry& candidate,
                               const InternshipEntry& internship, absl::Time now) {
  v1::Application application;
  application.set_name(FormatName(kApplicationPattern, {RandomId()}));
  application.set_internship(internship.name());
  application.set_candidate(candidate.name());
  *application.mutable_dimensions() = DimensionsOf(snapshot, candidate, internship, now);
  *application.mutable_create_time() = FromTime(now);
  return application;
}

// What goes on, or went on, between a person and an opening.
struct Between {
  std::shared_ptr<const ApplicationEntry> open;  // null if nothing goes on
  int count = 0;
};
Between FindBetween(const Snapshot& snapshot, absl::string_view candidate,
                    absl::string_view internship) {
  Between between;
  snapshot.applications().ForEach([&](const auto& entry) {
    if (entry->message->candidate() != candidate || entry->message->internship() != internship) {
      return;
    }
    ++between.count;
    if (IsOpenApplication(entry->message->state())) between.open = entry;
  });
  return between;
}

// An employer may ask, by a new card, for somebody who applied already: agreeing again would be a
// second application, and a second seat.
absl::Status CheckOnlyOne(const Snapshot& snapshot, const v1::Application& application) {
  std::string other;
  snapshot.applications().ForEach([&](const auto& entry) {
    if (entry->message->candidate() == application.candidate() &&
        entry->message->internship() == application.internship() &&
        IsNamedApplication(entry->message->state())) {
      other = entry->name();
    }
  });
  if (other.empty()) return absl::OkStatus();
  return WithErrorInfo(absl::FailedPreconditionError(
                           absl::StrCat(other, " goes on already; decline ", application.name())),
                       "APPLICATION_OPEN", {{"application", other}});
}

// Decides between two who begin something for one pair at once: both saw `count` applications.
Claim PairClaim(const ServiceContext& context, const v1::Application& application, int count) {
  return {Digest({"pair", application.candidate(), application.internship(), absl::StrCat(count)},
                 context.claim_key),
          application.name(), ""};
}

// Nobody outside knew of it before: that the person was interested for longer is not told.
void BecomeKnown(absl::Time now, v1::Application* application) {
  *application->mutable_create_time() = FromTime(now);
}

// Whether a verb brings the two closer.
bool IsForward(ApplicationVerb verb) {
  switch (verb) {
    case ApplicationVerb::kScreen:
    case ApplicationVerb::kInterview:
    case ApplicationVerb::kAccept:
    case ApplicationVerb::kStart:
      return true;
    default:
      return false;
  }
}

absl::Status CheckStepOn(const Snapshot& snapshot, const v1::Application& application,
                         ApplicationVerb verb, absl::Time now, const Call& call) {
  const auto pair = FindPair(snapshot, application.candidate(), application.internship());
  if (!pair) return NoSuchResource(application.name());
  if (IsForward(verb)) {
    BANSO_RETURN_IF_ERROR(CheckOpen(*pair));
    BANSO_RETURN_IF_ERROR(CheckLicence(snapshot, *pair->internship->message, now));
    return CheckStepPossible(snapshot, *pair, now, call);
  }
  // That the work was done a coordinator may note whatever became of the employer.
  if (verb == ApplicationVerb::kComplete && call.caller().role == v1::Access::EMPLOYER) {
    return CheckOpen(*pair);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckNote(const std::string& note, const Caller& caller) {
  if (note.empty() || caller.role == v1::Access::COORDINATOR) return absl::OkStatus();
  return WithErrorInfo(absl::PermissionDeniedError("note is for coordinators to write"),
                       "FIELD_DENIED", {{"field", "note"}});
}

absl::StatusOr<v1::Application> ExpressInterest(const ServiceContext& context,
                                                const v1::ExpressInterestRequest& request,
                                                Call* call) {
  if (!request.ranking_id().empty()) {
    BANSO_ASSIGN_OR_RETURN(const std::string shown_to,
                           FindShown(context, request.ranking_id(), request.internship(), call));
    if (shown_to != request.candidate()) return NoSuchResource(request.internship());
  }
  return ApplicationOf(CommitTogether(
      context, request.request_id(), call,
      [&](const std::shared_ptr<const Snapshot>& snapshot) -> absl::StatusOr<Plan> {
        const auto candidate = snapshot->candidates().Find(request.candidate());
        if (candidate == nullptr) return NoSuchResource(request.candidate());
        const auto internship = snapshot->internships().Find(request.internship());
        if (internship == nullptr) return NoSuchResource(request.internship());
        const Between between = FindBetween(*snapshot, candidate->name(), internship->name());
        Plan plan;
        if (between.open != nullptr) {
          plan.answer = DeterministicBytes(*between.open->message);
          plan.revision = between.open->revision;
          return plan;
        }
        const absl::Time now = context.clock->Now();
        BANSO_RETURN_IF_ERROR(
            CheckNotBlocked(snapshot->ranker().Explain(*candidate->value, *internship->value,
                                                       Side::kCandidate, now),
                            candidate->name(), internship->name()));
        v1::Application application = NewApplication(*snapshot, *candidate, *internship, now);
        application.set_ranking_id(request.ranking_id());
        TakeApplicationStep(v1::Application::INTERESTED, call->caller().principal, now,
                            &application);
        AddPut(ResourceKind::kApplication, application.name(), application, 0, &plan.batch);
        plan.batch.claims.push_back(PairClaim(context, application, between.count));
        plan.batch.claims.push_back(PersonClaim(context, candidate->name()));
        ExpectPerson(*candidate, &plan.batch);
        BANSO_RETURN_IF_ERROR(
            TellOfApplication(context, *snapshot, application, call->caller().role, &plan.batch));
        plan.answer = DeterministicBytes(application);
        call->audit.add_subjects(candidate->name());
        call->audit.add_changes("APPLICATION_INTERESTED");
        return plan;
      }));
}

absl::StatusOr<v1::Application> RequestIntroduction(const ServiceContext& context,
                                                    const v1::RequestIntroductionRequest& request,
                                                    Call* call) {
  const std::string& card = request.blinded_candidate();
  return ApplicationOf(CommitTogether(
      context, request.request_id(), call,
      [&](const std::shared_ptr<const Snapshot>& snapshot) -> absl::StatusOr<Plan> {
        const absl::Time now = context.clock->Now();
        const auto internship = snapshot->internships().Find(ParentOf(card));
        const auto candidate = FindBlinded(context, *snapshot, card, now);
        if (internship == nullptr || candidate == nullptr) return NoSuchResource(card);
        std::shared_ptr<const ApplicationEntry> asked;
        snapshot->applications().ForEach([&](const auto& entry) {
          if (entry->message->blinded_candidate() == card) asked = entry;
        });
        Plan plan;
        if (asked != nullptr) {
          // One that was declined is as if the card were not there.
          if (!IsKnownToEmployer(*snapshot, *asked->message, now)) return NoSuchResource(card);
          plan.answer = DeterministicBytes(*asked->message);
          plan.revision = asked->revision;
          return plan;
        }
        BANSO_RETURN_IF_ERROR(CheckLicence(*snapshot, *internship->message, now));
        const Between between = FindBetween(*snapshot, candidate->name(), internship->name());
        // Whoever is interested already is asked in that application.
        const bool interested =
            between.open != nullptr &&
            NextState(between.open->message->state(), ApplicationVerb::kSeekConsent).has_value();
        v1::Application application = interested
                                          ? *between.open->message
                                          : NewApplication(*snapshot, *candidate, *internship, now);
        application.set_blinded_candidate(card);
        BecomeKnown(now, &application);
        TakeApplicationStep(v1::Application::CONSENT_PENDING, call->caller().principal, now,
                            &application);
        AddPut(ResourceKind::kApplication, application.name(), application,
               interested ? between.open->revision : 0, &plan.batch);
        // The claim decides between two who ask at once.
        plan.batch.claims.push_back(
            {Digest({"introduction", card}, context.claim_key), application.name(), ""});
        if (!interested) {
          plan.batch.claims.push_back(PairClaim(context, application, between.count));
        }
        plan.batch.claims.push_back(PersonClaim(context, candidate->name()));
        ExpectPerson(*candidate, &plan.batch);
        BANSO_RETURN_IF_ERROR(
            TellOfApplication(context, *snapshot, application, call->caller().role, &plan.batch));
        plan.answer = DeterministicBytes(application);
        call->audit.add_subjects(candidate->name());
        call->audit.add_changes("INTRODUCTION_REQUESTED");
        return plan;
      }));
}

absl::StatusOr<v1::Application> AgreeToBeNamed(const ServiceContext& context,
                                               const ApplicationStepRequest& request,
                                               const v1::ConsentTerms& terms, Call* call) {
  v1::Consent consent;
  consent.set_scope(v1::Consent::EMPLOYER_NAMED);
  *consent.mutable_terms() = terms;
  if (!ConsentCovers(consent, kChosenNameItem)) {
    return InvalidField("terms.data_items",
                        "must have CHOSEN_NAME, without which nobody is introduced, or be empty");
  }
  BANSO_RETURN_IF_ERROR(CheckTerms(call->caller(), terms));
  BANSO_ASSIGN_OR_RETURN(const Aliases aliases, Aliases::Load(context.keys));
  return ApplicationOf(CommitTogether(
      context, request.request_id, call,
      [&](const std::shared_ptr<const Snapshot>& snapshot) -> absl::StatusOr<Plan> {
        BANSO_ASSIGN_OR_RETURN(const auto entry, FindApplication(*snapshot, request));
        const v1::Application& before = *entry->message;
        if (!NextState(before.state(), request.verb)) return Illegal(before);
        const auto pair = FindPair(*snapshot, before.candidate(), before.internship());
        if (!pair) return NoSuchResource(request.name);
        BANSO_RETURN_IF_ERROR(CheckOnlyOne(*snapshot, before));
        const absl::Time now = context.clock->Now();
        BANSO_RETURN_IF_ERROR(CheckLicence(*snapshot, *pair->internship->message, now));
        // Much may have changed since the employer asked: the opening, the employer, what the
        // person may do, and whom the person does not want to meet.
        BANSO_RETURN_IF_ERROR(CheckNotBlocked(
            snapshot->ranker().Explain(*pair->candidate->value, *pair->internship->value,
                                       Side::kCandidate, now),
            pair->candidate->name(), pair->internship->name()));
        PersonChange change(&context, snapshot.get(), *pair->candidate, call);
        if (request.verb == ApplicationVerb::kSeekConsent) {
          BANSO_RETURN_IF_ERROR(change.StepApplication(*entry, v1::Application::CONSENT_PENDING));
          v1::Application* application = change.mutable_application(*entry);
          BecomeKnown(now, application);
          // So that the employer knows the card of who applies, if it is shown one.
          if (const v1::Consent* blinded = BlindedConsent(*pair->candidate->message, now)) {
            application->set_blinded_candidate(
                aliases.NameOf(before.candidate(), ConsentKey(*blinded), before.internship()));
          }
        }
        consent.set_recipient(before.internship());
        BANSO_ASSIGN_OR_RETURN(const v1::Consent* granted, change.GrantConsent(consent));
        BANSO_RETURN_IF_ERROR(change.StepApplication(*entry, v1::Application::APPLIED));
        v1::Application* application = change.mutable_application(*entry);
        application->set_consent(granted->name());
        const v1::ProvisionRecord record = NameTold(*application, *granted, now);
        call->audit.add_changes(request.verb == ApplicationVerb::kSeekConsent
                                    ? "APPLICATION_SUBMITTED"
                                    : "INTRODUCTION_AGREED");
        Plan plan;
        plan.answer = DeterministicBytes(*application);
        AddPut(ResourceKind::kProvisionRecord, record.name(), record, 0, &plan.batch);
        BANSO_RETURN_IF_ERROR(std::move(change).Finish(request.name, &plan.batch));
        return plan;
      }));
}

absl::StatusOr<v1::Application> StepBack(const ServiceContext& context,
                                         const ApplicationStepRequest& request, Call* call) {
  absl::StatusOr<v1::Application> application = ApplicationOf(CommitTogether(
      context, request.request_id, call,
      [&](const std::shared_ptr<const Snapshot>& snapshot) -> absl::StatusOr<Plan> {
        BANSO_ASSIGN_OR_RETURN(const auto entry, FindApplication(*snapshot, request));
        if (!NextState(entry->message->state(), request.verb)) return Illegal(*entry->message);
        const auto candidate = snapshot->candidates().Find(entry->message->candidate());
        if (candidate == nullptr) return NoSuchResource(request.name);
        PersonChange change(&context, snapshot.get(), *candidate, call);
        if (request.verb == ApplicationVerb::kDecline) {
          call->audit.add_changes("INTRODUCTION_DECLINED");
        }
        BANSO_RETURN_IF_ERROR(change.WithdrawApplication(*entry, request.reason));
        Plan plan;
        plan.answer = DeterministicBytes(*change.mutable_application(*entry));
        BANSO_RETURN_IF_ERROR(std::move(change).Finish(request.name, &plan.batch));
        return plan;
      }));
  if (application.ok()) BANSO_RETURN_IF_ERROR(AwaitEffect(context, *call));
  return application;
}

absl::StatusOr<v1::Application> StepOn(const ServiceContext& context,
                                       const ApplicationStepRequest& request, Call* call) {
  BANSO_RETURN_IF_ERROR(CheckNote(request.reason.note, call->caller()));
  return ApplicationOf(CommitTogether(
      context, request.request_id, call,
      [&](const std::shared_ptr<const Snapshot>& snapshot) -> absl::StatusOr<Plan> {
        BANSO_ASSIGN_OR_RETURN(const auto entry, FindApplication(*snapshot, request));
        const auto next = NextState(entry->message->state(), request.verb);
        if (!next) return Illegal(*entry->message);
        BANSO_RETURN_IF_ERROR(
            CheckStepOn(*snapshot, *entry->message, request.verb, context.clock->Now(), *call));
        const auto candidate = snapshot->candidates().Find(entry->message->candidate());
        if (candidate == nullptr) return NoSuchResource(request.name);
        PersonChange change(&context, snapshot.get(), *candidate, call);
        BANSO_RETURN_IF_ERROR(change.StepApplication(*entry, *next, request.reason));
        Plan plan;
        plan.answer = DeterministicBytes(*change.mutable_application(*entry));
        BANSO_RETURN_IF_ERROR(std::move(change).Finish(request.name, &plan.batch));
        return plan;
      },
      kSeatPatience));
}

}  // namespace banso
