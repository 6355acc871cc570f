#include "server/services/watch_hub.h"

#include <algorithm>

#include "server/base/steady_time.h"

namespace banso {

WatchHub::WatchHub(const Catalog* catalog, const WatchOptions& options)
    : catalog_(catalog), options_(options), thread_([this] { Run(); }) {}

WatchHub::~WatchHub() {
  {
    MutexLock lock(&mu_);
    ending_ = true;
    changed_.NotifyAll();
  }
  thread_.join();
}

void WatchHub::Add(Stream* stream) {
  MutexLock lock(&mu_);
  streams_.push_back(stream);
  changed_.NotifyAll();
  if (stopped_) stream->Wake(/*beat=*/false, /*ends=*/true);
}

void WatchHub::Remove(Stream* stream) {
  MutexLock lock(&mu_);
  streams_.erase(std::find(streams_.begin(), streams_.end(), stream));
}

bool WatchHub::WaitUntil(absl::Time time) {
  MutexLock lock(&mu_);
  while (!ending_ && (streams_.empty() || SteadyNow() < time)) {
    changed_.WaitUntil(&mu_, streams_.empty() ? absl::InfiniteFuture() : time);
  }
  return !ending_;
}

void WatchHub::WakeAll(bool beat) {
  MutexLock lock(&mu_);
  for (Stream* const stream : streams_) stream->Wake(beat, stopped_);
}

void WatchHub::Run() {
  Revision known = 0;
  absl::Time next_beat = SteadyNow() + options_.beat;
  while (WaitUntil(SteadyNow() + options_.pause)) {
    // No snapshot is held while waiting: values that were erased have to leave memory.
    const absl::Status changed = catalog_->WaitFor(known + 1, next_beat).status();
    if (absl::IsCancelled(changed)) {
      {
        MutexLock lock(&mu_);
        stopped_ = true;
      }
      WakeAll(/*beat=*/false);
      WaitUntil(absl::InfiniteFuture());
      return;
    }
    // What is published from here on is looked at next time.
    known = catalog_->Current()->revision();
    const bool beat = SteadyNow() >= next_beat;
    if (beat) next_beat = SteadyNow() + options_.beat;
    WakeAll(beat);
  }
}

}  // namespace banso
