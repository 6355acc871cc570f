// What the fields of an employer or an internship must be together.
#ifndef BANSO_SERVER_CONVERT_INTERNSHIP_RULES_H_
#define BANSO_SERVER_CONVERT_INTERNSHIP_RULES_H_

#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "banso/v1/employer.pb.h"
#include "banso/v1/internship.pb.h"
#include "server/convert/status_details.h"

namespace banso {

// Says whether a skill is a licence or certificate.
using CertificateLookup = absl::FunctionRef<bool(absl::string_view skill)>;

// Returns what is wrong across fields of an internship that the validator has passed; paths begin
// with `path`, if any. Empty if nothing is.
std::vector<FieldProblem> CheckInternship(const v1::Internship& internship,
                                          CertificateLookup is_certificate, absl::string_view path);

// The same for an employer.
std::vector<FieldProblem> CheckEmployer(const v1::Employer& employer, absl::string_view path);

}  // namespace banso

#endif  // BANSO_SERVER_CONVERT_INTERNSHIP_RULES_H_
