#include "clients/cli/request_id.h"

#include <sodium.h>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace banso {
namespace {

std::string Hex(const unsigned char* bytes, size_t size) {
  return absl::BytesToHexString(absl::string_view(reinterpret_cast<const char*>(bytes), size));
}

}  // namespace

std::string NewRequestId() {
  unsigned char bytes[16];
  randombytes_buf(bytes, sizeof bytes);
  bytes[6] = (bytes[6] & 0x0F) | 0x40;  // Version 4.
  bytes[8] = (bytes[8] & 0x3F) | 0x80;  // The variant of RFC 4122.
  return absl::StrCat(Hex(bytes, 4), "-", Hex(bytes + 4, 2), "-", Hex(bytes + 6, 2), "-",
                      Hex(bytes + 8, 2), "-", Hex(bytes + 10, 6));
}

std::string ContentHash(absl::string_view content) {
  unsigned char digest[16];
  crypto_generichash(digest, sizeof digest, reinterpret_cast<const unsigned char*>(content.data()),
                     content.size(), nullptr, 0);
  return Hex(digest, sizeof digest);
}

}  // namespace banso
