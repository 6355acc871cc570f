// Why nothing matched: which rules keep how many rows out of a ranking.
#ifndef BANSO_ENGINE_INSIGHT_REMOVALS_H_
#define BANSO_ENGINE_INSIGHT_REMOVALS_H_

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "engine/index/ranker.h"
#include "engine/model/judgement.h"

namespace banso {

// A set of reason codes, a bit each.
class ReasonCodeSet {
 public:
  void Add(ReasonCode code) { bits_ |= Bit(code); }
  bool Contains(ReasonCode code) const { return (bits_ & Bit(code)) != 0; }
  bool empty() const { return bits_ == 0; }
  // Whether every code of this set is in `other`.
  bool Within(ReasonCodeSet other) const { return (bits_ & ~other.bits_) == 0; }

  friend bool operator==(const ReasonCodeSet&, const ReasonCodeSet&) = default;

 private:
  static_assert(kReasonCodeCount <= 64);
  static uint64_t Bit(ReasonCode code) { return uint64_t{1} << static_cast<int>(code); }

  uint64_t bits_ = 0;
};

// The codes of a judgement that have `effect` on its verdict: not those that are cleared.
ReasonCodeSet CodesWith(Effect effect, const Judgement& judgement);

// What one rule did to the rows of a ranking.
struct RuleRemovals {
  ReasonCode code = ReasonCode::kAdvisorFull;
  // kBlock: the rule leaves rows out. kReview: it leaves them to a person to decide.
  Effect effect = Effect::kBlock;
  int64_t removed = 0;  // rows that have the code, whatever else stands against them
  // Rows that no other rule of the same effect stands against. For kBlock: they would not be
  // BLOCKED without this rule. For kReview: they are in the section REVIEW and would be ELIGIBLE
  // without it.
  int64_t alone = 0;

  friend bool operator==(const RuleRemovals&, const RuleRemovals&) = default;
};

struct Removals {
  int64_t rows = 0;  // that were judged
  std::array<int64_t, kVerdictCount> found =
      {};  // rows in each section, by Verdict; sums to `rows`
  // The rules that removed a row: first those that block, then those that ask for review; within
  // these the one that removed most comes first; of equals the smaller code.
  std::vector<RuleRemovals> rules;

  friend bool operator==(const Removals&, const Removals&) = default;
};

// Adds up rows. An index that knows for many rows at once which rules stand against them counts its
// bits and adds them together; what it does not know it judges and adds one by one.
class RemovalTally {
 public:
  // Adds `rows` rows of one section that have the same codes that block and ask for review.
  void Add(Verdict verdict, ReasonCodeSet blocking, ReasonCodeSet review, int64_t rows = 1);
  void Add(const Judgement& judgement);

  Removals Finish() const;

 private:
  struct Counts {
    int64_t removed = 0;
    int64_t alone = 0;
  };
  int64_t rows_ = 0;
  std::array<int64_t, kVerdictCount> found_ = {};
  std::array<Counts, kReasonCodeCount> counts_ = {};
};

// What keeps the rows of `world` out of a ranking of `ranker`, which is only asked to explain: the
// internships or advisors for a candidate, the candidates for an internship or an advisor. For an
// internship, candidates without the consent that its employer needs count as blocked by
// CONSENT_MISSING: such numbers, like all numbers about people, are for coordinators.
// `cancelled` is asked from time to time; null: never.
// Errors: CANCELLED.
// Cost: one judgement a row.
absl::StatusOr<Removals> CountInternshipRemovals(const World& world, const Ranker& ranker,
                                                 const Candidate& candidate, absl::Time as_of,
                                                 const std::function<bool()>& cancelled = nullptr);
absl::StatusOr<Removals> CountAdvisorRemovals(const World& world, const Ranker& ranker,
                                              const Candidate& candidate, absl::Time as_of,
                                              const std::function<bool()>& cancelled = nullptr);
absl::StatusOr<Removals> CountCandidateRemovals(const World& world, const Ranker& ranker,
                                                const Internship& internship, absl::Time as_of,
                                                const std::function<bool()>& cancelled = nullptr);
absl::StatusOr<Removals> CountCandidateRemovals(const World& world, const Ranker& ranker,
                                                const Advisor& advisor, absl::Time as_of,
                                                const std::function<bool()>& cancelled = nullptr);

}  // namespace banso

#endif  // BANSO_ENGINE_INSIGHT_REMOVALS_H_
