// Advisors: contract messages to value.
#ifndef BANSO_SERVER_CONVERT_ADVISOR_CONVERT_H_
#define BANSO_SERVER_CONVERT_ADVISOR_CONVERT_H_

#include "banso/v1/advisor.pb.h"
#include "banso/v1/employer.pb.h"
#include "engine/model/advisor.h"

namespace banso {

// The advisor as the judgement sees one. `employer` is that of the day job, null if there is none
// or it is not known. `message` has passed the validator and CheckAdvisor.
Advisor ToAdvisor(const v1::Advisor& message, const v1::Employer* employer);

}  // namespace banso

#endif  // BANSO_SERVER_CONVERT_ADVISOR_CONVERT_H_
