// Writes of several resources that belong together, and calls of the server's own jobs.
#ifndef BANSO_SERVER_SERVICES_COMMIT_TOGETHER_H_
#define BANSO_SERVER_SERVICES_COMMIT_TOGETHER_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"
#include "server/catalog/snapshot.h"
#include "server/services/call.h"
#include "server/services/service_context.h"
#include "server/services/writer.h"

namespace banso {

// The state of the server with everything in it that the store has when this is called.
// Errors: those of the store; UNAVAILABLE if the catalog is far behind, or the server stops.
absl::StatusOr<std::shared_ptr<const Snapshot>> NewestSnapshot(const ServiceContext& context,
                                                               const Call& call);

// What a write does in one state of the server.
struct Plan {
  Batch batch;             // without writes: there is nothing to do, and no change to note
  std::string answer;      // bytes of the response
  std::string about = {};  // the resource that the answer is about; empty: that of the first write
  Revision revision = 0;   // that wrote the answer, where there is nothing to do
};

// Makes the plan for a state; may fill in `call->audit`, which is as it was before each time.
using Planner = std::function<absl::StatusOr<Plan>(const std::shared_ptr<const Snapshot>&)>;

// How often a plan is made anew, and how long to stay out of the way of the others in between: a
// random time that grows from try to try up to `longest_pause`, so that many who want the same
// thing get through one after the other.
struct Patience {
  int attempts = 5;
  absl::Duration longest_pause = absl::ZeroDuration();
};

// Commits what `plan` makes of the newest state. Every write of the plan expects the revision that
// was seen; where somebody else was faster the plan is made anew, so it decides on what is there,
// never on what was. A request id that was used before gives its first answer.
// Errors: those of the plan and of the store; ABORTED if others were faster again and again, or the
// caller's time is up.
absl::StatusOr<WriteAnswer> CommitTogether(const ServiceContext& context,
                                           absl::string_view request_id, Call* call,
                                           const Planner& plan, const Patience& patience = {});

// Reads an answer. NOT_FOUND if it was forgotten with the resource that it was about.
template <typename Message>
absl::StatusOr<Message> ReadAnswer(const absl::StatusOr<WriteAnswer>& answer) {
  if (!answer.ok()) return answer.status();
  if (answer->response.empty()) {
    return absl::NotFoundError("the resource of this request was deleted since");
  }
  Message message;
  if (!message.ParseFromString(answer->response)) {
    return absl::DataLossError("the first answer to this request id cannot be read");
  }
  return message;
}

// Waits until what the call wrote, or wrote when it was made first, acts on the next call of
// anybody at any server of the store: each has it in its catalog, or answers nothing any more.
// Errors: UNAVAILABLE with NOT_YET_EVERYWHERE and the revision, shortly before the call's deadline
// or if too many wait already; the write is done, and the same request again waits again.
absl::Status AwaitEffect(const ServiceContext& context, const Call& call);
// The same for a commit that is known to be there.
absl::Status AwaitEffect(const ServiceContext& context, Revision revision, const Call& call);

// Adds a write of `message`, which was read at `revision`; 0 for a new one.
void AddPut(ResourceKind kind, absl::string_view name, const google::protobuf::Message& message,
            Revision revision, Batch* batch);
// Adds a deletion of what was read at `revision`.
void AddDelete(ResourceKind kind, absl::string_view name, Revision revision, Batch* batch);

// A call of a job of the server, known to the audit log as `job:` with the name.
Call JobCall(const ServiceContext& context, absl::string_view job, absl::Time deadline);

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_COMMIT_TOGETHER_H_
