// Verbs that take a resource one step on.
#ifndef BANSO_SERVER_SERVICES_VERBS_H_
#define BANSO_SERVER_SERVICES_VERBS_H_

#include "absl/status/statusor.h"
#include "server/services/resource_methods.h"

namespace banso {

// Answers a request with `name`, `etag` and `request_id` by changing the resource with
// `take(Message*)`, which gives a Status. What a request says as reason stays where `take` puts it.
template <typename EntryType, typename Request, typename Take>
absl::StatusOr<typename EntryType::Message> TakeStep(const ResourceMethods<EntryType>& methods,
                                                     const Request& request, Call* call,
                                                     Take take) {
  return methods.Change(request.name(), request.etag(), {request.request_id()}, call, take);
}

// The same for a state machine with one state: `NextState(state, verb)` gives the next, or none.
template <typename EntryType, typename Request, typename Verb>
absl::StatusOr<typename EntryType::Message> TakeVerb(const ResourceMethods<EntryType>& methods,
                                                     const Request& request, Verb verb,
                                                     Call* call) {
  using Message = typename EntryType::Message;
  return TakeStep(methods, request, call, [&](Message* message) -> absl::Status {
    const auto next = NextState(message->state(), verb);
    if (!next) return IllegalStep(message->name(), Message::State_Name(message->state()));
    message->set_state(*next);
    return absl::OkStatus();
  });
}

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_VERBS_H_
