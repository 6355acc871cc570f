#include "server/convert/etag.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_format.h"
#include "server/convert/status_details.h"

namespace banso {
namespace {

// Multiplying by an odd number is a bijection of 64-bit numbers, and the product with the inverse
// is 1. Text that no server made comes back as a number over 2^48 but for one case in 65,536.
constexpr uint64_t kFactor = 0x9E3779B97F4A7C15;
constexpr uint64_t kInverse = 0xF1DE83E19937733D;
static_assert(kFactor * kInverse == 1);
constexpr uint64_t kRevisions = uint64_t{1} << 48;

}  // namespace

std::string EtagOf(int64_t revision) {
  return absl::StrFormat("%016x", static_cast<uint64_t>(revision) * kFactor);
}

absl::StatusOr<int64_t> RevisionOfEtag(absl::string_view etag, std::string field) {
  uint64_t product = 0;
  if (etag.size() == 16 && absl::ascii_isxdigit(etag[0]) && absl::SimpleHexAtoi(etag, &product)) {
    const uint64_t revision = product * kInverse;
    if (revision > 0 && revision < kRevisions) return static_cast<int64_t>(revision);
  }
  return InvalidField(
      std::move(field),
      "is not an etag of this server; send the one that was read, or leave it empty");
}

}  // namespace banso
