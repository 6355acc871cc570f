#include "server/services/worker_pool.h"

#include <utility>

#include "absl/time/clock.h"

namespace banso {

WorkerPool::WorkerPool(int threads, size_t queue_limit) : queue_limit_(queue_limit) {
  threads_.reserve(threads);
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { Run(); });
}

WorkerPool::~WorkerPool() {
  {
    MutexLock lock(&mu_);
    stopping_ = true;
    changed_.NotifyAll();
  }
  for (std::thread& thread : threads_) thread.join();
}

WorkerPool::Offer WorkerPool::TryAdd(std::function<void()> task, absl::Time deadline, Lane lane) {
  const absl::Time now = absl::Now();
  {
    MutexLock lock(&mu_);
    if (closed_) return Offer::kClosed;
    std::deque<Task>& queue = lane == Lane::kFront ? front_ : usual_;
    if (queue.size() >= queue_limit_) {
      ++full_;
      return Offer::kFull;
    }
    if (lane == Lane::kUsual && !admission_.MayJoin(Waiting(), deadline - now)) {
      ++too_late_;
      return Offer::kTooLate;
    }
    queue.push_back({std::move(task), now});
  }
  // Without the lock, which the thread that wakes takes first.
  changed_.NotifyOne();
  return Offer::kTaken;
}

void WorkerPool::Close() {
  MutexLock lock(&mu_);
  closed_ = true;
}

WorkerPool::Load WorkerPool::load() const {
  MutexLock lock(&mu_);
  return {.waiting = Waiting(),
          .running = running_,
          .full = full_,
          .too_late = too_late_,
          .expected_wait = admission_.ExpectedWait(Waiting())};
}

void WorkerPool::Run() {
  bool ran = false;
  for (;;) {
    Task task;
    {
      MutexLock lock(&mu_);
      if (ran) --running_;
      ran = true;
      while (Waiting() == 0 && !stopping_) changed_.Wait(&mu_);
      if (Waiting() == 0) return;
      std::deque<Task>& queue = front_.empty() ? usual_ : front_;
      task = std::move(queue.front());
      queue.pop_front();
      admission_.Turn(task.joined, absl::Now());
      ++running_;
    }
    task.run();
  }
}

}  // namespace banso
