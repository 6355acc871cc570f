// What the dates and hours of desk days mean. Pure functions.
#ifndef BANSO_SERVER_SERVICES_DESK_DAYS_H_
#define BANSO_SERVER_SERVICES_DESK_DAYS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "banso/v1/desk_day.pb.h"
#include "engine/model/calendar.h"
#include "engine/schedule/desk.h"
#include "server/convert/status_details.h"

namespace banso {

// How many desk days a calendar month has.
inline constexpr int kDeskDaysAMonth = 2;
// Slots are given so many days before the day, at 00:00 in Japan.
inline constexpr int kAllocatedDaysBefore = 7;

// When the desk is open on the day, and how its time is cut.
DeskHours HoursOf(const v1::DeskDay& day);

// When the server gives the slots by itself.
absl::Time AllocationTime(const v1::DeskDay& day);

// Whether requests are still taken: it is not cancelled, and the last slot has not begun.
bool TakesRequests(const v1::DeskDay& day, absl::Time now);

// Whether the desk is closed on the date, as it is from 29 December to 3 January.
bool IsDeskClosed(Date date);

// Fills in what a new desk day does not say: 13:00 to 17:00, slots of 60 minutes without a pause,
// at most 4 sessions an advisor.
void SetDeskDefaults(v1::DeskDay* day);

// What is wrong with a desk day whatever else there is: a date that is neither Saturday nor Sunday,
// hours off the half hour or too short for one slot, an advisor named twice. `path` is that of the
// desk day in the request.
std::vector<FieldProblem> CheckDeskDay(const v1::DeskDay& day, absl::string_view path);

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_DESK_DAYS_H_
