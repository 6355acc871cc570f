// Keys of people, kept apart from the database and its backups, without history.
#ifndef BANSO_SERVER_SEAL_KEY_STORE_H_
#define BANSO_SERVER_SEAL_KEY_STORE_H_

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace banso {

inline constexpr size_t kKeyBytes = 32;
using Key = std::array<uint8_t, kKeyBytes>;

// Thread safety: every method may run on any number of threads at once. Owners are resource names,
// or `server/` with the name of a secret of the server itself, such as `server/tokens`.
class KeyStore {
 public:
  virtual ~KeyStore() = default;

  // Returns the owner's key; makes a random one if there is none. Durable once this returns.
  // Errors: UNAVAILABLE; DATA_LOSS if the master key does not open it; FAILED_PRECONDITION if the
  // owner's key was destroyed: an erased person never gets another one.
  virtual absl::StatusOr<Key> GetOrCreate(absl::string_view owner) = 0;

  // As GetOrCreate for each of the owners, in their order, but with none for those whose key was
  // destroyed. A store that writes to a disk does so once for all of them.
  virtual absl::StatusOr<std::vector<std::optional<Key>>> GetOrCreateAll(
      std::span<const std::string> owners) {
    std::vector<std::optional<Key>> keys;
    for (const std::string& owner : owners) {
      const absl::StatusOr<Key> key = GetOrCreate(owner);
      if (!key.ok() && !absl::IsFailedPrecondition(key.status())) return key.status();
      keys.push_back(key.ok() ? std::optional<Key>(*key) : std::nullopt);
    }
    return keys;
  }

  // Returns the owner's key, or none if there is none (any more). Errors: as above.
  virtual absl::StatusOr<std::optional<Key>> Find(absl::string_view owner) = 0;

  // As Find for each of the owners, in their order, at the cost of little more than one.
  virtual absl::StatusOr<std::vector<std::optional<Key>>> FindAll(
      std::span<const std::string> owners) {
    std::vector<std::optional<Key>> keys;
    for (const std::string& owner : owners) {
      absl::StatusOr<std::optional<Key>> key = Find(owner);
      if (!key.ok()) return std::move(key).status();
      keys.push_back(*key);
    }
    return keys;
  }

  // Destroys the owner's key for good. Nothing sealed with it can be read afterwards, neither here
  // nor from a backup of the database. Destroying again changes nothing.
  virtual absl::Status Destroy(absl::string_view owner) = 0;
};

}  // namespace banso

#endif  // BANSO_SERVER_SEAL_KEY_STORE_H_
