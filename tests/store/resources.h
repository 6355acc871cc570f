// Resources and batches that state only what matters to a test.
#ifndef BANSO_TESTS_STORE_RESOURCES_H_
#define BANSO_TESTS_STORE_RESOURCES_H_

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "banso/v1/advisor.pb.h"
#include "banso/v1/candidate.pb.h"
#include "banso/v1/employer.pb.h"
#include "banso/v1/internship.pb.h"
#include "server/store/store.h"

namespace banso {

inline v1::Candidate ACandidate(const std::string& id) {
  v1::Candidate candidate;
  candidate.set_name(absl::StrCat("candidates/", id));
  candidate.mutable_case_()->set_stage(v1::Case::RECEIVED);
  candidate.mutable_case_()->set_status(v1::Case::ACTIVE);
  return candidate;
}

inline v1::Employer AnEmployer(const std::string& id) {
  v1::Employer employer;
  employer.set_name(absl::StrCat("employers/", id));
  employer.set_display_name("Sakura Works");
  return employer;
}

inline v1::Internship AnInternship(const std::string& employer, const std::string& id) {
  v1::Internship internship;
  internship.set_name(absl::StrCat("employers/", employer, "/internships/", id));
  internship.set_title("Kitchen");
  internship.set_seats(2);
  return internship;
}

inline v1::Advisor AnAdvisor(const std::string& id) {
  v1::Advisor advisor;
  advisor.set_name(absl::StrCat("advisors/", id));
  return advisor;
}

inline ResourceKind KindOf(const v1::Candidate&) { return ResourceKind::kCandidate; }
inline ResourceKind KindOf(const v1::Employer&) { return ResourceKind::kEmployer; }
inline ResourceKind KindOf(const v1::Internship&) { return ResourceKind::kInternship; }
inline ResourceKind KindOf(const v1::Advisor&) { return ResourceKind::kAdvisor; }

// Writes a message, whatever is there or if the revision is the expected one.
template <typename Message>
Write Put(const Message& message, std::optional<Revision> expected = std::nullopt) {
  return {.kind = KindOf(message),
          .name = message.name(),
          .message = message.SerializeAsString(),
          .expected = expected};
}

template <typename Message>
Write Delete(const Message& message, std::optional<Revision> expected = std::nullopt) {
  return {.kind = KindOf(message),
          .name = message.name(),
          .message = std::nullopt,
          .expected = expected};
}

}  // namespace banso

#endif  // BANSO_TESTS_STORE_RESOURCES_H_
