#include "server/services/person_change.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "server/convert/application_rules.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/candidate_convert.h"
#include "server/convert/status_details.h"
#include "server/services/application_states.h"
#include "server/services/case_following.h"
#include "server/services/commit_together.h"
#include "server/services/consents.h"
#include "server/services/deletion_requests.h"
#include "server/services/digest.h"
#include "server/services/engagement_change.h"
#include "server/services/offer_states.h"
#include "server/services/placement_messages.h"
#include "server/services/provision_records.h"
#include "server/services/seats.h"
#include "server/services/service_end.h"

namespace banso {
namespace {

constexpr absl::string_view kServiceWithdrawn = "The person withdrew the consent to the service.";

// Whether a record took a step since it was read.
template <typename Entry, typename Record>
bool HasStepped(const Entry& before, const Record& now) {
  return before == nullptr || before->message->steps_size() != now.steps_size();
}

}  // namespace

Claim PersonClaim(const ServiceContext& context, absl::string_view candidate) {
  return {Digest({"person", candidate}, context.claim_key), std::string(candidate), ""};
}

void ExpectPerson(const CandidateEntry& person, Batch* batch) {
  AddPut(ResourceKind::kCandidate, person.name(), *person.message, person.revision, batch);
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

v1::Offer* PersonChange::mutable_offer(const OfferEntry& entry) {
  return &offers_.try_emplace(entry.name(), *entry.message, entry.revision).first->second.first;
}

v1::Internship* PersonChange::mutable_internship(const InternshipEntry& entry) {
  return &internships_.try_emplace(entry.name(), *entry.message, entry.revision)
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

absl::Status PersonChange::StepApplication(const ApplicationEntry& entry,
                                           v1::Application::State state,
                                           const ApplicationReason& reason) {
  v1::Application* application = mutable_application(entry);
  if (HoldsSeat(state) != application->holds_seat()) {
    const auto internship = snapshot_.internships().Find(application->internship());
    if (internship == nullptr) return NoSuchResource(application->internship());
    if (HoldsSeat(state)) {
      BANSO_RETURN_IF_ERROR(TakeSeat(mutable_internship(*internship)));
    } else {
      FreeSeat(mutable_internship(*internship));
    }
    application->set_holds_seat(HoldsSeat(state));
  }
  TakeApplicationStep(state, call_.caller().principal, now_, application);
  v1::ApplicationStep* step = application->mutable_steps(application->steps_size() - 1);
  step->set_reason(reason.code);
  step->set_note(reason.note);
  Note(absl::StrCat("APPLICATION_", v1::Application::State_Name(state)));
  return absl::OkStatus();
}

bool PersonChange::HasOtherFirmOffer(absl::string_view name) const {
  bool found = false;
  snapshot_.offers().ForEach([&](const auto& entry) {
    if (entry->message->candidate() != candidate_.name() || entry->name() == name) return;
    const auto changed = offers_.find(entry->name());
    const v1::Offer& offer = changed == offers_.end() ? *entry->message : changed->second.first;
    found = found || IsFirmOffer(offer.state());
  });
  return found;
}

void PersonChange::StepOffer(const OfferEntry& entry, v1::Offer::State state,
                             const OfferReason& reason) {
  v1::Offer* offer = mutable_offer(entry);
  const auto stage = StageAfter(offer->state(), state, HasOtherFirmOffer(entry.name()));
  // Steps of other offers look at whether this one is firm: of two at once one is too late.
  if (IsFirmOffer(offer->state()) != IsFirmOffer(state)) candidate_changed_ = true;
  TakeOfferStep(state, reason.code, reason.note, call_.caller().principal, now_, offer);
  Note(absl::StrCat("OFFER_", v1::Offer::State_Name(state)));
  // An offer that ends takes back only what an offer had brought.
  const bool ends = state == v1::Offer::DECLINED || state == v1::Offer::RESCINDED;
  if (!stage || (ends && candidate_.case_().stage() != v1::Case::OFFERED)) return;
  const std::string why = absl::StrCat(offer->name(), " ", v1::Offer::State_Name(state));
  switch (FollowTo(*stage, why, now_, candidate_.mutable_case_())) {
    case Following::kNothingToDo:
      break;
    case Following::kFollowed:
      candidate_changed_ = true;
      Note(absl::StrCat("CASE_", v1::Case::Stage_Name(*stage)));
      break;
    case Following::kNotPossible:
      offer->mutable_steps(offer->steps_size() - 1)->set_case_stayed(true);
      Note("CASE_STAYED");
      break;
  }
}

absl::Status PersonChange::EndNamed(const std::string& internship) {
  for (v1::Consent& consent : *candidate_.mutable_consents()) {
    if (consent.scope() == v1::Consent::EMPLOYER_NAMED && consent.recipient() == internship &&
        IsGranted(consent)) {
      End(&consent);
    }
  }
  absl::Status status;
  snapshot_.applications().ForEach([&](const auto& entry) {
    if (entry->message->candidate() != candidate_.name() ||
        entry->message->internship() != internship || !status.ok()) {
      return;
    }
    // As it will be: it may be withdrawn already.
    const v1::Application* application = mutable_application(*entry);
    if (!IsNamedApplication(application->state())) {
      // Whoever makes an offer of it in the same moment is too late, or seen here.
      if (MayLeadToOffer(application->state())) held_.insert(application->name());
      return;
    }
    status = StepApplication(*entry, v1::Application::WITHDRAWN, withdrawal_);
  });
  BANSO_RETURN_IF_ERROR(status);
  snapshot_.offers().ForEach([&](const auto& entry) {
    if (entry->message->candidate() != candidate_.name() ||
        entry->message->internship() != internship ||
        !IsOpenOffer(mutable_offer(*entry)->state())) {
      return;
    }
    StepOffer(*entry, v1::Offer::DECLINED, {v1::OfferStep::PERSON_STEPPED_BACK, ""});
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
    case v1::Consent::EMPLOYER_BLINDED: {
      // Who was only asked to be introduced is known by the card alone.
      absl::Status status;
      snapshot_.applications().ForEach([&](const auto& entry) {
        if (entry->message->candidate() != candidate_.name() || !status.ok() ||
            entry->message->state() != v1::Application::CONSENT_PENDING) {
          return;
        }
        status = StepApplication(*entry, v1::Application::WITHDRAWN);
      });
      BANSO_RETURN_IF_ERROR(status);
      // Also the cards of consents that this one has replaced.
      return AskAbout(
          [](const v1::ProvisionRecord& record) { return HasItem(record, kBlindedCardItem); });
    }
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
      std::set<std::string> offering;
      snapshot_.offers().ForEach([&](const auto& entry) {
        if (entry->message->candidate() == candidate_.name() &&
            IsOpenOffer(mutable_offer(*entry)->state())) {
          offering.insert(entry->message->internship());
        }
      });
      for (const std::string& internship : offering) BANSO_RETURN_IF_ERROR(EndNamed(internship));
      EndEngagements();
      return EndSessions();
    }
    default:
      return absl::OkStatus();
  }
}

absl::Status PersonChange::EndSessions() {
  return EndSessionsOf(context_, snapshot_, candidate_.name(), kServiceWithdrawn, &call_,
                       &requests_);
}

void PersonChange::EndEngagements() {
  EngagementChange change(&context_, &snapshot_, call_.caller().principal, now_);
  // The person ends it all: advisors are told of the sessions only.
  if (EndEngagementsOf(snapshot_, candidate_.name(), kServiceWithdrawn, &call_, &change)) {
    std::move(change).Finish(&requests_);
  }
}

absl::Status PersonChange::WithdrawApplication(const ApplicationEntry& entry,
                                               const ApplicationReason& reason) {
  const v1::Application* application = mutable_application(entry);
  if (IsNamedApplication(application->state())) {
    withdrawal_ = reason;
    return EndNamed(application->internship());
  }
  if (IsOpenApplication(application->state())) {
    return StepApplication(entry, v1::Application::WITHDRAWN, reason);
  }
  return absl::OkStatus();
}

absl::Status PersonChange::Finish(absl::string_view first, Batch* batch) && {
  const v1::Access::Role by = call_.caller().role;
  if (candidate_changed_) {
    *candidate_.mutable_update_time() = FromTime(now_);
    AddPut(ResourceKind::kCandidate, candidate_.name(), candidate_, revision_, batch);
  }
  for (const auto& [name, changed] : applications_) {
    const auto& [application, revision] = changed;
    const bool stepped = HasStepped(snapshot_.applications().Find(name), application);
    // One that was only looked at is as it was.
    if (!stepped && !held_.contains(name)) continue;
    AddPut(ResourceKind::kApplication, name, application, revision, batch);
    if (stepped) {
      BANSO_RETURN_IF_ERROR(TellOfApplication(context_, snapshot_, application, by, batch));
    }
  }
  for (const auto& [name, changed] : offers_) {
    const auto& [offer, revision] = changed;
    if (!HasStepped(snapshot_.offers().Find(name), offer)) continue;
    AddPut(ResourceKind::kOffer, name, offer, revision, batch);
    BANSO_RETURN_IF_ERROR(TellOfOffer(context_, snapshot_, offer, by, batch));
  }
  for (auto& [name, changed] : internships_) {
    auto& [internship, revision] = changed;
    *internship.mutable_update_time() = FromTime(now_);
    AddPut(ResourceKind::kInternship, name, internship, revision, batch);
  }
  for (Write& write : requests_.writes) batch->writes.push_back(std::move(write));
  for (Claim& claim : requests_.claims) batch->claims.push_back(std::move(claim));
  for (std::string& key : requests_.releases) batch->releases.push_back(std::move(key));
  std::stable_partition(batch->writes.begin(), batch->writes.end(),
                        [&](const Write& write) { return write.name == first; });
  return absl::OkStatus();
}

}  // namespace banso
