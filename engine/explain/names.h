// Names of languages, levels, prefectures and needs in words.
#ifndef BANSO_ENGINE_EXPLAIN_NAMES_H_
#define BANSO_ENGINE_EXPLAIN_NAMES_H_

#include <optional>

#include "absl/strings/string_view.h"
#include "engine/explain/words.h"
#include "engine/model/language.h"
#include "engine/model/need.h"

namespace banso {

// The name of the language with BCP 47 `tag`, else that of its first part, else the tag itself. In
// ja_easy an unknown tag longer than 8 characters is "この言葉（ことば）", for the length of the
// sentence.
Words LanguageWords(absl::string_view tag);

// A level as a name: "N2", "CEFR B1". None if the step is not one of the scale's, which start at 1.
std::optional<Words> JlptWords(int step);
std::optional<Words> CefrWords(int step);

// The name of a prefecture of JIS X 0401. None if `prefecture` is not in [1, 47].
std::optional<Words> PrefectureWords(int prefecture);

// What is needed, as a noun in neutral words that never say why.
Words NeedWords(NeedKind kind);

}  // namespace banso

#endif  // BANSO_ENGINE_EXPLAIN_NAMES_H_
