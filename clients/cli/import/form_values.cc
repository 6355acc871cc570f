#include "clients/cli/import/form_values.h"

#include <re2/re2.h>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "clients/cli/import/forbidden_fields.h"
#include "engine/base/status_macros.h"

namespace banso {
namespace {

re2::StringPiece Piece(absl::string_view text) { return {text.data(), text.size()}; }

// Full-width digits and colons, and the Japanese words of a time, in the forms that the patterns
// know.
std::string Plain(absl::string_view text) {
  std::string plain = absl::StrReplaceAll(
      text, {{"０", "0"}, {"１", "1"},      {"２", "2"},      {"３", "3"}, {"４", "4"}, {"５", "5"},
             {"６", "6"}, {"７", "7"},      {"８", "8"},      {"９", "9"}, {"：", ":"}, {"／", "/"},
             {"　", " "}, {"午前", " AM "}, {"午後", " PM "}, {"〜", "-"}, {"～", "-"}, {"–", "-"},
             {"—", "-"},  {"−", "-"},       {"から", "-"}});
  absl::StripAsciiWhitespace(&plain);
  return plain;
}

absl::StatusOr<absl::CivilDay> MakeDay(int year, int month, int day) {
  const absl::CivilDay civil(year, month, day);
  if (civil.year() != year || civil.month() != month || civil.day() != day) {
    return absl::InvalidArgumentError("is a date that does not exist");
  }
  return civil;
}

// Reads a date at the start of `text` and takes it off.
absl::StatusOr<absl::CivilDay> ConsumeDate(re2::StringPiece* text, DateOrder order) {
  static const auto& year_first =
      *new RE2(R"((\d{4})\s*(?:[-/.]|年)\s*(\d{1,2})\s*(?:[-/.]|月)\s*(\d{1,2})(?:日)?)");
  static const auto& year_last = *new RE2(R"((\d{1,2})[/.-](\d{1,2})[/.-](\d{4}))");
  int first, second, third;
  if (RE2::Consume(text, year_first, &first, &second, &third)) return MakeDay(first, second, third);
  if (RE2::Consume(text, year_last, &first, &second, &third)) {
    if (order == DateOrder::kUnknown) {
      if (second > 12 && first <= 12) order = DateOrder::kMonthFirst;
      if (first > 12 && second <= 12) order = DateOrder::kDayFirst;
    }
    if (order == DateOrder::kMonthFirst) return MakeDay(third, first, second);
    if (order == DateOrder::kDayFirst) return MakeDay(third, second, first);
    return absl::InvalidArgumentError(
        "can be read as two dates; say date_order = \"month_first\" or \"day_first\"");
  }
  return absl::InvalidArgumentError("is not a date such as 2026-04-01");
}

// Minutes of a 12-hour or 24-hour clock; nothing if there is no such time.
std::optional<int> Minutes(int hours, int minutes, absl::string_view half) {
  if (minutes > 59) return std::nullopt;
  if (half.empty()) {
    if (hours > 24 || (hours == 24 && minutes > 0)) return std::nullopt;
    return hours * 60 + minutes;
  }
  // Japanese forms also write 午後0:30.
  if (hours > 12) return std::nullopt;
  return (hours % 12 + (absl::EqualsIgnoreCase(half, "pm") ? 12 : 0)) * 60 + minutes;
}

}  // namespace

absl::StatusOr<absl::CivilDay> ParseDate(absl::string_view text, DateOrder order) {
  const std::string plain = Plain(text);
  re2::StringPiece rest(plain);
  BANSO_ASSIGN_OR_RETURN(const absl::CivilDay day, ConsumeDate(&rest, order));
  if (!rest.empty()) return absl::InvalidArgumentError("holds more than a date");
  return day;
}

absl::StatusOr<absl::Time> ParseInstant(absl::string_view text, absl::TimeZone zone,
                                        DateOrder order) {
  static const auto& time_of_day =
      *new RE2(R"((?i)[T\s]*(am|pm)?\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(am|pm)?\s*)");
  static const auto& zone_pattern =
      *new RE2(R"((?i)(?:(z|utc|gmt)|(?:utc|gmt)?([+-])(\d{1,2})(?::?(\d{2}))?))");
  const std::string plain = Plain(text);
  re2::StringPiece rest(plain);
  BANSO_ASSIGN_OR_RETURN(const absl::CivilDay day, ConsumeDate(&rest, order));
  absl::CivilSecond wall(day);
  std::string before, after;
  int hours = 0, minutes = 0;
  std::string seconds;
  if (RE2::Consume(&rest, time_of_day, &before, &hours, &minutes, &seconds, &after)) {
    const auto of_day = Minutes(hours, minutes, before.empty() ? after : before);
    int second = 0;
    if (!seconds.empty()) second = (seconds[0] - '0') * 10 + (seconds[1] - '0');
    if (!of_day.has_value() || second > 60) {
      return absl::InvalidArgumentError("holds a time of day that does not exist");
    }
    wall += *of_day * 60 + second;
  }
  std::string utc, sign, zone_minutes;
  int zone_hours = 0;
  if (rest.empty()) return absl::FromCivil(wall, zone);
  if (!RE2::FullMatch(rest, zone_pattern, &utc)) {
    return absl::InvalidArgumentError("is not a time such as 2026-04-01 09:00");
  }
  if (!utc.empty()) return absl::FromCivil(wall, absl::UTCTimeZone());
  RE2::FullMatch(rest, zone_pattern, &utc, &sign, &zone_hours, &zone_minutes);
  int offset = zone_hours * 60;
  if (!zone_minutes.empty()) offset += (zone_minutes[0] - '0') * 10 + (zone_minutes[1] - '0');
  if (sign == "-") offset = -offset;
  return absl::FromCivil(wall, absl::FixedTimeZone(offset * 60));
}

std::optional<int> ParseTimeOfDay(absl::string_view text) {
  static const auto& clock =
      *new RE2(R"((?i)\s*(am|pm)?\s*(\d{1,2})(?:[:.時](\d{2})?)?分?\s*(am|pm)?\s*)");
  std::string before, minutes_text, after;
  int hours = 0;
  if (!RE2::FullMatch(Plain(text), clock, &before, &hours, &minutes_text, &after)) {
    return std::nullopt;
  }
  int minutes = 0;
  if (!minutes_text.empty()) {
    minutes = (minutes_text[0] - '0') * 10 + (minutes_text[1] - '0');
  }
  return Minutes(hours, minutes, before.empty() ? after : before);
}

std::string ParseDayOfWeek(absl::string_view text) {
  static const auto& days = *new absl::flat_hash_map<std::string, std::string>{
      {"m", "MONDAY"},        {"mo", "MONDAY"},      {"mon", "MONDAY"},
      {"monday", "MONDAY"},   {"月", "MONDAY"},      {"t", "TUESDAY"},
      {"tu", "TUESDAY"},      {"tue", "TUESDAY"},    {"tues", "TUESDAY"},
      {"tuesday", "TUESDAY"}, {"火", "TUESDAY"},     {"w", "WEDNESDAY"},
      {"we", "WEDNESDAY"},    {"wed", "WEDNESDAY"},  {"wednesday", "WEDNESDAY"},
      {"水", "WEDNESDAY"},    {"th", "THURSDAY"},    {"thu", "THURSDAY"},
      {"thur", "THURSDAY"},   {"thurs", "THURSDAY"}, {"thursday", "THURSDAY"},
      {"木", "THURSDAY"},     {"f", "FRIDAY"},       {"fr", "FRIDAY"},
      {"fri", "FRIDAY"},      {"friday", "FRIDAY"},  {"金", "FRIDAY"},
      {"sa", "SATURDAY"},     {"sat", "SATURDAY"},   {"saturday", "SATURDAY"},
      {"土", "SATURDAY"},     {"su", "SUNDAY"},      {"sun", "SUNDAY"},
      {"sunday", "SUNDAY"},   {"日", "SUNDAY"}};
  std::string folded = FoldedKey(text);
  for (const absl::string_view ending : {"曜日", "曜"}) {
    if (absl::EndsWith(folded, ending)) folded.resize(folded.size() - ending.size());
  }
  const auto found = days.find(folded);
  return found == days.end() ? "" : found->second;
}

absl::StatusOr<Json> ParseWeeklySlot(absl::string_view text) {
  // A time, a dash, a time; the day stands before or after them.
  static const auto& slot = *new RE2(
      R"((?i)^(\D*?)\s*((?:am|pm)?\s*\d{1,2}(?:[:.時](?:\d{2})?)?分?\s*(am|pm)?)\s*-\s*((?:am|pm)?\s*\d{1,2}(?:[:.時](?:\d{2})?)?分?\s*(am|pm)?)\s*(\D*)$)");
  const std::string plain = Plain(text);
  std::string before, start_text, start_half, end_text, end_half, after;
  const absl::Status wrong =
      absl::InvalidArgumentError("is not a weekly window such as 18:00-20:00 Mon");
  if (!RE2::FullMatch(Piece(plain), slot, &before, &start_text, &start_half, &end_text, &end_half,
                      &after)) {
    return wrong;
  }
  // A half of the day before the first time was taken for a part of the day's name.
  static const auto& leading_half = *new RE2(R"((?i)^(.*?)\s*\b(am|pm)\s*$)");
  std::string day_part, half;
  if (RE2::FullMatch(before, leading_half, &day_part, &half)) {
    before = day_part;
    start_text = half + start_text;
    start_half = half;
  }
  const std::string day = ParseDayOfWeek(FoldedKey(before).empty() ? after : before);
  std::optional<int> start = ParseTimeOfDay(start_text);
  const std::optional<int> end = ParseTimeOfDay(end_text);
  if (day.empty() || !start.has_value() || !end.has_value()) return wrong;
  const bool start_says_half = RE2::PartialMatch(start_text, "(?i)(am|pm)");
  if (!start_says_half && RE2::PartialMatch(end_text, "(?i)(am|pm)")) {
    const std::optional<int> same_half =
        ParseTimeOfDay(start_text + (RE2::PartialMatch(end_text, "(?i)pm") ? "pm" : "am"));
    if (same_half.has_value() && *same_half < *end) start = same_half;
  }
  return Json{{"day", day}, {"start", TimeOfDayJson(*start)}, {"end", TimeOfDayJson(*end)}};
}

std::optional<bool> ParseYesNo(absl::string_view text) {
  const std::string folded = FoldedKey(text);
  for (const absl::string_view yes : {"yes", "y", "true", "1", "on", "はい", "可", "可能", "有",
                                      "あり", "同意する", "同意します"}) {
    if (absl::string_view(folded) == yes) return true;
  }
  for (const absl::string_view no : {"no", "n", "false", "0", "off", "いいえ", "不可", "無", "なし",
                                     "同意しない", "同意しません"}) {
    if (absl::string_view(folded) == no) return false;
  }
  const std::string plain(absl::StripAsciiWhitespace(text));
  if (plain == "○" || plain == "◯" || plain == "✓" || plain == "✔") return true;
  if (plain == "×" || plain == "✗" || plain == "✕") return false;
  return std::nullopt;
}

std::vector<std::string> ParseBracketedList(absl::string_view text) {
  text = absl::StripAsciiWhitespace(text);
  if (!text.empty() && text.front() == '[') text.remove_prefix(1);
  if (!text.empty() && text.back() == ']') text.remove_suffix(1);
  std::vector<std::string> pieces;
  std::string piece;
  char quote = '\0';
  const auto add = [&] {
    absl::StripAsciiWhitespace(&piece);
    if (!piece.empty()) pieces.push_back(std::move(piece));
    piece.clear();
  };
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote != '\0') {
      if (c == '\\' && i + 1 < text.size()) {
        piece += text[++i];
      } else if (c == quote) {
        quote = '\0';
      } else {
        piece += c;
      }
    } else if ((c == '\'' || c == '"') && absl::StripAsciiWhitespace(piece).empty()) {
      quote = c;
    } else if (c == ',') {
      add();
    } else {
      piece += c;
    }
  }
  add();
  return pieces;
}

Json TimeOfDayJson(int minutes) { return Json{{"hours", minutes / 60}, {"minutes", minutes % 60}}; }

Json DateJson(absl::CivilDay day) {
  return Json{{"year", day.year()}, {"month", day.month()}, {"day", day.day()}};
}

}  // namespace banso
