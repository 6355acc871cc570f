// Contract messages that pass every check, for tests to change where it matters.
#ifndef BANSO_TESTS_SUPPORT_MESSAGE_BUILDERS_H_
#define BANSO_TESTS_SUPPORT_MESSAGE_BUILDERS_H_

#include <string>
#include <utility>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "banso/v1/advisor.pb.h"
#include "banso/v1/candidate.pb.h"
#include "banso/v1/employer.pb.h"
#include "banso/v1/internship.pb.h"
#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"

namespace banso {

// 2026-12-01 09:00 in Japan, the instant of the programme's worked examples.
inline absl::Time TestNow() {
  return absl::FromCivil(absl::CivilMinute(2026, 12, 1, 9, 0), absl::FixedTimeZone(9 * 60 * 60));
}

// Reads a message in text form over `message`.
template <typename Message>
Message Merge(Message message, const std::string& text) {
  EXPECT_TRUE(google::protobuf::TextFormat::MergeFromString(text, &message)) << text;
  return message;
}

// Free every day from 08:00 to 22:00, all papers seen, every consent that matching needs. `more` is
// merged in text form.
inline v1::Candidate ACandidate(const std::string& more = "") {
  v1::Candidate candidate = Merge(v1::Candidate(), R"pb(
    person_name { full_name: "相談 花子" latin_name: "Sodan Hanako" kana_name: "ソウダン ハナコ" }
    contacts { channel: EMAIL address: "hanako@example.org" }
    contact_languages: "ja"
    industry_wishes: "39"
    occupation_wishes: "2512"
    skills { skill: "it.lang.python" level: 3 }
    skills_assessed: true
    languages { language: "ja" jlpt_level: N2 jlpt_score: 130 }
    languages { language: "en" cefr_certificate: C1 }
    home_prefecture: "13"
    topics: SELF_ANALYSIS
    work_authorisation {
      auth_class: UNRESTRICTED
      seen {
        kind: CARD_FRONT
        seen_date { year: 2026 month: 10 day: 1 }
      }
    }
    consents {
      scope: SERVICE
      grant_time { seconds: 1790000000 }
    }
    consents {
      scope: EMPLOYER_BLINDED
      grant_time { seconds: 1790000000 }
    }
  )pb");
  for (int day = v1::MONDAY; day <= v1::SUNDAY; ++day) {
    v1::WeeklyWindow* window = candidate.mutable_availability()->add_weekly();
    window->set_day(static_cast<v1::DayOfWeek>(day));
    window->mutable_start()->set_hours(8);
    window->mutable_end()->set_hours(22);
  }
  return Merge(std::move(candidate), more);
}

inline v1::Employer AnEmployer(const std::string& more = "") {
  return Merge(v1::Employer(), R"pb(
                                     display_name: "株式会社サンプル"
                                     industry: "39"
                                     prefecture: "13"
                                     contacts { channel: EMAIL address: "recruit@example.com" }
                                   )pb" +
                                   more);
}

// Five paid days in Tokyo in February 2027 that may be published.
inline v1::Internship AnInternship(const std::string& more = "") {
  v1::Internship internship = Merge(v1::Internship(), R"pb(
    title: "Python を使うデータ整理"
    programme_type: WORK_TRIAL
    industry: "39"
    occupation: "2512"
    skills { skill: "it.lang.python" level: 2 weight: ESSENTIAL }
    languages { language: "ja" jlpt: N2 importance: MUST }
    contract_kind: EMPLOYMENT_CONTRACT
    paid: true
    is_labour: true
    hourly_wage_yen: 1500
    prefecture: "13"
    seats: 2
  )pb");
  for (int day = 15; day <= 19; ++day) {
    v1::WorkDay* work = internship.mutable_fixed()->add_days();
    work->mutable_date()->set_year(2027);
    work->mutable_date()->set_month(2);
    work->mutable_date()->set_day(day);
    work->mutable_start()->set_hours(10);
    work->mutable_end()->set_hours(18);
    work->set_break_minutes(60);
  }
  return Merge(std::move(internship), more);
}

// Free on every evening.
inline v1::Advisor AnAdvisor(const std::string& more = "") {
  v1::Advisor advisor = Merge(v1::Advisor(), R"pb(
    person_name { full_name: "助言 太郎" }
    industries: "391"
    occupations: "2512"
    topics: SELF_ANALYSIS
    topics: ES_REVIEW
    languages { language: "ja" native: true }
    max_active_candidates: 3
  )pb");
  for (int day = v1::MONDAY; day <= v1::SUNDAY; ++day) {
    v1::WeeklyWindow* window = advisor.mutable_availability()->add_weekly();
    window->set_day(static_cast<v1::DayOfWeek>(day));
    window->mutable_start()->set_hours(19);
    window->mutable_end()->set_hours(22);
  }
  return Merge(std::move(advisor), more);
}

}  // namespace banso

#endif  // BANSO_TESTS_SUPPORT_MESSAGE_BUILDERS_H_
