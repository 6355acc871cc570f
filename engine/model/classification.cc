#include "engine/model/classification.h"

#include <algorithm>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"

namespace banso {
namespace {

// The last major group of each JSIC division, A to T.
constexpr int kLastMajor[] = {2,  4,  5,  8,  32, 36, 41, 49, 61, 67,
                              70, 74, 77, 80, 82, 85, 87, 96, 98, 99};

bool AllDigits(absl::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
}

uint32_t Number(absl::string_view digits) {
  uint32_t value = 0;
  for (char c : digits) value = value * 10 + (c - '0');
  return value;
}

}  // namespace

int CodePath::CommonDepth(const CodePath& other) const {
  if (scheme_ != other.scheme_) return 0;
  const int limit = std::min(depth_, other.depth_);
  int depth = 0;
  while (depth < limit && levels_[depth] == other.levels_[depth]) ++depth;
  return depth;
}

absl::StatusOr<CodePath> ParseIndustry(absl::string_view code) {
  CodePath path;
  path.code_ = std::string(code);
  path.scheme_ = CodePath::Scheme::kJsic;
  if (code.size() == 1 && code[0] >= 'A' && code[0] <= 'T') {
    path.Push(code[0] - 'A' + 1);
    return path;
  }
  if (code.size() < 2 || code.size() > 4 || !AllDigits(code)) {
    return absl::InvalidArgumentError(
        "must be a JSIC code: a division letter A to T, or 2 to 4 digits");
  }
  const int major = static_cast<int>(Number(code.substr(0, 2)));
  if (major == 0) return absl::InvalidArgumentError("must name a JSIC major group, 01 to 99");
  const int division =
      static_cast<int>(std::lower_bound(std::begin(kLastMajor), std::end(kLastMajor), major) -
                       std::begin(kLastMajor));
  path.Push(division + 1);
  for (size_t length = 2; length <= code.size(); ++length) {
    path.Push(Number(code.substr(0, length)));
  }
  return path;
}

absl::StatusOr<CodePath> ParseOccupation(absl::string_view code) {
  CodePath path;
  path.code_ = std::string(code);
  if (absl::StartsWith(code, "onet:")) {
    // SOC groups nest by digits: major 15, minor 15-1, broad 15-125, detailed 15-1252; O*NET adds
    // two digits.
    const absl::string_view soc = code.substr(5);
    if (soc.size() != 10 || soc[2] != '-' || soc[7] != '.' || !AllDigits(soc.substr(0, 2)) ||
        !AllDigits(soc.substr(3, 4)) || !AllDigits(soc.substr(8))) {
      return absl::InvalidArgumentError("must be an O*NET-SOC code such as onet:15-1252.00");
    }
    path.scheme_ = CodePath::Scheme::kOnetSoc;
    path.Push(Number(soc.substr(0, 2)));
    for (size_t length : {1, 3, 4}) path.Push(Number(soc.substr(3, length)));
    path.Push(Number(soc.substr(8)));
    return path;
  }
  path.scheme_ = CodePath::Scheme::kIsco;
  const std::vector<absl::string_view> parts = absl::StrSplit(code, '.');
  const absl::string_view isco = parts[0];
  const bool whole = isco.size() == 4;
  if (isco.size() > 4 || !AllDigits(isco) || (parts.size() > 1 && !whole) ||
      parts.size() > CodePath::kMaxDepth - 3) {
    return absl::InvalidArgumentError(
        "must be an ISCO-08 code of 1 to 4 digits, or an ESCO code such as 2512.4");
  }
  for (size_t length = 1; length <= isco.size(); ++length) {
    path.Push(Number(isco.substr(0, length)));
  }
  for (size_t i = 1; i < parts.size(); ++i) {
    if (!AllDigits(parts[i]) || parts[i].size() > 4) {
      return absl::InvalidArgumentError("must have parts of 1 to 4 digits after its dots");
    }
    path.Push(Number(parts[i]));
  }
  return path;
}

char DivisionLetter(const CodePath& industry) {
  return static_cast<char>('A' + industry.level(0) - 1);
}

}  // namespace banso
