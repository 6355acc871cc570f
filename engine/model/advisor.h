// An advisor as the judgement sees one.
#ifndef BANSO_ENGINE_MODEL_ADVISOR_H_
#define BANSO_ENGINE_MODEL_ADVISOR_H_

#include <string>
#include <vector>

#include "engine/model/availability.h"
#include "engine/model/classification.h"
#include "engine/model/ids.h"
#include "engine/model/language.h"
#include "engine/model/need.h"

namespace banso {

enum class AdvisorState { kApplied, kScreened, kTrained, kActive, kOnLeave, kLeft };

enum class DeclaredGender { kNotSaid, kWoman, kMan, kOther };

struct Advisor {
  AdvisorId id;
  std::vector<CodePath> industries;
  std::vector<CodePath> occupations;
  EmployerId employer;          // empty: none that takes part
  std::string corporate_group;  // of that employer; empty: none
  TopicSet topics;
  std::vector<LanguageSkill> languages;  // a language once
  Availability availability;
  int max_active = 0;  // [0, 100]
  int active = 0;      // [0, 100]
  std::vector<CandidateId> blocked_candidates;
  bool safeguarding_trained = false;
  DeclaredGender declared_gender = DeclaredGender::kNotSaid;
  Answer sign_language = Answer::kUnknown;
  std::string household;  // empty: none
  AdvisorState state = AdvisorState::kApplied;

  friend bool operator==(const Advisor&, const Advisor&) = default;
};

}  // namespace banso

#endif  // BANSO_ENGINE_MODEL_ADVISOR_H_
