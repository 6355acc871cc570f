// What people and forms write for dates, times, yes and no.
#ifndef BANSO_CLIENTS_CLI_IMPORT_FORM_VALUES_H_
#define BANSO_CLIENTS_CLI_IMPORT_FORM_VALUES_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "clients/cli/contract_json.h"

namespace banso {

// In which order a date of three short numbers is written. Without an order a date such as 3/4/2026
// is refused, and 9/28/2025 is read the only way it can be.
enum class DateOrder { kUnknown, kMonthFirst, kDayFirst };

// A date: `2026-04-01`, `2026/4/1`, `2026.4.1`, `2026年4月1日`, and with an order `4/1/2026`.
// Errors: INVALID_ARGUMENT if it is none of these or does not exist.
absl::StatusOr<absl::CivilDay> ParseDate(absl::string_view text, DateOrder order);

// An instant, as Google Forms, spreadsheets and RFC 3339 write it: a date as above, a time of day
// with AM, PM, 午前 or 午後 before or after it, and a zone such as `GMT+9`, `+09:00` or `Z`;
// without one the wall time of `zone`. A date alone is its first instant.
absl::StatusOr<absl::Time> ParseInstant(absl::string_view text, absl::TimeZone zone,
                                        DateOrder order);

// A wall time in minutes since midnight, 0 to 1440: `18:00`, `6:30pm`, `18時30分`, `午後6時`.
std::optional<int> ParseTimeOfDay(absl::string_view text);

// A day of the week as the contract names it (`MONDAY`), from `M`, `Mon`, `Monday`, `月`, `月曜`,
// `月曜日` and so on; `Th` is Thursday and `T` Tuesday, `Su` Sunday, `Sa` Saturday. Empty if it is
// none; `S` alone is none.
std::string ParseDayOfWeek(absl::string_view text);

// A window of every week as contract JSON (a WeeklyWindow with day, start and end): `6:00-7:00pm
// F`, `Mon 18:00-20:00`, `土 13時〜17時`. am or pm after the end alone holds for the start too,
// unless the window would then end before it starts.
absl::StatusOr<Json> ParseWeeklySlot(absl::string_view text);

// Yes or no, in English and Japanese; nothing if the word is neither.
std::optional<bool> ParseYesNo(absl::string_view text);

// The pieces of a list in a cell: `['a', "b"]` or `[a, b]`.
std::vector<std::string> ParseBracketedList(absl::string_view text);

// `{"hours": 18, "minutes": 30}` and `{"year": 2026, "month": 4, "day": 1}`.
Json TimeOfDayJson(int minutes);
Json DateJson(absl::CivilDay day);

}  // namespace banso

#endif  // BANSO_CLIENTS_CLI_IMPORT_FORM_VALUES_H_
