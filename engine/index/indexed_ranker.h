// The ranker that bounds before it judges.
#ifndef BANSO_ENGINE_INDEX_INDEXED_RANKER_H_
#define BANSO_ENGINE_INDEX_INDEXED_RANKER_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "engine/index/internship_segment.h"
#include "engine/index/plain_ranker.h"
#include "engine/index/ranker.h"
#include "engine/rules/rule_set.h"

namespace banso {

// Answers as PlainRanker does, byte for byte, and judges few rows for it: the index gives every row
// bounds of its points and of what the rules say, and only rows that could be among the first are
// judged. docs/index.md says how, and why that is exact.
// Cost: a query reads the rows of the classes that could be among the first, some nanoseconds each,
// and judges about `limit` of them. Made in O(n log n).
class IndexedRanker final : public Ranker {
 public:
  IndexedRanker(std::shared_ptr<const World> world, std::shared_ptr<const RuleBook> rules);

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
  using Names = absl::flat_hash_map<std::string, std::vector<std::string>>;

  std::shared_ptr<const World> world_;
  std::shared_ptr<const RuleBook> rules_;
  PlainRanker plain_;
  Names cleared_of_candidate_;  // counterparts of pairs with a clearance
  Names cleared_of_counterpart_;
  std::vector<std::shared_ptr<const InternshipSegment>> internships_;
};

}  // namespace banso

#endif  // BANSO_ENGINE_INDEX_INDEXED_RANKER_H_
