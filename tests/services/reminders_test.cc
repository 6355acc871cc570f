#include "server/services/reminders.h"

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/services/programme_test.h"

namespace banso {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kPerson[] = "candidates/c";

class RemindersTest : public ProgrammeTest {
 protected:
  void SetUp() override {
    ProgrammeTest::SetUp();
    PutAdvisor("advisors/a");
  }

  // Who confirmed the profile just now, and whose papers and consents last for years.
  v1::Candidate APerson() {
    v1::Candidate person = ACandidate();
    person.set_name(kPerson);
    ResourceTraits<CandidateEntry>::Begin(clock_.Now(), &person);
    *person.mutable_create_time() = FromTime(clock_.Now());
    *person.mutable_profile_confirm_time() = FromTime(clock_.Now());
    for (int i = 0; i < person.consents_size(); ++i) {
      v1::Consent* consent = person.mutable_consents(i);
      consent->set_name(absl::StrCat(kPerson, "/consents/", i));
      consent->set_state(v1::Consent::GRANTED);
      *consent->mutable_expire_time() = FromTime(clock_.Now() + absl::Hours(24 * 700));
    }
    return person;
  }
  void PutPerson(const v1::Candidate& person) { Put(ResourceKind::kCandidate, person); }

  // Given an hour at `confirmed`.
  v1::Session PutSession(absl::Time start, absl::Time confirmed,
                         v1::Session::State state = v1::Session::CONFIRMED) {
    v1::Session session;
    session.set_name("sessions/s");
    session.set_candidate(kPerson);
    session.set_kind(v1::Session::DESK);
    session.set_advisor("advisors/a");
    session.set_state(state);
    session.set_sequence(1);
    *session.mutable_start_time() = FromTime(start);
    *session.mutable_end_time() = FromTime(start + absl::Hours(1));
    v1::SessionStep* step = session.add_steps();
    step->set_state(v1::Session::CONFIRMED);
    *step->mutable_step_time() = FromTime(confirmed);
    Put(ResourceKind::kSession, session);
    return session;
  }

  int Remind() {
    const auto sessions = reminders_.RemindOfSessions(Soon());
    const auto dates = reminders_.RemindOfDates(Soon());
    EXPECT_THAT(sessions, IsOk());
    EXPECT_THAT(dates, IsOk());
    return sessions.value_or(0) + dates.value_or(0);
  }
  // How many messages there are of each template.
  std::map<std::string, int> Told() {
    std::map<std::string, int> told;
    Newest()->messages().ForEach(
        [&](const auto& entry) { ++told[entry->message->template_code()]; });
    return told;
  }
  std::map<std::string, std::string> ParametersOf(const std::string& code) {
    std::map<std::string, std::string> parameters;
    Newest()->messages().ForEach([&](const auto& entry) {
      if (entry->message->template_code() != code) return;
      for (const auto& parameter : entry->message->parameters()) {
        parameters[parameter.name()] = parameter.value();
      }
    });
    return parameters;
  }
  using Counts = std::map<std::string, int>;

  Reminders reminders_{&context_};
};

// --- Sessions ---

TEST_F(RemindersTest, BothAreRemindedOnceADayBefore) {
  PutPerson(APerson());
  const absl::Time start = clock_.Now() + absl::Hours(48);
  PutSession(start, clock_.Now());
  clock_.Set(start - absl::Hours(24) - absl::Seconds(1));
  EXPECT_EQ(Remind(), 0);

  clock_.Set(start - absl::Hours(24));
  EXPECT_EQ(Remind(), 2);
  EXPECT_EQ(Remind(), 0);
  clock_.Advance(absl::Hours(5));
  EXPECT_EQ(Reminders(&context_).RemindOfSessions(Soon()).value_or(-1), 0) << "of another server";

  EXPECT_EQ(Told(), (Counts{{"SESSION_REMINDER", 1}, {"ADVISOR_SESSION_REMINDER", 1}}));
}

TEST_F(RemindersTest, WhatWasGivenLaterNeedsNoReminder) {
  PutPerson(APerson());
  PutSession(clock_.Now() + absl::Hours(20), clock_.Now());
  EXPECT_EQ(Remind(), 0);
}

TEST_F(RemindersTest, WhatHasBegunIsNotCalledToMind) {
  PutPerson(APerson());
  PutSession(clock_.Now(), clock_.Now() - absl::Hours(48));
  EXPECT_EQ(Remind(), 0);
}

TEST_F(RemindersTest, AReminderThatWaitsIsCalledBackWithItsSession) {
  PutPerson(APerson());
  const absl::Time start = clock_.Now() + absl::Hours(20);
  PutSession(start, clock_.Now() - absl::Hours(48));
  ASSERT_EQ(Remind(), 2);

  PutSession(start, clock_.Now() - absl::Hours(48), v1::Session::CANCELLED);
  EXPECT_EQ(Remind(), 2);

  Newest()->messages().ForEach([&](const auto& entry) {
    EXPECT_EQ(entry->message->state(), v1::Message::DISCARDED);
    EXPECT_EQ(entry->message->last_error(), "SUPERSEDED");
    EXPECT_THAT(entry->message->parameters(), IsEmpty());
  });
}

TEST_F(RemindersTest, ASlotThatIsHeldIsCalledToMindBeforeItLapses) {
  PutPerson(APerson());
  v1::Session session =
      PutSession(clock_.Now() + absl::Hours(72), clock_.Now(), v1::Session::OFFERED);
  v1::SlotOffer* offer = session.mutable_offer();
  *offer->mutable_start_time() = session.start_time();
  *offer->mutable_offer_time() = FromTime(clock_.Now());
  *offer->mutable_expire_time() = FromTime(clock_.Now() + absl::Hours(24));
  Put(ResourceKind::kSession, session);
  clock_.Advance(absl::Hours(17));
  EXPECT_EQ(Remind(), 0);

  clock_.Advance(absl::Hours(1));
  EXPECT_EQ(Remind(), 1);
  EXPECT_EQ(Remind(), 0);
  EXPECT_EQ(Told(), (Counts{{"SLOT_OFFERED", 1}}));

  // One that was held for a short time only was told of just now.
  *offer->mutable_offer_time() = FromTime(clock_.Now() - absl::Hours(1));
  *session.add_past_offers() = *offer;
  Put(ResourceKind::kSession, session);
  EXPECT_EQ(Remind(), 0);
}

// --- Dates ---

TEST_F(RemindersTest, AConsentThatIsAboutToLapseIsToldToPersonAndTeam) {
  v1::Candidate person = APerson();
  *person.mutable_consents(1)->mutable_expire_time() =
      FromTime(JapanMidnight(JapanDate(clock_.Now()) + 31));
  PutPerson(person);
  EXPECT_EQ(Remind(), 0);

  clock_.Advance(absl::Hours(24));
  EXPECT_EQ(Remind(), 2);
  clock_.Advance(absl::Hours(24));
  EXPECT_EQ(Remind(), 0);

  EXPECT_EQ(Told(), (Counts{{"CONSENT_LAPSING", 1}, {"COORDINATOR_CONSENT_LAPSING", 1}}));
  EXPECT_THAT(ParametersOf("CONSENT_LAPSING"),
              ElementsAre(std::pair<const std::string, std::string>("date", "2027-01-01")));
  EXPECT_THAT(ParametersOf("COORDINATOR_CONSENT_LAPSING"),
              ElementsAre(std::pair<const std::string, std::string>("case", kPerson)));
}

TEST_F(RemindersTest, APaperIsCalledToMindAt90AndAt30Days) {
  v1::Candidate person = APerson();
  const Date last = JapanDate(clock_.Now()) + 91;
  *person.mutable_work_authorisation()->mutable_valid_until_date() = FromDate(last);
  // Nothing else is due meanwhile.
  *person.mutable_profile_confirm_time() = FromTime(JapanMidnight(last));
  PutPerson(person);
  const auto at = [&](int days) { clock_.Set(JapanMidnight(last - days) + absl::Hours(9)); };
  EXPECT_EQ(Remind(), 0);
  at(90);
  EXPECT_EQ(Remind(), 2);
  at(31);
  EXPECT_EQ(Remind(), 0);
  at(30);
  EXPECT_EQ(Remind(), 2);
  at(0);
  EXPECT_EQ(Remind(), 0);

  EXPECT_EQ(Told(), (Counts{{"CARD_EXPIRING", 2}, {"COORDINATOR_CARD_EXPIRING", 2}}));
  // Nobody but the person and the team.
  Newest()->messages().ForEach([&](const auto& entry) {
    EXPECT_TRUE(entry->message->candidate() == kPerson || entry->message->coordinators());
    EXPECT_EQ(entry->message->advisor(), "");
  });
}

TEST_F(RemindersTest, WhatIsSeenLateIsToldOnce) {
  v1::Candidate person = APerson();
  *person.mutable_work_authorisation()->mutable_valid_until_date() =
      FromDate(JapanDate(clock_.Now()) + 10);
  PutPerson(person);
  EXPECT_EQ(Remind(), 2);
}

TEST_F(RemindersTest, WhoFiledInTimeIsNotReminded) {
  v1::Candidate person = APerson();
  *person.mutable_work_authorisation()->mutable_valid_until_date() =
      FromDate(JapanDate(clock_.Now()) + 10);
  *person.mutable_work_authorisation()->mutable_renewal_filed_date() =
      FromDate(JapanDate(clock_.Now()));
  PutPerson(person);
  EXPECT_EQ(Remind(), 0);
}

TEST_F(RemindersTest, APermissionForOneInternshipExpiresToo) {
  v1::Candidate person = APerson();
  v1::IndividualPermission* permission =
      person.mutable_work_authorisation()->add_individual_permissions();
  permission->set_internship("employers/e/internships/i");
  *permission->mutable_end_date() = FromDate(JapanDate(clock_.Now()) + 20);
  PutPerson(person);

  EXPECT_EQ(Remind(), 2);

  Newest()->messages().ForEach([&](const auto& entry) {
    EXPECT_EQ(entry->message->about(), kPerson) << "never which internship";
  });
}

TEST_F(RemindersTest, AProfileThatNobodyTouchedIsAskedAboutOnce) {
  PutPerson(APerson());
  clock_.Advance(absl::Hours(24 * 90) - absl::Seconds(1));
  EXPECT_EQ(Remind(), 0);
  clock_.Advance(absl::Seconds(1));
  EXPECT_EQ(Remind(), 1);
  clock_.Advance(absl::Hours(24 * 30));
  EXPECT_EQ(Remind(), 0);
  EXPECT_EQ(Told(), (Counts{{"PROFILE_CONFIRM", 1}}));

  // Confirmed, and forgotten again.
  v1::Candidate person = CandidateNow(kPerson);
  *person.mutable_profile_confirm_time() = FromTime(clock_.Now());
  PutPerson(person);
  clock_.Advance(absl::Hours(24 * 90));
  EXPECT_EQ(Remind(), 1);
}

TEST_F(RemindersTest, WhoIsNotAccompaniedIsRemindedOfNoDates) {
  v1::Candidate person = APerson();
  *person.mutable_work_authorisation()->mutable_valid_until_date() =
      FromDate(JapanDate(clock_.Now()) + 10);
  person.mutable_case_()->set_status(v1::Case::PAUSED);
  PutPerson(person);
  EXPECT_EQ(Remind(), 0);
  person.mutable_case_()->set_status(v1::Case::ACTIVE);
  for (v1::Consent& consent : *person.mutable_consents()) {
    consent.set_state(v1::Consent::WITHDRAWN);
  }
  PutPerson(person);
  EXPECT_EQ(Remind(), 0);
}

TEST_F(RemindersTest, ManyAreToldInSeveralCommits) {
  for (int i = 0; i < 70; ++i) {
    v1::Candidate person = APerson();
    person.set_name(absl::StrCat("candidates/c", i));
    *person.mutable_work_authorisation()->mutable_valid_until_date() =
        FromDate(JapanDate(clock_.Now()) + 10);
    PutPerson(person);
  }
  EXPECT_EQ(Remind(), 140);
  EXPECT_EQ(Remind(), 0);
}

}  // namespace
}  // namespace banso
