// What the server holds of what reports count.
#ifndef BANSO_SERVER_SERVICES_REPORT_SOURCES_H_
#define BANSO_SERVER_SERVICES_REPORT_SOURCES_H_

#include "absl/time/time.h"
#include "server/catalog/snapshot.h"
#include "server/reports/period.h"
#include "server/reports/report_figures.h"

namespace banso {

// The sources of the report of a period: facts of everybody, also of those who were erased, the
// desk days of the period, who had waited long at its end (at `now` if that is earlier; who was
// erased before the period began waits no longer), and the headlines that were approved for it and
// the period before. Not how often people were shown: that is in no snapshot but in the audit log
// (Showings).
ReportSources SourcesOf(const ReportPeriod& period, const Snapshot& snapshot, absl::Time now);

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_REPORT_SOURCES_H_
