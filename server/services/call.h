// What a handler knows of the call that it answers.
#ifndef BANSO_SERVER_SERVICES_CALL_H_
#define BANSO_SERVER_SERVICES_CALL_H_

#include <functional>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/store/store.h"

namespace banso {

struct Call {
  // "/banso.v1.CandidateService/GetCandidate".
  absl::string_view method;
  // BLAKE2b over the method and the request's deterministic bytes: equal for repetitions only.
  std::string digest;
  // When the caller stops waiting. Never the infinite future.
  absl::Time deadline;
  // Whether nobody waits for the answer any more; cheap.
  std::function<bool()> cancelled;
  // Set by writes: sent as trailing metadata `banso-revision`.
  std::optional<Revision> written;
};

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_CALL_H_
