#include "server/services/engagement_change.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/resource_name.h"
#include "server/convert/status_details.h"
#include "server/services/commit_together.h"
#include "server/services/digest.h"
#include "server/services/entry_sheet_states.h"
#include "server/services/match_blocked.h"
#include "server/services/person_change.h"
#include "server/services/record_traits.h"

namespace banso {
namespace {

// The key that an engagement holds while it lasts, so that a pair has one at a time.
std::string PairKey(const ServiceContext& context, absl::string_view candidate,
                    absl::string_view advisor) {
  return Digest({"engagement", candidate, advisor}, context.claim_key);
}

// Refuses a person whom an advisor has no room for beside those of the same change.
absl::Status CheckRoom(const v1::Advisor& advisor, int begun, const std::string& candidate) {
  if (advisor.active_candidates() + begun < advisor.max_active_candidates()) {
    return absl::OkStatus();
  }
  return WithErrorInfo(absl::FailedPreconditionError(absl::StrCat(
                           advisor.name(), " has no room for ", candidate, " beside the others")),
                       "MATCH_BLOCKED",
                       {{"candidate", candidate},
                        {"counterpart", advisor.name()},
                        {"ADVISOR_FULL", std::string(VerdictName(Verdict::kBlocked))}});
}

}  // namespace

std::shared_ptr<const EngagementEntry> LastingEngagement(const Snapshot& snapshot,
                                                         absl::string_view candidate,
                                                         absl::string_view advisor) {
  std::shared_ptr<const EngagementEntry> found;
  snapshot.engagements().ForEach([&](const auto& entry) {
    const v1::Engagement& engagement = *entry->message;
    if (engagement.candidate() == candidate && engagement.advisor() == advisor &&
        !engagement.has_end_time()) {
      found = entry;
    }
  });
  return found;
}

std::vector<std::shared_ptr<const EngagementEntry>> LastingEngagementsOf(const Snapshot& snapshot,
                                                                         absl::string_view who) {
  std::vector<std::shared_ptr<const EngagementEntry>> lasting;
  snapshot.engagements().ForEach([&](const auto& entry) {
    const v1::Engagement& engagement = *entry->message;
    if ((engagement.advisor() == who || engagement.candidate() == who) &&
        !engagement.has_end_time()) {
      lasting.push_back(entry);
    }
  });
  return lasting;
}

absl::StatusOr<v1::Engagement> EngagementChange::Begin(const std::string& candidate,
                                                       const std::string& advisor,
                                                       const std::string& previous) {
  const auto person = snapshot_.candidates().Find(candidate);
  if (person == nullptr) return NoSuchResource(candidate);
  const auto mentor = snapshot_.advisors().Find(advisor);
  if (mentor == nullptr) return NoSuchResource(advisor);
  if (const auto lasting = LastingEngagement(snapshot_, candidate, advisor)) {
    return WithErrorInfo(absl::FailedPreconditionError(
                             absl::StrCat(advisor, " accompanies ", candidate, " already")),
                         "ENGAGEMENT_EXISTS", {{"name", lasting->name()}});
  }
  BANSO_RETURN_IF_ERROR(CheckNotBlocked(
      snapshot_.ranker().Explain(*person->value, *mentor->value, now_), candidate, advisor));
  BANSO_RETURN_IF_ERROR(CheckRoom(*mentor->message, begun_[advisor], candidate));
  ++begun_[advisor];
  ++loads_[advisor];
  v1::Engagement engagement;
  engagement.set_name(FormatName(kEngagementPattern, {RandomId()}));
  engagement.set_candidate(candidate);
  engagement.set_advisor(advisor);
  engagement.set_previous(previous);
  *engagement.mutable_start_time() = FromTime(now_);
  *engagement.mutable_create_time() = FromTime(now_);
  *engagement.mutable_update_time() = FromTime(now_);
  AddPut(ResourceKind::kEngagement, engagement.name(), engagement, 0, &changes_);
  changes_.claims.push_back({PairKey(context_, candidate, advisor), engagement.name(), ""});
  changes_.claims.push_back(PersonClaim(context_, candidate));
  messages_.push_back({.id = previous.empty() ? MessageTemplate::kAdvisorAssigned
                                              : MessageTemplate::kAdvisorChanged,
                       .recipient = candidate,
                       .about = engagement.name()});
  messages_.push_back({.id = MessageTemplate::kAdvisorCaseAssigned,
                       .recipient = advisor,
                       .about = engagement.name(),
                       .values = {{MessageField::kCase, candidate}}});
  return engagement;
}

v1::Engagement EngagementChange::End(const EngagementEntry& entry, absl::string_view reason) {
  v1::Engagement engagement = *entry.message;
  *engagement.mutable_end_time() = FromTime(now_);
  *engagement.mutable_update_time() = FromTime(now_);
  engagement.set_end_principal(principal_);
  engagement.set_end_reason(std::string(reason));
  --loads_[engagement.advisor()];
  AddPut(ResourceKind::kEngagement, engagement.name(), engagement, entry.revision, &changes_);
  changes_.releases.push_back(PairKey(context_, engagement.candidate(), engagement.advisor()));
  snapshot_.entry_sheets().ForEach([&](const auto& held) {
    if (held->message->reviewer() != engagement.advisor() ||
        held->message->candidate() != engagement.candidate()) {
      return;
    }
    v1::EntrySheet sheet = *held->message;
    TakeEntrySheetStep(v1::EntrySheet::SUBMITTED, principal_, "", now_, &sheet);
    AddPut(ResourceKind::kEntrySheet, sheet.name(), sheet, held->revision, &changes_);
  });
  messages_.push_back({.id = MessageTemplate::kAdvisorCaseEnded,
                       .recipient = engagement.advisor(),
                       .about = engagement.name(),
                       .values = {{MessageField::kCase, engagement.candidate()}}});
  return engagement;
}

void EngagementChange::Finish(Batch* batch) && {
  for (Write& write : changes_.writes) batch->writes.push_back(std::move(write));
  for (Claim& claim : changes_.claims) batch->claims.push_back(std::move(claim));
  for (std::string& key : changes_.releases) batch->releases.push_back(std::move(key));
  // Also an advisor whose load stays the same: a decision rests on what was seen of them.
  for (const auto& [name, change] : loads_) {
    const auto entry = snapshot_.advisors().Find(name);
    if (entry == nullptr) continue;
    v1::Advisor advisor = *entry->message;
    advisor.set_active_candidates(std::max(0, advisor.active_candidates() + change));
    *advisor.mutable_update_time() = FromTime(now_);
    AddPut(ResourceKind::kAdvisor, name, advisor, entry->revision, batch);
  }
}

absl::Status EngagementChange::FinishAndTell(Batch* batch) && {
  const std::vector<OutboxMessage> messages = std::move(messages_);
  std::move(*this).Finish(batch);
  for (const OutboxMessage& message : messages) {
    BANSO_RETURN_IF_ERROR(EnqueueMessage(context_, snapshot_, message, batch));
  }
  return absl::OkStatus();
}

}  // namespace banso
