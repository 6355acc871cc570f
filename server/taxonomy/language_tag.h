// Language tags in the one form in which they are stored and compared.
#ifndef BANSO_SERVER_TAXONOMY_LANGUAGE_TAG_H_
#define BANSO_SERVER_TAXONOMY_LANGUAGE_TAG_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace banso {

// Returns the BCP 47 tag in its shortest form: the ISO 639-1 code where one exists (`jpn` is `ja`,
// `per` and `fas` are `fa`), script in title case and region in upper case (`KU_arab` is
// `ku-Arab`), no script that the language is always written in (`ja-Jpan` is `ja`), and Chinese by
// script (`zh-TW` is `zh-Hant`, `zh-CN` is `zh-Hans`). Dari (`prs`) and Northern Kurdish (`kmr`)
// stay apart from `fa` and `ku`. Empty if `tag` has not the shape language[-Script][-REGION].
// Whether such a language exists is not decided here.
std::optional<std::string> NormalizeLanguageTag(absl::string_view tag);

}  // namespace banso

#endif  // BANSO_SERVER_TAXONOMY_LANGUAGE_TAG_H_
