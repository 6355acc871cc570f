#include "engine/explain/quantities.h"

#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "gtest/gtest.h"

namespace banso {
namespace {

TEST(QuantitiesTest, DatesAreTold) {
  const Words words = DateWords(Date(2027, 1, 18));

  EXPECT_EQ(words.ja, "2027年1月18日");
  EXPECT_EQ(words.ja_easy, "2027年（ねん）1月（がつ）18日（にち）");
  EXPECT_EQ(words.en, "18 January 2027");
}

TEST(QuantitiesTest, EveryDayOfAMonthIsReadAsItIsSpoken) {
  const std::vector<std::string> readings = {
      "ついたち", "ふつか",       "みっか",   "よっか", "いつか", "むいか",
      "なのか",   "ようか",       "ここのか", "とおか", "にち",   "にち",
      "にち",     "じゅうよっか", "にち",     "にち",   "にち",   "にち",
      "にち",     "はつか",       "にち",     "にち",   "にち",   "にじゅうよっか",
      "にち",     "にち",         "にち",     "にち",   "にち",   "にち",
      "にち"};
  for (int day = 1; day <= 31; ++day) {
    EXPECT_EQ(
        DateWords(Date(2027, 3, day)).ja_easy,
        "2027年（ねん）3月（がつ）" + std::to_string(day) + "日（" + readings[day - 1] + "）");
  }
}

TEST(QuantitiesTest, InstantsAreToldInJapansTime) {
  const absl::Time time =
      absl::FromCivil(absl::CivilMinute(2026, 11, 30, 15, 5), absl::UTCTimeZone());

  EXPECT_EQ(JapanTimeWords(time),
            (Words{"2026年12月1日00:05", "2026年（ねん）12月（がつ）1日（ついたち）00:05",
                   "1 December 2026, 00:05"}));
}

TEST(QuantitiesTest, TimeIsToldInHoursAndMinutesWithoutThePartThatIsZero) {
  EXPECT_EQ(DurationWords(0), (Words{"0時間", "0時間（じかん）", "0 hours"}));
  EXPECT_EQ(DurationWords(1), (Words{"1分", "1分（ぷん）", "1 minute"}));
  EXPECT_EQ(DurationWords(45), (Words{"45分", "45分（ふん）", "45 minutes"}));
  EXPECT_EQ(DurationWords(60), (Words{"1時間", "1時間（じかん）", "1 hour"}));
  EXPECT_EQ(DurationWords(450),
            (Words{"7時間30分", "7時間（じかん）30分（ぷん）", "7 hours 30 minutes"}));
  EXPECT_EQ(DurationWords(-5), DurationWords(0));
}

TEST(QuantitiesTest, MinutesAreReadAsTheyAreSpoken) {
  const std::vector<std::string> readings = {"ぷん", "ふん", "ぷん", "ぷん", "ふん",
                                             "ぷん", "ふん", "ぷん", "ふん", "ぷん"};
  for (int minutes = 1; minutes <= 59; ++minutes) {
    EXPECT_EQ(DurationWords(minutes).ja_easy,
              std::to_string(minutes) + "分（" + readings[(minutes + 9) % 10] + "）");
  }
}

TEST(QuantitiesTest, OneAndTwoPeopleAreReadApart) {
  EXPECT_EQ(PeopleWords(1), (Words{"1人", "1人（ひとり）", "1 person"}));
  EXPECT_EQ(PeopleWords(2), (Words{"2人", "2人（ふたり）", "2 people"}));
  EXPECT_EQ(PeopleWords(3), (Words{"3人", "3人（にん）", "3 people"}));
  EXPECT_EQ(PeopleWords(0), (Words{"0人", "0人（にん）", "0 people"}));
}

TEST(QuantitiesTest, OneDayOfAWeekIsNotTheFirstOfAMonth) {
  EXPECT_EQ(WeeklyDaysWords(1),
            (Words{"週に1日", "週（しゅう）に1日（いちにち）", "1 day a week"}));
  EXPECT_EQ(WeeklyDaysWords(3), (Words{"週に3日", "週（しゅう）に3日（みっか）", "3 days a week"}));
}

}  // namespace
}  // namespace banso
