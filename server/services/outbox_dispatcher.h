// The job that delivers what is in the outbox.
#ifndef BANSO_SERVER_SERVICES_OUTBOX_DISPATCHER_H_
#define BANSO_SERVER_SERVICES_OUTBOX_DISPATCHER_H_

#include <atomic>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "banso/v1/message.pb.h"
#include "banso/v1/person.pb.h"
#include "server/outbox/mail_transport.h"
#include "server/services/service_context.h"

namespace banso {

struct DispatcherOptions {
  std::string mail_from;   // the address of the sender; neutral, because everybody sees it
  std::string public_url;  // of the pages for people, without a slash at its end; may be empty
};

// How long one server alone tries to deliver a message; longer than a try takes.
inline constexpr absl::Duration kMessageLease = absl::Minutes(5);
// After so many tries a message is DEAD.
inline constexpr int kMostAttempts = 10;

// How long to wait after a try that failed: a minute, doubled with every try, at most six hours; of
// that between a half and the whole, so that many messages do not come back at once. The same for
// the same message and try.
absl::Duration RetryDelay(absl::string_view message, int attempts);

// The next instant from `now` on that lies in the safe hours of the contact.
absl::Time NextSafeTime(const v1::Contact& contact, absl::Time now);

// Delivers at least once: a message that was handed over by a server that then died is handed over
// again, with the same Message-ID. Of several servers one takes a message, by writing a lease;
// where that one dies, another takes it when the lease is over.
//
// What is due at one time goes in the order in which it was written. That an hour stands is told
// only while it is so: where it was moved or called off since, another message tells that.
//
// The address is the first that mail can be sent to, as the person has it now, and in its safe
// hours. A person without one is told by hand: the message is BY_HAND and the coordinators are told
// which. A message of somebody who is gone is deleted.
class OutboxDispatcher {
 public:
  // Both outlive it.
  OutboxDispatcher(const ServiceContext* context, MailTransport* transport,
                   DispatcherOptions options)
      : context_(*context), transport_(*transport), options_(std::move(options)) {}

  // Delivers what is due, as far as the deadline allows. Returns how many messages were sent.
  // Errors: those of the store. What one message fails of is written in it and stops no other.
  absl::StatusOr<int> RunJob(absl::Time deadline);

  // Ends a round soon, for good.
  void Stop() { stop_ = true; }

 private:
  // Takes a message; none if there is nothing to send now, which is then written in it.
  absl::StatusOr<std::optional<Mail>> Take(const std::string& name, absl::Time deadline);
  // Writes how the try went.
  absl::Status Settle(const std::string& name, const absl::Status& sent, absl::Time deadline);

  const ServiceContext& context_;
  MailTransport& transport_;
  const DispatcherOptions options_;
  std::atomic<bool> stop_ = false;
};

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_OUTBOX_DISPATCHER_H_
