#include "server/base/ticker.h"

#include <utility>

#include "server/base/steady_time.h"

namespace banso {

Ticker::Ticker(absl::Duration delay, absl::Duration interval, std::vector<PeriodicJob> jobs)
    : jobs_(std::move(jobs)), thread_([this, delay, interval] { Run(delay, interval); }) {}

Ticker::~Ticker() {
  {
    MutexLock lock(&mu_);
    stopping_ = true;
    changed_.NotifyAll();
  }
  thread_.join();
}

void Ticker::Run(absl::Duration delay, absl::Duration interval) {
  for (;; delay = interval) {
    if (!IsTime(SteadyNow() + delay)) return;
    for (const PeriodicJob& job : jobs_) {
      if (!IsTime(absl::InfinitePast())) return;
      job.run(SteadyNow() + job.timeout);
    }
  }
}

bool Ticker::IsTime(absl::Time next) {
  MutexLock lock(&mu_);
  while (!stopping_ && SteadyNow() < next && changed_.WaitUntil(&mu_, next)) {
  }
  return !stopping_;
}

}  // namespace banso
