#include "engine/rules/publication.h"

#include "gmock/gmock.h"
#include "tests/support/engine_builders.h"

namespace banso {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> Problems(const Internship& internship, PublicationFacts facts = {true}) {
  std::vector<std::string> names;
  for (const PublicationProblem& problem : CheckPublication(internship, facts, DefaultRuleSet())) {
    names.emplace_back(PublicationProblemName(problem.code));
  }
  return names;
}

TEST(PublicationTest, PaidLabourInTokyoAboveTheMinimumMayBePublished) {
  EXPECT_THAT(Problems(AnInternship().At(13)), IsEmpty());
}

TEST(PublicationTest, OneYenBelowTheMinimumMayNot) {
  AnInternship internship;
  internship.At(13).value().hourly_wage_yen = 1225;

  EXPECT_THAT(Problems(internship), ElementsAre("OPENING_BELOW_MIN_WAGE"));
  internship.value().hourly_wage_yen = 1226;
  EXPECT_THAT(Problems(internship), IsEmpty());
}

TEST(PublicationTest, EveryWorkingDayIsComparedWithTheRowOfThatDay) {
  RuleSet rules = DefaultRuleSet();
  rules.minimum_wages.push_back({13, Date(2027, 1, 22), 1300});
  AnInternship internship;
  internship.At(13).OnDays(Date(2027, 1, 20), 3, Clock(10), Clock(12)).value().hourly_wage_yen =
      1226;

  EXPECT_EQ(CheckPublication(internship, {true}, rules).front().code,
            PublicationProblemCode::kOpeningBelowMinWage);
}

TEST(PublicationTest, AMissingRowRefusesAndNeverPasses) {
  EXPECT_THAT(Problems(AnInternship().At(27)), ElementsAre("MIN_WAGE_UNKNOWN"));
}

TEST(PublicationTest, RemoteWorkWithoutAPlaceIsPaidAsWhereTheEmployerIs) {
  PublicationFacts facts{true};
  facts.employer_prefecture = 13;

  EXPECT_THAT(Problems(AnInternship(), facts), IsEmpty());
  EXPECT_THAT(Problems(AnInternship()), ElementsAre("MIN_WAGE_UNKNOWN"));
}

TEST(PublicationTest, UnpaidTrialsNeedNoWage) {
  EXPECT_THAT(Problems(AnInternship().At(27).UnpaidAndNotLabour()), IsEmpty());
}

TEST(PublicationTest, EverythingThatIsMissingIsNamed) {
  AnInternship internship;
  internship.value().schedule.emplace<std::monostate>();
  internship.value().remote = false;
  internship.value().contract_kind = ContractKind::kUnknown;
  internship.value().employer_verified = false;
  PublicationFacts facts;
  facts.called_internship = true;
  facts.fair_hiring_item_asked = true;

  EXPECT_THAT(Problems(internship, facts),
              ElementsAre("CONTACT_MISSING", "CONTRACT_KIND_MISSING", "EMPLOYER_NOT_VERIFIED",
                          "FAIR_HIRING_ITEM", "HOURS_MISSING", "INTERNSHIP_LABEL_NOT_ALLOWED",
                          "PLACE_MISSING"));
}

TEST(PublicationTest, OnlyTypesThreeAndFourMayBeCalledInternships) {
  PublicationFacts facts{true, true};
  for (ProgrammeType type : {ProgrammeType::kGeneralSkills, ProgrammeType::kHighlySpecialised}) {
    AnInternship internship;
    internship.At(13).value().programme_type = type;
    EXPECT_THAT(Problems(internship, facts), IsEmpty());
  }
  AnInternship open_company;
  open_company.At(13).UnpaidAndNotLabour().value().programme_type = ProgrammeType::kOpenCompany;
  EXPECT_THAT(Problems(open_company, facts), ElementsAre("INTERNSHIP_LABEL_NOT_ALLOWED"));
}

TEST(PublicationTest, LabourMustBePaidAndIsNeverOfTypesOneOrTwo) {
  AnInternship unpaid;
  unpaid.At(13).value().paid = false;
  EXPECT_THAT(Problems(unpaid), ElementsAre("LABOUR_MUST_BE_PAID"));
  AnInternship career;
  career.At(13).value().programme_type = ProgrammeType::kCareerEducation;
  EXPECT_THAT(Problems(career), ElementsAre("TYPE_NEVER_LABOUR"));
}

TEST(PublicationTest, AnOpeningThatCouldBeComparedWithAnotherMayNotBePublished) {
  PublicationFacts facts{true};
  facts.similar_opening = true;

  EXPECT_THAT(Problems(AnInternship().At(13), facts), ElementsAre("OPENING_SIMILAR"));
}

Internship OfWork(absl::string_view industry, absl::string_view occupation) {
  Internship internship = AnInternship();
  internship.industry = Industry(industry);
  internship.occupation = Occupation(occupation);
  return internship;
}

TEST(PublicationTest, OneDivisionOrOneSubMajorGroupIsOneKindOfWork) {
  const Internship opening = OfWork("39", "2512");

  EXPECT_TRUE(AreSimilar(opening, OfWork("39", "2512")));
  EXPECT_TRUE(AreSimilar(opening, OfWork("40", "5120")));    // both of division G
  EXPECT_TRUE(AreSimilar(opening, OfWork("G", "5120")));     // the division itself
  EXPECT_TRUE(AreSimilar(opening, OfWork("76", "2513")));    // both of sub-major group 25
  EXPECT_TRUE(AreSimilar(opening, OfWork("76", "2512.4")));  // below the same unit
  EXPECT_TRUE(AreSimilar(opening, OfWork("76", "2")));       // the major group above it
  EXPECT_FALSE(AreSimilar(opening, OfWork("76", "5120")));
  EXPECT_FALSE(AreSimilar(opening, OfWork("76", "2411")));
  EXPECT_FALSE(AreSimilar(opening, OfWork("76", "onet:15-1252.00")));
}

TEST(PublicationTest, WhatOneCanVaryToCompareDoesNotMakeTwoOpeningsDiffer) {
  const Internship opening = AnInternship();
  AnInternship varied("i2");
  varied.At(27).OnDays(Date(2027, 3, 1), 2, Clock(22), Clock(23));
  varied.value().skills.push_back({BuiltInSkill("it.lang.python"), 1, false, false});
  varied.value().facilities.Set(NeedKind::kStepFree, Answer::kNo);
  varied.value().contract_kind = ContractKind::kFreelance;
  varied.value().paid = false;
  varied.value().remote = false;

  EXPECT_TRUE(AreSimilar(opening, varied.value()));
}

}  // namespace
}  // namespace banso
