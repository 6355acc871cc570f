// Who must not review what a person writes to an employer.
#ifndef BANSO_SERVER_ACCESS_REVIEW_BARS_H_
#define BANSO_SERVER_ACCESS_REVIEW_BARS_H_

#include <vector>

#include "absl/strings/string_view.h"
#include "banso/v1/entry_sheet.pb.h"
#include "engine/model/judgement.h"
#include "server/catalog/snapshot.h"

namespace banso {

// What stands between an advisor and an entry sheet, whatever its state; empty if nothing does.
// DO_NOT_MATCH: one of author and advisor does not want to meet the other. CONFLICT_OF_INTEREST:
// the advisor's day job is at the employer that the sheet is written to or in its corporate group,
// or both are of one household.
std::vector<ReasonCode> ReviewBars(const Snapshot& snapshot, const v1::EntrySheet& sheet,
                                   absl::string_view advisor);

}  // namespace banso

#endif  // BANSO_SERVER_ACCESS_REVIEW_BARS_H_
