// The periods that reports are about.
#ifndef BANSO_SERVER_REPORTS_PERIOD_H_
#define BANSO_SERVER_REPORTS_PERIOD_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "engine/model/calendar.h"

namespace banso {

// Half a fiscal year: April to September, or October to March. There are no other periods, so no
// two reports overlap and none can be subtracted from another; the figures of a year are what a
// reader adds up.
struct ReportPeriod {
  Date first;
  Date last;  // included

  // Instants of the period, by Japan's time.
  bool Contains(absl::Time time) const;
  // When it is over.
  absl::Time End() const { return JapanMidnight(last + 1); }
  // The last part of the names of its reports, such as "2026-10": year and first month.
  std::string Id() const;

  friend bool operator==(const ReportPeriod&, const ReportPeriod&) = default;
};

// The period that begins on `first`; none if none does.
std::optional<ReportPeriod> PeriodFrom(Date first);
// The period with this id; none if it is none.
std::optional<ReportPeriod> PeriodOf(absl::string_view id);
// The period that `time` is in.
ReportPeriod PeriodAt(absl::Time time);
// The one before.
ReportPeriod PeriodBefore(const ReportPeriod& period);

}  // namespace banso

#endif  // BANSO_SERVER_REPORTS_PERIOD_H_
