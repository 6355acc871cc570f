// IndustryComponent and OccupationComponent of one candidate, by numbers instead of codes.
#ifndef BANSO_ENGINE_SCORE_WISH_TABLE_H_
#define BANSO_ENGINE_SCORE_WISH_TABLE_H_

#include <cstdint>
#include <span>
#include <vector>

#include "engine/features/dictionary.h"
#include "engine/model/classification.h"
#include "engine/rules/rule_set.h"

namespace banso {

using CodeDictionary = Dictionary<CodePath>;

// The components of every code of a dictionary, as an only offer; exact. For several offers the
// component is the largest of theirs.
std::vector<int16_t> IndustryTable(std::span<const CodePath> wishes, const CodeDictionary& offers,
                                   const RuleSet& rules);
std::vector<int16_t> OccupationTable(std::span<const CodePath> wishes, const CodeDictionary& offers,
                                     const RuleSet& rules);
// The same from the other side: by code of a dictionary as an only wish, the similarity to the
// offer most like it, in thousandths.
std::vector<int16_t> IndustryLikeness(const CodeDictionary& wishes,
                                      std::span<const CodePath> offers, const RuleSet& rules);
std::vector<int16_t> OccupationLikeness(const CodeDictionary& wishes,
                                        std::span<const CodePath> offers, const RuleSet& rules);

}  // namespace banso

#endif  // BANSO_ENGINE_SCORE_WISH_TABLE_H_
