#include "server/base/utf8.h"

#include <string>

#include "gtest/gtest.h"

namespace banso {
namespace {

TEST(Utf8Test, EveryCodePointOfEachLengthIsDecoded) {
  for (const char32_t expected : {U'a', U'\u007f', U'\u0080', U'\u07ff', U'\u0800', U'\ufffd',
                                  U'\U00010000', U'\U0010ffff'}) {
    std::string text;
    if (expected < 0x80) {
      text = {static_cast<char>(expected)};
    } else if (expected < 0x800) {
      text = {static_cast<char>(0xC0 | expected >> 6), static_cast<char>(0x80 | (expected & 0x3F))};
    } else if (expected < 0x10000) {
      text = {static_cast<char>(0xE0 | expected >> 12),
              static_cast<char>(0x80 | (expected >> 6 & 0x3F)),
              static_cast<char>(0x80 | (expected & 0x3F))};
    } else {
      text = {static_cast<char>(0xF0 | expected >> 18),
              static_cast<char>(0x80 | (expected >> 12 & 0x3F)),
              static_cast<char>(0x80 | (expected >> 6 & 0x3F)),
              static_cast<char>(0x80 | (expected & 0x3F))};
    }
    absl::string_view rest = text;

    EXPECT_EQ(NextCodePoint(&rest), expected);
    EXPECT_TRUE(rest.empty());
  }
}

TEST(Utf8Test, MalformedSequencesAreRefusedAndLeftInPlace) {
  const std::string malformed[] = {
      "\x80",              // begins with a continuation
      "\xC0\xAF",          // overlong slash
      "\xC1\xBF",          // overlong
      "\xE0\x80\xAF",      // overlong in three bytes
      "\xF0\x80\x80\xAF",  // overlong in four bytes
      "\xED\xA0\x80",      // high surrogate
      "\xED\xBF\xBF",      // low surrogate
      "\xF4\x90\x80\x80",  // above U+10FFFF
      "\xF8\x88\x80\x80",  // five-byte form
      "\xFF",              // never a byte of UTF-8
      "\xE3\x81",          // cut short
      "\xE3\x28\xA1",      // continuation missing
  };
  for (const std::string& text : malformed) {
    absl::string_view rest = text;

    EXPECT_FALSE(NextCodePoint(&rest));
    EXPECT_EQ(rest.size(), text.size());
    EXPECT_FALSE(IsUtf8("ok" + text));
  }
}

TEST(Utf8Test, CharactersAreCountedAndNotBytes) {
  EXPECT_EQ(CountCodePoints(""), 0);
  EXPECT_EQ(CountCodePoints("abc"), 3);
  EXPECT_EQ(CountCodePoints("伴走"), 2);
  EXPECT_EQ(CountCodePoints("𠮷野家"), 3);
}

}  // namespace
}  // namespace banso
