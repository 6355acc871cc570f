// Internships in columns.
#ifndef BANSO_ENGINE_INDEX_INTERNSHIP_SEGMENT_H_
#define BANSO_ENGINE_INDEX_INTERNSHIP_SEGMENT_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "engine/features/dictionary.h"
#include "engine/features/schedule_row.h"
#include "engine/index/columns.h"
#include "engine/index/row_values.h"
#include "engine/model/internship.h"
#include "engine/score/skill_table.h"
#include "engine/score/weekly_bound.h"
#include "engine/score/wish_table.h"

namespace banso {

inline constexpr size_t kSegmentRows = 65'536;

// A number for a name, such that equal names have equal numbers.
uint32_t NameHash(absl::string_view name);

// Whom an internship is for; both empty: everybody.
struct Targets {
  std::vector<int> study_years;
  std::vector<Programme> programmes;
};

// A shape of hours, and what a week is compared with for it.
struct WeeksOfShape {
  HoursShape shape;
  ScheduleOfWeeks weeks;
};

// What the rows of segments have numbers for.
struct InternshipDictionaries {
  CodeDictionary industries;
  CodeDictionary occupations;
  SkillCatalogue skills;
  Dictionary<LanguageRequirement> requirements;
  Dictionary<std::vector<uint32_t>> languages;  // lists of requirements
  Dictionary<Targets> targets;
  Dictionary<WeeksOfShape> shapes;
};

// The keys of dictionaries.
std::string RequirementKey(const LanguageRequirement& requirement);
std::string ListKey(const std::vector<uint32_t>& numbers);
std::string TargetsKey(const Targets& targets);

// Rows have numbers for so many shapes of hours at most, which a query looks at once each.
inline constexpr size_t kMostShapes = 1024;

// What every ranking that comes to a row reads of it.
struct InternshipRow {
  enum Flag : uint8_t {
    kNeedsAuthorisation = 1,  // paid or labour
    kEntertainment = 2,
    kRemote = 4,
    // Some value is outside what a row can say: it may be in any section, with any points.
    kOther = 8,
  };
  int64_t deadline = 0;  // microseconds since 1970, kOrderedLast if there is none
  uint32_t rank = 0;     // of the id, among all rows of the segment's domain
  uint32_t first_skill = 0;
  uint32_t languages = 0;
  uint16_t targets = 0;
  uint16_t shape = 0;       // of its hours, from 1 on; 0: none is known
  uint32_t facilities = 0;  // two bits a NeedKind: an Answer
  uint8_t skill_count = 0;
  uint8_t contract = 0;
  uint8_t place = 0;  // PlaceCode
  uint8_t flags = 0;
};
static_assert(sizeof(InternshipRow) <= 64);

inline constexpr uint16_t kSomeLanguages = 0xffff;
inline constexpr int kPlaceCodes = 128;
// Stands for a prefecture that is none.
inline constexpr Prefecture kOtherPlace = 63;
// The prefecture, and 64 for a remote opening.
inline uint8_t PlaceCode(Prefecture prefecture, bool remote) {
  return static_cast<uint8_t>(prefecture | (remote ? 64 : 0));
}

// Classes of a segment from `begin` on, that one bound holds for; one after another.
struct ClassRange {
  uint32_t begin = 0;
  uint32_t end = 0;
};

// Up to kSegmentRows internships. Rows that could be taken today are clustered: by industry and
// occupation (a class), inside a class by place (a run), inside a run by deadline. Behind them come
// the closed ones, which are BLOCKED for everybody at any time: without a verified employer, not
// published, or without a free seat. Immutable.
class InternshipSegment {
 public:
  using Item = Internship;
  using Dictionaries = InternshipDictionaries;

  struct Run {
    uint32_t end = 0;  // row behind its last
    uint8_t place = 0;
  };
  struct Class {
    uint32_t begin = 0;  // its first row
    uint32_t industry = 0;
    uint32_t occupation = 0;
    uint32_t first_run = 0;
    uint32_t end_run = 0;
  };

  // Puts rows into as few segments as hold them, which share dictionaries and compare ranks.
  static std::vector<std::shared_ptr<const InternshipSegment>> Build(
      std::vector<RowValue<Internship>> values, uint32_t domain);

  size_t size() const { return values_.size(); }
  uint32_t open_rows() const { return open_rows_; }
  uint32_t domain() const { return domain_; }
  const InternshipDictionaries& dictionaries() const { return *dictionaries_; }
  const std::vector<Class>& classes() const { return classes_; }
  // All classes, by industry.
  const std::vector<ClassRange>& class_ranges() const { return class_ranges_; }
  // Numbers of all classes by occupation, and the ranges of this list with one occupation each.
  const std::vector<uint16_t>& by_occupation() const { return by_occupation_; }
  const std::vector<ClassRange>& occupation_ranges() const { return occupation_ranges_; }
  uint32_t RowsOf(const Class& one) const { return run(one.end_run - 1).end - one.begin; }
  const Run& run(uint32_t number) const { return runs_[number]; }
  // What a row stands for.
  ValueRef<Internship> item(uint32_t row) const { return values_[row]; }
  const RowValues<Internship>& values() const { return values_; }
  const InternshipRow& row(uint32_t row) const { return rows_[row]; }
  const ScheduleRow& schedule(uint32_t row) const { return schedules_[row]; }
  std::span<const ShiftRun> shift_runs() const { return shift_runs_; }
  std::span<const PackedRequirement> skills(const InternshipRow& row) const {
    return std::span(skills_).subspan(row.first_skill, row.skill_count);
  }
  // The class of an open row.
  const Class& ClassOf(uint32_t row) const;
  // The open rows with a shape of hours (0: with none), rising, and the PlaceCode of each.
  std::span<const uint16_t> WithShape(uint32_t shape) const { return OfShape(by_shape_, shape); }
  std::span<const uint8_t> PlacesWithShape(uint32_t shape) const {
    return OfShape(places_by_shape_, shape);
  }
  // Their InternshipRow::languages; kSomeLanguages where that has to be looked at.
  std::span<const uint16_t> LanguagesWithShape(uint32_t shape) const {
    return OfShape(languages_by_shape_, shape);
  }
  // Rows in the order of their ids.
  const std::vector<uint16_t>& by_id() const { return by_id_; }
  // Bytes of all columns, without the internships themselves and the dictionaries.
  size_t Bytes() const;

  // Writes all columns, without the values and the dictionaries.
  void Save(ColumnWriter* writer) const;
  // The segment that was written, of `domain`; its values lie in `source`, at `positions` by rank.
  // Null if the bytes are not those of a segment.
  static std::shared_ptr<const InternshipSegment> Load(
      ColumnReader* reader, uint32_t domain,
      std::shared_ptr<const InternshipDictionaries> dictionaries,
      const std::shared_ptr<const ValueSource<Internship>>& source,
      std::span<const uint64_t> positions);

 private:
  void Add(const RowValue<Internship>& value, uint32_t rank, InternshipDictionaries* dictionaries);
  uint16_t ShapeOf(const ScheduleRow& schedule, InternshipDictionaries* dictionaries) const;
  void SortClassesByOccupation();
  void SortByShape();
  template <typename Value>
  std::span<const Value> OfShape(const std::vector<Value>& column, uint32_t shape) const {
    if (shape + 1 >= shape_begins_.size()) return {};
    const uint32_t begin = shape_begins_[shape];
    return std::span(column).subspan(begin, shape_begins_[shape + 1] - begin);
  }

  uint32_t domain_ = 0;
  uint32_t open_rows_ = 0;
  std::shared_ptr<const InternshipDictionaries> dictionaries_;
  std::vector<Class> classes_;
  std::vector<ClassRange> class_ranges_;
  std::vector<uint16_t> by_occupation_;
  std::vector<ClassRange> occupation_ranges_;
  std::vector<Run> runs_;
  RowValues<Internship> values_;
  std::vector<InternshipRow> rows_;
  std::vector<ScheduleRow> schedules_;
  std::vector<ShiftRun> shift_runs_;
  std::vector<PackedRequirement> skills_;
  std::vector<uint16_t> by_id_;
  std::vector<uint16_t> by_shape_;
  std::vector<uint8_t> places_by_shape_;
  std::vector<uint16_t> languages_by_shape_;
  std::vector<uint32_t> shape_begins_;  // by shape: in by_shape_; one more at the end
};

}  // namespace banso

#endif  // BANSO_ENGINE_INDEX_INTERNSHIP_SEGMENT_H_
