// The key that wraps all others. It is neither in the database nor in the key file.
#ifndef BANSO_SERVER_SEAL_MASTER_KEY_H_
#define BANSO_SERVER_SEAL_MASTER_KEY_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "server/seal/key_store.h"

namespace banso {

// The environment variable that may hold the master key, in place of a file.
inline constexpr char kMasterKeyVariable[] = "BANSO_MASTER_KEY";

enum class MissingFile { kRefused, kMade };

// Returns the key in a file: 32 bytes in base64, on a line. If there is no file and it may be made,
// makes one with a random key that only its owner can read; of several that do so at once, one
// wins. It is on the disk when this returns.
// Errors: NOT_FOUND if there is none and it may not be made; FAILED_PRECONDITION if others than its
// owner may read or write it (in the folder that CREDENTIALS_DIRECTORY names, a group may read it),
// or it is no file; INVALID_ARGUMENT if it holds no key; UNAVAILABLE.
absl::StatusOr<Key> ReadMasterKeyFile(const std::string& path, MissingFile missing);

// Reads 32 bytes in base64; white space around them is ignored.
// Errors: INVALID_ARGUMENT, which never repeats the text.
absl::StatusOr<Key> ParseMasterKey(absl::string_view text);

// The text of a key, as ParseMasterKey reads it.
std::string FormatMasterKey(const Key& key);

}  // namespace banso

#endif  // BANSO_SERVER_SEAL_MASTER_KEY_H_
