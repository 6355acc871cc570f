// How an opening's requirements compare with those of other openings.
#ifndef BANSO_ENGINE_INSIGHT_STRICT_REQUIREMENTS_H_
#define BANSO_ENGINE_INSIGHT_STRICT_REQUIREMENTS_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "engine/model/internship.h"

namespace banso {

// In the order in which they are told.
enum class StrictCode {
  kLanguageLevel,
  kMinutesPerWeek,
  kDaysPerWeek,
  kHardSkill,
  kOnSiteOnly,
  kTargetsLimited,
};

// A requirement that is stricter than that of more than half of the openings it was compared with.
struct StrictRequirement {
  StrictCode code = StrictCode::kLanguageLevel;
  std::string subject;  // of kLanguageLevel the language, of kHardSkill the skill code; else empty
  // What the opening asks, and the lower median of the others: steps of the frame in which it asks
  // (0: none), paid minutes, days. 0 for the other codes.
  int asked = 0;
  int median = 0;
  int compared = 0;  // openings, rounded down to a multiple of five

  friend bool operator==(const StrictRequirement&, const StrictRequirement&) = default;
};

// Fewest openings and employers that anything is compared with, so that what is told is never what
// one competitor asks. A corporate group counts as one employer; none may offer half of them.
inline constexpr int kFewestOpenings = 5;
inline constexpr int kFewestEmployers = 3;

// What `opening` asks more strictly than most of `openings`; ordered by code, then subject.
// Compared are those of the same division of industry, jobs with jobs and all others with all
// others, that are published by verified employers of another corporate group, and can be applied
// for at `as_of`. What an opening does not say (its hours), or says in a way that cannot be
// compared (a level of the language in the other frame), leaves it out of that one comparison. Says
// nothing about people. Cost: O(openings), some more for those that are compared.
std::vector<StrictRequirement> FindStrictRequirements(
    const Internship& opening, const std::vector<std::shared_ptr<const Internship>>& openings,
    absl::Time as_of);

}  // namespace banso

#endif  // BANSO_ENGINE_INSIGHT_STRICT_REQUIREMENTS_H_
