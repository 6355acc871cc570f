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
#include "engine/index/row_values.h"

namespace banso {

// A row that may belong into a section, with what is known of its order: its key is neither before
// `best` nor after `worst`.
template <typename T>
struct BoundedRow {
  OrderKey best;
  OrderKey worst;
  uint32_t rank = 0;                     // of its id among the rows of `domain`
  uint32_t domain = 0;                   // of ranks that can be compared
  bool certain = false;                  // it is in the section, whatever its judgement says else
  const RowValues<T>* values = nullptr;  // of its segment
  uint32_t row = 0;                      // in it

  ValueRef<T> item() const { return (*values)[row]; }
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
  struct Judged {
    std::shared_ptr<const T> item;
    Judgement judgement;
  };
  // By the values of a segment and a row of it.
  using Seen = absl::flat_hash_map<std::pair<const RowValues<T>*, uint32_t>, Judged>;

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
      Judged& judged = judged_[result.judgement];
      ranked.push_back({std::move(judged.item), std::move(judged.judgement)});
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
    return a.item()->id < b.item()->id;
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
      const std::pair key(pending->row.values, pending->row.row);
      Judged judged;
      if (const auto found = seen_->find(key); found != seen_->end()) {
        judged = std::move(found->second);
        seen_->erase(found);
      } else {
        const ValueRef<T> item = pending->row.item();
        judged = {item.Share(), judge_(*item)};
      }
      if (judged.judgement.verdict != section_) {
        seen_->emplace(key, std::move(judged));
        return false;
      }
      pending->row.best = pending->row.worst = order_(*judged.item, judged.judgement);
      pending->judgement = judged_.size();
      judged_.push_back(std::move(judged));
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
  std::vector<Judged> judged_;
};

}  // namespace banso

#endif  // BANSO_ENGINE_INDEX_JUDGED_TOP_K_H_
