// The one judgement of a pair, which ranking in both directions and explaining call.
#ifndef BANSO_ENGINE_SCORE_JUDGE_H_
#define BANSO_ENGINE_SCORE_JUDGE_H_

#include <span>

#include "absl/time/time.h"
#include "engine/features/free_days.h"
#include "engine/features/free_time.h"
#include "engine/model/advisor.h"
#include "engine/model/candidate.h"
#include "engine/model/internship.h"
#include "engine/model/judgement.h"
#include "engine/rules/rule_set.h"

namespace banso {

// From which side a pair is looked at. Only the consent that is needed differs: a candidate's own
// list needs SERVICE, an opening's list EMPLOYER_BLINDED as well.
enum class Side { kCandidate, kCounterpart };

// Judges whether and how well an internship fits a candidate, at `as_of`. `cleared` holds the
// REVIEW codes that a coordinator has cleared for this pair; other codes in it have no effect.
// Pure: equal arguments give equal results on every machine. `free`, if given, is the candidate's
// free time with the rules' holidays, kept from pair to pair: the result is the same, sooner.
Judgement JudgeInternship(const Candidate& candidate, const Internship& internship,
                          const RuleSet& rules, absl::Time as_of, Side side = Side::kCandidate,
                          std::span<const ReasonCode> cleared = {}, FreeDays* free = nullptr);

// Judges whether and how well an advisor fits a candidate, at `as_of`. As above; `free`, if given,
// is the candidate's FreeTime within MeetingTime, with the rules' holidays.
Judgement JudgeAdvisor(const Candidate& candidate, const Advisor& advisor, const RuleSet& rules,
                       absl::Time as_of, std::span<const ReasonCode> cleared = {},
                       const TimeRanges* free = nullptr);

// The band of a judgement of an internship.
Band BandOf(const Judgement& judgement, const RuleSet& rules);

}  // namespace banso

#endif  // BANSO_ENGINE_SCORE_JUDGE_H_
