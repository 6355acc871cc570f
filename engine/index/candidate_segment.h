// Candidates in columns.
#ifndef BANSO_ENGINE_INDEX_CANDIDATE_SEGMENT_H_
#define BANSO_ENGINE_INDEX_CANDIDATE_SEGMENT_H_

#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "absl/time/time.h"
#include "engine/features/dictionary.h"
#include "engine/index/columns.h"
#include "engine/index/internship_segment.h"
#include "engine/index/row_values.h"
#include "engine/index/week_column.h"
#include "engine/model/candidate.h"
#include "engine/score/skill_table.h"
#include "engine/score/wish_table.h"

namespace banso {

struct CandidateDictionaries {
  CodeDictionary industries;
  CodeDictionary occupations;
  SkillCatalogue skills;
  Dictionary<LanguageSkill> languages;
  Dictionary<std::optional<Study>> studies;
};

// A number of a dictionary that is none.
inline constexpr uint16_t kNoCode = 0xffff;

struct CandidateRow {
  enum Flag : uint16_t {
    kAcceptsRemote = 1,
    kAssessed = 2,
    // Papers allow no paid work / are reviewed for all of it / depend on dates and hours / restrict
    // the kind of work. The last two are read from the candidate itself.
    kPapersBlock = 4,
    kPapersReview = 8,
    kPapersOfHours = 16,
    kPapersOfKind = 32,
    kBlocksEmployers = 64,
    kMayConflict = 128,  // with an advisor: blocked ones, a household, open applications
    kMayBeMinor = 256,
    kManyConsents = 512,  // of one scope; read from the candidate itself
    kOther = 1024,        // as InternshipRow::kOther
  };
  uint64_t accepted = 0;  // a bit a prefecture
  int32_t interview_day =
      std::numeric_limits<int32_t>::max();  // DayNumber, of the first; max: none
  uint32_t rank = 0;
  uint32_t first_skill = 0;
  uint32_t first_language = 0;
  std::array<uint16_t, 3> industries = {kNoCode, kNoCode, kNoCode};
  std::array<uint16_t, 3> occupations = {kNoCode, kNoCode, kNoCode};
  uint16_t flags = 0;
  uint16_t must_needs = 0;  // a bit a NeedKind
  uint16_t topics = 0;      // a bit a Topic
  uint16_t study = 0;
  uint8_t skill_count = 0;
  uint8_t language_count = 0;
  uint8_t home = 0;
};
static_assert(sizeof(CandidateRow) <= 64);

// The second since 1970 in which a time lies, or the nearest that fits: times in one second cannot
// be told apart, in different ones they can.
using Second = uint32_t;
Second SecondOf(absl::Time time);

// When a candidate's consents hold: from the first, included, until the second, not included.
struct ConsentRow {
  std::array<Second, 2> service = {0, 0};
  std::array<Second, 2> blinded = {0, 0};
};

// Up to kSegmentRows candidates, clustered by their wishes for industries (a class). Behind them
// come those whose case is not active, who are BLOCKED for everything at any time. Immutable.
class CandidateSegment {
 public:
  using Item = Candidate;
  using Dictionaries = CandidateDictionaries;

  struct Class {
    uint32_t begin = 0;
    uint32_t end = 0;
    std::array<uint16_t, 3> industries = {};
  };

  static std::vector<std::shared_ptr<const CandidateSegment>> Build(
      std::vector<RowValue<Candidate>> values, uint32_t domain);

  size_t size() const { return values_.size(); }
  uint32_t active_rows() const { return active_rows_; }
  uint32_t domain() const { return domain_; }
  const CandidateDictionaries& dictionaries() const { return *dictionaries_; }
  const std::vector<Class>& classes() const { return classes_; }
  // All classes, as one range.
  std::array<ClassRange, 1> class_ranges() const {
    return {{{0, static_cast<uint32_t>(classes_.size())}}};
  }
  uint32_t RowsOf(const Class& one) const { return one.end - one.begin; }
  // Active rows that are kOther, which their class says nothing of.
  const std::vector<uint32_t>& other_rows() const { return other_rows_; }
  // What a row stands for.
  ValueRef<Candidate> item(uint32_t row) const { return values_[row]; }
  const RowValues<Candidate>& values() const { return values_; }
  const CandidateRow& row(uint32_t row) const { return rows_[row]; }
  const ConsentRow& consents(uint32_t row) const { return consents_[row]; }
  const WeekColumn& weeks() const { return weeks_; }
  std::span<const PackedRequirement> skills(const CandidateRow& row) const {
    return std::span(skills_).subspan(row.first_skill, row.skill_count);
  }
  std::span<const uint32_t> languages(const CandidateRow& row) const {
    return std::span(languages_).subspan(row.first_language, row.language_count);
  }
  const std::vector<uint16_t>& by_id() const { return by_id_; }
  size_t Bytes() const;

  // Writes all columns, without the values and the dictionaries.
  void Save(ColumnWriter* writer) const;
  // The segment that was written, of `domain`; its values lie in `source`, at `positions` by rank.
  // Null if the bytes are not those of a segment.
  static std::shared_ptr<const CandidateSegment> Load(
      ColumnReader* reader, uint32_t domain,
      std::shared_ptr<const CandidateDictionaries> dictionaries,
      const std::shared_ptr<const ValueSource<Candidate>>& source,
      std::span<const uint64_t> positions);

 private:
  void Add(const RowValue<Candidate>& value, uint32_t rank, CandidateDictionaries* dictionaries,
           WeekColumn::Numbers* weeks);

  uint32_t domain_ = 0;
  uint32_t active_rows_ = 0;
  std::shared_ptr<const CandidateDictionaries> dictionaries_;
  std::vector<Class> classes_;
  std::vector<uint32_t> other_rows_;
  RowValues<Candidate> values_;
  std::vector<CandidateRow> rows_;
  std::vector<ConsentRow> consents_;
  WeekColumn weeks_;
  std::vector<PackedRequirement> skills_;
  std::vector<uint32_t> languages_;
  std::vector<uint16_t> by_id_;
};

// The keys of dictionaries.
std::string LanguageKey(const LanguageSkill& skill);
std::string StudyKey(const std::optional<Study>& study);

}  // namespace banso

#endif  // BANSO_ENGINE_INDEX_CANDIDATE_SEGMENT_H_
