// Skills: what a person can do and what an internship asks.
#ifndef BANSO_ENGINE_MODEL_SKILL_H_
#define BANSO_ENGINE_MODEL_SKILL_H_

#include <string>

#include "absl/container/inlined_vector.h"

namespace banso {

// A skill of some taxonomy. Two different skills that share a group are related.
struct Skill {
  std::string code;
  absl::InlinedVector<std::string, 1> groups;  // sorted

  friend bool operator==(const Skill&, const Skill&) = default;
};

// A skill that a person has, at a level in [1, 4]: learning, with help, alone, can teach.
struct HeldSkill {
  Skill skill;
  int level = 1;

  friend bool operator==(const HeldSkill&, const HeldSkill&) = default;
};

// A skill that an internship asks for, at a level in [1, 4].
struct SkillRequirement {
  Skill skill;
  int level = 1;
  bool essential = false;  // else preferred
  bool hard = false;       // nobody without it, at any level

  friend bool operator==(const SkillRequirement&, const SkillRequirement&) = default;
};

}  // namespace banso

#endif  // BANSO_ENGINE_MODEL_SKILL_H_
