// Builders of engine values that state only what matters to a test. Defaults are those of the
// programme's scenarios: everything is in order and nothing is asked.
#ifndef BANSO_TESTS_SUPPORT_ENGINE_BUILDERS_H_
#define BANSO_TESTS_SUPPORT_ENGINE_BUILDERS_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "engine/model/advisor.h"
#include "engine/model/candidate.h"
#include "engine/model/internship.h"
#include "engine/model/judgement.h"

namespace banso {

// The instant of a wall time in Japan, such as JapanInstant("2026-12-01 09:00").
inline absl::Time JapanInstant(absl::string_view text) {
  absl::Time time;
  std::string error;
  absl::ParseTime("%Y-%m-%d %H:%M", std::string(text), JapanTime(), &time, &error);
  return time;
}

inline CodePath Industry(absl::string_view code) { return *ParseIndustry(code); }
inline CodePath Occupation(absl::string_view code) { return *ParseOccupation(code); }

// A skill of the built-in list: its group is the first two parts of its code.
inline Skill BuiltInSkill(absl::string_view code) {
  const std::vector<std::string> parts = absl::StrSplit(code, '.');
  return {std::string(code), {parts[0] + "." + parts[1]}};
}

inline WeeklyWindow Weekly(absl::Weekday day, int start_minute, int end_minute) {
  WeeklyWindow window;
  window.day = day;
  window.start_minute = start_minute;
  window.end_minute = end_minute;
  return window;
}

constexpr int Clock(int hours, int minutes = 0) { return hours * 60 + minutes; }

inline Availability AlwaysFree() {
  Availability availability;
  for (int day = 0; day < 7; ++day) {
    availability.weekly.push_back(Weekly(static_cast<absl::Weekday>(day), 0, kMinutesPerDay));
  }
  return availability;
}

// A candidate who has agreed to everything, is free at any time and may do any work.
class ACandidate {
 public:
  explicit ACandidate(std::string id = "c1") {
    value_.id = CandidateId("candidates/" + std::move(id));
    value_.availability = AlwaysFree();
    value_.skills_assessed = true;
    value_.home = 13;
    value_.authorisation.auth_class = AuthClass::kUnrestricted;
    value_.authorisation.seen = PapersSeen::kCardFront;
    for (ConsentScope scope : {ConsentScope::kService, ConsentScope::kEmployerBlinded}) {
      value_.consents.push_back({scope, "", absl::InfinitePast(), absl::InfiniteFuture()});
    }
  }
  ACandidate& Wishes(std::vector<std::string> industries, std::vector<std::string> occupations) {
    for (const auto& code : industries) value_.industry_wishes.push_back(Industry(code));
    for (const auto& code : occupations) value_.occupation_wishes.push_back(Occupation(code));
    return *this;
  }
  ACandidate& WithSkill(absl::string_view code, int level) {
    value_.skills.push_back({BuiltInSkill(code), level});
    return *this;
  }
  ACandidate& NotAssessed() {
    value_.skills_assessed = false;
    return *this;
  }
  ACandidate& Speaks(std::string language, Cefr level) {
    LanguageSkill skill;
    skill.language = std::move(language);
    skill.cefr_certificate = level;
    value_.languages.push_back(skill);
    return *this;
  }
  ACandidate& PassedJlpt(Jlpt level, int score = 0) {
    LanguageSkill skill;
    skill.language = "ja";
    skill.jlpt = level;
    skill.jlpt_score = score;
    value_.languages.push_back(skill);
    return *this;
  }
  ACandidate& FreeOnly(std::vector<WeeklyWindow> windows) {
    value_.availability = {};
    value_.availability.weekly = std::move(windows);
    return *this;
  }
  ACandidate& Needs(NeedKind kind, Importance importance) {
    value_.needs.push_back({kind, importance});
    return *this;
  }
  ACandidate& WantsTopics(std::vector<Topic> topics) {
    for (Topic topic : topics) value_.topics.Add(topic);
    return *this;
  }
  // A student under the weekly cap, with a permission seen.
  ACandidate& Capped(int weekly_minutes, int vacation_daily_minutes = 0,
                     std::vector<DateRange> vacations = {}) {
    value_.authorisation.auth_class = AuthClass::kCapped;
    value_.authorisation.weekly_cap_minutes = weekly_minutes;
    value_.authorisation.vacation_daily_cap_minutes = vacation_daily_minutes;
    value_.authorisation.vacation_ranges = std::move(vacations);
    return *this;
  }
  ACandidate& Student(int year = 3, Programme programme = Programme::kBachelor) {
    value_.study = Study{year, programme};
    return *this;
  }
  WorkAuthorisation& auth() { return value_.authorisation; }
  Candidate& value() { return value_; }
  const Candidate& value() const { return value_; }
  // By value: a builder is often a temporary.
  operator Candidate() const { return value_; }

 private:
  Candidate value_;
};

// A published, remote, paid work trial with an employment contract of a verified employer that
// asks for nothing. Its hours are one short day, so that they fit and no limit is near.
class AnInternship {
 public:
  explicit AnInternship(std::string id = "i1", std::string employer = "e1") {
    value_.employer = EmployerId("employers/" + employer);
    value_.id = InternshipId("employers/" + employer + "/internships/" + std::move(id));
    value_.employer_verified = true;
    value_.programme_type = ProgrammeType::kWorkTrial;
    value_.industry = Industry("39");
    value_.occupation = Occupation("2512");
    value_.contract_kind = ContractKind::kEmployment;
    value_.paid = true;
    value_.is_labour = true;
    value_.hourly_wage_yen = 2000;
    value_.remote = true;
    value_.state = InternshipState::kPublished;
    OnDays(Date(2027, 1, 20), 1, Clock(10), Clock(12));
  }
  AnInternship& In(absl::string_view industry, absl::string_view occupation) {
    value_.industry = Industry(industry);
    value_.occupation = Occupation(occupation);
    return *this;
  }
  AnInternship& Asks(absl::string_view skill, int level, bool essential = true) {
    value_.skills.push_back({BuiltInSkill(skill), level, essential, false});
    return *this;
  }
  AnInternship& AsksJlpt(Jlpt level, Importance importance = Importance::kMust) {
    LanguageRequirement requirement;
    requirement.language = "ja";
    requirement.jlpt = level;
    requirement.importance = importance;
    value_.languages.push_back(requirement);
    return *this;
  }
  AnInternship& AsksCefr(std::string language, Cefr level,
                         Importance importance = Importance::kMust) {
    LanguageRequirement requirement;
    requirement.language = std::move(language);
    requirement.cefr = level;
    requirement.importance = importance;
    value_.languages.push_back(requirement);
    return *this;
  }
  AnInternship& At(Prefecture prefecture) {
    value_.prefecture = prefecture;
    value_.remote = false;
    return *this;
  }
  AnInternship& OnDays(Date first, int days, int start_minute, int end_minute,
                       int break_minutes = 0) {
    FixedSchedule fixed;
    for (int i = 0; i < days; ++i) {
      fixed.shifts.push_back({first + i, start_minute, end_minute, break_minutes});
    }
    value_.schedule = std::move(fixed);
    return *this;
  }
  AnInternship& Flex(FlexSchedule flex) {
    value_.schedule = flex;
    return *this;
  }
  AnInternship& UnpaidAndNotLabour() {
    value_.paid = false;
    value_.is_labour = false;
    value_.hourly_wage_yen = 0;
    return *this;
  }
  AnInternship& Answers(NeedKind kind, Answer answer) {
    value_.facilities.Set(kind, answer);
    return *this;
  }
  Internship& value() { return value_; }
  const Internship& value() const { return value_; }
  // By value: a builder is often a temporary.
  operator Internship() const { return value_; }

 private:
  Internship value_;
};

// An active advisor with room, free at any time, native in Japanese.
class AnAdvisor {
 public:
  explicit AnAdvisor(std::string id = "a1") {
    value_.id = AdvisorId("advisors/" + std::move(id));
    value_.availability = AlwaysFree();
    value_.max_active = 3;
    value_.state = AdvisorState::kActive;
  }
  AnAdvisor& In(std::vector<std::string> industries, std::vector<std::string> occupations) {
    for (const auto& code : industries) value_.industries.push_back(Industry(code));
    for (const auto& code : occupations) value_.occupations.push_back(Occupation(code));
    return *this;
  }
  AnAdvisor& Offers(std::vector<Topic> topics) {
    for (Topic topic : topics) value_.topics.Add(topic);
    return *this;
  }
  AnAdvisor& NativeIn(std::string language) {
    LanguageSkill skill;
    skill.language = std::move(language);
    skill.native = true;
    value_.languages.push_back(skill);
    return *this;
  }
  AnAdvisor& Speaks(std::string language, Cefr level) {
    LanguageSkill skill;
    skill.language = std::move(language);
    skill.self_assessed = level;
    value_.languages.push_back(skill);
    return *this;
  }
  AnAdvisor& FreeOnly(std::vector<WeeklyWindow> windows) {
    value_.availability = {};
    value_.availability.weekly = std::move(windows);
    return *this;
  }
  AnAdvisor& Accompanies(int active, int max_active) {
    value_.active = active;
    value_.max_active = max_active;
    return *this;
  }
  Advisor& value() { return value_; }
  const Advisor& value() const { return value_; }
  // By value: a builder is often a temporary.
  operator Advisor() const { return value_; }

 private:
  Advisor value_;
};

// The names of the codes of a judgement, in order.
inline std::vector<std::string> CodeNames(const Judgement& judgement) {
  std::vector<std::string> names;
  for (const Reason& reason : judgement.reasons) {
    names.emplace_back(ReasonCodeName(reason.code));
  }
  return names;
}

// The names of the codes that decide the verdict, in order: neither notes nor cleared ones.
inline std::vector<std::string> VerdictCodeNames(const Judgement& judgement) {
  std::vector<std::string> names;
  for (const Reason& reason : judgement.reasons) {
    if (reason.effect != Effect::kNote && !reason.cleared) {
      names.emplace_back(ReasonCodeName(reason.code));
    }
  }
  return names;
}

// The value of a component, or -1.
inline int ValueOf(const Judgement& judgement, ComponentKind kind) {
  for (const Component& component : judgement.components) {
    if (component.kind == kind) return component.value;
  }
  return -1;
}

// The numbers of the first reason with a code.
template <typename Numbers>
Numbers NumbersOf(const Judgement& judgement, ReasonCode code) {
  for (const Reason& reason : judgement.reasons) {
    if (reason.code == code) return std::get<Numbers>(reason.numbers);
  }
  return {};
}

}  // namespace banso

#endif  // BANSO_TESTS_SUPPORT_ENGINE_BUILDERS_H_
