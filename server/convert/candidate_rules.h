// What the fields of a candidate or an advisor must be together.
#ifndef BANSO_SERVER_CONVERT_CANDIDATE_RULES_H_
#define BANSO_SERVER_CONVERT_CANDIDATE_RULES_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "banso/v1/advisor.pb.h"
#include "banso/v1/candidate.pb.h"
#include "server/convert/status_details.h"

namespace banso {

// Returns what is wrong across fields of a candidate that the validator has passed; paths begin
// with `path`, if any. Empty if nothing is.
std::vector<FieldProblem> CheckCandidate(const v1::Candidate& candidate, absl::string_view path);

// Returns what is wrong with the consents of a candidate that is about to be created: each says
// when it was given, at most a day after `now` (clocks differ), and for a minor how the guardian
// agreed.
std::vector<FieldProblem> CheckNewConsents(const v1::Candidate& candidate, absl::Time now,
                                           absl::string_view path);

// Returns what is wrong with whom a consent concerns: the internship for EMPLOYER_NAMED, the family
// member for FAMILY_SHARE, the organisation for REFERRAL, nobody otherwise. Whether they exist is
// not looked at. Empty if nothing is wrong.
std::string RecipientProblem(v1::Consent::Scope scope, absl::string_view recipient);

// The same for an advisor.
std::vector<FieldProblem> CheckAdvisor(const v1::Advisor& advisor, absl::string_view path);

}  // namespace banso

#endif  // BANSO_SERVER_CONVERT_CANDIDATE_RULES_H_
