// Recomputes a list of matches that was shown, from what its rows were then.
#ifndef BANSO_SERVER_SERVICES_REPLAY_H_
#define BANSO_SERVER_SERVICES_REPLAY_H_

#include <string>

#include "absl/status/statusor.h"
#include "banso/v1/audit.pb.h"
#include "banso/v1/match.pb.h"
#include "banso/v1/matching_service.pb.h"
#include "server/services/call.h"
#include "server/services/service_context.h"
#include "server/store/store.h"

namespace banso {

// What the audit log notes of a row of a list: `name` is what the row shows, the other half of the
// pair being what the list was made for; `item_revision` wrote it. A code that several reasons
// share is noted once.
v1::ShownMatch ToShownMatch(const v1::Match& match, std::string name, Revision item_revision);

// Answers MatchingService.ReplayMatches.
// Errors: those of Replay; NOT_FOUND if there is no such entry; FAILED_PRECONDITION with the
// ErrorInfo NOT_A_LIST if it noted no list.
absl::StatusOr<v1::ReplayMatchesResponse> ReplayMatches(const ServiceContext& context,
                                                        const v1::ReplayMatchesRequest& request,
                                                        Call* call);

// Judges the rows of `entry.shown_list` again, at its `as_of` and by its rule set. What the list
// was made for and each row are taken as the revisions that the list names left them; employers,
// open applications (which only advisors are judged by) and taxonomies as they were at the revision
// that the entry names. Then everything is ranked by the one ranker, whatever the verdict, and
// compared: names, order, scores and codes of reasons.
//
// How often a candidate had been shown decides, in a list for an internship, only among rows whose
// scores lie in the same step. That count is not kept: inside a step the order that was shown is
// taken for it, so there it is never found to differ. Cards without names are replayed as the
// candidates that they stood for. Plain reasons and components are made by this program, so a list
// is shown in the words of today.
//
// Errors: FAILED_PRECONDITION with the ErrorInfo INPUTS_GONE and the name of a resource that is not
// kept any more, or RULE_SET_UNKNOWN; DATA_LOSS if the entry names what is not ranked together;
// those of the store; CANCELLED.
// Cost: a read of the store for each row.
absl::StatusOr<v1::ReplayMatchesResponse> Replay(const ServiceContext& context,
                                                 const v1::AuditEntry& entry, Call* call);

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_REPLAY_H_
