#include "engine/index/indexed_ranker.h"

#include <algorithm>
#include <optional>
#include <queue>
#include <utility>

#include "absl/status/status.h"
#include "engine/index/internship_scan.h"
#include "engine/index/judged_top_k.h"
#include "engine/index/order.h"

namespace banso {
namespace {

// Asks now and then whether a ranking is still wanted.
class CancelCheck {
 public:
  explicit CancelCheck(const RankQuery& query) : query_(query) {}
  // Counts rows that were looked at.
  bool Cancelled(size_t rows) {
    if (!query_.cancelled) return false;
    rows_ += rows;
    if (rows_ < kRows) return false;
    rows_ = 0;
    return query_.cancelled();
  }

 private:
  static constexpr size_t kRows = 4096;
  const RankQuery& query_;
  size_t rows_ = kRows;
};

absl::Status Cancelled() { return absl::CancelledError("the ranking is no longer wanted"); }

// The rows of segments in the order of their ids.
template <typename Segment>
class ById {
 public:
  explicit ById(const std::vector<std::shared_ptr<const Segment>>& segments) {
    for (const auto& segment : segments) {
      if (segment->size() > 0) heap_.push({segment.get(), 0});
    }
  }
  // The next row, or none.
  std::optional<std::pair<const Segment*, uint32_t>> Next() {
    if (heap_.empty()) return std::nullopt;
    Cursor cursor = heap_.top();
    heap_.pop();
    const std::pair<const Segment*, uint32_t> result = {cursor.segment, cursor.row()};
    if (++cursor.at < cursor.segment->size()) heap_.push(cursor);
    return result;
  }

 private:
  struct Cursor {
    const Segment* segment;
    size_t at;
    uint32_t row() const { return segment->by_id()[at]; }
  };
  struct Later {
    bool operator()(const Cursor& a, const Cursor& b) const {
      return b.segment->item(b.row())->id < a.segment->item(a.row())->id;
    }
  };
  std::priority_queue<Cursor, std::vector<Cursor>, Later> heap_;
};

template <typename T>
void Append(std::vector<Ranked<T>> rows, std::vector<Ranked<T>>* all) {
  for (Ranked<T>& row : rows) all->push_back(std::move(row));
}

}  // namespace

IndexedRanker::IndexedRanker(std::shared_ptr<const World> world,
                             std::shared_ptr<const RuleBook> rules)
    : world_(std::move(world)),
      rules_(std::move(rules)),
      plain_(world_, rules_),
      internships_(InternshipSegment::Build(world_->internships, 0)) {
  for (const auto& [pair, codes] : world_->clearances) {
    cleared_of_candidate_[pair.first].push_back(pair.second);
    cleared_of_counterpart_[pair.second].push_back(pair.first);
  }
}

absl::StatusOr<std::vector<Ranked<Internship>>> IndexedRanker::RankInternships(
    const Candidate& candidate, const RankQuery& query) const {
  if (query.limit < 1) return absl::InvalidArgumentError("limit must be at least 1");
  std::vector<Ranked<Internship>> ranked;
  if (internships_.empty()) return ranked;
  CancelCheck cancel(query);
  if (cancel.Cancelled(0)) return Cancelled();
  InternshipScan scan(candidate, rules_->At(query.as_of), query.as_of,
                      internships_[0]->dictionaries());
  std::vector<std::vector<uint32_t>> cleared(internships_.size());
  if (const auto found = cleared_of_candidate_.find(candidate.id.name());
      found != cleared_of_candidate_.end()) {
    for (const std::string& name : found->second) {
      for (size_t i = 0; i < internships_.size(); ++i) {
        const uint32_t row = internships_[i]->Find(name);
        if (row < internships_[i]->size()) cleared[i].push_back(row);
      }
    }
    for (std::vector<uint32_t>& rows : cleared) std::sort(rows.begin(), rows.end());
  }
  const auto judge = [&](const Internship& internship) {
    return Explain(candidate, internship, Side::kCandidate, query.as_of);
  };
  absl::flat_hash_map<const Internship*, Judgement> seen;
  struct ClassRef {
    int upper;
    uint32_t segment;
    const InternshipSegment::Class* one;
  };
  std::vector<ClassRef> classes;
  for (Verdict section : {Verdict::kEligible, Verdict::kReview, Verdict::kOutsideWish}) {
    if (!query.sections[static_cast<int>(section)] || scan.BlocksAll()) continue;
    const size_t missing = query.limit - ranked.size();
    if (missing == 0) break;
    classes.clear();
    for (uint32_t i = 0; i < internships_.size(); ++i) {
      for (const InternshipSegment::Class& one : internships_[i]->classes()) {
        if (scan.Outside(one.industry, one.occupation) != (section == Verdict::kOutsideWish)) {
          continue;
        }
        classes.push_back({scan.ClassUpper(one), i, &one});
      }
    }
    std::sort(classes.begin(), classes.end(),
              [](const ClassRef& a, const ClassRef& b) { return a.upper > b.upper; });
    JudgedTopK<Internship, decltype(judge), decltype(&InternshipOrder)> top(
        section, missing, judge, &InternshipOrder, &seen);
    for (const ClassRef& ref : classes) {
      if (!top.MayEnter(-ref.upper)) break;
      const InternshipSegment& segment = *internships_[ref.segment];
      scan.OfferClass(segment, *ref.one, cleared[ref.segment], section, &top);
      const uint32_t end = segment.run(ref.one->end_run - 1).end;
      if (cancel.Cancelled(end - ref.one->begin)) return Cancelled();
    }
    Append(top.Finish(), &ranked);
  }
  if (!query.sections[static_cast<int>(Verdict::kBlocked)]) return ranked;
  ById<InternshipSegment> rows(internships_);
  while (ranked.size() < static_cast<size_t>(query.limit)) {
    const auto next = rows.Next();
    if (!next) break;
    if (cancel.Cancelled(1)) return Cancelled();
    const auto& [segment, row] = *next;
    if (!scan.BlocksAll() && scan.Bound(*segment, row).outcome.block == Certainty::kNo) continue;
    const InternshipSegment::Item& item = segment->item(row);
    const auto found = seen.find(item.get());
    Judgement judgement = found == seen.end() ? judge(*item) : std::move(found->second);
    if (judgement.verdict == Verdict::kBlocked) ranked.push_back({item, std::move(judgement)});
  }
  return ranked;
}

absl::StatusOr<std::vector<Ranked<Advisor>>> IndexedRanker::RankAdvisors(
    const Candidate& candidate, const RankQuery& query) const {
  return plain_.RankAdvisors(candidate, query);
}

absl::StatusOr<std::vector<Ranked<Candidate>>> IndexedRanker::RankCandidates(
    const Internship& internship, const RankQuery& query) const {
  return plain_.RankCandidates(internship, query);
}

absl::StatusOr<std::vector<Ranked<Candidate>>> IndexedRanker::RankCandidates(
    const Advisor& advisor, const RankQuery& query) const {
  return plain_.RankCandidates(advisor, query);
}

Judgement IndexedRanker::Explain(const Candidate& candidate, const Internship& internship,
                                 Side side, absl::Time as_of) const {
  return plain_.Explain(candidate, internship, side, as_of);
}

Judgement IndexedRanker::Explain(const Candidate& candidate, const Advisor& advisor,
                                 absl::Time as_of) const {
  return plain_.Explain(candidate, advisor, as_of);
}

}  // namespace banso
