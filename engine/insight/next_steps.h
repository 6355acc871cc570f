// Which single change of a profile opens the most.
#ifndef BANSO_ENGINE_INSIGHT_NEXT_STEPS_H_
#define BANSO_ENGINE_INSIGHT_NEXT_STEPS_H_

#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "engine/index/ranker.h"
#include "engine/model/candidate.h"
#include "engine/model/ids.h"
#include "engine/model/language.h"
#include "engine/model/skill.h"
#include "engine/rules/rule_set.h"

namespace banso {

// A skill one level higher, or newly held at level 1. Whether the skills count as assessed stays.
struct SkillStep {
  Skill skill;
  int level = 1;  // afterwards, [1, 4]

  friend bool operator==(const SkillStep&, const SkillStep&) = default;
};

// A language one step higher in one of the two frames, shown by a certificate: a CEFR level above
// what counts now, or the next JLPT pass above the one that is held (its score not known). Exactly
// one of both is set.
struct LanguageStep {
  std::string language;     // BCP 47
  Cefr cefr = Cefr::kNone;  // afterwards
  Jlpt jlpt = Jlpt::kNone;  // afterwards

  friend bool operator==(const LanguageStep&, const LanguageStep&) = default;
};

// One more prefecture that is accepted.
struct PrefectureStep {
  Prefecture prefecture = 0;

  friend bool operator==(const PrefectureStep&, const PrefectureStep&) = default;
};

// Parts of a day in Japan: 09:00–13:00, 13:00–18:00, 18:00–22:00.
enum class HalfDay { kMorning, kAfternoon, kEvening };

// One more half day that is free every week. What is busy or taken out of the pattern stays so.
struct FreeTimeStep {
  absl::Weekday day = absl::Weekday::monday;
  HalfDay half = HalfDay::kMorning;

  friend bool operator==(const FreeTimeStep&, const FreeTimeStep&) = default;
};

using ProfileChange = std::variant<SkillStep, LanguageStep, PrefectureStep, FreeTimeStep>;

// The profile after the change. Ranking it anew gives what a NextStep says.
Candidate WithChange(Candidate candidate, const ProfileChange& change);

// The first row of the section ELIGIBLE.
struct BestInternship {
  InternshipId id;
  int raw = 0;  // points, [0, 100000]

  friend bool operator==(const BestInternship&, const BestInternship&) = default;
};

// What one change does to a candidate's ranking.
struct NextStep {
  ProfileChange change;
  int becomes_eligible = 0;  // internships that are ELIGIBLE with the change and not without
  // The place, from 1, of the first of these in the section ELIGIBLE after the change; 0 if none.
  int best_new_rank = 0;
  std::optional<BestInternship> best;  // after the change; none if nothing is eligible

  friend bool operator==(const NextStep&, const NextStep&) = default;
};

struct NextSteps {
  int eligible = 0;                    // internships that are ELIGIBLE as things are
  std::optional<BestInternship> best;  // as things are
  // The changes that make something eligible or the best internship better: those that make most
  // eligible first; of equals those with the higher best score, then the smaller best_new_rank;
  // then skills before languages, prefectures and time, each in the order of codes, levels, days.
  std::vector<NextStep> steps;

  friend bool operator==(const NextSteps&, const NextSteps&) = default;
};

struct NextStepsQuery {
  absl::Time as_of;
  int limit = 10;  // most steps, at least 1
  // Asked from time to time; null: never.
  std::function<bool()> cancelled;
};

// Tries every single change that an internship of `world` could make worth while: each skill that
// is asked for, each language in each frame that is asked for, each prefecture that there is work
// in, each half day of the week. `ranker` has the rules of `rules` and is only asked to
// explain.
// Exact: each number is that of ranking WithChange(candidate, change) again.
// Errors: INVALID_ARGUMENT if `limit` is below 1; CANCELLED.
// Cost: one judgement a row; then, for each change, one for each row that it touches and that it
// could make eligible or the best, or whose place is needed to tell best_new_rank. Memory: some
// 100 bytes a row that a change could touch. What an index would make faster is finding the rows
// that are eligible or stand one rule away from it: the rest is work on these alone.
absl::StatusOr<NextSteps> SuggestNextSteps(const World& world, const RuleBook& rules,
                                           const Ranker& ranker, const Candidate& candidate,
                                           const NextStepsQuery& query);

}  // namespace banso

#endif  // BANSO_ENGINE_INSIGHT_NEXT_STEPS_H_
