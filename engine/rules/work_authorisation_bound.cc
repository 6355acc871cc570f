#include "engine/rules/work_authorisation_bound.h"

#include <algorithm>

#include "engine/features/free_days.h"
#include "engine/rules/work_authorisation.h"

namespace banso {
namespace {

// Days before and after an opening's that the windows of its weeks may reach.
constexpr int kWindowReach = 7;

}  // namespace

WorkAuthorisationBound::WorkAuthorisationBound(const WorkAuthorisation& authorisation,
                                               const LabourRules& rules)
    : capped_(authorisation.auth_class == AuthClass::kCapped),
      other_work_(!authorisation.other_work.empty()),
      weekly_cap_(authorisation.weekly_cap_minutes > 0 ? authorisation.weekly_cap_minutes
                                                       : rules.weekly_cap),
      statutory_week_(rules.statutory_week) {
  if (authorisation.auth_class == AuthClass::kNone) of_papers_.Block();
  if (authorisation.auth_class == AuthClass::kUnknown ||
      authorisation.auth_class == AuthClass::kPerEmployer ||
      authorisation.seen == PapersSeen::kNotSeen || authorisation.seen == PapersSeen::kVerbal) {
    of_papers_.Review();
  }
  for (ContractKind kind : authorisation.contract_kinds_allowed) {
    contracts_ |= uint32_t{1} << static_cast<int>(kind);
  }
  if (authorisation.vacation_daily_cap_minutes != 0) {
    for (const DateRange& range : authorisation.vacation_ranges) {
      vacations_.push_back({DayNumber(range.first), DayNumber(range.last)});
    }
  }
  if (authorisation.valid_until) {
    valid_until_ = DayNumber(*authorisation.valid_until);
    if (authorisation.renewal_filed_on &&
        *authorisation.renewal_filed_on <= *authorisation.valid_until) {
      covered_until_ = DayNumber(AddMonths(*authorisation.valid_until, rules.renewal_grace_months));
    }
  }
  if (authorisation.earliest_work_date) {
    earliest_work_ = DayNumber(*authorisation.earliest_work_date);
  }
  if (authorisation.adult_labour_date) {
    adult_from_ = DayNumber(*authorisation.adult_labour_date);
  }
}

bool WorkAuthorisationBound::AllowsContract(ContractKind kind) const {
  return contracts_ == 0 || (contracts_ >> static_cast<int>(kind) & 1) != 0;
}

bool WorkAuthorisationBound::NearVacation(const ScheduleRow& row) const {
  return std::any_of(vacations_.begin(), vacations_.end(), [&](const auto& vacation) {
    return vacation.first <= row.last_day + kWindowReach &&
           row.first_day - kWindowReach <= vacation.second;
  });
}

OutcomeBound WorkAuthorisationBound::OfExpiry(const ScheduleRow& row) const {
  OutcomeBound bound;
  if (!valid_until_ || *valid_until_ >= row.last_day) return bound;
  const bool first_is_covered = covered_until_ && row.first_day <= *covered_until_;
  const bool all_is_covered = covered_until_ && row.last_day <= *covered_until_;
  if (!all_is_covered && *valid_until_ < row.first_day && !first_is_covered) {
    bound.Block();
  } else {
    bound.Review();
  }
  return bound;
}

OutcomeBound WorkAuthorisationBound::OfHours(const ScheduleRow& row,
                                             bool may_have_permission) const {
  if (row.kind == ScheduleRow::Kind::kUnknown) return {};
  if (row.kind == ScheduleRow::Kind::kOther) return {Certainty::kMaybe, Certainty::kMaybe};
  OutcomeBound bound = OfExpiry(row);
  if (capped_) {
    if (may_have_permission || NearVacation(row)) {
      bound.Add({Certainty::kMaybe, Certainty::kMaybe});
    } else if (row.most_in_window > weekly_cap_) {
      bound.Block();  // other work would only add to it
    } else if (other_work_) {
      bound.Add({Certainty::kMaybe, Certainty::kMaybe});
    }
  }
  const bool minor = adult_from_ ? row.first_day < *adult_from_ : earliest_work_.has_value();
  if (earliest_work_ && row.first_day < *earliest_work_) bound.Block();
  if (minor) {
    bound.Add({Certainty::kMaybe, Certainty::kMaybe});
  } else if (row.most_in_week > statutory_week_) {
    bound.Review();
  } else if (other_work_) {
    bound.Review(false);
  }
  return bound;
}

}  // namespace banso
