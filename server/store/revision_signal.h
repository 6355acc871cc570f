// The newest revision that a store handle knows, to wait on.
#ifndef BANSO_SERVER_STORE_REVISION_SIGNAL_H_
#define BANSO_SERVER_STORE_REVISION_SIGNAL_H_

#include <algorithm>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/base/mutex.h"
#include "server/base/steady_time.h"
#include "server/store/store.h"

namespace banso {

// Thread safety: every method may run on any number of threads at once.
class RevisionSignal {
 public:
  // A revision is known to be committed. Older ones than the newest change nothing.
  void Publish(Revision revision) {
    MutexLock lock(&mutex_);
    newest_ = std::max(newest_, revision);
    changed_.NotifyAll();
  }

  // Whether commits of others can be learned of at present.
  void SetAway(bool away) {
    MutexLock lock(&mutex_);
    away_ = away;
    changed_.NotifyAll();
  }

  // Ends every Wait, present and future.
  void Cancel() {
    MutexLock lock(&mutex_);
    cancelled_ = true;
    changed_.NotifyAll();
  }

  // As Store::Wait.
  absl::StatusOr<Revision> Wait(Revision since, absl::Time deadline) {
    MutexLock lock(&mutex_);
    while (true) {
      if (cancelled_) return absl::CancelledError("waiting for commits has ended");
      if (newest_ > since) return newest_;
      if (away_) return absl::UnavailableError("the store is away");
      if (SteadyNow() >= deadline) {
        return absl::DeadlineExceededError("no commit within the deadline");
      }
      changed_.WaitUntil(&mutex_, deadline);
    }
  }

 private:
  Mutex mutex_;
  CondVar changed_;
  Revision newest_ ABSL_GUARDED_BY(mutex_) = 0;
  bool away_ ABSL_GUARDED_BY(mutex_) = false;
  bool cancelled_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace banso

#endif  // BANSO_SERVER_STORE_REVISION_SIGNAL_H_
