// Which steps a case, an employer, an advisor and an opening may take. What is not written here is
// illegal. Pure functions.
#ifndef BANSO_SERVER_SERVICES_STATE_MACHINES_H_
#define BANSO_SERVER_SERVICES_STATE_MACHINES_H_

#include <optional>

#include "absl/time/time.h"
#include "banso/v1/advisor.pb.h"
#include "banso/v1/candidate.pb.h"
#include "banso/v1/employer.pb.h"
#include "banso/v1/internship.pb.h"

namespace banso {

// Whether a case may go from one stage to another.
enum class StageStep {
  kIllegal,
  kLegal,
  kNeedsReason,  // closing early
};
StageStep StageStepOf(v1::Case::Stage from, v1::Case::Stage to);

enum class CaseVerb { kPause, kResume, kWithdraw, kRefer };
// The status after the verb, or none if it is illegal there. A closed case takes no step.
std::optional<v1::Case::Status> NextStatus(v1::Case::Status from, v1::Case::Stage stage,
                                           CaseVerb verb);

// Whether somebody is accompanied in it: an ACTIVE case that is not closed.
bool IsOpenCase(const v1::Case& a_case);

enum class EmployerVerb { kVerify, kSuspend };
std::optional<v1::Employer::State> NextState(v1::Employer::State from, EmployerVerb verb);

enum class AdvisorVerb { kScreen, kTrain, kActivate, kPause, kResume, kRetire };
std::optional<v1::Advisor::State> NextState(v1::Advisor::State from, AdvisorVerb verb);

enum class InternshipVerb { kSubmit, kVerify, kPublish, kClose, kSuspend, kResume };
// `before_suspension` is where a suspended opening returns to.
std::optional<v1::Internship::State> NextState(v1::Internship::State from,
                                               v1::Internship::State before_suspension,
                                               InternshipVerb verb);

// What the seats make of an opening: PUBLISHED with all seats taken is FILLED, FILLED with a free
// seat is PUBLISHED; any other state stays.
v1::Internship::State StateBySeats(v1::Internship::State state, int seats, int seats_taken);

// Whether the deadline makes an opening EXPIRED: a PUBLISHED one at or after its deadline.
bool IsExpired(const v1::Internship& internship, absl::Time now);

// Whether two versions of an opening differ in what is frozen while it is matched: hours, skills,
// languages, place, facilities.
bool FrozenPartDiffers(const v1::Internship& a, const v1::Internship& b);

// The state of an opening after its fields changed from `before` to `after`: a change of what is
// frozen returns a PUBLISHED or FILLED one to SUBMITTED (a suspended one: returns there later);
// seats decide between PUBLISHED and FILLED.
void SettleChange(const v1::Internship& before, v1::Internship* after);

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_STATE_MACHINES_H_
