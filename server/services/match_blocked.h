// The answer to whoever wants to bring together a pair that must not be.
#ifndef BANSO_SERVER_SERVICES_MATCH_BLOCKED_H_
#define BANSO_SERVER_SERVICES_MATCH_BLOCKED_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "engine/model/judgement.h"

namespace banso {

// OK unless the judgement is BLOCKED; else FAILED_PRECONDITION with the ErrorInfo MATCH_BLOCKED, in
// which every blocking code is a key. Only for those who may see the reasons. `candidate` and
// `counterpart` are resource names.
absl::Status CheckNotBlocked(const Judgement& judgement, absl::string_view candidate,
                             absl::string_view counterpart);

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_MATCH_BLOCKED_H_
