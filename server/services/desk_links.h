// Private links: what lets somebody without an account act for the own sessions at the desk.
#ifndef BANSO_SERVER_SERVICES_DESK_LINKS_H_
#define BANSO_SERVER_SERVICES_DESK_LINKS_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "banso/v1/desk_day.pb.h"
#include "server/access/bearer_token.h"
#include "server/catalog/snapshot.h"
#include "server/store/store.h"

namespace banso {

// How long a link is good after the desk day that it was given for.
inline constexpr absl::Duration kLinkAfterglow = absl::Hours(14 * 24);

// From when on a link for the desk day is no longer good.
absl::Time LinkEnd(const v1::DeskDay& day);

// Puts a principal of the role LINK for a candidate and a token of it, whose secret this is, into
// the batch.
void AddLink(const BearerTokens& tokens, absl::string_view secret, absl::string_view candidate,
             absl::Time expire, absl::Time now, Batch* batch);

// Puts off to `until` the end of the candidate's links that are good now and end before.
void KeepLinksUntil(const Snapshot& snapshot, absl::string_view candidate, absl::Time until,
                    absl::Time now, Batch* batch);

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_DESK_LINKS_H_
