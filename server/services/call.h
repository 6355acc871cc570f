// What a handler knows of the call that it answers.
#ifndef BANSO_SERVER_SERVICES_CALL_H_
#define BANSO_SERVER_SERVICES_CALL_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "banso/v1/audit.pb.h"
#include "server/access/reach.h"
#include "server/store/store.h"

namespace banso {

struct Call {
  // "/banso.v1.CandidateService/GetCandidate".
  absl::string_view method;
  // BLAKE2b over the method, the request's deterministic bytes and the caller: equal for
  // repetitions by the same caller only.
  std::string digest;
  // When the caller stops waiting. Never the infinite future.
  absl::Time deadline;
  // Whether nobody waits for the answer any more; cheap.
  std::function<bool()> cancelled;
  // Set by writes: sent as trailing metadata `banso-revision`.
  std::optional<Revision> written;
  // Set where the answer is the first one to a request that is repeated: nothing is written.
  bool repeated = false;
  // Who calls, and what is reached. Never null in a handler.
  std::shared_ptr<const Reach> reach;
  // What the audit log is to know of the call. Filled in around handlers; these add what only they
  // know: subjects that the reply does not name, a list that was shown, codes of changes.
  v1::AuditEntry audit;

  const Caller& caller() const { return reach->caller(); }
};

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_CALL_H_
