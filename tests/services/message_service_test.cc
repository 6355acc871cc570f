#include "server/services/message_service.h"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "server/outbox/rendering.h"
#include "server/services/outbox.h"
#include "tests/services/programme_test.h"

namespace banso {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kName[] = "messages/m";
constexpr char kSecret[] = "banso_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdE";

constexpr v1::Message::State kStates[] = {v1::Message::QUEUED, v1::Message::SENT, v1::Message::DEAD,
                                          v1::Message::BY_HAND, v1::Message::DISCARDED};

// --- The table ---

TEST(MessageStatesTest, EveryPairIsAsWritten) {
  using V = MessageVerb;
  using M = v1::Message;
  const std::map<std::pair<M::State, V>, M::State> legal = {
      {{M::QUEUED, V::kDeliver}, M::SENT},      {{M::QUEUED, V::kGiveUp}, M::DEAD},
      {{M::QUEUED, V::kHandOver}, M::BY_HAND},  {{M::QUEUED, V::kExpire}, M::DISCARDED},
      {{M::QUEUED, V::kDiscard}, M::DISCARDED}, {{M::DEAD, V::kRetry}, M::QUEUED},
      {{M::DEAD, V::kDiscard}, M::DISCARDED},   {{M::BY_HAND, V::kRetry}, M::QUEUED},
      {{M::BY_HAND, V::kDiscard}, M::DISCARDED}};
  for (const M::State from : kStates) {
    for (int i = 0; i <= static_cast<int>(kLastMessageVerb); ++i) {
      const auto verb = static_cast<V>(i);
      const auto arrow = legal.find({from, verb});
      const auto next = NextState(from, verb);
      EXPECT_EQ(next.has_value(), arrow != legal.end()) << M::State_Name(from) << " " << i;
      if (next && arrow != legal.end()) {
        EXPECT_EQ(*next, arrow->second);
      }
      M message;
      message.set_state(from);
      message.set_attempts(3);
      const std::string before = message.SerializeAsString();
      const absl::Status status = TakeMessageStep(verb, TestNow(), &message);
      EXPECT_EQ(status.ok(), next.has_value());
      if (!status.ok()) {
        EXPECT_EQ(message.SerializeAsString(), before);
      }
    }
  }
}

// --- The service ---

class MessageServiceTest : public ProgrammeTest {
 protected:
  void SetUp() override {
    ProgrammeTest::SetUp();
    service_ = std::make_unique<MessageService>(&context_, "https://desk.example.org");
    PutCandidate("candidates/c");
  }

  v1::Message PutMessage(v1::Message::State state, const std::string& more = "") {
    v1::Message message = Merge(v1::Message(), R"pb(
      name: "messages/m"
      candidate: "candidates/c"
      template_code: "SLOT_OFFERED"
      language: ENGLISH
      about: "sessions/s"
      attempts: 10
      last_error: "UNAVAILABLE"
    )pb");
    message.set_state(state);
    *message.mutable_not_before_time() = FromTime(clock_.Now() - absl::Hours(1));
    *message.mutable_create_time() = FromTime(clock_.Now() - absl::Hours(1));
    for (const auto& [name, hours] : {std::pair{"start", 48}, std::pair{"offer_expire", 24}}) {
      v1::MessageParameter* parameter = message.add_parameters();
      parameter->set_name(name);
      parameter->set_value(TimeValue(clock_.Now() + absl::Hours(hours)));
    }
    message = Merge(message, more);
    Put(ResourceKind::kMessage, message);
    return message;
  }
  v1::Message PutLink() {
    v1::Message message =
        PutMessage(v1::Message::BY_HAND, R"pb(template_code: "SESSION_REQUESTED")pb");
    message.clear_parameters();
    v1::MessageParameter* parameter = message.add_parameters();
    parameter->set_name("link");
    parameter->set_value(kSecret);
    Put(ResourceKind::kMessage, message);
    return message;
  }
  v1::Message MessageNow() { return *Newest()->messages().Find(kName)->message; }

  template <typename Request>
  Request Named(const std::string& etag = "") {
    Request request;
    request.set_name(kName);
    if constexpr (requires { request.set_etag(etag); }) request.set_etag(etag);
    return request;
  }
  absl::StatusOr<v1::Message> Retry(const std::string& etag = "") {
    Call call = CoordinatorCall();
    return service_->Retry(Named<v1::RetryMessageRequest>(etag), &call);
  }
  absl::StatusOr<v1::Message> Discard() {
    Call call = CoordinatorCall();
    return service_->Discard(Named<v1::DiscardMessageRequest>(), &call);
  }
  absl::StatusOr<v1::PreviewMessageResponse> Preview() {
    Call call = CoordinatorCall();
    return service_->Preview(Named<v1::PreviewMessageRequest>(), &call);
  }

  std::unique_ptr<MessageService> service_;
};

TEST_F(MessageServiceTest, WhatTheTableDoesNotKnowIsRefusedAndChangesNothing) {
  using Step = std::function<absl::StatusOr<v1::Message>()>;
  const std::vector<std::pair<MessageVerb, Step>> steps = {
      {MessageVerb::kRetry, [&] { return Retry(); }},
      {MessageVerb::kDiscard, [&] { return Discard(); }}};
  int refused = 0;
  for (const auto& [verb, step] : steps) {
    for (const v1::Message::State state : kStates) {
      PutMessage(state);
      const Revision revision = Newest()->revision();
      const std::string before = MessageNow().SerializeAsString();

      const auto answer = step();

      if (const auto next = NextState(state, verb)) {
        ASSERT_THAT(answer, IsOk()) << v1::Message::State_Name(state);
        EXPECT_EQ(MessageNow().state(), *next);
        continue;
      }
      ++refused;
      EXPECT_THAT(answer.status(), StatusIs(absl::StatusCode::kFailedPrecondition));
      EXPECT_EQ(ReasonOf(answer), "ILLEGAL_TRANSITION");
      EXPECT_EQ(Newest()->revision(), revision);
      EXPECT_EQ(MessageNow().SerializeAsString(), before);
    }
  }
  EXPECT_EQ(refused, 5);
}

TEST_F(MessageServiceTest, WhatIsRetriedBeginsAnew) {
  PutMessage(v1::Message::DEAD);

  const auto retried = Retry();

  ASSERT_THAT(retried, IsOk());
  EXPECT_EQ(retried->state(), v1::Message::QUEUED);
  EXPECT_EQ(retried->attempts(), 0);
  EXPECT_EQ(retried->last_error(), "");
  EXPECT_EQ(ToTime(retried->not_before_time()), clock_.Now());
  EXPECT_THAT(retried->parameters(), SizeIs(2));
  EXPECT_THAT(AuditedChanges(), ElementsAre("MESSAGE_RETRIED"));
}

TEST_F(MessageServiceTest, WhatIsOfNoUseAnyMoreIsNotRetried) {
  v1::Message message = PutMessage(v1::Message::DEAD);
  *message.mutable_expire_time() = FromTime(clock_.Now());
  Put(ResourceKind::kMessage, message);

  EXPECT_EQ(ReasonOf(Retry()), "MESSAGE_EXPIRED");
  EXPECT_THAT(Discard(), IsOk());
}

TEST_F(MessageServiceTest, WhatIsGivenUpIsForgotten) {
  PutMessage(v1::Message::BY_HAND);

  ASSERT_THAT(Discard(), IsOk());

  EXPECT_THAT(MessageNow().parameters(), IsEmpty());
  EXPECT_EQ(ReasonOf(Preview()), "MESSAGE_FORGOTTEN");
  EXPECT_THAT(AuditedChanges(), Contains("MESSAGE_DISCARDED"));
}

TEST_F(MessageServiceTest, AStepHoldsOnToWhatWasRead) {
  PutMessage(v1::Message::DEAD);
  EXPECT_THAT(Retry(EtagOf(1)).status(), StatusIs(absl::StatusCode::kAborted));
}

TEST_F(MessageServiceTest, DeadOnesAndThoseToTellByVoiceAreFound) {
  PutMessage(v1::Message::SENT, R"pb(name: "messages/sent")pb");
  PutMessage(v1::Message::DEAD, R"pb(name: "messages/dead")pb");
  PutMessage(v1::Message::BY_HAND, R"pb(name: "messages/voice")pb");
  v1::ListMessagesRequest request;
  request.set_filter("state = DEAD OR state = BY_HAND");
  Call call = CoordinatorCall();

  const auto list = service_->List(request, &call);

  ASSERT_THAT(list, IsOk());
  ASSERT_THAT(list->messages(), SizeIs(2));
  EXPECT_EQ(list->messages(0).name(), "messages/dead");
  EXPECT_EQ(list->messages(1).name(), "messages/voice");
  EXPECT_THAT(call.audit.subjects(), Contains("candidates/c"));
}

TEST_F(MessageServiceTest, APreviewIsWhatThePersonWouldGet) {
  PutMessage(v1::Message::QUEUED);
  PutCandidate(
      "candidates/c",
      R"pb(contacts { channel: EMAIL address: "x@example.net" programme_may_be_named: true })pb");

  const auto preview = Preview();

  ASSERT_THAT(preview, IsOk());
  EXPECT_TRUE(preview->by_mail());
  EXPECT_EQ(preview->candidate(), "candidates/c");
  // The first address counts, which does not let the programme be named.
  EXPECT_EQ(preview->sender(), "");
  EXPECT_EQ(preview->subject(), "A message for you");
  EXPECT_THAT(preview->text(),
              AllOf(HasSubstr("A time became free"), HasSubstr("https://desk.example.org")));
  EXPECT_EQ(preview->calendar(), "");
}

TEST_F(MessageServiceTest, APreviewHasTheCalendarFile) {
  v1::Message message =
      PutMessage(v1::Message::QUEUED, R"pb(template_code: "SESSION_CONFIRMED")pb");
  message.clear_parameters();
  for (const auto& [name, value] : std::vector<std::pair<std::string, std::string>>{
           {"start", TimeValue(clock_.Now())},
           {"end", TimeValue(clock_.Now() + absl::Hours(1))},
           {"session", "sessions/s"},
           {"calendar", "sessions/s"},
           {"sequence", "1"}}) {
    v1::MessageParameter* parameter = message.add_parameters();
    parameter->set_name(name);
    parameter->set_value(value);
  }
  Put(ResourceKind::kMessage, message);

  const auto preview = Preview();

  ASSERT_THAT(preview, IsOk());
  EXPECT_THAT(preview->calendar(), HasSubstr("UID:sessions-s@calendar.invalid"));
}

TEST_F(MessageServiceTest, TheSecretOfALinkIsShownToNobody) {
  PutLink();
  Call get = CoordinatorCall();
  Call list = CoordinatorCall();

  const auto got = service_->Get(Named<v1::GetMessageRequest>(), &get);
  const auto listed = service_->List(v1::ListMessagesRequest(), &list);
  const auto preview = Preview();
  const auto retried = Retry();

  for (const std::string& shown : {got->DebugString(), listed->DebugString(),
                                   preview->DebugString(), retried->DebugString()}) {
    EXPECT_THAT(shown, Not(HasSubstr("AbCdEf")));
  }
  EXPECT_THAT(preview->text(), HasSubstr("https://desk.example.org/link#…"));
  EXPECT_EQ(MessageNow().parameters(0).value(), kSecret) << "it is still to be told";
}

}  // namespace
}  // namespace banso
