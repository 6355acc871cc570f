#include "engine/index/advisor_scan.h"

#include <bit>

#include "engine/base/contains.h"
#include "engine/features/free_days.h"
#include "engine/rules/consent.h"
#include "engine/rules/language.h"
#include "engine/rules/work_authorisation.h"
#include "engine/score/components.h"

namespace banso {
namespace {

// The largest component of each list of offers.
std::vector<int16_t> OfLists(const std::vector<int16_t>& table,
                             const Dictionary<std::vector<uint32_t>>& lists, int of_empty) {
  std::vector<int16_t> result;
  result.reserve(lists.size());
  for (const std::vector<uint32_t>& list : lists.values()) {
    int best = of_empty;
    for (uint32_t number : list) best = std::max<int>(best, table[number]);
    result.push_back(static_cast<int16_t>(best));
  }
  return result;
}

constexpr uint16_t Bit(NeedKind kind) {
  return static_cast<uint16_t>(1U << static_cast<int>(kind));
}

}  // namespace

AdvisorScan::AdvisorScan(const Candidate& candidate, const RuleSet& rules, absl::Time as_of,
                         const AdvisorDictionaries& dictionaries, const TimeRanges& free)
    : candidate_(candidate),
      rules_(rules),
      dictionaries_(dictionaries),
      weights_(rules.advisor_weights),
      industry_weight_(weights_[ComponentKind::kIndustry]),
      has_industry_wish_(!candidate.industry_wishes.empty()),
      has_occupation_wish_(!candidate.occupation_wishes.empty()),
      industries_(OfLists(IndustryTable(candidate.industry_wishes, dictionaries.industries, rules),
                          dictionaries.industry_lists,
                          has_industry_wish_ ? 0 : rules.wishes.no_wish)),
      occupations_(
          OfLists(OccupationTable(candidate.occupation_wishes, dictionaries.occupations, rules),
                  dictionaries.occupation_lists, has_occupation_wish_ ? 0 : rules.wishes.no_wish)),
      minor_(IsMinor(candidate.authorisation, JapanDate(as_of))) {
  if (!HoldsConsent(candidate, ConsentScope::kService, as_of) ||
      candidate.status != CaseStatus::kActive || candidate.stage == CaseStage::kClosed) {
    of_candidate_.Block();
  }
  for (int topic = 1; topic < 16; ++topic) {
    TopicSet single;
    single.Add(static_cast<Topic>(topic));
    if (!candidate.topics.Intersection(single).empty()) {
      topics_ |= static_cast<uint16_t>(1U << topic);
    }
  }
  for (const Need& need : candidate.needs) {
    if (need.importance == Importance::kMust) must_needs_ |= Bit(need.kind);
  }
  for (const OpenApplication& application : candidate.open_applications) {
    if (!application.employer.empty()) {
      employers_.push_back(NameHash(application.employer.name()));
    }
    if (!application.corporate_group.empty()) {
      groups_.push_back(NameHash(application.corporate_group));
    }
  }
  household_ = NameHash(candidate.household);
  shared_step_.resize(dictionaries.languages.size(), -1);
  const int32_t today = DayNumber(JapanDate(as_of));
  cells_ = CellsOf(free, as_of, today, rules.advisors.horizon_days + 1);
  row_upper_ = 1000 * (weights_[ComponentKind::kTopics] + weights_[ComponentKind::kLanguage] +
                       weights_[ComponentKind::kAvailability]);
  rest_upper_ =
      row_upper_ + 1000 * (weights_[ComponentKind::kOccupation] + weights_[ComponentKind::kLoad]);
}

int AdvisorScan::TopicsOf(uint16_t offered) const {
  // As TopicsComponent.
  if (topics_ == 0) return 1000;
  return 1000 * std::popcount(static_cast<unsigned>(topics_ & offered)) /
         std::popcount(static_cast<unsigned>(topics_));
}

void AdvisorScan::AddNeeds(const AdvisorRow& row, RowBound* bound) const {
  const auto need = [&](NeedKind kind, Answer answer) {
    if ((must_needs_ & Bit(kind)) == 0) return;
    if (answer == Answer::kNo) bound->outcome.Block();
    if (answer == Answer::kUnknown) bound->outcome.Review();
  };
  const auto gender = static_cast<DeclaredGender>(row.gender);
  const auto declared = [&](DeclaredGender wanted) {
    if (gender == DeclaredGender::kNotSaid) return Answer::kUnknown;
    return gender == wanted ? Answer::kYes : Answer::kNo;
  };
  need(NeedKind::kAdvisorWoman, declared(DeclaredGender::kWoman));
  need(NeedKind::kAdvisorMan, declared(DeclaredGender::kMan));
  need(NeedKind::kSignLanguage, static_cast<Answer>(row.sign_language));
  if (minor_ && (row.flags & AdvisorRow::kSafeguardingTrained) == 0) bound->outcome.Block();
}

void AdvisorScan::AddSharedLanguage(std::span<const uint32_t> languages, RowBound* bound) {
  int best = 0;
  for (uint32_t language : languages) {
    int8_t& step = shared_step_[language];
    if (step < 0) {
      step = static_cast<int8_t>(BestSharedLanguage(candidate_.languages,
                                                    {&dictionaries_.languages[language], 1},
                                                    rules_.languages)
                                     .step);
    }
    best = std::max<int>(best, step);
  }
  const int value = rules_.advisors.language_by_step[best];
  if (best < rules_.advisors.minimum_language_step) bound->outcome.Block();
  Tighten(ComponentKind::kLanguage, {value, value}, bound);
}

void AdvisorScan::AddConflicts(const AdvisorSegment& segment, uint32_t row, RowBound* bound) const {
  const AdvisorRow& hot = segment.row(row);
  // Names are compared when the pair is judged; numbers that differ say that there is no conflict.
  if (Contains(employers_, hot.employer) || Contains(groups_, hot.group) ||
      (!candidate_.household.empty() && household_ == hot.household)) {
    bound->outcome.Block(false);
  }
}

void AdvisorScan::AddBlockedNames(const AdvisorSegment& segment, uint32_t row,
                                  RowBound* bound) const {
  if (!candidate_.blocked_advisors.empty() &&
      Contains(candidate_.blocked_advisors, segment.item(row)->id)) {
    bound->outcome.Block();
  }
  if ((segment.row(row).flags & AdvisorRow::kBlocksCandidates) != 0 &&
      Contains(segment.item(row)->blocked_candidates, candidate_.id)) {
    bound->outcome.Block();
  }
}

void AdvisorScan::AddCommonStarts(const AdvisorSegment& segment, uint32_t row, RowBound* bound) {
  const AdvisorRules& rules = rules_.advisors;
  const int enough =
      rules.per_common_day > 0 ? (999 + rules.per_common_day) / rules.per_common_day : 1;
  const StartsBound starts = starts_.Of(segment.weeks(), row, [&](const WeeklyRow& week) {
    return BoundCommonStarts(cells_, week, rules.horizon_days, rules.minimum_minutes, enough);
  });
  const int value = std::min(1000, rules.per_common_day * starts.days);
  if (starts.days == 0) {
    bound->outcome.Block();
  } else if (!starts.exact) {
    bound->outcome.Block(false);
  }
  bound->first_start = starts.first;
  bound->start_is_exact = starts.exact;
  Tighten(ComponentKind::kAvailability, {starts.exact ? value : 0, value}, bound);
}

AdvisorScan::RowBound AdvisorScan::Bound(const AdvisorSegment& segment, uint32_t row) {
  if (row >= segment.open_rows()) {
    RowBound bound;
    bound.upper = 100'000;
    bound.outcome = {Certainty::kYes, Certainty::kMaybe};
    return bound;
  }
  RowBound bound = Start(segment.row(row), industries_[segment.ClassOf(row).industries]);
  bound.outcome.Add(of_candidate_);
  Refine(
      segment, row, [](const RowBound&) { return false; }, &bound);
  return bound;
}

}  // namespace banso
