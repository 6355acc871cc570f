#include "server/services/commit_together.h"

#include <algorithm>
#include <random>
#include <utility>

#include "absl/time/clock.h"
#include "engine/base/status_macros.h"
#include "server/access/caller.h"
#include "server/access/reach.h"
#include "server/base/deterministic_bytes.h"
#include "server/base/steady_time.h"
#include "server/convert/status_details.h"

namespace banso {
namespace {

// The first pause is at most this long; the longest of the next is twice as long each time.
constexpr absl::Duration kFirstPause = absl::Milliseconds(2);
// How long a write waits for the catalog to come up with the store; it holds a worker meanwhile.
constexpr absl::Duration kLongestCatchUp = absl::Seconds(5);
// So long before its deadline a caller is told that its write does not act everywhere yet, instead
// of being left to find out that its time is up.
constexpr absl::Duration kTimeToAnswer = absl::Milliseconds(100);

// Whether another look at the state may lead elsewhere.
bool IsConflict(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kAborted:             // something changed
    case absl::StatusCode::kAlreadyExists:       // a claim was taken, or a name
    case absl::StatusCode::kNotFound:            // something was deleted
    case absl::StatusCode::kFailedPrecondition:  // something refers to what was to be deleted
      return true;
    default:
      return false;
  }
}

// Not for secrets or for anything that is decided: only to keep callers apart.
absl::Duration RandomPause(int attempt, absl::Duration longest) {
  thread_local std::minstd_rand random(std::random_device{}());
  const absl::Duration most = std::min(longest, kFirstPause * (1 << std::min(attempt, 20)));
  return most * std::uniform_real_distribution<double>(0, 1)(random);
}

}  // namespace

absl::StatusOr<std::shared_ptr<const Snapshot>> NewestSnapshot(const ServiceContext& context,
                                                               const Call& call) {
  BANSO_ASSIGN_OR_RETURN(const Revision newest, context.store->CurrentRevision(call.deadline));
  auto snapshot =
      context.catalog->WaitFor(newest, std::min(call.deadline, SteadyNow() + kLongestCatchUp));
  if (absl::IsCancelled(snapshot.status())) {
    return absl::UnavailableError("the server is stopping");
  }
  if (absl::IsDeadlineExceeded(snapshot.status())) {
    return absl::UnavailableError("the server is behind its store; try again");
  }
  return snapshot;
}

absl::StatusOr<WriteAnswer> CommitTogether(const ServiceContext& context,
                                           absl::string_view request_id, Call* call,
                                           const Planner& make_plan, const Patience& patience) {
  const Writer writer(&context);
  BANSO_ASSIGN_OR_RETURN(auto first, writer.FindFirstAnswer(request_id, call));
  if (first) return *std::move(first);
  const v1::AuditEntry audit = call->audit;
  for (int attempt = 1;; ++attempt) {
    call->audit = audit;
    BANSO_ASSIGN_OR_RETURN(const auto snapshot, NewestSnapshot(context, *call));
    BANSO_ASSIGN_OR_RETURN(Plan plan, make_plan(snapshot));
    if (plan.batch.writes.empty()) {
      *call->audit.mutable_changes() = audit.changes();
      return WriteAnswer{std::move(plan.answer), plan.revision};
    }
    absl::StatusOr<WriteAnswer> answer =
        writer.Commit(std::move(plan.batch), std::move(plan.answer), request_id, call, plan.about);
    if (answer.ok() || !IsConflict(answer.status())) return answer;
    const absl::Duration pause = RandomPause(attempt, patience.longest_pause);
    if (attempt == patience.attempts || call->cancelled() ||
        SteadyNow() + pause >= call->deadline) {
      return absl::AbortedError("others keep changing the same things; try again");
    }
    if (pause > absl::ZeroDuration()) absl::SleepFor(pause);
  }
}

absl::Status AwaitEffect(const ServiceContext& context, const Call& call) {
  return call.written ? AwaitEffect(context, *call.written, call) : absl::OkStatus();
}

absl::Status AwaitEffect(const ServiceContext& context, Revision revision, const Call& call) {
  const absl::Status not_yet =
      WithErrorInfo(absl::UnavailableError("it is written, but does not act on every server yet; "
                                           "repeat it, with the same request_id, "
                                           "to learn when it does"),
                    "NOT_YET_EVERYWHERE", {{"revision", absl::StrCat(revision)}});
  const absl::Time end = call.deadline - kTimeToAnswer;
  if (!context.catalog->WaitFor(revision, end).ok()) return not_yet;
  Replica* const replica = context.runtime.replica;
  if (replica == nullptr) return absl::OkStatus();
  WaitingReads& waiting = *context.runtime.waiting_reads;
  const WaitingPlace place(&waiting, waiting.limit);
  if (!place.is_free() || !replica->AwaitEverywhere(revision, end).ok()) return not_yet;
  return absl::OkStatus();
}

void AddPut(ResourceKind kind, absl::string_view name, const google::protobuf::Message& message,
            Revision revision, Batch* batch) {
  batch->writes.push_back({kind, std::string(name), DeterministicBytes(message), revision});
}

void AddDelete(ResourceKind kind, absl::string_view name, Revision revision, Batch* batch) {
  batch->writes.push_back({kind, std::string(name), std::nullopt, revision});
}

Call JobCall(const ServiceContext& context, absl::string_view job, absl::Time deadline) {
  Call call;
  call.deadline = deadline;
  call.cancelled = [deadline] { return SteadyNow() >= deadline; };
  call.reach = std::make_shared<const Reach>(SystemCaller(), v1::Access::ALL,
                                             context.catalog->Current(), context.clock->Now());
  call.audit.set_role(v1::Access::SYSTEM);
  call.audit.set_method(absl::StrCat("job:", job));
  return call;
}

}  // namespace banso
