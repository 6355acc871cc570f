// What is done with rankings that were shown: kept for evaluation, never an input of a ranking.
#ifndef BANSO_SERVER_SERVICES_MATCH_EVENTS_H_
#define BANSO_SERVER_SERVICES_MATCH_EVENTS_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "banso/v1/match_event.pb.h"
#include "banso/v1/placement_service.pb.h"
#include "server/services/call.h"
#include "server/services/service_context.h"

namespace banso {

// For how long a ranking may be referred to after it was shown.
inline constexpr absl::Duration kRankingKept = absl::Hours(30 * 24);

// A fresh id of a ranking that is shown at `now`: the second, by which its row in the audit log is
// found again, and a random id.
std::string NewRankingId(absl::Time now);

// When a ranking with this id was shown, to the second; none if no server gave such an id.
std::optional<absl::Time> RankingTime(absl::string_view ranking_id);

// The person whom a row is about that the caller was shown in a ranking: the one for whom it was
// made, or the one in the row. `item` is the resource name of the row as it was shown.
// Errors: INVALID_ARGUMENT naming `ranking_id` if the caller was shown no such ranking in the last
// 30 days or reaches no more what it was made for; naming `field` if the row was not in it, or is a
// card that is not shown any more.
absl::StatusOr<std::string> FindShown(const ServiceContext& context, absl::string_view ranking_id,
                                      absl::string_view item, absl::string_view field, Call* call);

// Answers PlacementService.RecordMatchEvent.
absl::StatusOr<v1::MatchEvent> RecordMatchEvent(const ServiceContext& context,
                                                const v1::RecordMatchEventRequest& request,
                                                Call* call);

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_MATCH_EVENTS_H_
