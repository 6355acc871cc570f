#include "engine/insight/removals.h"

#include <algorithm>
#include <cstddef>
#include <memory>

#include "absl/status/status.h"

namespace banso {
namespace {

// How often a long count asks whether it is still wanted, in rows.
constexpr size_t kCancelCheckRows = 256;

template <typename T, typename JudgeItem>
absl::StatusOr<Removals> Count(const std::vector<std::shared_ptr<const T>>& items,
                               const std::function<bool()>& cancelled, JudgeItem judge) {
  RemovalTally tally;
  for (size_t i = 0; i < items.size(); ++i) {
    if (i % kCancelCheckRows == 0 && cancelled && cancelled()) {
      return absl::CancelledError("the count is no longer wanted");
    }
    tally.Add(judge(*items[i]));
  }
  return tally.Finish();
}

}  // namespace

ReasonCodeSet CodesWith(Effect effect, const Judgement& judgement) {
  ReasonCodeSet codes;
  for (const Reason& reason : judgement.reasons) {
    if (reason.effect == effect && !reason.cleared) codes.Add(reason.code);
  }
  return codes;
}

void RemovalTally::Add(Verdict verdict, ReasonCodeSet blocking, ReasonCodeSet review,
                       int64_t rows) {
  rows_ += rows;
  found_[static_cast<int>(verdict)] += rows;
  for (int i = 0; i < kReasonCodeCount; ++i) {
    const auto code = static_cast<ReasonCode>(i);
    ReasonCodeSet only;
    only.Add(code);
    if (blocking.Contains(code)) {
      counts_[i].removed += rows;
      if (blocking == only) counts_[i].alone += rows;
    }
    if (review.Contains(code)) {
      counts_[i].removed += rows;
      if (verdict == Verdict::kReview && review == only) counts_[i].alone += rows;
    }
  }
}

void RemovalTally::Add(const Judgement& judgement) {
  Add(judgement.verdict, CodesWith(Effect::kBlock, judgement),
      CodesWith(Effect::kReview, judgement));
}

Removals RemovalTally::Finish() const {
  Removals removals;
  removals.rows = rows_;
  removals.found = found_;
  for (int i = 0; i < kReasonCodeCount; ++i) {
    if (counts_[i].removed == 0) continue;
    const auto code = static_cast<ReasonCode>(i);
    removals.rules.push_back({code, ReasonEffect(code), counts_[i].removed, counts_[i].alone});
  }
  std::stable_sort(removals.rules.begin(), removals.rules.end(),
                   [](const RuleRemovals& a, const RuleRemovals& b) {
                     if (a.effect != b.effect) return a.effect > b.effect;
                     return a.removed > b.removed;
                   });
  return removals;
}

absl::StatusOr<Removals> CountInternshipRemovals(const World& world, const Ranker& ranker,
                                                 const Candidate& candidate, absl::Time as_of,
                                                 const std::function<bool()>& cancelled) {
  return Count(world.internships, cancelled, [&](const Internship& internship) {
    return ranker.Explain(candidate, internship, Side::kCandidate, as_of);
  });
}

absl::StatusOr<Removals> CountAdvisorRemovals(const World& world, const Ranker& ranker,
                                              const Candidate& candidate, absl::Time as_of,
                                              const std::function<bool()>& cancelled) {
  return Count(world.advisors, cancelled,
               [&](const Advisor& advisor) { return ranker.Explain(candidate, advisor, as_of); });
}

absl::StatusOr<Removals> CountCandidateRemovals(const World& world, const Ranker& ranker,
                                                const Internship& internship, absl::Time as_of,
                                                const std::function<bool()>& cancelled) {
  return Count(world.candidates, cancelled, [&](const Candidate& candidate) {
    return ranker.Explain(candidate, internship, Side::kCounterpart, as_of);
  });
}

absl::StatusOr<Removals> CountCandidateRemovals(const World& world, const Ranker& ranker,
                                                const Advisor& advisor, absl::Time as_of,
                                                const std::function<bool()>& cancelled) {
  return Count(world.candidates, cancelled, [&](const Candidate& candidate) {
    return ranker.Explain(candidate, advisor, as_of);
  });
}

}  // namespace banso
