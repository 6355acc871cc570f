#include "tests/e2e/linearizability.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "absl/container/flat_hash_set.h"

namespace banso {
namespace {

using Outcome = CompareAndSet::Outcome;

// The number of a set of operations: the sum of theirs without carries, which are random enough
// that two sets with one number do not occur (SplitMix64).
uint64_t NumberOf(size_t operation) {
  uint64_t z = 0x9e3779b97f4a7c15 * (operation + 1);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

class Search {
 public:
  // `history` is ordered by start.
  Search(int initial, const std::vector<CompareAndSet>& history)
      : history_(history), state_(initial), taken_(history.size()) {}

  bool Run() {
    // What was taken to get here, and where the search for the next goes on.
    struct Step {
      std::vector<size_t> taken;
      int state_before;
      size_t next;
    };
    std::vector<Step> steps = {{TakeRefused(), state_, 0}};
    while (!steps.empty()) {
      if (AllSeenAreTaken()) return true;
      Step& last = steps.back();
      const size_t chosen = NextEffect(last.next);
      if (chosen == history_.size()) {
        for (const size_t operation : last.taken) Untake(operation);
        state_ = last.state_before;
        steps.pop_back();
        continue;
      }
      last.next = chosen + 1;
      const int state_before = state_;
      Take(chosen);
      state_ = history_[chosen].value;
      std::vector<size_t> taken = TakeRefused();
      taken.push_back(chosen);
      if (seen_.insert({number_, state_}).second) {
        steps.push_back({std::move(taken), state_before, 0});
      } else {
        for (const size_t operation : taken) Untake(operation);
        state_ = state_before;
      }
    }
    return false;
  }

 private:
  void Take(size_t operation) {
    taken_[operation] = true;
    number_ ^= NumberOf(operation);
    while (first_ < history_.size() && taken_[first_]) ++first_;
  }
  void Untake(size_t operation) {
    taken_[operation] = false;
    number_ ^= NumberOf(operation);
    first_ = std::min(first_, operation);
  }
  bool AllSeenAreTaken() const {
    for (size_t i = first_; i < history_.size(); ++i) {
      if (!taken_[i] && history_[i].outcome != Outcome::kUnknown) return false;
    }
    return true;
  }
  // Nothing that began later than this can be next: somebody had an answer before.
  int64_t Horizon() const {
    int64_t horizon = std::numeric_limits<int64_t>::max();
    for (size_t i = first_; i < history_.size() && history_[i].start <= horizon; ++i) {
      if (!taken_[i] && history_[i].outcome != Outcome::kUnknown) {
        horizon = std::min(horizon, history_[i].end);
      }
    }
    return horizon;
  }
  // Takes what was refused and can be next, which changes nothing and so can do no harm. Returns
  // what was taken.
  std::vector<size_t> TakeRefused() {
    std::vector<size_t> taken;
    for (bool again = true; again;) {
      again = false;
      const int64_t horizon = Horizon();
      for (size_t i = first_; i < history_.size() && history_[i].start <= horizon; ++i) {
        if (taken_[i] || history_[i].outcome != Outcome::kRefused ||
            history_[i].expected == state_) {
          continue;
        }
        Take(i);
        taken.push_back(i);
        again = true;
      }
    }
    return taken;
  }
  // The first operation from `from` on that can happen next; the history's size if none can.
  size_t NextEffect(size_t from) const {
    const int64_t horizon = Horizon();
    for (size_t i = std::max(from, first_); i < history_.size(); ++i) {
      if (history_[i].start > horizon) break;
      if (!taken_[i] && history_[i].outcome != Outcome::kRefused &&
          history_[i].expected == state_) {
        return i;
      }
    }
    return history_.size();
  }

  const std::vector<CompareAndSet>& history_;
  int state_;
  std::vector<bool> taken_;
  uint64_t number_ = 0;  // of the set of what is taken
  size_t first_ = 0;     // all before it are taken
  absl::flat_hash_set<std::pair<uint64_t, int>> seen_;
};

}  // namespace

bool IsLinearizable(int initial, std::vector<CompareAndSet> history) {
  std::stable_sort(
      history.begin(), history.end(),
      [](const CompareAndSet& a, const CompareAndSet& b) { return a.start < b.start; });
  return Search(initial, history).Run();
}

}  // namespace banso
