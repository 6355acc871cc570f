// What is done with rankings that were shown: kept for evaluation, never an input of a ranking.
#ifndef BANSO_SERVER_SERVICES_MATCH_EVENTS_H_
#define BANSO_SERVER_SERVICES_MATCH_EVENTS_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "banso/v1/match_event.pb.h"
#include "banso/v1/placement_service.pb.h"
#include "google/protobuf/message.h"
#include "server/services/call.h"
#include "server/services/service_context.h"

namespace banso {

// For how long a ranking may be referred to after it was shown.
inline constexpr absl::Duration kRankingKept = absl::Hours(30 * 24);

// The id of a ranking: a keyed hash over whose side the caller is on, the method, and `response`,
// which is what the caller is shown (access/projection.h), but for the id and plain reasons:
// `in_words` says whether there are any. These follow from the rest, so the same answer has the
// same id, on every server and after every restart, and the id tells nothing that the answer does
// not.
std::string RankingId(const ServiceContext& context, const Call& call, bool in_words,
                      const google::protobuf::Message& response);

// The person whom a row is about that the caller was shown in a ranking: the one for whom it was
// made, or the one in the row. `item` is the resource name of the row as it was shown.
// Errors: NOT_FOUND, in the words of NoSuchResource for the item, if the caller was not shown it in
// such a ranking in the last 30 days, reaches no more what that was made for, or the item is a card
// that is not shown any more.
// Cost: reads the audit rows of the caller of these days.
absl::StatusOr<std::string> FindShown(const ServiceContext& context, absl::string_view ranking_id,
                                      absl::string_view item, Call* call);

// Answers PlacementService.RecordMatchEvent.
absl::StatusOr<v1::MatchEvent> RecordMatchEvent(const ServiceContext& context,
                                                const v1::RecordMatchEventRequest& request,
                                                Call* call);

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_MATCH_EVENTS_H_
