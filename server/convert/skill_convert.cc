#include "server/convert/skill_convert.h"

#include <algorithm>

namespace banso {
namespace {

// The contract numbers both scales by their steps, as the values do.
Cefr ToCefr(v1::CefrLevel level) { return static_cast<Cefr>(static_cast<int>(level)); }
Jlpt ToJlpt(v1::JlptLevel level) { return static_cast<Jlpt>(static_cast<int>(level)); }

template <typename Item>
Item* FindSkill(std::vector<Item>& items, const std::string& code) {
  const auto it = std::find_if(items.begin(), items.end(),
                               [&](const Item& item) { return item.skill.code == code; });
  return it == items.end() ? nullptr : &*it;
}

}  // namespace

std::vector<HeldSkill> ToHeldSkills(
    const google::protobuf::RepeatedPtrField<v1::HeldSkill>& messages, SkillResolver resolve) {
  std::vector<HeldSkill> skills;
  skills.reserve(messages.size());
  for (const v1::HeldSkill& message : messages) {
    Skill skill = resolve(message.skill());
    if (HeldSkill* held = FindSkill(skills, skill.code)) {
      held->level = std::max(held->level, message.level());
    } else {
      skills.push_back({std::move(skill), message.level()});
    }
  }
  return skills;
}

std::vector<SkillRequirement> ToSkillRequirements(
    const google::protobuf::RepeatedPtrField<v1::SkillRequirement>& messages,
    SkillResolver resolve) {
  std::vector<SkillRequirement> skills;
  skills.reserve(messages.size());
  for (const v1::SkillRequirement& message : messages) {
    Skill skill = resolve(message.skill());
    const bool essential = message.weight() == v1::SkillRequirement::ESSENTIAL;
    if (SkillRequirement* asked = FindSkill(skills, skill.code)) {
      asked->level = std::max(asked->level, message.level());
      asked->essential |= essential;
      asked->hard |= message.hard();
    } else {
      skills.push_back({std::move(skill), message.level(), essential, message.hard()});
    }
  }
  return skills;
}

std::vector<LanguageSkill> ToLanguageSkills(
    const google::protobuf::RepeatedPtrField<v1::LanguageSkill>& messages) {
  std::vector<LanguageSkill> languages;
  languages.reserve(messages.size());
  for (const v1::LanguageSkill& message : messages) {
    LanguageSkill language;
    language.language = message.language();
    language.native = message.native();
    language.cefr_certificate = ToCefr(message.cefr_certificate());
    language.jlpt = ToJlpt(message.jlpt_level());
    language.jlpt_score = message.jlpt_score();
    if (message.has_bjt_score()) language.bjt_score = message.bjt_score();
    language.self_assessed = ToCefr(message.self_assessed());
    languages.push_back(std::move(language));
  }
  return languages;
}

Importance ToImportance(v1::Importance importance) {
  return importance == v1::PREFER ? Importance::kPrefer : Importance::kMust;
}

LanguageRequirement ToLanguageRequirement(const v1::LanguageRequirement& message) {
  LanguageRequirement requirement;
  requirement.language = message.language();
  requirement.cefr = ToCefr(message.cefr());
  requirement.jlpt = ToJlpt(message.jlpt());
  requirement.importance = ToImportance(message.importance());
  requirement.equivalent_accepted = message.equivalent_accepted();
  return requirement;
}

}  // namespace banso
