// An annotated std::mutex: ThreadSanitizer cannot see into the packaged absl::Mutex.
#ifndef BANSO_SERVER_BASE_MUTEX_H_
#define BANSO_SERVER_BASE_MUTEX_H_

#include <algorithm>
#include <condition_variable>
#include <mutex>

#include "absl/base/thread_annotations.h"
#include "absl/time/time.h"
#include "server/base/steady_time.h"

namespace banso {

class ABSL_LOCKABLE Mutex {
 public:
  void Lock() ABSL_EXCLUSIVE_LOCK_FUNCTION() { mutex_.lock(); }
  void Unlock() ABSL_UNLOCK_FUNCTION() { mutex_.unlock(); }

 private:
  friend class CondVar;
  std::mutex mutex_;
};

class ABSL_SCOPED_LOCKABLE MutexLock {
 public:
  explicit MutexLock(Mutex* mutex) ABSL_EXCLUSIVE_LOCK_FUNCTION(mutex) : mutex_(mutex) {
    mutex_->Lock();
  }
  ~MutexLock() ABSL_UNLOCK_FUNCTION() { mutex_->Unlock(); }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

 private:
  Mutex* mutex_;
};

// A condition variable for Mutex. Waits may wake without reason: loop on the condition.
class CondVar {
 public:
  void Wait(Mutex* mutex) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex) {
    std::unique_lock<std::mutex> lock(mutex->mutex_, std::adopt_lock);
    condition_.wait(lock);
    lock.release();
  }
  // Returns false if `deadline`, on the scale of SteadyNow(), has passed.
  bool WaitUntil(Mutex* mutex, absl::Time deadline) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex) {
    if (deadline == absl::InfiniteFuture()) {
      Wait(mutex);
      return true;
    }
    std::unique_lock<std::mutex> lock(mutex->mutex_, std::adopt_lock);
    // For a time, which goes by a clock that nobody sets.
    const absl::Duration left = std::clamp(deadline - SteadyNow(), absl::ZeroDuration(), kLongest);
    const bool in_time =
        condition_.wait_for(lock, absl::ToChronoNanoseconds(left)) == std::cv_status::no_timeout ||
        SteadyNow() < deadline;
    lock.release();
    return in_time;
  }
  void NotifyAll() { condition_.notify_all(); }
  void NotifyOne() { condition_.notify_one(); }

 private:
  // Of one wait: what a deadline in the far future is cut to.
  static constexpr absl::Duration kLongest = absl::Hours(1);

  std::condition_variable condition_;
};

}  // namespace banso

#endif  // BANSO_SERVER_BASE_MUTEX_H_
