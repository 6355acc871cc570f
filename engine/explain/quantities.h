// Dates, times and counts in words. Negative amounts are told as 0.
#ifndef BANSO_ENGINE_EXPLAIN_QUANTITIES_H_
#define BANSO_ENGINE_EXPLAIN_QUANTITIES_H_

#include "absl/time/time.h"
#include "engine/explain/words.h"
#include "engine/model/calendar.h"

namespace banso {

// "2027年1月18日", "18 January 2027".
Words DateWords(Date date);

// An instant to the minute, in Japan's time: "2026年11月30日17:00", "30 November 2026, 17:00".
Words JapanTimeWords(absl::Time time);

// "7時間30分", "7 hours 30 minutes"; without the part that is 0.
Words DurationWords(int minutes);

// "3人", "3 people".
Words PeopleWords(int people);

// "週に3日", "3 days a week". `days` is in [0, 7].
Words WeeklyDaysWords(int days);

// Steps between levels of a language: "2段階", "2 levels". `steps` is in [0, 9].
Words StepsWords(int steps);

}  // namespace banso

#endif  // BANSO_ENGINE_EXPLAIN_QUANTITIES_H_
