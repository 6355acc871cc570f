#include "engine/score/wish_table.h"

#include <algorithm>
#include <array>

#include "engine/score/components.h"

namespace banso {
namespace {

template <typename Component>
std::vector<int16_t> TableOf(const CodeDictionary& codes, Component component) {
  std::vector<int16_t> table(codes.size());
  for (uint32_t i = 0; i < codes.size(); ++i) table[i] = static_cast<int16_t>(component(codes[i]));
  return table;
}

}  // namespace

std::vector<int16_t> IndustryTable(std::span<const CodePath> wishes, const CodeDictionary& offers,
                                   const RuleSet& rules) {
  // An offer that shares no division with any wish is worth what its division is worth.
  std::array<int, 256> of_division;
  of_division.fill(-1);
  return TableOf(offers, [&](const CodePath& offer) {
    const bool shares = std::any_of(wishes.begin(), wishes.end(), [&](const CodePath& wish) {
      return wish.CommonDepth(offer) > 0;
    });
    if (shares) return IndustryComponent(wishes, {&offer, 1}, rules);
    int& value = of_division[static_cast<unsigned char>(DivisionLetter(offer))];
    if (value < 0) value = IndustryComponent(wishes, {&offer, 1}, rules);
    return value;
  });
}

std::vector<int16_t> OccupationTable(std::span<const CodePath> wishes, const CodeDictionary& offers,
                                     const RuleSet& rules) {
  return TableOf(offers, [&](const CodePath& offer) {
    return OccupationComponent(wishes, {&offer, 1}, rules);
  });
}

std::vector<int16_t> IndustryLikeness(const CodeDictionary& wishes,
                                      std::span<const CodePath> offers, const RuleSet& rules) {
  return TableOf(wishes, [&](const CodePath& wish) {
    int best = 0;
    for (const CodePath& offer : offers) {
      best = std::max(best, IndustrySimilarity(wish, offer, rules.similarity));
    }
    return best;
  });
}

std::vector<int16_t> OccupationLikeness(const CodeDictionary& wishes,
                                        std::span<const CodePath> offers, const RuleSet& rules) {
  return TableOf(wishes, [&](const CodePath& wish) {
    int best = 0;
    for (const CodePath& offer : offers) {
      best = std::max(best, OccupationSimilarity(wish, offer, rules.similarity));
    }
    return best;
  });
}

}  // namespace banso
