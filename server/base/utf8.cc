#include "server/base/utf8.h"

namespace banso {

std::optional<char32_t> NextCodePoint(absl::string_view* text) {
  const auto byte = [text](size_t i) { return static_cast<unsigned char>((*text)[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) {
    text->remove_prefix(1);
    return lead;
  }
  const size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  // C0, C1 would be overlong, F5 and above lie behind U+10FFFF, and 80 to BF begin nothing.
  if (lead < 0xC2 || lead > 0xF4 || text->size() < length) return std::nullopt;
  char32_t code_point = lead & (0x7F >> length);
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return std::nullopt;
    code_point = code_point << 6 | (byte(i) & 0x3F);
  }
  const char32_t smallest = length == 2 ? 0x80 : length == 3 ? 0x800 : 0x10000;
  const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
  if (code_point < smallest || code_point > 0x10FFFF || surrogate) return std::nullopt;
  text->remove_prefix(length);
  return code_point;
}

bool IsUtf8(absl::string_view text) {
  while (!text.empty()) {
    if (!NextCodePoint(&text)) return false;
  }
  return true;
}

int CountCodePoints(absl::string_view text) {
  int count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return count;
}

}  // namespace banso
