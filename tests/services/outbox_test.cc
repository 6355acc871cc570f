// The outbox and the job that delivers it, on a real store, with a transport that remembers.
#include "server/services/outbox.h"

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "engine/base/status_macros.h"
#include "server/convert/resource_name.h"
#include "server/services/message_states.h"
#include "server/services/outbox_dispatcher.h"
#include "tests/services/programme_test.h"

namespace banso {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class RememberingTransport final : public MailTransport {
 public:
  absl::Status Send(const Mail& mail, const std::atomic<bool>& /*stop*/) override {
    sent.push_back(mail);
    if (then) then();
    return answer;
  }
  std::vector<Mail> sent;
  absl::Status answer;
  std::function<void()> then;
};

constexpr char kMailContact[] = R"pb(contacts { channel: EMAIL address: "person@example.net" })pb";

class OutboxTest : public ProgrammeTest {
 protected:
  // A person with exactly these contacts.
  void PutPersonWith(const std::string& contacts, const std::string& languages = "ja") {
    v1::Candidate candidate = ACandidate();
    candidate.set_name("candidates/c1");
    candidate.clear_contacts();
    candidate.clear_contact_languages();
    candidate.clear_languages();
    candidate.add_contact_languages(languages);
    candidate = Merge(candidate, contacts);
    ResourceTraits<CandidateEntry>::Begin(clock_.Now(), &candidate);
    Put(ResourceKind::kCandidate, candidate);
  }

  OutboxMessage AMessage(int64_t sequence = 0) {
    return {.id = MessageTemplate::kSlotOffered,
            .recipient = "candidates/c1",
            .about = "sessions/s1",
            .sequence = sequence,
            .values = {{MessageField::kStart, TimeValue(clock_.Now() + absl::Hours(48))},
                       {MessageField::kOfferExpire, TimeValue(clock_.Now() + absl::Hours(24))}}};
  }

  absl::Status Enqueue(const OutboxMessage& message) {
    Call call = JobCall(context_, "test", Soon());
    return CommitTogether(
               context_, "", &call,
               [&](const std::shared_ptr<const Snapshot>& snapshot) -> absl::StatusOr<Plan> {
                 Plan plan;
                 BANSO_RETURN_IF_ERROR(EnqueueMessage(context_, *snapshot, message, &plan.batch));
                 return plan;
               })
        .status();
  }

  std::vector<v1::Message> Messages() {
    std::vector<v1::Message> all;
    Newest()->messages().ForEach([&](const auto& entry) { all.push_back(*entry->message); });
    return all;
  }
  v1::Message TheMessage() {
    const auto all = Messages();
    EXPECT_EQ(all.size(), 1u);
    return all.empty() ? v1::Message() : all[0];
  }

  int Deliver() {
    const auto sent = dispatcher_.RunJob(Soon());
    EXPECT_THAT(sent, IsOk());
    return sent.value_or(-1);
  }

  RememberingTransport transport_;
  OutboxDispatcher dispatcher_{
      &context_, &transport_, {.mail_from = "desk@example.org", .public_url = ""}};
};

// --- Writing ---

TEST_F(OutboxTest, TheSameMessageIsWrittenOnce) {
  PutPersonWith(kMailContact);

  EXPECT_THAT(Enqueue(AMessage()), IsOk());
  EXPECT_THAT(Enqueue(AMessage()), IsOk());
  EXPECT_EQ(Messages().size(), 1u);
  EXPECT_THAT(Enqueue(AMessage(1)), IsOk());
  EXPECT_EQ(Messages().size(), 2u);

  Batch batch;
  EXPECT_THAT(EnqueueMessage(context_, *Newest(), AMessage(2), &batch), IsOk());
  EXPECT_THAT(EnqueueMessage(context_, *Newest(), AMessage(2), &batch), IsOk());
  EXPECT_EQ(batch.writes.size(), 1u);
}

TEST_F(OutboxTest, ThePersonMayBeMadeByTheSameCommit) {
  v1::Candidate candidate = ACandidate();
  candidate.set_name("candidates/c1");
  candidate.clear_contact_languages();
  candidate.add_contact_languages("en");
  Batch batch;
  AddPut(ResourceKind::kCandidate, candidate.name(), candidate, 0, &batch);

  ASSERT_THAT(EnqueueMessage(context_, *Newest(), AMessage(), &batch), IsOk());

  ASSERT_EQ(batch.writes.size(), 2u);
  v1::Message message;
  message.ParseFromString(*batch.writes[1].message);
  EXPECT_EQ(message.language(), v1::Message::ENGLISH);
  EXPECT_EQ(message.candidate(), "candidates/c1");
}

TEST_F(OutboxTest, ValuesAndRecipientsAreTheTemplates) {
  PutPersonWith(kMailContact);
  OutboxMessage wrong = AMessage();
  wrong.values[MessageField::kCase] = "candidates/c2";
  EXPECT_THAT(Enqueue(wrong), StatusIs(absl::StatusCode::kInternal));
  wrong = AMessage();
  wrong.recipient = "advisors/a1";
  EXPECT_THAT(Enqueue(wrong), StatusIs(absl::StatusCode::kInternal));
  EXPECT_THAT(Messages(), IsEmpty());
}

TEST_F(OutboxTest, WhoeverIsGoneIsToldNothing) {
  EXPECT_THAT(Enqueue(AMessage()), IsOk());
  EXPECT_THAT(Messages(), IsEmpty());
}

TEST_F(OutboxTest, TheLanguageIsThePersons) {
  const auto language = [](const std::string& text) {
    return LanguageFor(Merge(v1::Candidate(), text));
  };
  EXPECT_EQ(language(R"pb(contact_languages: "ja")pb"), v1::Message::EASY_JAPANESE);
  EXPECT_EQ(language(R"pb(contact_languages: "ja"
                          languages { language: "ja" jlpt_level: N3 })pb"),
            v1::Message::EASY_JAPANESE);
  EXPECT_EQ(language(R"pb(contact_languages: "ja"
                          languages { language: "ja" jlpt_level: N2 })pb"),
            v1::Message::JAPANESE);
  EXPECT_EQ(
      language(R"pb(contact_languages: "ar" contact_languages: "ja" contact_languages: "en")pb"),
      v1::Message::EASY_JAPANESE);
  EXPECT_EQ(language(R"pb(contact_languages: "ar")pb"), v1::Message::ENGLISH);
  EXPECT_EQ(language(""), v1::Message::EASY_JAPANESE);
}

// --- Delivering ---

TEST_F(OutboxTest, AMessageIsSentOnceAndItsValuesAreForgotten) {
  PutPersonWith(kMailContact);
  ASSERT_THAT(Enqueue(AMessage()), IsOk());

  EXPECT_EQ(Deliver(), 1);
  EXPECT_EQ(Deliver(), 0);

  ASSERT_EQ(transport_.sent.size(), 1u);
  EXPECT_EQ(transport_.sent[0].to, "person@example.net");
  const v1::Message message = TheMessage();
  EXPECT_EQ(message.state(), v1::Message::SENT);
  EXPECT_EQ(message.attempts(), 1);
  EXPECT_THAT(message.parameters(), IsEmpty());
  EXPECT_FALSE(message.has_lease_time());
  EXPECT_EQ(ToTime(message.sent_time()), clock_.Now());
}

TEST_F(OutboxTest, AServerThatDiesAfterSendingSendsTheSameMailAgain) {
  PutPersonWith(kMailContact);
  ASSERT_THAT(Enqueue(AMessage()), IsOk());
  // The first server hands the mail over and never comes to write that down: what it leaves is the
  // message with its lease.
  v1::Message left;
  transport_.then = [&] { left = TheMessage(); };
  ASSERT_EQ(Deliver(), 1);
  transport_.then = nullptr;
  ASSERT_TRUE(left.has_lease_time());
  Put(ResourceKind::kMessage, left);

  RememberingTransport second;
  OutboxDispatcher other(&context_, &second, {.mail_from = "desk@example.org"});
  EXPECT_EQ(other.RunJob(Soon()).value_or(-1), 0);  // the lease holds
  clock_.Advance(kMessageLease);
  EXPECT_EQ(other.RunJob(Soon()).value_or(-1), 1);

  ASSERT_EQ(second.sent.size(), 1u);
  EXPECT_EQ(second.sent[0].bytes, transport_.sent[0].bytes);  // Message-ID and all
  EXPECT_EQ(TheMessage().state(), v1::Message::SENT);
}

TEST_F(OutboxTest, OfTwoServersOneSends) {
  PutPersonWith(kMailContact);
  ASSERT_THAT(Enqueue(AMessage()), IsOk());
  RememberingTransport second;
  OutboxDispatcher other(&context_, &second, {.mail_from = "desk@example.org"});
  transport_.then = [&] { EXPECT_EQ(other.RunJob(Soon()).value_or(-1), 0); };

  EXPECT_EQ(Deliver(), 1);
  EXPECT_THAT(second.sent, IsEmpty());
}

TEST_F(OutboxTest, WhatFailsIsTriedAgainLaterAndLaterAndIsDeadAtLast) {
  PutPersonWith(kMailContact);
  ASSERT_THAT(Enqueue(AMessage()), IsOk());
  transport_.answer = absl::UnavailableError("away");

  absl::Duration least = absl::Seconds(30);
  for (int attempt = 1; attempt < kMostAttempts; ++attempt) {
    EXPECT_EQ(Deliver(), 0);
    const v1::Message message = TheMessage();
    EXPECT_EQ(message.state(), v1::Message::QUEUED);
    EXPECT_EQ(message.attempts(), attempt);
    EXPECT_EQ(message.last_error(), "UNAVAILABLE");
    const absl::Duration wait = ToTime(message.not_before_time()) - clock_.Now();
    EXPECT_GE(wait, std::min(least, absl::Hours(3)));
    EXPECT_LE(wait, std::min(2 * least, absl::Hours(6)));
    least *= 2;
    EXPECT_EQ(Deliver(), 0);
    EXPECT_EQ(transport_.sent.size(), static_cast<size_t>(attempt));  // not before its time
    clock_.Advance(wait);
  }
  EXPECT_EQ(Deliver(), 0);

  EXPECT_EQ(TheMessage().state(), v1::Message::DEAD);
  EXPECT_FALSE(TheMessage().parameters().empty());  // somebody may try again
  clock_.Advance(absl::Hours(24));
  EXPECT_EQ(Deliver(), 0);
  EXPECT_EQ(transport_.sent.size(), static_cast<size_t>(kMostAttempts));
}

TEST_F(OutboxTest, WhatIsRefusedForGoodIsDeadAtOnce) {
  PutPersonWith(kMailContact);
  ASSERT_THAT(Enqueue(AMessage()), IsOk());
  transport_.answer = absl::FailedPreconditionError("no such user");

  EXPECT_EQ(Deliver(), 0);
  EXPECT_EQ(TheMessage().state(), v1::Message::DEAD);
  EXPECT_EQ(TheMessage().last_error(), "FAILED_PRECONDITION");
}

TEST_F(OutboxTest, MailKeepsToTheSafeHours) {
  PutPersonWith(R"pb(contacts {
                       channel: EMAIL
                       address: "person@example.net"
                       start { hours: 20 }
                       end { hours: 22 }
                     })pb");
  clock_.Set(JapanMidnight(Date(2026, 12, 1)) + absl::Hours(9));
  ASSERT_THAT(Enqueue(AMessage()), IsOk());

  EXPECT_EQ(Deliver(), 0);
  EXPECT_EQ(ToTime(TheMessage().not_before_time()),
            JapanMidnight(Date(2026, 12, 1)) + absl::Hours(20));
  EXPECT_EQ(TheMessage().attempts(), 0);
  clock_.Advance(absl::Hours(11));
  EXPECT_EQ(Deliver(), 1);
}

TEST_F(OutboxTest, WhatWaitedGoesInTheOrderInWhichItWasWritten) {
  PutPersonWith(R"pb(contacts {
                       channel: EMAIL
                       address: "person@example.net"
                       start { hours: 20 }
                       end { hours: 22 }
                     })pb");
  clock_.Set(JapanMidnight(Date(2026, 12, 1)) + absl::Hours(9));
  constexpr int kMany = 6;
  for (int i = 0; i < kMany; ++i) {
    ASSERT_THAT(Enqueue(AMessage(i)), IsOk());
    clock_.Advance(absl::Minutes(1));
  }
  EXPECT_EQ(Deliver(), 0);  // all wait for the same instant now
  clock_.Advance(absl::Hours(11));
  std::map<std::string, absl::Time> written;
  for (const v1::Message& message : Messages()) {
    written[message.name().substr(message.name().find('/') + 1)] = ToTime(message.create_time());
  }

  EXPECT_EQ(Deliver(), kMany);

  std::vector<absl::Time> order;
  for (const Mail& mail : transport_.sent) {
    for (const auto& [id, time] : written) {
      if (absl::StrContains(mail.bytes, id)) order.push_back(time);
    }
  }
  EXPECT_EQ(order.size(), static_cast<size_t>(kMany));
  EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
}

TEST_F(OutboxTest, AnHourThatIsOffIsNotConfirmedAnyMore) {
  PutPersonWith(kMailContact);
  v1::Session session;
  session.set_name("sessions/s1");
  session.set_candidate("candidates/c1");
  session.set_state(v1::Session::CONFIRMED);
  session.set_sequence(1);
  *session.mutable_start_time() = FromTime(clock_.Now() + absl::Hours(48));
  *session.mutable_end_time() = FromTime(clock_.Now() + absl::Hours(49));
  const auto tell = [&](MessageTemplate id) {
    return Enqueue({.id = id,
                    .recipient = "candidates/c1",
                    .about = session.name(),
                    .sequence = session.sequence(),
                    .values = SessionValues(*Newest(), id, session)});
  };
  ASSERT_THAT(tell(MessageTemplate::kSessionConfirmed), IsOk());
  session.set_state(v1::Session::CANCELLED);
  session.set_sequence(2);
  Put(ResourceKind::kSession, session);
  ASSERT_THAT(tell(MessageTemplate::kSessionCancelled), IsOk());

  EXPECT_EQ(Deliver(), 1);

  for (const v1::Message& message : Messages()) {
    const bool confirmed = message.template_code() == "SESSION_CONFIRMED";
    EXPECT_EQ(message.state(), confirmed ? v1::Message::DISCARDED : v1::Message::SENT);
    EXPECT_EQ(message.last_error(), confirmed ? "OUTDATED" : "");
    EXPECT_THAT(message.parameters(), IsEmpty());
  }
}

TEST_F(OutboxTest, AnHourThatStandsIsConfirmed) {
  PutPersonWith(kMailContact);
  PutAdvisor("advisors/a");
  v1::Session session;
  session.set_advisor("advisors/a");
  session.set_name("sessions/s1");
  session.set_candidate("candidates/c1");
  session.set_state(v1::Session::CONFIRMED);
  session.set_sequence(3);
  *session.mutable_start_time() = FromTime(clock_.Now() + absl::Hours(48));
  *session.mutable_end_time() = FromTime(clock_.Now() + absl::Hours(49));
  Put(ResourceKind::kSession, session);
  ASSERT_THAT(
      Enqueue({.id = MessageTemplate::kSessionConfirmed,
               .recipient = "candidates/c1",
               .about = session.name(),
               .sequence = session.sequence(),
               .values = SessionValues(*Newest(), MessageTemplate::kSessionConfirmed, session)}),
      IsOk());

  EXPECT_EQ(Deliver(), 1);
}

TEST(NextSafeTimeTest, HoursMayCrossMidnight) {
  const absl::Time midnight = JapanMidnight(Date(2026, 12, 1));
  v1::Contact contact;
  EXPECT_EQ(NextSafeTime(contact, midnight), midnight);
  contact.mutable_start()->set_hours(22);
  contact.mutable_end()->set_hours(1);

  EXPECT_EQ(NextSafeTime(contact, midnight), midnight);
  EXPECT_EQ(NextSafeTime(contact, midnight + absl::Hours(1)), midnight + absl::Hours(22));
  EXPECT_EQ(NextSafeTime(contact, midnight + absl::Hours(23)), midnight + absl::Hours(23));
}

TEST_F(OutboxTest, TheAddressIsTheOneOfTheMomentOfDelivery) {
  PutPersonWith(kMailContact);
  ASSERT_THAT(Enqueue(AMessage()), IsOk());
  PutPersonWith(R"pb(contacts { channel: EMAIL address: "moved@example.net" })pb");

  EXPECT_EQ(Deliver(), 1);
  EXPECT_EQ(transport_.sent[0].to, "moved@example.net");
}

TEST_F(OutboxTest, WhoeverHasNoMailIsToBeCalled) {
  PutPersonWith(R"pb(contacts { channel: PHONE address: "03-0000-0000" })pb");
  Put(ResourceKind::kSettings, Merge(v1::Settings(), R"pb(name: "settings/programme"
                                                          desk_contact: "team@example.org")pb"));
  ASSERT_THAT(Enqueue(AMessage()), IsOk());
  const std::string name = TheMessage().name();

  EXPECT_EQ(Deliver(), 0);
  EXPECT_EQ(Deliver(), 1);

  ASSERT_EQ(transport_.sent.size(), 1u);
  EXPECT_EQ(transport_.sent[0].to, "team@example.org");
  EXPECT_THAT(transport_.sent[0].bytes, Not(HasSubstr("03-0000")));
  int by_hand = 0;
  for (const v1::Message& message : Messages()) {
    if (message.name() == name) {
      EXPECT_EQ(message.state(), v1::Message::BY_HAND);
    }
    by_hand += message.state() == v1::Message::BY_HAND ? 1 : 0;
  }
  EXPECT_EQ(by_hand, 1);
}

TEST_F(OutboxTest, WhatIsTriedAgainIsToldByVoiceAgainUntilThereIsMail) {
  PutPersonWith(R"pb(contacts { channel: PHONE address: "03-0000-0000" })pb");
  Put(ResourceKind::kSettings, Merge(v1::Settings(), R"pb(name: "settings/programme"
                                                          desk_contact: "team@example.org")pb"));
  ASSERT_THAT(Enqueue(AMessage()), IsOk());
  const std::string name = TheMessage().name();
  const auto now = [&] { return *Newest()->messages().Find(name)->message; };
  const auto retry = [&] {
    v1::Message message = now();
    ASSERT_THAT(TakeMessageStep(MessageVerb::kRetry, clock_.Now(), &message), IsOk());
    Put(ResourceKind::kMessage, message);
  };
  Deliver();
  Deliver();
  ASSERT_EQ(now().state(), v1::Message::BY_HAND);
  ASSERT_EQ(transport_.sent.size(), 1u);

  // Nothing has changed: the team is asked again, by a message of its own.
  clock_.Advance(absl::Hours(2));
  retry();
  ASSERT_EQ(now().state(), v1::Message::QUEUED);
  Deliver();
  Deliver();
  EXPECT_EQ(now().state(), v1::Message::BY_HAND);
  ASSERT_EQ(transport_.sent.size(), 2u);
  EXPECT_EQ(transport_.sent[1].to, "team@example.org");
  EXPECT_NE(transport_.sent[1].id, transport_.sent[0].id);

  // Now there is an address.
  PutPersonWith(kMailContact);
  clock_.Advance(absl::Hours(2));
  retry();
  EXPECT_EQ(Deliver(), 1);
  EXPECT_EQ(now().state(), v1::Message::SENT);
  EXPECT_EQ(transport_.sent.back().to, "person@example.net");
  EXPECT_EQ(Deliver(), 0);
}

TEST_F(OutboxTest, ASharedMailboxNeverSeesTheProgrammesName) {
  PutPersonWith(kMailContact, "en");
  ASSERT_THAT(Enqueue(AMessage()), IsOk());
  ASSERT_EQ(Deliver(), 1);
  PutPersonWith(R"pb(contacts {
                       channel: EMAIL
                       address: "person@example.net"
                       programme_may_be_named: true
                     })pb",
                "en");
  ASSERT_THAT(Enqueue(AMessage(1)), IsOk());
  ASSERT_EQ(Deliver(), 1);

  EXPECT_THAT(transport_.sent[0].bytes, HasSubstr("From: desk@example.org\r\n"));
  EXPECT_THAT(transport_.sent[0].bytes, HasSubstr("Subject: A message for you\r\n"));
  EXPECT_THAT(transport_.sent[0].bytes, Not(HasSubstr("Career")));
  EXPECT_THAT(transport_.sent[1].bytes, HasSubstr("From: Career Support Desk <"));
}

TEST_F(OutboxTest, WhatCameTooLateIsNotSent) {
  PutPersonWith(kMailContact);
  OutboxMessage message = AMessage();
  message.expire = clock_.Now() + absl::Hours(1);
  ASSERT_THAT(Enqueue(message), IsOk());
  clock_.Advance(absl::Hours(1));

  EXPECT_EQ(Deliver(), 0);
  EXPECT_EQ(TheMessage().state(), v1::Message::DISCARDED);
  EXPECT_THAT(transport_.sent, IsEmpty());
}

TEST_F(OutboxTest, NothingPrivateIsLogged) {
  PutPersonWith(kMailContact);
  ASSERT_THAT(Enqueue(AMessage()), IsOk());
  transport_.answer = absl::UnavailableError("canary person@example.net");

  ::testing::internal::CaptureStderr();
  EXPECT_EQ(Deliver(), 0);
  const std::string log = ::testing::internal::GetCapturedStderr();

  EXPECT_THAT(log, HasSubstr("message_not_sent"));
  EXPECT_THAT(log, Not(HasSubstr("canary")));
  EXPECT_THAT(log, Not(HasSubstr("person@")));
}

}  // namespace
}  // namespace banso
