// Numbers for values that many rows share.
#ifndef BANSO_ENGINE_FEATURES_DICTIONARY_H_
#define BANSO_ENGINE_FEATURES_DICTIONARY_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "engine/model/skill.h"

namespace banso {

// Distinct values, numbered from 0 on in the order in which they came. A value is known by a key:
// equal values have equal keys, and the other way round.
template <typename T>
class Dictionary {
 public:
  uint32_t Add(std::string key, const T& value) {
    const auto [found, added] =
        numbers_.try_emplace(std::move(key), static_cast<uint32_t>(values_.size()));
    if (added) values_.push_back(value);
    return found->second;
  }
  std::optional<uint32_t> Find(const std::string& key) const {
    const auto found = numbers_.find(key);
    if (found == numbers_.end()) return std::nullopt;
    return found->second;
  }
  size_t size() const { return values_.size(); }
  const T& operator[](uint32_t number) const { return values_[number]; }
  const std::vector<T>& values() const { return values_; }

 private:
  absl::flat_hash_map<std::string, uint32_t> numbers_;
  std::vector<T> values_;
};

// Distinct skills, by code and by group.
class SkillCatalogue {
 public:
  uint32_t Add(const Skill& skill) {
    std::string key = skill.code;
    for (const std::string& group : skill.groups) {
      key.push_back('\0');
      key += group;
    }
    const size_t size = skills_.size();
    const uint32_t number = skills_.Add(std::move(key), skill);
    if (number == size) {
      by_code_[skill.code].push_back(number);
      for (const std::string& group : skill.groups) by_group_[group].push_back(number);
    }
    return number;
  }
  size_t size() const { return skills_.size(); }
  const Skill& operator[](uint32_t number) const { return skills_[number]; }
  const std::vector<uint32_t>& WithCode(const std::string& code) const {
    return Of(by_code_, code);
  }
  const std::vector<uint32_t>& InGroup(const std::string& group) const {
    return Of(by_group_, group);
  }

 private:
  using Numbers = absl::flat_hash_map<std::string, std::vector<uint32_t>>;
  static const std::vector<uint32_t>& Of(const Numbers& numbers, const std::string& key) {
    static const std::vector<uint32_t> kNone;
    const auto found = numbers.find(key);
    return found == numbers.end() ? kNone : found->second;
  }

  Dictionary<Skill> skills_;
  Numbers by_code_;
  Numbers by_group_;
};

}  // namespace banso

#endif  // BANSO_ENGINE_FEATURES_DICTIONARY_H_
