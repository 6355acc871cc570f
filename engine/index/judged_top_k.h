// The end of "bound, then judge": of rows whose order is only known to lie between two keys, finds
// the first k of a section by judging as few of them as it can.
#ifndef BANSO_ENGINE_INDEX_JUDGED_TOP_K_H_
#define BANSO_ENGINE_INDEX_JUDGED_TOP_K_H_

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "engine/index/order.h"

namespace banso {

// A row that may belong into a section, with what is known of its order: its key is neither before
// `best` nor after `worst`.
template <typename T>
struct BoundedRow {
  OrderKey best;
  OrderKey worst;
  uint32_t rank = 0;     // of its id among the rows of `domain`
  uint32_t domain = 0;   // of ranks that can be compared
  bool certain = false;  // it is in the section, whatever its judgement says else
  const std::shared_ptr<const T>* item = nullptr;
};

// A row of a class that ELIGIBLE passed over but REVIEW has to look at.
template <typename Class>
struct RowOfClass {
  uint32_t part = 0;
  uint32_t row = 0;
  const Class* one = nullptr;
};

// Keeps what may be among the first `limit` rows of one section. `judge` and `order` give a row's
// judgement and its key; each row is judged at most once, also over several sections, if the same
// `seen` is given to all.
// Invariant: every offered row that is dropped comes after `limit` rows that are certain.
template <typename T, typename JudgeItem, typename Order>
class JudgedTopK {
 public:
  using Seen = absl::flat_hash_map<const T*, Judgement>;

  JudgedTopK(Verdict section, size_t limit, JudgeItem judge, Order order, Seen* seen)
      : section_(section), limit_(limit), judge_(judge), order_(order), seen_(seen) {}

  // Whether a row that could have this first part of a key may still matter.
  bool MayEnter(int64_t best_first) const { return best_first <= threshold_first_; }
  bool full() const { return certain_.size() == limit_; }

  void Offer(const BoundedRow<T>& row) {
    if (row.best[0] > threshold_first_) return;
    if (full() && Before(Worst(certain_.front()), row.best, row)) return;
    pending_.push_back({row, kNotJudged});
    if (row.certain) PushCertain(row);
    if (pending_.size() >= compact_at_) Compact();
  }

  // The first rows of the section, in order. Nothing may be offered afterwards.
  std::vector<Ranked<T>> Finish() {
    std::sort(pending_.begin(), pending_.end(), BestFirst);
    std::vector<Result> results;  // sorted
    for (Pending& pending : pending_) {
      if (results.size() == limit_ && Before(results.back().row, pending.row.best, pending.row)) {
        break;
      }
      Insert(pending, &results);
    }
    std::vector<Ranked<T>> ranked;
    ranked.reserve(results.size());
    for (Result& result : results) {
      ranked.push_back({*result.row.item, std::move(judgements_[result.judgement])});
    }
    return ranked;
  }

 private:
  static constexpr size_t kNotJudged = ~size_t{0};

  struct Pending {
    BoundedRow<T> row;
    size_t judgement = kNotJudged;
  };
  struct Result {
    BoundedRow<T> row;  // best and worst are its key
    size_t judgement = 0;
  };

  static bool IdBefore(const BoundedRow<T>& a, const BoundedRow<T>& b) {
    if (a.domain == b.domain) return a.rank < b.rank;
    return (*a.item)->id < (*b.item)->id;
  }
  // Whether `a`, at its key `a.best`, comes before `b` at `key`.
  static bool Before(const BoundedRow<T>& a, const OrderKey& key, const BoundedRow<T>& b) {
    if (a.best != key) return a.best < key;
    return IdBefore(a, b);
  }
  static bool BestFirst(const Pending& a, const Pending& b) {
    return Before(a.row, b.row.best, b.row);
  }
  static BoundedRow<T> Worst(BoundedRow<T> row) {
    row.best = row.worst;
    return row;
  }
  static bool WorstBefore(const BoundedRow<T>& a, const BoundedRow<T>& b) {
    if (a.worst != b.worst) return a.worst < b.worst;
    return IdBefore(a, b);
  }

  // Keeps the `limit` best of the worst keys of certain rows: a heap whose front is the last.
  void PushCertain(const BoundedRow<T>& row) {
    if (full()) {
      if (!WorstBefore(row, certain_.front())) return;
      std::pop_heap(certain_.begin(), certain_.end(), WorstBefore);
      certain_.back() = row;
    } else {
      certain_.push_back(row);
    }
    std::push_heap(certain_.begin(), certain_.end(), WorstBefore);
    if (full()) threshold_first_ = certain_.front().worst[0];
  }

  void DropBeaten() {
    if (!full()) return;
    const BoundedRow<T> last = Worst(certain_.front());
    std::erase_if(pending_, [&](const Pending& pending) {
      return Before(last, pending.row.best, pending.row);
    });
  }

  // Makes room: first by dropping what is beaten, then by judging what is not certain, best first.
  void Compact() {
    DropBeaten();
    if (pending_.size() > compact_at_ / 2) {
      std::sort(pending_.begin(), pending_.end(), BestFirst);
      std::vector<Pending> kept;
      for (Pending& pending : pending_) {
        if (full() && Before(Worst(certain_.front()), pending.row.best, pending.row)) break;
        if (!pending.row.certain && !Resolve(&pending)) continue;
        kept.push_back(pending);
      }
      pending_ = std::move(kept);
      DropBeaten();
    }
    compact_at_ = std::max(compact_at_, 2 * pending_.size());
  }

  // Judges a row. Returns whether it is in the section, and then knows its key.
  bool Resolve(Pending* pending) {
    if (pending->judgement == kNotJudged) {
      const T* item = pending->row.item->get();
      Judgement judgement;
      if (const auto found = seen_->find(item); found != seen_->end()) {
        judgement = std::move(found->second);
        seen_->erase(found);
      } else {
        judgement = judge_(*item);
      }
      if (judgement.verdict != section_) {
        seen_->emplace(item, std::move(judgement));
        return false;
      }
      pending->row.best = pending->row.worst = order_(*item, judgement);
      pending->judgement = judgements_.size();
      judgements_.push_back(std::move(judgement));
      if (!pending->row.certain) {
        pending->row.certain = true;
        PushCertain(pending->row);
      }
    }
    return true;
  }

  void Insert(Pending& pending, std::vector<Result>* results) {
    if (!Resolve(&pending)) return;
    const Result result{pending.row, pending.judgement};
    const auto at = std::upper_bound(
        results->begin(), results->end(), result,
        [](const Result& a, const Result& b) { return Before(a.row, b.row.best, b.row); });
    results->insert(at, result);
    if (results->size() > limit_) results->pop_back();
  }

  const Verdict section_;
  const size_t limit_;
  JudgeItem judge_;
  Order order_;
  Seen* const seen_;
  int64_t threshold_first_ = kOrderedLast;
  size_t compact_at_ = 1024;
  std::vector<BoundedRow<T>> certain_;
  std::vector<Pending> pending_;
  std::vector<Judgement> judgements_;
};

}  // namespace banso

#endif  // BANSO_ENGINE_INDEX_JUDGED_TOP_K_H_
