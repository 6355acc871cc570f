// IndustryComponent and OccupationComponent of one candidate, by numbers instead of codes.
#ifndef BANSO_ENGINE_SCORE_WISH_TABLE_H_
#define BANSO_ENGINE_SCORE_WISH_TABLE_H_

#include <cstdint>
#include <span>
#include <vector>

#include "engine/features/dictionary.h"
#include "engine/model/classification.h"
#include "engine/rules/rule_set.h"

namespace banso {

// Distinct codes with numbers. The codes below one code of the top level are a group.
class CodeDictionary {
 public:
  uint32_t Add(const CodePath& code) {
    const uint32_t number = codes_.Add(code.code(), code);
    if (number == groups_.size()) groups_.push_back(GroupOf(code, number));
    return number;
  }
  size_t size() const { return codes_.size(); }
  const CodePath& operator[](uint32_t number) const { return codes_[number]; }
  uint16_t group(uint32_t number) const { return groups_[number]; }
  const std::vector<CodePath>& values() const { return codes_.values(); }
  size_t group_count() const { return firsts_.size(); }
  // A code of a group.
  const CodePath& example(uint16_t group) const { return codes_[firsts_[group]]; }

  static bool ShareGroup(const CodePath& a, const CodePath& b) {
    return a.scheme() == b.scheme() && a.level(0) == b.level(0);
  }

 private:
  uint16_t GroupOf(const CodePath& code, uint32_t number) {
    for (uint16_t group = 0; group < firsts_.size(); ++group) {
      if (ShareGroup(code, example(group))) return group;
    }
    firsts_.push_back(number);
    return static_cast<uint16_t>(firsts_.size() - 1);
  }

  Dictionary<CodePath> codes_;
  std::vector<uint16_t> groups_;  // by code
  std::vector<uint32_t> firsts_;  // by group: its first code
};

// The components of every code of a dictionary, as an only offer; exact. For several offers the
// component is the largest of theirs.
std::vector<int16_t> IndustryTable(std::span<const CodePath> wishes, const CodeDictionary& offers,
                                   const RuleSet& rules);
std::vector<int16_t> OccupationTable(std::span<const CodePath> wishes, const CodeDictionary& offers,
                                     const RuleSet& rules);
// The same from the other side: by code of a dictionary as an only wish, the similarity to the
// offer most like it, in thousandths.
std::vector<int16_t> IndustryLikeness(const CodeDictionary& wishes,
                                      std::span<const CodePath> offers, const RuleSet& rules);
std::vector<int16_t> OccupationLikeness(const CodeDictionary& wishes,
                                        std::span<const CodePath> offers, const RuleSet& rules);

}  // namespace banso

#endif  // BANSO_ENGINE_SCORE_WISH_TABLE_H_
