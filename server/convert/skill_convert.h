// Skills and languages: contract messages to values.
#ifndef BANSO_SERVER_CONVERT_SKILL_CONVERT_H_
#define BANSO_SERVER_CONVERT_SKILL_CONVERT_H_

#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "banso/v1/language.pb.h"
#include "banso/v1/skill.pb.h"
#include "engine/model/language.h"
#include "engine/model/skill.h"
#include "google/protobuf/repeated_ptr_field.h"

namespace banso {

// Gives the skill that a code names today: a retired code gives the one that took its place, an
// unknown one a skill without groups.
using SkillResolver = absl::FunctionRef<Skill(absl::string_view code)>;

// Two codes that are one skill today give one skill, at the higher level.
std::vector<HeldSkill> ToHeldSkills(
    const google::protobuf::RepeatedPtrField<v1::HeldSkill>& messages, SkillResolver resolve);

// Two codes that are one skill today give one requirement, with the stricter of each part.
std::vector<SkillRequirement> ToSkillRequirements(
    const google::protobuf::RepeatedPtrField<v1::SkillRequirement>& messages,
    SkillResolver resolve);

std::vector<LanguageSkill> ToLanguageSkills(
    const google::protobuf::RepeatedPtrField<v1::LanguageSkill>& messages);

Importance ToImportance(v1::Importance importance);
LanguageRequirement ToLanguageRequirement(const v1::LanguageRequirement& message);

}  // namespace banso

#endif  // BANSO_SERVER_CONVERT_SKILL_CONVERT_H_
