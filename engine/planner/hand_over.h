// Who goes on accompanying the people of an advisor who leaves or goes on leave.
#ifndef BANSO_ENGINE_PLANNER_HAND_OVER_H_
#define BANSO_ENGINE_PLANNER_HAND_OVER_H_

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/index/ranker.h"
#include "engine/model/advisor.h"
#include "engine/model/candidate.h"
#include "engine/model/ids.h"
#include "engine/model/judgement.h"

namespace banso {

// A person who needs another advisor.
struct HandOverCase {
  std::shared_ptr<const Candidate> candidate;
  // Who it is not to be, whatever the judgement: who leaves, and who accompanies the person
  // already.
  std::vector<AdvisorId> never;
};

// Why nobody is proposed.
enum class NoAdvisorReason {
  kAllBlocked,  // every advisor is BLOCKED for another reason than being full, or is not to be
  kNoRoom,      // there is one who would be allowed, but all of them are or become full
};

struct HandOverProposal {
  struct Case {
    CandidateId candidate;
    std::optional<AdvisorId> advisor;        // who is proposed
    Judgement judgement;                     // of the two; empty without an advisor
    std::optional<NoAdvisorReason> because;  // set if and only if nobody is proposed
    // How many advisors each reason blocks; filled if nobody is proposed.
    std::map<ReasonCode, int> blocks;
  };

  std::vector<Case> cases;  // by id of the candidate
  int64_t total = 0;        // raw scores of what is proposed
};

// Proposes an advisor for as many of `cases` as possible, and among all ways to do so one with the
// highest total raw score; of several, the one that Assign chooses (candidates in order of their
// ids take the smallest id of an advisor). A pair that is BLOCKED is never proposed, and nobody
// gets more people than `max_active - active` leaves room for. Scores are those of the rankings at
// `as_of`: what one case adds to the load of an advisor does not change the score of the next.
// Candidates of `cases` are distinct, as are `advisors`; the order of neither matters.
// Errors: those of Assign.
absl::StatusOr<HandOverProposal> ProposeHandOver(
    const std::vector<HandOverCase>& cases,
    const std::vector<std::shared_ptr<const Advisor>>& advisors, const Ranker& ranker,
    absl::Time as_of);

}  // namespace banso

#endif  // BANSO_ENGINE_PLANNER_HAND_OVER_H_
