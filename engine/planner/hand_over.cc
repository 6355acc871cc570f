#include "engine/planner/hand_over.h"

#include <algorithm>
#include <set>
#include <utility>

#include "engine/base/status_macros.h"
#include "engine/planner/assignment.h"

namespace banso {
namespace {

// The codes that block a pair, each once.
std::set<ReasonCode> BlocksOf(const Judgement& judgement) {
  std::set<ReasonCode> codes;
  for (const Reason& reason : judgement.reasons) {
    if (reason.effect == Effect::kBlock && !reason.cleared) codes.insert(reason.code);
  }
  return codes;
}

}  // namespace

absl::StatusOr<HandOverProposal> ProposeHandOver(
    const std::vector<HandOverCase>& cases,
    const std::vector<std::shared_ptr<const Advisor>>& advisors, const Ranker& ranker,
    absl::Time as_of) {
  AssignmentProblem problem;
  for (const auto& advisor : advisors) {
    problem.columns.push_back(
        {advisor->id.name(), std::max(0, advisor->max_active - advisor->active)});
  }
  HandOverProposal proposal;
  proposal.cases.resize(cases.size());
  std::vector<bool> only_full(cases.size(), false);  // somebody has nothing against them but this
  for (size_t row = 0; row < cases.size(); ++row) {
    const Candidate& candidate = *cases[row].candidate;
    problem.rows.push_back(candidate.id.name());
    proposal.cases[row].candidate = candidate.id;
    for (size_t column = 0; column < advisors.size(); ++column) {
      const Advisor& advisor = *advisors[column];
      const auto& never = cases[row].never;
      if (std::find(never.begin(), never.end(), advisor.id) != never.end()) continue;
      const Judgement judgement = ranker.Explain(candidate, advisor, as_of);
      if (judgement.raw) {
        problem.pairs.push_back({static_cast<int>(row), static_cast<int>(column), *judgement.raw});
        continue;
      }
      const std::set<ReasonCode> blocks = BlocksOf(judgement);
      for (const ReasonCode code : blocks) ++proposal.cases[row].blocks[code];
      if (blocks == std::set{ReasonCode::kAdvisorFull}) only_full[row] = true;
    }
  }
  BANSO_ASSIGN_OR_RETURN(const Assignment assignment, Assign(problem));
  proposal.total = assignment.total;
  for (size_t row = 0; row < cases.size(); ++row) {
    HandOverProposal::Case& answer = proposal.cases[row];
    if (const std::optional<int> column = assignment.rows[row].column) {
      answer.advisor = advisors[*column]->id;
      answer.judgement = ranker.Explain(*cases[row].candidate, *advisors[*column], as_of);
      answer.blocks.clear();
      continue;
    }
    const bool no_room =
        only_full[row] || assignment.rows[row].because == UnassignedReason::kNoRoom;
    answer.because = no_room ? NoAdvisorReason::kNoRoom : NoAdvisorReason::kAllBlocked;
  }
  std::sort(proposal.cases.begin(), proposal.cases.end(),
            [](const auto& a, const auto& b) { return a.candidate < b.candidate; });
  return proposal;
}

}  // namespace banso
