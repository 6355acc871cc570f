#include "server/services/person_change.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "engine/base/status_macros.h"
#include "server/convert/application_rules.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/candidate_convert.h"
#include "server/convert/status_details.h"
#include "server/services/application_states.h"
#include "server/services/commit_together.h"
#include "server/services/consents.h"
#include "server/services/deletion_requests.h"
#include "server/services/digest.h"
#include "server/services/engagement_change.h"
#include "server/services/provision_records.h"

namespace banso {

Claim PersonClaim(const ServiceContext& context, absl::string_view candidate) {
  return {Digest({"person", candidate}, context.claim_key), std::string(candidate), ""};
}

PersonChange::PersonChange(const ServiceContext* context, const Snapshot* snapshot,
                           const CandidateEntry& candidate, Call* call)
    : context_(*context),
      snapshot_(*snapshot),
      call_(*call),
      now_(context->clock->Now()),
      revision_(candidate.revision),
      candidate_(*candidate.message) {
  call_.audit.add_subjects(candidate.name());
}

v1::Candidate* PersonChange::mutable_candidate() {
  candidate_changed_ = true;
  return &candidate_;
}

v1::Application* PersonChange::mutable_application(const ApplicationEntry& entry) {
  return &applications_.try_emplace(entry.name(), *entry.message, entry.revision)
              .first->second.first;
}

void PersonChange::Note(std::string change) { call_.audit.add_changes(std::move(change)); }

absl::StatusOr<v1::Consent*> PersonChange::GrantConsent(const v1::Consent& consent) {
  const v1::Candidate before = candidate_;
  BANSO_ASSIGN_OR_RETURN(v1::Consent * granted, Grant(now_, consent, mutable_candidate()));
  Note(ConsentChange("CONSENT_GRANTED", granted->scope()));
  for (int i = 0; i < before.consents_size(); ++i) {
    if (before.consents(i).state() != v1::Consent::SUPERSEDED &&
        candidate_.consents(i).state() == v1::Consent::SUPERSEDED) {
      Note(ConsentChange("CONSENT_SUPERSEDED", granted->scope()));
    }
  }
  return granted;
}

void PersonChange::End(v1::Consent* consent) {
  candidate_changed_ = true;
  EndConsent(v1::Consent::WITHDRAWN, now_, consent);
  Note(ConsentChange("CONSENT_WITHDRAWN", consent->scope()));
}

template <typename Wanted>
absl::Status PersonChange::AskAbout(Wanted wanted) {
  absl::Status status;
  snapshot_.provision_records().ForEach([&](const auto& entry) {
    const v1::ProvisionRecord& record = *entry->message;
    if (!status.ok() || record.candidate() != candidate_.name() || !wanted(record)) return;
    status = AskToDelete(context_, snapshot_, record, now_, &requests_);
  });
  return status;
}

absl::Status PersonChange::EndNamed(const std::string& internship) {
  for (v1::Consent& consent : *candidate_.mutable_consents()) {
    if (consent.scope() == v1::Consent::EMPLOYER_NAMED && consent.recipient() == internship &&
        IsGranted(consent)) {
      End(&consent);
    }
  }
  snapshot_.applications().ForEach([&](const auto& entry) {
    if (entry->message->candidate() != candidate_.name() ||
        entry->message->internship() != internship) {
      return;
    }
    // As it will be: it may be withdrawn already.
    v1::Application* application = mutable_application(*entry);
    if (!IsNamedApplication(application->state())) return;
    TakeApplicationStep(v1::Application::WITHDRAWN, call_.caller().principal, now_, application);
    Note("APPLICATION_WITHDRAWN");
  });
  return AskAbout([&](const v1::ProvisionRecord& record) {
    return record.internship() == internship && HasItem(record, kChosenNameItem);
  });
}

absl::Status PersonChange::WithdrawConsent(const std::string& name) {
  v1::Consent* consent = FindConsent(name, &candidate_);
  if (consent == nullptr) return NoSuchResource(name);
  End(consent);
  switch (consent->scope()) {
    case v1::Consent::EMPLOYER_BLINDED:
      // Who was only asked to be introduced is known by the card alone.
      snapshot_.applications().ForEach([&](const auto& entry) {
        if (entry->message->candidate() != candidate_.name() ||
            entry->message->state() != v1::Application::CONSENT_PENDING) {
          return;
        }
        TakeApplicationStep(v1::Application::WITHDRAWN, call_.caller().principal, now_,
                            mutable_application(*entry));
        Note("APPLICATION_WITHDRAWN");
      });
      // Also the cards of consents that this one has replaced.
      return AskAbout(
          [](const v1::ProvisionRecord& record) { return HasItem(record, kBlindedCardItem); });
    case v1::Consent::EMPLOYER_NAMED:
      return EndNamed(consent->recipient());
    case v1::Consent::SERVICE: {
      std::vector<std::shared_ptr<const ApplicationEntry>> open;
      snapshot_.applications().ForEach([&](const auto& entry) {
        if (entry->message->candidate() == candidate_.name() &&
            IsOpenApplication(entry->message->state())) {
          open.push_back(entry);
        }
      });
      for (const auto& entry : open) BANSO_RETURN_IF_ERROR(WithdrawApplication(*entry));
      EndEngagements();
      return absl::OkStatus();
    }
    default:
      return absl::OkStatus();
  }
}

void PersonChange::EndEngagements() {
  EngagementChange change(&context_, &snapshot_, call_.caller().principal, now_);
  bool ended = false;
  for (const auto& entry : LastingEngagementsOf(snapshot_, candidate_.name())) {
    change.End(*entry, "The person withdrew the consent to the service.");
    ended = true;
  }
  if (!ended) return;
  Note("ENGAGEMENT_ENDED");
  std::move(change).Finish(&requests_);
}

absl::Status PersonChange::WithdrawApplication(const ApplicationEntry& entry) {
  v1::Application* application = mutable_application(entry);
  if (IsNamedApplication(application->state())) return EndNamed(application->internship());
  if (IsOpenApplication(application->state())) {
    TakeApplicationStep(v1::Application::WITHDRAWN, call_.caller().principal, now_, application);
    Note("APPLICATION_WITHDRAWN");
  }
  return absl::OkStatus();
}

void PersonChange::Finish(absl::string_view first, Batch* batch) && {
  if (candidate_changed_) {
    *candidate_.mutable_update_time() = FromTime(now_);
    AddPut(ResourceKind::kCandidate, candidate_.name(), candidate_, revision_, batch);
  }
  for (const auto& [name, changed] : applications_) {
    const auto& [application, revision] = changed;
    // One that was only looked at is as it was.
    const auto before = snapshot_.applications().Find(name);
    if (before != nullptr && before->message->steps_size() == application.steps_size()) continue;
    AddPut(ResourceKind::kApplication, name, application, revision, batch);
  }
  for (Write& write : requests_.writes) batch->writes.push_back(std::move(write));
  for (std::string& key : requests_.releases) batch->releases.push_back(std::move(key));
  std::stable_partition(batch->writes.begin(), batch->writes.end(),
                        [&](const Write& write) { return write.name == first; });
}

}  // namespace banso
