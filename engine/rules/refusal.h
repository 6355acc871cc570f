// Whom a person does not want to work for.
#ifndef BANSO_ENGINE_RULES_REFUSAL_H_
#define BANSO_ENGINE_RULES_REFUSAL_H_

#include "engine/base/contains.h"
#include "engine/model/candidate.h"
#include "engine/model/internship.h"

namespace banso {

// Whether the person has blocked the employer, or the group that it belongs to.
inline bool RefusesEmployer(const Candidate& candidate, const Internship& internship) {
  return Contains(candidate.blocked_employers, internship.employer) ||
         (!internship.corporate_group.empty() &&
          Contains(candidate.blocked_groups, internship.corporate_group));
}

}  // namespace banso

#endif  // BANSO_ENGINE_RULES_REFUSAL_H_
