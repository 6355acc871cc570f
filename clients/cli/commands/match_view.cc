#include "clients/cli/commands/match_view.h"

#include <cstdio>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/substitute.h"
#include "clients/cli/detail_view.h"
#include "clients/cli/words.h"

namespace banso {

std::string ShownScore(int raw) {
  char text[32];
  std::snprintf(text, sizeof text, "%d.%03d", raw / 1000, raw % 1000);
  return text;
}

std::string ShownScore(const v1::Match& match) {
  return match.has_raw() ? ShownScore(match.raw()) : "–";
}

std::vector<std::string> PlainReasonLines(const v1::Match& match, UiLanguage language) {
  std::vector<std::string> lines;
  for (const v1::PlainReason& reason : match.plain_reasons()) {
    lines.push_back(language == UiLanguage::kEn   ? reason.en()
                    : language == UiLanguage::kJa ? reason.ja()
                                                  : reason.ja_easy());
  }
  return lines;
}

std::string ComponentsInShort(const v1::Match& match, UiLanguage language) {
  std::vector<std::string> parts;
  for (const v1::Component& component : match.components()) {
    parts.push_back(absl::StrCat(Word(component.kind(), language), " ", component.weight(), "×",
                                 component.value()));
  }
  std::string line = absl::StrJoin(parts, ", ");
  constexpr Phrase kCapped = {" = $0 (capped: outside every wish)",
                              " = $0(希望の外のため上限あり)"};
  if (match.cap_applied()) {
    absl::StrAppend(&line, absl::Substitute(kCapped.In(language), match.component_sum()));
  } else {
    absl::StrAppend(&line, " = ", match.component_sum());
  }
  return line;
}

std::string ReasonLine(const v1::Reason& reason, const Labels& labels, UiLanguage language) {
  constexpr Phrase kCleared = {", cleared", "、確認済み"};
  std::string line =
      absl::StrCat(v1::Reason::Code_Name(reason.code()), " (", Word(reason.effect(), language),
                   reason.cleared() ? kCleared.In(language) : "", ")");
  // What is left are the numbers.
  v1::Reason numbers = reason;
  numbers.clear_code();
  numbers.clear_effect();
  numbers.clear_cleared();
  const auto* reflection = numbers.GetReflection();
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  reflection->ListFields(numbers, &fields);
  if (fields.empty()) return line;
  const bool message = fields[0]->message_type() != nullptr;
  absl::StrAppend(&line, ": ",
                  OneLineView(message ? reflection->GetMessage(numbers, fields[0]) : numbers,
                              labels, language));
  return line;
}

std::string BasisLine(const v1::RankingBasis& basis, UiLanguage language) {
  constexpr Phrase kBasis = {"$0, revision $1, rules $2, time zones $3",
                             "$0、リビジョン $1、ルール $2、時間帯データ $3"};
  return absl::Substitute(kBasis.In(language), InJapan(basis.as_of()), basis.revision(),
                          basis.rule_set_version(), basis.time_zone_version());
}

}  // namespace banso
