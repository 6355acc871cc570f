#include "engine/explain/quantities.h"

#include <algorithm>
#include <array>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace banso {
namespace {

constexpr std::array<absl::string_view, 12> kMonths = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};

// How a day of the month, and a count of days but for 1, is read.
absl::string_view DayReading(int day) {
  switch (day) {
    case 1:
      return "ついたち";
    case 2:
      return "ふつか";
    case 3:
      return "みっか";
    case 4:
      return "よっか";
    case 5:
      return "いつか";
    case 6:
      return "むいか";
    case 7:
      return "なのか";
    case 8:
      return "ようか";
    case 9:
      return "ここのか";
    case 10:
      return "とおか";
    case 14:
      return "じゅうよっか";
    case 20:
      return "はつか";
    case 24:
      return "にじゅうよっか";
    default:
      return "にち";
  }
}

// 分 is ぷん after いっ, さん, よん, ろっ, はっ and じゅっ, else ふん.
absl::string_view MinuteReading(int minutes) {
  if (minutes == 0) return "ふん";
  switch (minutes % 10) {
    case 2:
    case 5:
    case 7:
    case 9:
      return "ふん";
    default:
      return "ぷん";
  }
}

std::string EnglishCount(int count, absl::string_view one, absl::string_view many) {
  return absl::StrCat(count, " ", count == 1 ? one : many);
}

}  // namespace

Words DateWords(Date date) {
  return {absl::StrCat(date.year(), "年", date.month(), "月", date.day(), "日"),
          absl::StrCat(date.year(), "年（ねん）", date.month(), "月（がつ）", date.day(), "日（",
                       DayReading(date.day()), "）"),
          absl::StrCat(date.day(), " ", kMonths[date.month() - 1], " ", date.year())};
}

Words JapanTimeWords(absl::Time time) {
  const absl::CivilMinute minute = absl::ToCivilMinute(time, JapanTime());
  const std::string clock = absl::StrFormat("%02d:%02d", minute.hour(), minute.minute());
  const Words date = DateWords(Date(minute));
  return {absl::StrCat(date.ja, clock), absl::StrCat(date.ja_easy, clock),
          absl::StrCat(date.en, ", ", clock)};
}

Words DurationWords(int minutes) {
  minutes = std::max(minutes, 0);
  const int hours = minutes / 60;
  const int rest = minutes % 60;
  Words words;
  if (hours > 0 || rest == 0) {
    words = {absl::StrCat(hours, "時間"), absl::StrCat(hours, "時間（じかん）"),
             EnglishCount(hours, "hour", "hours")};
  }
  if (rest > 0) {
    words = Join(words,
                 {absl::StrCat(rest, "分"), absl::StrCat(rest, "分（", MinuteReading(rest), "）"),
                  EnglishCount(rest, "minute", "minutes")});
  }
  return words;
}

Words PeopleWords(int people) {
  people = std::max(people, 0);
  const absl::string_view reading = people == 1 ? "ひとり" : people == 2 ? "ふたり" : "にん";
  return {absl::StrCat(people, "人"), absl::StrCat(people, "人（", reading, "）"),
          EnglishCount(people, "person", "people")};
}

Words WeeklyDaysWords(int days) {
  days = std::max(days, 0);
  const absl::string_view reading = days == 1 ? "いちにち" : DayReading(days);
  return {absl::StrCat("週に", days, "日"),
          absl::StrCat("週（しゅう）に", days, "日（", reading, "）"),
          absl::StrCat(EnglishCount(days, "day", "days"), " a week")};
}

Words StepsWords(int steps) {
  steps = std::max(steps, 0);
  return {absl::StrCat(steps, "段階"), absl::StrCat(steps, "つ"),
          EnglishCount(steps, "level", "levels")};
}

}  // namespace banso
