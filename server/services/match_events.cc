#include "server/services/match_events.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "engine/base/status_macros.h"
#include "server/audit/audit_log.h"
#include "server/base/deterministic_bytes.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/resource_name.h"
#include "server/convert/status_details.h"
#include "server/services/blinded_candidates.h"
#include "server/services/commit_together.h"
#include "server/services/digest.h"
#include "server/services/person_change.h"
#include "server/services/record_traits.h"
#include "server/services/resource_methods.h"

namespace banso {
namespace {

constexpr size_t kSecondDigits = 8;
// A row is written when the answer is ready, no later than the longest call.
constexpr absl::Duration kLongestAnswer = absl::Minutes(10);
constexpr int kRowsAtOnce = 1000;

// The list as the audit log has it of this caller, or none.
absl::StatusOr<std::optional<v1::ShownList>> ReadList(const ServiceContext& context,
                                                      absl::string_view ranking_id,
                                                      absl::Time shown, const Call& call) {
  AuditQuery query;
  query.principal = call.caller().principal;
  query.start = shown;
  query.end = shown + kLongestAnswer;
  query.limit = kRowsAtOnce;
  for (bool more = true; more;) {
    BANSO_ASSIGN_OR_RETURN(const std::vector<AuditRow> rows,
                           context.store->ReadAudit(query, call.deadline));
    for (const AuditRow& row : rows) {
      query.after = row.number;
      v1::AuditEntry entry;
      if (!entry.ParseFromString(row.entry)) {
        return absl::DataLossError("a row of the audit log cannot be read");
      }
      if (entry.shown_list().ranking_id() == ranking_id)
        return std::move(*entry.mutable_shown_list());
    }
    more = rows.size() == static_cast<size_t>(kRowsAtOnce);
  }
  return std::nullopt;
}

bool Holds(const v1::ShownList& list, absl::string_view name) {
  return std::any_of(list.matches().begin(), list.matches().end(),
                     [&](const v1::ShownMatch& match) { return match.name() == name; });
}

}  // namespace

std::string NewRankingId(absl::Time now) {
  return absl::StrCat(absl::StrFormat("%08x", static_cast<uint32_t>(absl::ToUnixSeconds(now))),
                      RandomId());
}

std::optional<absl::Time> RankingTime(absl::string_view ranking_id) {
  uint32_t seconds = 0;
  if (ranking_id.size() <= kSecondDigits ||
      !absl::SimpleHexAtoi(ranking_id.substr(0, kSecondDigits), &seconds)) {
    return std::nullopt;
  }
  return absl::FromUnixSeconds(seconds);
}

absl::StatusOr<std::string> FindShown(const ServiceContext& context, absl::string_view ranking_id,
                                      absl::string_view item, absl::string_view field, Call* call) {
  const absl::Status unknown =
      InvalidField("ranking_id", "must be of a ranking that you were shown in the last 30 days");
  const absl::Time now = context.clock->Now();
  const std::optional<absl::Time> shown = RankingTime(ranking_id);
  if (!shown || *shown > now || now - *shown > kRankingKept) return unknown;
  BANSO_ASSIGN_OR_RETURN(auto list, ReadList(context, ranking_id, *shown, *call));
  if (!list) {
    // Rows of rankings are durable a moment after the answer.
    BANSO_RETURN_IF_ERROR(context.audit_log->Flush(call->deadline));
    BANSO_ASSIGN_OR_RETURN(list, ReadList(context, ranking_id, *shown, *call));
  }
  BANSO_ASSIGN_OR_RETURN(const auto snapshot, NewestSnapshot(context, *call));
  const Reach reach(call->caller(), call->reach->scope(), snapshot, now);
  if (!list || !reach.Includes(list->subject())) return unknown;
  const absl::Status not_there = InvalidField(std::string(field), "is not in that ranking");
  std::string name(item);
  if (list->blinded()) {
    // A card that is gone is as one that never was.
    const auto candidate = FindBlinded(context, *snapshot, item, now);
    if (candidate == nullptr || ParentOf(item) != list->subject()) return not_there;
    name = candidate->name();
  }
  if (!Holds(*list, name)) return not_there;
  return absl::StartsWith(list->subject(), "candidates/") ? list->subject() : name;
}

absl::StatusOr<v1::MatchEvent> RecordMatchEvent(const ServiceContext& context,
                                                const v1::RecordMatchEventRequest& request,
                                                Call* call) {
  const bool declined = request.kind() == v1::MatchEvent::DECLINED;
  if (declined != (request.decline_reason() != v1::MatchEvent::DECLINE_REASON_UNSPECIFIED)) {
    return InvalidField("decline_reason", declined ? "say why it was turned down"
                                                   : "is for DECLINED only; leave it out");
  }
  BANSO_ASSIGN_OR_RETURN(const std::string candidate,
                         FindShown(context, request.ranking_id(), request.item(), "item", call));
  // One note of a kind of a row.
  const std::string name = FormatName(
      kMatchEventPattern, {IdFromBytes(Digest({"event", request.ranking_id(), request.item(),
                                               absl::StrCat(request.kind())},
                                              context.claim_key))});
  const auto answer = CommitTogether(
      context, request.request_id(), call,
      [&](const std::shared_ptr<const Snapshot>& snapshot) -> absl::StatusOr<Plan> {
        Plan plan;
        if (const auto noted = snapshot->match_events().Find(name)) {
          plan.answer = DeterministicBytes(*noted->message);
          plan.revision = noted->revision;
          return plan;
        }
        if (snapshot->candidates().Find(candidate) == nullptr) {
          return InvalidField("item", "is not in that ranking");
        }
        v1::MatchEvent event;
        event.set_name(name);
        event.set_ranking_id(request.ranking_id());
        event.set_item(request.item());
        event.set_candidate(candidate);
        event.set_kind(request.kind());
        event.set_decline_reason(request.decline_reason());
        event.set_role(call->caller().role);
        const absl::Time now = context.clock->Now();
        *event.mutable_event_time() = FromTime(now);
        *event.mutable_create_time() = FromTime(now);
        *event.mutable_update_time() = FromTime(now);
        AddPut(ResourceKind::kMatchEvent, name, event, 0, &plan.batch);
        plan.batch.claims.push_back(PersonClaim(context, candidate));
        plan.answer = DeterministicBytes(event);
        call->audit.add_subjects(candidate);
        call->audit.add_changes(absl::StrCat("MATCH_", v1::MatchEvent::Kind_Name(request.kind())));
        return plan;
      });
  BANSO_ASSIGN_OR_RETURN(v1::MatchEvent event, ReadAnswer<v1::MatchEvent>(answer));
  return ResourceMethods<MatchEventEntry>::Complete(std::move(event), answer->revision);
}

}  // namespace banso
