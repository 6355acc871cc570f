#include "server/outbox/mail.h"

#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/outbox/mail_samples.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const absl::Time kTime = absl::FromUnixSeconds(1'800'000'000);

absl::StatusOr<Mail> MailOf(const RenderedMessage& message) {
  return WriteMail("m1", "desk@example.org", "person@example.net", message, kTime);
}

TEST(MailTest, APlainMailIsWrittenAsRfc5322Says) {
  const auto mail = MailOf({.subject = "A message for you", .body = "Hello\n"});

  ASSERT_THAT(mail, IsOk());
  EXPECT_EQ(mail->bytes,
            "From: desk@example.org\r\nTo: person@example.net\r\nSubject: A message for you\r\n"
            "Date: Fri, 15 Jan 2027 08:00:00 +0000\r\nMessage-ID: <m1@example.org>\r\n"
            "Auto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
            "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            "SGVsbG8NCg==\r\n");
}

TEST(MailTest, TheSameMailIsTheSameBytes) {
  const RenderedMessage message = {.sender = "窓口", .subject = "お知らせ", .body = "本文"};
  EXPECT_EQ(MailOf(message)->bytes, MailOf(message)->bytes);
}

TEST(MailTest, HeadersAreAsciiAndShort) {
  RenderedMessage message = {.sender = "相談窓口", .body = "本文\n"};
  for (int i = 0; i < 40; ++i) message.subject += "あé😀x";

  const auto mail = MailOf(message);

  ASSERT_THAT(mail, IsOk());
  for (const absl::string_view line : absl::StrSplit(mail->bytes, "\r\n")) {
    EXPECT_LE(line.size(), 78u) << line;
    for (const char c : line) EXPECT_TRUE(c >= ' ' && c < 0x7f);
  }
  EXPECT_THAT(mail->bytes, Not(HasSubstr("\n\n")));
}

TEST(MailTest, NothingOfAMessageBeginsAHeader) {
  const auto mail = MailOf({.sender = "a\r\nBcc: x@example.org",
                            .subject = "b\nBcc: y@example.org",
                            .body = "c\n.\r\nQUIT\nBcc: z"});

  ASSERT_THAT(mail, IsOk());
  EXPECT_THAT(mail->bytes, Not(HasSubstr("Bcc")));
  EXPECT_THAT(mail->bytes, Not(HasSubstr("QUIT")));
}

TEST(MailTest, AddressesAreOnesThatMailCanBeSentTo) {
  for (const char* good : {"a@example.org", "a.b+c@example.org", "x'y@a-b.example.org"}) {
    EXPECT_TRUE(IsMailAddress(good)) << good;
  }
  for (const char* bad :
       {"", "a", "@example.org", "a@", "a@b@c", "a b@example.org", "a@exam ple.org", "<a@b.org>",
        "a@b.org\r\nRCPT TO:<x@y.z>", "a@b.org>", ".a@b.org", "a.@b.org", "a..b@c.org", "あ@b.org",
        "a@.org", "a@b..c", "\"a b\"@c.org", "a@-b.org", "090-1234-5678"}) {
    EXPECT_FALSE(IsMailAddress(bad)) << bad;
    EXPECT_THAT(WriteMail("m1", "desk@example.org", bad, {}, kTime).status(),
                StatusIs(absl::StatusCode::kInvalidArgument));
  }
  EXPECT_FALSE(IsMailAddress(absl::StrCat(std::string(65, 'a'), "@b.org")));
  EXPECT_FALSE(IsMailAddress(absl::StrCat("a@", std::string(260, 'b'))));
  EXPECT_THAT(WriteMail("m\r\n1", "desk@example.org", "a@b.org", {}, kTime).status(),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

// Every text that base64 hides, too.
std::string Everything(const Mail& mail) {
  std::string all = mail.bytes;
  std::string run;
  for (absl::string_view line : absl::StrSplit(mail.bytes, "\r\n")) {
    std::string decoded;
    if (!line.empty() && absl::Base64Unescape(line, &decoded)) all += decoded;
    for (absl::string_view rest = line; rest.find("=?UTF-8?B?") != absl::string_view::npos;) {
      rest.remove_prefix(rest.find("=?UTF-8?B?") + 10);
      if (absl::Base64Unescape(rest.substr(0, rest.find("?=")), &decoded)) all += decoded;
    }
  }
  return all;
}

TEST(MailTest, TheProgrammeIsNeverNamedWhereItMayNotBe) {
  const std::string words[] = {
      std::string(kProgrammeName.ja),
      std::string(kProgrammeName.en),
      "Career",
      "キャリア",
      "難民",
      "efugee",
  };
  bool named_is_found = false;
  for (const MessageTemplate id : AllTemplates()) {
    for (const MessageLanguage language : AllLanguages()) {
      for (const bool named : {false, true}) {
        const auto message =
            Render(id, SamplesOf(id), {language, named, "https://p.example.org", kTime});
        ASSERT_THAT(message, IsOk());
        const auto mail = MailOf(*message);
        ASSERT_THAT(mail, IsOk());
        for (const std::string& word : words) {
          const bool found = Everything(*mail).find(word) != std::string::npos;
          if (named) {
            named_is_found = named_is_found || found;
          } else {
            EXPECT_FALSE(found) << word << " in " << SpecOf(id).code;
          }
        }
      }
    }
  }
  EXPECT_TRUE(named_is_found);  // the search finds what it is for
}

}  // namespace
}  // namespace banso
