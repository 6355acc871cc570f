#include "server/services/outcome_dimensions.h"

#include <algorithm>
#include <string>

#include "engine/model/classification.h"
#include "engine/rules/language.h"

namespace banso {

v1::OutcomeDimensions DimensionsOf(const Snapshot& snapshot, const CandidateEntry& candidate,
                                   const InternshipEntry& internship, absl::Time now) {
  v1::OutcomeDimensions dimensions;
  dimensions.set_industry(std::string(1, DivisionLetter(internship.value->industry)));
  dimensions.set_programme_type(internship.message->programme_type());
  int step = 0;
  for (const LanguageSkill& skill : candidate.value->languages) {
    if (skill.language != "ja") continue;
    step = std::max(step, CefrStep(skill, snapshot.rules().At(now).languages));
  }
  dimensions.set_japanese_step(step);
  return dimensions;
}

}  // namespace banso
