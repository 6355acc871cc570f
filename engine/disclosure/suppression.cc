#include "engine/disclosure/suppression.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/disclosure/ranges.h"

namespace banso {
namespace {

// Figures in order of their codes and sums in order of their members, so that whatever is looked at
// first is so for every order of the arguments.
class Table {
 public:
  Table(std::vector<Figure> figures, std::vector<Sum> sums)
      : figures_(std::move(figures)), sums_(std::move(sums)), sums_of_(figures_.size()) {
    for (size_t i = 0; i < sums_.size(); ++i) {
      sums_of_[sums_[i].total].push_back(static_cast<int>(i));
      for (const int part : sums_[i].parts) sums_of_[part].push_back(static_cast<int>(i));
    }
  }

  absl::StatusOr<std::vector<Mark>> Run() {
    for (const Figure& figure : figures_) marks_.push_back(AloneMarkOf(figure));
    while (true) {
      Complement();
      BANSO_ASSIGN_OR_RETURN(const std::vector<ValueRange> ranges,
                             RangesOf(figures_, sums_, marks_));
      const std::vector<int> unsafe = Unsafe(ranges);
      if (unsafe.empty()) return marks_;
      if (!HideAround(unsafe)) {
        return absl::FailedPreconditionError(absl::StrCat("\"", figures_[unsafe.front()].code,
                                                          "\" follows from what is always shown"));
      }
    }
  }

 private:
  static Mark AloneMarkOf(const Figure& figure) {
    if (!figure.printed) return Mark::kUnprinted;
    if (figure.value == 0 || figure.always_shown) return Mark::kShown;
    if (figure.value < kFewestPrinted) return Mark::kFew;
    return FewPeople(figure) ? Mark::kHidden : Mark::kShown;
  }

  static bool FewPeople(const Figure& figure) {
    return figure.value < kFewestPrinted || (figure.people >= 0 && figure.people < kFewestPrinted);
  }

  bool Shown(int figure) const { return marks_[figure] == Mark::kShown; }

  bool MayBeHidden(int figure) const {
    return Shown(figure) && figures_[figure].value > 0 && !figures_[figure].always_shown;
  }

  bool MayBeWithheld(int figure) const {
    return marks_[figure] != Mark::kWithheld && marks_[figure] != Mark::kUnprinted &&
           figures_[figure].value > 0 && !figures_[figure].always_shown;
  }

  // Smaller values first, then smaller codes: positions are in order of codes.
  bool Before(int a, int b) const {
    if (figures_[a].value != figures_[b].value) return figures_[a].value < figures_[b].value;
    return a < b;
  }

  void Improve(int figure, std::optional<int>* best) const {
    if (!*best || Before(figure, **best)) *best = figure;
  }

  // Whether the reader must not learn it. What is not printed is as good as printed once it can be
  // derived, so the small among it are protected like any other.
  bool IsProtected(int figure) const {
    if (marks_[figure] != Mark::kUnprinted) return !Shown(figure);
    const Figure& unprinted = figures_[figure];
    return unprinted.value > 0 && FewPeople(unprinted);
  }

  // Step 2.
  void Complement() {
    for (bool changed = true; changed;) {
      changed = false;
      for (int i = 0; i < static_cast<int>(sums_.size()); ++i) {
        const Sum& sum = sums_[i];
        if (!Shown(sum.total)) continue;
        const auto unknown = [this](int part) { return !Shown(part); };
        const auto first = std::find_if(sum.parts.begin(), sum.parts.end(), unknown);
        if (first == sum.parts.end() || !IsProtected(*first) ||
            std::find_if(first + 1, sum.parts.end(), unknown) != sum.parts.end()) {
          continue;
        }
        if (const auto smallest = SmallestPart({i})) {
          marks_[*smallest] = Mark::kHidden;
          changed = true;
        }
      }
    }
  }

  std::vector<int> Unsafe(const std::vector<ValueRange>& ranges) const {
    std::vector<int> unsafe;
    for (int i = 0; i < static_cast<int>(ranges.size()); ++i) {
      const int64_t values = ranges[i].highest - ranges[i].lowest + 1;
      if (IsProtected(i) && values < figures_[i].least_values) unsafe.push_back(i);
    }
    return unsafe;
  }

  std::set<int> OwnSums(const std::vector<int>& figures) const {
    std::set<int> own;
    for (const int figure : figures) own.insert(sums_of_[figure].begin(), sums_of_[figure].end());
    return own;
  }

  // The sums that a reader combines to learn about figures: their own, and those linked to them by
  // figures that are not shown.
  std::set<int> LinkedSums(const std::vector<int>& figures) const {
    std::set<int> linked;
    std::vector<int> open = figures;
    while (!open.empty()) {
      const int next = open.back();
      open.pop_back();
      for (const int sum : sums_of_[next]) {
        if (!linked.insert(sum).second) continue;
        const auto follow = [&](int member) {
          if (!Shown(member)) open.push_back(member);
        };
        follow(sums_[sum].total);
        for (const int part : sums_[sum].parts) follow(part);
      }
    }
    return linked;
  }

  std::optional<int> SmallestPart(const std::set<int>& sums) const {
    std::optional<int> best;
    for (const int sum : sums) {
      for (const int part : sums_[sum].parts) {
        if (MayBeHidden(part)) Improve(part, &best);
      }
    }
    return best;
  }

  std::optional<int> SmallestTotal(const std::set<int>& sums) const {
    std::optional<int> best;
    for (const int sum : sums) {
      if (MayBeWithheld(sums_[sum].total)) Improve(sums_[sum].total, &best);
    }
    return best;
  }

  std::optional<int> SmallestNotWithheld(const std::set<int>& sums) const {
    std::optional<int> best;
    for (const int sum : sums) {
      for (const int part : sums_[sum].parts) {
        if (MayBeWithheld(part)) Improve(part, &best);
      }
    }
    return best;
  }

  // Step 3: hides one more figure, so that `unsafe` become safer; false if there is none left.
  bool HideAround(const std::vector<int>& unsafe) {
    const std::set<int> own = OwnSums(unsafe);
    const std::set<int> linked = LinkedSums(unsafe);
    if (const auto part = SmallestPart(own)) {
      marks_[*part] = Mark::kHidden;
    } else if (const auto total = SmallestTotal(own)) {
      marks_[*total] = Mark::kWithheld;
    } else if (const auto far_part = SmallestPart(linked)) {
      marks_[*far_part] = Mark::kHidden;
    } else if (const auto far_total = SmallestTotal(linked)) {
      marks_[*far_total] = Mark::kWithheld;
    } else if (const auto any = SmallestNotWithheld(linked)) {
      marks_[*any] = Mark::kWithheld;
    } else {
      return false;
    }
    return true;
  }

  std::vector<Figure> figures_;
  std::vector<Sum> sums_;
  std::vector<std::vector<int>> sums_of_;  // by figure
  std::vector<Mark> marks_;
};

}  // namespace

absl::StatusOr<std::vector<Mark>> Suppress(std::span<const Figure> figures,
                                           std::span<const Sum> sums) {
  BANSO_RETURN_IF_ERROR(CheckSums(figures, sums));
  std::vector<int> order(figures.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(),
            [&](int a, int b) { return figures[a].code < figures[b].code; });
  std::vector<Figure> sorted;
  std::vector<int> place(figures.size());
  for (const int figure : order) {
    if (!sorted.empty() && sorted.back().code == figures[figure].code) {
      return absl::InvalidArgumentError(
          absl::StrCat("two figures are called \"", figures[figure].code, "\""));
    }
    place[figure] = static_cast<int>(sorted.size());
    sorted.push_back(figures[figure]);
  }
  std::vector<Sum> sorted_sums;
  for (const Sum& sum : sums) {
    Sum moved{place[sum.total], {}};
    for (const int part : sum.parts) moved.parts.push_back(place[part]);
    std::sort(moved.parts.begin(), moved.parts.end());
    sorted_sums.push_back(std::move(moved));
  }
  std::sort(sorted_sums.begin(), sorted_sums.end(), [](const Sum& a, const Sum& b) {
    return a.total != b.total ? a.total < b.total : a.parts < b.parts;
  });
  BANSO_ASSIGN_OR_RETURN(const std::vector<Mark> marks,
                         Table(std::move(sorted), std::move(sorted_sums)).Run());
  std::vector<Mark> result(figures.size());
  for (size_t i = 0; i < figures.size(); ++i) result[i] = marks[place[i]];
  return result;
}

}  // namespace banso
