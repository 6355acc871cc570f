// What ends with the consent to the service, however that ends: who accompanies the person, and the
// sessions that have not begun.
#ifndef BANSO_SERVER_SERVICES_SERVICE_END_H_
#define BANSO_SERVER_SERVICES_SERVICE_END_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "server/catalog/snapshot.h"
#include "server/services/call.h"
#include "server/services/engagement_change.h"
#include "server/services/service_context.h"
#include "server/store/store.h"

namespace banso {

// Calls off every session of the person that has not begun, for `reason`, in the name of who calls;
// what that frees is offered to others. Puts it into `batch`, with what is told, and notes it in
// `call->audit`. Errors: those of DeskChange::Finish.
absl::Status EndSessionsOf(const ServiceContext& context, const Snapshot& snapshot,
                           const std::string& candidate, absl::string_view reason, Call* call,
                           Batch* batch);

// Ends every engagement of the person that lasts; returns whether there was one, which
// `call->audit` then says. How it is finished is the caller's to say.
bool EndEngagementsOf(const Snapshot& snapshot, const std::string& candidate,
                      absl::string_view reason, Call* call, EngagementChange* change);

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_SERVICE_END_H_
