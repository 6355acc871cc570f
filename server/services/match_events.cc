#include "server/services/match_events.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "server/audit/audit_entry.h"
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

constexpr int kRowsAtOnce = 1000;

// The list as the audit log has it of this caller since `start`, or none.
absl::StatusOr<std::optional<v1::ShownList>> ReadList(const ServiceContext& context,
                                                      absl::string_view ranking_id,
                                                      absl::Time start, const Call& call) {
  AuditQuery query;
  query.principal = call.caller().principal;
  query.start = start;
  query.limit = kRowsAtOnce;
  for (bool more = true; more;) {
    BANSO_ASSIGN_OR_RETURN(const std::vector<AuditRow> rows,
                           context.store->ReadAudit(query, call.deadline));
    for (const AuditRow& row : rows) {
      query.after = row.number;
      // Most rows are of other calls: not worth parsing.
      if (!absl::StrContains(row.entry, ranking_id)) continue;
      BANSO_ASSIGN_OR_RETURN(v1::AuditEntry entry, ToAuditEntry(row));
      if (entry.shown_list().ranking_id() == ranking_id) {
        return std::move(*entry.mutable_shown_list());
      }
    }
    more = rows.size() == static_cast<size_t>(kRowsAtOnce);
  }
  return std::nullopt;
}

// Colleagues at one employer are shown one list.
const std::string& SideOf(const Caller& caller) {
  switch (caller.role) {
    case v1::Access::EMPLOYER:
      return caller.employer;
    case v1::Access::CANDIDATE:
    case v1::Access::FAMILY:
      return caller.candidate;
    case v1::Access::ADVISOR:
      return caller.advisor;
    default:
      return caller.principal;
  }
}

bool Holds(const v1::ShownList& list, absl::string_view name) {
  return std::any_of(list.matches().begin(), list.matches().end(),
                     [&](const v1::ShownMatch& match) { return match.name() == name; });
}

}  // namespace

std::string RankingId(const ServiceContext& context, const Call& call, bool in_words,
                      const google::protobuf::Message& response) {
  return IdFromBytes(Digest({in_words ? "ranking in words" : "ranking", SideOf(call.caller()),
                             call.method, DeterministicBytes(response)},
                            context.claim_key));
}

absl::StatusOr<std::string> FindShown(const ServiceContext& context, absl::string_view ranking_id,
                                      absl::string_view item, Call* call) {
  const absl::Status unknown = NoSuchResource(item);
  const absl::Time now = context.clock->Now();
  const absl::Time start = now - kRankingKept;
  BANSO_ASSIGN_OR_RETURN(auto list, ReadList(context, ranking_id, start, *call));
  if (!list) {
    // Rows of rankings are durable a moment after the answer.
    BANSO_RETURN_IF_ERROR(context.audit_log->Flush(call->deadline));
    BANSO_ASSIGN_OR_RETURN(list, ReadList(context, ranking_id, start, *call));
  }
  BANSO_ASSIGN_OR_RETURN(const auto snapshot, NewestSnapshot(context, *call));
  const Reach reach(call->caller(), call->reach->scope(), snapshot, now);
  if (!list || !reach.Includes(list->subject())) return unknown;
  std::string name(item);
  if (list->blinded()) {
    // A card that is gone is as one that never was.
    const auto candidate = FindBlinded(context, *snapshot, item, now);
    if (candidate == nullptr || ParentOf(item) != list->subject()) return unknown;
    name = candidate->name();
  }
  if (!Holds(*list, name)) return unknown;
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
                         FindShown(context, request.ranking_id(), request.item(), call));
  // One note of a kind of a row: the id of the ranking is of the caller's side alone.
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
          return NoSuchResource(request.item());
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
