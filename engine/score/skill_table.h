// SkillsComponent of one candidate, by numbers instead of names.
#ifndef BANSO_ENGINE_SCORE_SKILL_TABLE_H_
#define BANSO_ENGINE_SCORE_SKILL_TABLE_H_

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/features/dictionary.h"
#include "engine/model/candidate.h"
#include "engine/rules/rule_set.h"

namespace banso {

// A skill requirement in a word: skill of a catalogue, level, essential, hard.
class PackedRequirement {
 public:
  static constexpr int kMostLevel = 7;

  PackedRequirement() = default;
  PackedRequirement(uint32_t skill, int level, bool essential, bool hard)
      : bits_(skill << 5 | static_cast<uint32_t>(level) << 2 | (essential ? 2U : 0U) |
              (hard ? 1U : 0U)) {}
  uint32_t skill() const { return bits_ >> 5; }
  int level() const { return static_cast<int>(bits_ >> 2 & 7); }
  bool essential() const { return (bits_ & 2) != 0; }
  bool hard() const { return (bits_ & 1) != 0; }

 private:
  uint32_t bits_ = 0;
};

// How a candidate meets each skill of a catalogue at each level. Keeps a reference to `rules`.
class SkillTable {
 public:
  SkillTable(const Candidate& candidate, const SkillCatalogue& catalogue, const SkillRules& rules);

  // What SkillsComponent says of these requirements; exact.
  int Component(std::span<const PackedRequirement> asked) const {
    if (asked.empty()) return rules_.nothing_asked;
    int sum = 0;
    int weights = 0;
    for (const PackedRequirement& one : asked) {
      const int weight = one.essential() ? rules_.essential_weight : rules_.preferred_weight;
      sum += weight * met_[slots_[one.skill()]].by_level[one.level()];
      weights += weight;
    }
    return sum / weights;
  }
  // Whether a hard skill is not held; exact.
  bool LacksHard(std::span<const PackedRequirement> asked) const {
    for (const PackedRequirement& one : asked) {
      if (one.hard() && !met_[slots_[one.skill()]].held) return true;
    }
    return false;
  }
  // No component is above this.
  int upper() const { return upper_; }

 private:
  struct Met {
    std::array<int16_t, PackedRequirement::kMostLevel + 1> by_level = {};
    bool held = false;
  };

  const SkillRules& rules_;
  std::vector<uint16_t> slots_;  // by skill: of met_
  std::vector<Met> met_;  // the first is that of every skill that has nothing to do with these
  int upper_ = 0;
};

}  // namespace banso

#endif  // BANSO_ENGINE_SCORE_SKILL_TABLE_H_
