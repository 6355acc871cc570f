#include "engine/index/candidate_scan.h"

#include <algorithm>
#include <bit>

#include "engine/base/contains.h"
#include "engine/features/free_days.h"
#include "engine/index/order.h"
#include "engine/rules/consent.h"
#include "engine/rules/refusal.h"
#include "engine/rules/targets.h"
#include "engine/rules/work_authorisation.h"
#include "engine/rules/work_authorisation_bound.h"
#include "engine/score/components.h"

namespace banso {
namespace {

// Whether a consent holds that begins and ends in these seconds.
OutcomeBound ConsentBound(const std::array<Second, 2>& span, Second now) {
  OutcomeBound bound;
  if (now < span[0] || now > span[1]) {
    bound.Block();
  } else if (now == span[0] || now == span[1]) {
    bound.Block(false);  // inside a second nothing is known
  }
  return bound;
}

constexpr uint16_t Bit(NeedKind kind) {
  return static_cast<uint16_t>(1U << static_cast<int>(kind));
}

}  // namespace

CandidateScan::CandidateScan(const Internship& internship, const RuleSet& rules,
                             const RankQuery& query, const CandidateDictionaries& dictionaries)
    : internship_(&internship),
      rules_(rules),
      query_(query),
      dictionaries_(dictionaries),
      weights_(rules.internship_weights),
      industry_weight_(weights_[ComponentKind::kIndustry]),
      step_(rules.bands.step),
      no_wish_(rules.wishes.no_wish),
      as_of_second_(SecondOf(query.as_of)),
      today_(DayNumber(JapanDate(query.as_of))),
      industries_(IndustryLikeness(dictionaries.industries, {&internship.industry, 1}, rules)),
      occupations_(
          OccupationLikeness(dictionaries.occupations, {&internship.occupation, 1}, rules)) {
  const bool published = internship.state == InternshipState::kPublished ||
                         internship.state == InternshipState::kFilled;
  if (!internship.employer_verified || !published || internship.seats_taken >= internship.seats ||
      (internship.deadline && query.as_of >= *internship.deadline)) {
    of_counterpart_.Block();
  }
  for (const std::optional<Study>& study : dictionaries.studies.values()) {
    studies_block_.push_back(
        !IsOpenTo(internship.target_study_years, internship.target_programmes, study));
  }
  for (const LanguageRequirement& asked : internship.languages) {
    Requirement& requirement = requirements_.emplace_back();
    requirement.asked = &asked;
    requirement.unlisted = Pack(FitLanguage({}, asked, rules.languages));
    requirement.fits.resize(dictionaries.languages.size(), kUnseen);
  }
  links_.resize(dictionaries.skills.size(), 0);
  const size_t asked_count = internship.skills.size();
  link_rows_.resize(asked_count, 0);
  for (size_t i = 0; i < asked_count; ++i) {
    const SkillRequirement& asked = internship.skills[i];
    asked_.push_back(
        {asked.essential ? rules.skills.essential_weight : rules.skills.preferred_weight,
         asked.level, asked.hard});
    asked_weights_ += asked_.back().weight;
    const auto link = [&](uint32_t skill, uint8_t how) {
      if (links_[skill] == 0) {
        links_[skill] = static_cast<uint16_t>(link_rows_.size() / asked_count);
        link_rows_.resize(link_rows_.size() + asked_count, 0);
      }
      uint8_t& at = link_rows_[links_[skill] * asked_count + i];
      at = std::max(at, how);
    };
    for (uint32_t skill : dictionaries.skills.WithCode(asked.skill.code)) link(skill, 2);
    for (const std::string& group : asked.skill.groups) {
      for (uint32_t skill : dictionaries.skills.InGroup(group)) link(skill, 1);
    }
  }
  hours_ = MakeScheduleRow(internship.schedule, &shift_runs_);
  schedule_.emplace(hours_, shift_runs_);
  for (int number = 1; number < kNeedKindCount; ++number) {
    const auto kind = static_cast<NeedKind>(number);
    if (kind == NeedKind::kAdvisorWoman || kind == NeedKind::kAdvisorMan) continue;
    if (kind == NeedKind::kEndByTime) {
      needs_look_ |= Bit(kind);
      continue;
    }
    Answer answer = internship.facilities.Get(kind);
    if (kind == NeedKind::kRemoteOnly) answer = internship.remote ? Answer::kYes : Answer::kNo;
    if (answer == Answer::kNo) needs_block_ |= Bit(kind);
    if (answer == Answer::kUnknown) needs_review_ |= Bit(kind);
  }
  row_upper_ = 1000 * (weights_[ComponentKind::kSkills] + weights_[ComponentKind::kLanguage] +
                       weights_[ComponentKind::kSchedule]) +
               weights_[ComponentKind::kLocation] * rules.location.home_or_remote;
  rest_upper_ = row_upper_ + 1000 * weights_[ComponentKind::kOccupation];
}

CandidateScan::CandidateScan(const Advisor& advisor, const RuleSet& rules, const RankQuery& query,
                             const CandidateDictionaries& dictionaries)
    : advisor_(&advisor),
      rules_(rules),
      query_(query),
      dictionaries_(dictionaries),
      weights_(rules.advisor_weights),
      industry_weight_(weights_[ComponentKind::kIndustry]),
      step_(1),
      no_wish_(rules.wishes.no_wish),
      as_of_second_(SecondOf(query.as_of)),
      today_(DayNumber(JapanDate(query.as_of))),
      industries_(IndustryLikeness(dictionaries.industries, advisor.industries, rules)),
      occupations_(OccupationLikeness(dictionaries.occupations, advisor.occupations, rules)) {
  if (advisor.state != AdvisorState::kActive || advisor.active >= advisor.max_active) {
    of_counterpart_.Block();
  }
  for (int topic = 1; topic < 16; ++topic) {
    TopicSet single;
    single.Add(static_cast<Topic>(topic));
    if (!advisor.topics.Intersection(single).empty()) {
      topics_ |= static_cast<uint16_t>(1U << topic);
    }
  }
  shared_step_.resize(dictionaries.languages.size(), -1);
  const absl::Time horizon_end =
      JapanMidnight(JapanDate(query.as_of) + rules.advisors.horizon_days);
  const TimeRange within = {query.as_of,
                            horizon_end + absl::Minutes(rules.advisors.minimum_minutes)};
  cells_ = CellsOf(FreeTime(advisor.availability, within, rules.holidays), query.as_of, today_,
                   rules.advisors.horizon_days + 1);
  row_lower_ = weights_[ComponentKind::kLoad] * LoadComponent(advisor.active, advisor.max_active);
  row_upper_ = 1000 * (weights_[ComponentKind::kTopics] + weights_[ComponentKind::kAvailability] +
                       weights_[ComponentKind::kLanguage]) +
               row_lower_;
  rest_upper_ = row_upper_ + 1000 * weights_[ComponentKind::kOccupation];
}

OrderKey CandidateScan::KeyOf(const CandidateSegment& segment, uint32_t row, int points) const {
  const int32_t interview = segment.row(row).interview_day;
  int64_t waiting = interview == std::numeric_limits<int32_t>::max()
                        ? 0
                        : std::max<int64_t>(0, int64_t{today_} - interview);
  if ((segment.row(row).flags & CandidateRow::kOther) != 0) {
    const ValueRef<Candidate> one = segment.item(row);
    waiting = WaitingDays(*one, query_.as_of);
  }
  if (internship_ == nullptr) return {FirstOf(points), -waiting, 0};
  int64_t showings = 0;
  if (query_.showings != nullptr && !query_.showings->empty()) {
    showings = ShowingsOf(query_, segment.item(row)->id);
  }
  return {FirstOf(points), showings, -waiting};
}

int CandidateScan::TopicsOf(uint16_t needed) const {
  // As TopicsComponent.
  if (needed == 0) return 1000;
  return 1000 * std::popcount(static_cast<unsigned>(needed & topics_)) /
         std::popcount(static_cast<unsigned>(needed));
}

void CandidateScan::AddConsent(const CandidateSegment& segment, uint32_t row,
                               RowBound* bound) const {
  if ((segment.row(row).flags & CandidateRow::kManyConsents) != 0) {
    const ValueRef<Candidate> ref = segment.item(row);
    const Candidate& one = *ref;
    if (!HoldsConsent(one, ConsentScope::kService, query_.as_of) ||
        (internship_ != nullptr &&
         !HoldsConsent(one, ConsentScope::kEmployerBlinded, query_.as_of))) {
      bound->outcome.Block();
    }
    return;
  }
  const ConsentRow& consents = segment.consents(row);
  bound->outcome.Add(ConsentBound(consents.service, as_of_second_));
  if (internship_ != nullptr) bound->outcome.Add(ConsentBound(consents.blinded, as_of_second_));
}

void CandidateScan::AddLanguages(std::span<const uint32_t> languages, RowBound* bound) {
  int value = 1000;
  for (Requirement& requirement : requirements_) {
    uint16_t packed = requirement.unlisted;
    for (uint32_t language : languages) {
      uint16_t& seen = requirement.fits[language];
      if (seen == kUnseen) {
        const LanguageSkill& skill = dictionaries_.languages[language];
        seen = skill.language == requirement.asked->language
                   ? Pack(FitLanguage({&skill, 1}, *requirement.asked, rules_.languages))
                   : kOtherLanguage;
      }
      if (seen == kOtherLanguage) continue;
      packed = seen;
      break;
    }
    const int gap = (packed - 2) / 2;
    const bool unverified = (packed & 1) != 0;
    const auto& by_gap = rules_.languages.by_gap;
    value = std::min(value, by_gap[std::min<size_t>(gap, by_gap.size() - 1)]);
    if (requirement.asked->importance != Importance::kMust) continue;
    if (gap > rules_.languages.review_gap) {
      bound->outcome.Block();
    } else if (gap > 0 || (unverified && !requirement.asked->equivalent_accepted)) {
      bound->outcome.Review();
    }
  }
  Tighten(ComponentKind::kLanguage, {value, value}, 1000, bound);
}

void CandidateScan::AddSkills(std::span<const PackedRequirement> held, bool assessed,
                              RowBound* bound) const {
  const SkillRules& rules = rules_.skills;
  int value = rules.nothing_asked;
  if (!asked_.empty()) {
    int sum = 0;
    for (size_t i = 0; i < asked_.size(); ++i) {
      const AskedSkill& asked = asked_[i];
      int met = assessed ? 0 : rules.not_assessed;
      bool same = false;
      for (const PackedRequirement& one : held) {
        const uint8_t how = link_rows_[links_[one.skill()] * asked_.size() + i];
        if (how == 2) {
          const int missing = asked.level - one.level();
          met = std::max(met, missing <= 0   ? rules.at_level
                              : missing == 1 ? rules.one_below
                                             : rules.further_below);
          same = true;
        } else if (how == 1) {
          met = std::max(met, rules.related);
        }
      }
      if (asked.hard && !same) bound->outcome.Block();
      sum += asked.weight * met;
    }
    value = sum / asked_weights_;
  }
  Tighten(ComponentKind::kSkills, {value, value}, 1000, bound);
}

void CandidateScan::AddRulesOfInternship(const CandidateSegment& segment, uint32_t row,
                                         RowBound* bound) const {
  const CandidateRow& hot = segment.row(row);
  OutcomeBound& outcome = bound->outcome;
  if ((hot.must_needs & needs_block_) != 0) outcome.Block();
  if ((hot.must_needs & needs_review_) != 0) outcome.Review();
  if ((hot.must_needs & needs_look_) != 0) {
    const ValueRef<Candidate> one = segment.item(row);
    for (const Need& need : one->needs) {
      if (need.kind != NeedKind::kEndByTime || need.importance != Importance::kMust) continue;
      if (need.end_by_minute >= 0 && hours_.kind == ScheduleRow::Kind::kOther) {
        outcome.Add({Certainty::kMaybe, Certainty::kMaybe});
        continue;
      }
      Answer answer = internship_->facilities.Get(need.kind);
      if (need.end_by_minute >= 0 && hours_.kind != ScheduleRow::Kind::kUnknown) {
        answer = hours_.latest_end <= need.end_by_minute ? Answer::kYes : Answer::kNo;
      }
      if (answer == Answer::kNo) outcome.Block();
      if (answer == Answer::kUnknown) outcome.Review();
    }
  }
  if ((hot.flags & CandidateRow::kBlocksEmployers) != 0) {
    const ValueRef<Candidate> one = segment.item(row);
    if (RefusesEmployer(*one, *internship_)) outcome.Block();
  }
  if (!internship_->paid && !internship_->is_labour) return;
  if ((hot.flags & CandidateRow::kPapersBlock) != 0) outcome.Block();
  if ((hot.flags & CandidateRow::kPapersReview) != 0) outcome.Review();
  if ((hot.flags & (CandidateRow::kPapersOfHours | CandidateRow::kPapersOfKind)) == 0) {
    if (hours_.kind == ScheduleRow::Kind::kOther) {
      outcome.Add({Certainty::kMaybe, Certainty::kMaybe});
    } else if (hours_.most_in_week > rules_.labour.statutory_week) {
      outcome.Review();
    }
    return;
  }
  const ValueRef<Candidate> one = segment.item(row);
  const WorkAuthorisation& papers = one->authorisation;
  const WorkAuthorisationBound authorisation(papers, rules_.labour);
  const bool permitted =
      std::any_of(papers.individual_permissions.begin(), papers.individual_permissions.end(),
                  [&](const IndividualPermission& permission) {
                    return permission.internship == internship_->id;
                  });
  outcome.Add(authorisation.OfHours(hours_, permitted));
  if (!authorisation.AllowsContract(internship_->contract_kind)) outcome.Block();
  if (!AllowsField(papers, internship_->industry, internship_->occupation) ||
      !AllowsEmployer(papers, internship_->employer)) {
    outcome.Block();
  }
  if (papers.entertainment_excluded && internship_->entertainment_premises) outcome.Block();
}

void CandidateScan::AddSharedLanguage(std::span<const uint32_t> languages, RowBound* bound) {
  int best = 0;
  for (uint32_t language : languages) {
    int8_t& step = shared_step_[language];
    if (step < 0) {
      step = static_cast<int8_t>(BestSharedLanguage({&dictionaries_.languages[language], 1},
                                                    advisor_->languages, rules_.languages)
                                     .step);
    }
    best = std::max<int>(best, step);
  }
  const int value = rules_.advisors.language_by_step[best];
  if (best < rules_.advisors.minimum_language_step) bound->outcome.Block();
  Tighten(ComponentKind::kLanguage, {value, value}, 1000, bound);
}

void CandidateScan::AddRulesOfAdvisor(const CandidateSegment& segment, uint32_t row,
                                      RowBound* bound) const {
  const CandidateRow& hot = segment.row(row);
  OutcomeBound& outcome = bound->outcome;
  const auto need = [&](NeedKind kind, Answer answer) {
    if ((hot.must_needs & Bit(kind)) == 0) return;
    if (answer == Answer::kNo) outcome.Block();
    if (answer == Answer::kUnknown) outcome.Review();
  };
  const auto declared = [&](DeclaredGender wanted) {
    if (advisor_->declared_gender == DeclaredGender::kNotSaid) return Answer::kUnknown;
    return advisor_->declared_gender == wanted ? Answer::kYes : Answer::kNo;
  };
  need(NeedKind::kAdvisorWoman, declared(DeclaredGender::kWoman));
  need(NeedKind::kAdvisorMan, declared(DeclaredGender::kMan));
  need(NeedKind::kSignLanguage, advisor_->sign_language);
  if ((hot.flags & CandidateRow::kMayConflict) != 0) outcome.Block(false);
  if ((hot.flags & CandidateRow::kMayBeMinor) != 0 && !advisor_->safeguarding_trained &&
      IsMinor(segment.item(row)->authorisation, JapanDate(query_.as_of))) {
    outcome.Block();
  }
}

void CandidateScan::AddBlockedNames(const CandidateSegment& segment, uint32_t row,
                                    RowBound* bound) const {
  if (!advisor_->blocked_candidates.empty() &&
      Contains(advisor_->blocked_candidates, segment.item(row)->id)) {
    bound->outcome.Block();
  }
}

void CandidateScan::AddCommonStarts(const CandidateSegment& segment, uint32_t row,
                                    RowBound* bound) {
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
  Tighten(ComponentKind::kAvailability, {starts.exact ? value : 0, value}, 1000, bound);
}

CandidateScan::RowBound CandidateScan::Bound(const CandidateSegment& segment, uint32_t row) {
  if (row >= segment.active_rows()) {
    RowBound bound;
    bound.upper = 100'000;
    bound.outcome = {Certainty::kYes, Certainty::kMaybe};
    return bound;
  }
  if ((segment.row(row).flags & CandidateRow::kOther) != 0) {
    return {0, 100'000, {Certainty::kMaybe, Certainty::kMaybe}, false};
  }
  RowBound bound = Start(segment.row(row), IndustryOf(segment.row(row).industries));
  bound.outcome.Add(of_counterpart_);
  Refine(
      segment, row, [](const RowBound&) { return false; }, &bound);
  return bound;
}

}  // namespace banso
