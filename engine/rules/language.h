// Comparing what a person knows of a language with what is asked, and two people's languages.
#ifndef BANSO_ENGINE_RULES_LANGUAGE_H_
#define BANSO_ENGINE_RULES_LANGUAGE_H_

#include <span>
#include <string>

#include "engine/model/language.h"
#include "engine/rules/rule_set.h"

namespace banso {

// The CEFR step, [0, 6]: the highest of a certificate, the reference of a JLPT pass and what the
// person says. BJT says nothing about CEFR.
int CefrStep(const LanguageSkill& skill, const LanguageRules& rules);

// How a requirement is met, in its own frame.
struct LanguageFit {
  int held_step = 0;
  int gap = 0;              // missing steps, at least 0
  bool unverified = false;  // a JLPT level that is reached only by evidence other than JLPT or BJT
};

// Compares the candidate's languages with one requirement. A language that is not listed is step 0.
LanguageFit FitLanguage(std::span<const LanguageSkill> skills,
                        const LanguageRequirement& requirement, const LanguageRules& rules);

// The language that two people share best: the one with the largest smaller CEFR step; of equals
// the smaller tag. Empty, step 0, if they share none.
struct SharedLanguage {
  std::string language;
  int step = 0;
};
SharedLanguage BestSharedLanguage(std::span<const LanguageSkill> a,
                                  std::span<const LanguageSkill> b, const LanguageRules& rules);

}  // namespace banso

#endif  // BANSO_ENGINE_RULES_LANGUAGE_H_
