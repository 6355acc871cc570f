// Advisors in columns.
#ifndef BANSO_ENGINE_INDEX_ADVISOR_SEGMENT_H_
#define BANSO_ENGINE_INDEX_ADVISOR_SEGMENT_H_

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/features/dictionary.h"
#include "engine/index/columns.h"
#include "engine/index/internship_segment.h"
#include "engine/index/row_values.h"
#include "engine/index/week_column.h"
#include "engine/model/advisor.h"
#include "engine/score/wish_table.h"

namespace banso {

struct AdvisorDictionaries {
  CodeDictionary industries;
  CodeDictionary occupations;
  Dictionary<std::vector<uint32_t>> industry_lists;    // of numbers in industries
  Dictionary<std::vector<uint32_t>> occupation_lists;  // of numbers in occupations
  Dictionary<LanguageSkill> languages;
};

struct AdvisorRow {
  enum Flag : uint8_t {
    kSafeguardingTrained = 1,
    kBlocksCandidates = 2,
  };
  uint32_t rank = 0;
  uint32_t occupations = 0;  // of occupation_lists
  uint32_t first_language = 0;
  uint32_t employer = 0;  // NameHash, as below
  uint32_t group = 0;
  uint32_t household = 0;
  int16_t load = 0;  // LoadComponent
  uint16_t topics = 0;
  uint8_t language_count = 0;
  uint8_t gender = 0;
  uint8_t sign_language = 0;
  uint8_t flags = 0;
};
static_assert(sizeof(AdvisorRow) <= 64);

// Up to kSegmentRows advisors, clustered by their industries (a class). Behind them come those who
// are BLOCKED for everybody at any time: not active, or full. Immutable.
class AdvisorSegment {
 public:
  using Item = Advisor;
  using Dictionaries = AdvisorDictionaries;

  struct Class {
    uint32_t begin = 0;
    uint32_t end = 0;
    uint32_t industries = 0;  // of industry_lists
  };

  static std::vector<std::shared_ptr<const AdvisorSegment>> Build(
      std::vector<RowValue<Advisor>> values, uint32_t domain);

  size_t size() const { return values_.size(); }
  uint32_t open_rows() const { return open_rows_; }
  uint32_t domain() const { return domain_; }
  const AdvisorDictionaries& dictionaries() const { return *dictionaries_; }
  const std::vector<Class>& classes() const { return classes_; }
  // All classes, as one range.
  std::array<ClassRange, 1> class_ranges() const {
    return {{{0, static_cast<uint32_t>(classes_.size())}}};
  }
  uint32_t RowsOf(const Class& one) const { return one.end - one.begin; }
  const Class& ClassOf(uint32_t row) const;
  // What a row stands for.
  ValueRef<Advisor> item(uint32_t row) const { return values_[row]; }
  const RowValues<Advisor>& values() const { return values_; }
  const AdvisorRow& row(uint32_t row) const { return rows_[row]; }
  const WeekColumn& weeks() const { return weeks_; }
  std::span<const uint32_t> languages(const AdvisorRow& row) const {
    return std::span(languages_).subspan(row.first_language, row.language_count);
  }
  const std::vector<uint16_t>& by_id() const { return by_id_; }
  size_t Bytes() const;

  // Writes all columns, without the values and the dictionaries.
  void Save(ColumnWriter* writer) const;
  // The segment that was written, of `domain`; its values lie in `source`, at `positions` by rank.
  // Null if the bytes are not those of a segment.
  static std::shared_ptr<const AdvisorSegment> Load(
      ColumnReader* reader, uint32_t domain,
      std::shared_ptr<const AdvisorDictionaries> dictionaries,
      const std::shared_ptr<const ValueSource<Advisor>>& source,
      std::span<const uint64_t> positions);

 private:
  void Add(const RowValue<Advisor>& value, uint32_t rank, AdvisorDictionaries* dictionaries,
           WeekColumn::Numbers* weeks);

  uint32_t domain_ = 0;
  uint32_t open_rows_ = 0;
  std::shared_ptr<const AdvisorDictionaries> dictionaries_;
  std::vector<Class> classes_;
  RowValues<Advisor> values_;
  std::vector<AdvisorRow> rows_;
  WeekColumn weeks_;
  std::vector<uint32_t> languages_;
  std::vector<uint16_t> by_id_;
};

}  // namespace banso

#endif  // BANSO_ENGINE_INDEX_ADVISOR_SEGMENT_H_
