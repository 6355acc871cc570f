// Whether a person may do the work of an opening, and for how many hours.
#ifndef BANSO_ENGINE_RULES_WORK_AUTHORISATION_H_
#define BANSO_ENGINE_RULES_WORK_AUTHORISATION_H_

#include <vector>

#include "engine/model/candidate.h"
#include "engine/model/internship.h"
#include "engine/model/judgement.h"
#include "engine/rules/rule_set.h"

namespace banso {

// Returns every reason of authorisation, expiry, hours and age that concerns the pair, in no
// particular order; empty if the opening is neither paid nor labour, which needs no authorisation.
// Evaluates everything even after a block. The system never decides the law: it blocks, asks a
// person, or stays silent.
// Hours are paid minutes by the date in Japan on which a shift starts; other jobs are added.
//   Fixed days: windows of 7 consecutive days that start on a day with paid minutes and hold a
//     working day. The worst window is the one with the largest excess, the earliest of equals.
//   Flexible days: weeks from Monday to Sunday of the days needed. How the days fall is not known,
//     so the fewest minutes that must fall on capped days decide a block, and a day that would be
//     too long matters only if the week needs it.
// An opening whose hours are not known is judged without them.
std::vector<Reason> CheckWorkAuthorisation(const Candidate& candidate, const Internship& internship,
                                           const RuleSet& rules);

// Whether the papers allow work in this field, and for this employer. They leave either open where
// they name none, unless their class is that of a field or of an employer.
bool AllowsField(const WorkAuthorisation& authorisation, const CodePath& industry,
                 const CodePath& occupation);
bool AllowsEmployer(const WorkAuthorisation& authorisation, const EmployerId& employer);

// Whether the person is under 18 on `date`, as far as is stored.
bool IsMinor(const WorkAuthorisation& authorisation, Date date);

// The date `months` later: the same day of the month, else the month's last.
Date AddMonths(Date date, int months);

}  // namespace banso

#endif  // BANSO_ENGINE_RULES_WORK_AUTHORISATION_H_
