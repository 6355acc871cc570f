#include "clients/cli/display_width.h"

#include <unicode/brkiter.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

#include <memory>

namespace banso {
namespace {

constexpr UChar32 kReplacement = 0xFFFD;
constexpr absl::string_view kFirstStrongIsolate = "\xE2\x81\xA8";
constexpr absl::string_view kPopIsolate = "\xE2\x81\xA9";
constexpr absl::string_view kEllipsis = "\xE2\x80\xA6";

// Calls `visit` with each code point; a byte that is not UTF-8 is visited as U+FFFD.
template <typename Visit>
void ForEachCodePoint(absl::string_view text, Visit visit) {
  const int32_t length = static_cast<int32_t>(text.size());
  for (int32_t at = 0; at < length;) {
    UChar32 c;
    U8_NEXT(text.data(), at, length, c);
    visit(c < 0 ? kReplacement : c);
  }
}

int CodePointWidth(UChar32 c) {
  constexpr UChar32 kSoftHyphen = 0xAD;
  switch (u_charType(c)) {
    case U_NON_SPACING_MARK:
    case U_ENCLOSING_MARK:
    case U_CONTROL_CHAR:
      return 0;
    case U_FORMAT_CHAR:
      return c == kSoftHyphen ? 1 : 0;
    default:
      break;
  }
  const int syllable = u_getIntPropertyValue(c, UCHAR_HANGUL_SYLLABLE_TYPE);
  if (syllable == U_HST_VOWEL_JAMO || syllable == U_HST_TRAILING_JAMO) return 0;
  const int width = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
  return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

bool IsRightToLeft(UChar32 c) {
  const UCharDirection direction = u_charDirection(c);
  return direction == U_RIGHT_TO_LEFT || direction == U_RIGHT_TO_LEFT_ARABIC;
}

// LRE, RLE, PDF, LRO, RLO and the isolates: in the middle of a name they could only mislead.
bool IsExplicitBidiControl(UChar32 c) {
  return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

void AppendCodePoint(UChar32 c, std::string& out) {
  char buffer[U8_MAX_LENGTH];
  int32_t length = 0;
  U8_APPEND_UNSAFE(buffer, length, c);
  out.append(buffer, length);
}

}  // namespace

int DisplayWidth(absl::string_view text) {
  int width = 0;
  ForEachCodePoint(text, [&](UChar32 c) { width += CodePointWidth(c); });
  return width;
}

std::string TruncateToWidth(absl::string_view text, int width) {
  if (DisplayWidth(text) <= width) return std::string(text);
  if (width <= 0) return "";
  const icu::UnicodeString wide = icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
  UErrorCode status = U_ZERO_ERROR;
  std::unique_ptr<icu::BreakIterator> clusters(
      icu::BreakIterator::createCharacterInstance(icu::Locale::getRoot(), status));
  if (U_FAILURE(status)) return std::string(kEllipsis);
  clusters->setText(wide);
  std::string kept;
  int used = 0;
  int32_t start = clusters->first();
  for (int32_t end = clusters->next(); end != icu::BreakIterator::DONE; end = clusters->next()) {
    std::string cluster;
    wide.tempSubStringBetween(start, end).toUTF8String(cluster);
    const int cluster_width = DisplayWidth(cluster);
    if (used + cluster_width > width - 1) break;
    kept += cluster;
    used += cluster_width;
    start = end;
  }
  kept.append(kEllipsis.data(), kEllipsis.size());
  // An isolate that was opened must still be closed.
  if (kept.find(std::string(kFirstStrongIsolate)) != std::string::npos) {
    kept.append(kPopIsolate.data(), kPopIsolate.size());
  }
  return kept;
}

std::string SafeCell(absl::string_view text) {
  std::string safe;
  safe.reserve(text.size());
  bool right_to_left = false;
  ForEachCodePoint(text, [&](UChar32 c) {
    if (c == '\n' || c == '\r' || c == '\t' || c == 0x2028 || c == 0x2029) {
      c = ' ';
    } else if (u_charType(c) == U_CONTROL_CHAR || IsExplicitBidiControl(c)) {
      c = kReplacement;
    }
    right_to_left = right_to_left || IsRightToLeft(c);
    AppendCodePoint(c, safe);
  });
  if (!right_to_left) return safe;
  std::string isolated(kFirstStrongIsolate);
  isolated += safe;
  isolated.append(kPopIsolate.data(), kPopIsolate.size());
  return isolated;
}

}  // namespace banso
