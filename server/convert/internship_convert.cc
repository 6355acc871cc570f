#include "server/convert/internship_convert.h"

#include <algorithm>
#include <utility>

#include "server/convert/calendar_convert.h"
#include "server/convert/candidate_convert.h"

namespace banso {
namespace {

InternshipState ToState(v1::Internship::State state) {
  switch (state) {
    case v1::Internship::SUBMITTED:
      return InternshipState::kSubmitted;
    case v1::Internship::VERIFIED:
      return InternshipState::kVerified;
    case v1::Internship::PUBLISHED:
      return InternshipState::kPublished;
    case v1::Internship::FILLED:
      return InternshipState::kFilled;
    case v1::Internship::CLOSED:
      return InternshipState::kClosed;
    case v1::Internship::EXPIRED:
      return InternshipState::kExpired;
    case v1::Internship::SUSPENDED:
      return InternshipState::kSuspended;
    default:
      return InternshipState::kDraft;
  }
}

Schedule ToSchedule(const v1::Internship& message) {
  if (message.has_fixed()) {
    FixedSchedule fixed;
    for (const v1::WorkDay& day : message.fixed().days()) {
      fixed.shifts.push_back({ToDate(day.date()), ToMinuteOfDay(day.start()),
                              ToEndMinute(day.end()), day.break_minutes()});
    }
    std::sort(fixed.shifts.begin(), fixed.shifts.end(),
              [](const Shift& a, const Shift& b) { return a.date < b.date; });
    return fixed;
  }
  if (message.has_flex()) {
    const v1::FlexSchedule& from = message.flex();
    FlexSchedule flex;
    flex.dates = {ToDate(from.start_date()), ToDate(from.end_date())};
    flex.days_per_week = from.days_per_week();
    flex.minutes_per_day = from.minutes_per_day();
    flex.break_minutes = from.break_minutes();
    flex.start_minute = ToMinuteOfDay(from.start());
    flex.end_minute = ToEndMinute(from.end());
    if (!from.days().empty()) {
      flex.weekdays.fill(false);
      for (const int day : from.days()) flex.weekdays[day - v1::MONDAY] = true;
    }
    return flex;
  }
  return std::monostate();
}

}  // namespace

absl::string_view EmployerOf(absl::string_view internship_name) {
  const size_t end = internship_name.find("/internships/");
  return internship_name.substr(0, end);
}

Internship ToInternship(const v1::Internship& message, const v1::Employer& employer,
                        SkillResolver resolve) {
  Internship internship;
  internship.id = InternshipId(message.name());
  internship.employer = EmployerId(employer.name());
  internship.corporate_group = employer.corporate_group();
  internship.employer_verified = employer.state() == v1::Employer::VERIFIED;
  // Numbered alike.
  internship.programme_type =
      static_cast<ProgrammeType>(static_cast<int>(message.programme_type()));
  if (auto path = ParseIndustry(message.industry()); path.ok()) {
    internship.industry = *std::move(path);
  }
  if (auto path = ParseOccupation(message.occupation()); path.ok()) {
    internship.occupation = *std::move(path);
  }
  internship.skills = ToSkillRequirements(message.skills(), resolve);
  for (const v1::LanguageRequirement& requirement : message.languages()) {
    internship.languages.push_back(ToLanguageRequirement(requirement));
  }
  internship.contract_kind = ToContractKind(message.contract_kind());
  internship.paid = message.paid();
  internship.is_labour = message.is_labour();
  internship.hourly_wage_yen = message.hourly_wage_yen();
  internship.prefecture = ToPrefecture(message.prefecture());
  internship.remote = message.remote();
  internship.schedule = ToSchedule(message);
  internship.seats = message.seats();
  internship.seats_taken = message.seats_taken();
  if (message.has_application_deadline_time()) {
    internship.deadline = ToTime(message.application_deadline_time());
  }
  internship.target_study_years.assign(message.target_study_years().begin(),
                                       message.target_study_years().end());
  for (const int programme : message.target_programmes()) {
    internship.target_programmes.push_back(
        ToProgramme(static_cast<v1::Study::Programme>(programme)));
  }
  for (const v1::Facility& facility : message.facilities()) {
    if (facility.answer() == v1::ANSWER_UNSPECIFIED) continue;
    internship.facilities.Set(static_cast<NeedKind>(static_cast<int>(facility.kind())),
                              static_cast<Answer>(static_cast<int>(facility.answer())));
  }
  internship.entertainment_premises = message.entertainment_premises();
  internship.state = ToState(message.state());
  return internship;
}

}  // namespace banso
