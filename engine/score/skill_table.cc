#include "engine/score/skill_table.h"

#include <algorithm>

namespace banso {

SkillTable::SkillTable(const Candidate& candidate, const SkillCatalogue& catalogue,
                       const SkillRules& rules)
    : rules_(rules), slots_(catalogue.size(), 0) {
  Met none;
  none.by_level.fill(static_cast<int16_t>(candidate.skills_assessed ? 0 : rules.not_assessed));
  met_.push_back(none);
  const auto slot_of = [&](uint32_t skill) -> Met& {
    if (slots_[skill] == 0) {
      slots_[skill] = static_cast<uint16_t>(met_.size());
      met_.push_back(none);
    }
    return met_[slots_[skill]];
  };
  const auto raise = [](int16_t* value, int to) {
    *value = std::max(*value, static_cast<int16_t>(to));
  };
  for (const HeldSkill& held : candidate.skills) {
    for (uint32_t skill : catalogue.WithCode(held.skill.code)) {
      Met& met = slot_of(skill);
      met.held = true;
      for (int level = 0; level <= PackedRequirement::kMostLevel; ++level) {
        const int missing = level - held.level;
        raise(&met.by_level[level], missing <= 0   ? rules.at_level
                                    : missing == 1 ? rules.one_below
                                                   : rules.further_below);
      }
    }
    for (const std::string& group : held.skill.groups) {
      for (uint32_t skill : catalogue.InGroup(group)) {
        if (catalogue[skill].code == held.skill.code) continue;
        for (int16_t& value : slot_of(skill).by_level) raise(&value, rules.related);
      }
    }
  }
  upper_ = rules.nothing_asked;
  for (const Met& met : met_) {
    upper_ = std::max<int>(upper_, *std::max_element(met.by_level.begin(), met.by_level.end()));
  }
}

}  // namespace banso
