#include "engine/rules/work_authorisation.h"

#include <algorithm>

#include "engine/score/judge.h"
#include "gmock/gmock.h"
#include "tests/support/engine_builders.h"
#include "tests/support/random_world.h"

namespace banso {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> Codes(const Candidate& candidate, const Internship& internship) {
  std::vector<std::string> names;
  for (const Reason& reason : CheckWorkAuthorisation(candidate, internship, DefaultRuleSet())) {
    names.emplace_back(ReasonCodeName(reason.code));
  }
  std::sort(names.begin(), names.end());
  return names;
}

ACandidate OfClass(AuthClass auth_class) {
  ACandidate candidate;
  candidate.auth().auth_class = auth_class;
  return candidate;
}

TEST(WorkAuthorisationTest, NoneMayNotDoPaidWorkButMayDoUnpaid) {
  EXPECT_THAT(Codes(OfClass(AuthClass::kNone), AnInternship()), ElementsAre("WORK_NOT_PERMITTED"));
  EXPECT_THAT(Codes(OfClass(AuthClass::kNone), AnInternship().UnpaidAndNotLabour()), IsEmpty());
}

TEST(WorkAuthorisationTest, PapersNotSeenAreReviewed) {
  ACandidate verbal;
  verbal.auth().seen = PapersSeen::kVerbal;
  ACandidate unseen;
  unseen.auth().seen = PapersSeen::kNotSeen;

  EXPECT_THAT(Codes(verbal, AnInternship()), ElementsAre("WORK_AUTH_UNVERIFIED"));
  EXPECT_THAT(Codes(unseen, AnInternship()), ElementsAre("WORK_AUTH_UNVERIFIED"));
  EXPECT_THAT(Codes(OfClass(AuthClass::kUnknown), AnInternship()),
              ElementsAre("WORK_AUTH_UNVERIFIED"));
}

TEST(WorkAuthorisationTest, ContractKindsRestrictOnlyWhenListed) {
  ACandidate candidate = OfClass(AuthClass::kDesignated);
  AnInternship freelance;
  freelance.value().contract_kind = ContractKind::kFreelance;

  EXPECT_THAT(Codes(candidate, freelance), IsEmpty());
  candidate.auth().contract_kinds_allowed = {ContractKind::kEmployment};
  EXPECT_THAT(Codes(candidate, freelance), ElementsAre("CONTRACT_TYPE_NOT_PERMITTED"));
  EXPECT_THAT(Codes(candidate, AnInternship()), IsEmpty());
}

TEST(WorkAuthorisationTest, AnEmptyListAllowsNothingForItsOwnClass) {
  ACandidate fields = OfClass(AuthClass::kFieldLimited);
  EXPECT_THAT(Codes(fields, AnInternship()), ElementsAre("FIELD_NOT_PERMITTED"));
  fields.auth().occupations_allowed = {Occupation("25")};
  EXPECT_THAT(Codes(fields, AnInternship()), IsEmpty());
  fields.auth().occupations_allowed = {Occupation("51")};
  fields.auth().industries_allowed = {Industry("G")};
  EXPECT_THAT(Codes(fields, AnInternship()), IsEmpty());

  ACandidate employers = OfClass(AuthClass::kPerEmployer);
  EXPECT_THAT(Codes(employers, AnInternship()),
              ElementsAre("EMPLOYER_NOT_PERMITTED", "INCOME_CEILING_UNCHECKED"));
  employers.auth().employers_allowed = {EmployerId("employers/e1")};
  EXPECT_THAT(Codes(employers, AnInternship()), ElementsAre("INCOME_CEILING_UNCHECKED"));
}

TEST(WorkAuthorisationTest, EntertainmentPremisesAreExcludedWhereSaid) {
  ACandidate candidate;
  AnInternship internship;
  internship.value().entertainment_premises = true;

  EXPECT_THAT(Codes(candidate, internship), IsEmpty());
  candidate.auth().entertainment_excluded = true;
  EXPECT_THAT(Codes(candidate, internship), ElementsAre("SECTOR_EXCLUDED"));
}

TEST(WorkAuthorisationTest, AllStepsAreReturnedAlsoAfterAReview) {
  ACandidate candidate;
  candidate.Capped(28 * 60).Student();
  candidate.auth().seen = PapersSeen::kVerbal;
  candidate.auth().valid_until = Date(2027, 1, 19);
  candidate.auth().entertainment_excluded = true;
  AnInternship internship;
  internship.OnDays(Date(2027, 1, 20), 5, Clock(9), Clock(17)).value().entertainment_premises =
      true;

  EXPECT_THAT(Codes(candidate, internship),
              ElementsAre("AUTH_EXPIRED", "HOURS_OVER_CAP", "INDIVIDUAL_PERMISSION_POSSIBLE",
                          "SECTOR_EXCLUDED", "WORK_AUTH_UNVERIFIED"));
}

TEST(HoursCapTest, ExactlyTheCapIsFine) {
  ACandidate candidate;
  candidate.Capped(28 * 60);

  EXPECT_THAT(Codes(candidate, AnInternship().OnDays(Date(2027, 1, 18), 4, Clock(10), Clock(17))),
              IsEmpty());
  EXPECT_THAT(
      Codes(candidate, AnInternship().OnDays(Date(2027, 1, 18), 4, Clock(10), Clock(17, 1))),
      ElementsAre("HOURS_OVER_CAP"));
}

TEST(HoursCapTest, UnpaidBreaksDoNotCount) {
  ACandidate candidate;
  candidate.Capped(28 * 60);

  EXPECT_THAT(
      Codes(candidate, AnInternship().OnDays(Date(2027, 1, 18), 4, Clock(10), Clock(18), 60)),
      IsEmpty());
}

TEST(HoursCapTest, TheDefaultCapHoldsWhereThePapersSayNoOther) {
  ACandidate candidate;
  candidate.Capped(0);

  EXPECT_THAT(Codes(candidate, AnInternship().OnDays(Date(2027, 1, 18), 5, Clock(10), Clock(16))),
              ElementsAre("HOURS_OVER_CAP"));
}

TEST(HoursCapTest, AnySevenDaysCountAlsoAcrossCalendarWeeks) {
  ACandidate candidate;
  candidate.Capped(28 * 60);
  // Thursday to Sunday and Monday to Tuesday: six days of six hours within seven days.
  const Judgement judgement =
      JudgeInternship(candidate, AnInternship().OnDays(Date(2027, 1, 21), 6, Clock(10), Clock(16)),
                      DefaultRuleSet(), JapanInstant("2026-12-01 09:00"));

  const auto hours = NumbersOf<HoursNumbers>(judgement, ReasonCode::kHoursOverCap);
  EXPECT_EQ(hours.start, Date(2027, 1, 21));
  EXPECT_EQ(hours.minutes, 36 * 60);
}

TEST(HoursCapTest, OtherJobsCountAndMayStartTheWindow) {
  ACandidate candidate;
  candidate.Capped(28 * 60);
  candidate.auth().other_work = {{absl::Weekday::sunday, 8 * 60, {}}};
  const AnInternship internship =
      AnInternship().OnDays(Date(2027, 1, 18), 4, Clock(10), Clock(16));  // 24 h, Mon to Thu

  const Judgement judgement =
      JudgeInternship(candidate, internship, DefaultRuleSet(), JapanInstant("2026-12-01 09:00"));

  const auto hours = NumbersOf<HoursNumbers>(judgement, ReasonCode::kHoursOverCap);
  EXPECT_EQ(hours.start, Date(2027, 1, 17));
  EXPECT_EQ(hours.minutes, 32 * 60);
}

TEST(HoursCapTest, AVacationDayHasADailyCapOnly) {
  ACandidate candidate;
  candidate.Capped(28 * 60, 8 * 60, {{Date(2027, 2, 1), Date(2027, 3, 31)}}).Student();

  EXPECT_THAT(Codes(candidate, AnInternship().OnDays(Date(2027, 2, 8), 5, Clock(9), Clock(17))),
              IsEmpty());
  EXPECT_THAT(
      Codes(candidate, AnInternship().OnDays(Date(2027, 2, 8), 5, Clock(9), Clock(18))),
      ElementsAre("DAILY_HOURS_OVER_CAP", "INDIVIDUAL_PERMISSION_POSSIBLE", "LABOUR_OVER_40H"));
}

TEST(HoursCapTest, OtherJobsOfAVacationDayAreAdded) {
  ACandidate candidate;
  candidate.Capped(28 * 60, 8 * 60, {{Date(2027, 2, 1), Date(2027, 3, 31)}});
  candidate.auth().other_work = {{absl::Weekday::monday, 60, {}}};

  EXPECT_THAT(Codes(candidate, AnInternship().OnDays(Date(2027, 2, 8), 1, Clock(9), Clock(17))),
              ElementsAre("DAILY_HOURS_OVER_CAP"));
}

TEST(HoursCapTest, AWindowOverTheEdgeOfAVacationIsReviewed) {
  ACandidate candidate;
  candidate.Capped(28 * 60, 8 * 60, {{Date(2027, 2, 6), Date(2027, 3, 31)}});
  // Thursday and Friday in term, Saturday to Monday in the vacation: 5 × 7 h.
  EXPECT_THAT(Codes(candidate, AnInternship().OnDays(Date(2027, 2, 4), 5, Clock(10), Clock(17))),
              ElementsAre("BOUNDARY_WEEK"));
}

TEST(HoursCapTest, TermDaysAloneOverTheCapBlockAlsoAtTheEdge) {
  ACandidate candidate;
  candidate.Capped(10 * 60, 8 * 60, {{Date(2027, 2, 6), Date(2027, 3, 31)}});

  EXPECT_THAT(Codes(candidate, AnInternship().OnDays(Date(2027, 2, 4), 5, Clock(10), Clock(17))),
              ElementsAre("BOUNDARY_WEEK", "HOURS_OVER_CAP"));
}

TEST(HoursCapTest, APermissionForPartOfAWindowLeavesTheLowestCap) {
  ACandidate candidate;
  candidate.Capped(28 * 60);
  AnInternship internship;
  internship.OnDays(Date(2027, 1, 18), 5, Clock(10), Clock(17));
  candidate.auth().individual_permissions = {
      {internship.value().id, 40 * 60, {Date(2027, 1, 18), Date(2027, 1, 21)}}};

  EXPECT_THAT(Codes(candidate, internship), ElementsAre("HOURS_OVER_CAP"));
  candidate.auth().individual_permissions[0].dates.last = Date(2027, 1, 22);
  EXPECT_THAT(Codes(candidate, internship), IsEmpty());
}

TEST(HoursCapTest, APermissionForAnotherInternshipDoesNotHelp) {
  ACandidate candidate;
  candidate.Capped(28 * 60);
  candidate.auth().individual_permissions = {
      {InternshipId("employers/e1/internships/other"), 40 * 60, {}}};

  EXPECT_THAT(Codes(candidate, AnInternship().OnDays(Date(2027, 1, 18), 5, Clock(10), Clock(17))),
              ElementsAre("HOURS_OVER_CAP"));
}

TEST(HoursCapTest, OnVacationDaysAPermissionReplacesTheDailyCap) {
  ACandidate candidate;
  candidate.Capped(28 * 60, 8 * 60, {{Date(2027, 2, 1), Date(2027, 3, 31)}});
  AnInternship internship;
  internship.OnDays(Date(2027, 2, 8), 4, Clock(9), Clock(18));
  EXPECT_THAT(Codes(candidate, internship), Contains("DAILY_HOURS_OVER_CAP"));

  candidate.auth().individual_permissions = {{internship.value().id, 40 * 60, {}}};

  EXPECT_THAT(Codes(candidate, internship), IsEmpty());
}

FlexSchedule Weeks(int days, int hours, DateRange dates) {
  FlexSchedule flex;
  flex.dates = dates;
  flex.days_per_week = days;
  flex.minutes_per_day = hours * 60;
  flex.start_minute = Clock(9);
  flex.end_minute = Clock(18);
  return flex;
}

TEST(FlexCapTest, AWeekCutShortNeedsOnlyTheDaysItHas) {
  ACandidate candidate;
  candidate.Capped(28 * 60);
  // Thursday 2027-01-21 to Sunday 24: four days of seven hours, although five are asked.
  EXPECT_THAT(
      Codes(candidate, AnInternship().Flex(Weeks(5, 7, {Date(2027, 1, 21), Date(2027, 1, 24)}))),
      IsEmpty());
}

TEST(FlexCapTest, PackedDaysAcrossWeeksAreOnlyNoted) {
  ACandidate candidate;
  candidate.Capped(28 * 60);

  EXPECT_THAT(
      Codes(candidate, AnInternship().Flex(Weeks(4, 7, {Date(2027, 1, 18), Date(2027, 1, 31)}))),
      ElementsAre("ROLLING_CAP_AT_RISK"));
  EXPECT_THAT(
      Codes(candidate, AnInternship().Flex(Weeks(4, 7, {Date(2027, 1, 18), Date(2027, 1, 24)}))),
      IsEmpty());
}

TEST(FlexCapTest, VacationWeeksHaveADailyCapOnly) {
  ACandidate candidate;
  candidate.Capped(28 * 60, 8 * 60, {{Date(2027, 2, 1), Date(2027, 3, 31)}});
  const DateRange vacation = {Date(2027, 2, 8), Date(2027, 2, 21)};

  EXPECT_THAT(Codes(candidate, AnInternship().Flex(Weeks(5, 8, vacation))), IsEmpty());
  EXPECT_THAT(Codes(candidate, AnInternship().Flex(Weeks(3, 9, vacation))),
              ElementsAre("DAILY_HOURS_OVER_CAP"));
}

TEST(FlexCapTest, DaysUnderThePermissionAreTakenFirst) {
  ACandidate candidate;
  candidate.Capped(28 * 60);
  AnInternship internship;
  internship.Flex(Weeks(5, 7, {Date(2027, 1, 18), Date(2027, 1, 24)}));
  candidate.auth().individual_permissions = {
      {internship.value().id, 40 * 60, {Date(2027, 1, 18), Date(2027, 1, 22)}}};

  EXPECT_THAT(Codes(candidate, internship), IsEmpty());
  candidate.auth().individual_permissions[0].dates.last = Date(2027, 1, 21);
  EXPECT_THAT(Codes(candidate, internship), ElementsAre("HOURS_OVER_CAP"));
}

TEST(FlexCapTest, ADayThatWouldBeTooLongMattersOnlyIfTheWeekNeedsIt) {
  ACandidate candidate;
  candidate.Capped(28 * 60, 8 * 60, {{Date(2027, 2, 1), Date(2027, 3, 31)}});
  candidate.auth().other_work = {{absl::Weekday::saturday, 5 * 60, {}}};
  FlexSchedule weekend = Weeks(1, 4, {Date(2027, 2, 8), Date(2027, 2, 21)});
  weekend.weekdays = {false, false, false, false, false, true, true};

  EXPECT_THAT(Codes(candidate, AnInternship().Flex(weekend)), IsEmpty());
  weekend.days_per_week = 2;
  EXPECT_THAT(Codes(candidate, AnInternship().Flex(weekend)), ElementsAre("DAILY_HOURS_OVER_CAP"));
}

TEST(MinorTest, TooYoungOnTheFirstDayIsBlocked) {
  ACandidate candidate;
  candidate.auth().earliest_work_date = Date(2027, 4, 1);

  EXPECT_THAT(Codes(candidate, AnInternship()), ElementsAre("MINOR_UNDER_MIN_AGE"));
  EXPECT_THAT(Codes(candidate, AnInternship().OnDays(Date(2027, 4, 1), 1, Clock(10), Clock(12))),
              IsEmpty());
}

TEST(MinorTest, AShiftThatEndsAtTenSharpDoesNotTouchTheNight) {
  ACandidate candidate;
  candidate.auth().earliest_work_date = Date(2026, 4, 1);
  candidate.auth().adult_labour_date = Date(2028, 4, 1);
  const auto shift = [](int start, int end) {
    AnInternship internship;
    internship.OnDays(Date(2027, 1, 20), 1, start, end);
    return internship;
  };

  EXPECT_THAT(Codes(candidate, shift(Clock(18), Clock(22))), IsEmpty());
  EXPECT_THAT(Codes(candidate, shift(Clock(18), Clock(22, 1))), ElementsAre("MINOR_LATE_NIGHT"));
  EXPECT_THAT(Codes(candidate, shift(Clock(5), Clock(9))), IsEmpty());
  EXPECT_THAT(Codes(candidate, shift(Clock(4, 59), Clock(9))), ElementsAre("MINOR_LATE_NIGHT"));
  candidate.auth().adult_labour_date = Date(2027, 1, 20);  // 18 on that day
  EXPECT_THAT(Codes(candidate, shift(Clock(18), Clock(23))), IsEmpty());
}

TEST(MinorTest, EightHoursADayAndFortyAWeekAreTheLimits) {
  ACandidate candidate;
  candidate.auth().earliest_work_date = Date(2026, 4, 1);

  EXPECT_THAT(Codes(candidate, AnInternship().OnDays(Date(2027, 1, 18), 5, Clock(9), Clock(17))),
              IsEmpty());
  EXPECT_THAT(
      Codes(candidate, AnInternship().OnDays(Date(2027, 1, 18), 1, Clock(9), Clock(17, 30))),
      ElementsAre("MINOR_OVER_HOURS"));
  EXPECT_THAT(Codes(candidate, AnInternship().OnDays(Date(2027, 1, 18), 6, Clock(9), Clock(16))),
              ElementsAre("MINOR_OVER_HOURS"));
}

TEST(StatutoryHoursTest, AdultsOverFortyHoursFromSundayToSaturdayAreReviewed) {
  ACandidate candidate;

  EXPECT_THAT(Codes(candidate, AnInternship().OnDays(Date(2027, 1, 18), 6, Clock(9), Clock(16))),
              ElementsAre("LABOUR_OVER_40H"));
  // Wednesday to Monday: 28 hours before Sunday, 14 from then on.
  EXPECT_THAT(Codes(candidate, AnInternship().OnDays(Date(2027, 1, 20), 6, Clock(9), Clock(16))),
              IsEmpty());
}

TEST(AddMonthsTest, KeepsTheDayOrTakesTheLast) {
  EXPECT_EQ(AddMonths(Date(2027, 2, 20), 2), Date(2027, 4, 20));
  EXPECT_EQ(AddMonths(Date(2027, 1, 31), 2), Date(2027, 3, 31));
  EXPECT_EQ(AddMonths(Date(2026, 12, 31), 2), Date(2027, 2, 28));
  EXPECT_EQ(AddMonths(Date(2027, 12, 31), 2), Date(2028, 2, 29));
}

// The worst term window by trying every start within a year, straight off the rule.
TEST(HoursCapPropertyTest, TheWorstWindowEqualsTryingEveryStart) {
  for (uint64_t seed = 1; seed <= 400; ++seed) {
    RandomSource random(seed);
    Candidate candidate = ACandidate().Capped(random.Between(8, 40) * 60).value();
    if (random.Chance(50)) {
      candidate.authorisation.other_work = {
          {static_cast<absl::Weekday>(random.Between(0, 6)), random.Between(1, 8) * 60, {}}};
    }
    Internship internship = RandomInternship(random, 1);
    internship.paid = true;
    if (internship.schedule.index() != 1) continue;
    const auto& shifts = std::get<FixedSchedule>(internship.schedule).shifts;
    const auto minutes_on = [&](Date date) {
      int minutes = 0;
      for (const Shift& shift : shifts) minutes += shift.date == date ? shift.PaidMinutes() : 0;
      for (const OtherWork& work : candidate.authorisation.other_work) {
        minutes += absl::GetWeekday(date) == work.day ? work.paid_minutes : 0;
      }
      return minutes;
    };
    std::optional<HoursNumbers> expected;
    const int cap = candidate.authorisation.weekly_cap_minutes;
    for (Date start = shifts.front().date - 20; start <= shifts.back().date; ++start) {
      if (minutes_on(start) == 0) continue;
      int total = 0;
      bool works = false;
      for (int i = 0; i < 7; ++i) {
        total += minutes_on(start + i);
        works = works || std::any_of(shifts.begin(), shifts.end(),
                                     [&](const Shift& s) { return s.date == start + i; });
      }
      if (!works || total <= cap) continue;
      if (!expected || total > expected->minutes) expected = HoursNumbers{start, total, cap};
    }

    std::optional<HoursNumbers> found;
    for (const Reason& reason : CheckWorkAuthorisation(candidate, internship, DefaultRuleSet())) {
      if (reason.code == ReasonCode::kHoursOverCap) found = std::get<HoursNumbers>(reason.numbers);
    }
    ASSERT_EQ(found, expected) << "seed " << seed;
  }
}

}  // namespace
}  // namespace banso
