#include "server/convert/candidate_rules.h"

#include <string>
#include <utility>

#include "server/convert/calendar_convert.h"
#include "server/convert/candidate_convert.h"
#include "server/convert/common_rules.h"
#include "server/convert/resource_name.h"

namespace banso {
namespace {

void CheckNeeds(const v1::Candidate& candidate, ProblemList* problems) {
  CheckNamedOnce(
      candidate.needs(), "needs", "kind", [](const auto& need) { return need.kind(); }, problems);
  for (int i = 0; i < candidate.needs_size(); ++i) {
    const v1::Need& need = candidate.needs(i);
    const bool by_time = need.kind() == v1::Need::END_BY_TIME;
    if (by_time != need.has_end_by()) {
      problems->Add(absl::StrCat("needs[", i, "].end_by"),
                    by_time ? "must be set for END_BY_TIME" : "is for END_BY_TIME only");
    }
  }
}

void CheckConsents(const v1::Candidate& candidate, ProblemList* problems) {
  for (int i = 0; i < candidate.consents_size(); ++i) {
    const v1::Consent& consent = candidate.consents(i);
    const std::string at = absl::StrCat("consents[", i, "]");
    if (!consent.has_grant_time() && consent.state() != v1::Consent::DRAFT) {
      problems->Add(at + ".grant_time", "must say when the person agreed");
    } else if (consent.has_grant_time() && consent.has_expire_time() &&
               ToTime(consent.expire_time()) <= ToTime(consent.grant_time())) {
      problems->Add(at + ".expire_time", "must be after grant_time");
    }
    std::string problem = RecipientProblem(consent.scope(), consent.recipient());
    if (!problem.empty()) problems->Add(at + ".recipient", std::move(problem));
  }
}

void CheckChosenForm(const v1::PersonName& name, ProblemList* problems) {
  // An employer is told the chosen form and no other: it must be there.
  if ((name.chosen_form() == v1::PersonName::LATIN && name.latin_name().empty()) ||
      (name.chosen_form() == v1::PersonName::KANA && name.kana_name().empty())) {
    problems->Add("person_name.chosen_form", "must be a form that is given");
  }
}

void CheckWorkAuthorisation(const v1::WorkAuthorisation& authorisation, ProblemList* problems) {
  if (authorisation.auth_class() != v1::WorkAuthorisation::CAPPED) {
    if (authorisation.weekly_cap_minutes() > 0) {
      problems->Add("work_authorisation.weekly_cap_minutes", "is for the class CAPPED only");
    }
    if (authorisation.vacation_daily_cap_minutes() > 0) {
      problems->Add("work_authorisation.vacation_daily_cap_minutes",
                    "is for the class CAPPED only");
    }
  }
  for (int i = 0; i < authorisation.fields_allowed_size(); ++i) {
    if (authorisation.fields_allowed(i).field_case() == v1::WorkField::FIELD_NOT_SET) {
      problems->Add(absl::StrCat("work_authorisation.fields_allowed[", i, "]"),
                    "must have an industry or an occupation");
    }
  }
  if (authorisation.has_adult_labour_date() && authorisation.has_earliest_work_date() &&
      ToDate(authorisation.adult_labour_date()) < ToDate(authorisation.earliest_work_date())) {
    problems->Add("work_authorisation.adult_labour_date", "must not be before earliest_work_date");
  }
}

constexpr absl::Duration kClocksDiffer = absl::Hours(24);

}  // namespace

std::string RecipientProblem(v1::Consent::Scope scope, absl::string_view recipient) {
  switch (scope) {
    case v1::Consent::EMPLOYER_NAMED:
      return ParseName(kInternshipPattern, recipient)
                 ? ""
                 : "must name the internship, employers/{employer}/internships/{internship}";
    case v1::Consent::FAMILY_SHARE:
      return ParseName(kCandidatePattern, recipient)
                 ? ""
                 : "must name the family member, candidates/{candidate}";
    case v1::Consent::REFERRAL:
      return recipient.empty() ? "must say which organisation" : "";
    default:
      return recipient.empty() ? "" : "must be empty for this scope";
  }
}

std::vector<FieldProblem> CheckNewConsents(const v1::Candidate& candidate, absl::Time now,
                                           absl::string_view path) {
  ProblemList problems(path);
  const bool minor = IsMinor(candidate, now);
  for (int i = 0; i < candidate.consents_size(); ++i) {
    const v1::Consent& consent = candidate.consents(i);
    const std::string at = absl::StrCat("consents[", i, "]");
    if (ToTime(consent.grant_time()) > now + kClocksDiffer) {
      problems.Add(at + ".grant_time", "must not be in the future");
    }
    if (minor && consent.terms().guardian_method() == v1::Consent::METHOD_UNSPECIFIED) {
      problems.Add(at + ".terms.guardian_method",
                   "must say how the guardian agreed: the person is under 18");
    }
  }
  return std::move(problems).Take();
}

std::vector<FieldProblem> CheckCandidate(const v1::Candidate& candidate, absl::string_view path) {
  ProblemList problems(path);
  CheckChosenForm(candidate.person_name(), &problems);
  CheckContacts(candidate.contacts(), &problems);
  CheckNamedOnce(
      candidate.skills(), "skills", "skill", [](const auto& held) { return held.skill(); },
      &problems);
  CheckLanguageSkills(candidate.languages(), &problems);
  CheckNeeds(candidate, &problems);
  CheckWorkAuthorisation(candidate.work_authorisation(), &problems);
  CheckConsents(candidate, &problems);
  return std::move(problems).Take();
}

std::vector<FieldProblem> CheckAdvisor(const v1::Advisor& advisor, absl::string_view path) {
  ProblemList problems(path);
  CheckContacts(advisor.contacts(), &problems);
  CheckLanguageSkills(advisor.languages(), &problems);
  return std::move(problems).Take();
}

}  // namespace banso
