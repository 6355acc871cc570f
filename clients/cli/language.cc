#include "clients/cli/language.h"

#include <cstdlib>

#include "absl/strings/match.h"

namespace banso {

std::optional<UiLanguage> ParseUiLanguage(absl::string_view text) {
  if (text == "ja") return UiLanguage::kJa;
  if (text == "ja-easy") return UiLanguage::kJaEasy;
  if (text == "en") return UiLanguage::kEn;
  return std::nullopt;
}

UiLanguage UiLanguageFromEnvironment() {
  if (const char* chosen = std::getenv("BANSO_LANG")) {
    if (const auto language = ParseUiLanguage(chosen)) return *language;
  }
  for (const char* variable : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* locale = std::getenv(variable);
    if (locale == nullptr || *locale == '\0') continue;
    return absl::StartsWith(locale, "ja") ? UiLanguage::kJa : UiLanguage::kEn;
  }
  return UiLanguage::kEn;
}

}  // namespace banso
