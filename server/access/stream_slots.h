// How many streams somebody may have open at once.
#ifndef BANSO_SERVER_ACCESS_STREAM_SLOTS_H_
#define BANSO_SERVER_ACCESS_STREAM_SLOTS_H_

#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "server/base/mutex.h"

namespace banso {

// Thread safety: any number of threads at once. Outlives its slots.
class StreamSlots {
 public:
  // Given back when it is destroyed.
  using Slot = std::shared_ptr<const void>;

  explicit StreamSlots(int most_of_one) : most_of_one_(most_of_one) {}

  // A slot for the owner of `key`, or null if as many as allowed are taken.
  Slot Take(const std::string& key) ABSL_LOCKS_EXCLUDED(mu_) {
    MutexLock lock(&mu_);
    int& taken = taken_[key];
    if (taken >= most_of_one_) return nullptr;
    ++taken;
    return Slot(this, [key](const void* slots) {
      static_cast<StreamSlots*>(const_cast<void*>(slots))->Return(key);
    });
  }

 private:
  void Return(const std::string& key) ABSL_LOCKS_EXCLUDED(mu_) {
    MutexLock lock(&mu_);
    const auto taken = taken_.find(key);
    if (--taken->second == 0) taken_.erase(taken);
  }

  const int most_of_one_;
  Mutex mu_;
  absl::flat_hash_map<std::string, int> taken_ ABSL_GUARDED_BY(mu_);
};

}  // namespace banso

#endif  // BANSO_SERVER_ACCESS_STREAM_SLOTS_H_
