// A ranker that makes its index when it is first asked for a ranking.
#ifndef BANSO_SERVER_CATALOG_LAZY_RANKER_H_
#define BANSO_SERVER_CATALOG_LAZY_RANKER_H_

#include <memory>
#include <mutex>
#include <vector>

#include "engine/index/indexed_ranker.h"
#include "engine/index/plain_ranker.h"
#include "engine/index/ranker.h"
#include "engine/rules/rule_set.h"

namespace banso {

// For states that no catalog follows, such as those of the past: most are only asked for the
// judgement of some pairs, which needs no index. An index costs some microseconds a row, less than
// the plain ranker's judgements for a single ranking; whoever asks meanwhile waits for it. Answers
// are those of PlainRanker.
class LazyRanker final : public Ranker {
 public:
  LazyRanker(std::shared_ptr<const World> world, std::shared_ptr<const RuleBook> rules);

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
  const IndexedRanker& index() const;

  const std::shared_ptr<const World> world_;
  const std::shared_ptr<const RuleBook> rules_;
  const PlainRanker plain_;
  mutable std::once_flag index_made_;
  mutable std::unique_ptr<const IndexedRanker> index_;
};

}  // namespace banso

#endif  // BANSO_SERVER_CATALOG_LAZY_RANKER_H_
