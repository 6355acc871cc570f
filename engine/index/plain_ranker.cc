#include "engine/index/plain_ranker.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "engine/index/cleared.h"
#include "engine/index/order.h"

namespace banso {
namespace {

// How often a long ranking asks whether it is still wanted, in rows.
constexpr size_t kCancelCheckRows = 256;

// Judges every item, keeps the wanted sections, sorts as far as `limit` asks.
template <typename T, typename JudgeItem, typename KeyItem>
absl::StatusOr<std::vector<Ranked<T>>> Rank(const std::vector<std::shared_ptr<const T>>& items,
                                            const RankQuery& query, JudgeItem judge, KeyItem key) {
  if (query.limit < 1) return absl::InvalidArgumentError("limit must be at least 1");
  struct Row {
    OrderKey key;
    const std::shared_ptr<const T>* item;
    Judgement judgement;
  };
  std::vector<Row> rows;
  for (size_t i = 0; i < items.size(); ++i) {
    if (i % kCancelCheckRows == 0 && query.cancelled && query.cancelled()) {
      return absl::CancelledError("the ranking is no longer wanted");
    }
    Judgement judgement = judge(*items[i]);
    if (!query.sections[static_cast<int>(judgement.verdict)]) continue;
    const OrderKey order = key(*items[i], judgement);
    rows.push_back({order, &items[i], std::move(judgement)});
  }
  const auto before = [](const Row& a, const Row& b) {
    if (a.judgement.verdict != b.judgement.verdict)
      return a.judgement.verdict < b.judgement.verdict;
    if (a.key != b.key) return a.key < b.key;
    return (*a.item)->id < (*b.item)->id;
  };
  const size_t count = std::min<size_t>(rows.size(), query.limit);
  std::partial_sort(rows.begin(), rows.begin() + count, rows.end(), before);
  std::vector<Ranked<T>> ranked;
  ranked.reserve(count);
  for (size_t i = 0; i < count; ++i) {
    ranked.push_back({*rows[i].item, std::move(rows[i].judgement)});
  }
  return ranked;
}

}  // namespace

PlainRanker::PlainRanker(std::shared_ptr<const World> world, std::shared_ptr<const RuleBook> rules)
    : world_(std::move(world)), rules_(std::move(rules)) {}

absl::StatusOr<std::vector<Ranked<Internship>>> PlainRanker::RankInternships(
    const Candidate& candidate, const RankQuery& query) const {
  return Rank(
      world_->internships, query,
      [&](const Internship& internship) {
        return Explain(candidate, internship, Side::kCandidate, query.as_of);
      },
      [](const Internship& internship, const Judgement& judgement) {
        return InternshipOrder(internship, judgement);
      });
}

absl::StatusOr<std::vector<Ranked<Advisor>>> PlainRanker::RankAdvisors(
    const Candidate& candidate, const RankQuery& query) const {
  return Rank(
      world_->advisors, query,
      [&](const Advisor& advisor) { return Explain(candidate, advisor, query.as_of); },
      [](const Advisor&, const Judgement& judgement) { return AdvisorOrder(judgement); });
}

absl::StatusOr<std::vector<Ranked<Candidate>>> PlainRanker::RankCandidates(
    const Internship& internship, const RankQuery& query) const {
  const RuleSet& rules = rules_->At(query.as_of);
  return Rank(
      world_->candidates, query,
      [&](const Candidate& candidate) {
        return Explain(candidate, internship, Side::kCounterpart, query.as_of);
      },
      [&](const Candidate& candidate, const Judgement& judgement) {
        return EmployerOrder(candidate, judgement, query, rules.bands.step);
      });
}

absl::StatusOr<std::vector<Ranked<Candidate>>> PlainRanker::RankCandidates(
    const Advisor& advisor, const RankQuery& query) const {
  return Rank(
      world_->candidates, query,
      [&](const Candidate& candidate) { return Explain(candidate, advisor, query.as_of); },
      [&](const Candidate& candidate, const Judgement& judgement) {
        return WaitingOrder(candidate, judgement, query);
      });
}

Judgement PlainRanker::Explain(const Candidate& candidate, const Internship& internship, Side side,
                               absl::Time as_of) const {
  return JudgeInternship(candidate, internship, rules_->At(as_of), as_of, side,
                         ClearedFor(world_->clearances, candidate.id.name(), internship.id.name()));
}

Judgement PlainRanker::Explain(const Candidate& candidate, const Advisor& advisor,
                               absl::Time as_of) const {
  return JudgeAdvisor(candidate, advisor, rules_->At(as_of), as_of,
                      ClearedFor(world_->clearances, candidate.id.name(), advisor.id.name()));
}

}  // namespace banso
