// What is kept no longer than it may be.
#ifndef BANSO_SERVER_SERVICES_RETENTION_H_
#define BANSO_SERVER_SERVICES_RETENTION_H_

#include <optional>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "banso/v1/candidate.pb.h"
#include "banso/v1/operations_service.pb.h"
#include "server/services/call.h"
#include "server/services/erasure.h"
#include "server/services/service_context.h"

namespace banso {

// Since when a person's record is to be erased, and why. None: not because of time.
//   NOT_ACCEPTED  the case never reached the first interview and is not closed: a year after its
//                 last step
//   CASE_CLOSED   the case is closed, withdrawn or referred: three years after its last step
struct RetentionDue {
  v1::RetentionItem::Kind kind;
  absl::Time time;
};
std::optional<RetentionDue> RetentionOf(const v1::Candidate& candidate);

// Erases and deletes what is due. Thread safety: any number of threads at once.
class Retention {
 public:
  // Both outlive it.
  Retention(const ServiceContext* context, const Eraser* eraser)
      : context_(*context), eraser_(*eraser) {}

  // Erases people, deletes provision records (with the requests to delete what they say) and
  // forgets audit rows (five years old) that are due, and tells which; people first, then records,
  // then the log, each by name. `validate_only` only tells. What somebody changes meanwhile is left
  // for the next time and told all the same.
  absl::StatusOr<v1::RunRetentionResponse> Run(bool validate_only, Call* call) const;

  // The same as a job of the server, once a day. Returns how much was due.
  absl::StatusOr<int64_t> RunJob(absl::Time deadline) const;

 private:
  absl::Status ErasePerson(const std::string& name, absl::string_view etag, const Call& call) const;
  absl::Status DeleteRecord(const std::string& name, Revision revision, const Call& call) const;
  // The audit rows that are due, as an item; none if there are none.
  absl::StatusOr<std::optional<v1::RetentionItem>> FindAudit(absl::Time now,
                                                             const Call& call) const;

  const ServiceContext& context_;
  const Eraser& eraser_;
};

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_RETENTION_H_
