// How an advisor and somebody who asks for an hour at the desk go together.
#ifndef BANSO_ENGINE_SCHEDULE_DESK_PAIR_H_
#define BANSO_ENGINE_SCHEDULE_DESK_PAIR_H_

#include "absl/time/time.h"
#include "engine/model/advisor.h"
#include "engine/model/candidate.h"
#include "engine/rules/rule_set.h"

namespace banso {

struct DeskPair {
  // They share a language well enough (CEFR step 2 by default).
  bool shares_language = false;
  // Nothing else stands between them: the advisor is active, neither asked not to be matched with
  // the other, there is no conflict of interest, nothing that the person must have is missing, and
  // whoever accompanies a minor is trained for it. Load and common weeks play no part: it is one
  // hour.
  bool admitted = false;
  // Σ weight × component of industry, occupation, topics and language.
  int fit = 0;

  bool eligible() const { return shares_language && admitted; }
  friend bool operator==(const DeskPair&, const DeskPair&) = default;
};

// Draws it from the one judgement of the pair at `as_of`.
DeskPair JudgeDeskPair(const Candidate& candidate, const Advisor& advisor, const RuleSet& rules,
                       absl::Time as_of);

}  // namespace banso

#endif  // BANSO_ENGINE_SCHEDULE_DESK_PAIR_H_
