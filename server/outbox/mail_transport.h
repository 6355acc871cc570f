// How mail leaves the server: to a folder, or to a mail server.
#ifndef BANSO_SERVER_OUTBOX_MAIL_TRANSPORT_H_
#define BANSO_SERVER_OUTBOX_MAIL_TRANSPORT_H_

#include <atomic>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/outbox/mail.h"

namespace banso {

// Thread safety: any number of threads at once.
class MailTransport {
 public:
  virtual ~MailTransport() = default;

  // Hands a mail over; OK means that the other side keeps it now. The same mail may be handed over
  // again.
  // Errors, none of which repeats an address or a word of the mail: UNAVAILABLE if it may go well
  // later; FAILED_PRECONDITION if this mail is refused for good; CANCELLED soon after `stop` is
  // true.
  virtual absl::Status Send(const Mail& mail, const std::atomic<bool>& stop) = 0;
};

// Writes each mail to `{id}.eml` in `folder`, whole or not at all, for nobody but the user of the
// server to read; the same mail again replaces it. Makes the folder.
// Errors: UNAVAILABLE if there is no such folder and none can be made.
absl::StatusOr<std::unique_ptr<MailTransport>> OpenFolderTransport(std::string folder);

struct SmtpOptions {
  // smtp://HOST:PORT, which goes on by STARTTLS or not at all; smtps://HOST:PORT, TLS from the
  // beginning.
  std::string url;
  // Without TLS; only to this machine itself.
  bool plaintext = false;
  std::string ca_file;  // of trusted roots; empty: the machine's
  std::string user;     // empty: nobody is asked to prove themselves
  std::string password;
  absl::Duration timeout = absl::Seconds(30);  // of everything about one mail
};

// Hands each mail to a mail server.
// Errors: INVALID_ARGUMENT if the options do not fit together.
absl::StatusOr<std::unique_ptr<MailTransport>> OpenSmtpTransport(SmtpOptions options);

}  // namespace banso

#endif  // BANSO_SERVER_OUTBOX_MAIL_TRANSPORT_H_
