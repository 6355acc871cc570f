// The language in which the command line speaks.
#ifndef BANSO_CLIENTS_CLI_LANGUAGE_H_
#define BANSO_CLIENTS_CLI_LANGUAGE_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace banso {

// Plain Japanese (やさしい日本語) concerns reasons only; headings and messages are those of
// Japanese.
enum class UiLanguage { kJa, kJaEasy, kEn };

// A text in the languages of the command line, with the places $0, $1, ... of absl::Substitute.
struct Phrase {
  const char* en;
  const char* ja;

  const char* In(UiLanguage language) const { return language == UiLanguage::kEn ? en : ja; }
};

// Reads `ja`, `ja-easy` or `en`.
std::optional<UiLanguage> ParseUiLanguage(absl::string_view text);

// The language of the environment: BANSO_LANG, then LC_ALL, LC_MESSAGES and LANG, the first that is
// set; a locale that begins with `ja` is Japanese and everything else English.
UiLanguage UiLanguageFromEnvironment();

}  // namespace banso

#endif  // BANSO_CLIENTS_CLI_LANGUAGE_H_
