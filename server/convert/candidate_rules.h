// What the fields of a candidate or an advisor must be together.
#ifndef BANSO_SERVER_CONVERT_CANDIDATE_RULES_H_
#define BANSO_SERVER_CONVERT_CANDIDATE_RULES_H_

#include <vector>

#include "absl/strings/string_view.h"
#include "banso/v1/advisor.pb.h"
#include "banso/v1/candidate.pb.h"
#include "server/convert/status_details.h"

namespace banso {

// Returns what is wrong across fields of a candidate that the validator has passed; paths begin
// with `path`, if any. Empty if nothing is.
std::vector<FieldProblem> CheckCandidate(const v1::Candidate& candidate, absl::string_view path);

// The same for an advisor.
std::vector<FieldProblem> CheckAdvisor(const v1::Advisor& advisor, absl::string_view path);

}  // namespace banso

#endif  // BANSO_SERVER_CONVERT_CANDIDATE_RULES_H_
