#include "server/taxonomy/language_tag.h"

#include <array>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "server/taxonomy/built_in_taxonomies.h"

namespace banso {
namespace {

bool AllLetters(absl::string_view part) {
  for (const char c : part) {
    if (!absl::ascii_isalpha(static_cast<unsigned char>(c))) return false;
  }
  return true;
}

bool AllDigits(absl::string_view part) {
  for (const char c : part) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(c))) return false;
  }
  return true;
}

// Languages with the one script they are written in as a rule, after Suppress-Script of the IANA
// language subtag registry, for languages that people here speak.
constexpr std::pair<absl::string_view, absl::string_view> kUsualScripts[] = {
    {"am", "Ethi"}, {"ar", "Arab"}, {"bn", "Beng"}, {"de", "Latn"}, {"en", "Latn"}, {"es", "Latn"},
    {"fa", "Arab"}, {"fr", "Latn"}, {"hi", "Deva"}, {"hy", "Armn"}, {"id", "Latn"}, {"ja", "Jpan"},
    {"ka", "Geor"}, {"km", "Khmr"}, {"ko", "Kore"}, {"lo", "Laoo"}, {"my", "Mymr"}, {"ne", "Deva"},
    {"pl", "Latn"}, {"ps", "Arab"}, {"pt", "Latn"}, {"ru", "Cyrl"}, {"si", "Sinh"}, {"so", "Latn"},
    {"sw", "Latn"}, {"ta", "Taml"}, {"th", "Thai"}, {"ti", "Ethi"}, {"tl", "Latn"}, {"tr", "Latn"},
    {"uk", "Cyrl"}, {"ur", "Arab"}, {"vi", "Latn"}};

bool IsUsualScript(absl::string_view language, absl::string_view script) {
  for (const auto& [usual_language, usual_script] : kUsualScripts) {
    if (usual_language == language) return usual_script == script;
  }
  return false;
}

}  // namespace

std::optional<std::string> NormalizeLanguageTag(absl::string_view tag) {
  const std::string lower = absl::StrReplaceAll(absl::AsciiStrToLower(tag), {{"_", "-"}});
  const auto& synonyms = LanguageSynonyms();
  if (const auto whole = synonyms.find(lower); whole != synonyms.end()) return whole->second;

  const std::vector<std::string> parts = absl::StrSplit(lower, '-');
  size_t next = 0;
  if (parts[0].size() < 2 || parts[0].size() > 3 || !AllLetters(parts[0])) return std::nullopt;
  std::string language = parts[next++];
  if (const auto known = synonyms.find(language); known != synonyms.end()) {
    language = known->second;
  }
  std::string script;
  if (next < parts.size() && parts[next].size() == 4 && AllLetters(parts[next])) {
    script = parts[next++];
    script[0] = absl::ascii_toupper(static_cast<unsigned char>(script[0]));
  }
  std::string region;
  if (next < parts.size() && ((parts[next].size() == 2 && AllLetters(parts[next])) ||
                              (parts[next].size() == 3 && AllDigits(parts[next])))) {
    region = absl::AsciiStrToUpper(parts[next++]);
  }
  if (next != parts.size()) return std::nullopt;

  // Chinese differs by script, not by region, in what people read.
  if (language == "zh" && !region.empty()) {
    if (script.empty()) {
      const auto by_region = synonyms.find(absl::AsciiStrToLower(absl::StrCat("zh-", region)));
      if (by_region != synonyms.end()) return by_region->second;
    } else {
      region.clear();
    }
  }
  if (IsUsualScript(language, script)) script.clear();
  return absl::StrCat(language, script.empty() ? "" : "-", script, region.empty() ? "" : "-",
                      region);
}

}  // namespace banso
