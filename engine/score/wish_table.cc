#include "engine/score/wish_table.h"

#include <algorithm>

#include "engine/score/components.h"

namespace banso {
namespace {

// What `component` says of each code. A code that shares no group with any of `others` is worth
// what any code of its group is: only its division counts.
template <typename Component>
std::vector<int16_t> TableOf(const CodeDictionary& codes, std::span<const CodePath> others,
                             Component component) {
  constexpr int16_t kEachItsOwn = -1;
  std::vector<int16_t> of_group(codes.group_count(), kEachItsOwn);
  for (uint16_t group = 0; group < of_group.size(); ++group) {
    const CodePath& example = codes.example(group);
    const bool shared = std::any_of(others.begin(), others.end(), [&](const CodePath& other) {
      return CodeDictionary::ShareGroup(example, other);
    });
    if (!shared) of_group[group] = static_cast<int16_t>(component(example));
  }
  std::vector<int16_t> table(codes.size());
  for (uint32_t i = 0; i < codes.size(); ++i) {
    const int16_t value = of_group[codes.group(i)];
    table[i] = value != kEachItsOwn ? value : static_cast<int16_t>(component(codes[i]));
  }
  return table;
}

}  // namespace

std::vector<int16_t> IndustryTable(std::span<const CodePath> wishes, const CodeDictionary& offers,
                                   const RuleSet& rules) {
  return TableOf(offers, wishes, [&](const CodePath& offer) {
    return IndustryComponent(wishes, {&offer, 1}, rules);
  });
}

std::vector<int16_t> OccupationTable(std::span<const CodePath> wishes, const CodeDictionary& offers,
                                     const RuleSet& rules) {
  return TableOf(offers, wishes, [&](const CodePath& offer) {
    return OccupationComponent(wishes, {&offer, 1}, rules);
  });
}

std::vector<int16_t> IndustryLikeness(const CodeDictionary& wishes,
                                      std::span<const CodePath> offers, const RuleSet& rules) {
  return TableOf(wishes, offers, [&](const CodePath& wish) {
    int best = 0;
    for (const CodePath& offer : offers) {
      best = std::max(best, IndustrySimilarity(wish, offer, rules.similarity));
    }
    return best;
  });
}

std::vector<int16_t> OccupationLikeness(const CodeDictionary& wishes,
                                        std::span<const CodePath> offers, const RuleSet& rules) {
  return TableOf(wishes, offers, [&](const CodePath& wish) {
    int best = 0;
    for (const CodePath& offer : offers) {
      best = std::max(best, OccupationSimilarity(wish, offer, rules.similarity));
    }
    return best;
  });
}

}  // namespace banso
