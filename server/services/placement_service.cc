#include "server/services/placement_service.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/score/judge.h"
#include "server/base/deterministic_bytes.h"
#include "server/convert/application_rules.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/candidate_convert.h"
#include "server/convert/etag.h"
#include "server/convert/internship_convert.h"
#include "server/convert/resource_name.h"
#include "server/convert/status_details.h"
#include "server/services/application_states.h"
#include "server/services/blinded_candidates.h"
#include "server/services/commit_together.h"
#include "server/services/consents.h"
#include "server/services/digest.h"
#include "server/services/match_blocked.h"
#include "server/services/person_change.h"
#include "server/services/provision_records.h"
#include "server/services/reads.h"
#include "server/services/settings.h"

namespace banso {
namespace {

// Nobody is introduced by name to paid work without a licence.
absl::Status CheckLicence(const Snapshot& snapshot, const v1::Internship& internship,
                          absl::Time now) {
  if (!internship.paid() || HasPlacementLicence(SettingsOf(snapshot), now)) return absl::OkStatus();
  return WithErrorInfo(
      absl::FailedPreconditionError(
          "the programme has no valid placement licence, without which nobody is introduced by "
          "name to a paid internship; an admin sets it in the settings"),
      "PLACEMENT_LICENCE_MISSING", {{"internship", internship.name()}});
}

bool Blocks(const v1::Candidate& candidate, const v1::Employer& employer) {
  const auto has = [](const auto& names, const std::string& name) {
    return !name.empty() && std::find(names.begin(), names.end(), name) != names.end();
  };
  return has(candidate.blocked_employers(), employer.name()) ||
         has(candidate.blocked_groups(), employer.corporate_group());
}

// The form of the name that the person chose to be known by.
const std::string& ChosenName(const v1::PersonName& name) {
  if (name.chosen_form() == v1::PersonName::LATIN && !name.latin_name().empty()) {
    return name.latin_name();
  }
  if (name.chosen_form() == v1::PersonName::KANA && !name.kana_name().empty()) {
    return name.kana_name();
  }
  return name.full_name();
}

v1::ProvisionRecord NameTold(const v1::Application& application, const v1::Consent& consent,
                             absl::Time now) {
  v1::ProvisionRecord record;
  record.set_name(FormatName(kProvisionRecordPattern, {RandomId()}));
  record.set_candidate(application.candidate());
  record.set_recipient(std::string(EmployerOf(application.internship())));
  record.set_internship(application.internship());
  // What the consent covers is what is told.
  for (const absl::string_view item : {kChosenNameItem, kDeskContactItem}) {
    if (ConsentCovers(consent, item)) record.add_items(std::string(item));
  }
  record.set_consent(consent.name());
  *record.mutable_create_time() = FromTime(now);
  SetProvided(now, &record);
  return record;
}

// The application of a request, which must be there as it was read.
absl::StatusOr<std::shared_ptr<const ApplicationEntry>> FindApplication(const Snapshot& snapshot,
                                                                        const std::string& name,
                                                                        absl::string_view etag) {
  if (!etag.empty()) BANSO_RETURN_IF_ERROR(RevisionOfEtag(etag).status());
  auto entry = snapshot.applications().Find(name);
  if (entry == nullptr) return NoSuchResource(name);
  if (!etag.empty() && etag != EtagOf(entry->revision)) return EtagMismatch(name);
  return entry;
}

absl::StatusOr<v1::Application> ApplicationOf(const absl::StatusOr<WriteAnswer>& answer) {
  BANSO_ASSIGN_OR_RETURN(v1::Application application, ReadAnswer<v1::Application>(answer));
  return ResourceMethods<ApplicationEntry>::Complete(std::move(application), answer->revision);
}

// Declining and withdrawing: the person steps back.
template <typename RequestType>
absl::StatusOr<v1::Application> StepBack(const ServiceContext& context, const RequestType& request,
                                         ApplicationVerb verb, absl::string_view change_code,
                                         Call* call) {
  absl::StatusOr<v1::Application> application = ApplicationOf(CommitTogether(
      context, request.request_id(), call,
      [&](const std::shared_ptr<const Snapshot>& snapshot) -> absl::StatusOr<Plan> {
        BANSO_ASSIGN_OR_RETURN(const auto entry,
                               FindApplication(*snapshot, request.name(), request.etag()));
        const v1::Application::State state = entry->message->state();
        if (!NextState(state, verb)) {
          return IllegalStep(request.name(), v1::Application::State_Name(state));
        }
        const auto candidate = snapshot->candidates().Find(entry->message->candidate());
        if (candidate == nullptr) return NoSuchResource(request.name());
        PersonChange change(&context, snapshot.get(), *candidate, call);
        if (!change_code.empty()) call->audit.add_changes(std::string(change_code));
        BANSO_RETURN_IF_ERROR(change.WithdrawApplication(*entry));
        Plan plan;
        plan.answer = DeterministicBytes(*change.mutable_application(*entry));
        std::move(change).Finish(request.name(), &plan.batch);
        return plan;
      }));
  if (application.ok()) BANSO_RETURN_IF_ERROR(AwaitEffect(context, *call));
  return application;
}

}  // namespace

PlacementService::PlacementService(const ServiceContext* context)
    : RpcService(
          v1::GetApplicationRequest::descriptor()->file()->FindServiceByName("PlacementService"),
          context->runtime),
      context_(*context),
      methods_(context) {
  Unary<v1::GetApplicationRequest, v1::Application>(
      "GetApplication", [this](const v1::GetApplicationRequest& request, Call* call) {
        return methods_.Get(request.name(), request.min_revision(), call);
      });
  Unary<v1::ListApplicationsRequest, v1::ListApplicationsResponse>(
      "ListApplications",
      [this](const v1::ListApplicationsRequest& request,
             Call* call) -> absl::StatusOr<v1::ListApplicationsResponse> {
        v1::ListApplicationsResponse response;
        BANSO_RETURN_IF_ERROR(methods_.List(request, "", call, &response, [&](v1::Application row) {
          *response.add_applications() = std::move(row);
        }));
        return response;
      });
  Unary<v1::RequestIntroductionRequest, v1::Application>(
      "RequestIntroduction",
      [this](const auto& request, Call* call) { return RequestIntroduction(request, call); });
  Unary<v1::AgreeIntroductionRequest, v1::Application>(
      "AgreeIntroduction",
      [this](const auto& request, Call* call) { return AgreeIntroduction(request, call); });
  Unary<v1::DeclineIntroductionRequest, v1::Application>(
      "DeclineIntroduction",
      [this](const auto& request, Call* call) { return DeclineIntroduction(request, call); });
  Unary<v1::WithdrawApplicationRequest, v1::Application>(
      "WithdrawApplication",
      [this](const auto& request, Call* call) { return WithdrawApplication(request, call); });
  Unary<v1::GetNamedCandidateRequest, v1::NamedCandidate>(
      "GetNamedCandidate",
      [this](const auto& request, Call* call) { return GetNamedCandidate(request, call); });
}

absl::StatusOr<v1::Application> PlacementService::RequestIntroduction(
    const v1::RequestIntroductionRequest& request, Call* call) const {
  const std::string& card = request.blinded_candidate();
  return ApplicationOf(CommitTogether(
      context_, request.request_id(), call,
      [&](const std::shared_ptr<const Snapshot>& snapshot) -> absl::StatusOr<Plan> {
        const absl::Time now = context_.clock->Now();
        const std::string internship_name(ParentOf(card));
        const auto internship = snapshot->internships().Find(internship_name);
        const auto candidate = FindBlinded(context_, *snapshot, card, now);
        if (internship == nullptr || candidate == nullptr) return NoSuchResource(card);
        std::shared_ptr<const ApplicationEntry> asked;
        snapshot->applications().ForEach([&](const auto& entry) {
          if (entry->message->blinded_candidate() == card) asked = entry;
        });
        Plan plan;
        if (asked != nullptr) {
          plan.answer = DeterministicBytes(*asked->message);
          plan.revision = asked->revision;
          return plan;
        }
        BANSO_RETURN_IF_ERROR(CheckLicence(*snapshot, *internship->message, now));
        v1::Application application;
        application.set_name(FormatName(kApplicationPattern, {RandomId()}));
        application.set_internship(internship_name);
        application.set_candidate(candidate->name());
        application.set_blinded_candidate(card);
        *application.mutable_create_time() = FromTime(now);
        TakeApplicationStep(v1::Application::CONSENT_PENDING, call->caller().principal, now,
                            &application);
        AddPut(ResourceKind::kApplication, application.name(), application, 0, &plan.batch);
        // The claim decides between two who ask at once.
        plan.batch.claims.push_back(
            {Digest({"introduction", card}, context_.claim_key), application.name(), ""});
        plan.batch.claims.push_back(PersonClaim(context_, candidate->name()));
        plan.answer = DeterministicBytes(application);
        call->audit.add_subjects(candidate->name());
        call->audit.add_changes("INTRODUCTION_REQUESTED");
        return plan;
      }));
}

absl::StatusOr<v1::Application> PlacementService::AgreeIntroduction(
    const v1::AgreeIntroductionRequest& request, Call* call) const {
  v1::Consent consent;
  consent.set_scope(v1::Consent::EMPLOYER_NAMED);
  *consent.mutable_terms() = request.terms();
  if (!ConsentCovers(consent, kChosenNameItem)) {
    return InvalidField("terms.data_items",
                        "must have CHOSEN_NAME, without which nobody is introduced, or be empty");
  }
  BANSO_RETURN_IF_ERROR(CheckTerms(call->caller(), request.terms()));
  return ApplicationOf(CommitTogether(
      context_, request.request_id(), call,
      [&](const std::shared_ptr<const Snapshot>& snapshot) -> absl::StatusOr<Plan> {
        BANSO_ASSIGN_OR_RETURN(const auto entry,
                               FindApplication(*snapshot, request.name(), request.etag()));
        const v1::Application& pending = *entry->message;
        const auto next = NextState(pending.state(), ApplicationVerb::kAgree);
        if (!next) {
          return IllegalStep(request.name(), v1::Application::State_Name(pending.state()));
        }
        const auto candidate = snapshot->candidates().Find(pending.candidate());
        const auto internship = snapshot->internships().Find(pending.internship());
        if (candidate == nullptr || internship == nullptr) return NoSuchResource(request.name());
        const absl::Time now = context_.clock->Now();
        BANSO_RETURN_IF_ERROR(CheckLicence(*snapshot, *internship->message, now));
        // Much may have changed since the employer asked: the opening, the employer, what the
        // person may do, and whom the person does not want to meet.
        BANSO_RETURN_IF_ERROR(
            CheckNotBlocked(snapshot->ranker().Explain(*candidate->value, *internship->value,
                                                       Side::kCandidate, now),
                            candidate->name(), internship->name()));
        PersonChange change(&context_, snapshot.get(), *candidate, call);
        consent.set_recipient(pending.internship());
        BANSO_ASSIGN_OR_RETURN(const v1::Consent* granted, change.GrantConsent(consent));
        v1::Application* application = change.mutable_application(*entry);
        application->set_consent(granted->name());
        TakeApplicationStep(*next, call->caller().principal, now, application);
        const v1::ProvisionRecord record = NameTold(*application, *granted, now);
        call->audit.add_changes("INTRODUCTION_AGREED");
        Plan plan;
        plan.answer = DeterministicBytes(*application);
        AddPut(ResourceKind::kProvisionRecord, record.name(), record, 0, &plan.batch);
        std::move(change).Finish(request.name(), &plan.batch);
        return plan;
      }));
}

absl::StatusOr<v1::Application> PlacementService::DeclineIntroduction(
    const v1::DeclineIntroductionRequest& request, Call* call) const {
  return StepBack(context_, request, ApplicationVerb::kDecline, "INTRODUCTION_DECLINED", call);
}

absl::StatusOr<v1::Application> PlacementService::WithdrawApplication(
    const v1::WithdrawApplicationRequest& request, Call* call) const {
  return StepBack(context_, request, ApplicationVerb::kWithdraw, "", call);
}

absl::StatusOr<v1::NamedCandidate> PlacementService::GetNamedCandidate(
    const v1::GetNamedCandidateRequest& request, Call* call) const {
  BANSO_RETURN_IF_ERROR(SnapshotAt(context_, request.min_revision(), *call).status());
  // What the store has, not what this server has heard of: another server may have withdrawn.
  BANSO_ASSIGN_OR_RETURN(auto snapshot, NewestSnapshot(context_, *call));
  BANSO_ASSIGN_OR_RETURN(NamedView view, FindNamed(*snapshot, request.application(), *call));
  call->audit.add_subjects(view.application->candidate());
  if (call->caller().role == v1::Access::EMPLOYER) {
    BANSO_RETURN_IF_ERROR(NoteProvision(*snapshot, *view.application, view.consent, call));
    // Who withdraws while that was written is not named any more.
    BANSO_ASSIGN_OR_RETURN(snapshot, NewestSnapshot(context_, *call));
    BANSO_ASSIGN_OR_RETURN(view, FindNamed(*snapshot, request.application(), *call));
  }
  return view.answer;
}

absl::StatusOr<PlacementService::NamedView> PlacementService::FindNamed(const Snapshot& snapshot,
                                                                        const std::string& name,
                                                                        const Call& call) const {
  const absl::Time now = context_.clock->Now();
  // Every reason not to tell gives one answer.
  const absl::Status hidden = NoSuchResource(name);
  const auto entry = snapshot.applications().Find(name);
  if (entry == nullptr || !IsNamedApplication(entry->message->state())) return hidden;
  const v1::Application& application = *entry->message;
  const auto candidate = snapshot.candidates().Find(application.candidate());
  const auto employer = snapshot.employers().Find(EmployerOf(application.internship()));
  if (candidate == nullptr || employer == nullptr) return hidden;
  const v1::Candidate& person = *candidate->message;
  // The name goes with the case, with the service, and with the consent.
  if (person.case_().status() != v1::Case::ACTIVE || person.case_().stage() == v1::Case::CLOSED ||
      HoldingConsent(person, v1::Consent::SERVICE, "", now) == nullptr) {
    return hidden;
  }
  const v1::Consent* consent =
      HoldingConsent(person, v1::Consent::EMPLOYER_NAMED, application.internship(), now);
  if (consent == nullptr || !ConsentCovers(*consent, kChosenNameItem)) return hidden;
  if (Blocks(person, *employer->message)) return hidden;
  if (call.caller().role == v1::Access::EMPLOYER &&
      employer->message->state() != v1::Employer::VERIFIED) {
    return hidden;
  }
  NamedView view;
  view.application = entry->message;
  view.consent = *consent;
  view.answer.set_application(application.name());
  view.answer.set_chosen_name(ChosenName(person.person_name()));
  if (ConsentCovers(*consent, kDeskContactItem)) {
    view.answer.set_desk_contact(SettingsOf(snapshot).desk_contact());
  }
  return view;
}

absl::Status PlacementService::NoteProvision(const Snapshot& snapshot,
                                             const v1::Application& application,
                                             const v1::Consent& consent, Call* call) const {
  std::shared_ptr<const ProvisionRecordEntry> found;
  snapshot.provision_records().ForEach([&](const auto& entry) {
    if (entry->message->candidate() == application.candidate() &&
        entry->message->consent() == consent.name() && HasItem(*entry->message, kChosenNameItem)) {
      found = entry;
    }
  });
  const absl::Time now = context_.clock->Now();
  v1::ProvisionRecord record =
      found == nullptr ? v1::ProvisionRecord() : v1::ProvisionRecord(*found->message);
  if (found != nullptr && JapanDate(now) <= JapanDate(ToTime(record.provide_time()))) {
    return absl::OkStatus();
  }
  if (found == nullptr) {
    // The consent was given anew, or the time of its record was up while it went on.
    record = NameTold(application, consent, now);
  }
  SetProvided(now, &record);
  Batch batch;
  AddPut(ResourceKind::kProvisionRecord, record.name(), record,
         found == nullptr ? 0 : found->revision, &batch);
  batch.claims.push_back(PersonClaim(context_, application.candidate()));
  const absl::Status status = Writer(&context_).Commit(std::move(batch), "", "", call).status();
  // The person is being erased.
  if (absl::IsAlreadyExists(status)) return NoSuchResource(application.name());
  // Somebody else noted it in the same moment.
  return absl::IsAborted(status) ? absl::OkStatus() : status;
}

}  // namespace banso
