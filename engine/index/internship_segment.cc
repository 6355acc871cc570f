#include "engine/index/internship_segment.h"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "engine/index/order.h"

namespace banso {
namespace {

constexpr size_t kMostSkills = 255;
constexpr uint32_t kMostSkillNumber = (1U << 27) - 1;

bool IsClosed(const Internship& internship) {
  const bool published = internship.state == InternshipState::kPublished ||
                         internship.state == InternshipState::kFilled;
  return !internship.employer_verified || !published || internship.seats_taken >= internship.seats;
}

uint32_t AddLanguages(const std::vector<LanguageRequirement>& requirements,
                      InternshipDictionaries* dictionaries) {
  std::vector<uint32_t> numbers;
  numbers.reserve(requirements.size());
  for (const LanguageRequirement& one : requirements) {
    numbers.push_back(dictionaries->requirements.Add(RequirementKey(one), one));
  }
  return dictionaries->languages.Add(ListKey(numbers), numbers);
}

Prefecture KnownPlace(Prefecture prefecture) {
  return prefecture >= 0 && prefecture < kOtherPlace ? prefecture : kOtherPlace;
}

// What rows are clustered by.
struct Place {
  bool closed = false;
  uint32_t industry = 0;
  uint32_t occupation = 0;
  uint8_t place = 0;
  int64_t deadline = 0;
  uint32_t rank = 0;

  auto operator<=>(const Place&) const = default;  // NOLINT: as in ids.h
};

}  // namespace

std::string RequirementKey(const LanguageRequirement& one) {
  return absl::StrCat(one.language, ",", static_cast<int>(one.cefr), ",",
                      static_cast<int>(one.jlpt), ",", static_cast<int>(one.importance), ",",
                      one.equivalent_accepted ? 1 : 0);
}

std::string ListKey(const std::vector<uint32_t>& numbers) { return absl::StrJoin(numbers, ","); }

std::string TargetsKey(const Targets& targets) {
  std::string key;
  for (int year : targets.study_years) absl::StrAppend(&key, year, ",");
  key += ";";
  for (Programme programme : targets.programmes) {
    absl::StrAppend(&key, static_cast<int>(programme), ",");
  }
  return key;
}

uint32_t NameHash(absl::string_view name) {
  // FNV-1a.
  uint64_t hash = 0xcbf29ce484222325;
  for (char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return static_cast<uint32_t>(hash ^ (hash >> 32));
}

std::vector<std::shared_ptr<const InternshipSegment>> InternshipSegment::Build(
    std::vector<RowValue<Internship>> values, uint32_t domain) {
  SortById(&values);
  auto dictionaries = std::make_shared<InternshipDictionaries>();
  std::vector<Place> order;
  order.reserve(values.size());
  for (uint32_t rank = 0; rank < values.size(); ++rank) {
    const ValueRef<Internship> ref = values[rank].Get();
    const Internship& one = *ref;
    Place place;
    place.closed = IsClosed(one);
    place.industry = dictionaries->industries.Add(one.industry);
    place.occupation = dictionaries->occupations.Add(one.occupation);
    place.place = PlaceCode(KnownPlace(one.prefecture), one.remote);
    place.deadline = MicrosOrLast(one.deadline);
    place.rank = rank;
    order.push_back(place);
  }
  std::sort(order.begin(), order.end());
  std::vector<std::shared_ptr<const InternshipSegment>> segments;
  for (size_t begin = 0; begin < order.size(); begin += kSegmentRows) {
    const size_t end = std::min(order.size(), begin + kSegmentRows);
    auto segment = std::make_shared<InternshipSegment>();
    segment->domain_ = domain;
    segment->dictionaries_ = dictionaries;
    segment->values_.Reserve(end - begin);
    segment->rows_.reserve(end - begin);
    segment->schedules_.reserve(end - begin);
    for (size_t i = begin; i < end; ++i) {
      const Place& place = order[i];
      const auto row = static_cast<uint32_t>(i - begin);
      segment->Add(values[place.rank], place.rank, dictionaries.get());
      if (place.closed) continue;
      segment->open_rows_ = row + 1;
      auto& classes = segment->classes_;
      auto& runs = segment->runs_;
      const bool new_class = classes.empty() || classes.back().industry != place.industry ||
                             classes.back().occupation != place.occupation;
      if (new_class) {
        const auto number = static_cast<uint32_t>(classes.size());
        if (classes.empty() || classes.back().industry != place.industry) {
          segment->class_ranges_.push_back({number, number});
        }
        segment->class_ranges_.back().end = number + 1;
        const auto run = static_cast<uint32_t>(runs.size());
        classes.push_back({row, place.industry, place.occupation, run, run});
      }
      if (new_class || runs.back().place != place.place) {
        runs.push_back({row, place.place});
        ++classes.back().end_run;
      }
      runs.back().end = row + 1;
    }
    segment->by_id_.resize(end - begin);
    std::iota(segment->by_id_.begin(), segment->by_id_.end(), uint16_t{0});
    std::sort(segment->by_id_.begin(), segment->by_id_.end(), [&](uint16_t a, uint16_t b) {
      return segment->rows_[a].rank < segment->rows_[b].rank;
    });
    segment->SortClassesByOccupation();
    segment->SortByShape();
    segment->classes_.shrink_to_fit();
    segment->runs_.shrink_to_fit();
    segment->shift_runs_.shrink_to_fit();
    segment->skills_.shrink_to_fit();
    segments.push_back(std::move(segment));
  }
  return segments;
}

void InternshipSegment::Add(const RowValue<Internship>& value, uint32_t rank,
                            InternshipDictionaries* dictionaries) {
  const ValueRef<Internship> ref = value.Get();
  const Internship& one = *ref;
  InternshipRow row;
  row.deadline = MicrosOrLast(one.deadline);
  row.rank = rank;
  row.languages = AddLanguages(one.languages, dictionaries);
  const Targets targets = {one.target_study_years, one.target_programmes};
  const uint32_t target = dictionaries->targets.Add(TargetsKey(targets), targets);
  row.targets = static_cast<uint16_t>(target);
  if (target != row.targets) row.flags |= InternshipRow::kOther;
  for (int kind = 0; kind < kNeedKindCount; ++kind) {
    row.facilities |= static_cast<uint32_t>(one.facilities.Get(static_cast<NeedKind>(kind)))
                      << 2 * kind;
  }
  row.place = PlaceCode(KnownPlace(one.prefecture), one.remote);
  row.contract = static_cast<uint8_t>(one.contract_kind);
  if (one.paid || one.is_labour) row.flags |= InternshipRow::kNeedsAuthorisation;
  if (one.entertainment_premises) row.flags |= InternshipRow::kEntertainment;
  if (one.remote) row.flags |= InternshipRow::kRemote;
  row.first_skill = static_cast<uint32_t>(skills_.size());
  for (const SkillRequirement& asked : one.skills) {
    const uint32_t skill = dictionaries->skills.Add(asked.skill);
    if (asked.level < 0 || asked.level > PackedRequirement::kMostLevel ||
        skill > kMostSkillNumber || skills_.size() - row.first_skill == kMostSkills) {
      row.flags |= InternshipRow::kOther;
      continue;
    }
    skills_.emplace_back(skill, asked.level, asked.essential, asked.hard);
  }
  row.skill_count = static_cast<uint8_t>(skills_.size() - row.first_skill);
  values_.Add(value);
  rows_.push_back(row);
  schedules_.push_back(MakeScheduleRow(one.schedule, &shift_runs_));
  rows_.back().shape = ShapeOf(schedules_.back(), dictionaries);
}

uint16_t InternshipSegment::ShapeOf(const ScheduleRow& schedule,
                                    InternshipDictionaries* dictionaries) const {
  const std::optional<HoursShape> shape = MakeHoursShape(schedule, shift_runs_);
  if (!shape) return 0;
  auto& shapes = dictionaries->shapes;
  const std::optional<uint32_t> known = shapes.Find(shape->Key());
  if (known) return static_cast<uint16_t>(*known + 1);
  if (shapes.size() == kMostShapes) return 0;
  return static_cast<uint16_t>(
      shapes.Add(shape->Key(), {*shape, ScheduleOfWeeks(shape->row, shape->runs)}) + 1);
}

void InternshipSegment::SortClassesByOccupation() {
  by_occupation_.resize(classes_.size());
  std::iota(by_occupation_.begin(), by_occupation_.end(), uint16_t{0});
  std::sort(by_occupation_.begin(), by_occupation_.end(), [&](uint16_t a, uint16_t b) {
    return std::tuple(classes_[a].occupation, a) < std::tuple(classes_[b].occupation, b);
  });
  for (uint32_t i = 0; i < by_occupation_.size(); ++i) {
    if (i == 0 ||
        classes_[by_occupation_[i]].occupation != classes_[by_occupation_[i - 1]].occupation) {
      occupation_ranges_.push_back({i, i});
    }
    occupation_ranges_.back().end = i + 1;
  }
  occupation_ranges_.shrink_to_fit();
}

void InternshipSegment::SortByShape() {
  uint32_t shapes = 0;
  for (uint32_t row = 0; row < open_rows_; ++row) {
    shapes = std::max(shapes, uint32_t{rows_[row].shape} + 1);
  }
  shape_begins_.assign(shapes + 1, 0);
  for (uint32_t row = 0; row < open_rows_; ++row) ++shape_begins_[rows_[row].shape + 1];
  std::partial_sum(shape_begins_.begin(), shape_begins_.end(), shape_begins_.begin());
  by_shape_.resize(open_rows_);
  places_by_shape_.resize(open_rows_);
  languages_by_shape_.resize(open_rows_);
  std::vector<uint32_t> at = shape_begins_;
  for (uint32_t row = 0; row < open_rows_; ++row) {
    const uint32_t to = at[rows_[row].shape]++;
    by_shape_[to] = static_cast<uint16_t>(row);
    places_by_shape_[to] = rows_[row].place;
    const bool fits =
        (rows_[row].flags & InternshipRow::kOther) == 0 && rows_[row].languages < kSomeLanguages;
    languages_by_shape_[to] = fits ? static_cast<uint16_t>(rows_[row].languages) : kSomeLanguages;
  }
}

const InternshipSegment::Class& InternshipSegment::ClassOf(uint32_t row) const {
  return *(std::upper_bound(classes_.begin(), classes_.end(), row,
                            [](uint32_t at, const Class& one) { return at < one.begin; }) -
           1);
}

size_t InternshipSegment::Bytes() const {
  const auto bytes = [](const auto& column) { return column.capacity() * sizeof(column[0]); };
  return sizeof(*this) + bytes(classes_) + bytes(class_ranges_) + bytes(by_occupation_) +
         bytes(occupation_ranges_) + bytes(runs_) + values_.Bytes() + bytes(rows_) +
         bytes(schedules_) + bytes(shift_runs_) + bytes(skills_) + bytes(by_id_) +
         bytes(by_shape_) + bytes(places_by_shape_) + bytes(languages_by_shape_) +
         bytes(shape_begins_);
}

void InternshipSegment::Save(ColumnWriter* writer) const {
  writer->Number(open_rows_);
  writer->Column(classes_);
  writer->Column(class_ranges_);
  writer->Column(runs_);
  writer->Column(rows_);
  writer->Column(schedules_);
  writer->Column(shift_runs_);
  writer->Column(skills_);
  writer->Column(by_id_);
}

std::shared_ptr<const InternshipSegment> InternshipSegment::Load(
    ColumnReader* reader, uint32_t domain,
    std::shared_ptr<const InternshipDictionaries> dictionaries,
    const std::shared_ptr<const ValueSource<Internship>>& source,
    std::span<const uint64_t> positions) {
  auto segment = std::make_shared<InternshipSegment>();
  segment->domain_ = domain;
  segment->dictionaries_ = std::move(dictionaries);
  segment->open_rows_ = static_cast<uint32_t>(reader->Number());
  reader->Column(&segment->classes_);
  reader->Column(&segment->class_ranges_);
  reader->Column(&segment->runs_);
  reader->Column(&segment->rows_);
  reader->Column(&segment->schedules_);
  reader->Column(&segment->shift_runs_);
  reader->Column(&segment->skills_);
  reader->Column(&segment->by_id_);
  if (!reader->ok() || segment->rows_.size() > kSegmentRows ||
      segment->schedules_.size() != segment->rows_.size() ||
      segment->by_id_.size() != segment->rows_.size()) {
    return nullptr;
  }
  if (!segment->values_.SetByRank(source, segment->rows_, positions)) return nullptr;
  segment->SortClassesByOccupation();
  segment->SortByShape();
  return segment;
}

}  // namespace banso
