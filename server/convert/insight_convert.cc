#include "server/convert/insight_convert.h"

#include <variant>

#include "server/convert/candidate_convert.h"
#include "server/convert/match_convert.h"

namespace banso {
namespace {

class ChangeWriter {
 public:
  explicit ChangeWriter(v1::NextStep* step) : step_(step) {}

  void operator()(const SkillStep& change) const {
    step_->mutable_skill()->set_skill(change.skill.code);
    step_->mutable_skill()->set_level(change.level);
  }
  void operator()(const LanguageStep& change) const {
    v1::LanguageStep* language = step_->mutable_language();
    language->set_language(change.language);
    // Levels are numbered by their steps.
    if (change.jlpt != Jlpt::kNone) {
      language->set_jlpt(static_cast<v1::JlptLevel>(static_cast<int>(change.jlpt)));
    } else {
      language->set_cefr(static_cast<v1::CefrLevel>(static_cast<int>(change.cefr)));
    }
  }
  void operator()(const PrefectureStep& change) const {
    step_->set_prefecture(FromPrefecture(change.prefecture));
  }
  void operator()(const FreeTimeStep& change) const {
    v1::HalfDay* half_day = step_->mutable_half_day();
    // The contract numbers days and halves in this order, from 1.
    half_day->set_day(static_cast<v1::DayOfWeek>(static_cast<int>(change.day) + 1));
    half_day->set_half(static_cast<v1::HalfDay::Half>(static_cast<int>(change.half) + 1));
  }

 private:
  v1::NextStep* step_;
};

}  // namespace

v1::Removals FromRemovals(const Removals& removals) {
  v1::Removals message;
  message.set_rows(static_cast<int>(removals.rows));
  for (int i = 0; i < kVerdictCount; ++i) {
    v1::Removals::Section* section = message.add_sections();
    section->set_verdict(FromVerdict(static_cast<Verdict>(i)));
    section->set_rows(static_cast<int>(removals.found[i]));
  }
  for (const RuleRemovals& rule : removals.rules) {
    v1::Removals::Rule* to = message.add_rules();
    to->set_code(FromReasonCode(rule.code));
    to->set_effect(FromEffect(rule.effect));
    to->set_removed(static_cast<int>(rule.removed));
    to->set_removed_alone(static_cast<int>(rule.alone));
  }
  return message;
}

v1::BestInternship FromBestInternship(const BestInternship& best) {
  v1::BestInternship message;
  message.set_internship(best.id.name());
  message.set_raw(best.raw);
  return message;
}

v1::NextStep FromNextStep(const NextStep& step) {
  v1::NextStep message;
  std::visit(ChangeWriter(&message), step.change);
  message.set_becomes_eligible(step.becomes_eligible);
  message.set_best_new_rank(step.best_new_rank);
  if (step.best) *message.mutable_best() = FromBestInternship(*step.best);
  return message;
}

v1::StrictRequirement FromStrictRequirement(const StrictRequirement& requirement) {
  v1::StrictRequirement message;
  // The contract lists the codes in the same order, from 1.
  message.set_code(
      static_cast<v1::StrictRequirement::Code>(static_cast<int>(requirement.code) + 1));
  if (requirement.code == StrictCode::kLanguageLevel) message.set_language(requirement.subject);
  if (requirement.code == StrictCode::kHardSkill) message.set_skill(requirement.subject);
  message.set_asked(requirement.asked);
  message.set_median(requirement.median);
  message.set_compared(requirement.compared);
  return message;
}

}  // namespace banso
