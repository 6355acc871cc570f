#include "server/services/writer.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "engine/base/status_macros.h"
#include "server/audit/audit_log.h"
#include "server/base/steady_time.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/status_details.h"
#include "server/store/upkeep.h"

namespace banso {
namespace {

// How long a write waits for the catalog to know it. A reader with `min_revision` may wait longer.
constexpr absl::Duration kLongestCatchUp = absl::Seconds(2);

absl::Status OtherRequest() {
  return InvalidField("request_id", "was used for another request; choose a fresh UUID");
}

}  // namespace

v1::AuditEntry Writer::EntryOf(const Batch& batch, const Call& call) const {
  std::set<std::string> subjects(call.audit.subjects().begin(), call.audit.subjects().end());
  for (const Write& write : batch.writes) {
    // Records of who was told what have subjects of their own, which the caller names.
    if (write.kind != ResourceKind::kProvisionRecord) subjects.insert(write.name);
  }
  v1::AuditEntry entry = call.audit;
  entry.mutable_subjects()->Assign(subjects.begin(), subjects.end());
  entry.set_wrote(true);
  *entry.mutable_entry_time() = FromTime(context_.clock->Now());
  return entry;
}

absl::StatusOr<std::optional<WriteAnswer>> Writer::FindFirstAnswer(absl::string_view request_id,
                                                                   Call* call) const {
  if (request_id.empty()) return std::nullopt;
  BANSO_ASSIGN_OR_RETURN(const std::optional<IdempotencyKey> first,
                         context_.store->FindRequest(request_id, call->deadline));
  // One that is kept no longer may not have been cleared away yet.
  if (!first || first->time < context_.clock->Now() - kRequestsAreKept) return std::nullopt;
  if (first->digest != call->digest) return OtherRequest();
  call->written = first->revision;
  call->repeated = true;
  return WriteAnswer{first->response, first->revision};
}

absl::StatusOr<WriteAnswer> Writer::Commit(Batch batch, std::string response,
                                           absl::string_view request_id, Call* call,
                                           absl::string_view about) const {
  if (!request_id.empty()) {
    std::string owner(about);
    if (owner.empty() && !batch.writes.empty()) owner = batch.writes.front().name;
    batch.request = IdempotencyKey{std::string(request_id), call->digest, response,
                                   context_.clock->Now(), std::move(owner)};
  }
  batch.audit.push_back(ToAuditRow(EntryOf(batch, *call)));
  absl::StatusOr<CommitResult> result = context_.store->Commit(batch, call->deadline);
  if (!result.ok()) {
    if (absl::IsInvalidArgument(result.status()) && !request_id.empty()) {
      // Another caller may have used the id since it was looked for.
      const auto first = context_.store->FindRequest(request_id, call->deadline);
      if (first.ok() && *first && (*first)->digest != call->digest) return OtherRequest();
    }
    return std::move(result).status();
  }
  call->written = result->revision;
  // The write is done whatever becomes of the wait, which must not hold a worker for long.
  (void)context_.catalog->WaitFor(result->revision,
                                  std::min(call->deadline, SteadyNow() + kLongestCatchUp));
  if (result->repeated_response) {
    call->repeated = true;
    response = *std::move(result->repeated_response);
  }
  return WriteAnswer{std::move(response), result->revision};
}

absl::Status EtagMismatch(absl::string_view name) {
  return WithErrorInfo(
      absl::AbortedError(absl::StrCat(name, " has changed since it was read; read it again")),
      "ETAG_MISMATCH", {{"name", std::string(name)}});
}

absl::Status IllegalStep(absl::string_view name, absl::string_view state) {
  return WithErrorInfo(absl::FailedPreconditionError(absl::StrCat(
                           name, " is ", state, ", from where this step does not lead")),
                       "ILLEGAL_TRANSITION",
                       {{"name", std::string(name)}, {"state", std::string(state)}});
}

}  // namespace banso
