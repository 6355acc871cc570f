// Codes and components that no scenario names.
#include "engine/score/judge.h"

#include "gmock/gmock.h"
#include "tests/support/engine_builders.h"

namespace banso {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const absl::Time kAsOf = JapanInstant("2026-12-01 09:00");

std::vector<std::string> Codes(const Candidate& candidate, const Internship& internship,
                               Side side = Side::kCandidate) {
  return VerdictCodeNames(JudgeInternship(candidate, internship, DefaultRuleSet(), kAsOf, side));
}

std::vector<std::string> Codes(const Candidate& candidate, const Advisor& advisor) {
  return VerdictCodeNames(JudgeAdvisor(candidate, advisor, DefaultRuleSet(), kAsOf));
}

TEST(JudgeInternshipTest, ConsentIsAskedByTheSideThatLooks) {
  ACandidate candidate;
  candidate.value().consents = {{ConsentScope::kService, "", kAsOf, absl::InfiniteFuture()}};

  EXPECT_THAT(Codes(candidate, AnInternship(), Side::kCandidate), IsEmpty());
  EXPECT_THAT(Codes(candidate, AnInternship(), Side::kCounterpart), ElementsAre("CONSENT_MISSING"));
  candidate.value().consents.clear();
  EXPECT_THAT(Codes(candidate, AnInternship(), Side::kCandidate), ElementsAre("CONSENT_MISSING"));
}

TEST(JudgeInternshipTest, AConsentHoldsFromItsGrantUntilItExpires) {
  ACandidate candidate;
  candidate.value().consents = {{ConsentScope::kService, "", kAsOf - absl::Hours(1), kAsOf}};
  EXPECT_THAT(Codes(candidate, AnInternship()), ElementsAre("CONSENT_MISSING"));
  candidate.value().consents = {{ConsentScope::kService, "", kAsOf, kAsOf + absl::Nanoseconds(1)}};
  EXPECT_THAT(Codes(candidate, AnInternship()), IsEmpty());
}

TEST(JudgeInternshipTest, PausedAndClosedCasesAreNotMatched) {
  ACandidate paused;
  paused.value().status = CaseStatus::kPaused;
  ACandidate closed;
  closed.value().stage = CaseStage::kClosed;

  EXPECT_THAT(Codes(paused, AnInternship()), ElementsAre("CASE_NOT_ACTIVE"));
  EXPECT_THAT(Codes(closed, AnInternship()), ElementsAre("CASE_NOT_ACTIVE"));
}

TEST(JudgeInternshipTest, TheStateOfTheOpeningCounts) {
  AnInternship full;
  full.value().seats_taken = 1;
  full.value().state = InternshipState::kFilled;
  AnInternship late;
  late.value().deadline = kAsOf;
  AnInternship draft;
  draft.value().state = InternshipState::kDraft;
  AnInternship unverified;
  unverified.value().employer_verified = false;

  EXPECT_THAT(Codes(ACandidate(), full), ElementsAre("SEATS_FULL"));
  EXPECT_THAT(Codes(ACandidate(), late), ElementsAre("DEADLINE_PASSED"));
  AnInternship expired;
  expired.value().state = InternshipState::kExpired;
  AnInternship expired_and_late = expired;
  expired_and_late.value().deadline = kAsOf;

  EXPECT_THAT(Codes(ACandidate(), draft), ElementsAre("OPENING_NOT_PUBLISHED"));
  EXPECT_THAT(Codes(ACandidate(), expired), ElementsAre("OPENING_NOT_PUBLISHED"));
  EXPECT_THAT(Codes(ACandidate(), expired_and_late), ElementsAre("DEADLINE_PASSED"));
  EXPECT_THAT(Codes(ACandidate(), unverified), ElementsAre("EMPLOYER_NOT_VERIFIED"));
}

TEST(JudgeInternshipTest, TargetsExcludeThoseWhoAreNotAmongThem) {
  AnInternship for_seniors;
  for_seniors.value().target_study_years = {3, 4};
  for_seniors.value().target_programmes = {Programme::kBachelor};

  EXPECT_THAT(Codes(ACandidate().Student(3), for_seniors), IsEmpty());
  EXPECT_THAT(Codes(ACandidate().Student(2), for_seniors), ElementsAre("TARGET_MISMATCH"));
  EXPECT_THAT(Codes(ACandidate().Student(3, Programme::kMaster), for_seniors),
              ElementsAre("TARGET_MISMATCH"));
  EXPECT_THAT(Codes(ACandidate(), for_seniors), ElementsAre("TARGET_MISMATCH"));
}

TEST(JudgeInternshipTest, AHardSkillIsHeldAtAnyLevel) {
  AnInternship internship;
  internship.value().skills = {{BuiltInSkill("log.wh.forklift"), 3, true, true}};

  EXPECT_THAT(Codes(ACandidate(), internship), ElementsAre("HARD_SKILL_MISSING"));
  EXPECT_THAT(Codes(ACandidate().WithSkill("log.wh.forklift", 1), internship), IsEmpty());
  EXPECT_THAT(Codes(ACandidate().NotAssessed(), internship), ElementsAre("HARD_SKILL_MISSING"));
}

TEST(JudgeInternshipTest, RemoteSuitsOnlyThoseWhoAcceptIt) {
  ACandidate at_home;
  at_home.value().accepts_remote = false;
  AnInternship hybrid;
  hybrid.value().prefecture = 13;

  EXPECT_THAT(Codes(ACandidate(), AnInternship()), IsEmpty());
  EXPECT_THAT(Codes(at_home, AnInternship()), ElementsAre("LOCATION_NOT_ACCEPTED"));
  EXPECT_THAT(Codes(at_home, hybrid), IsEmpty());
  EXPECT_THAT(Codes(ACandidate(), AnInternship().At(27)), ElementsAre("LOCATION_NOT_ACCEPTED"));
}

TEST(JudgeInternshipTest, EquivalentEvidenceNeedsNoReview) {
  ACandidate candidate;
  candidate.Speaks("ja", Cefr::kB2);
  AnInternship internship;
  internship.AsksJlpt(Jlpt::kN2);

  EXPECT_THAT(Codes(candidate, internship), ElementsAre("LANGUAGE_UNVERIFIED"));
  internship.value().languages[0].equivalent_accepted = true;
  EXPECT_THAT(Codes(candidate, internship), IsEmpty());
}

TEST(JudgeInternshipTest, AClearedReviewCountsAsEligibleButNeverABlock) {
  ACandidate candidate;
  candidate.PassedJlpt(Jlpt::kN3);
  const Internship internship = AnInternship().AsksJlpt(Jlpt::kN2);
  const ReasonCode cleared[] = {ReasonCode::kLanguageOneStepShort, ReasonCode::kSeatsFull};

  const Judgement review =
      JudgeInternship(candidate, internship, DefaultRuleSet(), kAsOf, Side::kCandidate, cleared);
  Internship full = internship;
  full.seats_taken = full.seats;
  const Judgement blocked =
      JudgeInternship(candidate, full, DefaultRuleSet(), kAsOf, Side::kCandidate, cleared);

  EXPECT_EQ(review.verdict, Verdict::kEligible);
  EXPECT_TRUE(review.reasons.front().cleared);
  EXPECT_EQ(blocked.verdict, Verdict::kBlocked);
}

TEST(JudgeInternshipTest, BlockedPairsCarryComponentsAndNoScore) {
  AnInternship internship;
  internship.value().seats_taken = 1;

  const Judgement judgement = JudgeInternship(ACandidate(), internship, DefaultRuleSet(), kAsOf);

  EXPECT_EQ(judgement.raw, std::nullopt);
  EXPECT_EQ(judgement.components.size(), 6);
  EXPECT_GT(judgement.component_sum, 0);
}

TEST(JudgeInternshipTest, BlockedWinsOverOutsideWishOverReview) {
  ACandidate candidate;
  candidate.Wishes({"76"}, {"5120"}).PassedJlpt(Jlpt::kN3);
  AnInternship internship;
  internship.AsksJlpt(Jlpt::kN2);

  EXPECT_EQ(JudgeInternship(candidate, internship, DefaultRuleSet(), kAsOf).verdict,
            Verdict::kOutsideWish);
  internship.value().seats_taken = 1;
  EXPECT_EQ(JudgeInternship(candidate, internship, DefaultRuleSet(), kAsOf).verdict,
            Verdict::kBlocked);
}

TEST(JudgeInternshipTest, WorkingFromHomeIsAnsweredByTheOpening) {
  ACandidate candidate;
  candidate.Needs(NeedKind::kRemoteOnly, Importance::kMust);

  EXPECT_THAT(Codes(candidate, AnInternship()), IsEmpty());
  EXPECT_THAT(Codes(candidate, AnInternship().At(13)), ElementsAre("NEED_UNMET"));
  // An answer that contradicts the opening does not help.
  EXPECT_THAT(Codes(candidate, AnInternship().At(13).Answers(NeedKind::kRemoteOnly, Answer::kYes)),
              ElementsAre("NEED_UNMET"));
}

TEST(JudgeInternshipTest, EndingByATimeIsReadOffTheHours) {
  ACandidate candidate;
  candidate.value().needs = {{NeedKind::kEndByTime, Importance::kMust, Clock(16)}};

  EXPECT_THAT(Codes(candidate, AnInternship().OnDays(Date(2027, 1, 20), 1, Clock(10), Clock(16))),
              IsEmpty());
  EXPECT_THAT(
      Codes(candidate, AnInternship().OnDays(Date(2027, 1, 20), 1, Clock(10), Clock(16, 30))),
      ElementsAre("NEED_UNMET"));
}

TEST(JudgeInternshipTest, LongProgrammesMayMissAFifthOfTheHours) {
  ACandidate candidate;
  candidate.value().availability.exceptions = {{false, {Date(2027, 1, 20), Date(2027, 1, 21)}}};

  EXPECT_THAT(Codes(candidate, AnInternship().OnDays(Date(2027, 1, 20), 11, Clock(10), Clock(12))),
              IsEmpty());
  EXPECT_THAT(Codes(candidate, AnInternship().OnDays(Date(2027, 1, 20), 10, Clock(10), Clock(12))),
              ElementsAre("SCHEDULE_CONFLICT"));
}

TEST(JudgeInternshipTest, FlexibleDaysNeedOneWindowOfTheWholeLength) {
  FlexSchedule flex;
  flex.dates = {Date(2027, 1, 18), Date(2027, 1, 31)};
  flex.days_per_week = 2;
  flex.minutes_per_day = 4 * 60;
  flex.start_minute = Clock(9);
  flex.end_minute = Clock(18);
  ACandidate candidate;
  candidate.FreeOnly({Weekly(absl::Weekday::monday, Clock(9), Clock(13)),
                      Weekly(absl::Weekday::tuesday, Clock(9), Clock(12)),
                      Weekly(absl::Weekday::tuesday, Clock(13), Clock(16))});

  const Judgement judgement =
      JudgeInternship(candidate, AnInternship().Flex(flex), DefaultRuleSet(), kAsOf);

  EXPECT_EQ(ValueOf(judgement, ComponentKind::kSchedule), 500);
  EXPECT_THAT(VerdictCodeNames(judgement), ElementsAre("SCHEDULE_CONFLICT"));
  const auto numbers = NumbersOf<TimeFitNumbers>(judgement, ReasonCode::kScheduleConflict);
  EXPECT_EQ(numbers.feasible, 1);
  EXPECT_EQ(numbers.required, 2);
}

TEST(JudgeAdvisorTest, EachCodeHasItsCause) {
  const auto speaking = [] {
    ACandidate candidate;
    candidate.Speaks("ja", Cefr::kB1);
    return candidate;
  };
  const auto advisor = [] {
    AnAdvisor value;
    value.NativeIn("ja");
    return value;
  };
  EXPECT_THAT(Codes(speaking(), advisor()), IsEmpty());
  EXPECT_THAT(Codes(ACandidate().Speaks("ja", Cefr::kA1), advisor()),
              ElementsAre("NO_COMMON_LANGUAGE"));
  EXPECT_THAT(Codes(speaking(), advisor().Accompanies(3, 3)), ElementsAre("ADVISOR_FULL"));
  EXPECT_THAT(Codes(speaking(), advisor().Accompanies(0, 0)), ElementsAre("ADVISOR_FULL"));
  AnAdvisor away = advisor();
  away.value().state = AdvisorState::kOnLeave;
  EXPECT_THAT(Codes(speaking(), away), ElementsAre("ADVISOR_INACTIVE"));
  AnAdvisor refused = advisor();
  refused.value().blocked_candidates = {CandidateId("candidates/c1")};
  EXPECT_THAT(Codes(speaking(), refused), ElementsAre("DO_NOT_MATCH"));
  ACandidate refusing = speaking();
  refusing.value().blocked_advisors = {AdvisorId("advisors/a1")};
  EXPECT_THAT(Codes(refusing, advisor()), ElementsAre("DO_NOT_MATCH"));
  ACandidate relative = speaking();
  relative.value().household = "h";
  AnAdvisor same_house = advisor();
  same_house.value().household = "h";
  EXPECT_THAT(Codes(relative, same_house), ElementsAre("CONFLICT_OF_INTEREST"));
  ACandidate minor = speaking();
  minor.auth().earliest_work_date = Date(2026, 4, 1);
  EXPECT_THAT(Codes(minor, advisor()), ElementsAre("SAFEGUARDING_MISSING"));
  AnAdvisor trained = advisor();
  trained.value().safeguarding_trained = true;
  EXPECT_THAT(Codes(minor, trained), IsEmpty());
}

TEST(JudgeAdvisorTest, ADeclarationThatWasNotMadeIsReviewed) {
  ACandidate candidate;
  candidate.Speaks("ja", Cefr::kB1).Needs(NeedKind::kAdvisorWoman, Importance::kMust);
  AnAdvisor advisor;
  advisor.NativeIn("ja");

  EXPECT_THAT(Codes(candidate, advisor), ElementsAre("NEED_UNCONFIRMED"));
  advisor.value().declared_gender = DeclaredGender::kMan;
  EXPECT_THAT(Codes(candidate, advisor), ElementsAre("NEED_UNMET"));
  advisor.value().declared_gender = DeclaredGender::kWoman;
  EXPECT_THAT(Codes(candidate, advisor), IsEmpty());
}

TEST(JudgeAdvisorTest, WishesForAnAdvisorDoNotConcernWorkplaces) {
  ACandidate candidate;
  candidate.Needs(NeedKind::kAdvisorWoman, Importance::kMust);

  EXPECT_THAT(Codes(candidate, AnInternship()), IsEmpty());
}

}  // namespace
}  // namespace banso
