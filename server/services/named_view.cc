#include "server/services/named_view.h"

#include <memory>
#include <string>
#include <utility>

#include "engine/base/status_macros.h"
#include "server/convert/application_rules.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/internship_convert.h"
#include "server/convert/resource_name.h"
#include "server/convert/status_details.h"
#include "server/services/commit_together.h"
#include "server/services/consents.h"
#include "server/services/offer_states.h"
#include "server/services/person_change.h"
#include "server/services/placement_checks.h"
#include "server/services/provision_records.h"
#include "server/services/reads.h"
#include "server/services/record_traits.h"
#include "server/services/settings.h"
#include "server/services/writer.h"

namespace banso {
namespace {

// What is told of an application, and under which consent.
struct NamedView {
  std::shared_ptr<const v1::Application> application;
  v1::Consent consent;
  v1::NamedCandidate answer;
};

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

// Whether something goes on between the two: the application, or an offer that followed from it.
bool GoesOn(const Snapshot& snapshot, const v1::Application& application) {
  if (IsNamedApplication(application.state())) return true;
  bool offered = false;
  snapshot.offers().ForEach([&](const auto& entry) {
    offered =
        offered ||
        (entry->message->application() == application.name() &&
         (IsOpenOffer(entry->message->state()) || entry->message->state() == v1::Offer::JOINED));
  });
  return offered;
}

// NOT_FOUND, in the words of NoSuchResource, unless the name may be told in this state: every
// reason not to tell gives one answer.
absl::StatusOr<NamedView> FindNamed(const Snapshot& snapshot, const std::string& name,
                                    absl::Time now, const Call& call) {
  const absl::Status hidden = NoSuchResource(name);
  const auto entry = snapshot.applications().Find(name);
  if (entry == nullptr || !GoesOn(snapshot, *entry->message)) return hidden;
  const v1::Application& application = *entry->message;
  const auto pair = FindPair(snapshot, application.candidate(), application.internship());
  if (!pair) return hidden;
  const v1::Consent* consent = NamedConsent(*pair, now);
  if (consent == nullptr) return hidden;
  if (call.caller().role == v1::Access::EMPLOYER &&
      pair->employer->message->state() != v1::Employer::VERIFIED) {
    return hidden;
  }
  NamedView view;
  view.application = entry->message;
  view.consent = *consent;
  view.answer.set_application(application.name());
  view.answer.set_chosen_name(ChosenName(pair->candidate->message->person_name()));
  if (ConsentCovers(*consent, kDeskContactItem)) {
    view.answer.set_desk_contact(SettingsOf(snapshot).desk_contact());
  }
  return view;
}

// Notes that the name was told under the consent, once a day.
absl::Status NoteProvision(const ServiceContext& context, const Snapshot& snapshot,
                           const v1::Application& application, const v1::Consent& consent,
                           Call* call) {
  std::shared_ptr<const ProvisionRecordEntry> found;
  snapshot.provision_records().ForEach([&](const auto& entry) {
    if (entry->message->candidate() == application.candidate() &&
        entry->message->consent() == consent.name() && HasItem(*entry->message, kChosenNameItem)) {
      found = entry;
    }
  });
  const absl::Time now = context.clock->Now();
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
  batch.claims.push_back(PersonClaim(context, application.candidate()));
  const absl::Status status = Writer(&context).Commit(std::move(batch), "", "", call).status();
  // The person is being erased.
  if (absl::IsAlreadyExists(status)) return NoSuchResource(application.name());
  // Somebody else noted it in the same moment.
  return absl::IsAborted(status) ? absl::OkStatus() : status;
}

}  // namespace

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

absl::StatusOr<v1::NamedCandidate> GetNamedCandidate(const ServiceContext& context,
                                                     const v1::GetNamedCandidateRequest& request,
                                                     Call* call) {
  BANSO_RETURN_IF_ERROR(SnapshotAt(context, request.min_revision(), *call).status());
  const absl::Time now = context.clock->Now();
  // What the store has, not what this server has heard of: another server may have withdrawn.
  BANSO_ASSIGN_OR_RETURN(auto snapshot, NewestSnapshot(context, *call));
  BANSO_ASSIGN_OR_RETURN(NamedView view, FindNamed(*snapshot, request.application(), now, *call));
  call->audit.add_subjects(view.application->candidate());
  if (call->caller().role == v1::Access::EMPLOYER) {
    BANSO_RETURN_IF_ERROR(NoteProvision(context, *snapshot, *view.application, view.consent, call));
    // Who withdraws while that was written is not named any more.
    BANSO_ASSIGN_OR_RETURN(snapshot, NewestSnapshot(context, *call));
    BANSO_ASSIGN_OR_RETURN(view, FindNamed(*snapshot, request.application(), now, *call));
  }
  return view.answer;
}

}  // namespace banso
