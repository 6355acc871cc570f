// Text in the three languages in which reasons are told.
#ifndef BANSO_ENGINE_EXPLAIN_WORDS_H_
#define BANSO_ENGINE_EXPLAIN_WORDS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace banso {

// A fixed text, with places $0 to $9 for words that come later.
//
// `ja_easy` is やさしい日本語. No sentence is longer than 30 characters, its full stop counted and
// the readings not. Every run of kanji is followed by its reading in hiragana in full-width
// parentheses; okurigana stays outside, as in 新（あたら）しい. Digits are no part of a run. Where
// a number changes how it is read together with its counter, the reading is that of the number and
// the counter, as in 2日（ふつか） and 1人（ひとり）; elsewhere it is that of the counter alone, as
// in 28時間（じかん）.
struct Text {
  absl::string_view ja;
  absl::string_view ja_easy;
  absl::string_view en;

  bool empty() const { return ja.empty(); }
};

// The same, made while running.
struct Words {
  std::string ja;
  std::string ja_easy;
  std::string en;

  friend bool operator==(const Words&, const Words&) = default;
};

// `text` with $0, $1, … replaced by the words of the same language. Replaced once: what the words
// themselves hold is left alone.
Words Fill(const Text& text, const std::vector<Words>& words);

// Appends `tail` to `head` in each language, in English after a blank.
Words Join(Words head, const Words& tail);

}  // namespace banso

#endif  // BANSO_ENGINE_EXPLAIN_WORDS_H_
