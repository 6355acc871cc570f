#include "server/services/consent_service.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "server/base/deterministic_bytes.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/candidate_convert.h"
#include "server/convert/candidate_rules.h"
#include "server/convert/page_token.h"
#include "server/convert/resource_name.h"
#include "server/convert/status_details.h"
#include "server/services/commit_together.h"
#include "server/services/consents.h"
#include "server/services/deletion_requests.h"
#include "server/services/desk_commit.h"
#include "server/services/export.h"
#include "server/services/person_change.h"
#include "server/services/reads.h"
#include "server/services/service_end.h"
#include "server/services/verbs.h"

namespace banso {
namespace {

constexpr absl::string_view kServiceExpired = "The consent to the service has expired.";

absl::Status NoSuchRecipient() {
  return WithErrorInfo(absl::NotFoundError("recipient does not exist"), "REFERENCE_NOT_FOUND",
                       {{"field", "recipient"}});
}

// What is granted is what was drafted: a request may repeat it but not change it.
absl::Status TakeFromDraft(const v1::Consent& draft, v1::Consent* consent) {
  const auto differs = [](const auto& asked, const auto& drafted) {
    return !asked.empty() && asked != drafted;
  };
  const v1::ConsentTerms& drafted = draft.terms();
  v1::ConsentTerms& terms = *consent->mutable_terms();
  const std::vector<std::string> asked_items(terms.data_items().begin(), terms.data_items().end());
  const std::vector<std::string> drafted_items(drafted.data_items().begin(),
                                               drafted.data_items().end());
  constexpr char kLeaveOut[] = "is that of the draft; leave it out";
  if (consent->scope() != v1::Consent::SCOPE_UNSPECIFIED && consent->scope() != draft.scope()) {
    return InvalidField("scope", kLeaveOut);
  }
  if (differs(consent->recipient(), draft.recipient())) return InvalidField("recipient", kLeaveOut);
  if (differs(terms.text_version(), drafted.text_version())) {
    return InvalidField("terms.text_version", kLeaveOut);
  }
  if (differs(asked_items, drafted_items)) {
    return InvalidField("terms.data_items", "are those of the draft; leave them out");
  }
  consent->set_name(draft.name());
  consent->set_scope(draft.scope());
  consent->set_recipient(draft.recipient());
  terms.set_text_version(drafted.text_version());
  *terms.mutable_data_items() = drafted.data_items();
  return absl::OkStatus();
}

bool IsServed(const v1::Candidate& candidate) {
  return std::any_of(candidate.consents().begin(), candidate.consents().end(),
                     [](const v1::Consent& consent) {
                       return consent.scope() == v1::Consent::SERVICE && IsGranted(consent);
                     });
}

// Writes down which consents of a person have expired, and what ends with them; nothing if none
// has.
absl::StatusOr<Plan> PlanExpiry(const ServiceContext& context, const Snapshot& snapshot,
                                const std::string& name, Call* call) {
  Plan plan;
  const auto entry = snapshot.candidates().Find(name);
  if (entry == nullptr) return plan;
  const absl::Time now = context.clock->Now();
  v1::Candidate candidate = *entry->message;
  const bool was_served = IsServed(candidate);
  if (!SettleConsents(now, &candidate)) return plan;
  *candidate.mutable_update_time() = FromTime(now);
  AddPut(ResourceKind::kCandidate, name, candidate, entry->revision, &plan.batch);
  call->audit.add_subjects(name);
  call->audit.add_changes("CONSENT_EXPIRED");
  if (!was_served || IsServed(candidate)) return plan;
  EngagementChange engagements(&context, &snapshot, call->caller().principal, now);
  if (EndEngagementsOf(snapshot, name, kServiceExpired, call, &engagements)) {
    BANSO_RETURN_IF_ERROR(std::move(engagements).FinishAndTell(&plan.batch));
  }
  BANSO_RETURN_IF_ERROR(EndSessionsOf(context, snapshot, name, kServiceExpired, call, &plan.batch));
  return plan;
}

}  // namespace

ConsentService::ConsentService(const ServiceContext* context, const Eraser* eraser)
    : RpcService(v1::ListConsentsRequest::descriptor()->file()->FindServiceByName("ConsentService"),
                 context->runtime),
      context_(*context),
      eraser_(*eraser),
      candidates_(context),
      provision_records_(context),
      deletion_requests_(context),
      rights_requests_(context) {
  Unary<v1::ListConsentsRequest, v1::ListConsentsResponse>(
      "ListConsents",
      [this](const auto& request, Call* call) { return ListConsents(request, call); });
  Unary<v1::DraftConsentRequest, v1::Consent>(
      "DraftConsent",
      [this](const auto& request, Call* call) { return DraftConsent(request, call); });
  Unary<v1::GrantConsentRequest, v1::Consent>(
      "GrantConsent",
      [this](const auto& request, Call* call) { return GrantConsent(request, call); });
  Unary<v1::WithdrawConsentRequest, v1::Consent>(
      "WithdrawConsent",
      [this](const auto& request, Call* call) { return WithdrawConsent(request, call); });
  Unary<v1::ExportCandidateRequest, v1::ExportCandidateResponse>(
      "ExportCandidate", [this](const auto& request, Call* call) {
        return ExportCandidate(context_, request.name(), call);
      });
  Unary<v1::EraseCandidateRequest, v1::Tombstone>(
      "EraseCandidate", [this](const auto& request, Call* call) {
        return eraser_.Erase(request.name(), request.etag(), request.request_id(), call);
      });
  Unary<v1::ListProvisionRecordsRequest, v1::ListProvisionRecordsResponse>(
      "ListProvisionRecords",
      [this](const v1::ListProvisionRecordsRequest& request,
             Call* call) -> absl::StatusOr<v1::ListProvisionRecordsResponse> {
        v1::ListProvisionRecordsResponse response;
        BANSO_RETURN_IF_ERROR(provision_records_.List(
            request, "", call, &response,
            [&](v1::ProvisionRecord row) { *response.add_provision_records() = std::move(row); }));
        return response;
      });
  Unary<v1::ListDeletionRequestsRequest, v1::ListDeletionRequestsResponse>(
      "ListDeletionRequests",
      [this](const v1::ListDeletionRequestsRequest& request,
             Call* call) -> absl::StatusOr<v1::ListDeletionRequestsResponse> {
        v1::ListDeletionRequestsResponse response;
        BANSO_RETURN_IF_ERROR(deletion_requests_.List(
            request, "", call, &response,
            [&](v1::DeletionRequest row) { *response.add_deletion_requests() = std::move(row); }));
        return response;
      });
  Unary<v1::ConfirmDeletionRequest, v1::DeletionRequest>(
      "ConfirmDeletion", [this](const v1::ConfirmDeletionRequest& request, Call* call) {
        call->audit.add_changes("DELETION_CONFIRMED");
        return TakeStep(deletion_requests_, request, call,
                        [&](v1::DeletionRequest* deletion) -> absl::Status {
                          if (deletion->has_confirm_time()) {
                            return IllegalStep(deletion->name(), "CONFIRMED");
                          }
                          *deletion->mutable_confirm_time() = FromTime(context_.clock->Now());
                          return absl::OkStatus();
                        });
      });
  Unary<v1::CreateRightsRequestRequest, v1::RightsRequest>(
      "CreateRightsRequest",
      [this](const auto& request, Call* call) { return CreateRightsRequest(request, call); });
  Unary<v1::ListRightsRequestsRequest, v1::ListRightsRequestsResponse>(
      "ListRightsRequests",
      [this](const v1::ListRightsRequestsRequest& request,
             Call* call) -> absl::StatusOr<v1::ListRightsRequestsResponse> {
        v1::ListRightsRequestsResponse response;
        BANSO_RETURN_IF_ERROR(rights_requests_.List(
            request, "", call, &response,
            [&](v1::RightsRequest row) { *response.add_rights_requests() = std::move(row); }));
        return response;
      });
  Unary<v1::AnswerRightsRequestRequest, v1::RightsRequest>(
      "AnswerRightsRequest", [this](const v1::AnswerRightsRequestRequest& request, Call* call) {
        call->audit.add_changes("RIGHTS_REQUEST_ANSWERED");
        return TakeStep(rights_requests_, request, call,
                        [&](v1::RightsRequest* asked) -> absl::Status {
                          if (asked->has_answer_time()) {
                            return IllegalStep(asked->name(), "ANSWERED");
                          }
                          call->audit.add_subjects(asked->candidate());
                          *asked->mutable_answer_time() = FromTime(context_.clock->Now());
                          return absl::OkStatus();
                        });
      });
}

absl::StatusOr<v1::ListConsentsResponse> ConsentService::ListConsents(
    const v1::ListConsentsRequest& request, Call* call) const {
  BANSO_ASSIGN_OR_RETURN(const PageToken token, PageTokenOf(request));
  BANSO_ASSIGN_OR_RETURN(const auto snapshot, SnapshotAt(context_, request.min_revision(), *call));
  const auto entry = snapshot->candidates().Find(request.parent());
  if (entry == nullptr) return NoSuchResource(request.parent());
  call->audit.add_subjects(entry->name());
  const auto& consents = entry->message->consents();
  // Consents are only ever added, so as many as were shown are behind us.
  const int first = static_cast<int>(std::min<int64_t>(token.ordinal, consents.size()));
  const int size = NormalizePageSize(request.page_size(), kDefaultPageSize, kMaxPageSize);
  const int end = std::min(consents.size(), first + size);
  v1::ListConsentsResponse response;
  for (int i = first; i < end; ++i) *response.add_consents() = consents.at(i);
  if (end < consents.size()) {
    response.set_next_page_token(EncodePageToken({entry->name(), end, 0}, request));
  }
  response.set_revision(snapshot->revision());
  return response;
}

absl::Status ConsentService::CheckRecipient(v1::Consent::Scope scope, const std::string& recipient,
                                            const v1::Candidate& candidate,
                                            const Snapshot& snapshot, const Call& call) const {
  if (std::string problem = RecipientProblem(scope, recipient); !problem.empty()) {
    return InvalidField("recipient", std::move(problem));
  }
  if (scope == v1::Consent::EMPLOYER_NAMED) {
    const bool there =
        snapshot.internships().Find(recipient) != nullptr && call.reach->Includes(recipient);
    if (!there) return NoSuchRecipient();
  }
  if (scope == v1::Consent::FAMILY_SHARE) {
    const auto member = snapshot.candidates().Find(recipient);
    const bool family = member != nullptr && recipient != candidate.name() &&
                        !candidate.household().empty() &&
                        member->message->household() == candidate.household();
    if (!family) return NoSuchRecipient();
  }
  return absl::OkStatus();
}

absl::StatusOr<v1::Consent> ConsentService::DraftConsent(const v1::DraftConsentRequest& request,
                                                         Call* call) const {
  v1::Consent draft;
  draft.set_scope(request.scope());
  draft.set_recipient(request.recipient());
  draft.mutable_terms()->set_text_version(request.text_version());
  *draft.mutable_terms()->mutable_data_items() = request.data_items();
  return ReadAnswer<v1::Consent>(
      CommitTogether(context_, request.request_id(), call,
                     [&](const std::shared_ptr<const Snapshot>& snapshot) -> absl::StatusOr<Plan> {
                       const auto entry = snapshot->candidates().Find(request.parent());
                       if (entry == nullptr) return NoSuchResource(request.parent());
                       BANSO_RETURN_IF_ERROR(CheckRecipient(draft.scope(), draft.recipient(),
                                                            *entry->message, *snapshot, *call));
                       PersonChange change(&context_, snapshot.get(), *entry, call);
                       BANSO_ASSIGN_OR_RETURN(const v1::Consent* added,
                                              AddDraft(draft, change.mutable_candidate()));
                       call->audit.add_changes(ConsentChange("CONSENT_DRAFTED", draft.scope()));
                       Plan plan;
                       plan.answer = DeterministicBytes(*added);
                       BANSO_RETURN_IF_ERROR(std::move(change).Finish(entry->name(), &plan.batch));
                       return plan;
                     }));
}

absl::StatusOr<v1::Consent> ConsentService::GrantConsent(const v1::GrantConsentRequest& request,
                                                         Call* call) const {
  if (request.draft().empty() && request.scope() == v1::Consent::SCOPE_UNSPECIFIED) {
    return InvalidField("scope", "set draft or scope");
  }
  if (!request.draft().empty() && ParentOf(request.draft()) != request.parent()) {
    return InvalidField("draft", "must be below parent");
  }
  if (request.has_expire_time() && ToTime(request.expire_time()) <= context_.clock->Now()) {
    return InvalidField("expire_time", "must be in the future");
  }
  BANSO_RETURN_IF_ERROR(CheckTerms(call->caller(), request.terms()));
  absl::StatusOr<v1::Consent> granted = ReadAnswer<v1::Consent>(CommitTogether(
      context_, request.request_id(), call,
      [&](const std::shared_ptr<const Snapshot>& snapshot) -> absl::StatusOr<Plan> {
        const auto entry = snapshot->candidates().Find(request.parent());
        if (entry == nullptr) return NoSuchResource(request.parent());
        PersonChange change(&context_, snapshot.get(), *entry, call);
        v1::Consent consent;
        consent.set_scope(request.scope());
        consent.set_recipient(request.recipient());
        *consent.mutable_terms() = request.terms();
        if (request.has_expire_time()) *consent.mutable_expire_time() = request.expire_time();
        if (!request.draft().empty()) {
          const v1::Consent* draft = FindConsent(request.draft(), change.mutable_candidate());
          if (draft == nullptr) return NoSuchResource(request.draft());
          if (draft->state() != v1::Consent::DRAFT) {
            return IllegalStep(draft->name(),
                               v1::Consent::State_Name(ConsentState(*draft, change.now())));
          }
          BANSO_RETURN_IF_ERROR(TakeFromDraft(*draft, &consent));
        }
        BANSO_RETURN_IF_ERROR(CheckRecipient(consent.scope(), consent.recipient(), *entry->message,
                                             *snapshot, *call));
        BANSO_ASSIGN_OR_RETURN(const v1::Consent* added, change.GrantConsent(consent));
        Plan plan;
        plan.answer = DeterministicBytes(*added);
        BANSO_RETURN_IF_ERROR(std::move(change).Finish(entry->name(), &plan.batch));
        return plan;
      }));
  // One that is superseded stands behind an alias that is no longer to be found.
  if (granted.ok()) BANSO_RETURN_IF_ERROR(AwaitEffect(context_, *call));
  return granted;
}

absl::StatusOr<v1::Consent> ConsentService::WithdrawConsent(
    const v1::WithdrawConsentRequest& request, Call* call) const {
  absl::StatusOr<v1::Consent> withdrawn = ReadAnswer<v1::Consent>(CommitTogether(
      context_, request.request_id(), call,
      [&](const std::shared_ptr<const Snapshot>& snapshot) -> absl::StatusOr<Plan> {
        const auto entry = snapshot->candidates().Find(ParentOf(request.name()));
        if (entry == nullptr) return NoSuchResource(request.name());
        PersonChange change(&context_, snapshot.get(), *entry, call);
        const v1::Consent* consent = FindConsent(request.name(), change.mutable_candidate());
        if (consent == nullptr) return NoSuchResource(request.name());
        const v1::Consent::State state = ConsentState(*consent, change.now());
        if (state != v1::Consent::GRANTED) {
          return IllegalStep(consent->name(), v1::Consent::State_Name(state));
        }
        BANSO_RETURN_IF_ERROR(change.WithdrawConsent(request.name()));
        Plan plan;
        plan.answer = DeterministicBytes(*consent);
        BANSO_RETURN_IF_ERROR(std::move(change).Finish(entry->name(), &plan.batch));
        return plan;
      },
      kDeskPatience));
  if (withdrawn.ok()) BANSO_RETURN_IF_ERROR(AwaitEffect(context_, *call));
  return withdrawn;
}

absl::StatusOr<v1::RightsRequest> ConsentService::CreateRightsRequest(
    const v1::CreateRightsRequestRequest& request, Call* call) const {
  const std::string& candidate = request.rights_request().candidate();
  // Whose it is stands inside of the resource.
  if (!call->reach->Includes(candidate)) return NoSuchResource(candidate);
  const auto answer =
      CommitTogether(context_, request.request_id(), call,
                     [&](const std::shared_ptr<const Snapshot>& snapshot) -> absl::StatusOr<Plan> {
                       if (snapshot->candidates().Find(candidate) == nullptr)
                         return NoSuchResource(candidate);
                       const absl::Time now = context_.clock->Now();
                       v1::RightsRequest asked;
                       asked.set_name(FormatName(kRightsRequestPattern, {RandomId()}));
                       asked.set_candidate(candidate);
                       asked.set_kind(request.rights_request().kind());
                       *asked.mutable_due_time() = FromTime(now + kTimeToAnswer);
                       *asked.mutable_create_time() = FromTime(now);
                       *asked.mutable_update_time() = FromTime(now);
                       Plan plan;
                       AddPut(ResourceKind::kRightsRequest, asked.name(), asked, 0, &plan.batch);
                       plan.batch.claims.push_back(PersonClaim(context_, candidate));
                       plan.answer = DeterministicBytes(asked);
                       call->audit.add_subjects(candidate);
                       call->audit.add_changes("RIGHTS_REQUESTED");
                       return plan;
                     });
  BANSO_ASSIGN_OR_RETURN(v1::RightsRequest asked, ReadAnswer<v1::RightsRequest>(answer));
  return ResourceMethods<RightsRequestEntry>::Complete(std::move(asked), answer->revision);
}

absl::StatusOr<int> ConsentService::ExpireConsents(absl::Time deadline) const {
  const absl::Time now = context_.clock->Now();
  BANSO_ASSIGN_OR_RETURN(const auto newest,
                         NewestSnapshot(context_, JobCall(context_, "consents", deadline)));
  std::vector<std::string> names;
  newest->candidates().ForEach([&](const auto& entry) {
    v1::Candidate candidate = *entry->message;
    if (SettleConsents(now, &candidate)) names.push_back(entry->name());
  });
  int changed = 0;
  absl::Status first_failure;
  for (const std::string& name : names) {
    Call call = JobCall(context_, "consents", deadline);
    const absl::Status status = CommitTogether(
                                    context_, "", &call,
                                    [&](const std::shared_ptr<const Snapshot>& snapshot) {
                                      return PlanExpiry(context_, *snapshot, name, &call);
                                    },
                                    kDeskPatience)
                                    .status();
    changed += call.written.has_value();
    if (status.ok() || absl::IsAborted(status)) continue;
    // What one record stands in the way of waits for nobody else, unless nothing can be written.
    first_failure.Update(status);
    if (absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status)) break;
  }
  if (!first_failure.ok()) return first_failure;
  return changed;
}

}  // namespace banso
