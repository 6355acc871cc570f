// A key store that forgets everything with the test.
#ifndef BANSO_TESTS_ACCESS_MEMORY_KEY_STORE_H_
#define BANSO_TESTS_ACCESS_MEMORY_KEY_STORE_H_

#include <map>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/base/mutex.h"
#include "server/seal/key_store.h"

namespace banso {

// Keys differ between owners and are the same in every run.
class MemoryKeyStore final : public KeyStore {
 public:
  absl::StatusOr<Key> GetOrCreate(absl::string_view owner) override {
    MutexLock lock(&mu_);
    const auto [found, made] = keys_.try_emplace(std::string(owner));
    if (made) {
      Key key;
      key.fill(static_cast<uint8_t>(keys_.size()));
      found->second = key;
    }
    if (!found->second) return absl::FailedPreconditionError("the key was destroyed");
    return *found->second;
  }
  absl::StatusOr<std::optional<Key>> Find(absl::string_view owner) override {
    MutexLock lock(&mu_);
    const auto found = keys_.find(std::string(owner));
    return found == keys_.end() ? std::nullopt : found->second;
  }
  absl::Status Destroy(absl::string_view owner) override {
    MutexLock lock(&mu_);
    keys_[std::string(owner)] = std::nullopt;
    return absl::OkStatus();
  }

 private:
  Mutex mu_;
  std::map<std::string, std::optional<Key>> keys_ ABSL_GUARDED_BY(mu_);
};

}  // namespace banso

#endif  // BANSO_TESTS_ACCESS_MEMORY_KEY_STORE_H_
