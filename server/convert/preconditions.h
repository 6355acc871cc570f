// Errors that list what must change first, in the shape every gRPC client can read.
#ifndef BANSO_SERVER_CONVERT_PRECONDITIONS_H_
#define BANSO_SERVER_CONVERT_PRECONDITIONS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace banso {

// Something that must change first. `type` is UPPER_SNAKE_CASE, `subject` a resource name.
struct Precondition {
  std::string type;
  std::string subject;
  std::string description;
};

// Returns FAILED_PRECONDITION with a google.rpc.PreconditionFailure of these, of which the message
// names the first few. What would not fit the trailing metadata of an answer is left out.
absl::Status FailedPreconditions(absl::string_view message,
                                 const std::vector<Precondition>& failed);

}  // namespace banso

#endif  // BANSO_SERVER_CONVERT_PRECONDITIONS_H_
