// Reasons in plain words, made from the numbers of a judgement.
#ifndef BANSO_ENGINE_EXPLAIN_PLAIN_REASONS_H_
#define BANSO_ENGINE_EXPLAIN_PLAIN_REASONS_H_

#include <string>
#include <variant>
#include <vector>

#include "engine/model/judgement.h"

namespace banso {

// One reason in three languages.
struct PlainReason {
  std::variant<ReasonCode, ComponentKind> source;
  std::string ja;
  // やさしい日本語: no sentence longer than 30 characters without the readings; every run of kanji
  // is followed by its reading in hiragana in full-width parentheses, as in 仕事（しごと）.
  std::string ja_easy;
  std::string en;

  friend bool operator==(const PlainReason&, const PlainReason&) = default;
};

// Up to three reasons for `judgement`: blocking and review codes that are not cleared first, by
// name of code (each code once); what is left of the three is filled with the two components of
// largest weight × value, then the one of largest weight × (1000 − value), ties in the order of the
// components; a component is named once.
std::vector<PlainReason> PlainReasons(const Judgement& judgement);

// The words for one reason, whatever its code. For tests and for those who show every reason.
PlainReason Explain(const Reason& reason);
// The words for one component with its value.
PlainReason Explain(const Component& component);

}  // namespace banso

#endif  // BANSO_ENGINE_EXPLAIN_PLAIN_REASONS_H_
