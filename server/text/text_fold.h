// Unicode text: normal form for what is stored, folded form for what is searched.
// Thread safety: every function may run on any number of threads at once.
#ifndef BANSO_SERVER_TEXT_TEXT_FOLD_H_
#define BANSO_SERVER_TEXT_TEXT_FOLD_H_

#include <string>

#include "absl/strings/string_view.h"

namespace banso {

// Returns the search key of `utf8`: two texts that a reader takes for the same word have the same
// key. Differences that vanish: Unicode form, width and case (NFKC_Casefold); katakana and
// hiragana; the long-vowel mark (サーバー, サーバ); small and large kana (ソフトウェア,
// ソフトウエア); ヴァ and バ; accents of Latin, Greek and Cyrillic letters; spaces, hyphens, middle
// dots and other punctuation. `+` and `#` stay, so that C, C++ and C# differ. The key of a name's
// kana is the key of the name. The key may be empty, and is not for showing. A byte that is not
// UTF-8 counts as U+FFFD. Cost: about a microsecond for a short text.
std::string FoldForSearch(absl::string_view utf8);

// Returns `utf8` in Normalization Form C. A byte that is not UTF-8 becomes U+FFFD.
std::string ToNfc(absl::string_view utf8);

// Whether `utf8` is well-formed UTF-8 in Normalization Form C.
bool IsNfc(absl::string_view utf8);

}  // namespace banso

#endif  // BANSO_SERVER_TEXT_TEXT_FOLD_H_
