#include "server/convert/candidate_rules.h"

#include <string>

#include "server/convert/calendar_convert.h"
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
    if (consent.has_expire_time() &&
        ToTime(consent.expire_time()) <= ToTime(consent.grant_time())) {
      problems->Add(at + ".expire_time", "must be after grant_time");
    }
    switch (consent.scope()) {
      case v1::Consent::EMPLOYER_NAMED:
        if (!ParseName(kInternshipPattern, consent.recipient())) {
          problems->Add(at + ".recipient",
                        "must name the internship, employers/{employer}/internships/{internship}");
        }
        break;
      case v1::Consent::FAMILY_SHARE:
        if (!ParseName(kCandidatePattern, consent.recipient())) {
          problems->Add(at + ".recipient", "must name the family member, candidates/{candidate}");
        }
        break;
      case v1::Consent::REFERRAL:
        if (consent.recipient().empty()) {
          problems->Add(at + ".recipient", "must say which organisation");
        }
        break;
      default:
        if (!consent.recipient().empty()) {
          problems->Add(at + ".recipient", "must be empty for this scope");
        }
    }
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

}  // namespace

std::vector<FieldProblem> CheckCandidate(const v1::Candidate& candidate, absl::string_view path) {
  ProblemList problems(path);
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
