// The components of a score, each in thousandths.
#ifndef BANSO_ENGINE_SCORE_COMPONENTS_H_
#define BANSO_ENGINE_SCORE_COMPONENTS_H_

#include <span>
#include <vector>

#include "engine/model/availability.h"
#include "engine/model/candidate.h"
#include "engine/model/internship.h"
#include "engine/model/judgement.h"
#include "engine/rules/rule_set.h"

namespace banso {

// How like an offered industry or occupation is to a wished one, [0, 1000].
int IndustrySimilarity(const CodePath& wish, const CodePath& offer, const SimilarityRules& rules);
int OccupationSimilarity(const CodePath& wish, const CodePath& offer, const SimilarityRules& rules);

// max over wishes i and offers j of floor(f_i × similarity(w_i, o_j) / 1000); no wish: the rules'
// neutral value.
int IndustryComponent(std::span<const CodePath> wishes, std::span<const CodePath> offers,
                      const RuleSet& rules);
int OccupationComponent(std::span<const CodePath> wishes, std::span<const CodePath> offers,
                        const RuleSet& rules);

// floor(Σ weight × met / Σ weight) over the skills that are asked for.
int SkillsComponent(const Candidate& candidate, const Internship& internship,
                    const SkillRules& rules);

// How much of the hours of a schedule a person has time for.
struct ScheduleFit {
  int value = 0;           // the component
  TimeFitNumbers numbers;  // minutes of all fixed days, or days of the worst week
  bool fits = false;       // reaches the minimum
};
// A day of a flexible schedule is feasible if a shift of its length that starts on a half hour
// lies within the hours given and the person's free time. An unknown schedule does not fit.
ScheduleFit FitSchedule(const Availability& availability, const Schedule& schedule,
                        const RuleSet& rules);

// 0 if the place is not accepted.
int LocationComponent(const Candidate& candidate, const Internship& internship,
                      const LocationRules& rules);

// floor(1000 × |needed ∩ offered| / |needed|); nothing needed: 1000.
int TopicsComponent(TopicSet needed, TopicSet offered);

// 1000 − floor(1000 × min(active, max) / max); 0 if max is 0.
int LoadComponent(int active, int max_active);

}  // namespace banso

#endif  // BANSO_ENGINE_SCORE_COMPONENTS_H_
