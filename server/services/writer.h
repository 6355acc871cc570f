// Commits, once each, with what every write has in common.
#ifndef BANSO_SERVER_SERVICES_WRITER_H_
#define BANSO_SERVER_SERVICES_WRITER_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/services/call.h"
#include "server/services/service_context.h"
#include "server/store/store.h"

namespace banso {

// What a write answers with: the bytes of its response without etag and revision, and the revision
// that it made. A repeated request gets the first answer.
struct WriteAnswer {
  std::string response;
  Revision revision = 0;
};

// Thread safety: any number of threads at once.
class Writer {
 public:
  explicit Writer(const ServiceContext* context) : context_(*context) {}

  // Returns the answer to a request id that was used before; none if it was not, or is empty.
  // Errors: INVALID_ARGUMENT naming `request_id` if it was used for another request.
  absl::StatusOr<std::optional<WriteAnswer>> FindFirstAnswer(absl::string_view request_id,
                                                             Call* call) const;

  // Commits `batch`, whose answer is `response`, under the request id unless that is empty. `about`
  // is the resource whose content the answer holds, with which it is forgotten; empty: that of the
  // first write. Comes back once the catalog knows the commit, so that the writer reads it.
  // Errors: those of Store::Commit.
  absl::StatusOr<WriteAnswer> Commit(Batch batch, std::string response,
                                     absl::string_view request_id, Call* call,
                                     absl::string_view about = "") const;

 private:
  // What the audit log is told of the commit, in the commit.
  v1::AuditEntry EntryOf(const Batch& batch, const Call& call) const;

  const ServiceContext& context_;
};

// ABORTED: the resource was changed since its etag was read.
absl::Status EtagMismatch(absl::string_view name);
// FAILED_PRECONDITION: the step is not one that the state allows. `state` is a value's name.
absl::Status IllegalStep(absl::string_view name, absl::string_view state);

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_WRITER_H_
