#include "server/outbox/rendering.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/utf8.h"
#include "server/outbox/mail.h"
#include "tests/outbox/mail_samples.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

TEST(RenderingTest, EveryTemplateIsFilledInEveryLanguage) {
  for (const MessageTemplate id : AllTemplates()) {
    for (const MessageLanguage language : AllLanguages()) {
      for (const bool named : {false, true}) {
        const auto message = Render(id, SamplesOf(id), {language, named, "https://p.example.org"});

        ASSERT_THAT(message, IsOk());
        EXPECT_THAT(message->body, Not(HasSubstr("{"))) << SpecOf(id).code;
        EXPECT_TRUE(IsUtf8(message->body));
        EXPECT_THAT(message->subject, Not(HasSubstr("\n")));
        EXPECT_EQ(message->sender.empty(), !named);
      }
    }
  }
}

TEST(RenderingTest, TimesAreToldInTheLanguageAndInJapansTime) {
  const auto body = [](MessageLanguage language) {
    const MessageTemplate id = MessageTemplate::kSessionConfirmed;
    return Render(id, SamplesOf(id), {language, false, ""})->body;
  };

  EXPECT_THAT(body(MessageLanguage::kJapanese), HasSubstr("2027年3月6日11:00"));
  EXPECT_THAT(body(MessageLanguage::kEasyJapanese),
              HasSubstr("2027年（ねん）3月（がつ）6日（むいか）11:00"));
  EXPECT_THAT(body(MessageLanguage::kEnglish), HasSubstr("6 March 2027, 11:00 (Japan time)"));
}

TEST(RenderingTest, ASharedPhoneShowsThatThereIsNewsAndNoMore) {
  const MessageTemplate id = MessageTemplate::kCardExpiring;
  const auto open = Render(id, SamplesOf(id), {MessageLanguage::kEnglish, true, ""});
  const auto shared =
      Render(id, SamplesOf(id), {MessageLanguage::kEnglish, false, "https://p.example.org"});

  ASSERT_THAT(open, IsOk());
  ASSERT_THAT(shared, IsOk());
  EXPECT_THAT(open->body, HasSubstr("20 November 2027"));
  EXPECT_EQ(open->subject, "A paper of yours is about to expire");
  EXPECT_EQ(open->sender, "Career Support Desk");
  EXPECT_EQ(shared->subject, "A message for you");
  EXPECT_EQ(shared->body,
            "There is news for you.\nYou can see it on this page.\nhttps://p.example.org\n\n"
            "If this is not for you, please delete it.\n");
}

TEST(RenderingTest, ALinkIsKeptFromServersOnTheWay) {
  const MessageTemplate id = MessageTemplate::kSessionRequested;
  const auto message =
      Render(id, SamplesOf(id), {MessageLanguage::kEnglish, false, "https://p.example.org"});
  ASSERT_THAT(message, IsOk());
  EXPECT_THAT(message->body, HasSubstr("https://p.example.org/link#banso_AbCdEfGh"));
}

TEST(RenderingTest, SessionsComeWithACalendarFile) {
  const auto file = [](MessageTemplate id) {
    return Render(id, SamplesOf(id), {.change_time = absl::FromUnixSeconds(1'800'000'000)})
        ->calendar;
  };

  const auto confirmed = file(MessageTemplate::kSessionConfirmed);
  ASSERT_TRUE(confirmed);
  EXPECT_EQ(confirmed->method, "PUBLISH");
  EXPECT_THAT(confirmed->bytes, HasSubstr("UID:sessions-s1@calendar.invalid\r\n"));
  EXPECT_THAT(confirmed->bytes, HasSubstr("SEQUENCE:2\r\n"));
  EXPECT_THAT(confirmed->bytes, HasSubstr("DTSTART:20270306T020000Z\r\n"));
  const auto cancelled = file(MessageTemplate::kAdvisorSessionCancelled);
  ASSERT_TRUE(cancelled);
  EXPECT_EQ(cancelled->method, "CANCEL");
  EXPECT_FALSE(file(MessageTemplate::kSessionWaitlisted));
}

TEST(RenderingTest, ExactlyTheValuesOfTheTemplateAreTaken) {
  for (const MessageTemplate id : AllTemplates()) {
    for (const MessageFieldSpec& spec : kMessageFields) {
      MessageValues values = SamplesOf(id);
      if (values.erase(spec.field) == 0) values[spec.field] = SampleOf(spec.field);
      EXPECT_THAT(CheckValues(id, values), StatusIs(absl::StatusCode::kInternal));
    }
  }
}

// Whatever somebody wrote about themselves is no time, date, name of resources or secret.
TEST(RenderingTest, NoFreeTextEntersAMessage) {
  for (const char* canary :
       {"山田 花子", "Canary Name", "canary@example.org", "03-1234-5678", "a b", "", "x/y z",
        "candidates/c1\r\nBcc: other@example.org", "https://evil.example.org/", "اسم تجريبي",
        "candidates", "/candidates/c1", "candidates//c1/x"}) {
    for (const MessageTemplate id : AllTemplates()) {
      for (const MessageField field : SpecOf(id).fields) {
        MessageValues values = SamplesOf(id);
        values[field] = canary;
        const auto message = Render(id, values, {});
        EXPECT_THAT(message.status(), StatusIs(absl::StatusCode::kInternal))
            << SpecOf(field).name << " " << canary;
        if (*canary != '\0') {
          EXPECT_THAT(message.status().message(), Not(HasSubstr(canary)));
        }
      }
    }
  }
}

}  // namespace
}  // namespace banso
