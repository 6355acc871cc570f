#include "server/services/consents.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/candidate_convert.h"
#include "tests/support/message_builders.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

v1::Consent AConsent(v1::Consent::Scope scope, absl::Time granted,
                     const std::string& recipient = "") {
  v1::Consent consent;
  consent.set_scope(scope);
  consent.set_recipient(recipient);
  *consent.mutable_grant_time() = FromTime(granted);
  consent.mutable_terms()->set_method(v1::Consent::WRITTEN);
  return consent;
}

v1::Candidate APerson(const std::string& more = "") {
  return Merge(v1::Candidate(), "name: \"candidates/c\" " + more);
}

TEST(ConsentsTest, AConsentHoldsFromItsGrantForAYear) {
  const v1::Consent consent = AConsent(v1::Consent::SERVICE, TestNow());
  const absl::Time end = YearsAfter(TestNow(), 1);

  EXPECT_FALSE(ConsentHolds(consent, TestNow() - absl::Microseconds(1)));
  EXPECT_TRUE(ConsentHolds(consent, TestNow()));
  EXPECT_TRUE(ConsentHolds(consent, end - absl::Microseconds(1)));
  EXPECT_FALSE(ConsentHolds(consent, end));
  EXPECT_EQ(ConsentState(consent, end), v1::Consent::EXPIRED);
}

TEST(ConsentsTest, WhatWasNotGivenOrHasEndedNeverHolds) {
  v1::Consent consent = AConsent(v1::Consent::SERVICE, TestNow());

  for (const auto state : {v1::Consent::DRAFT, v1::Consent::WITHDRAWN, v1::Consent::EXPIRED,
                           v1::Consent::SUPERSEDED}) {
    consent.set_state(state);
    EXPECT_FALSE(ConsentHolds(consent, TestNow() + absl::Hours(1)))
        << v1::Consent::State_Name(state);
  }
}

TEST(ConsentsTest, AConsentThatListsItemsCoversTheseOnly) {
  v1::Consent consent = AConsent(v1::Consent::EMPLOYER_NAMED, TestNow());

  EXPECT_TRUE(ConsentCovers(consent, "CHOSEN_NAME"));
  consent.mutable_terms()->add_data_items("DESK_CONTACT");
  EXPECT_TRUE(ConsentCovers(consent, "DESK_CONTACT"));
  EXPECT_FALSE(ConsentCovers(consent, "CHOSEN_NAME"));
}

TEST(ConsentsTest, WhatWasAgreedToAtIntakeGetsANameAndIsGranted) {
  v1::Candidate candidate = APerson();
  *candidate.add_consents() = AConsent(v1::Consent::SERVICE, TestNow() - absl::Hours(1));
  *candidate.add_consents() = AConsent(v1::Consent::SERVICE, TestNow());
  *candidate.add_consents() = AConsent(v1::Consent::FOLLOW_UP, TestNow());

  BeginConsents(TestNow(), &candidate);

  EXPECT_EQ(candidate.consents(0).state(), v1::Consent::SUPERSEDED);
  EXPECT_EQ(candidate.consents(1).state(), v1::Consent::GRANTED);
  EXPECT_EQ(candidate.consents(2).state(), v1::Consent::GRANTED);
  EXPECT_THAT(candidate.consents(0).name(), StartsWith("candidates/c/consents/"));
  EXPECT_NE(candidate.consents(0).name(), candidate.consents(1).name());
  EXPECT_EQ(HoldingConsent(candidate, v1::Consent::SERVICE, "", TestNow())->name(),
            candidate.consents(1).name());
}

TEST(ConsentsTest, AGrantSupersedesOnlyTheSameScopeAndRecipient) {
  v1::Candidate candidate = APerson();
  *candidate.add_consents() =
      AConsent(v1::Consent::EMPLOYER_NAMED, TestNow(), "employers/e/internships/1");
  *candidate.add_consents() =
      AConsent(v1::Consent::EMPLOYER_NAMED, TestNow(), "employers/e/internships/2");
  BeginConsents(TestNow(), &candidate);
  const absl::Time later = TestNow() + absl::Hours(1);

  ASSERT_OK_AND_ASSIGN(
      const v1::Consent* granted,
      Grant(later, AConsent(v1::Consent::EMPLOYER_NAMED, later, "employers/e/internships/1"),
            &candidate));

  EXPECT_EQ(granted->state(), v1::Consent::GRANTED);
  EXPECT_EQ(ToTime(granted->expire_time()), YearsAfter(later, 1));
  EXPECT_EQ(candidate.consents(0).state(), v1::Consent::SUPERSEDED);
  EXPECT_EQ(ToTime(candidate.consents(0).end_time()), later);
  EXPECT_EQ(candidate.consents(1).state(), v1::Consent::GRANTED);
}

TEST(ConsentsTest, WhatHasExpiredIsNotSuperseded) {
  v1::Candidate candidate = APerson();
  *candidate.add_consents() = AConsent(v1::Consent::SERVICE, TestNow());
  BeginConsents(TestNow(), &candidate);
  const absl::Time later = YearsAfter(TestNow(), 2);

  ASSERT_THAT(Grant(later, AConsent(v1::Consent::SERVICE, later), &candidate), IsOk());

  EXPECT_EQ(candidate.consents(0).state(), v1::Consent::EXPIRED);
}

TEST(ConsentsTest, AMinorNeedsTheGuardianAsWell) {
  // 18 on 2 December 2026.
  v1::Candidate candidate = APerson(R"pb(
    work_authorisation { adult_labour_date { year: 2026 month: 12 day: 2 } }
  )pb");
  v1::Consent consent = AConsent(v1::Consent::SERVICE, TestNow());

  EXPECT_THAT(Grant(TestNow(), consent, &candidate),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("guardian")));
  EXPECT_EQ(candidate.consents_size(), 0);
  EXPECT_THAT(Grant(TestNow() + absl::Hours(24), consent, &candidate), IsOk());
  consent.mutable_terms()->set_guardian_method(v1::Consent::WRITTEN);
  EXPECT_THAT(Grant(TestNow(), consent, &candidate), IsOk());
}

TEST(ConsentsTest, WithoutABirthdayWhoMayStartToWorkIsStillAMinor) {
  v1::Candidate candidate = APerson(R"pb(
    work_authorisation { earliest_work_date { year: 2020 month: 4 day: 1 } }
  )pb");

  EXPECT_TRUE(IsMinor(candidate, TestNow()));
  EXPECT_THAT(Grant(TestNow(), AConsent(v1::Consent::SERVICE, TestNow()), &candidate),
              StatusIs(absl::StatusCode::kFailedPrecondition));
}

TEST(ConsentsTest, ARecordKeepsSoManyConsentsAndNoMore) {
  v1::Candidate candidate = APerson();
  for (int i = 0; i < kMostConsents; ++i) {
    ASSERT_THAT(Grant(TestNow(), AConsent(v1::Consent::SERVICE, TestNow()), &candidate), IsOk());
  }
  const v1::Candidate before = candidate;

  EXPECT_THAT(Grant(TestNow(), AConsent(v1::Consent::SERVICE, TestNow()), &candidate),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(AddDraft(AConsent(v1::Consent::SERVICE, TestNow()), &candidate),
              StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_EQ(candidate.SerializeAsString(), before.SerializeAsString());
}

TEST(ConsentsTest, SettlingWritesDownWhatExpiredAndNamesWhatHasNoName) {
  v1::Candidate candidate = APerson();
  *candidate.add_consents() = AConsent(v1::Consent::SERVICE, TestNow());
  *candidate.add_consents() = AConsent(v1::Consent::FOLLOW_UP, TestNow() + absl::Hours(1));
  const absl::Time end = YearsAfter(TestNow(), 1);

  EXPECT_TRUE(SettleConsents(end, &candidate));

  EXPECT_EQ(candidate.consents(0).state(), v1::Consent::EXPIRED);
  EXPECT_EQ(ToTime(candidate.consents(0).end_time()), end);
  EXPECT_EQ(candidate.consents(1).state(), v1::Consent::GRANTED);
  EXPECT_FALSE(candidate.consents(1).name().empty());
  EXPECT_FALSE(SettleConsents(end, &candidate));
}

}  // namespace
}  // namespace banso
