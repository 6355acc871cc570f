#include "server/services/worker_pool.h"

#include <utility>

#include "server/base/steady_time.h"

namespace banso {

WorkerPool::WorkerPool(int threads, size_t queue_limit) : queue_limit_(queue_limit) {
  threads_.reserve(threads);
  for (int i = 0; i < threads; ++i) {
    threads_.emplace_back([this, takes_back = i > 0 || threads == 1] { Run(takes_back); });
  }
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
  const absl::Time now = SteadyNow();
  {
    MutexLock lock(&mu_);
    if (closed_) return Offer::kClosed;
    std::deque<Task>& queue = Queue(lane);
    if (queue.size() >= queue_limit_) {
      if (lane != Lane::kBack) ++full_;
      return Offer::kFull;
    }
    if (lane == Lane::kUsual && !admission_.MayJoin(Waiting(), deadline - now)) {
      ++too_late_;
      return Offer::kTooLate;
    }
    queue.push_back({std::move(task), now});
  }
  // Without the lock, which the thread that wakes takes first.
  // One may be woken that takes no task of kBack.
  lane == Lane::kBack ? changed_.NotifyAll() : changed_.NotifyOne();
  return Offer::kTaken;
}

std::deque<WorkerPool::Task>& WorkerPool::Queue(Lane lane) {
  switch (lane) {
    case Lane::kFront:
      return front_;
    case Lane::kUsual:
      return usual_;
    case Lane::kBack:
      break;
  }
  return back_;
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

void WorkerPool::Run(bool takes_back) {
  bool ran = false;
  for (;;) {
    Task task;
    {
      MutexLock lock(&mu_);
      if (ran) --running_;
      ran = true;
      const auto has_task = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
        return Waiting() > 0 || (takes_back && !back_.empty());
      };
      while (!has_task() && !stopping_) changed_.Wait(&mu_);
      if (!has_task()) return;
      const bool is_back = Waiting() == 0;
      std::deque<Task>& queue = Queue(is_back          ? Lane::kBack
                                      : front_.empty() ? Lane::kUsual
                                                       : Lane::kFront);
      task = std::move(queue.front());
      queue.pop_front();
      if (!is_back) admission_.Turn(task.joined, SteadyNow());
      ++running_;
    }
    task.run();
  }
}

}  // namespace banso
