// Texts that must not leave, in every form in which they could.
#ifndef BANSO_TESTS_E2E_CANARIES_H_
#define BANSO_TESTS_E2E_CANARIES_H_

#include <cstdint>
#include <cstring>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"

namespace banso {

// Looks for many patterns at once. Patterns of fewer than 8 bytes are left out: they would be found
// by chance.
class PatternSearch {
 public:
  // `what` is said of a find.
  void Add(const std::string& pattern, const std::string& what) {
    if (pattern.size() < kKey || !patterns_.insert(pattern).second) return;
    by_key_[KeyOf(pattern.data())].emplace_back(pattern, what);
  }

  // What was found in `text`, each once.
  std::set<std::string> FindIn(absl::string_view text) const {
    std::set<std::string> found;
    for (size_t i = 0; i + kKey <= text.size(); ++i) {
      const auto candidates = by_key_.find(KeyOf(text.data() + i));
      if (candidates == by_key_.end()) continue;
      for (const auto& [pattern, what] : candidates->second) {
        if (text.substr(i, pattern.size()) == pattern) found.insert(what);
      }
    }
    return found;
  }

  size_t size() const { return patterns_.size(); }

 private:
  static constexpr size_t kKey = 8;
  static uint64_t KeyOf(const char* bytes) {
    uint64_t key;
    std::memcpy(&key, bytes, kKey);
    return key;
  }

  std::set<std::string> patterns_;
  absl::flat_hash_map<uint64_t, std::vector<std::pair<std::string, std::string>>> by_key_;
};

// The code points of valid UTF-8.
inline std::vector<uint32_t> CodePoints(absl::string_view text) {
  std::vector<uint32_t> points;
  for (size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    uint32_t point = length == 1 ? lead : lead & (0xFF >> (length + 1));
    for (size_t j = 1; j < length; ++j) {
      point = point << 6 | (static_cast<unsigned char>(text[i + j]) & 0x3F);
    }
    points.push_back(point);
    i += length;
  }
  return points;
}

// The UTF-16 units of valid UTF-8.
inline std::vector<uint16_t> Utf16(absl::string_view text) {
  std::vector<uint16_t> units;
  for (const uint32_t point : CodePoints(text)) {
    if (point < 0x10000) {
      units.push_back(static_cast<uint16_t>(point));
    } else {
      units.push_back(static_cast<uint16_t>(0xD800 + ((point - 0x10000) >> 10)));
      units.push_back(static_cast<uint16_t>(0xDC00 + ((point - 0x10000) & 0x3FF)));
    }
  }
  return units;
}

// Adds a text as it is and in the encodings in which programs pass texts on.
inline void AddEncodings(const std::string& text, const std::string& what, PatternSearch* search) {
  const auto add = [&](const std::string& pattern, const char* encoding) {
    search->Add(pattern, absl::StrCat(what, " (", encoding, ")"));
  };
  add(text, "as it is");
  add(absl::AsciiStrToLower(text), "in lower case");
  std::string little, big, json, json_upper;
  for (const uint16_t unit : Utf16(text)) {
    const char low = static_cast<char>(unit & 0xFF);
    const char high = static_cast<char>(unit >> 8);
    little.append({low, high});
    big.append({high, low});
    if (unit < 0x80) {
      json += low;
      json_upper += low;
    } else {
      absl::StrAppendFormat(&json, "\\u%04x", unit);
      absl::StrAppendFormat(&json_upper, "\\u%04X", unit);
    }
  }
  add(little, "UTF-16LE");
  add(big, "UTF-16BE");
  add(json, "JSON escapes");
  add(json_upper, "JSON escapes");
  add(absl::CEscape(text), "octal escapes");
  add(absl::CHexEscape(text), "hexadecimal escapes");
  add(absl::BytesToHexString(text), "hexadecimal");
  std::string percent, percent_lower;
  for (const unsigned char byte : text) {
    if (absl::ascii_isalnum(byte) || byte == '-' || byte == '_' || byte == '.') {
      percent += static_cast<char>(byte);
      percent_lower += static_cast<char>(byte);
    } else {
      absl::StrAppendFormat(&percent, "%%%02X", byte);
      absl::StrAppendFormat(&percent_lower, "%%%02x", byte);
    }
  }
  add(percent, "percent escapes");
  add(percent_lower, "percent escapes");
  // Within other bytes the text may begin at any of three places; its ends mix with what is around.
  for (size_t shift = 0; shift < 3; ++shift) {
    const std::string shifted = std::string(shift, '\0') + text;
    for (const bool web : {false, true}) {
      std::string encoded = web ? absl::WebSafeBase64Escape(shifted) : absl::Base64Escape(shifted);
      while (!encoded.empty() && encoded.back() == '=') encoded.pop_back();
      const size_t front = shift == 0 ? 0 : shift + 1;
      const size_t back = shifted.size() % 3 == 0 ? 0 : 1;
      if (encoded.size() > front + back) {
        add(encoded.substr(front, encoded.size() - front - back), "base64");
      }
    }
  }
}

// A text in one script: as somebody writes it, and in the normal forms of Unicode.
struct Script {
  const char* name;
  const char* given;
  const char* nfc;
  const char* nfd;
  const char* nfkc;
  const char* nfkd;
};
inline constexpr Script kScripts[] = {
    {"Arabic", "كناري ا\u0654ﻻ", "كناري أﻻ", "كناري ا\u0654ﻻ", "كناري ألا", "كناري ا\u0654لا"},
    {"Latin", "Cana\u0301rio Ｚoë", "Canário Ｚoë", "Cana\u0301rio Ｚoe\u0308", "Canário Zoë",
     "Cana\u0301rio Zoe\u0308"},
    {"Kana", "カナリアカ\u3099 ｶﾞ", "カナリアガ ｶﾞ", "カナリアカ\u3099 ｶﾞ", "カナリアガ ガ",
     "カナリアカ\u3099 カ\u3099"},
    {"Burmese", "ကေနရီ\u1025\u102Eး", "ကေနရီ\u1026း", "ကေနရီ\u1025\u102Eး", "ကေနရီ\u1026း",
     "ကေနရီ\u1025\u102Eး"},
    {"Ethiopic", "ካናሪ ዘመድ", "ካናሪ ዘመድ", "ካናሪ ዘመድ", "ካናሪ ዘመድ", "ካናሪ ዘመድ"},
};

}  // namespace banso

#endif  // BANSO_TESTS_E2E_CANARIES_H_
