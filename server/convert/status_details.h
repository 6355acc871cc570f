// Errors that say which field is wrong, in the shape every gRPC client can read: an absl::Status
// that carries messages of google.rpc as payloads.
#ifndef BANSO_SERVER_CONVERT_STATUS_DETAILS_H_
#define BANSO_SERVER_CONVERT_STATUS_DETAILS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/rpc/status.pb.h"

namespace banso {

// What is wrong with one field of a request, and what to do. Never repeats what the field held.
struct FieldProblem {
  std::string field;  // path with contract names and indexes, such as `candidate.skills[2].level`
  std::string description;

  friend bool operator==(const FieldProblem&, const FieldProblem&) = default;
};

// Returns INVALID_ARGUMENT with the problems as a google.rpc.BadRequest; the message names the
// first few. What would not fit the trailing metadata of an answer (a few KiB) is left out, and a
// last problem without a field says how many were. OK if there are no problems.
absl::Status InvalidFields(std::vector<FieldProblem> problems);

// The same for one problem.
absl::Status InvalidField(std::string field, std::string description);

// Returns the problems that a status carries, in order; none if it carries none.
std::vector<FieldProblem> FieldProblems(const absl::Status& status);

// Returns the status with a google.rpc.ErrorInfo of the domain `banso`. `reason` is
// UPPER_SNAKE_CASE and for programs; `metadata` holds resource names, codes and numbers only.
// Replaces an earlier one. OK stays OK.
absl::Status WithErrorInfo(absl::Status status, absl::string_view reason,
                           const std::map<std::string, std::string>& metadata);

// Returns the status with a google.rpc.RetryInfo: when to try again. OK stays OK.
absl::Status WithRetryInfo(absl::Status status, absl::Duration delay);

// Returns NOT_FOUND in the one wording for a resource that does not exist or is out of reach, so
// that the two cannot be told apart.
absl::Status NoSuchResource(absl::string_view name);

// Returns the code, the message and all payloads as details, ordered by type.
google::rpc::Status ToRpcStatus(const absl::Status& status);

}  // namespace banso

#endif  // BANSO_SERVER_CONVERT_STATUS_DETAILS_H_
