#include "server/services/erasure.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "server/base/deterministic_bytes.h"
#include "server/convert/application_rules.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/resource_name.h"
#include "server/convert/status_details.h"
#include "server/reports/facts.h"
#include "server/services/commit_together.h"
#include "server/services/consents.h"
#include "server/services/deletion_requests.h"
#include "server/services/desk_commit.h"
#include "server/services/desk_messages.h"
#include "server/services/etag_check.h"
#include "server/services/person_change.h"
#include "server/services/record_traits.h"
#include "server/services/resource_methods.h"
#include "server/services/seats.h"
#include "server/services/session_states.h"

namespace banso {
namespace {

constexpr ResourceKind kTombstone = ResourceKind::kTombstone;

std::string TombstoneOf(absl::string_view candidate) {
  return FormatName(kTombstonePattern, {ParseName(kCandidatePattern, candidate)->front()});
}

std::string CandidateOf(absl::string_view tombstone) {
  return FormatName(kCandidatePattern, {ParseName(kTombstonePattern, tombstone)->front()});
}

// What is written already, and so neither taken away nor counted as gone.
using Written = std::set<std::string, std::less<>>;
Written WrittenBy(const Batch& batch) {
  Written names;
  for (const Write& write : batch.writes) names.insert(write.name);
  return names;
}

// Calls `visit` for what is about the person and goes with the record.
template <typename EntryType, typename Visit>
void ForEachOf(absl::string_view candidate, const Snapshot& snapshot, const Written& written,
               Visit visit) {
  snapshot.table<EntryType>().ForEach([&](const auto& entry) {
    if (entry->message->candidate() == candidate && !written.contains(entry->name())) visit(*entry);
  });
}

template <typename EntryType>
void DeleteOf(absl::string_view candidate, const Snapshot& snapshot, const Written& written,
              ResourceKind kind, Batch* batch) {
  ForEachOf<EntryType>(candidate, snapshot, written, [&](const EntryType& entry) {
    AddDelete(kind, entry.name(), entry.revision, batch);
  });
}

// What others were told, or are about to be, of a person: about the record itself, or naming it.
void DeleteMessagesNaming(absl::string_view candidate, const Snapshot& snapshot,
                          const Written& written, Batch* batch) {
  snapshot.messages().ForEach([&](const auto& entry) {
    const v1::Message& message = *entry->message;
    if (message.candidate() == candidate || written.contains(entry->name())) return;
    const auto& parameters = message.parameters();
    if (message.about() == candidate ||
        absl::StartsWith(message.about(), absl::StrCat(candidate, "/")) ||
        std::any_of(parameters.begin(), parameters.end(),
                    [&](const auto& parameter) { return parameter.value() == candidate; })) {
      AddDelete(ResourceKind::kMessage, entry->name(), entry->revision, batch);
    }
  });
}

// Principals that are the person, with their tokens.
void DeletePrincipals(absl::string_view candidate, const Snapshot& snapshot, Batch* batch) {
  std::vector<std::string> principals;
  snapshot.principals().ForEach([&](const auto& entry) {
    if (entry->message->candidate() != candidate) return;
    AddDelete(ResourceKind::kPrincipal, entry->name(), entry->revision, batch);
    principals.push_back(entry->name());
  });
  for (const std::string& principal : principals) {
    snapshot.tokens().ForEachWithPrefix(absl::StrCat(principal, "/"), [&](const auto& entry) {
      AddDelete(ResourceKind::kToken, entry->name(), entry->revision, batch);
    });
  }
}

// Advisors who accompany the person have one less to accompany, and nobody's list names the person.
void ChangeAdvisors(const std::string& candidate, const Snapshot& snapshot, const Written& written,
                    absl::Time now, Batch* batch) {
  std::map<std::string, int> fewer;
  ForEachOf<EngagementEntry>(candidate, snapshot, written, [&](const EngagementEntry& engagement) {
    if (!engagement.message->has_end_time()) ++fewer[engagement.message->advisor()];
  });
  snapshot.advisors().ForEach([&](const auto& entry) {
    if (written.contains(entry->name())) return;
    const auto& blocked = entry->message->blocked_candidates();
    const auto accompanied = fewer.find(entry->name());
    if (accompanied == fewer.end() &&
        std::find(blocked.begin(), blocked.end(), candidate) == blocked.end()) {
      return;
    }
    v1::Advisor advisor = *entry->message;
    if (accompanied != fewer.end()) {
      advisor.set_active_candidates(std::max(0, advisor.active_candidates() - accompanied->second));
    }
    auto& left = *advisor.mutable_blocked_candidates();
    left.erase(std::remove(left.begin(), left.end(), candidate), left.end());
    *advisor.mutable_update_time() = FromTime(now);
    AddPut(ResourceKind::kAdvisor, entry->name(), advisor, entry->revision, batch);
  });
}

// Seats of work that has not ended yet are free again; whoever was there to the end had one.
void LeaveSeats(absl::string_view candidate, const Snapshot& snapshot, const Written& written,
                absl::Time now, Batch* batch) {
  std::map<std::string, v1::Internship> left;
  ForEachOf<ApplicationEntry>(candidate, snapshot, written, [&](const ApplicationEntry& entry) {
    const v1::Application& application = *entry.message;
    if (!application.holds_seat()) return;
    const auto entry_of_internship = snapshot.internships().Find(application.internship());
    if (entry_of_internship == nullptr) return;
    v1::Internship& internship =
        left.try_emplace(application.internship(), *entry_of_internship->message).first->second;
    IsOpenApplication(application.state()) ? FreeSeat(&internship) : ForgetSeat(&internship);
  });
  for (auto& [name, internship] : left) {
    *internship.mutable_update_time() = FromTime(now);
    AddPut(ResourceKind::kInternship, name, internship, snapshot.internships().Find(name)->revision,
           batch);
  }
}

// Nobody waits for the person in vain: advisors are told of hours to come that are off. Desk days
// on which that leaves something free are written, as with every decision about them.
absl::Status FreeHours(const ServiceContext& context, const std::string& candidate,
                       const Snapshot& snapshot, const Written& written, absl::Time now,
                       Batch* batch) {
  std::set<std::string> days;
  absl::Status status;
  ForEachOf<SessionEntry>(candidate, snapshot, written, [&](const SessionEntry& entry) {
    const v1::Session& session = *entry.message;
    if (!status.ok() || !IsOpenSession(session.state()) || !TakesTime(session.state()) ||
        HasBegun(session, now)) {
      return;
    }
    days.insert(session.desk_day());
    if (session.state() != v1::Session::CONFIRMED) return;
    v1::Session off = session;
    off.set_sequence(session.sequence() + 1);
    status = TellAdvisorOnly(context, snapshot, off, batch);
  });
  BANSO_RETURN_IF_ERROR(status);
  for (const std::string& name : days) {
    const auto entry = snapshot.desk_days().Find(name);
    if (entry == nullptr || written.contains(name)) continue;
    v1::DeskDay day = *entry->message;
    day.set_decisions(day.decisions() + 1);
    *day.mutable_update_time() = FromTime(now);
    AddPut(ResourceKind::kDeskDay, name, day, entry->revision, batch);
  }
  return absl::OkStatus();
}

// Adds what takes everything about the person away but the record itself.
absl::Status TakeAway(const ServiceContext& context, const std::string& candidate,
                      const Snapshot& snapshot, Batch* batch) {
  const absl::Time now = context.clock->Now();
  const Written written = WrittenBy(*batch);
  absl::Status status;
  snapshot.provision_records().ForEach([&](const auto& entry) {
    if (!status.ok() || entry->message->candidate() != candidate) return;
    status = AskToDelete(context, snapshot, *entry->message, now, batch);
  });
  BANSO_RETURN_IF_ERROR(status);
  ChangeAdvisors(candidate, snapshot, written, now, batch);
  LeaveSeats(candidate, snapshot, written, now, batch);
  DeleteOf<EngagementEntry>(candidate, snapshot, written, ResourceKind::kEngagement, batch);
  DeleteOf<ApplicationEntry>(candidate, snapshot, written, ResourceKind::kApplication, batch);
  DeleteOf<RightsRequestEntry>(candidate, snapshot, written, ResourceKind::kRightsRequest, batch);
  BANSO_RETURN_IF_ERROR(FreeHours(context, candidate, snapshot, written, now, batch));
  DeleteOf<SessionEntry>(candidate, snapshot, written, ResourceKind::kSession, batch);
  DeleteOf<SupportPlanEntry>(candidate, snapshot, written, ResourceKind::kSupportPlan, batch);
  DeleteOf<EntrySheetEntry>(candidate, snapshot, written, ResourceKind::kEntrySheet, batch);
  DeleteOf<OfferEntry>(candidate, snapshot, written, ResourceKind::kOffer, batch);
  DeleteOf<MessageEntry>(candidate, snapshot, written, ResourceKind::kMessage, batch);
  DeleteMessagesNaming(candidate, snapshot, written, batch);
  DeleteOf<MatchEventEntry>(candidate, snapshot, written, ResourceKind::kMatchEvent, batch);
  DeletePrincipals(candidate, snapshot, batch);
  return absl::OkStatus();
}

// Everything else that reports count of the person, from the records that go.
void CountFacts(const v1::Candidate& candidate, const Snapshot& snapshot, const Written& written,
                v1::Tombstone* tombstone) {
  Facts facts;
  const auto append = [&](const auto& record) { AppendFacts(record, &facts); };
  append(candidate);
  const std::string& name = candidate.name();
  ForEachOf<SessionEntry>(name, snapshot, written, [&](const SessionEntry& entry) {
    const v1::Session& session = *entry.message;
    std::optional<Date> desk_day;
    if (const auto day = snapshot.desk_days().Find(session.desk_day()); day != nullptr) {
      desk_day = ToDate(day->message->date());
    }
    AppendFacts(session, desk_day, &facts);
  });
  const auto append_entry = [&](const auto& entry) { append(*entry.message); };
  ForEachOf<EntrySheetEntry>(name, snapshot, written, append_entry);
  ForEachOf<ApplicationEntry>(name, snapshot, written, append_entry);
  ForEachOf<OfferEntry>(name, snapshot, written, append_entry);
  for (v1::CountedFact& fact : facts) *tombstone->add_counted_facts() = std::move(fact);
}

// What was counted of the person: the stages that the case entered, and when.
void CountSteps(const v1::Candidate& candidate, v1::Tombstone* tombstone) {
  v1::Case::Stage stage = v1::Case::STAGE_UNSPECIFIED;
  for (const v1::CaseStep& step : candidate.case_().steps()) {
    if (step.stage() == stage) continue;
    stage = step.stage();
    v1::CountedStep* counted = tombstone->add_counted_steps();
    counted->set_stage(v1::Case::Stage_Name(stage));
    *counted->mutable_step_time() = step.step_time();
  }
}

}  // namespace

absl::StatusOr<v1::Tombstone> Eraser::Erase(const std::string& name, absl::string_view etag,
                                            absl::string_view request_id, Call* call,
                                            const WithErasure& with) const {
  BANSO_RETURN_IF_ERROR(CheckEtagForm(etag));
  const auto answer = CommitTogether(
      context_, request_id, call,
      [&](const std::shared_ptr<const Snapshot>& snapshot) -> absl::StatusOr<Plan> {
        const auto entry = snapshot->candidates().Find(name);
        if (entry == nullptr) return NoSuchResource(name);
        BANSO_RETURN_IF_ERROR(CheckEtag(etag, name, entry->revision));
        const absl::Time now = context_.clock->Now();
        v1::Tombstone tombstone;
        tombstone.set_name(TombstoneOf(name));
        *tombstone.mutable_erase_time() = FromTime(now);
        *tombstone.mutable_create_time() = FromTime(now);
        *tombstone.mutable_update_time() = FromTime(now);
        Plan plan;
        Batch others;
        if (with.before) BANSO_RETURN_IF_ERROR(with.before(*snapshot, *entry, &others));
        CountSteps(*entry->message, &tombstone);
        CountFacts(*entry->message, *snapshot, WrittenBy(others), &tombstone);
        plan.answer = DeterministicBytes(tombstone);
        if (with.validate_only) return plan;
        plan.batch = std::move(others);
        AddPut(kTombstone, tombstone.name(), tombstone, 0, &plan.batch);
        // The answer goes with the tombstone, not with the person.
        plan.about = tombstone.name();
        BANSO_RETURN_IF_ERROR(TakeAway(context_, name, *snapshot, &plan.batch));
        AddDelete(ResourceKind::kCandidate, name, entry->revision, &plan.batch);
        Claim claim = PersonClaim(context_, name);
        claim.owner = tombstone.name();
        plan.batch.claims.push_back(std::move(claim));
        for (const v1::Consent& consent : entry->message->consents()) {
          if (ConsentState(consent, now) == v1::Consent::GRANTED) {
            call->audit.add_changes(ConsentChange("CONSENT_WITHDRAWN", consent.scope()));
          }
        }
        call->audit.add_changes("ERASED");
        return plan;
      },
      kDeskPatience);
  BANSO_ASSIGN_OR_RETURN(v1::Tombstone tombstone, ReadAnswer<v1::Tombstone>(answer));
  if (with.validate_only) return tombstone;
  BANSO_RETURN_IF_ERROR(AwaitEffect(context_, *call));
  // The person is gone already; that keys are away is no reason to say otherwise.
  if (absl::StatusOr<v1::Tombstone> finished = Finish(tombstone.name(), call); finished.ok()) {
    return finished;
  }
  return ResourceMethods<TombstoneEntry>::Complete(std::move(tombstone), answer->revision);
}

absl::StatusOr<v1::Tombstone> Eraser::Finish(const std::string& tombstone, Call* call) const {
  const std::string candidate = CandidateOf(tombstone);
  // The call's own row of the audit log is written; this is the server's work on it.
  Call job = JobCall(context_, "erasure", call->deadline);
  // What came into the store between the look at the person and the commit. Later there is nothing:
  // the claim belongs to the tombstone.
  const auto swept =
      CommitTogether(context_, "", &job,
                     [&](const std::shared_ptr<const Snapshot>& snapshot) -> absl::StatusOr<Plan> {
                       Plan plan;
                       BANSO_RETURN_IF_ERROR(TakeAway(context_, candidate, *snapshot, &plan.batch));
                       job.audit.add_subjects(candidate);
                       job.audit.add_changes("ERASED");
                       return plan;
                     });
  BANSO_RETURN_IF_ERROR(swept.status());
  BANSO_RETURN_IF_ERROR(context_.keys->Destroy(candidate));
  const auto answer =
      CommitTogether(context_, "", &job,
                     [&](const std::shared_ptr<const Snapshot>& snapshot) -> absl::StatusOr<Plan> {
                       const auto entry = snapshot->tombstones().Find(tombstone);
                       if (entry == nullptr) return NoSuchResource(tombstone);
                       Plan plan;
                       v1::Tombstone changed = *entry->message;
                       if (changed.key_destroyed()) {
                         plan.answer = DeterministicBytes(changed);
                         plan.revision = entry->revision;
                         return plan;
                       }
                       changed.set_key_destroyed(true);
                       *changed.mutable_update_time() = FromTime(context_.clock->Now());
                       AddPut(kTombstone, tombstone, changed, entry->revision, &plan.batch);
                       plan.answer = DeterministicBytes(changed);
                       job.audit.add_subjects(candidate);
                       job.audit.add_changes("KEY_DESTROYED");
                       return plan;
                     });
  BANSO_ASSIGN_OR_RETURN(v1::Tombstone finished, ReadAnswer<v1::Tombstone>(answer));
  if (job.written) call->written = job.written;
  return ResourceMethods<TombstoneEntry>::Complete(std::move(finished), answer->revision);
}

absl::StatusOr<int> Eraser::FinishErasures(absl::Time deadline) const {
  Call call = JobCall(context_, "erasure", deadline);
  BANSO_ASSIGN_OR_RETURN(const auto snapshot, NewestSnapshot(context_, call));
  std::vector<std::string> unfinished;
  snapshot->tombstones().ForEach([&](const auto& entry) {
    if (!entry->message->key_destroyed()) unfinished.push_back(entry->name());
  });
  for (const std::string& tombstone : unfinished) {
    BANSO_RETURN_IF_ERROR(Finish(tombstone, &call).status());
  }
  return static_cast<int>(unfinished.size());
}

}  // namespace banso
