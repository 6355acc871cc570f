// The words of a stored message, and whom it reaches.
#ifndef BANSO_SERVER_SERVICES_MESSAGE_RENDERING_H_
#define BANSO_SERVER_SERVICES_MESSAGE_RENDERING_H_

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "banso/v1/message.pb.h"
#include "banso/v1/person.pb.h"
#include "server/catalog/snapshot.h"
#include "server/outbox/rendering.h"

namespace banso {

// Whom a message reaches at present.
struct MessageRecipient {
  bool exists = false;                 // else whoever it is for is gone
  std::optional<v1::Contact> contact;  // the first that mail can be sent to; none if there is none
};
MessageRecipient RecipientOf(const v1::Message& message, const Snapshot& snapshot);

// Errors: INTERNAL if it is not what its template says.
absl::StatusOr<RenderedMessage> WordsOf(const v1::Message& message, bool may_be_named,
                                        const std::string& public_url);

// Whether a value is one that only its owner may know: the secret of a link, or of an unknown kind.
bool IsSecret(const v1::MessageParameter& parameter);

// Empties the values that only their owner may know: the secrets of links.
void HideSecrets(v1::Message* message);

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_MESSAGE_RENDERING_H_
