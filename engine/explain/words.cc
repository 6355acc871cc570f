#include "engine/explain/words.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace banso {
namespace {

std::string FillOne(absl::string_view text, const std::vector<Words>& words,
                    std::string Words::*language) {
  std::string filled;
  while (!text.empty()) {
    const size_t place = text.find('$');
    absl::StrAppend(&filled, text.substr(0, place));
    if (place == absl::string_view::npos) break;
    text.remove_prefix(place);
    const size_t number = text.size() > 1 ? static_cast<size_t>(text[1] - '0') : words.size();
    if (number < words.size()) {
      absl::StrAppend(&filled, words[number].*language);
      text.remove_prefix(2);
    } else {
      filled += '$';
      text.remove_prefix(1);
    }
  }
  return filled;
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
