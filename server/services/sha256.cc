#include "server/services/sha256.h"

#include <sodium.h>

#include "absl/strings/escaping.h"

namespace banso {

std::string Sha256(absl::string_view bytes) {
  std::string hash(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256(reinterpret_cast<unsigned char*>(hash.data()),
                     reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  return absl::BytesToHexString(hash);
}

}  // namespace banso
