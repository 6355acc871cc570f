#include "server/audit/audit_chain.h"

#include <sodium.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "absl/time/time.h"

namespace banso {
namespace {

constexpr size_t kMacBytes = 32;

class Mac {
 public:
  Mac(const Key& key, absl::string_view purpose) {
    crypto_generichash_init(&state_, key.data(), key.size(), kMacBytes);
    Add(purpose);
  }

  void Add(int64_t number) {
    unsigned char bytes[8];
    for (int i = 0; i < 8; ++i) {
      bytes[i] = static_cast<unsigned char>(static_cast<uint64_t>(number) >> (8 * i));
    }
    crypto_generichash_update(&state_, bytes, sizeof(bytes));
  }

  // With its length: parts cannot run into each other.
  void Add(absl::string_view text) {
    Add(static_cast<int64_t>(text.size()));
    crypto_generichash_update(&state_, reinterpret_cast<const unsigned char*>(text.data()),
                              text.size());
  }

  std::string Value() {
    std::string value(kMacBytes, '\0');
    crypto_generichash_final(&state_, reinterpret_cast<unsigned char*>(value.data()), kMacBytes);
    return value;
  }

 private:
  crypto_generichash_state state_;
};

}  // namespace

std::string ChainValue(const Key& key, absl::string_view previous, const AuditRow& row) {
  Mac mac(key, "row");
  mac.Add(previous);
  mac.Add(row.number);
  mac.Add(absl::ToUnixMicros(row.time));
  mac.Add(row.principal);
  // Subjects are a set: in which order a store gives them back means nothing.
  std::vector<absl::string_view> subjects(row.subjects.begin(), row.subjects.end());
  std::sort(subjects.begin(), subjects.end());
  mac.Add(static_cast<int64_t>(subjects.size()));
  for (const absl::string_view subject : subjects) mac.Add(subject);
  mac.Add(row.entry);
  return mac.Value();
}

std::string AuditMac(const Key& key, absl::string_view purpose,
                     std::initializer_list<absl::string_view> parts) {
  Mac mac(key, purpose);
  for (const absl::string_view part : parts) mac.Add(part);
  return mac.Value();
}

}  // namespace banso
