#include "clients/cli/import/form_values.h"

#include "gmock/gmock.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::testing::ElementsAre;

absl::TimeZone Japan() { return absl::FixedTimeZone(9 * 3600); }

std::string Iso(absl::string_view text, DateOrder order = DateOrder::kUnknown) {
  const auto time = ParseInstant(text, Japan(), order);
  return time.ok() ? absl::FormatTime("%Y-%m-%dT%H:%M:%S%Ez", *time, Japan())
                   : std::string(time.status().message());
}

TEST(ParseInstantTest, ReadsWhatGoogleFormsAndSpreadsheetsWrite) {
  EXPECT_EQ(Iso("2020/07/27 3:15:06 午後 GMT+9"), "2020-07-27T15:15:06+09:00");
  EXPECT_EQ(Iso("2020/07/28 9:05:40 午前 GMT+9"), "2020-07-28T09:05:40+09:00");
  EXPECT_EQ(Iso("2020/10/26 7:56:35 AM GMT+9"), "2020-10-26T07:56:35+09:00");
  EXPECT_EQ(Iso("2020/10/26 12:00:00 AM GMT+9"), "2020-10-26T00:00:00+09:00");
  EXPECT_EQ(Iso("2020/10/26 午後0:30:00"), "2020-10-26T12:30:00+09:00");
  EXPECT_EQ(Iso("2024/01/07 19:41:41"), "2024-01-07T19:41:41+09:00");
  EXPECT_EQ(Iso("2026-04-01 00:00:00"), "2026-04-01T00:00:00+09:00");
  EXPECT_EQ(Iso("9/28/2025 14:03:22"), "2025-09-28T14:03:22+09:00") << "day 28 decides the order";
  EXPECT_EQ(Iso("2026-04-01T00:00:00Z"), "2026-04-01T09:00:00+09:00");
  EXPECT_EQ(Iso("2026-04-01T00:00:00.250-05:00"), "2026-04-01T14:00:00+09:00");
  EXPECT_EQ(Iso("2026年4月1日"), "2026-04-01T00:00:00+09:00");
}

TEST(ParseInstantTest, RefusesWhatCannotBeOrCouldBeTwoThings) {
  EXPECT_EQ(Iso("3/4/2026 10:00"),
            "can be read as two dates; say date_order = \"month_first\" or \"day_first\"");
  EXPECT_EQ(Iso("3/4/2026 10:00", DateOrder::kMonthFirst), "2026-03-04T10:00:00+09:00");
  EXPECT_EQ(Iso("3/4/2026 10:00", DateOrder::kDayFirst), "2026-04-03T10:00:00+09:00");
  EXPECT_EQ(Iso("2026-02-30"), "is a date that does not exist");
  EXPECT_EQ(Iso("2026-04-01 25:00"), "holds a time of day that does not exist");
  EXPECT_EQ(Iso("2026-04-01 soon"), "is not a time such as 2026-04-01 09:00");
  EXPECT_EQ(Iso("yesterday"), "is not a date such as 2026-04-01");
}

TEST(ParseDateTest, RefusesWhatFollowsTheDate) {
  EXPECT_THAT(ParseDate("2026/4/1 10:00", DateOrder::kUnknown),
              StatusIs(absl::StatusCode::kInvalidArgument));
  ASSERT_OK_AND_ASSIGN(const absl::CivilDay day,
                       ParseDate("２０２６／４／１", DateOrder::kUnknown));
  EXPECT_EQ(day, absl::CivilDay(2026, 4, 1));
}

TEST(ParseTimeOfDayTest, ReadsClocksOfBothKinds) {
  EXPECT_EQ(ParseTimeOfDay("18:00"), 18 * 60);
  EXPECT_EQ(ParseTimeOfDay("6:30pm"), 18 * 60 + 30);
  EXPECT_EQ(ParseTimeOfDay("12 am"), 0);
  EXPECT_EQ(ParseTimeOfDay("18時30分"), 18 * 60 + 30);
  EXPECT_EQ(ParseTimeOfDay("午後6時"), 18 * 60);
  EXPECT_EQ(ParseTimeOfDay("24:00"), 24 * 60);
  EXPECT_EQ(ParseTimeOfDay("24:30"), std::nullopt);
  EXPECT_EQ(ParseTimeOfDay("18:60"), std::nullopt);
  EXPECT_EQ(ParseTimeOfDay("13pm"), std::nullopt);
  EXPECT_EQ(ParseTimeOfDay("evening"), std::nullopt);
}

TEST(ParseDayOfWeekTest, TellsTuesdayFromThursdayAndSaturdayFromSunday) {
  EXPECT_EQ(ParseDayOfWeek("T"), "TUESDAY");
  EXPECT_EQ(ParseDayOfWeek("Th"), "THURSDAY");
  EXPECT_EQ(ParseDayOfWeek("Sun"), "SUNDAY");
  EXPECT_EQ(ParseDayOfWeek("Sa"), "SATURDAY");
  EXPECT_EQ(ParseDayOfWeek("S"), "") << "could be either";
  EXPECT_EQ(ParseDayOfWeek("水曜日"), "WEDNESDAY");
  EXPECT_EQ(ParseDayOfWeek("(土)"), "SATURDAY");
}

Json Window(const char* day, int start, int end) {
  return Json{{"day", day}, {"start", TimeOfDayJson(start)}, {"end", TimeOfDayJson(end)}};
}

TEST(ParseWeeklySlotTest, ReadsTheDayAndBothTimes) {
  const struct {
    const char* text;
    Json window;
  } kCases[] = {
      {"6:00-7:00pm F", Window("FRIDAY", 18 * 60, 19 * 60)},
      {"11:00-1:00pm Th", Window("THURSDAY", 11 * 60, 13 * 60)},
      {"9:00-10:00am Sun", Window("SUNDAY", 9 * 60, 10 * 60)},
      {"9:00am-1:00pm M", Window("MONDAY", 9 * 60, 13 * 60)},
      {"Mon 18:00-20:00", Window("MONDAY", 18 * 60, 20 * 60)},
      {"土 13時〜17時", Window("SATURDAY", 13 * 60, 17 * 60)},
      {"火曜 午後7時から午後9時", Window("TUESDAY", 19 * 60, 21 * 60)},
  };
  for (const auto& test : kCases) {
    const auto window = ParseWeeklySlot(test.text);
    ASSERT_THAT(window, IsOk()) << test.text;
    EXPECT_EQ(*window, test.window) << test.text << " gave " << window->dump();
  }
}

TEST(ParseWeeklySlotTest, RefusesWhatIsNoWindow) {
  for (const char* text : {"", "Friday", "6:00pm F", "6:00-7:00pm", "25:00-26:00 Mon", "x-y Mon"}) {
    EXPECT_THAT(ParseWeeklySlot(text), StatusIs(absl::StatusCode::kInvalidArgument)) << text;
  }
}

TEST(ParseYesNoTest, ReadsBothLanguages) {
  EXPECT_EQ(ParseYesNo("はい"), true);
  EXPECT_EQ(ParseYesNo("ＹＥＳ"), true);
  EXPECT_EQ(ParseYesNo("○"), true);
  EXPECT_EQ(ParseYesNo("いいえ"), false);
  EXPECT_EQ(ParseYesNo("不可"), false);
  EXPECT_EQ(ParseYesNo("maybe"), std::nullopt);
}

TEST(ParseBracketedListTest, ReadsQuotedPieces) {
  EXPECT_THAT(ParseBracketedList("['5:00-6:00pm Th', \"a, b\", c ]"),
              ElementsAre("5:00-6:00pm Th", "a, b", "c"));
  EXPECT_THAT(ParseBracketedList("[]"), ElementsAre());
  EXPECT_THAT(ParseBracketedList("['it\\'s']"), ElementsAre("it's"));
}

}  // namespace
}  // namespace banso
