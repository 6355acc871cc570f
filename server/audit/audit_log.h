// Writes audit rows of what was seen; rows of what was written travel with their commit.
#ifndef BANSO_SERVER_AUDIT_AUDIT_LOG_H_
#define BANSO_SERVER_AUDIT_AUDIT_LOG_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/time/time.h"
#include "server/audit/audit_entry.h"
#include "server/base/mutex.h"
#include "server/store/store.h"

namespace banso {

struct AuditLogOptions {
  // How long a row waits for others to share its commit, if nobody waits for it.
  absl::Duration flush_interval = absl::Milliseconds(200);
  // Between tries while the store is away: doubled from try to try.
  absl::Duration first_retry = absl::Milliseconds(50);
  absl::Duration longest_retry = absl::Seconds(1);
  // The time that one commit is given.
  absl::Duration commit_time = absl::Seconds(10);
  // How long the end of the log waits for a store that is away.
  absl::Duration parting_time = absl::Seconds(5);
  // What may wait while the store is away.
  size_t most_rows = 100'000;
  size_t most_bytes = size_t{256} << 20;
};

// Collects rows and commits them together, in the order given, on a thread of its own: one commit
// serves all who wait. While the store is away it tries again. A commit of which nobody knows
// whether it happened (UNKNOWN) is tried again too, so its rows may be in the log twice; none is
// ever left out.
// Thread safety: any number of threads at once.
class AuditLog {
 public:
  // `store` outlives the log.
  explicit AuditLog(Store* store, AuditLogOptions options = {});
  // Writes what is left, unless the store is away.
  ~AuditLog();
  AuditLog(const AuditLog&) = delete;
  AuditLog& operator=(const AuditLog&) = delete;

  // Comes back once the row is durable. For replies with identifying content.
  // Errors: those of Store::Commit, as soon as one fails; DEADLINE_EXCEEDED; UNAVAILABLE as below.
  // The row may be written all the same.
  absl::Status WriteAndWait(AuditRow row, absl::Time deadline) ABSL_LOCKS_EXCLUDED(mu_);

  // The row is durable within a second, unless the store is away.
  // Errors: UNAVAILABLE, and the row is not taken, if the store has been away for so long that too
  // many rows wait.
  absl::Status WriteSoon(AuditRow row) ABSL_LOCKS_EXCLUDED(mu_);

  // Comes back once everything that was given before is durable. Errors: as WriteAndWait.
  absl::Status Flush(absl::Time deadline) ABSL_LOCKS_EXCLUDED(mu_);

  // How many rows that were given are not durable yet.
  int64_t waiting() const ABSL_LOCKS_EXCLUDED(mu_);

 private:
  // Somebody who waits for the rows from `first` to `last`, counted from 1 in the order given.
  struct Waiter {
    int64_t first = 0;
    int64_t last = 0;
    std::optional<absl::Status> result = std::nullopt;
  };

  absl::Status Add(AuditRow row) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  // Waits for the rows from `first` to the last given.
  absl::Status WaitFrom(int64_t first, absl::Time deadline) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  void Run() ABSL_LOCKS_EXCLUDED(mu_);
  // Waits until there are rows to commit, and takes them. None: the log ends.
  Batch Take() ABSL_LOCKS_EXCLUDED(mu_);
  // Commits the rows of the batch and takes those out of it that are settled. What the store
  // refuses for good must not hold up the rest: it is dropped with an error.
  absl::Status Commit(Batch* batch) ABSL_LOCKS_EXCLUDED(mu_);
  // The oldest rows that are not settled yet are durable, or refused for good.
  void Settle(const std::vector<AuditRow>& rows, const absl::Status& status)
      ABSL_LOCKS_EXCLUDED(mu_);
  // Nothing is durable for now.
  void Fail(const absl::Status& status) ABSL_LOCKS_EXCLUDED(mu_);
  // Waits before the next try. False: the log ends and has tried for long enough.
  bool WaitForRetry(absl::Duration delay) ABSL_LOCKS_EXCLUDED(mu_);

  Store* const store_;
  const AuditLogOptions options_;
  mutable Mutex mu_;
  CondVar work_;                                    // for the writer: rows, urgency, the end
  CondVar settled_;                                 // for those who wait
  std::deque<AuditRow> rows_ ABSL_GUARDED_BY(mu_);  // not taken by the writer yet
  absl::Time oldest_ ABSL_GUARDED_BY(mu_);          // when the first of them was given
  size_t bytes_ ABSL_GUARDED_BY(mu_) = 0;           // of all that is not settled
  int64_t given_ ABSL_GUARDED_BY(mu_) = 0;          // rows that were ever given
  int64_t settled_rows_ ABSL_GUARDED_BY(mu_) = 0;   // of these, in the order given
  std::set<Waiter*> waiters_ ABSL_GUARDED_BY(mu_);  // without a result yet
  bool urgent_ ABSL_GUARDED_BY(mu_) = false;        // somebody waits for rows not taken yet
  absl::Time stop_ ABSL_GUARDED_BY(mu_) = absl::InfiniteFuture();  // when to give up; finite: ends
  std::thread writer_;
};

}  // namespace banso

#endif  // BANSO_SERVER_AUDIT_AUDIT_LOG_H_
