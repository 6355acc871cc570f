#include "server/outbox/templates.h"

#include <set>
#include <string>

#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "engine/explain/quantities.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/explain/easy_japanese.h"
#include "tests/outbox/mail_samples.h"

namespace banso {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// A private value goes to its owner and to nobody else: templates.cc does not compile otherwise.
constexpr MessageField kDate[] = {MessageField::kDate};
constexpr MessageField kLink[] = {MessageField::kLink};
static_assert(TellsOwnersOnly({.recipient = Party::kCandidate, .fields = kDate}));
static_assert(!TellsOwnersOnly({.recipient = Party::kCoordinators, .fields = kDate}));
static_assert(!TellsOwnersOnly({.recipient = Party::kAdvisor, .fields = kDate}));
static_assert(!TellsOwnersOnly({.recipient = Party::kAdvisor, .fields = kLink}));
static_assert(!TellsOwnersOnly({.recipient = Party::kNobody, .fields = kLink}));

TEST(TemplatesTest, NoValueIsAName) {
  // Of a person: nothing is kept that IDENTIFIES, and only a time, a date, a code or a name of
  // resources has a place.
  for (const MessageFieldSpec& spec : kMessageFields) {
    EXPECT_NE(spec.privacy, v1::Privacy::IDENTIFYING) << spec.name;
    EXPECT_NE(spec.privacy, v1::Privacy::LEVEL_UNSPECIFIED) << spec.name;
    if (spec.kind == FieldKind::kName) {
      EXPECT_EQ(spec.privacy, v1::Privacy::PUBLIC) << spec.name;
    }
    EXPECT_EQ(MessageFieldNamed(spec.name), spec.field);
  }
}

TEST(TemplatesTest, CodesAreFoundAndDiffer) {
  std::set<std::string> codes;
  for (const MessageTemplate id : AllTemplates()) {
    const MessageTemplateSpec& spec = SpecOf(id);
    EXPECT_EQ(MessageTemplateOf(spec.code), id);
    EXPECT_TRUE(codes.insert(std::string(spec.code)).second);
    EXPECT_LE(spec.code.size(), 64u);
  }
  EXPECT_EQ(MessageTemplateOf("NO_SUCH_TEMPLATE"), std::nullopt);
}

TEST(TemplatesTest, EveryTextIsThereInThreeLanguages) {
  for (const MessageTemplate id : AllTemplates()) {
    for (const Text& text : {SpecOf(id).subject, SpecOf(id).body}) {
      EXPECT_FALSE(text.ja.empty() || text.ja_easy.empty() || text.en.empty()) << SpecOf(id).code;
      EXPECT_FALSE(HoldsCjk(text.en)) << text.en;
      EXPECT_TRUE(HoldsCjk(text.ja)) << text.ja;
    }
  }
}

// What stands where a value comes, as it is read; lines that are a value alone are no sentences.
std::string EasyText(absl::string_view text) {
  const std::string time = JapanTimeWords(absl::FromUnixSeconds(1'795'000'000)).ja_easy;
  const std::string date = DateWords(absl::CivilDay(2027, 11, 24)).ja_easy;
  std::string result;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    if (line.front() == '{' && line.back() == '}') continue;
    result +=
        absl::StrReplaceAll(line, {{"{start}", time}, {"{offer_expire}", time}, {"{date}", date}});
  }
  return result;
}

TEST(TemplatesTest, EasyJapaneseIsEasy) {
  for (const MessageTemplate id : AllTemplates()) {
    EXPECT_EQ(EasyJapaneseFault(EasyText(SpecOf(id).body.ja_easy)), "") << SpecOf(id).code;
    EXPECT_EQ(EasyJapaneseFault(SpecOf(id).subject.ja_easy), "") << SpecOf(id).code;
  }
  for (const Text& text : {kNeutralBody, kIgnoreIfNotForYou, kPage}) {
    EXPECT_EQ(EasyJapaneseFault(text.ja_easy), "");
  }
}

TEST(TemplatesTest, NoTextNamesTheProgrammeOrWhomItIsFor) {
  const auto is_neutral = [](absl::string_view text, absl::string_view code) {
    for (const char* word :
         {"難民", "refugee", "Refugee", "Banso", "banso", "伴走", "asylum", "キャリアサポート",
          "Career Support", "在留", "国籍", "nationality", "immigration"}) {
      EXPECT_THAT(std::string(text), Not(HasSubstr(word))) << code;
    }
  };
  for (const MessageTemplate id : AllTemplates()) {
    for (const Text& text : {SpecOf(id).subject, SpecOf(id).body}) {
      for (const absl::string_view words : {text.ja, text.ja_easy, text.en}) {
        is_neutral(words, SpecOf(id).code);
      }
    }
  }
  for (const Text& text :
       {kNeutralSubject, kNeutralBody, kIgnoreIfNotForYou, kPage, kCalendarSummary}) {
    for (const absl::string_view words : {text.ja, text.ja_easy, text.en}) is_neutral(words, "");
  }
}

TEST(TemplatesTest, WhatASharedScreenMayShowSaysNothingOfWorkOrPapers) {
  for (const MessageTemplate id : AllTemplates()) {
    if (!SpecOf(id).body_is_neutral) continue;
    for (const absl::string_view text : {SpecOf(id).body.ja, SpecOf(id).body.en}) {
      for (const char* word :
           {"応募", "内定", "企業", "就職", "許可", "同意", "書類", "相談", "application",
            "employer", "job", "work", "permission", "consent", "paper", "advisor"}) {
        EXPECT_THAT(std::string(text), Not(HasSubstr(word))) << SpecOf(id).code;
      }
    }
  }
}

}  // namespace
}  // namespace banso
