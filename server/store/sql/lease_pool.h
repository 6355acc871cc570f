// A fixed number of things, such as connections, that belong to one thread at a time.
#ifndef BANSO_SERVER_STORE_SQL_LEASE_POOL_H_
#define BANSO_SERVER_STORE_SQL_LEASE_POOL_H_

#include <memory>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/base/mutex.h"
#include "server/base/steady_time.h"

namespace banso {

// Thread safety: every method may run on any number of threads at once. Outlives its leases.
template <typename T>
class LeasePool {
 public:
  // Holds one of the things until it is destroyed.
  class Lease {
   public:
    Lease(LeasePool* pool, std::unique_ptr<T> item) : pool_(pool), item_(std::move(item)) {}
    Lease(Lease&&) = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease() {
      if (item_ != nullptr) pool_->Return(std::move(item_));
    }
    T& operator*() const { return *item_; }
    T* operator->() const { return item_.get(); }

   private:
    LeasePool* pool_;
    std::unique_ptr<T> item_;
  };

  void Add(std::unique_ptr<T> item) { Return(std::move(item)); }

  // Waits for a free one; the one that was returned last comes first, so that few stay warm.
  // Errors: DEADLINE_EXCEEDED if there is none by `deadline`, or it has passed already.
  absl::StatusOr<Lease> Take(absl::Time deadline) {
    MutexLock lock(&mutex_);
    while (SteadyNow() < deadline) {
      if (!free_.empty()) {
        Lease lease(this, std::move(free_.back()));
        free_.pop_back();
        return lease;
      }
      returned_.WaitUntil(&mutex_, deadline);
    }
    return absl::DeadlineExceededError("the store was busy until the deadline");
  }

 private:
  void Return(std::unique_ptr<T> item) {
    MutexLock lock(&mutex_);
    free_.push_back(std::move(item));
    // All, not one: the one that would wake may be leaving at its deadline.
    returned_.NotifyAll();
  }

  Mutex mutex_;
  CondVar returned_;
  std::vector<std::unique_ptr<T>> free_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace banso

#endif  // BANSO_SERVER_STORE_SQL_LEASE_POOL_H_
