// Bounds of CheckWorkAuthorisation for one candidate and very many openings.
#ifndef BANSO_ENGINE_RULES_WORK_AUTHORISATION_BOUND_H_
#define BANSO_ENGINE_RULES_WORK_AUTHORISATION_BOUND_H_

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "engine/features/schedule_row.h"
#include "engine/model/work_authorisation.h"
#include "engine/rules/outcome_bound.h"
#include "engine/rules/rule_set.h"

namespace banso {

// What a person's papers say of openings that are paid or labour; all others need none.
class WorkAuthorisationBound {
 public:
  WorkAuthorisationBound(const WorkAuthorisation& authorisation, const LabourRules& rules);

  // Whatever the work is: the class of the papers and whether they were seen. Exact.
  OutcomeBound OfPapers() const { return of_papers_; }
  // Whether this kind of contract is allowed. Exact.
  bool AllowsContract(ContractKind kind) const;
  // Expiry, caps, statutory hours, age and night. Exact for adults without other work, vacations
  // near the dates, and permissions for single openings (`may_have_permission` says that there may
  // be one for this opening).
  OutcomeBound OfHours(const ScheduleRow& row, bool may_have_permission) const;

 private:
  OutcomeBound OfExpiry(const ScheduleRow& row) const;
  bool NearVacation(const ScheduleRow& row) const;

  OutcomeBound of_papers_;
  bool capped_ = false;
  bool other_work_ = false;
  int weekly_cap_ = 0;
  int statutory_week_ = 0;
  uint32_t contracts_ = 0;  // that are allowed, a bit a kind; 0: all
  std::vector<std::pair<int32_t, int32_t>> vacations_;
  std::optional<int32_t> valid_until_;
  std::optional<int32_t> covered_until_;
  std::optional<int32_t> earliest_work_;
  std::optional<int32_t> adult_from_;
};

}  // namespace banso

#endif  // BANSO_ENGINE_RULES_WORK_AUTHORISATION_BOUND_H_
