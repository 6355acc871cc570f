// Fields that the programme must not hold about a person, by what files call them.
#ifndef BANSO_CLIENTS_CLI_IMPORT_FORBIDDEN_FIELDS_H_
#define BANSO_CLIENTS_CLI_IMPORT_FORBIDDEN_FIELDS_H_

#include <string>

#include "absl/strings/string_view.h"

namespace banso {

// Whether a field with this key or heading, in English or Japanese, holds what must not be held:
// photo, address, birth date, age, nationality, place of birth, religion, ethnicity, sex, marital
// status, family, health, numbers of papers. Letter case, width, spaces and punctuation do not
// matter. Looks at the whole key.
bool MustNotBeHeld(absl::string_view key);

// As above, and also true if a long heading contains such a word in Japanese, as the question
// "生年月日を教えてください" does. For columns that nothing asks for.
bool MentionsWhatMustNotBeHeld(absl::string_view heading);

// `key` without case, width, spaces and punctuation (NFKC_Casefold, letters and digits only).
std::string FoldedKey(absl::string_view key);

}  // namespace banso

#endif  // BANSO_CLIENTS_CLI_IMPORT_FORBIDDEN_FIELDS_H_
