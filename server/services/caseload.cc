#include "server/services/caseload.h"

#include <set>
#include <string>

#include "server/services/engagement_change.h"
#include "server/services/state_machines.h"

namespace banso {

std::vector<std::shared_ptr<const CandidateEntry>> Caseload(const Snapshot& snapshot,
                                                            const Call& call) {
  const Caller& caller = call.caller();
  const bool everybody = caller.role == v1::Access::COORDINATOR;
  std::set<std::string> accompanied;
  if (caller.role == v1::Access::ADVISOR) {
    for (const auto& entry : LastingEngagementsOf(snapshot, caller.advisor)) {
      accompanied.insert(entry->message->candidate());
    }
  }
  std::vector<std::shared_ptr<const CandidateEntry>> followed;
  snapshot.candidates().ForEach([&](const auto& entry) {
    if (!IsOpenCase(entry->message->case_())) return;
    if (everybody || (accompanied.contains(entry->name()) && call.reach->Includes(entry->name()))) {
      followed.push_back(entry);
    }
  });
  return followed;
}

}  // namespace banso
