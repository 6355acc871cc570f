#include "engine/rules/publication.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "engine/rules/working_days.h"

namespace banso {
namespace {

using Code = PublicationProblemCode;

// Levels that two codes have in common when they count as one kind of work.
constexpr int kDivision = 1;
constexpr int kSubMajorGroup = 2;

// Whether the codes agree in so many levels; in all of them, where a code has fewer.
bool Agree(const CodePath& a, const CodePath& b, int levels) {
  const int common = a.CommonDepth(b);
  return common > 0 && common >= std::min({levels, a.depth(), b.depth()});
}

std::vector<Date> WorkingDays(const Schedule& schedule) {
  std::vector<Date> days;
  if (const auto* fixed = std::get_if<FixedSchedule>(&schedule)) {
    for (const Shift& shift : fixed->shifts) days.push_back(shift.date);
  } else if (const auto* flex = std::get_if<FlexSchedule>(&schedule)) {
    for (const FlexWeek& week : FlexWeeks(*flex)) {
      days.insert(days.end(), week.possible.begin(), week.possible.end());
    }
  }
  return days;
}

void CheckWage(const Internship& internship, Prefecture place, const RuleSet& rules,
               std::vector<PublicationProblem>* problems) {
  int highest = 0;
  for (const Date& day : WorkingDays(internship.schedule)) {
    const std::optional<int> minimum = rules.MinimumWageOn(place, day);
    if (!minimum) {
      problems->push_back({Code::kMinWageUnknown, "prefecture",
                           absl::StrCat("the rule set has no minimum wage for this prefecture on ",
                                        absl::FormatCivilTime(day), "; load the official table")});
      return;
    }
    highest = std::max(highest, *minimum);
  }
  if (internship.hourly_wage_yen < highest) {
    problems->push_back(
        {Code::kOpeningBelowMinWage, "hourly_wage_yen",
         absl::StrCat("must be at least ", highest, " yen, the minimum wage on the days of work")});
  }
}

}  // namespace

bool AreSimilar(const Internship& a, const Internship& b) {
  return Agree(a.industry, b.industry, kDivision) ||
         Agree(a.occupation, b.occupation, kSubMajorGroup);
}

std::vector<PublicationProblem> CheckPublication(const Internship& internship,
                                                 const PublicationFacts& facts,
                                                 const RuleSet& rules) {
  std::vector<PublicationProblem> problems;
  const ProgrammeType type = internship.programme_type;
  if (!facts.employer_has_contact) {
    problems.push_back({Code::kContactMissing, "contacts", "the employer needs a contact"});
  }
  if (internship.contract_kind == ContractKind::kUnknown) {
    problems.push_back({Code::kContractKindMissing, "contract_kind", "must be set"});
  }
  if (!internship.employer_verified) {
    problems.push_back({Code::kEmployerNotVerified, "state", "the employer must be VERIFIED"});
  }
  if (facts.fair_hiring_item_asked) {
    problems.push_back({Code::kFairHiringItem, "fair_hiring_items_asked",
                        "must be empty: the employer's form must not ask these items"});
  }
  if (WorkingDays(internship.schedule).empty()) {
    problems.push_back({Code::kHoursMissing, "schedule", "must have days of work"});
  }
  if (facts.called_internship && type != ProgrammeType::kGeneralSkills &&
      type != ProgrammeType::kHighlySpecialised) {
    problems.push_back({Code::kInternshipLabelNotAllowed, "called_internship",
                        "only GENERAL_SKILLS and HIGHLY_SPECIALISED may be called internships"});
  }
  if (internship.is_labour &&
      (type == ProgrammeType::kOpenCompany || type == ProgrammeType::kCareerEducation)) {
    problems.push_back({Code::kTypeNeverLabour, "is_labour",
                        "OPEN_COMPANY and CAREER_EDUCATION are never labour"});
  } else if (internship.is_labour && !internship.paid) {
    problems.push_back({Code::kLabourMustBePaid, "paid", "labour must be paid"});
  }
  if (facts.similar_opening) {
    problems.push_back({Code::kOpeningSimilar, "occupation",
                        "the employer has, or had within 30 days, an opening like this one; a "
                        "coordinator must publish it"});
  }
  const Prefecture place =
      internship.prefecture != 0 ? internship.prefecture : facts.employer_prefecture;
  if (internship.prefecture == 0 && !internship.remote) {
    problems.push_back({Code::kPlaceMissing, "prefecture", "must be set, or the work be remote"});
  } else if (internship.is_labour) {
    CheckWage(internship, place, rules, &problems);
  }
  std::sort(problems.begin(), problems.end(),
            [](const PublicationProblem& a, const PublicationProblem& b) {
              return PublicationProblemName(a.code) < PublicationProblemName(b.code);
            });
  return problems;
}

absl::string_view PublicationProblemName(PublicationProblemCode code) {
  switch (code) {
    case Code::kContactMissing:
      return "CONTACT_MISSING";
    case Code::kContractKindMissing:
      return "CONTRACT_KIND_MISSING";
    case Code::kEmployerNotVerified:
      return "EMPLOYER_NOT_VERIFIED";
    case Code::kFairHiringItem:
      return "FAIR_HIRING_ITEM";
    case Code::kHoursMissing:
      return "HOURS_MISSING";
    case Code::kInternshipLabelNotAllowed:
      return "INTERNSHIP_LABEL_NOT_ALLOWED";
    case Code::kLabourMustBePaid:
      return "LABOUR_MUST_BE_PAID";
    case Code::kMinWageUnknown:
      return "MIN_WAGE_UNKNOWN";
    case Code::kOpeningBelowMinWage:
      return "OPENING_BELOW_MIN_WAGE";
    case Code::kOpeningSimilar:
      return "OPENING_SIMILAR";
    case Code::kPlaceMissing:
      return "PLACE_MISSING";
    case Code::kTypeNeverLabour:
      return "TYPE_NEVER_LABOUR";
  }
  return "";
}

}  // namespace banso
