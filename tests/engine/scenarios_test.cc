// The programme's scenarios that are a matter of judgement, with their numbers.
#include "engine/index/plain_ranker.h"
#include "engine/score/judge.h"
#include "gmock/gmock.h"
#include "tests/support/engine_builders.h"

namespace banso {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const absl::Time kAsOf = JapanInstant("2026-12-01 09:00");

Judgement JudgeAt(const Candidate& candidate, const Internship& internship,
                  absl::Time as_of = kAsOf) {
  return JudgeInternship(candidate, internship, DefaultRuleSet(), as_of);
}

// --- S1: the 28-hour cap against five full days ---

ACandidate TermStudent() {
  ACandidate candidate;
  candidate.Student().Capped(28 * 60, 8 * 60, {{Date(2027, 2, 6), Date(2027, 3, 31)}});
  return candidate;
}

AnInternship FiveFullDays(Date first) {
  AnInternship internship;
  internship.value().programme_type = ProgrammeType::kGeneralSkills;
  internship.OnDays(first, 5, Clock(10), Clock(18), /*break_minutes=*/60);
  return internship;
}

TEST(CapScenarioTest, FullDaysInTheVacationAreEligible) {
  const Judgement judgement = JudgeAt(TermStudent(), FiveFullDays(Date(2027, 2, 15)));

  EXPECT_EQ(judgement.verdict, Verdict::kEligible);
  EXPECT_THAT(judgement.reasons, ElementsAre(::testing::Field(&Reason::code, ReasonCode::kNoWish)));
}

TEST(CapScenarioTest, FullDaysInTermAreSevenHoursOverTheCap) {
  const Judgement judgement = JudgeAt(TermStudent(), FiveFullDays(Date(2027, 1, 18)));

  EXPECT_EQ(judgement.verdict, Verdict::kBlocked);
  EXPECT_EQ(judgement.raw, std::nullopt);
  EXPECT_THAT(VerdictCodeNames(judgement), ElementsAre("HOURS_OVER_CAP"));
  const auto hours = NumbersOf<HoursNumbers>(judgement, ReasonCode::kHoursOverCap);
  EXPECT_EQ(hours.start, Date(2027, 1, 18));
  EXPECT_EQ(hours.minutes, 35 * 60);
  EXPECT_EQ(hours.excess_minutes(), 7 * 60);
  EXPECT_THAT(CodeNames(judgement), ::testing::Contains("INDIVIDUAL_PERMISSION_POSSIBLE"));
}

TEST(CapScenarioTest, AnIndividualPermissionReplacesTheCap) {
  const AnInternship internship = FiveFullDays(Date(2027, 1, 18));
  ACandidate candidate = TermStudent();
  candidate.auth().individual_permissions.push_back({internship.value().id, 40 * 60, {}});

  EXPECT_EQ(JudgeAt(candidate, internship).verdict, Verdict::kEligible);
}

TEST(CapScenarioTest, UnpaidWorkThatIsNotLabourNeedsNoPermission) {
  AnInternship internship = FiveFullDays(Date(2027, 1, 18));

  EXPECT_EQ(JudgeAt(TermStudent(), internship.UnpaidAndNotLabour()).verdict, Verdict::kEligible);
}

TEST(CapScenarioTest, UnrestrictedPeopleHaveNoCap) {
  EXPECT_EQ(JudgeAt(ACandidate("c2"), FiveFullDays(Date(2027, 1, 18))).verdict, Verdict::kEligible);
}

// --- S2: N3 against N2 ---

TEST(LanguageScenarioTest, N3IsOneStepShortOfN2AndMeetsB1) {
  ACandidate candidate;
  candidate.PassedJlpt(Jlpt::kN3, 120);

  const Judgement n2 = JudgeAt(candidate, AnInternship("o2").AsksJlpt(Jlpt::kN2));
  const Judgement b1 = JudgeAt(candidate, AnInternship("o3").AsksCefr("ja", Cefr::kB1));

  EXPECT_EQ(n2.verdict, Verdict::kReview);
  EXPECT_THAT(VerdictCodeNames(n2), ElementsAre("LANGUAGE_ONE_STEP_SHORT"));
  EXPECT_EQ(ValueOf(n2, ComponentKind::kLanguage), 500);
  EXPECT_EQ(b1.verdict, Verdict::kEligible);
  EXPECT_EQ(ValueOf(b1, ComponentKind::kLanguage), 1000);
}

TEST(LanguageScenarioTest, ALowN2MeetsN2ButNotB2) {
  ACandidate candidate;
  candidate.PassedJlpt(Jlpt::kN2, 95);

  const Judgement n2 = JudgeAt(candidate, AnInternship("o2").AsksJlpt(Jlpt::kN2));
  const Judgement b2 = JudgeAt(candidate, AnInternship("o3").AsksCefr("ja", Cefr::kB2));

  EXPECT_EQ(n2.verdict, Verdict::kEligible);
  EXPECT_EQ(b2.verdict, Verdict::kReview);
  EXPECT_EQ(ValueOf(b2, ComponentKind::kLanguage), 500);
}

TEST(LanguageScenarioTest, N4IsBelowARequiredN2ButMayMissAPreferredOne) {
  ACandidate candidate;
  candidate.PassedJlpt(Jlpt::kN4);

  const Judgement must = JudgeAt(candidate, AnInternship("o2").AsksJlpt(Jlpt::kN2));
  const Judgement prefer =
      JudgeAt(candidate, AnInternship("o2").AsksJlpt(Jlpt::kN2, Importance::kPrefer));

  EXPECT_EQ(must.verdict, Verdict::kBlocked);
  EXPECT_THAT(VerdictCodeNames(must), ElementsAre("LANGUAGE_BELOW_REQUIRED"));
  EXPECT_EQ(prefer.verdict, Verdict::kEligible);
  EXPECT_EQ(ValueOf(prefer, ComponentKind::kLanguage), 200);
}

// --- S3: a mentor with only Sunday evenings ---

class MentorScenarioTest : public ::testing::Test {
 protected:
  MentorScenarioTest() {
    candidate_ = std::make_shared<Candidate>(
        ACandidate("c5")
            .Wishes({"J"}, {"2411"})
            .WantsTopics({Topic::kSelfAnalysis, Topic::kInterviewPractice})
            .Speaks("ja", Cefr::kB2)
            .Speaks("en", Cefr::kB1)
            .FreeOnly({Weekly(absl::Weekday::sunday, Clock(20), Clock(21, 30)),
                       Weekly(absl::Weekday::wednesday, Clock(18), Clock(20))})
            .value());
    AnAdvisor a1("a1");
    a1.In({"62"}, {"2412"})
        .Offers({Topic::kSelfAnalysis, Topic::kInterviewPractice, Topic::kEsReview})
        .NativeIn("ja")
        .FreeOnly({Weekly(absl::Weekday::sunday, Clock(19), Clock(22))})
        .Accompanies(2, 3);
    AnAdvisor a2("a2");
    a2.NativeIn("ja").FreeOnly({Weekly(absl::Weekday::tuesday, Clock(19), Clock(21)),
                                Weekly(absl::Weekday::thursday, Clock(19), Clock(21))});
    AnAdvisor a3("a3");
    a3.NativeIn("ja").FreeOnly({Weekly(absl::Weekday::wednesday, Clock(19, 15), Clock(21))});
    AnAdvisor a4("a4");
    a4.In({"39"}, {"2511"})
        .Offers({Topic::kInterviewPractice})
        .NativeIn("ja")
        .FreeOnly({Weekly(absl::Weekday::wednesday, Clock(18, 30), Clock(20, 30))})
        .Accompanies(0, 3);
    a1_ = a1.value();
    for (const Advisor& advisor : {a2.value(), a3.value(), a4.value()}) {
      world_.advisors.push_back(std::make_shared<const Advisor>(advisor));
    }
  }

  std::vector<Ranked<Advisor>> Rank() {
    World world = world_;
    world.advisors.push_back(std::make_shared<const Advisor>(a1_));
    const PlainRanker ranker(std::make_shared<const World>(std::move(world)),
                             std::make_shared<const RuleBook>(RuleBook::Default()));
    RankQuery query;
    query.as_of = kAsOf;
    query.sections.fill(true);
    return *ranker.RankAdvisors(*candidate_, query);
  }

  std::shared_ptr<Candidate> candidate_;
  Advisor a1_;
  World world_;
};

TEST_F(MentorScenarioTest, SundayEveningsComeFirstWithTheirFirstSlot) {
  const auto rows = Rank();

  ASSERT_EQ(rows.size(), 4);
  EXPECT_EQ(rows[0].item->id, AdvisorId("advisors/a1"));
  EXPECT_EQ(rows[0].judgement.raw, 93'420);
  EXPECT_EQ(rows[0].judgement.first_common_start, JapanInstant("2026-12-06 20:00"));
  EXPECT_EQ(rows[1].item->id, AdvisorId("advisors/a4"));
  EXPECT_EQ(rows[1].judgement.raw, 50'000);
  EXPECT_EQ(rows[1].judgement.first_common_start, JapanInstant("2026-12-02 18:30"));
  for (int i : {2, 3}) {
    EXPECT_EQ(rows[i].judgement.verdict, Verdict::kBlocked);
    EXPECT_THAT(VerdictCodeNames(rows[i].judgement), ::testing::Contains("NO_COMMON_SLOT"));
  }
  EXPECT_EQ(rows[3].item->id, AdvisorId("advisors/a3"));
  EXPECT_EQ(NumbersOf<TimeFitNumbers>(rows[3].judgement, ReasonCode::kNoCommonSlot).feasible, 45);
}

TEST_F(MentorScenarioTest, OneSundayAwayCostsOneDay) {
  a1_.availability.exceptions.push_back({false, {Date(2026, 12, 27), Date(2026, 12, 27)}});

  const auto rows = Rank();

  EXPECT_EQ(rows[0].item->id, AdvisorId("advisors/a1"));
  EXPECT_EQ(rows[0].judgement.raw, 88'420);
}

// --- S4: a family member with the cap and no vacation exception ---

AnInternship FlexWeeksOfSixHours(int days, DateRange dates) {
  FlexSchedule flex;
  flex.dates = dates;
  flex.days_per_week = days;
  flex.minutes_per_day = 6 * 60;
  flex.start_minute = Clock(9);
  flex.end_minute = Clock(18);
  AnInternship internship;
  internship.Flex(flex);
  return internship;
}

TEST(FamilyScenarioTest, ThirtyHoursAWeekAreTwoOverTheCapAllYear) {
  ACandidate candidate("f1");
  candidate.Capped(28 * 60);
  candidate.value().household = "h1";

  for (const DateRange& dates : {DateRange{Date(2027, 1, 18), Date(2027, 1, 31)},
                                 DateRange{Date(2027, 8, 2), Date(2027, 8, 29)}}) {
    const Judgement judgement = JudgeAt(candidate, FlexWeeksOfSixHours(5, dates));

    EXPECT_EQ(judgement.verdict, Verdict::kBlocked);
    EXPECT_THAT(VerdictCodeNames(judgement), ElementsAre("HOURS_OVER_CAP"));
    const auto hours = NumbersOf<HoursNumbers>(judgement, ReasonCode::kHoursOverCap);
    EXPECT_EQ(hours.minutes, 30 * 60);
    EXPECT_EQ(hours.excess_minutes(), 2 * 60);
    EXPECT_EQ(hours.start, dates.first);
  }
}

TEST(FamilyScenarioTest, FiveFixedDaysOfSixHoursAreTwoHoursOver) {
  ACandidate candidate("f1");
  candidate.Capped(28 * 60);

  const Judgement judgement =
      JudgeAt(candidate, AnInternship().OnDays(Date(2027, 8, 2), 5, Clock(10), Clock(16)));

  EXPECT_EQ(NumbersOf<HoursNumbers>(judgement, ReasonCode::kHoursOverCap).excess_minutes(), 120);
  EXPECT_THAT(
      CodeNames(judgement),
      ::testing::Not(::testing::Contains("INDIVIDUAL_PERMISSION_POSSIBLE")));  // not a student
}

TEST(FamilyScenarioTest, FourDaysAreEligibleAndTheHouseholdChangesNothing) {
  ACandidate candidate("f1");
  candidate.Capped(28 * 60);
  const AnInternship internship = FlexWeeksOfSixHours(4, {Date(2027, 1, 18), Date(2027, 1, 31)});

  const Judgement alone = JudgeAt(candidate, internship);
  candidate.value().household = "h1";
  const Judgement linked = JudgeAt(candidate, internship);

  EXPECT_EQ(alone.verdict, Verdict::kEligible);
  EXPECT_THAT(CodeNames(alone), ElementsAre("NO_WISH", "ROLLING_CAP_AT_RISK"));
  EXPECT_EQ(alone, linked);
}

// --- S7: a card that ends during the work ---

Judgement WithCard(Date valid_until, std::optional<Date> filed, Date last_day) {
  ACandidate candidate("c12");
  candidate.auth().valid_until = valid_until;
  candidate.auth().renewal_filed_on = filed;
  AnInternship internship;
  internship.OnDays(Date(2027, 2, 1), static_cast<int>(last_day - Date(2027, 2, 1)) + 1, Clock(10),
                    Clock(12));
  return JudgeAt(candidate, internship, JapanInstant("2027-01-25 00:00"));
}

TEST(ExpiryScenarioTest, NoRenewalFiled) {
  const Judgement judgement = WithCard(Date(2027, 2, 20), std::nullopt, Date(2027, 3, 31));

  EXPECT_EQ(judgement.verdict, Verdict::kReview);
  EXPECT_THAT(VerdictCodeNames(judgement), ElementsAre("AUTH_EXPIRES_DURING"));
}

TEST(ExpiryScenarioTest, ARenewalCoversTwoMonths) {
  const Judgement judgement = WithCard(Date(2027, 2, 20), Date(2027, 1, 15), Date(2027, 3, 31));

  EXPECT_EQ(judgement.verdict, Verdict::kReview);
  EXPECT_THAT(VerdictCodeNames(judgement), ElementsAre("AUTH_RENEWAL_PENDING"));
  EXPECT_EQ(NumbersOf<ValidityNumbers>(judgement, ReasonCode::kAuthRenewalPending).covered_until,
            Date(2027, 4, 20));
}

TEST(ExpiryScenarioTest, ARenewalDoesNotCoverLongerWork) {
  EXPECT_THAT(VerdictCodeNames(WithCard(Date(2027, 2, 20), Date(2027, 1, 15), Date(2027, 4, 30))),
              ElementsAre("AUTH_EXPIRES_DURING"));
}

TEST(ExpiryScenarioTest, ANewCardIsEligible) {
  EXPECT_EQ(WithCard(Date(2032, 2, 20), std::nullopt, Date(2027, 3, 31)).verdict,
            Verdict::kEligible);
}

TEST(ExpiryScenarioTest, ACardThatEndsBeforeTheWorkBlocksUnlessRenewed) {
  const Judgement not_filed = WithCard(Date(2027, 1, 31), std::nullopt, Date(2027, 3, 31));
  const Judgement filed = WithCard(Date(2027, 1, 31), Date(2027, 1, 20), Date(2027, 3, 31));

  EXPECT_EQ(not_filed.verdict, Verdict::kBlocked);
  EXPECT_THAT(VerdictCodeNames(not_filed), ElementsAre("AUTH_EXPIRED"));
  EXPECT_EQ(filed.verdict, Verdict::kReview);
  EXPECT_THAT(VerdictCodeNames(filed), ElementsAre("AUTH_RENEWAL_PENDING"));
  EXPECT_EQ(NumbersOf<ValidityNumbers>(filed, ReasonCode::kAuthRenewalPending).covered_until,
            Date(2027, 3, 31));
}

// --- S8: a mentor abroad while clocks change ---

class AbroadScenarioTest : public ::testing::Test {
 protected:
  AbroadScenarioTest() {
    EXPECT_TRUE(absl::LoadTimeZone("America/Los_Angeles", &los_angeles_));
    candidate_.Speaks("ja", Cefr::kB2)
        .FreeOnly({Weekly(absl::Weekday::saturday, Clock(11), Clock(13))});
    WeeklyWindow friday = Weekly(absl::Weekday::friday, Clock(18), Clock(20));
    friday.zone = los_angeles_;
    advisor_.NativeIn("ja").FreeOnly({friday});
  }

  Judgement Judge(const RuleSet& rules) {
    return JudgeAdvisor(candidate_, advisor_, rules, JapanInstant("2027-03-01 00:00"));
  }

  absl::TimeZone los_angeles_;
  ACandidate candidate_;
  AnAdvisor advisor_{"a5"};
};

TEST_F(AbroadScenarioTest, FourSaturdaysOverlapAcrossTheClockChange) {
  const Judgement judgement = Judge(DefaultRuleSet());

  EXPECT_EQ(ValueOf(judgement, ComponentKind::kAvailability), 1000);
  EXPECT_EQ(judgement.first_common_start,
            absl::FromCivil(absl::CivilMinute(2027, 3, 6, 2, 0), absl::UTCTimeZone()));
}

TEST_F(AbroadScenarioTest, NinetyMinutesFitOnlyBeforeTheChange) {
  RuleSet rules = DefaultRuleSet();
  rules.advisors.minimum_minutes = 90;

  EXPECT_EQ(ValueOf(Judge(rules), ComponentKind::kAvailability), 500);
}

// --- S10: nobody has gone through the skills yet ---

TEST(UnassessedScenarioTest, SectionsComeInOrderWithTheirScores) {
  ACandidate builder("c14");
  builder.Wishes({"76", "75"}, {"5120"}).NotAssessed().PassedJlpt(Jlpt::kN4);
  builder.value().home = 13;
  builder.value().accepted.Add(11);
  World world;
  for (const Internship& internship : {AnInternship("oc").In("39", "2512").value(),
                                       AnInternship("ob")
                                           .In("75", "4224")
                                           .Asks("hosp.hotel.front", 1)
                                           .AsksJlpt(Jlpt::kN3)
                                           .At(11)
                                           .value(),
                                       AnInternship("oa")
                                           .In("76", "5120")
                                           .Asks("food.cook.prep", 1)
                                           .AsksJlpt(Jlpt::kN4)
                                           .At(13)
                                           .value()}) {
    world.internships.push_back(std::make_shared<const Internship>(internship));
  }
  const PlainRanker ranker(std::make_shared<const World>(std::move(world)),
                           std::make_shared<const RuleBook>(RuleBook::Default()));
  RankQuery query;
  query.as_of = kAsOf;

  const auto rows = *ranker.RankInternships(builder, query);

  ASSERT_EQ(rows.size(), 3);
  EXPECT_EQ(rows[0].judgement.verdict, Verdict::kEligible);
  EXPECT_EQ(rows[0].judgement.raw, 85'000);
  EXPECT_EQ(rows[1].judgement.verdict, Verdict::kReview);
  EXPECT_EQ(rows[1].judgement.raw, 56'750);
  EXPECT_EQ(rows[2].judgement.verdict, Verdict::kOutsideWish);
  EXPECT_EQ(rows[2].judgement.raw, 39'999);
  EXPECT_TRUE(rows[2].judgement.cap_applied);
  EXPECT_EQ(rows[2].judgement.component_sum, 51'000);
  EXPECT_THAT(CodeNames(rows[0].judgement), ElementsAre("SKILLS_NOT_ASSESSED"));
}

// --- S11, the part that is judgement ---

TEST(BlockedScenarioTest, ABlockedGroupBlocksEverySisterCompany) {
  ACandidate candidate("c15");
  candidate.value().blocked_groups = {"G7"};
  AnInternship internship;
  internship.value().corporate_group = "G7";

  EXPECT_THAT(VerdictCodeNames(JudgeAt(candidate, internship)), ElementsAre("EMPLOYER_BLOCKED"));
}

TEST(BlockedScenarioTest, AnOpenApplicationToTheAdvisorsEmployerIsAConflict) {
  ACandidate candidate("c15");
  candidate.Speaks("ja", Cefr::kB2);
  candidate.value().open_applications.push_back({EmployerId("employers/e2"), ""});
  AnAdvisor advisor("a6");
  advisor.NativeIn("ja");
  advisor.value().employer = EmployerId("employers/e2");

  EXPECT_THAT(VerdictCodeNames(JudgeAdvisor(candidate, advisor, DefaultRuleSet(), kAsOf)),
              ElementsAre("CONFLICT_OF_INTEREST"));
}

// --- S12: needs ---

class NeedsScenarioTest : public ::testing::Test {
 protected:
  NeedsScenarioTest() {
    std::vector<WeeklyWindow> windows;
    for (int day = 0; day < 5; ++day) {
      windows.push_back(Weekly(static_cast<absl::Weekday>(day), Clock(9, 30), Clock(16, 30)));
    }
    candidate_.Needs(NeedKind::kStepFree, Importance::kMust)
        .Needs(NeedKind::kRest15Midday, Importance::kMust)
        .Needs(NeedKind::kMealHalal, Importance::kPrefer)
        .FreeOnly(windows);
  }

  static AnInternship FiveDays(int end_minute) {
    AnInternship internship;
    internship.OnDays(Date(2027, 1, 18), 5, Clock(10), end_minute)
        .Answers(NeedKind::kStepFree, Answer::kYes)
        .Answers(NeedKind::kRest15Midday, Answer::kYes);
    return internship;
  }

  ACandidate candidate_{"c16"};
};

TEST_F(NeedsScenarioTest, AnUnmetPreferenceIsNotedAndCostsNothing) {
  AnInternship internship = FiveDays(Clock(16));
  const Judgement without = JudgeAt(candidate_, internship);
  internship.Answers(NeedKind::kMealHalal, Answer::kNo);

  const Judgement judgement = JudgeAt(candidate_, internship);

  EXPECT_EQ(judgement.verdict, Verdict::kEligible);
  EXPECT_THAT(CodeNames(judgement), ElementsAre("NEED_PREFERENCE_UNMET", "NO_WISH"));
  EXPECT_EQ(judgement.raw, without.raw);
}

TEST_F(NeedsScenarioTest, AnUnmetNeedBlocksAndAnUnknownOneIsReviewed) {
  AnInternship steps = FiveDays(Clock(16));
  steps.Answers(NeedKind::kStepFree, Answer::kNo);
  AnInternship unknown = FiveDays(Clock(16));
  unknown.Answers(NeedKind::kRest15Midday, Answer::kUnknown);

  EXPECT_EQ(JudgeAt(candidate_, steps).verdict, Verdict::kBlocked);
  EXPECT_THAT(VerdictCodeNames(JudgeAt(candidate_, steps)), ElementsAre("NEED_UNMET"));
  EXPECT_EQ(JudgeAt(candidate_, unknown).verdict, Verdict::kReview);
  EXPECT_THAT(VerdictCodeNames(JudgeAt(candidate_, unknown)), ElementsAre("NEED_UNCONFIRMED"));
}

TEST_F(NeedsScenarioTest, HalfAnHourTooLongIsAConflict) {
  const Judgement judgement = JudgeAt(candidate_, FiveDays(Clock(17)));

  EXPECT_EQ(judgement.verdict, Verdict::kBlocked);
  EXPECT_THAT(VerdictCodeNames(judgement), ElementsAre("SCHEDULE_CONFLICT"));
  EXPECT_EQ(ValueOf(judgement, ComponentKind::kSchedule), 928);
  const auto fit = NumbersOf<TimeFitNumbers>(judgement, ReasonCode::kScheduleConflict);
  EXPECT_EQ(fit.feasible, 5 * 390);
  EXPECT_EQ(fit.required, 5 * 420);
}

}  // namespace
}  // namespace banso
