#include "server/convert/internship_rules.h"

#include <algorithm>
#include <string>

#include "server/convert/calendar_convert.h"
#include "server/convert/common_rules.h"

namespace banso {
namespace {

// A year and a day: dates at both ends may be so many days apart.
constexpr int kMostDaysApart = 366;

void CheckSkills(const v1::Internship& internship, CertificateLookup is_certificate,
                 ProblemList* problems) {
  CheckNamedOnce(
      internship.skills(), "skills", "skill", [](const auto& asked) { return asked.skill(); },
      problems);
  for (int i = 0; i < internship.skills_size(); ++i) {
    if (internship.skills(i).hard() && !is_certificate(internship.skills(i).skill())) {
      problems->Add(absl::StrCat("skills[", i, "].hard"), "is for licences and certificates only");
    }
  }
}

void CheckLanguages(const v1::Internship& internship, ProblemList* problems) {
  CheckNamedOnce(
      internship.languages(), "languages", "language",
      [](const auto& asked) { return asked.language(); }, problems);
  for (int i = 0; i < internship.languages_size(); ++i) {
    const v1::LanguageRequirement& asked = internship.languages(i);
    const std::string at = absl::StrCat("languages[", i, "]");
    if (asked.cefr() == v1::CEFR_LEVEL_UNSPECIFIED && asked.jlpt() == v1::JLPT_LEVEL_UNSPECIFIED) {
      problems->Add(at, "needs a level: set cefr or jlpt");
    } else if (asked.has_jlpt() && asked.language() != "ja") {
      problems->Add(at + ".jlpt", "is for Japanese (ja) only");
    }
  }
}

void CheckFixed(const v1::FixedSchedule& fixed, ProblemList* problems) {
  const auto date = [](const v1::WorkDay& day) { return ToDate(day.date()); };
  CheckNamedOnce(
      fixed.days(), "fixed.days", "date",
      [&](const v1::WorkDay& day) { return date(day) - Date(); }, problems);
  Date first = date(fixed.days(0));
  for (const v1::WorkDay& day : fixed.days()) first = std::min(first, date(day));
  for (int i = 0; i < fixed.days_size(); ++i) {
    const v1::WorkDay& day = fixed.days(i);
    const std::string at = absl::StrCat("fixed.days[", i, "]");
    if (date(day) - first > kMostDaysApart) {
      problems->Add(at + ".date", "is more than 366 days after the first day");
    }
    if (day.break_minutes() >= LengthMinutes(day.start(), day.end())) {
      problems->Add(at + ".break_minutes", "must be less than the length of the shift");
    }
  }
}

void CheckFlex(const v1::FlexSchedule& flex, ProblemList* problems) {
  if (ToDate(flex.end_date()) - ToDate(flex.start_date()) > kMostDaysApart) {
    problems->Add("flex.end_date", "is more than 366 days after start_date");
  }
  if (flex.minutes_per_day() > LengthMinutes(flex.start(), flex.end())) {
    problems->Add("flex.minutes_per_day", "does not fit between start and end");
  }
  if (flex.break_minutes() >= flex.minutes_per_day()) {
    problems->Add("flex.break_minutes", "must be less than minutes_per_day");
  }
  if (!flex.days().empty() && flex.days_per_week() > flex.days_size()) {
    problems->Add("flex.days_per_week", "is more than the days on which work is possible");
  }
}

void CheckFacilities(const v1::Internship& internship, ProblemList* problems) {
  CheckNamedOnce(
      internship.facilities(), "facilities", "kind",
      [](const auto& facility) { return facility.kind(); }, problems);
  for (int i = 0; i < internship.facilities_size(); ++i) {
    const v1::Need::Kind kind = internship.facilities(i).kind();
    if (kind == v1::Need::ADVISOR_WOMAN || kind == v1::Need::ADVISOR_MAN) {
      problems->Add(absl::StrCat("facilities[", i, "].kind"), "concerns advisors only");
    }
  }
}

}  // namespace

std::vector<FieldProblem> CheckInternship(const v1::Internship& internship,
                                          CertificateLookup is_certificate,
                                          absl::string_view path) {
  ProblemList problems(path);
  CheckSkills(internship, is_certificate, &problems);
  CheckLanguages(internship, &problems);
  if (internship.is_labour() && !internship.paid()) {
    problems.Add("paid", "must be set: labour must be paid");
  }
  if (internship.has_fixed() && internship.fixed().days_size() > 0) {
    CheckFixed(internship.fixed(), &problems);
  }
  if (internship.has_flex()) CheckFlex(internship.flex(), &problems);
  if (internship.seats_taken() > internship.seats()) {
    problems.Add("seats_taken", "must not be more than seats");
  }
  CheckFacilities(internship, &problems);
  return std::move(problems).Take();
}

std::vector<FieldProblem> CheckEmployer(const v1::Employer& employer, absl::string_view path) {
  ProblemList problems(path);
  CheckContacts(employer.contacts(), &problems);
  return std::move(problems).Take();
}

}  // namespace banso
