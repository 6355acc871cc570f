// What the server holds of what reports count.
#ifndef BANSO_SERVER_SERVICES_REPORT_SOURCES_H_
#define BANSO_SERVER_SERVICES_REPORT_SOURCES_H_

#include "server/catalog/snapshot.h"
#include "server/reports/period.h"
#include "server/reports/report_figures.h"

namespace banso {

// The sources of the report of a period: facts of everybody, also of those who were erased, the
// desk days of the period, and the headlines that were approved for it and the period before. Not
// how often people were shown, nor who waits long: nothing in a snapshot says that of a past time.
ReportSources SourcesOf(const ReportPeriod& period, const Snapshot& snapshot);

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_REPORT_SOURCES_H_
