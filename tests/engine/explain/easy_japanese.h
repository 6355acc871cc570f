// The rules of ja_easy, as engine/explain/words.h states them.
#ifndef BANSO_TESTS_ENGINE_EXPLAIN_EASY_JAPANESE_H_
#define BANSO_TESTS_ENGINE_EXPLAIN_EASY_JAPANESE_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace banso {

// A run of kanji and the reading that follows it; empty if none does.
struct ReadRun {
  std::string kanji;
  std::string reading;
};

// The runs of kanji of `text` in their order. Kanji inside readings are reported by
// EasyJapaneseFault.
std::vector<ReadRun> ReadRuns(absl::string_view text);

// What is wrong with `text` as ja_easy; empty if nothing is: a sentence of more than 30 characters
// with its full stop and without readings, a run of kanji without reading, a reading that is empty,
// not all hiragana or not after kanji, a text without its last full stop, or bad UTF-8.
std::string EasyJapaneseFault(absl::string_view text);

// Whether `text` holds a character of Chinese or Japanese script or full-width punctuation.
bool HoldsCjk(absl::string_view text);

}  // namespace banso

#endif  // BANSO_TESTS_ENGINE_EXPLAIN_EASY_JAPANESE_H_
