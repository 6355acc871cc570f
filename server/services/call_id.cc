#include "server/services/call_id.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace banso {
namespace {

constexpr size_t kShortest = 16;
constexpr size_t kLongest = 64;
// version-trace-parent-flags, of 2, 32, 16 and 2 digits.
constexpr size_t kTraceParentSize = 55;
constexpr size_t kTraceStart = 3;
constexpr size_t kTraceSize = 32;
constexpr size_t kParentStart = 36;
constexpr size_t kParentSize = 16;
constexpr size_t kFlagsStart = 53;

bool IsTaken(absl::string_view id) {
  return id.size() >= kShortest && id.size() <= kLongest &&
         std::all_of(id.begin(), id.end(),
                     [](unsigned char c) { return absl::ascii_isxdigit(c) || c == '-'; }) &&
         std::any_of(id.begin(), id.end(), [](unsigned char c) { return absl::ascii_isalpha(c); });
}

bool IsLowerHex(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return absl::ascii_isdigit(c) || (c >= 'a' && c <= 'f');
  });
}

bool IsZero(absl::string_view text) {
  return text.find_first_not_of('0') == absl::string_view::npos;
}

// The trace id; empty if it is not well formed. Versions to come may have more behind the flags.
absl::string_view TraceIn(absl::string_view text) {
  if (text.size() < kTraceParentSize) return "";
  const absl::string_view version = text.substr(0, 2);
  const bool more = text.size() > kTraceParentSize;
  if (!IsLowerHex(version) || version == "ff" ||
      (more && (version == "00" || text[kTraceParentSize] != '-'))) {
    return "";
  }
  const absl::string_view trace = text.substr(kTraceStart, kTraceSize);
  const absl::string_view parent = text.substr(kParentStart, kParentSize);
  const bool well_formed = text[kTraceStart - 1] == '-' && text[kParentStart - 1] == '-' &&
                           text[kFlagsStart - 1] == '-' && IsLowerHex(trace) && !IsZero(trace) &&
                           IsLowerHex(parent) && !IsZero(parent) &&
                           IsLowerHex(text.substr(kFlagsStart, 2));
  return well_formed ? trace : "";
}

// Not a secret: it only keeps calls apart.
std::string NewCallId() {
  thread_local std::mt19937_64 random = [] {
    std::random_device device;
    std::seed_seq seed{device(), device(), device(), device()};
    return std::mt19937_64(seed);
  }();
  return absl::StrCat(absl::Hex(random(), absl::kZeroPad16), absl::Hex(random(), absl::kZeroPad16));
}

}  // namespace

std::string CallIdFor(absl::string_view request_id, absl::string_view trace_parent) {
  if (IsTaken(request_id)) return std::string(request_id);
  const absl::string_view trace = TraceIn(trace_parent);
  return trace.empty() ? NewCallId() : std::string(trace);
}

}  // namespace banso
