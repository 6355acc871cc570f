#include "engine/index/advisor_segment.h"

#include <algorithm>
#include <numeric>

#include "engine/index/candidate_segment.h"
#include "engine/score/components.h"

namespace banso {
namespace {

bool IsClosed(const Advisor& advisor) {
  return advisor.state != AdvisorState::kActive || advisor.active >= advisor.max_active;
}

uint32_t AddList(const std::vector<CodePath>& codes, CodeDictionary* dictionary,
                 Dictionary<std::vector<uint32_t>>* lists) {
  std::vector<uint32_t> numbers;
  numbers.reserve(codes.size());
  for (const CodePath& code : codes) numbers.push_back(dictionary->Add(code));
  std::sort(numbers.begin(), numbers.end());
  return lists->Add(ListKey(numbers), numbers);
}

}  // namespace

std::vector<std::shared_ptr<const AdvisorSegment>> AdvisorSegment::Build(
    std::vector<RowValue<Advisor>> values, uint32_t domain) {
  SortById(&values);
  auto dictionaries = std::make_shared<AdvisorDictionaries>();
  struct Place {
    bool closed = false;
    uint32_t industries = 0;
    uint32_t rank = 0;
    auto operator<=>(const Place&) const = default;  // NOLINT: as in ids.h
  };
  std::vector<Place> order;
  order.reserve(values.size());
  for (uint32_t rank = 0; rank < values.size(); ++rank) {
    const ValueRef<Advisor> ref = values[rank].Get();
    const Advisor& one = *ref;
    order.push_back(
        {IsClosed(one),
         AddList(one.industries, &dictionaries->industries, &dictionaries->industry_lists), rank});
  }
  std::sort(order.begin(), order.end());
  std::vector<std::shared_ptr<const AdvisorSegment>> segments;
  for (size_t begin = 0; begin < order.size(); begin += kSegmentRows) {
    const size_t end = std::min(order.size(), begin + kSegmentRows);
    auto segment = std::make_shared<AdvisorSegment>();
    segment->domain_ = domain;
    segment->dictionaries_ = dictionaries;
    segment->values_.Reserve(end - begin);
    segment->rows_.reserve(end - begin);
    segment->weeks_.Reserve(end - begin);
    WeekColumn::Numbers weeks;
    for (size_t i = begin; i < end; ++i) {
      const Place& place = order[i];
      const auto row = static_cast<uint32_t>(i - begin);
      segment->Add(values[place.rank], place.rank, dictionaries.get(), &weeks);
      if (place.closed) continue;
      segment->open_rows_ = row + 1;
      auto& classes = segment->classes_;
      if (classes.empty() || classes.back().industries != place.industries) {
        classes.push_back({row, row, place.industries});
      }
      classes.back().end = row + 1;
    }
    segment->by_id_.resize(end - begin);
    std::iota(segment->by_id_.begin(), segment->by_id_.end(), uint16_t{0});
    std::sort(segment->by_id_.begin(), segment->by_id_.end(), [&](uint16_t a, uint16_t b) {
      return segment->rows_[a].rank < segment->rows_[b].rank;
    });
    segment->classes_.shrink_to_fit();
    segment->languages_.shrink_to_fit();
    segment->weeks_.ShrinkToFit();
    segments.push_back(std::move(segment));
  }
  return segments;
}

void AdvisorSegment::Add(const RowValue<Advisor>& value, uint32_t rank,
                         AdvisorDictionaries* dictionaries, WeekColumn::Numbers* weeks) {
  const ValueRef<Advisor> ref = value.Get();
  const Advisor& one = *ref;
  AdvisorRow row;
  row.rank = rank;
  row.occupations =
      AddList(one.occupations, &dictionaries->occupations, &dictionaries->occupation_lists);
  row.first_language = static_cast<uint32_t>(languages_.size());
  // What is left out can only be looked at when the row is judged; nobody speaks so many.
  for (size_t i = 0; i < one.languages.size() && i < 255; ++i) {
    languages_.push_back(
        dictionaries->languages.Add(LanguageKey(one.languages[i]), one.languages[i]));
  }
  row.language_count = static_cast<uint8_t>(languages_.size() - row.first_language);
  row.employer = NameHash(one.employer.name());
  row.group = NameHash(one.corporate_group);
  row.household = NameHash(one.household);
  row.load = static_cast<int16_t>(LoadComponent(one.active, one.max_active));
  for (int topic = 1; topic < 16; ++topic) {
    TopicSet single;
    single.Add(static_cast<Topic>(topic));
    if (!one.topics.Intersection(single).empty()) row.topics |= static_cast<uint16_t>(1U << topic);
  }
  row.gender = static_cast<uint8_t>(one.declared_gender);
  row.sign_language = static_cast<uint8_t>(one.sign_language);
  if (one.safeguarding_trained) row.flags |= AdvisorRow::kSafeguardingTrained;
  if (!one.blocked_candidates.empty()) row.flags |= AdvisorRow::kBlocksCandidates;
  values_.Add(value);
  rows_.push_back(row);
  weeks_.Add(MakeWeeklyRow(one.availability), weeks);
}

const AdvisorSegment::Class& AdvisorSegment::ClassOf(uint32_t row) const {
  return *(std::upper_bound(classes_.begin(), classes_.end(), row,
                            [](uint32_t at, const Class& one) { return at < one.begin; }) -
           1);
}

size_t AdvisorSegment::Bytes() const {
  const auto bytes = [](const auto& column) { return column.capacity() * sizeof(column[0]); };
  return sizeof(*this) + bytes(classes_) + values_.Bytes() + bytes(rows_) + weeks_.Bytes() +
         bytes(languages_) + bytes(by_id_);
}

void AdvisorSegment::Save(ColumnWriter* writer) const {
  writer->Number(open_rows_);
  writer->Column(classes_);
  writer->Column(rows_);
  weeks_.Save(writer);
  writer->Column(languages_);
  writer->Column(by_id_);
}

std::shared_ptr<const AdvisorSegment> AdvisorSegment::Load(
    ColumnReader* reader, uint32_t domain, std::shared_ptr<const AdvisorDictionaries> dictionaries,
    const std::shared_ptr<const ValueSource<Advisor>>& source,
    std::span<const uint64_t> positions) {
  auto segment = std::make_shared<AdvisorSegment>();
  segment->domain_ = domain;
  segment->dictionaries_ = std::move(dictionaries);
  segment->open_rows_ = static_cast<uint32_t>(reader->Number());
  reader->Column(&segment->classes_);
  reader->Column(&segment->rows_);
  const bool has_weeks = segment->weeks_.Load(reader);
  reader->Column(&segment->languages_);
  reader->Column(&segment->by_id_);
  if (!reader->ok() || segment->rows_.size() > kSegmentRows || !has_weeks ||
      segment->weeks_.size() != segment->rows_.size() ||
      segment->by_id_.size() != segment->rows_.size()) {
    return nullptr;
  }
  if (!segment->values_.SetByRank(source, segment->rows_, positions)) return nullptr;
  return segment;
}

}  // namespace banso
