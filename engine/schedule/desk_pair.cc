#include "engine/schedule/desk_pair.h"

#include "engine/score/judge.h"

namespace banso {

DeskPair JudgeDeskPair(const Candidate& candidate, const Advisor& advisor, const RuleSet& rules,
                       absl::Time as_of) {
  const Judgement judgement = JudgeAdvisor(candidate, advisor, rules, as_of);
  DeskPair pair{.shares_language = true, .admitted = true};
  for (const Reason& reason : judgement.reasons) {
    switch (reason.code) {
      case ReasonCode::kNoCommonLanguage:
        pair.shares_language = false;
        break;
      case ReasonCode::kAdvisorInactive:
      case ReasonCode::kDoNotMatch:
      case ReasonCode::kConflictOfInterest:
      case ReasonCode::kNeedUnmet:
      case ReasonCode::kSafeguardingMissing:
        pair.admitted = false;
        break;
      default:
        break;
    }
  }
  for (const Component& component : judgement.components) {
    switch (component.kind) {
      case ComponentKind::kIndustry:
      case ComponentKind::kOccupation:
      case ComponentKind::kTopics:
      case ComponentKind::kLanguage:
        pair.fit += component.weight * component.value;
        break;
      default:
        break;
    }
  }
  return pair;
}

}  // namespace banso
