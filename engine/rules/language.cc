#include "engine/rules/language.h"

#include <algorithm>

namespace banso {
namespace {

Cefr JlptReferenceLevel(Jlpt jlpt, int score, const LanguageRules& rules) {
  Cefr level = Cefr::kNone;
  bool first = true;
  for (const JlptReference& row : rules.jlpt_to_cefr) {
    if (row.jlpt != jlpt) continue;
    if (first || score >= row.from_score) level = row.cefr;
    first = false;
  }
  return level;
}

Jlpt BjtLevel(const LanguageSkill& skill, const LanguageRules& rules) {
  if (!skill.bjt_score) return Jlpt::kNone;
  for (const BjtReference& row : rules.bjt_to_jlpt) {
    if (*skill.bjt_score >= row.from_score) return row.jlpt;
  }
  return Jlpt::kNone;
}

int Step(Cefr level) { return static_cast<int>(level); }
int Step(Jlpt level) { return static_cast<int>(level); }

LanguageFit FitJlpt(const LanguageSkill& skill, Jlpt required, const LanguageRules& rules) {
  int verified = std::max(Step(skill.jlpt), Step(BjtLevel(skill, rules)));
  if (skill.native) verified = Step(rules.cefr_to_jlpt[Step(Cefr::kC2)]);
  const int derived = Step(rules.cefr_to_jlpt[CefrStep(skill, rules)]);
  LanguageFit fit;
  fit.held_step = std::max(verified, derived);
  fit.gap = std::max(0, Step(required) - fit.held_step);
  fit.unverified = fit.gap == 0 && verified < Step(required);
  return fit;
}

}  // namespace

int CefrStep(const LanguageSkill& skill, const LanguageRules& rules) {
  if (skill.native) return Step(Cefr::kC2);
  int step = std::max(Step(skill.cefr_certificate), Step(skill.self_assessed));
  if (skill.jlpt != Jlpt::kNone) {
    step = std::max(step, Step(JlptReferenceLevel(skill.jlpt, skill.jlpt_score, rules)));
  }
  return step;
}

LanguageFit FitLanguage(std::span<const LanguageSkill> skills,
                        const LanguageRequirement& requirement, const LanguageRules& rules) {
  const auto skill = std::find_if(
      skills.begin(), skills.end(),
      [&](const LanguageSkill& candidate) { return candidate.language == requirement.language; });
  const LanguageSkill none;
  const LanguageSkill& held = skill == skills.end() ? none : *skill;
  if (requirement.jlpt != Jlpt::kNone) return FitJlpt(held, requirement.jlpt, rules);
  LanguageFit fit;
  fit.held_step = CefrStep(held, rules);
  fit.gap = std::max(0, Step(requirement.cefr) - fit.held_step);
  return fit;
}

SharedLanguage BestSharedLanguage(std::span<const LanguageSkill> a,
                                  std::span<const LanguageSkill> b, const LanguageRules& rules) {
  SharedLanguage best;
  for (const LanguageSkill& mine : a) {
    for (const LanguageSkill& theirs : b) {
      if (mine.language != theirs.language) continue;
      const int step = std::min(CefrStep(mine, rules), CefrStep(theirs, rules));
      if (step > best.step || (step == best.step && step > 0 && mine.language < best.language)) {
        best = {mine.language, step};
      }
    }
  }
  return best;
}

}  // namespace banso
