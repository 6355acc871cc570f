#include "server/services/service_end.h"

#include <memory>
#include <utility>
#include <vector>

#include "engine/base/status_macros.h"
#include "server/services/desk_change.h"
#include "server/services/session_states.h"

namespace banso {

absl::Status EndSessionsOf(const ServiceContext& context, const Snapshot& snapshot,
                           const std::string& candidate, absl::string_view reason, Call* call,
                           Batch* batch) {
  DeskChange change(&context, &snapshot, call);
  std::vector<std::shared_ptr<const SessionEntry>> open;
  snapshot.sessions().ForEach([&](const auto& entry) {
    if (entry->message->candidate() == candidate && IsOpenSession(entry->message->state()) &&
        !HasBegun(*entry->message, change.now())) {
      open.push_back(entry);
    }
  });
  for (const auto& entry : open) {
    v1::Session* session = change.Open(*entry);
    // The last lapse has ended it already.
    if (!IsOpenSession(session->state())) continue;
    BANSO_RETURN_IF_ERROR(
        CallOff({v1::Access::SYSTEM, call->caller().principal}, reason, change.now(), session));
    call->audit.add_changes("SESSION_CANCELLED");
  }
  return std::move(change).Finish(batch);
}

bool EndEngagementsOf(const Snapshot& snapshot, const std::string& candidate,
                      absl::string_view reason, Call* call, EngagementChange* change) {
  const auto lasting = LastingEngagementsOf(snapshot, candidate);
  for (const auto& entry : lasting) change->End(*entry, reason);
  if (lasting.empty()) return false;
  call->audit.add_changes("ENGAGEMENT_ENDED");
  return true;
}

}  // namespace banso
