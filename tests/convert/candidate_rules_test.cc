#include "server/convert/candidate_rules.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/convert/calendar_convert.h"
#include "tests/convert/print_field_problem.h"
#include "tests/support/message_builders.h"

namespace banso {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> Fields(const std::vector<FieldProblem>& problems) {
  std::vector<std::string> fields;
  fields.reserve(problems.size());
  for (const FieldProblem& problem : problems) fields.push_back(problem.field);
  return fields;
}

v1::Candidate WithConsent(const std::string& consent, const std::string& more = "") {
  v1::Candidate candidate = ACandidate(more);
  candidate.clear_consents();
  return Merge(std::move(candidate), "consents { scope: SERVICE " + consent + " }");
}

TEST(CandidateRulesTest, AConsentSaysWhenItWasGiven) {
  EXPECT_THAT(Fields(CheckCandidate(WithConsent(""), "candidate")),
              ElementsAre("candidate.consents[0].grant_time"));
  EXPECT_THAT(CheckCandidate(WithConsent("grant_time { seconds: 1790000000 }"), ""), IsEmpty());
  EXPECT_THAT(CheckCandidate(WithConsent("state: DRAFT"), ""), IsEmpty());
}

TEST(CandidateRulesTest, AConsentEndsAfterItBegan) {
  EXPECT_THAT(Fields(CheckCandidate(WithConsent("grant_time { seconds: 1790000000 } "
                                                "expire_time { seconds: 1790000000 }"),
                                    "")),
              ElementsAre("consents[0].expire_time"));
}

TEST(CandidateRulesTest, ANewConsentWasGivenAtMostADayAhead) {
  const auto fields = [](absl::Time granted) {
    v1::Candidate candidate = WithConsent("");
    *candidate.mutable_consents(0)->mutable_grant_time() = FromTime(granted);
    return Fields(CheckNewConsents(candidate, TestNow(), "candidate"));
  };

  EXPECT_THAT(fields(TestNow() + absl::Hours(24)), IsEmpty());
  EXPECT_THAT(fields(TestNow() + absl::Hours(24) + absl::Microseconds(1)),
              ElementsAre("candidate.consents[0].grant_time"));
}

TEST(CandidateRulesTest, ANewConsentOfAMinorSaysHowTheGuardianAgreed) {
  const std::string minor =
      "work_authorisation { adult_labour_date { year: 2028 month: 1 day: 1 } }";
  const std::string granted = "grant_time { seconds: 1790000000 }";

  EXPECT_THAT(Fields(CheckNewConsents(WithConsent(granted, minor), TestNow(), "candidate")),
              ElementsAre("candidate.consents[0].terms.guardian_method"));
  EXPECT_THAT(CheckNewConsents(WithConsent(granted + " terms { guardian_method: WRITTEN }", minor),
                               TestNow(), "candidate"),
              IsEmpty());
  EXPECT_THAT(CheckNewConsents(WithConsent(granted), TestNow(), "candidate"), IsEmpty());
}

TEST(CandidateRulesTest, EveryScopeHasItsKindOfRecipient) {
  EXPECT_EQ(RecipientProblem(v1::Consent::EMPLOYER_NAMED, "employers/e/internships/i"), "");
  EXPECT_NE(RecipientProblem(v1::Consent::EMPLOYER_NAMED, "employers/e"), "");
  EXPECT_EQ(RecipientProblem(v1::Consent::FAMILY_SHARE, "candidates/c"), "");
  EXPECT_NE(RecipientProblem(v1::Consent::FAMILY_SHARE, ""), "");
  EXPECT_EQ(RecipientProblem(v1::Consent::REFERRAL, "Legal aid centre"), "");
  EXPECT_NE(RecipientProblem(v1::Consent::REFERRAL, ""), "");
  EXPECT_EQ(RecipientProblem(v1::Consent::EMPLOYER_BLINDED, ""), "");
  EXPECT_NE(RecipientProblem(v1::Consent::EMPLOYER_BLINDED, "employers/e"), "");
}

TEST(CandidateRulesTest, TheChosenFormOfTheNameIsGiven) {
  v1::Candidate candidate = ACandidate("person_name { chosen_form: LATIN }");
  EXPECT_THAT(CheckCandidate(candidate, ""), IsEmpty());

  candidate.mutable_person_name()->clear_latin_name();

  EXPECT_THAT(Fields(CheckCandidate(candidate, "")), ElementsAre("person_name.chosen_form"));
}

}  // namespace
}  // namespace banso
