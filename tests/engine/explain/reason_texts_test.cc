// What holds for the words of every code and component, whatever the numbers.
#include <set>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "engine/explain/plain_reasons.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/engine/explain/easy_japanese.h"
#include "tests/engine/explain/reason_samples.h"

namespace banso {
namespace {

using ::testing::HasSubstr;

std::vector<PlainReason> AllPlainReasons() {
  std::vector<PlainReason> all;
  for (const Reason& reason : AllReasons()) all.push_back(Explain(reason));
  for (ComponentKind kind : AllComponentKinds()) {
    for (int value : {0, 1, 399, 400, 699, 700, 1000}) all.push_back(Explain({kind, 10, value}));
  }
  return all;
}

TEST(ReasonTextsTest, EveryReasonIsToldInThreeLanguages) {
  for (const PlainReason& plain : AllPlainReasons()) {
    ASSERT_FALSE(plain.ja.empty());
    ASSERT_FALSE(plain.ja_easy.empty());
    ASSERT_FALSE(plain.en.empty());
    ASSERT_TRUE(absl::EndsWith(plain.ja, "。")) << plain.ja;
    ASSERT_TRUE(absl::EndsWith(plain.en, ".")) << plain.en;
  }
}

TEST(ReasonTextsTest, EasyJapaneseKeepsItsRules) {
  for (const PlainReason& plain : AllPlainReasons()) {
    ASSERT_EQ(EasyJapaneseFault(plain.ja_easy), "") << plain.ja_easy;
  }
}

TEST(ReasonTextsTest, EnglishHoldsNoJapanese) {
  for (const PlainReason& plain : AllPlainReasons()) {
    ASSERT_FALSE(HoldsCjk(plain.en)) << plain.en;
    ASSERT_FALSE(absl::StrContains(plain.en, "  ")) << plain.en;
  }
}

TEST(ReasonTextsTest, NoPlaceIsLeftUnfilled) {
  for (const Reason& reason : AllReasons()) {
    const auto* const skill = std::get_if<SkillNumbers>(&reason.numbers);
    if (skill != nullptr && absl::StrContains(skill->code, "$")) continue;
    const PlainReason plain = Explain(reason);
    ASSERT_FALSE(absl::StrContains(absl::StrCat(plain.ja, plain.ja_easy, plain.en), "$"))
        << Describe(reason);
  }
}

TEST(ReasonTextsTest, ASkillCodeIsShownAsItIs) {
  const PlainReason plain =
      Explain({ReasonCode::kHardSkillMissing, Effect::kBlock, false, SkillNumbers{"$0.$1.$2"}});

  EXPECT_THAT(plain.ja, HasSubstr("（$0.$1.$2）"));
  EXPECT_THAT(plain.ja_easy, HasSubstr("コード：$0.$1.$2。"));
  EXPECT_THAT(plain.en, HasSubstr("($0.$1.$2)"));
}

TEST(ReasonTextsTest, EqualReasonsGiveEqualWords) {
  EXPECT_EQ(AllPlainReasons(), AllPlainReasons());
}

TEST(ReasonTextsTest, EveryCodeHasWordsOfItsOwn) {
  std::set<std::string> ja;
  std::set<std::string> ja_easy;
  std::set<std::string> en;
  for (ReasonCode code : AllCodes()) {
    const PlainReason plain = Explain({code, Effect::kBlock, false, std::monostate()});
    EXPECT_TRUE(ja.insert(plain.ja).second) << plain.ja;
    EXPECT_TRUE(ja_easy.insert(plain.ja_easy).second) << plain.ja_easy;
    EXPECT_TRUE(en.insert(plain.en).second) << plain.en;
  }
}

TEST(ReasonTextsTest, EveryComponentHasWordsForHighMiddleAndLow) {
  std::set<std::string> en;
  for (ComponentKind kind : AllComponentKinds()) {
    for (int value : {1000, 500, 100}) en.insert(Explain({kind, 10, value}).en);
  }

  EXPECT_EQ(en.size(), AllComponentKinds().size() * 3);
}

TEST(ReasonTextsTest, AComponentIsToldWithItsValue) {
  for (ComponentKind kind : AllComponentKinds()) {
    const PlainReason plain = Explain({kind, 10, 866});
    EXPECT_THAT(plain.ja, HasSubstr("1000点中866点"));
    EXPECT_THAT(plain.ja_easy, HasSubstr("866点（てん）"));
    EXPECT_THAT(plain.en, HasSubstr("866 of 1000 points"));
  }
}

// People are never named by what they fled, where they are from or what their papers call them.
TEST(ReasonTextsTest, NoTextNamesAStatusOrAnOrigin) {
  const std::vector<std::string> words = {"難民", "国籍", "在留", "ビザ", "外国", "出身", "宗教"};
  const std::vector<std::string> english = {"refugee",   "asylum", "nationalit", "visa",
                                            "residence", "status", "foreign",    "immigra",
                                            "religio",   "origin", "fail",       "must not"};
  for (const PlainReason& plain : AllPlainReasons()) {
    for (const std::string& word : words) {
      ASSERT_FALSE(absl::StrContains(plain.ja, word)) << plain.ja;
      ASSERT_FALSE(absl::StrContains(plain.ja_easy, word)) << plain.ja_easy;
    }
    for (const std::string& word : english) {
      ASSERT_FALSE(absl::StrContains(absl::AsciiStrToLower(plain.en), word)) << plain.en;
    }
  }
}

// --- The numbers of each kind are told in all three languages ---

std::vector<ReasonCode> CodesOfHours() {
  return {ReasonCode::kHoursOverCap, ReasonCode::kDailyHoursOverCap, ReasonCode::kBoundaryWeek,
          ReasonCode::kLabourOver40h, ReasonCode::kMinorOverHours};
}

TEST(ReasonTextsTest, HoursAreToldWithTheirFirstDayLimitAndExcess) {
  for (ReasonCode code : CodesOfHours()) {
    const Reason reason{code, Effect::kBlock, false,
                        HoursNumbers{Date(2027, 1, 18), 35 * 60 + 30, 28 * 60}};
    const PlainReason plain = Explain(reason);
    for (const char* part : {"2027年1月18日", "35時間30分", "28時間", "7時間30分"}) {
      EXPECT_THAT(plain.ja, HasSubstr(part));
    }
    for (const char* part : {"1月（がつ）18日（にち）", "35時間（じかん）30分（ぷん）",
                             "28時間（じかん）", "7時間（じかん）30分（ぷん）"}) {
      EXPECT_THAT(plain.ja_easy, HasSubstr(part));
    }
    for (const char* part :
         {"18 January 2027", "35 hours 30 minutes", "28 hours", "7 hours 30 minutes"}) {
      EXPECT_THAT(plain.en, HasSubstr(part));
    }
  }
}

TEST(ReasonTextsTest, ALimitForYoungPeopleIsOfADayOrOfAWeek) {
  const Date date(2027, 1, 17);

  EXPECT_THAT(
      Explain({ReasonCode::kMinorOverHours, Effect::kBlock, false, HoursNumbers{date, 540, 480}})
          .en,
      HasSubstr("9 hours in all on 17 January 2027"));
  EXPECT_THAT(
      Explain({ReasonCode::kMinorOverHours, Effect::kBlock, false, HoursNumbers{date, 2700, 2400}})
          .en,
      HasSubstr("45 hours in all in the week from 17 January 2027"));
}

TEST(ReasonTextsTest, CapacityIsTold) {
  for (ReasonCode code : {ReasonCode::kAdvisorFull, ReasonCode::kSeatsFull}) {
    const PlainReason plain = Explain({code, Effect::kBlock, false, CapacityNumbers{4, 3}});
    EXPECT_THAT(plain.ja, HasSubstr("3人"));
    EXPECT_THAT(plain.ja, HasSubstr("4人"));
    EXPECT_THAT(plain.ja_easy, HasSubstr("3人（にん）"));
    EXPECT_THAT(plain.en, HasSubstr("3 people"));
    EXPECT_THAT(plain.en, HasSubstr("4 people"));
  }
}

TEST(ReasonTextsTest, NeedsAreNamed) {
  for (ReasonCode code :
       {ReasonCode::kNeedUnmet, ReasonCode::kNeedUnconfirmed, ReasonCode::kNeedPreferenceUnmet}) {
    const PlainReason plain =
        Explain({code, Effect::kBlock, false, NeedNumbers{NeedKind::kStepFree, Answer::kNo}});
    EXPECT_THAT(plain.ja, HasSubstr("「段差のない通路」"));
    EXPECT_THAT(plain.ja_easy, HasSubstr("段差（だんさ）のない道（みち）"));
    EXPECT_THAT(plain.en, HasSubstr("step-free access"));
  }
}

TEST(ReasonTextsTest, ADeadlineIsToldInJapansTime) {
  const absl::Time deadline =
      absl::FromCivil(absl::CivilMinute(2026, 11, 30, 8, 0), absl::UTCTimeZone());
  const PlainReason plain =
      Explain({ReasonCode::kDeadlinePassed, Effect::kBlock, false, DeadlineNumbers{deadline}});

  EXPECT_THAT(plain.ja, HasSubstr("2026年11月30日17:00（日本時間）"));
  EXPECT_THAT(plain.ja_easy, HasSubstr("11月（がつ）30日（にち）17:00"));
  EXPECT_THAT(plain.en, HasSubstr("30 November 2026, 17:00, Japan time"));
}

TEST(ReasonTextsTest, APlaceIsNamed) {
  const PlainReason plain =
      Explain({ReasonCode::kLocationNotAccepted, Effect::kBlock, false, PlaceNumbers{11}});

  EXPECT_THAT(plain.ja, HasSubstr("埼玉県"));
  EXPECT_THAT(plain.ja_easy, HasSubstr("埼玉県（さいたまけん）"));
  EXPECT_THAT(plain.en, HasSubstr("Saitama"));
}

TEST(ReasonTextsTest, TimeOfFixedDaysIsToldInHoursWithTheLeastThatMustFit) {
  const PlainReason all = Explain(
      {ReasonCode::kScheduleConflict, Effect::kBlock, false, TimeFitNumbers{1950, 2100, 1000}});
  const PlainReason most = Explain(
      {ReasonCode::kScheduleConflict, Effect::kBlock, false, TimeFitNumbers{1200, 1801, 800}});

  EXPECT_EQ(all.en,
            "This work takes 35 hours; the free time covers 32 hours 30 minutes of it. More free "
            "time, or other hours of work, would clear this.");
  EXPECT_THAT(most.en, HasSubstr("At least 24 hours 1 minute must fit."));
  EXPECT_THAT(most.ja, HasSubstr("少なくとも24時間1分"));
}

TEST(ReasonTextsTest, TimeOfFlexibleDaysIsToldInDaysOfAWeek) {
  const PlainReason plain =
      Explain({ReasonCode::kScheduleConflict, Effect::kBlock, false, TimeFitNumbers{2, 3, 1000}});

  EXPECT_THAT(plain.ja, HasSubstr("週に3日"));
  EXPECT_THAT(plain.ja_easy, HasSubstr("週（しゅう）に2日（ふつか）"));
  EXPECT_THAT(plain.en, HasSubstr("takes 3 days a week; the free time covers 2 days a week"));
}

TEST(ReasonTextsTest, TimeInCommonWithAnAdvisorIsToldInMinutes) {
  const PlainReason plain =
      Explain({ReasonCode::kNoCommonSlot, Effect::kBlock, false, TimeFitNumbers{45, 60, 0}});

  EXPECT_THAT(plain.ja, HasSubstr("45分"));
  EXPECT_THAT(plain.ja_easy, HasSubstr("45分（ふん）"));
  EXPECT_THAT(plain.en, HasSubstr("45 minutes; a meeting needs 1 hour"));
}

TEST(ReasonTextsTest, EnoughTimeInCommonThatHoldsNoStartIsToldWithTheStarts) {
  const PlainReason plain =
      Explain({ReasonCode::kNoCommonSlot, Effect::kBlock, false, TimeFitNumbers{75, 60, 0}});

  EXPECT_THAT(plain.en,
              HasSubstr("a meeting needs 1 hour. Meetings start on the hour or half past."));
}

TEST(ReasonTextsTest, ASharedLanguageIsToldWithItsLevelAndTheLevelNeeded) {
  const PlainReason plain = Explain(
      {ReasonCode::kNoCommonLanguage, Effect::kBlock, false, SharedLanguageNumbers{"en", 1, 2}});

  EXPECT_THAT(plain.ja, HasSubstr("英語"));
  EXPECT_THAT(plain.en, HasSubstr("English, at CEFR A1 or above for both; CEFR A2 is needed"));
}

TEST(ReasonTextsTest, ALevelThatNobodyRecordedIsToldAsNone) {
  LanguageGapNumbers numbers;
  numbers.required.language = "en";
  numbers.required.cefr = Cefr::kB2;
  numbers.gap = 4;
  const PlainReason plain =
      Explain({ReasonCode::kLanguageBelowRequired, Effect::kBlock, false, numbers});

  EXPECT_THAT(
      plain.ja,
      HasSubstr("英語はCEFR B2が求められています。今の記録はまだありません。あと4段階です。"));
  EXPECT_THAT(plain.en, HasSubstr("English is asked for at CEFR B2; on record now: none."));
}

TEST(ReasonTextsTest, NumbersThatSayNothingAreLeftOut) {
  const auto same_as_without = [](ReasonCode code, ReasonNumbers numbers) {
    return Explain({code, Effect::kBlock, false, numbers}) ==
           Explain({code, Effect::kBlock, false, std::monostate()});
  };

  EXPECT_TRUE(same_as_without(ReasonCode::kAdvisorFull, CapacityNumbers{0, 0}));
  EXPECT_TRUE(same_as_without(ReasonCode::kLocationNotAccepted, PlaceNumbers{0}));
  EXPECT_TRUE(same_as_without(ReasonCode::kScheduleConflict, TimeFitNumbers{0, 0, 1000}));
  EXPECT_TRUE(same_as_without(ReasonCode::kNoCommonLanguage, SharedLanguageNumbers{"", 0, 2}));
  EXPECT_TRUE(same_as_without(ReasonCode::kHoursOverCap, CapacityNumbers{1, 1}));
}

}  // namespace
}  // namespace banso
