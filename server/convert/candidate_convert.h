// Candidates: contract message to value.
#ifndef BANSO_SERVER_CONVERT_CANDIDATE_CONVERT_H_
#define BANSO_SERVER_CONVERT_CANDIDATE_CONVERT_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "banso/v1/candidate.pb.h"
#include "engine/model/candidate.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "server/convert/skill_convert.h"

namespace banso {

// The candidate as the judgement sees one. `message` has passed the validator and
// CheckCandidate; a code that is not known any more is left out, and so is every consent that was
// not given or has ended.
Candidate ToCandidate(const v1::Candidate& message, SkillResolver resolve);

// The same day of the month and time of day in Japan `years` later, else the last day of that
// month. `years` may be negative.
absl::Time YearsAfter(absl::Time time, int years);

// From when on a consent without an end of its own no longer holds: a year later.
absl::Time DefaultConsentEnd(absl::Time granted);

// Whether the consent was given and has not been ended since: GRANTED, or its state is not said.
// Whether its time has passed is another question.
bool IsGranted(const v1::Consent& consent);

// Whether the person is under 18 on the day of `now` in Japan, as far as the record says.
bool IsMinor(const v1::Candidate& message, absl::Time now);

// `01` to `47`; 0 for an empty code.
Prefecture ToPrefecture(absl::string_view code);
// The two digits, or nothing for 0.
std::string FromPrefecture(Prefecture prefecture);

std::vector<CodePath> ToIndustries(const google::protobuf::RepeatedPtrField<std::string>& codes);
std::vector<CodePath> ToOccupations(const google::protobuf::RepeatedPtrField<std::string>& codes);

// The contract's numbering of topics is the engine's.
TopicSet ToTopics(const google::protobuf::RepeatedField<int>& topics);

ContractKind ToContractKind(v1::ContractKind kind);
Programme ToProgramme(v1::Study::Programme programme);

}  // namespace banso

#endif  // BANSO_SERVER_CONVERT_CANDIDATE_CONVERT_H_
