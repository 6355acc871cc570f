// What stands against publishing an opening.
#ifndef BANSO_ENGINE_RULES_PUBLICATION_H_
#define BANSO_ENGINE_RULES_PUBLICATION_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "engine/model/internship.h"
#include "engine/rules/rule_set.h"

namespace banso {

enum class PublicationProblemCode {
  kContactMissing,  // the employer has no contact
  kContractKindMissing,
  kEmployerNotVerified,
  kFairHiringItem,  // the employer's form asks an item of fair hiring
  kHoursMissing,
  kInternshipLabelNotAllowed,  // called an internship without being of type 3 or 4
  kLabourMustBePaid,
  kMinWageUnknown,  // no row of the wage table holds on a working day
  kOpeningBelowMinWage,
  kOpeningSimilar,  // who is listed for it could be compared with another list
  kPlaceMissing,
  kTypeNeverLabour,  // types 1 and 2
};

struct PublicationProblem {
  PublicationProblemCode code = PublicationProblemCode::kContactMissing;
  std::string field;        // of the contract message, such as "hourly_wage_yen"
  std::string description;  // what is wrong and what to do

  friend bool operator==(const PublicationProblem&, const PublicationProblem&) = default;
};

// What is asked beyond what the judgement needs of an opening.
struct PublicationFacts {
  bool employer_has_contact = false;
  bool called_internship = false;
  bool fair_hiring_item_asked = false;
  Prefecture employer_prefecture = 0;  // decides the wage of remote work without a place
  // The employer, or one of its group, has or lately had an opening that is similar, or this one
  // was published before; and whoever publishes may not judge what that means.
  bool similar_opening = false;
};

// Whether two openings are of one kind of work: of one JSIC division, or of one ISCO sub-major
// group (of O*NET-SOC: minor group). Whoever is listed for one of them would be listed for the
// other, too, but for what they ask beyond; so an employer that varies hours, pay, contract or
// facilities between the two could read from who is missing what somebody needs or may do.
bool AreSimilar(const Internship& a, const Internship& b);

// Returns everything that stands against publishing, by name of code; empty if nothing does.
std::vector<PublicationProblem> CheckPublication(const Internship& internship,
                                                 const PublicationFacts& facts,
                                                 const RuleSet& rules);

// The name of a code, such as "OPENING_BELOW_MIN_WAGE".
absl::string_view PublicationProblemName(PublicationProblemCode code);

}  // namespace banso

#endif  // BANSO_ENGINE_RULES_PUBLICATION_H_
