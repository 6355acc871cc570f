// Mail as bytes, after RFC 5322, 2045 to 2047 and 6047.
#ifndef BANSO_SERVER_OUTBOX_MAIL_H_
#define BANSO_SERVER_OUTBOX_MAIL_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "server/outbox/rendering.h"

namespace banso {

struct Mail {
  std::string id;    // letters, digits, - and _; the same mail sent again has the same
  std::string from;  // addresses
  std::string to;
  std::string bytes;  // lines end with CR LF
};

// Whether `address` is one that mail can be sent to, such as `a.b+c@example.org`: ASCII without
// blanks, quotes and comments. Says nothing about whether somebody reads it.
bool IsMailAddress(absl::string_view address);

// Returns the mail. Its Message-ID is `id` at the domain of `from`, so whoever gets it twice can
// tell. Words that are not ASCII are encoded, the body always; nothing of it can begin a header.
// Errors: INVALID_ARGUMENT if an address or the id is none.
absl::StatusOr<Mail> WriteMail(absl::string_view id, absl::string_view from, absl::string_view to,
                               const RenderedMessage& message, absl::Time time);

}  // namespace banso

#endif  // BANSO_SERVER_OUTBOX_MAIL_H_
