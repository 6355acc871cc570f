// Contract messages to engine values.
#include <string>

#include "absl/time/civil_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/convert/advisor_convert.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/candidate_convert.h"
#include "server/convert/internship_convert.h"
#include "server/convert/match_convert.h"
#include "tests/support/message_builders.h"

namespace banso {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

absl::Time Japan(int year, int month, int day, int hour = 0, int minute = 0, int second = 0) {
  return absl::FromCivil(absl::CivilSecond(year, month, day, hour, minute, second), JapanTime());
}

// A taxonomy in which "old" was replaced by "it.lang.python".
Skill Resolve(absl::string_view code) {
  if (code == "old" || code == "it.lang.python") return {"it.lang.python", {"it.lang"}};
  return {std::string(code), {}};
}

v1::TimeOfDay Clock(int hours, int minutes = 0) {
  v1::TimeOfDay time;
  time.set_hours(hours);
  time.set_minutes(minutes);
  return time;
}

TEST(CalendarConvertTest, MidnightAsAnEndIsTheEndOfTheDay) {
  EXPECT_EQ(ToMinuteOfDay(Clock(9, 30)), 570);
  EXPECT_EQ(ToEndMinute(Clock(0)), 1440);
  EXPECT_EQ(ToEndMinute(Clock(24)), 1440);
  EXPECT_EQ(LengthMinutes(Clock(22), Clock(6)), 480);
  EXPECT_EQ(LengthMinutes(Clock(9), Clock(9)), 1440);
  EXPECT_EQ(LengthMinutes(Clock(0), Clock(24)), 1440);
}

TEST(CalendarConvertTest, WeekdaysKeepTheirNames) {
  EXPECT_EQ(ToWeekday(v1::MONDAY), absl::Weekday::monday);
  EXPECT_EQ(ToWeekday(v1::SUNDAY), absl::Weekday::sunday);
}

TEST(CalendarConvertTest, TimesAreWholeMicrosecondsRoundedDown) {
  const absl::Time before_1970 = absl::UnixEpoch() - absl::Nanoseconds(1);
  EXPECT_EQ(FromTime(before_1970).seconds(), -1);
  EXPECT_EQ(FromTime(before_1970).nanos(), 999'999'000);
  EXPECT_EQ(ToTime(FromTime(Japan(2026, 12, 1, 9))), Japan(2026, 12, 1, 9));
}

TEST(CalendarConvertTest, AnExceptionWithoutTimesIsTheWholeDay) {
  v1::Availability message;
  v1::AvailabilityException* exception = message.add_exceptions();
  exception->set_kind(v1::AvailabilityException::REMOVE);
  *exception->mutable_start_date() = FromDate(Date(2026, 12, 27));

  const Availability availability = ToAvailability(message);

  ASSERT_THAT(availability.exceptions, SizeIs(1));
  EXPECT_FALSE(availability.exceptions[0].adds);
  EXPECT_EQ(availability.exceptions[0].dates.last, Date(2026, 12, 27));
  EXPECT_EQ(availability.exceptions[0].start_minute, 0);
  EXPECT_EQ(availability.exceptions[0].end_minute, kMinutesPerDay);
}

TEST(CalendarConvertTest, WindowsKeepTheirZone) {
  v1::Availability message;
  v1::WeeklyWindow* window = message.add_weekly();
  window->set_day(v1::FRIDAY);
  *window->mutable_start() = Clock(18);
  *window->mutable_end() = Clock(20);
  window->set_time_zone("America/Los_Angeles");
  message.add_weekly()->CopyFrom(*window);
  message.mutable_weekly(1)->clear_time_zone();

  const Availability availability = ToAvailability(message);

  EXPECT_EQ(availability.weekly[0].zone.name(), "America/Los_Angeles");
  EXPECT_EQ(availability.weekly[1].zone, JapanTime());
}

TEST(CandidateConvertTest, AConsentWithoutAnEndHoldsTwelveMonths) {
  EXPECT_EQ(DefaultConsentEnd(Japan(2026, 12, 1, 9, 30, 15)), Japan(2027, 12, 1, 9, 30, 15));
  EXPECT_EQ(DefaultConsentEnd(Japan(2028, 2, 29)), Japan(2029, 2, 28));
  EXPECT_EQ(DefaultConsentEnd(Japan(2027, 3, 1) + absl::Milliseconds(5)),
            Japan(2028, 3, 1) + absl::Milliseconds(5));
}

TEST(CandidateConvertTest, YearsAreThoseOfTheCalendarInJapan) {
  EXPECT_EQ(YearsAfter(Japan(2026, 12, 1, 9), 3), Japan(2029, 12, 1, 9));
  EXPECT_EQ(YearsAfter(Japan(2028, 2, 29), -1), Japan(2027, 2, 28));
  // Still 31 December in Japan, whatever the date elsewhere.
  EXPECT_EQ(YearsAfter(Japan(2026, 12, 31, 23, 59, 59), 1), Japan(2027, 12, 31, 23, 59, 59));
}

TEST(CandidateConvertTest, OnlyWhatWasGivenAndHasNotEndedIsJudged) {
  v1::Candidate message = ACandidate();
  message.set_name("candidates/c");
  for (const auto state : {v1::Consent::DRAFT, v1::Consent::WITHDRAWN, v1::Consent::EXPIRED,
                           v1::Consent::SUPERSEDED}) {
    v1::Consent* consent = message.add_consents();
    *consent = message.consents(0);
    consent->set_state(state);
  }
  message.mutable_consents(1)->set_state(v1::Consent::GRANTED);

  const Candidate candidate = ToCandidate(message, Resolve);

  ASSERT_THAT(candidate.consents, SizeIs(2));
  EXPECT_EQ(candidate.consents[0].scope, ConsentScope::kService);
  EXPECT_EQ(candidate.consents[1].scope, ConsentScope::kEmployerBlinded);
}

TEST(CandidateConvertTest, APersonIsAMinorUntilTheBirthdayInJapan) {
  v1::Candidate message;
  EXPECT_FALSE(IsMinor(message, Japan(2026, 12, 1)));
  *message.mutable_work_authorisation()->mutable_earliest_work_date() = FromDate(Date(2024, 4, 1));
  EXPECT_TRUE(IsMinor(message, Japan(2026, 12, 1)));
  *message.mutable_work_authorisation()->mutable_adult_labour_date() = FromDate(Date(2026, 12, 2));

  EXPECT_TRUE(IsMinor(message, Japan(2026, 12, 1, 23, 59, 59)));
  EXPECT_FALSE(IsMinor(message, Japan(2026, 12, 2)));
}

TEST(CandidateConvertTest, UnsetFieldsHaveTheirDocumentedMeaning) {
  v1::Candidate message;
  message.set_name("candidates/c");

  const Candidate candidate = ToCandidate(message, Resolve);

  EXPECT_TRUE(candidate.accepts_remote);
  EXPECT_EQ(candidate.home, 0);
  EXPECT_FALSE(candidate.study.has_value());
  EXPECT_EQ(candidate.authorisation.auth_class, AuthClass::kUnknown);
  EXPECT_EQ(candidate.authorisation.seen, PapersSeen::kNotSeen);
  message.set_accepts_remote(false);
  EXPECT_FALSE(ToCandidate(message, Resolve).accepts_remote);
}

TEST(CandidateConvertTest, EverythingThatIsJudgedArrives) {
  v1::Candidate message = ACandidate(R"pb(
    name: "candidates/c"
    accepted_prefectures: "01"
    accepted_prefectures: "47"
    study { year: 3 programme: BACHELOR }
    needs {
      kind: END_BY_TIME
      importance: PREFER
      end_by { hours: 16 minutes: 30 }
    }
    topics: WORKPLACE_FOLLOWUP
    blocked_employers: "employers/e"
    blocked_groups: "g7"
    blocked_advisors: "advisors/a"
    household: "h1"
    case {
      stage: PLANNED
      status: PAUSED
      first_interview_time { seconds: 1790000000 }
    }
    work_authorisation {
      auth_class: CAPPED
      weekly_cap_minutes: 1680
      vacation_daily_cap_minutes: 480
      vacation_ranges {
        start_date { year: 2027 month: 2 day: 6 }
        end_date { year: 2027 month: 3 day: 31 }
      }
      contract_kinds_allowed: EMPLOYMENT_CONTRACT
      fields_allowed { industry: "39" }
      fields_allowed { occupation: "2512" }
      employers_allowed: "employers/e"
      entertainment_excluded: true
      valid_until_date { year: 2027 month: 3 day: 31 }
      individual_permissions {
        internship: "employers/e/internships/i"
        weekly_cap_minutes: 2400
        start_date { year: 2027 month: 1 day: 18 }
      }
      other_work { day: SATURDAY paid_minutes: 240 }
    })pb");

  const Candidate candidate = ToCandidate(message, Resolve);

  EXPECT_EQ(candidate.id.name(), "candidates/c");
  EXPECT_EQ(candidate.home, 13);
  EXPECT_TRUE(candidate.accepted.Contains(1));
  EXPECT_TRUE(candidate.accepted.Contains(47));
  EXPECT_EQ(candidate.study->programme, Programme::kBachelor);
  EXPECT_EQ(candidate.needs[0].kind, NeedKind::kEndByTime);
  EXPECT_EQ(candidate.needs[0].importance, Importance::kPrefer);
  EXPECT_EQ(candidate.needs[0].end_by_minute, 990);
  EXPECT_EQ(candidate.topics.size(), 2);
  EXPECT_THAT(candidate.blocked_groups, ElementsAre("g7"));
  EXPECT_EQ(candidate.stage, CaseStage::kPlanned);
  EXPECT_EQ(candidate.status, CaseStatus::kPaused);
  EXPECT_EQ(candidate.first_interview, absl::FromUnixSeconds(1790000000));
  EXPECT_EQ(candidate.languages[0].jlpt, Jlpt::kN2);
  EXPECT_EQ(candidate.languages[0].jlpt_score, 130);
  EXPECT_EQ(candidate.languages[1].cefr_certificate, Cefr::kC1);
  const WorkAuthorisation& papers = candidate.authorisation;
  EXPECT_EQ(papers.auth_class, AuthClass::kCapped);
  EXPECT_EQ(papers.seen, PapersSeen::kCardFront);
  EXPECT_EQ(papers.vacation_ranges[0].first, Date(2027, 2, 6));
  EXPECT_THAT(papers.contract_kinds_allowed, ElementsAre(ContractKind::kEmployment));
  EXPECT_EQ(papers.industries_allowed[0].code(), "39");
  EXPECT_EQ(papers.occupations_allowed[0].code(), "2512");
  EXPECT_EQ(papers.individual_permissions[0].dates.first, Date(2027, 1, 18));
  EXPECT_FALSE(papers.individual_permissions[0].dates.last.has_value());
  EXPECT_EQ(papers.other_work[0].day, absl::Weekday::saturday);
}

TEST(SkillConvertTest, CodesThatBecameOneSkillMerge) {
  v1::Candidate message = ACandidate("skills { skill: \"old\" level: 4 }");
  v1::Internship opening = AnInternship(
      "skills { skill: \"old\" level: 1 weight: PREFERRED "
      "hard: true }");

  const Candidate candidate = ToCandidate(message, Resolve);
  const Internship internship = ToInternship(opening, v1::Employer(), Resolve);

  ASSERT_THAT(candidate.skills, SizeIs(1));
  EXPECT_EQ(candidate.skills[0].level, 4);
  ASSERT_THAT(internship.skills, SizeIs(1));
  EXPECT_EQ(internship.skills[0].level, 2);
  EXPECT_TRUE(internship.skills[0].essential);
  EXPECT_TRUE(internship.skills[0].hard);
}

TEST(InternshipConvertTest, TheEmployerDecidesGroupAndVerification) {
  v1::Employer employer = AnEmployer("name: \"employers/e\" corporate_group: \"g\"");
  employer.set_state(v1::Employer::VERIFIED);

  const Internship internship = ToInternship(
      AnInternship("name: \"employers/e/internships/i\" state: PUBLISHED"), employer, Resolve);

  EXPECT_EQ(internship.employer.name(), "employers/e");
  EXPECT_EQ(internship.corporate_group, "g");
  EXPECT_TRUE(internship.employer_verified);
  EXPECT_EQ(internship.state, InternshipState::kPublished);
  EXPECT_EQ(EmployerOf("employers/e/internships/i"), "employers/e");
}

TEST(InternshipConvertTest, ShiftsComeByDate) {
  v1::Internship message = AnInternship();
  message.mutable_fixed()->mutable_days()->SwapElements(0, 4);

  const Internship internship = ToInternship(message, v1::Employer(), Resolve);

  const auto& shifts = std::get<FixedSchedule>(internship.schedule).shifts;
  ASSERT_THAT(shifts, SizeIs(5));
  EXPECT_EQ(shifts[0].date, Date(2027, 2, 15));
  EXPECT_EQ(shifts[4].date, Date(2027, 2, 19));
  EXPECT_EQ(shifts[0].PaidMinutes(), 420);
}

TEST(InternshipConvertTest, FlexibleHoursWithoutDaysArePossibleOnAll) {
  v1::Internship message = AnInternship();
  *message.mutable_flex() = Merge(v1::FlexSchedule(), R"pb(
    start_date { year: 2027 month: 4 day: 1 }
    end_date { year: 2027 month: 6 day: 30 }
    days_per_week: 2
    minutes_per_day: 240
    start { hours: 9 }
    end { hours: 0 }
  )pb");
  const auto flex = [&] {
    return std::get<FlexSchedule>(ToInternship(message, v1::Employer(), Resolve).schedule);
  };
  EXPECT_THAT(flex().weekdays, testing::Each(true));
  EXPECT_EQ(flex().end_minute, 1440);

  message.mutable_flex()->add_days(v1::TUESDAY);

  EXPECT_THAT(flex().weekdays, ElementsAre(false, true, false, false, false, false, false));
}

TEST(AdvisorConvertTest, EverythingThatIsJudgedArrives) {
  const v1::Employer employer = AnEmployer("corporate_group: \"g\"");

  const Advisor advisor =
      ToAdvisor(AnAdvisor("name: \"advisors/a\" employer: \"employers/e\" state: ON_LEAVE "
                          "declared_gender: WOMAN sign_language: YES active_candidates: 2 "
                          "safeguarding_training_date { year: 2026 month: 4 day: 1 } "
                          "blocked_candidates: \"candidates/c\""),
                &employer);

  EXPECT_EQ(advisor.id.name(), "advisors/a");
  EXPECT_EQ(advisor.corporate_group, "g");
  EXPECT_EQ(advisor.state, AdvisorState::kOnLeave);
  EXPECT_EQ(advisor.declared_gender, DeclaredGender::kWoman);
  EXPECT_EQ(advisor.sign_language, Answer::kYes);
  EXPECT_EQ(advisor.max_active, 3);
  EXPECT_EQ(advisor.active, 2);
  EXPECT_TRUE(advisor.safeguarding_trained);
  EXPECT_TRUE(advisor.languages[0].native);
  EXPECT_THAT(advisor.availability.weekly, SizeIs(7));
  EXPECT_EQ(ToAdvisor(AnAdvisor(), nullptr).corporate_group, "");
}

// The contract and the engine number alike, so that conversion is a cast.
TEST(MatchConvertTest, CodesKindsAndVerdictsKeepTheirNames) {
  for (int code = 0; code < kReasonCodeCount; ++code) {
    EXPECT_EQ(v1::Reason::Code_Name(static_cast<v1::Reason::Code>(code + 1)),
              std::string(ReasonCodeName(static_cast<ReasonCode>(code))));
  }
  EXPECT_FALSE(v1::Reason::Code_IsValid(kReasonCodeCount + 1));
  for (int verdict = 0; verdict < kVerdictCount; ++verdict) {
    const auto value = static_cast<Verdict>(verdict);
    EXPECT_EQ(v1::Match::Verdict_Name(FromVerdict(value)), std::string(VerdictName(value)));
    EXPECT_EQ(ToVerdict(FromVerdict(value)), value);
  }
  for (int kind = 0; kind <= static_cast<int>(ComponentKind::kLocation); ++kind) {
    EXPECT_EQ(v1::Component::Kind_Name(static_cast<v1::Component::Kind>(kind + 1)),
              std::string(ComponentName(static_cast<ComponentKind>(kind))));
  }
}

TEST(MatchConvertTest, NumbersGoIntoTheirOwnField) {
  Judgement judgement;
  judgement.verdict = Verdict::kBlocked;
  judgement.component_sum = 49'000;
  judgement.reasons = {
      {ReasonCode::kHoursOverCap, Effect::kBlock, false,
       HoursNumbers{Date(2027, 1, 18), 2100, 1680}},
      {ReasonCode::kLanguageOneStepShort, Effect::kReview, true,
       LanguageGapNumbers{{"ja", Cefr::kNone, Jlpt::kN2}, 3, 1}},
      {ReasonCode::kLocationNotAccepted, Effect::kBlock, false, PlaceNumbers{1}},
  };

  const v1::Match match =
      ToMatch(CandidateId("candidates/c"), InternshipId("employers/e/internships/i"), judgement,
              Band::kNone, "2026-12");

  EXPECT_FALSE(match.has_raw());
  EXPECT_EQ(match.band(), v1::Match::BAND_UNSPECIFIED);
  ASSERT_THAT(match.reasons(), SizeIs(3));
  EXPECT_EQ(match.reasons(0).hours().excess_minutes(), 420);
  EXPECT_EQ(match.reasons(0).hours().start_date().day(), 18);
  EXPECT_EQ(match.reasons(1).language_gap().required_jlpt(), v1::N2);
  EXPECT_TRUE(match.reasons(1).cleared());
  EXPECT_EQ(match.reasons(2).prefecture(), "01");
  EXPECT_THAT(match.plain_reasons(), testing::Not(IsEmpty()));
}

}  // namespace
}  // namespace banso
