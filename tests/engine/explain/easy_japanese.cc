#include "tests/engine/explain/easy_japanese.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace banso {
namespace {

constexpr int kLongestSentence = 30;

// None if the text is not UTF-8. Overlong forms do not come from our compiler.
std::optional<std::u32string> Decode(absl::string_view text) {
  std::u32string decoded;
  for (size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const int length = lead < 0x80             ? 1
                       : (lead & 0xE0) == 0xC0 ? 2
                       : (lead & 0xF0) == 0xE0 ? 3
                       : (lead & 0xF8) == 0xF0 ? 4
                                               : 0;
    if (length == 0 || i + length > text.size()) return std::nullopt;
    char32_t value = length == 1 ? lead : lead & (0x7F >> length);
    for (int k = 1; k < length; ++k) {
      const auto next = static_cast<unsigned char>(text[i + k]);
      if ((next & 0xC0) != 0x80) return std::nullopt;
      value = value << 6 | (next & 0x3F);
    }
    decoded.push_back(value);
    i += length;
  }
  return decoded;
}

std::string Encode(std::u32string_view text) {
  std::string encoded;
  for (char32_t c : text) {
    if (c < 0x80) {
      encoded += static_cast<char>(c);
    } else if (c < 0x800) {
      encoded += static_cast<char>(0xC0 | c >> 6);
      encoded += static_cast<char>(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
      encoded += static_cast<char>(0xE0 | c >> 12);
      encoded += static_cast<char>(0x80 | (c >> 6 & 0x3F));
      encoded += static_cast<char>(0x80 | (c & 0x3F));
    } else {
      encoded += static_cast<char>(0xF0 | c >> 18);
      encoded += static_cast<char>(0x80 | (c >> 12 & 0x3F));
      encoded += static_cast<char>(0x80 | (c >> 6 & 0x3F));
      encoded += static_cast<char>(0x80 | (c & 0x3F));
    }
  }
  return encoded;
}

bool IsKanji(char32_t c) {
  return (0x4E00 <= c && c <= 0x9FFF) || (0x3400 <= c && c <= 0x4DBF) ||
         (0xF900 <= c && c <= 0xFAFF) || (0x20000 <= c && c <= 0x3FFFF) || c == U'々';
}

bool IsHiragana(char32_t c) { return 0x3041 <= c && c <= 0x3096; }

// The run that starts at `at`, and where the text goes on after its reading.
ReadRun RunAt(std::u32string_view text, size_t* at) {
  size_t end = *at;
  while (end < text.size() && IsKanji(text[end])) ++end;
  ReadRun run{Encode(text.substr(*at, end - *at)), ""};
  *at = end;
  if (end < text.size() && text[end] == U'（') {
    const size_t close = text.find(U'）', end);
    if (close != std::u32string_view::npos) {
      run.reading = Encode(text.substr(end + 1, close - end - 1));
      *at = close + 1;
    }
  }
  return run;
}

}  // namespace

std::vector<ReadRun> ReadRuns(absl::string_view text) {
  std::vector<ReadRun> runs;
  const std::u32string decoded = Decode(text).value_or(U"");
  for (size_t i = 0; i < decoded.size();) {
    if (IsKanji(decoded[i])) {
      runs.push_back(RunAt(decoded, &i));
    } else {
      ++i;
    }
  }
  return runs;
}

std::string EasyJapaneseFault(absl::string_view text) {
  const std::optional<std::u32string> decoded = Decode(text);
  if (!decoded) return "bad UTF-8";
  if (decoded->empty() || decoded->back() != U'。') return "no full stop at the end";
  int length = 0;
  for (size_t i = 0; i < decoded->size();) {
    const char32_t c = (*decoded)[i];
    if (IsKanji(c)) {
      const size_t start = i;
      const ReadRun run = RunAt(*decoded, &i);
      if (run.reading.empty()) return absl::StrCat("no reading after ", run.kanji);
      const std::u32string reading = Decode(run.reading).value_or(U"");
      for (char32_t r : reading) {
        if (!IsHiragana(r)) return absl::StrCat("reading not in hiragana: ", run.reading);
      }
      for (size_t k = start; k < decoded->size() && IsKanji((*decoded)[k]); ++k) ++length;
    } else if (c == U'（' || c == U'）') {
      return "parentheses that do not follow kanji";
    } else {
      ++length;
      ++i;
      if (length > kLongestSentence)
        return absl::StrCat("sentence too long in: ", std::string(text));
      if (c == U'。') length = 0;
    }
  }
  return "";
}

bool HoldsCjk(absl::string_view text) {
  for (char32_t c : Decode(text).value_or(U"漢")) {
    if ((0x2E80 <= c && c <= 0xA4CF) || IsKanji(c) || (0xFE30 <= c && c <= 0xFE4F) ||
        (0xFF00 <= c && c <= 0xFFEF)) {
      return true;
    }
  }
  return false;
}

}  // namespace banso
