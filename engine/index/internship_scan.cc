#include "engine/index/internship_scan.h"

#include <algorithm>

#include "engine/rules/consent.h"
#include "engine/rules/language.h"
#include "engine/rules/refusal.h"
#include "engine/rules/targets.h"
#include "engine/rules/work_authorisation.h"
#include "engine/score/components.h"
#include "engine/score/weekly_bound.h"

namespace banso {
InternshipScan::InternshipScan(const Candidate& candidate, const RuleSet& rules, absl::Time as_of,
                               const InternshipDictionaries& dictionaries, FreeDays& free_days)
    : candidate_(candidate),
      rules_(rules),
      weights_(rules.internship_weights),
      location_weight_(weights_[ComponentKind::kLocation]),
      as_of_micros_(absl::ToUnixMicros(as_of)),
      dictionaries_(dictionaries),
      has_industry_wish_(!candidate.industry_wishes.empty()),
      has_occupation_wish_(!candidate.occupation_wishes.empty()),
      has_wish_(has_industry_wish_ || has_occupation_wish_),
      industries_(IndustryTable(candidate.industry_wishes, dictionaries.industries, rules)),
      occupations_(OccupationTable(candidate.occupation_wishes, dictionaries.occupations, rules)),
      skills_(candidate, dictionaries.skills, rules.skills),
      authorisation_(candidate.authorisation, rules.labour),
      free_days_(free_days),
      week_(MakeWeeklyRow(candidate.availability)),
      week_without_added_(week_),
      has_added_days_(week_.first_added <= week_.last_added),
      shapes_(dictionaries.shapes.size() + 1) {
  week_without_added_.first_added = WeeklyRow().first_added;
  week_without_added_.last_added = WeeklyRow().last_added;
  if (!HoldsConsent(candidate, ConsentScope::kService, as_of)) of_candidate_.Block();
  if (candidate.status != CaseStatus::kActive || candidate.stage == CaseStage::kClosed) {
    of_candidate_.Block();
  }
  Internship place;
  for (int code = 0; code < kPlaceCodes; ++code) {
    place.prefecture = code % 64;
    place.remote = code >= 64;
    const int value = LocationComponent(candidate, place, rules.location);
    locations_[code] = {value, value};
    if (place.prefecture == kOtherPlace) locations_[code] = {0, rules.location.home_or_remote};
  }
  // What each requirement says, then each list of them.
  std::vector<LanguageOutcome> requirements;
  requirements.reserve(dictionaries.requirements.size());
  for (const LanguageRequirement& requirement : dictionaries.requirements.values()) {
    const LanguageFit fit = FitLanguage(candidate.languages, requirement, rules.languages);
    const auto& by_gap = rules.languages.by_gap;
    LanguageOutcome& outcome = requirements.emplace_back();
    outcome.value = static_cast<int16_t>(by_gap[std::min<size_t>(fit.gap, by_gap.size() - 1)]);
    if (requirement.importance != Importance::kMust) continue;
    if (fit.gap > rules.languages.review_gap) {
      outcome.outcome.Block();
    } else if (fit.gap > 0 || (fit.unverified && !requirement.equivalent_accepted)) {
      outcome.outcome.Review();
    }
  }
  languages_.reserve(dictionaries.languages.size());
  for (const std::vector<uint32_t>& numbers : dictionaries.languages.values()) {
    LanguageOutcome& outcome = languages_.emplace_back();
    outcome.value = 1000;
    for (const uint32_t number : numbers) {
      outcome.value = std::min(outcome.value, requirements[number].value);
      outcome.outcome.Add(requirements[number].outcome);
    }
  }
  for (const Targets& targets : dictionaries.targets.values()) {
    targets_block_.push_back(!IsOpenTo(targets.study_years, targets.programmes, candidate.study));
  }
  const WorkAuthorisation& papers = candidate.authorisation;
  employers_matter_ =
      !papers.employers_allowed.empty() || papers.auth_class == AuthClass::kPerEmployer;
  employers_blocked_ = !candidate.blocked_employers.empty() || !candidate.blocked_groups.empty();
  for (const Need& need : candidate.needs) {
    if (need.importance != Importance::kMust || need.kind == NeedKind::kAdvisorWoman ||
        need.kind == NeedKind::kAdvisorMan) {
      continue;
    }
    needs_.push_back({need.kind, need.end_by_minute});
  }
  row_upper_ = weights_[ComponentKind::kLanguage] * 1000 +
               weights_[ComponentKind::kSkills] * skills_.upper() +
               weights_[ComponentKind::kSchedule] * 1000;
  rest_upper_ = row_upper_ + location_weight_ * rules.location.home_or_remote;
}

OutcomeBound InternshipScan::OfClass(const InternshipSegment::Class& one) const {
  OutcomeBound bound;
  if (!AllowsField(candidate_.authorisation, dictionaries_.industries[one.industry],
                   dictionaries_.occupations[one.occupation])) {
    bound.Block();
  }
  return bound;
}

void InternshipScan::AddSlowRules(const InternshipSegment& segment, uint32_t row,
                                  OutcomeBound of_class, RowBound* bound) const {
  const InternshipRow& hot = segment.row(row);
  OutcomeBound& outcome = bound->outcome;
  const WorkAuthorisation& papers = candidate_.authorisation;
  if ((hot.flags & InternshipRow::kNeedsAuthorisation) != 0) {
    outcome.Add(authorisation_.OfPapers());
    outcome.Add(of_class);
    if (!authorisation_.AllowsContract(static_cast<ContractKind>(hot.contract))) outcome.Block();
    if (papers.entertainment_excluded && (hot.flags & InternshipRow::kEntertainment) != 0) {
      outcome.Block();
    }
    if (employers_matter_ && !AllowsEmployer(papers, segment.item(row)->employer)) {
      outcome.Block();
    }
    const bool permitted =
        std::any_of(papers.individual_permissions.begin(), papers.individual_permissions.end(),
                    [&](const IndividualPermission& permission) {
                      return permission.internship == segment.item(row)->id;
                    });
    outcome.Add(authorisation_.OfHours(segment.schedule(row), permitted));
  }
  if (employers_blocked_) {
    const ValueRef<Internship> one = segment.item(row);
    if (RefusesEmployer(candidate_, *one)) outcome.Block();
  }
  for (const HardNeed& need : needs_) {
    const ScheduleRow& schedule = segment.schedule(row);
    auto answer = static_cast<Answer>(hot.facilities >> 2 * static_cast<int>(need.kind) & 3);
    if (need.kind == NeedKind::kRemoteOnly) {
      answer = (hot.flags & InternshipRow::kRemote) != 0 ? Answer::kYes : Answer::kNo;
    } else if (need.kind == NeedKind::kEndByTime && need.end_by_minute >= 0) {
      if (schedule.kind == ScheduleRow::Kind::kOther) {
        outcome.Add({Certainty::kMaybe, Certainty::kMaybe});
        continue;
      }
      if (schedule.kind != ScheduleRow::Kind::kUnknown) {
        answer = schedule.latest_end <= need.end_by_minute ? Answer::kYes : Answer::kNo;
      }
    }
    if (answer == Answer::kNo) outcome.Block();
    if (answer == Answer::kUnknown) outcome.Review();
  }
}

InternshipScan::RowBound InternshipScan::Bound(const InternshipSegment& segment, uint32_t row) {
  RowBound bound;
  if (row >= segment.open_rows()) {
    bound.upper = 100'000;
    bound.outcome = {Certainty::kYes, Certainty::kMaybe};
    return bound;
  }
  const InternshipSegment::Class& one = segment.ClassOf(row);
  const ValueBound location = locations_[segment.row(row).place];
  bound.outcome = of_candidate_;
  bound.outside = Outside(one.industry, one.occupation);
  bound.upper = ClassPoints(one) + location_weight_ * location.upper + row_upper_;
  bound.lower = ClassPoints(one) + location_weight_ * location.lower;
  if (location.lower == 0) bound.outcome.Block(location.upper == 0);
  Refine(
      segment, row, OfClass(one), [](const RowBound&) { return false; }, &bound);
  return bound;
}

}  // namespace banso
