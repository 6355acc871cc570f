#include "server/services/digest.h"

#include <sodium.h>

#include <cstdint>

namespace banso {

std::string Digest(std::initializer_list<absl::string_view> parts, absl::string_view key) {
  constexpr size_t kBytes = 32;
  crypto_generichash_state state;
  crypto_generichash_init(&state, reinterpret_cast<const unsigned char*>(key.data()), key.size(),
                          kBytes);
  for (const absl::string_view part : parts) {
    const uint64_t size = part.size();
    unsigned char length[8];
    for (int i = 0; i < 8; ++i) length[i] = static_cast<unsigned char>(size >> (8 * i));
    crypto_generichash_update(&state, length, sizeof(length));
    crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(part.data()),
                              part.size());
  }
  std::string digest(kBytes, '\0');
  crypto_generichash_final(&state, reinterpret_cast<unsigned char*>(digest.data()), kBytes);
  return digest;
}

}  // namespace banso
