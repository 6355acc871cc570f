// What work a person may do, as far as matching needs it.
#ifndef BANSO_ENGINE_MODEL_WORK_AUTHORISATION_H_
#define BANSO_ENGINE_MODEL_WORK_AUTHORISATION_H_

#include <optional>
#include <vector>

#include "absl/time/civil_time.h"
#include "engine/model/calendar.h"
#include "engine/model/classification.h"
#include "engine/model/ids.h"

namespace banso {

enum class AuthClass {
  kUnknown,  // papers not seen: not allowed for paid work until seen
  kUnrestricted,
  kCapped,
  kFieldLimited,
  kDesignated,
  kPerEmployer,
  kNone,
};

enum class ContractKind { kUnknown, kEmployment, kDispatch, kFreelance, kTrainingAgreement };

enum class PapersSeen { kNotSeen, kCardFront, kCardBack, kDesignationLetter, kVerbal };

// A permission for one internship, which replaces the caps on its dates.
struct IndividualPermission {
  InternshipId internship;
  int weekly_cap_minutes = 0;
  OpenDateRange dates;

  friend bool operator==(const IndividualPermission&, const IndividualPermission&) = default;
};

// Paid minutes in another job on every such weekday within `dates`.
struct OtherWork {
  absl::Weekday day = absl::Weekday::monday;
  int paid_minutes = 0;
  OpenDateRange dates;

  friend bool operator==(const OtherWork&, const OtherWork&) = default;
};

struct WorkAuthorisation {
  AuthClass auth_class = AuthClass::kUnknown;
  int weekly_cap_minutes = 0;          // 0 is the rule set's default
  int vacation_daily_cap_minutes = 0;  // 0 is no exception for vacations
  std::vector<DateRange> vacation_ranges;
  std::vector<ContractKind> contract_kinds_allowed;  // empty restricts nothing
  std::vector<CodePath> industries_allowed;          // with occupations_allowed: empty allows
  std::vector<CodePath> occupations_allowed;         // nothing for kFieldLimited
  std::vector<EmployerId> employers_allowed;         // empty allows nothing for kPerEmployer
  bool entertainment_excluded = false;
  std::optional<Date> valid_until;  // last day; none is without limit
  std::optional<Date> renewal_filed_on;
  std::vector<IndividualPermission> individual_permissions;
  PapersSeen seen = PapersSeen::kNotSeen;
  std::vector<OtherWork> other_work;
  std::optional<Date> earliest_work_date;  // minors only
  std::optional<Date> adult_labour_date;   // the 18th birthday; minors only

  friend bool operator==(const WorkAuthorisation&, const WorkAuthorisation&) = default;
};

}  // namespace banso

#endif  // BANSO_ENGINE_MODEL_WORK_AUTHORISATION_H_
