// What rows of a ranking are ordered by, for every ranker alike.
#ifndef BANSO_ENGINE_INDEX_ORDER_H_
#define BANSO_ENGINE_INDEX_ORDER_H_

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <optional>

#include "absl/time/time.h"
#include "engine/index/ranker.h"
#include "engine/model/calendar.h"

namespace banso {

// What a row is ordered by inside its section: smaller comes first. The id comes last. All zero for
// BLOCKED rows, which only their ids order.
using OrderKey = std::array<int64_t, 3>;

inline constexpr int64_t kOrderedLast = std::numeric_limits<int64_t>::max();

inline constexpr int64_t kOrderedFirst = std::numeric_limits<int64_t>::min();

inline int64_t MicrosOrLast(std::optional<absl::Time> time) {
  return time ? absl::ToUnixMicros(*time) : kOrderedLast;
}

// The score that orders rows inside a section. BLOCKED rows have none.
inline int64_t OrderScore(const Judgement& judgement) {
  if (!judgement.raw) return 0;
  return judgement.cap_applied ? judgement.component_sum : *judgement.raw;
}

// Days in Japan since the first interview, at least 0; none counts 0.
inline int64_t WaitingDays(const Candidate& candidate, absl::Time as_of) {
  if (!candidate.first_interview) return 0;
  return std::max<int64_t>(0, JapanDate(as_of) - JapanDate(*candidate.first_interview));
}

inline int64_t ShowingsOf(const RankQuery& query, const CandidateId& candidate) {
  if (query.showings == nullptr) return 0;
  const auto found = query.showings->find(candidate);
  return found == query.showings->end() ? 0 : found->second;
}

inline OrderKey InternshipOrder(const Internship& internship, const Judgement& judgement) {
  if (judgement.verdict == Verdict::kBlocked) return {};
  return {-OrderScore(judgement), MicrosOrLast(internship.deadline), 0};
}

inline OrderKey AdvisorOrder(const Judgement& judgement) {
  if (judgement.verdict == Verdict::kBlocked) return {};
  return {-OrderScore(judgement), MicrosOrLast(judgement.first_common_start), 0};
}

// For an internship: `step` is BandRules::step.
inline OrderKey EmployerOrder(const Candidate& candidate, const Judgement& judgement,
                              const RankQuery& query, int step) {
  if (judgement.verdict == Verdict::kBlocked) return {};
  return {-(OrderScore(judgement) / step), ShowingsOf(query, candidate.id),
          -WaitingDays(candidate, query.as_of)};
}

// For an advisor.
inline OrderKey WaitingOrder(const Candidate& candidate, const Judgement& judgement,
                             const RankQuery& query) {
  if (judgement.verdict == Verdict::kBlocked) return {};
  return {-OrderScore(judgement), -WaitingDays(candidate, query.as_of), 0};
}

}  // namespace banso

#endif  // BANSO_ENGINE_INDEX_ORDER_H_
