// Internships: contract messages to value.
#ifndef BANSO_SERVER_CONVERT_INTERNSHIP_CONVERT_H_
#define BANSO_SERVER_CONVERT_INTERNSHIP_CONVERT_H_

#include "absl/strings/string_view.h"
#include "banso/v1/employer.pb.h"
#include "banso/v1/internship.pb.h"
#include "engine/model/internship.h"
#include "server/convert/skill_convert.h"

namespace banso {

// The opening with what the judgement needs of its employer. `message` has passed the validator
// and CheckInternship. REMOTE_ONLY is answered by `remote` unless the facilities answer it.
Internship ToInternship(const v1::Internship& message, const v1::Employer& employer,
                        SkillResolver resolve);

// The name of the employer within the name of an internship.
absl::string_view EmployerOf(absl::string_view internship_name);

}  // namespace banso

#endif  // BANSO_SERVER_CONVERT_INTERNSHIP_CONVERT_H_
