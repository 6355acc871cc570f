#include "tests/engine/disclosure/printed_reader.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"

namespace banso {
namespace {

// Larger than any value that matters in a test.
constexpr int64_t kLarge = 400;

}  // namespace

PrintedReader::PrintedReader(const FigureTable& table, const std::string& printed)
    : sums_(table.sums) {
  for (const absl::string_view text : absl::StrSplit(printed, ' ')) {
    if (text == "<5") {
      printed_.push_back({1, 4});
    } else if (text == "–") {
      printed_.push_back({5, kLarge});
    } else if (int64_t value = 0; absl::SimpleAtoi(text, &value)) {
      printed_.push_back({value, value});
    } else {
      printed_.push_back({0, kLarge});
    }
  }
}

bool PrintedReader::Possible(std::vector<Domain> domains) const {
  // What the sums alone rule out.
  for (bool changed = true; changed;) {
    changed = false;
    for (const Sum& sum : sums_) {
      int64_t lowest = 0;
      int64_t highest = 0;
      for (const int part : sum.parts) {
        lowest += domains[part].lowest;
        highest += domains[part].highest;
      }
      const auto narrow = [&](int figure, int64_t from, int64_t to) {
        Domain& domain = domains[figure];
        if (from <= domain.lowest && to >= domain.highest) return;
        domain = {std::max(from, domain.lowest), std::min(to, domain.highest)};
        changed = true;
      };
      const Domain total = domains[sum.total];
      narrow(sum.total, lowest, highest);
      for (const int part : sum.parts) {
        const Domain domain = domains[part];
        narrow(part, total.lowest - (highest - domain.highest),
               total.highest - (lowest - domain.lowest));
      }
    }
    for (const Domain& domain : domains) {
      if (domain.lowest > domain.highest) return false;
    }
  }
  // Then every value of the figure with the fewest.
  const Domain* best = nullptr;
  for (const Domain& domain : domains) {
    const int64_t width = domain.highest - domain.lowest;
    if (width > 0 && (best == nullptr || width < best->highest - best->lowest)) best = &domain;
  }
  if (best == nullptr) return true;
  const auto figure = best - domains.data();
  const Domain tried = *best;
  for (int64_t value = tried.lowest; value <= tried.highest; ++value) {
    domains[figure] = {value, value};
    if (Possible(domains)) return true;
  }
  return false;
}

std::set<int64_t> PrintedReader::PossibleValues(int figure, int64_t most) {
  std::set<int64_t> values;
  const int64_t highest = std::min(most, printed_[figure].highest);
  for (int64_t value = printed_[figure].lowest; value <= highest; ++value) {
    std::vector<Domain> domains = printed_;
    domains[figure] = {value, value};
    if (Possible(std::move(domains))) values.insert(value);
  }
  return values;
}

}  // namespace banso
