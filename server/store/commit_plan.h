// What a batch means for the tables, worked out before any database is asked.
#ifndef BANSO_SERVER_STORE_COMMIT_PLAN_H_
#define BANSO_SERVER_STORE_COMMIT_PLAN_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/store/columns.h"
#include "server/store/store.h"

namespace banso {

struct PlannedWrite {
  const Write* write = nullptr;     // of the batch, which must outlive the plan
  int position = 0;                 // in the batch and in the feed
  std::vector<ColumnValue> values;  // of a put
};

// Returns the writes in an order in which no foreign key is broken on the way if none is broken at
// the end: puts first, what is referred to before what refers to it; then deletes, the other way
// round.
// Errors: INVALID_ARGUMENT if a name is written twice, a delete expects absence, a message cannot
// be kept, a claim's owner is no resource name, the request id is empty, or an audit row names what
// is no resource or a subject twice.
absl::StatusOr<std::vector<PlannedWrite>> PlanCommit(const Batch& batch);

// What the batch depends on or changes, each once: the resources that it writes, those that they
// are below or refer to, what only one of a kind may hold, claims and their owners, and the request
// with the resource that its answer is about. A name and a key are never the same thing. Claims
// that a deletion releases are not among them: nobody can tell their order.
std::vector<std::string> ThingsOf(const Batch& batch, const std::vector<PlannedWrite>& plan);

// Whether a row of the audit log can be kept. Errors: INVALID_ARGUMENT, as PlanCommit.
absl::Status CheckAudit(const AuditRow& row);

}  // namespace banso

#endif  // BANSO_SERVER_STORE_COMMIT_PLAN_H_
