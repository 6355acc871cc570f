#include "server/catalog/lazy_ranker.h"

#include <utility>

namespace banso {

LazyRanker::LazyRanker(std::shared_ptr<const World> world, std::shared_ptr<const RuleBook> rules)
    : world_(std::move(world)), rules_(std::move(rules)), plain_(world_, rules_) {}

absl::StatusOr<std::vector<Ranked<Internship>>> LazyRanker::RankInternships(
    const Candidate& candidate, const RankQuery& query) const {
  return index().RankInternships(candidate, query);
}

absl::StatusOr<std::vector<Ranked<Advisor>>> LazyRanker::RankAdvisors(
    const Candidate& candidate, const RankQuery& query) const {
  return index().RankAdvisors(candidate, query);
}

absl::StatusOr<std::vector<Ranked<Candidate>>> LazyRanker::RankCandidates(
    const Internship& internship, const RankQuery& query) const {
  return index().RankCandidates(internship, query);
}

absl::StatusOr<std::vector<Ranked<Candidate>>> LazyRanker::RankCandidates(
    const Advisor& advisor, const RankQuery& query) const {
  return index().RankCandidates(advisor, query);
}

Judgement LazyRanker::Explain(const Candidate& candidate, const Internship& internship, Side side,
                              absl::Time as_of) const {
  return plain_.Explain(candidate, internship, side, as_of);
}

Judgement LazyRanker::Explain(const Candidate& candidate, const Advisor& advisor,
                              absl::Time as_of) const {
  return plain_.Explain(candidate, advisor, as_of);
}

const IndexedRanker& LazyRanker::index() const {
  std::call_once(index_made_,
                 [this] { index_ = std::make_unique<const IndexedRanker>(world_, rules_); });
  return *index_;
}

}  // namespace banso
