// The ranker that is obviously right: judges everything, sorts, cuts.
#ifndef BANSO_ENGINE_INDEX_PLAIN_RANKER_H_
#define BANSO_ENGINE_INDEX_PLAIN_RANKER_H_

#include <memory>
#include <vector>

#include "engine/index/ranker.h"
#include "engine/rules/rule_set.h"

namespace banso {

// Judges every row of the world for each query. The reference that any faster ranker must equal.
// Cost: one judgement a row, then O(n log limit).
class PlainRanker final : public Ranker {
 public:
  PlainRanker(std::shared_ptr<const World> world, std::shared_ptr<const RuleBook> rules);

  absl::StatusOr<std::vector<Ranked<Internship>>> RankInternships(
      const Candidate& candidate, const RankQuery& query) const override;
  absl::StatusOr<std::vector<Ranked<Advisor>>> RankAdvisors(const Candidate& candidate,
                                                            const RankQuery& query) const override;
  absl::StatusOr<std::vector<Ranked<Candidate>>> RankCandidates(
      const Internship& internship, const RankQuery& query) const override;
  absl::StatusOr<std::vector<Ranked<Candidate>>> RankCandidates(
      const Advisor& advisor, const RankQuery& query) const override;
  Judgement Explain(const Candidate& candidate, const Internship& internship, Side side,
                    absl::Time as_of) const override;
  Judgement Explain(const Candidate& candidate, const Advisor& advisor,
                    absl::Time as_of) const override;

 private:
  std::shared_ptr<const World> world_;
  std::shared_ptr<const RuleBook> rules_;
};

}  // namespace banso

#endif  // BANSO_ENGINE_INDEX_PLAIN_RANKER_H_
