// Threads for work that waits.
#ifndef BANSO_SERVER_SERVICES_WORKER_POOL_H_
#define BANSO_SERVER_SERVICES_WORKER_POOL_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/time/time.h"
#include "server/base/mutex.h"
#include "server/services/admission.h"

namespace banso {

// Runs tasks on its own threads. Work that waits runs here, since a thread of gRPC must never wait.
// Thread safety: any number of threads at once.
class WorkerPool {
 public:
  // kFront goes before what is in kUsual, and is never turned away for the pace of the queue: for
  // the few calls that tell how the server is. kBack goes when nothing else waits, on all threads
  // but one: for what comes again by itself.
  enum class Lane { kUsual, kFront, kBack };
  // What became of a task that was offered.
  enum class Offer {
    kTaken,
    kFull,     // too many wait
    kTooLate,  // it would likely not have its turn in time, see Admission
    kClosed,   // nothing is taken any more
  };
  struct Load {
    size_t waiting = 0;  // tasks, but for those of kBack
    int running = 0;
    int64_t full = 0;              // tasks that were turned away so far, but for those of kBack
    int64_t too_late = 0;          // likewise
    absl::Duration expected_wait;  // of a task that is offered now
  };

  // `threads` run at once (of a single one all lanes are taken); at most `queue_limit` tasks wait
  // in each lane.
  WorkerPool(int threads, size_t queue_limit);
  // Finishes what was taken.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // Takes the task, unless it is turned away. Tasks of a lane run in the order in which they came.
  // At `deadline` nobody waits for it any more; it is run all the same once it is taken.
  Offer TryAdd(std::function<void()> task, absl::Time deadline = absl::InfiniteFuture(),
               Lane lane = Lane::kUsual) ABSL_LOCKS_EXCLUDED(mu_);

  // Takes no more tasks; what was taken runs.
  void Close() ABSL_LOCKS_EXCLUDED(mu_);

  Load load() const ABSL_LOCKS_EXCLUDED(mu_);

 private:
  struct Task {
    std::function<void()> run;
    absl::Time joined;
  };

  // On a thread that takes tasks of kBack or none.
  void Run(bool takes_back) ABSL_LOCKS_EXCLUDED(mu_);
  std::deque<Task>& Queue(Lane lane) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_);
  size_t Waiting() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
    return front_.size() + usual_.size();
  }

  const size_t queue_limit_;
  mutable Mutex mu_;
  CondVar changed_;
  std::deque<Task> front_ ABSL_GUARDED_BY(mu_);
  std::deque<Task> usual_ ABSL_GUARDED_BY(mu_);
  std::deque<Task> back_ ABSL_GUARDED_BY(mu_);
  Admission admission_ ABSL_GUARDED_BY(mu_);
  int running_ ABSL_GUARDED_BY(mu_) = 0;
  int64_t full_ ABSL_GUARDED_BY(mu_) = 0;
  int64_t too_late_ ABSL_GUARDED_BY(mu_) = 0;
  bool closed_ ABSL_GUARDED_BY(mu_) = false;
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_WORKER_POOL_H_
