#include "engine/score/judge.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "engine/base/contains.h"
#include "engine/features/free_time.h"
#include "engine/rules/consent.h"
#include "engine/rules/language.h"
#include "engine/rules/refusal.h"
#include "engine/rules/targets.h"
#include "engine/rules/work_authorisation.h"
#include "engine/score/components.h"
#include "engine/score/schedule_bound.h"

namespace banso {
namespace {

// Gathers reasons and components of one pair and draws the verdict from them.
class Judge {
 public:
  Judge(const Candidate& candidate, const RuleSet& rules, absl::Time as_of,
        const std::vector<Weight>& weights, std::span<const ReasonCode> cleared)
      : candidate_(candidate), rules_(rules), as_of_(as_of), weights_(weights), cleared_(cleared) {}

  void Add(ReasonCode code, ReasonNumbers numbers = {}) {
    AddReason({code, ReasonEffect(code), false, std::move(numbers)});
  }

  void AddReason(Reason reason) {
    reason.cleared = reason.effect == Effect::kReview &&
                     std::find(cleared_.begin(), cleared_.end(), reason.code) != cleared_.end();
    judgement_.reasons.push_back(std::move(reason));
  }

  void Set(ComponentKind kind, int value) {
    for (const Weight& weight : weights_) {
      if (weight.kind == kind) values_[static_cast<int>(kind)] = value;
    }
  }

  bool HasConsent(ConsentScope scope) const { return HoldsConsent(candidate_, scope, as_of_); }

  void CheckCase() {
    if (candidate_.status != CaseStatus::kActive || candidate_.stage == CaseStage::kClosed) {
      Add(ReasonCode::kCaseNotActive);
    }
  }

  void CheckWishes(std::span<const CodePath> industries, std::span<const CodePath> occupations) {
    const int industry = IndustryComponent(candidate_.industry_wishes, industries, rules_);
    const int occupation = OccupationComponent(candidate_.occupation_wishes, occupations, rules_);
    Set(ComponentKind::kIndustry, industry);
    Set(ComponentKind::kOccupation, occupation);
    const bool has_industry = !candidate_.industry_wishes.empty();
    const bool has_occupation = !candidate_.occupation_wishes.empty();
    if (!has_industry && !has_occupation) Add(ReasonCode::kNoWish);
    outside_wish_ = (has_industry || has_occupation) && (!has_industry || industry == 0) &&
                    (!has_occupation || occupation == 0);
  }

  void CheckNeed(const Need& need, Answer answer) {
    const NeedNumbers numbers{need.kind, answer};
    if (need.importance == Importance::kMust) {
      if (answer == Answer::kNo) Add(ReasonCode::kNeedUnmet, numbers);
      if (answer == Answer::kUnknown) Add(ReasonCode::kNeedUnconfirmed, numbers);
    } else if (answer == Answer::kNo) {
      Add(ReasonCode::kNeedPreferenceUnmet, numbers);
    }
  }

  Judgement Finish() {
    for (const Weight& weight : weights_) {
      const int value = values_[static_cast<int>(weight.kind)];
      judgement_.components.push_back({weight.kind, weight.weight, value});
      judgement_.component_sum += weight.weight * value;
    }
    SortReasons();
    judgement_.verdict = VerdictOfReasons();
    if (judgement_.verdict != Verdict::kBlocked) {
      judgement_.raw = judgement_.component_sum;
      if (outside_wish_) {
        judgement_.cap_applied = true;
        judgement_.raw = std::min(judgement_.component_sum, rules_.wishes.outside_wish_cap);
      }
    }
    return std::move(judgement_);
  }

  void SetFirstCommonStart(std::optional<absl::Time> start) {
    judgement_.first_common_start = start;
  }

 private:
  Verdict VerdictOfReasons() const {
    const auto has = [&](Effect effect) {
      return std::any_of(
          judgement_.reasons.begin(), judgement_.reasons.end(),
          [&](const Reason& reason) { return reason.effect == effect && !reason.cleared; });
    };
    if (has(Effect::kBlock)) return Verdict::kBlocked;
    if (outside_wish_) return Verdict::kOutsideWish;
    return has(Effect::kReview) ? Verdict::kReview : Verdict::kEligible;
  }

  // By name of code, then by what the reason is about, so that the order of a profile's lists
  // changes nothing.
  void SortReasons() {
    const auto about = [](const Reason& reason) -> std::pair<int, std::string> {
      if (const auto* gap = std::get_if<LanguageGapNumbers>(&reason.numbers)) {
        return {0, gap->required.language};
      }
      if (const auto* skill = std::get_if<SkillNumbers>(&reason.numbers)) return {0, skill->code};
      if (const auto* need = std::get_if<NeedNumbers>(&reason.numbers)) {
        return {static_cast<int>(need->kind), ""};
      }
      return {0, ""};
    };
    std::stable_sort(judgement_.reasons.begin(), judgement_.reasons.end(),
                     [&](const Reason& a, const Reason& b) {
                       if (a.code != b.code) return a.code < b.code;
                       return about(a) < about(b);
                     });
  }

  const Candidate& candidate_;
  const RuleSet& rules_;
  const absl::Time as_of_;
  const std::vector<Weight>& weights_;
  const std::span<const ReasonCode> cleared_;
  std::array<int, static_cast<int>(ComponentKind::kLocation) + 1> values_ = {};
  bool outside_wish_ = false;
  Judgement judgement_;
};

// The workplace's answer to a need. What the opening itself says goes before what was answered:
// whether it is remote, and when it ends.
Answer FacilityAnswer(const Internship& internship, const Need& need) {
  if (need.kind == NeedKind::kRemoteOnly) return internship.remote ? Answer::kYes : Answer::kNo;
  if (need.kind == NeedKind::kEndByTime && need.end_by_minute >= 0) {
    if (const auto* fixed = std::get_if<FixedSchedule>(&internship.schedule)) {
      const bool in_time = std::all_of(
          fixed->shifts.begin(), fixed->shifts.end(),
          [&](const Shift& shift) { return shift.EndAfterMidnight() <= need.end_by_minute; });
      return in_time ? Answer::kYes : Answer::kNo;
    }
    if (const auto* flex = std::get_if<FlexSchedule>(&internship.schedule)) {
      return flex->start_minute + flex->minutes_per_day <= need.end_by_minute ? Answer::kYes
                                                                              : Answer::kNo;
    }
  }
  return internship.facilities.Get(need.kind);
}

// The advisor's answer to a need; unknown needs concern workplaces only.
std::optional<Answer> AdvisorAnswer(const Advisor& advisor, NeedKind kind) {
  const auto declared = [&](DeclaredGender wanted) {
    if (advisor.declared_gender == DeclaredGender::kNotSaid) return Answer::kUnknown;
    return advisor.declared_gender == wanted ? Answer::kYes : Answer::kNo;
  };
  switch (kind) {
    case NeedKind::kAdvisorWoman:
      return declared(DeclaredGender::kWoman);
    case NeedKind::kAdvisorMan:
      return declared(DeclaredGender::kMan);
    case NeedKind::kSignLanguage:
      return advisor.sign_language;
    default:
      return std::nullopt;
  }
}

bool ConcernsAdvisorsOnly(NeedKind kind) {
  return kind == NeedKind::kAdvisorWoman || kind == NeedKind::kAdvisorMan;
}

int CheckLanguages(const Candidate& candidate, const Internship& internship,
                   const LanguageRules& rules, Judge* judge) {
  int component = 1000;
  for (const LanguageRequirement& requirement : internship.languages) {
    const LanguageFit fit = FitLanguage(candidate.languages, requirement, rules);
    component =
        std::min(component, rules.by_gap[std::min<size_t>(fit.gap, rules.by_gap.size() - 1)]);
    if (requirement.importance != Importance::kMust) continue;
    const LanguageGapNumbers numbers{requirement, fit.held_step, fit.gap};
    if (fit.gap > rules.review_gap) {
      judge->Add(ReasonCode::kLanguageBelowRequired, numbers);
    } else if (fit.gap > 0) {
      judge->Add(ReasonCode::kLanguageOneStepShort, numbers);
    } else if (fit.unverified && !requirement.equivalent_accepted) {
      judge->Add(ReasonCode::kLanguageUnverified, numbers);
    }
  }
  return component;
}

void CheckOpening(const Candidate& candidate, const Internship& internship, absl::Time as_of,
                  Judge* judge) {
  if (RefusesEmployer(candidate, internship)) {
    judge->Add(ReasonCode::kEmployerBlocked);
  }
  if (!internship.employer_verified) judge->Add(ReasonCode::kEmployerNotVerified);
  const bool deadline_passed = internship.deadline && as_of >= *internship.deadline;
  // A full or expired opening is still a published one, as long as its own code says what stands
  // against it.
  const bool published = internship.state == InternshipState::kPublished ||
                         internship.state == InternshipState::kFilled ||
                         (internship.state == InternshipState::kExpired && deadline_passed);
  if (!published) judge->Add(ReasonCode::kOpeningNotPublished);
  if (internship.seats_taken >= internship.seats) {
    judge->Add(ReasonCode::kSeatsFull, CapacityNumbers{internship.seats_taken, internship.seats});
  }
  if (deadline_passed) {
    judge->Add(ReasonCode::kDeadlinePassed, DeadlineNumbers{*internship.deadline});
  }
  if (!IsOpenTo(internship.target_study_years, internship.target_programmes, candidate.study))
    judge->Add(ReasonCode::kTargetMismatch);
}

}  // namespace

Judgement JudgeInternship(const Candidate& candidate, const Internship& internship,
                          const RuleSet& rules, absl::Time as_of, Side side,
                          std::span<const ReasonCode> cleared, FreeDays* free) {
  Judge judge(candidate, rules, as_of, rules.internship_weights, cleared);
  if (!judge.HasConsent(ConsentScope::kService) ||
      (side == Side::kCounterpart && !judge.HasConsent(ConsentScope::kEmployerBlinded))) {
    judge.Add(ReasonCode::kConsentMissing);
  }
  judge.CheckCase();
  judge.CheckWishes({&internship.industry, 1}, {&internship.occupation, 1});
  if (!candidate.skills_assessed) judge.Add(ReasonCode::kSkillsNotAssessed);
  judge.Set(ComponentKind::kSkills, SkillsComponent(candidate, internship, rules.skills));
  for (const SkillRequirement& asked : internship.skills) {
    const bool held =
        std::any_of(candidate.skills.begin(), candidate.skills.end(),
                    [&](const HeldSkill& skill) { return skill.skill.code == asked.skill.code; });
    if (asked.hard && !held) {
      judge.Add(ReasonCode::kHardSkillMissing, SkillNumbers{asked.skill.code});
    }
  }
  judge.Set(ComponentKind::kLanguage,
            CheckLanguages(candidate, internship, rules.languages, &judge));
  const ScheduleFit schedule =
      free != nullptr ? FitSchedule(*free, internship.schedule, rules)
                      : FitSchedule(candidate.availability, internship.schedule, rules);
  judge.Set(ComponentKind::kSchedule, schedule.value);
  if (!schedule.fits && internship.schedule.index() != 0) {
    judge.Add(ReasonCode::kScheduleConflict, schedule.numbers);
  }
  const int location = LocationComponent(candidate, internship, rules.location);
  judge.Set(ComponentKind::kLocation, location);
  if (location == 0) {
    judge.Add(ReasonCode::kLocationNotAccepted, PlaceNumbers{internship.prefecture});
  }
  for (const Need& need : candidate.needs) {
    if (ConcernsAdvisorsOnly(need.kind)) continue;
    judge.CheckNeed(need, FacilityAnswer(internship, need));
  }
  CheckOpening(candidate, internship, as_of, &judge);
  for (Reason& reason : CheckWorkAuthorisation(candidate, internship, rules)) {
    judge.AddReason(std::move(reason));
  }
  return judge.Finish();
}

Judgement JudgeAdvisor(const Candidate& candidate, const Advisor& advisor, const RuleSet& rules,
                       absl::Time as_of, std::span<const ReasonCode> cleared,
                       const TimeRanges* free) {
  Judge judge(candidate, rules, as_of, rules.advisor_weights, cleared);
  if (!judge.HasConsent(ConsentScope::kService)) judge.Add(ReasonCode::kConsentMissing);
  judge.CheckCase();
  judge.CheckWishes(advisor.industries, advisor.occupations);
  judge.Set(ComponentKind::kTopics, TopicsComponent(candidate.topics, advisor.topics));
  const AdvisorRules& limits = rules.advisors;
  const absl::Duration minimum = absl::Minutes(limits.minimum_minutes);
  const CommonStarts starts =
      free == nullptr ? FindCommonStarts(candidate.availability, advisor.availability, as_of,
                                         limits.horizon_days, minimum, rules.holidays)
                      : FindCommonStarts(*free, advisor.availability, as_of, limits.horizon_days,
                                         minimum, rules.holidays);
  judge.Set(ComponentKind::kAvailability, std::min(1000, limits.per_common_day * starts.days));
  judge.SetFirstCommonStart(starts.first);
  if (starts.days == 0) {
    judge.Add(ReasonCode::kNoCommonSlot,
              TimeFitNumbers{static_cast<int>(starts.longest / absl::Minutes(1)),
                             limits.minimum_minutes, 0});
  }
  const SharedLanguage shared =
      BestSharedLanguage(candidate.languages, advisor.languages, rules.languages);
  judge.Set(ComponentKind::kLanguage, limits.language_by_step[shared.step]);
  if (shared.step < limits.minimum_language_step) {
    judge.Add(ReasonCode::kNoCommonLanguage,
              SharedLanguageNumbers{shared.language, shared.step, limits.minimum_language_step});
  }
  judge.Set(ComponentKind::kLoad, LoadComponent(advisor.active, advisor.max_active));
  if (advisor.active >= advisor.max_active) {
    judge.Add(ReasonCode::kAdvisorFull, CapacityNumbers{advisor.active, advisor.max_active});
  }
  if (advisor.state != AdvisorState::kActive) judge.Add(ReasonCode::kAdvisorInactive);
  if (Contains(candidate.blocked_advisors, advisor.id) ||
      Contains(advisor.blocked_candidates, candidate.id)) {
    judge.Add(ReasonCode::kDoNotMatch);
  }
  const bool applied_there = std::any_of(
      candidate.open_applications.begin(), candidate.open_applications.end(),
      [&](const OpenApplication& application) {
        return (!advisor.employer.empty() && application.employer == advisor.employer) ||
               (!advisor.corporate_group.empty() &&
                application.corporate_group == advisor.corporate_group);
      });
  const bool same_household =
      !candidate.household.empty() && candidate.household == advisor.household;
  if (applied_there || same_household) judge.Add(ReasonCode::kConflictOfInterest);
  if (IsMinor(candidate.authorisation, JapanDate(as_of)) && !advisor.safeguarding_trained) {
    judge.Add(ReasonCode::kSafeguardingMissing);
  }
  for (const Need& need : candidate.needs) {
    if (const std::optional<Answer> answer = AdvisorAnswer(advisor, need.kind)) {
      judge.CheckNeed(need, *answer);
    }
  }
  return judge.Finish();
}

Band BandOf(const Judgement& judgement, const RuleSet& rules) {
  if (!judgement.raw) return Band::kNone;
  if (*judgement.raw >= rules.bands.strong) return Band::kStrong;
  if (*judgement.raw >= rules.bands.good) return Band::kGood;
  return *judgement.raw >= rules.bands.possible ? Band::kPossible : Band::kNone;
}

}  // namespace banso
