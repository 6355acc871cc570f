// Codes of the classifications as paths from the most general level down, so that likeness is a
// matter of common depth.
#ifndef BANSO_ENGINE_MODEL_CLASSIFICATION_H_
#define BANSO_ENGINE_MODEL_CLASSIFICATION_H_

#include <array>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace banso {

// A code of one classification with its ancestors. Codes of different schemes share no level.
class CodePath {
 public:
  static constexpr int kMaxDepth = 8;
  enum class Scheme : uint8_t { kNone, kJsic, kIsco, kOnetSoc };

  CodePath() = default;

  const std::string& code() const { return code_; }
  Scheme scheme() const { return scheme_; }
  int depth() const { return depth_; }
  // The number of the code's ancestor at `level` in [0, depth()), unique within its level.
  uint32_t level(int level) const { return levels_[level]; }

  // How many levels both share from the top, in [0, min(depth)].
  int CommonDepth(const CodePath& other) const;
  // Whether this code is `other` or one of its ancestors.
  bool Covers(const CodePath& other) const { return depth_ > 0 && CommonDepth(other) == depth_; }

  friend bool operator==(const CodePath& a, const CodePath& b) { return a.code_ == b.code_; }

 private:
  friend absl::StatusOr<CodePath> ParseIndustry(absl::string_view code);
  friend absl::StatusOr<CodePath> ParseOccupation(absl::string_view code);
  void Push(uint32_t value) { levels_[depth_++] = value; }

  std::string code_;
  Scheme scheme_ = Scheme::kNone;
  uint8_t depth_ = 0;
  std::array<uint32_t, kMaxDepth> levels_ = {};
};

// Parses a JSIC Rev. 14 code: a division letter A–T, or the 2 to 4 digits of a major group, group
// or industry; the division follows from the first two digits.
// Errors: INVALID_ARGUMENT if the shape is wrong or there is no such division or major group.
// Source: Ministry of Internal Affairs and Communications, 日本標準産業分類 (第14回改定).
absl::StatusOr<CodePath> ParseIndustry(absl::string_view code);

// Parses an ISCO-08 code of 1 to 4 digits, each digit a level; or an ESCO code, four such digits
// with dotted parts (`2512.4.1`), each part a level below; or an O*NET-SOC code written
// `onet:15-1252.00` (major, minor and broad group, detailed and O*NET occupation).
// Errors: INVALID_ARGUMENT if the shape is wrong.
absl::StatusOr<CodePath> ParseOccupation(absl::string_view code);

// The letter of the JSIC division (A–T) of an industry.
char DivisionLetter(const CodePath& industry);

}  // namespace banso

#endif  // BANSO_ENGINE_MODEL_CLASSIFICATION_H_
