// Which steps a message may take. What is not written here is illegal. Pure functions.
#ifndef BANSO_SERVER_SERVICES_MESSAGE_STATES_H_
#define BANSO_SERVER_SERVICES_MESSAGE_STATES_H_

#include <optional>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "banso/v1/message.pb.h"

namespace banso {

enum class MessageVerb {
  kDeliver,   // was handed over
  kGiveUp,    // cannot be delivered
  kHandOver,  // nobody is reached by mail: somebody is to call
  kExpire,    // came too late
  kRetry,     // somebody lets it be tried again
  kDiscard,   // somebody gives it up
};
inline constexpr MessageVerb kLastMessageVerb = MessageVerb::kDiscard;

// The state after the verb, or none if it is illegal there.
std::optional<v1::Message::State> NextState(v1::Message::State from, MessageVerb verb);

// Whether a message is of no use any more at `now`.
bool IsPast(const v1::Message& message, absl::Time now);

// Takes the verb: sets the state and what goes with it. What the message is filled with is
// forgotten once it is not to be sent any more; one that is retried begins anew, and is due at
// `now`. Errors: FAILED_PRECONDITION with ILLEGAL_TRANSITION, or MESSAGE_EXPIRED for kRetry.
// Nothing is changed on error.
absl::Status TakeMessageStep(MessageVerb verb, absl::Time now, v1::Message* message);

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_MESSAGE_STATES_H_
