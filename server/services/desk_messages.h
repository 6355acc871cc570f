// What is told about a session at the desk.
#ifndef BANSO_SERVER_SERVICES_DESK_MESSAGES_H_
#define BANSO_SERVER_SERVICES_DESK_MESSAGES_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "banso/v1/candidate.pb.h"
#include "banso/v1/options.pb.h"
#include "banso/v1/session.pb.h"
#include "server/catalog/snapshot.h"
#include "server/services/service_context.h"
#include "server/store/store.h"

namespace banso {

// Adds what a change of a session tells to what is about to be committed: to the person that the
// session was confirmed, moved (confirmed in place of one that had an hour), cancelled or declined,
// that the person waits, is offered a slot, or that an offer lapsed; to the advisor that it was
// confirmed, moved to another hour with the same advisor, or cancelled, where a move to another
// advisor is one of each. What the person did to something without an hour is told nobody. `before`
// is empty for a new session. Who takes the place of another session is in `batch` already. The
// coordinators are told of a new request and of an hour that is called off late, unless one of them
// did so (`by`), that an interpreter is needed, and that two lapses ended somebody's waiting.
// Errors: those of EnqueueMessage.
absl::Status TellOfSession(const ServiceContext& context, const Snapshot& snapshot,
                           const v1::Session& before, const v1::Session& after, v1::Access::Role by,
                           Batch* batch);

// Tells the coordinators that a new record may be of somebody who has one, if it may: of several,
// the first by name.
absl::Status TellOfDuplicate(const ServiceContext& context, const Snapshot& snapshot,
                             const v1::Candidate& candidate, Batch* batch);

// Tells the advisor that an hour is off, and nobody else: of an hour that is about to be forgotten
// with its person. `session` has the sequence that calendars are to believe.
absl::Status TellAdvisorOnly(const ServiceContext& context, const Snapshot& snapshot,
                             const v1::Session& session, Batch* batch);

// Sends the person the own private link, of use until `expire`. Nothing else keeps its secret; the
// message keeps it until it is sent.
absl::Status TellLink(const ServiceContext& context, const Snapshot& snapshot,
                      const v1::Session& session, absl::string_view secret, absl::Time expire,
                      Batch* batch);

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_DESK_MESSAGES_H_
