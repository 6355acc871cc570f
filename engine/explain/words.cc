#include "engine/explain/words.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"

namespace banso {
namespace {

std::string FillOne(absl::string_view text, const std::vector<Words>& words,
                    std::string Words::*language) {
  std::vector<std::pair<std::string, std::string>> replacements;
  replacements.reserve(words.size());
  for (size_t i = 0; i < words.size(); ++i) {
    replacements.emplace_back(absl::StrCat("$", i), words[i].*language);
  }
  return absl::StrReplaceAll(text, replacements);
}

}  // namespace

Words Fill(const Text& text, const std::vector<Words>& words) {
  return {FillOne(text.ja, words, &Words::ja), FillOne(text.ja_easy, words, &Words::ja_easy),
          FillOne(text.en, words, &Words::en)};
}

Words Join(Words head, const Words& tail) {
  absl::StrAppend(&head.ja, tail.ja);
  absl::StrAppend(&head.ja_easy, tail.ja_easy);
  absl::StrAppend(&head.en, head.en.empty() || tail.en.empty() ? "" : " ", tail.en);
  return head;
}

}  // namespace banso
