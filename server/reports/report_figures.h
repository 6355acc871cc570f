// The figures of a period, from what was counted.
#ifndef BANSO_SERVER_REPORTS_REPORT_FIGURES_H_
#define BANSO_SERVER_REPORTS_REPORT_FIGURES_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "banso/v1/privacy_record.pb.h"
#include "banso/v1/report.pb.h"
#include "engine/model/calendar.h"
#include "server/reports/figure_sheet.h"
#include "server/reports/period.h"

namespace banso {

// What a report is made of. Facts outside the period are there too: how long somebody waited began
// before it.
struct ReportSources {
  // By person: candidates, and the tombstones of erased ones.
  std::map<std::string, std::vector<v1::CountedFact>> facts;
  // Slots of each desk day of the period that was not cancelled before it began.
  std::map<Date, int64_t> desk_slots;
  // By person, on how many lists employers were shown the person in the period. Unset where it was
  // not counted: then the report has no such table, which says something else than nobody.
  std::optional<std::map<std::string, int64_t>> times_shown;
  // Who has waited for a first session for 60 days or more. Unset where it was not counted,
  // likewise.
  std::optional<std::set<std::string>> waiting;
  // Headlines that an admin approved to be shown below five, such as "EMPLOYED".
  std::set<std::string> approved;
  // Whether one was approved for the period before.
  bool approved_before = false;
};

// The headlines that can be approved to be shown below five.
inline constexpr absl::string_view kApprovableHeadlines[] = {"OFFERED", "EMPLOYED", "RETAINED_6M"};

// All figures of the period with every sum that a reader may know of them. Figures that count the
// same people are one, so that none is printed in one place and hidden in another. Where a headline
// was approved, for this period or the one before, nothing breaks the outcomes down, and what else
// came of people is told from five on only, so that not even a zero says what became of the few.
FigureSheet FiguresOf(const ReportPeriod& period, const ReportSources& sources);

// The tables of a report, as they may be printed.
absl::StatusOr<std::vector<v1::ReportTable>> ReportTablesOf(const ReportPeriod& period,
                                                            const ReportSources& sources);

}  // namespace banso

#endif  // BANSO_SERVER_REPORTS_REPORT_FIGURES_H_
