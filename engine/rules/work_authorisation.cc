#include "engine/rules/work_authorisation.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "engine/base/contains.h"
#include "engine/rules/working_days.h"

namespace banso {
namespace {

constexpr int kWindowDays = 7;

Reason Make(ReasonCode code, ReasonNumbers numbers = {}) {
  return {code, ReasonEffect(code), false, std::move(numbers)};
}

// Keeps the numbers with the largest excess; of equals those that came first.
class Worst {
 public:
  void Consider(Date start, int minutes, int limit) {
    if (minutes <= limit) return;
    if (!numbers_ || minutes - limit > numbers_->excess_minutes()) {
      numbers_ = HoursNumbers{start, minutes, limit};
    }
  }
  bool found() const { return numbers_.has_value(); }
  void AddTo(std::vector<Reason>* reasons, ReasonCode code) const {
    if (numbers_) reasons->push_back(Make(code, *numbers_));
  }

 private:
  std::optional<HoursNumbers> numbers_;
};

// Days of a flexible week on which a day's work would be over a daily limit. They matter only if
// the week needs more days than there are others.
class LongDays {
 public:
  void Look(Date date, int minutes, int limit) {
    if (minutes <= limit) return;
    days_.push_back({date, minutes, limit});
  }
  void AddUnavoidable(const FlexWeek& week, Worst* worst) const {
    if (week.needed <= static_cast<int>(week.possible.size() - days_.size())) return;
    for (const HoursNumbers& day : days_) {
      worst->Consider(day.start, day.minutes, day.limit_minutes);
    }
  }

 private:
  std::vector<HoursNumbers> days_;
};

// The checks of one pair, which share what they look at.
class Check {
 public:
  Check(const Candidate& candidate, const Internship& internship, const RuleSet& rules)
      : candidate_(candidate),
        auth_(candidate.authorisation),
        internship_(internship),
        labour_(rules.labour),
        fixed_(std::get_if<FixedSchedule>(&internship.schedule)),
        flex_(std::get_if<FlexSchedule>(&internship.schedule)),
        span_(WorkingSpan(internship.schedule)) {
    if (fixed_ != nullptr) {
      for (const Shift& shift : fixed_->shifts) AddOwnMinutes(shift.date, shift.PaidMinutes());
    }
    if (flex_ != nullptr) weeks_ = FlexWeeks(*flex_);
  }

  std::vector<Reason> Run() {
    CheckClass();
    CheckKindOfWork();
    if (span_) {
      if (auth_.auth_class == AuthClass::kCapped) CheckCaps();
      CheckExpiry();
      CheckStatutoryHours();
      CheckAgeAndNight();
    }
    return std::move(reasons_);
  }

 private:
  void CheckClass() {
    if (auth_.auth_class == AuthClass::kNone) Add(ReasonCode::kWorkNotPermitted);
    if (auth_.auth_class == AuthClass::kUnknown || auth_.seen == PapersSeen::kNotSeen ||
        auth_.seen == PapersSeen::kVerbal) {
      Add(ReasonCode::kWorkAuthUnverified);
    }
    if (auth_.auth_class == AuthClass::kPerEmployer) Add(ReasonCode::kIncomeCeilingUnchecked);
  }

  void CheckKindOfWork() {
    const auto& kinds = auth_.contract_kinds_allowed;
    if (!kinds.empty() &&
        std::find(kinds.begin(), kinds.end(), internship_.contract_kind) == kinds.end()) {
      Add(ReasonCode::kContractTypeNotPermitted);
    }
    if (!AllowsField(auth_, internship_.industry, internship_.occupation)) {
      Add(ReasonCode::kFieldNotPermitted);
    }
    if (!AllowsEmployer(auth_, internship_.employer)) Add(ReasonCode::kEmployerNotPermitted);
    if (auth_.entertainment_excluded && internship_.entertainment_premises) {
      Add(ReasonCode::kSectorExcluded);
    }
  }

  // --- Caps ---

  // The permission for this opening that holds on a date, with the lowest cap if there are several.
  const IndividualPermission* PermissionOn(Date date) const {
    const IndividualPermission* found = nullptr;
    for (const IndividualPermission& permission : auth_.individual_permissions) {
      if (permission.internship != internship_.id || !permission.dates.Contains(date)) continue;
      if (found == nullptr || permission.weekly_cap_minutes < found->weekly_cap_minutes) {
        found = &permission;
      }
    }
    return found;
  }

  // Whether the weekly cap leaves a date out: a day of the school's own vacation, unless an
  // individual permission takes the place of both caps there.
  bool IsVacationDay(Date date) const {
    if (auth_.vacation_daily_cap_minutes == 0 || PermissionOn(date) != nullptr) return false;
    return std::any_of(auth_.vacation_ranges.begin(), auth_.vacation_ranges.end(),
                       [&](const DateRange& range) { return range.Contains(date); });
  }

  int WeeklyCap(Date date) const {
    if (const IndividualPermission* permission = PermissionOn(date)) {
      return permission->weekly_cap_minutes;
    }
    return auth_.weekly_cap_minutes > 0 ? auth_.weekly_cap_minutes : labour_.weekly_cap;
  }

  int OtherMinutes(Date date) const {
    int minutes = 0;
    for (const OtherWork& work : auth_.other_work) {
      if (work.day == absl::GetWeekday(date) && work.dates.Contains(date)) {
        minutes += work.paid_minutes;
      }
    }
    return minutes;
  }

  using DayMinutes = std::pair<Date, int>;
  std::vector<DayMinutes>::const_iterator FirstFrom(Date date) const {
    return std::partition_point(own_minutes_.begin(), own_minutes_.end(),
                                [&](const DayMinutes& day) { return day.first < date; });
  }
  void AddOwnMinutes(Date date, int minutes) {
    // Dates rise, so that this is nearly always the last place.
    if (own_minutes_.empty() || own_minutes_.back().first < date) {
      own_minutes_.emplace_back(date, minutes);
      return;
    }
    const auto at = own_minutes_.begin() + (FirstFrom(date) - own_minutes_.begin());
    if (at->first == date) {
      at->second += minutes;
    } else {
      own_minutes_.emplace(at, date, minutes);
    }
  }
  int OwnMinutes(Date date) const {
    const auto found = FirstFrom(date);
    return found == own_minutes_.end() || found->first != date ? 0 : found->second;
  }

  void CheckCaps() {
    Worst weekly;
    Worst boundary;
    Worst daily;
    Worst rolling;
    if (fixed_ != nullptr) {
      CheckFixedCaps(&weekly, &boundary, &daily);
    } else {
      CheckFlexCaps(&weekly, &boundary, &daily);
      CheckRollingCap(&rolling);
    }
    weekly.AddTo(&reasons_, ReasonCode::kHoursOverCap);
    boundary.AddTo(&reasons_, ReasonCode::kBoundaryWeek);
    daily.AddTo(&reasons_, ReasonCode::kDailyHoursOverCap);
    rolling.AddTo(&reasons_, ReasonCode::kRollingCapAtRisk);
    if ((weekly.found() || daily.found()) && candidate_.study) {
      Add(ReasonCode::kIndividualPermissionPossible);
    }
  }

  void CheckFixedCaps(Worst* weekly, Worst* boundary, Worst* daily) const {
    std::optional<Date> looked_to;
    for (const Shift& shift : fixed_->shifts) {
      // Every window that holds this working day starts on it or on one of the six days before.
      for (Date start = shift.date - (kWindowDays - 1); start <= shift.date; ++start) {
        if (looked_to && start <= *looked_to) continue;
        looked_to = start;
        if (OwnMinutes(start) + OtherMinutes(start) == 0) continue;
        CheckWindow(start, weekly, boundary);
      }
      if (IsVacationDay(shift.date)) {
        daily->Consider(shift.date, OwnMinutes(shift.date) + OtherMinutes(shift.date),
                        auth_.vacation_daily_cap_minutes);
      }
    }
  }

  void CheckWindow(Date start, Worst* weekly, Worst* boundary) const {
    int term_minutes = 0;
    int vacation_minutes = 0;
    std::optional<int> cap;
    for (int i = 0; i < kWindowDays; ++i) {
      const Date date = start + i;
      const int minutes = OwnMinutes(date) + OtherMinutes(date);
      if (minutes == 0) continue;
      if (IsVacationDay(date)) {
        vacation_minutes += minutes;
      } else {
        term_minutes += minutes;
        cap = std::min(cap.value_or(WeeklyCap(date)), WeeklyCap(date));
      }
    }
    if (!cap) return;  // vacation days alone have no weekly cap
    if (term_minutes > *cap) {
      weekly->Consider(start, term_minutes, *cap);
    } else if (vacation_minutes > 0) {
      boundary->Consider(start, term_minutes + vacation_minutes, *cap);
    }
  }

  void CheckFlexCaps(Worst* weekly, Worst* boundary, Worst* daily) const {
    const int paid = flex_->minutes_per_day - flex_->break_minutes;
    for (const FlexWeek& week : weeks_) {
      std::vector<int> caps;  // of the days of term on which work is possible
      int other_term = 0;
      int other_vacation = 0;
      std::optional<int> cap;  // the lowest among the days with paid minutes
      LongDays long_days;
      for (int i = 0; i < 7; ++i) {
        const Date date = week.monday + i;
        const bool possible =
            std::find(week.possible.begin(), week.possible.end(), date) != week.possible.end();
        const int other = OtherMinutes(date);
        if (IsVacationDay(date)) {
          other_vacation += other;
          if (possible) long_days.Look(date, paid + other, auth_.vacation_daily_cap_minutes);
        } else {
          other_term += other;
          if (possible) caps.push_back(WeeklyCap(date));
          if (other > 0) cap = std::min(cap.value_or(WeeklyCap(date)), WeeklyCap(date));
        }
      }
      long_days.AddUnavoidable(week, daily);
      const int vacation_days = static_cast<int>(week.possible.size() - caps.size());
      const int term_days = std::max(0, week.needed - vacation_days);
      // The days with the highest caps are taken first.
      std::sort(caps.rbegin(), caps.rend());
      if (!caps.empty()) {
        const int lowest_taken = caps[std::max(term_days, 1) - 1];
        cap = std::min(cap.value_or(lowest_taken), lowest_taken);
      }
      if (!cap) continue;
      const int least_term = term_days * paid + other_term;
      const int total = week.needed * paid + other_term + other_vacation;
      if (least_term > *cap) {
        weekly->Consider(week.monday, least_term, *cap);
      } else if (vacation_days > 0 || other_vacation > 0) {
        boundary->Consider(week.monday, total, *cap);
      }
    }
  }

  // Windows across two weeks, with the days of both packed as closely as the weeks allow.
  void CheckRollingCap(Worst* rolling) const {
    const int paid = flex_->minutes_per_day - flex_->break_minutes;
    for (size_t w = 0; w + 1 < weeks_.size(); ++w) {
      if (weeks_[w + 1].monday != weeks_[w].monday + 7) continue;
      for (int offset = 1; offset < kWindowDays; ++offset) {
        const Date start = weeks_[w].monday + offset;
        const Date end = start + (kWindowDays - 1);
        int other = 0;
        std::optional<int> cap;
        for (Date date = start; date <= end; ++date) {
          if (IsVacationDay(date)) continue;
          other += OtherMinutes(date);
          cap = std::min(cap.value_or(WeeklyCap(date)), WeeklyCap(date));
        }
        if (!cap) continue;
        int days = 0;
        for (const FlexWeek& week : {weeks_[w], weeks_[w + 1]}) {
          const int in_window = static_cast<int>(std::count_if(
              week.possible.begin(), week.possible.end(),
              [&](Date date) { return start <= date && date <= end && !IsVacationDay(date); }));
          days += std::min(week.needed, in_window);
        }
        rolling->Consider(start, days * paid + other, *cap);
      }
    }
  }

  // --- Expiry ---

  void CheckExpiry() {
    if (!auth_.valid_until || *auth_.valid_until >= span_->last) return;
    const Date valid_until = *auth_.valid_until;
    ValidityNumbers numbers{valid_until, std::nullopt, span_->first, span_->last};
    if (auth_.renewal_filed_on && *auth_.renewal_filed_on <= valid_until) {
      numbers.covered_until = AddMonths(valid_until, labour_.renewal_grace_months);
    }
    if (numbers.covered_until && span_->last <= *numbers.covered_until) {
      Add(ReasonCode::kAuthRenewalPending, numbers);
    } else if (valid_until < span_->first &&
               !(numbers.covered_until && span_->first <= *numbers.covered_until)) {
      Add(ReasonCode::kAuthExpired, numbers);
    } else {
      Add(ReasonCode::kAuthExpiresDuring, numbers);
    }
  }

  // --- Statutory hours, age and night ---

  void CheckStatutoryHours() {
    Worst minor;
    Worst adult;
    if (fixed_ != nullptr) {
      std::optional<Date> looked_at;
      for (const Shift& shift : fixed_->shifts) {
        if (IsMinor(auth_, shift.date)) {
          minor.Consider(shift.date, OwnMinutes(shift.date) + OtherMinutes(shift.date),
                         labour_.statutory_day);
        }
        // The week here runs from Sunday to Saturday.
        const Date sunday = absl::PrevWeekday(shift.date + 1, absl::Weekday::sunday);
        if (looked_at == sunday) continue;
        looked_at = sunday;
        int minutes = 0;
        for (int i = 0; i < 7; ++i) minutes += OwnMinutes(sunday + i) + OtherMinutes(sunday + i);
        (MinorWorksInWeek(sunday) ? minor : adult)
            .Consider(sunday, minutes, labour_.statutory_week);
      }
    } else {
      const int paid = flex_->minutes_per_day - flex_->break_minutes;
      for (const FlexWeek& week : weeks_) {
        int minutes = week.needed * paid;
        bool any_minor = false;
        LongDays long_days;
        for (int i = 0; i < 7; ++i) minutes += OtherMinutes(week.monday + i);
        for (const Date& date : week.possible) {
          if (!IsMinor(auth_, date)) continue;
          any_minor = true;
          long_days.Look(date, paid + OtherMinutes(date), labour_.statutory_day);
        }
        long_days.AddUnavoidable(week, &minor);
        (any_minor ? minor : adult).Consider(week.monday, minutes, labour_.statutory_week);
      }
    }
    minor.AddTo(&reasons_, ReasonCode::kMinorOverHours);
    adult.AddTo(&reasons_, ReasonCode::kLabourOver40h);
  }

  bool MinorWorksInWeek(Date first) const {
    for (int i = 0; i < 7; ++i) {
      if (!IsMinor(auth_, first + i)) continue;
      const auto found = FirstFrom(first + i);
      if (found != own_minutes_.end() && found->first == first + i) return true;
    }
    return false;
  }

  void CheckAgeAndNight() {
    if (auth_.earliest_work_date && span_->first < *auth_.earliest_work_date) {
      Add(ReasonCode::kMinorUnderMinAge,
          ValidityNumbers{*auth_.earliest_work_date, std::nullopt, span_->first, span_->last});
    }
    bool late = false;
    if (fixed_ != nullptr) {
      late = std::any_of(fixed_->shifts.begin(), fixed_->shifts.end(), [&](const Shift& shift) {
        return IsMinor(auth_, shift.date) &&
               TouchesNight(shift.start_minute, shift.EndAfterMidnight());
      });
    } else {
      const int end = flex_->end_minute > flex_->start_minute ? flex_->end_minute
                                                              : flex_->end_minute + kMinutesPerDay;
      late = IsMinor(auth_, span_->first) && TouchesNight(flex_->start_minute, end);
    }
    if (late) Add(ReasonCode::kMinorLateNight);
  }

  // [start, end) in minutes after midnight, end up to the end of the next day.
  bool TouchesNight(int start, int end) const {
    return start < labour_.night_end || end > labour_.night_start;
  }

  void Add(ReasonCode code, ReasonNumbers numbers = {}) {
    reasons_.push_back(Make(code, std::move(numbers)));
  }

  const Candidate& candidate_;
  const WorkAuthorisation& auth_;
  const Internship& internship_;
  const LabourRules& labour_;
  const FixedSchedule* fixed_;
  const FlexSchedule* flex_;
  const std::optional<DateRange> span_;
  std::vector<DayMinutes> own_minutes_;  // paid, of the opening, by date; fixed days only
  std::vector<FlexWeek> weeks_;
  std::vector<Reason> reasons_;
};

}  // namespace

std::vector<Reason> CheckWorkAuthorisation(const Candidate& candidate, const Internship& internship,
                                           const RuleSet& rules) {
  if (!internship.paid && !internship.is_labour) return {};
  return Check(candidate, internship, rules).Run();
}

bool AllowsField(const WorkAuthorisation& authorisation, const CodePath& industry,
                 const CodePath& occupation) {
  const auto& industries = authorisation.industries_allowed;
  const auto& occupations = authorisation.occupations_allowed;
  if (industries.empty() && occupations.empty()) {
    return authorisation.auth_class != AuthClass::kFieldLimited;
  }
  const auto covers = [](const std::vector<CodePath>& allowed, const CodePath& code) {
    return std::any_of(allowed.begin(), allowed.end(),
                       [&](const CodePath& field) { return field.Covers(code); });
  };
  return covers(industries, industry) || covers(occupations, occupation);
}

bool AllowsEmployer(const WorkAuthorisation& authorisation, const EmployerId& employer) {
  const auto& employers = authorisation.employers_allowed;
  if (employers.empty()) return authorisation.auth_class != AuthClass::kPerEmployer;
  return Contains(employers, employer);
}

bool IsMinor(const WorkAuthorisation& authorisation, Date date) {
  if (authorisation.adult_labour_date) return date < *authorisation.adult_labour_date;
  return authorisation.earliest_work_date.has_value();
}

Date AddMonths(Date date, int months) {
  const absl::CivilMonth month = absl::CivilMonth(date) + months;
  const Date last = Date(month + 1) - 1;
  return Date(month.year(), month.month(), std::min(date.day(), last.day()));
}

}  // namespace banso
