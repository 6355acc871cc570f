// Threads for work that waits.
#ifndef BANSO_SERVER_SERVICES_WORKER_POOL_H_
#define BANSO_SERVER_SERVICES_WORKER_POOL_H_

#include <cstddef>
#include <deque>
#include <functional>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "server/base/mutex.h"

namespace banso {

// Runs tasks on its own threads in the order in which they came. Work that waits runs here, since a
// thread of gRPC must never wait. Thread safety: any number of threads at once.
class WorkerPool {
 public:
  // `threads` run at once; at most `queue_limit` tasks wait.
  WorkerPool(int threads, size_t queue_limit);
  // Finishes what was taken.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  // Takes the task, or returns false if too many wait.
  bool TryAdd(std::function<void()> task) ABSL_LOCKS_EXCLUDED(mu_);

 private:
  void Run() ABSL_LOCKS_EXCLUDED(mu_);

  const size_t queue_limit_;
  Mutex mu_;
  CondVar changed_;
  std::deque<std::function<void()>> queue_ ABSL_GUARDED_BY(mu_);
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  std::vector<std::thread> threads_;
};

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_WORKER_POOL_H_
