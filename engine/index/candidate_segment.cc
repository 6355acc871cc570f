#include "engine/index/candidate_segment.h"

#include <algorithm>
#include <numeric>

#include "absl/strings/str_cat.h"
#include "engine/features/free_days.h"
#include "engine/index/order.h"

namespace banso {
namespace {

bool IsInactive(const Candidate& candidate) {
  return candidate.status != CaseStatus::kActive || candidate.stage == CaseStage::kClosed;
}

std::array<uint16_t, 3> Numbers(const std::vector<CodePath>& codes, CodeDictionary* dictionary,
                                bool* fits) {
  std::array<uint16_t, 3> numbers = {kNoCode, kNoCode, kNoCode};
  for (size_t i = 0; i < codes.size() && i < numbers.size(); ++i) {
    const uint32_t number = dictionary->Add(codes[i]);
    if (number >= kNoCode) {
      *fits = false;
    } else {
      numbers[i] = static_cast<uint16_t>(number);
    }
  }
  return numbers;
}

uint16_t PaperFlags(const WorkAuthorisation& papers) {
  uint16_t flags = 0;
  if (papers.auth_class == AuthClass::kNone) flags |= CandidateRow::kPapersBlock;
  if (papers.auth_class == AuthClass::kUnknown || papers.auth_class == AuthClass::kPerEmployer ||
      papers.seen == PapersSeen::kNotSeen || papers.seen == PapersSeen::kVerbal) {
    flags |= CandidateRow::kPapersReview;
  }
  if (papers.auth_class == AuthClass::kCapped || papers.valid_until || !papers.other_work.empty() ||
      papers.earliest_work_date || papers.adult_labour_date) {
    flags |= CandidateRow::kPapersOfHours;
  }
  if (!papers.contract_kinds_allowed.empty() || !papers.industries_allowed.empty() ||
      !papers.occupations_allowed.empty() || !papers.employers_allowed.empty() ||
      papers.auth_class == AuthClass::kFieldLimited ||
      papers.auth_class == AuthClass::kPerEmployer || papers.entertainment_excluded) {
    flags |= CandidateRow::kPapersOfKind;
  }
  if (papers.earliest_work_date || papers.adult_labour_date) flags |= CandidateRow::kMayBeMinor;
  return flags;
}

}  // namespace

std::string LanguageKey(const LanguageSkill& skill) {
  return absl::StrCat(skill.language, ",", skill.native ? 1 : 0, ",",
                      static_cast<int>(skill.cefr_certificate), ",", static_cast<int>(skill.jlpt),
                      ",", skill.jlpt_score, ",", skill.bjt_score.value_or(-1), ",",
                      static_cast<int>(skill.self_assessed));
}

Second SecondOf(absl::Time time) {
  constexpr int64_t kLast = std::numeric_limits<Second>::max();
  return static_cast<Second>(std::clamp<int64_t>(absl::ToUnixSeconds(time), 0, kLast));
}

std::string StudyKey(const std::optional<Study>& study) {
  return study ? absl::StrCat(study->year, ",", static_cast<int>(study->programme)) : "";
}

std::vector<std::shared_ptr<const CandidateSegment>> CandidateSegment::Build(
    std::vector<RowValue<Candidate>> values, uint32_t domain) {
  SortById(&values);
  auto dictionaries = std::make_shared<CandidateDictionaries>();
  struct Place {
    bool inactive = false;
    std::array<uint16_t, 3> industries = {};
    uint32_t rank = 0;
    auto operator<=>(const Place&) const = default;  // NOLINT: as in ids.h
  };
  std::vector<Place> order;
  order.reserve(values.size());
  for (uint32_t rank = 0; rank < values.size(); ++rank) {
    const ValueRef<Candidate> ref = values[rank].Get();
    const Candidate& one = *ref;
    bool fits = true;
    order.push_back(
        {IsInactive(one), Numbers(one.industry_wishes, &dictionaries->industries, &fits), rank});
  }
  std::sort(order.begin(), order.end());
  std::vector<std::shared_ptr<const CandidateSegment>> segments;
  for (size_t begin = 0; begin < order.size(); begin += kSegmentRows) {
    const size_t end = std::min(order.size(), begin + kSegmentRows);
    auto segment = std::make_shared<CandidateSegment>();
    segment->domain_ = domain;
    segment->dictionaries_ = dictionaries;
    segment->values_.Reserve(end - begin);
    segment->rows_.reserve(end - begin);
    segment->consents_.reserve(end - begin);
    segment->weeks_.Reserve(end - begin);
    WeekColumn::Numbers weeks;
    for (size_t i = begin; i < end; ++i) {
      const Place& place = order[i];
      const auto row = static_cast<uint32_t>(i - begin);
      segment->Add(values[place.rank], place.rank, dictionaries.get(), &weeks);
      if (place.inactive) continue;
      segment->active_rows_ = row + 1;
      if ((segment->rows_.back().flags & CandidateRow::kOther) != 0) {
        segment->other_rows_.push_back(row);
      }
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
    segment->skills_.shrink_to_fit();
    segment->languages_.shrink_to_fit();
    segment->weeks_.ShrinkToFit();
    segments.push_back(std::move(segment));
  }
  return segments;
}

void CandidateSegment::Add(const RowValue<Candidate>& value, uint32_t rank,
                           CandidateDictionaries* dictionaries, WeekColumn::Numbers* weeks) {
  const ValueRef<Candidate> ref = value.Get();
  const Candidate& one = *ref;
  CandidateRow row;
  row.rank = rank;
  bool fits = true;
  row.industries = Numbers(one.industry_wishes, &dictionaries->industries, &fits);
  row.occupations = Numbers(one.occupation_wishes, &dictionaries->occupations, &fits);
  for (int prefecture = 0; prefecture < 64; ++prefecture) {
    if (one.accepted.Contains(prefecture)) row.accepted |= uint64_t{1} << prefecture;
  }
  fits = fits && one.home >= 0 && one.home < 256;
  row.home = static_cast<uint8_t>(one.home);
  if (one.first_interview) {
    if (*one.first_interview > absl::FromUnixSeconds(-1'000'000'000'000) &&
        *one.first_interview < absl::FromUnixSeconds(1'000'000'000'000)) {
      row.interview_day = DayNumber(JapanDate(*one.first_interview));
    } else {
      fits = false;
    }
  }
  row.first_skill = static_cast<uint32_t>(skills_.size());
  for (const HeldSkill& held : one.skills) {
    const uint32_t skill = dictionaries->skills.Add(held.skill);
    if (held.level < 0 || held.level > PackedRequirement::kMostLevel || skill >= 1U << 27 ||
        skills_.size() - row.first_skill == 255) {
      fits = false;
      break;
    }
    skills_.emplace_back(skill, held.level, false, false);
  }
  row.skill_count = static_cast<uint8_t>(skills_.size() - row.first_skill);
  row.first_language = static_cast<uint32_t>(languages_.size());
  for (const LanguageSkill& language : one.languages) {
    if (languages_.size() - row.first_language == 255) {
      fits = false;
      break;
    }
    languages_.push_back(dictionaries->languages.Add(LanguageKey(language), language));
  }
  row.language_count = static_cast<uint8_t>(languages_.size() - row.first_language);
  const uint32_t study = dictionaries->studies.Add(StudyKey(one.study), one.study);
  fits = fits && study < kNoCode;
  row.study = static_cast<uint16_t>(study);
  for (const Need& need : one.needs) {
    if (need.importance == Importance::kMust) {
      row.must_needs |= static_cast<uint16_t>(1U << static_cast<int>(need.kind));
    }
  }
  for (int topic = 1; topic < 16; ++topic) {
    TopicSet single;
    single.Add(static_cast<Topic>(topic));
    if (!one.topics.Intersection(single).empty()) {
      row.topics |= static_cast<uint16_t>(1U << topic);
    }
  }
  row.flags = PaperFlags(one.authorisation);
  if (one.accepts_remote) row.flags |= CandidateRow::kAcceptsRemote;
  if (one.skills_assessed) row.flags |= CandidateRow::kAssessed;
  if (!one.blocked_employers.empty() || !one.blocked_groups.empty()) {
    row.flags |= CandidateRow::kBlocksEmployers;
  }
  if (!one.blocked_advisors.empty() || !one.household.empty() || !one.open_applications.empty()) {
    row.flags |= CandidateRow::kMayConflict;
  }
  ConsentRow consents;
  int service = 0;
  int blinded = 0;
  for (const Consent& consent : one.consents) {
    const std::array<Second, 2> span = {SecondOf(consent.granted), SecondOf(consent.expires)};
    if (consent.scope == ConsentScope::kService) {
      consents.service = span;
      ++service;
    } else if (consent.scope == ConsentScope::kEmployerBlinded) {
      consents.blinded = span;
      ++blinded;
    }
  }
  if (service > 1 || blinded > 1) row.flags |= CandidateRow::kManyConsents;
  if (!fits) row.flags |= CandidateRow::kOther;
  values_.Add(value);
  rows_.push_back(row);
  consents_.push_back(consents);
  weeks_.Add(MakeWeeklyRow(one.availability), weeks);
}

size_t CandidateSegment::Bytes() const {
  const auto bytes = [](const auto& column) { return column.capacity() * sizeof(column[0]); };
  return sizeof(*this) + bytes(classes_) + values_.Bytes() + bytes(rows_) + bytes(consents_) +
         weeks_.Bytes() + bytes(skills_) + bytes(languages_) + bytes(by_id_);
}

void CandidateSegment::Save(ColumnWriter* writer) const {
  writer->Number(active_rows_);
  writer->Column(classes_);
  writer->Column(other_rows_);
  writer->Column(rows_);
  writer->Column(consents_);
  weeks_.Save(writer);
  writer->Column(skills_);
  writer->Column(languages_);
  writer->Column(by_id_);
}

std::shared_ptr<const CandidateSegment> CandidateSegment::Load(
    ColumnReader* reader, uint32_t domain,
    std::shared_ptr<const CandidateDictionaries> dictionaries,
    const std::shared_ptr<const ValueSource<Candidate>>& source,
    std::span<const uint64_t> positions) {
  auto segment = std::make_shared<CandidateSegment>();
  segment->domain_ = domain;
  segment->dictionaries_ = std::move(dictionaries);
  segment->active_rows_ = static_cast<uint32_t>(reader->Number());
  reader->Column(&segment->classes_);
  reader->Column(&segment->other_rows_);
  reader->Column(&segment->rows_);
  reader->Column(&segment->consents_);
  const bool has_weeks = segment->weeks_.Load(reader);
  reader->Column(&segment->skills_);
  reader->Column(&segment->languages_);
  reader->Column(&segment->by_id_);
  if (!reader->ok() || segment->rows_.size() > kSegmentRows ||
      segment->consents_.size() != segment->rows_.size() || !has_weeks ||
      segment->weeks_.size() != segment->rows_.size() ||
      segment->by_id_.size() != segment->rows_.size()) {
    return nullptr;
  }
  if (!segment->values_.SetByRank(source, segment->rows_, positions)) return nullptr;
  return segment;
}

}  // namespace banso
