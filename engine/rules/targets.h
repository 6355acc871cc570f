// Who may apply: the years and programmes of study that an opening is for.
#ifndef BANSO_ENGINE_RULES_TARGETS_H_
#define BANSO_ENGINE_RULES_TARGETS_H_

#include <optional>
#include <vector>

#include "engine/base/contains.h"
#include "engine/model/candidate.h"

namespace banso {

// Whether an opening for these years and programmes is for somebody with these studies. An empty
// list leaves it open to all; whoever does not study is only in where both are empty.
inline bool IsOpenTo(const std::vector<int>& years, const std::vector<Programme>& programmes,
                     const std::optional<Study>& study) {
  if (years.empty() && programmes.empty()) return true;
  if (!study) return false;
  return (years.empty() || Contains(years, study->year)) &&
         (programmes.empty() || Contains(programmes, study->programme));
}

}  // namespace banso

#endif  // BANSO_ENGINE_RULES_TARGETS_H_
