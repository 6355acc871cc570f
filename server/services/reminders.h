// The job that reminds: of sessions, of slots that are held, and of dates that come near.
#ifndef BANSO_SERVER_SERVICES_REMINDERS_H_
#define BANSO_SERVER_SERVICES_REMINDERS_H_

#include <functional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/catalog/snapshot.h"
#include "server/services/outbox.h"
#include "server/services/service_context.h"

namespace banso {

// How long before its start a session is called to mind. One that was given later is not.
inline constexpr absl::Duration kRemindOfSession = absl::Hours(24);
// How long before it lapses a slot that is held is called to mind, if it was held for long before.
inline constexpr absl::Duration kRemindOfOffer = absl::Hours(6);
inline constexpr absl::Duration kOfferHeldBefore = absl::Hours(6);
// Days before a consent lapses, and before a paper expires: first, and again.
inline constexpr int kRemindOfConsentDays = 30;
inline constexpr int kRemindOfPaperDays[] = {90, 30};
// Days after which a profile that nothing was done about is asked about.
inline constexpr int kStaleProfileDays = 90;

// What is due at `now`, each told from others by what it is about, so that it is told once however
// often and by however many servers this is asked. Pure functions.
//
// Of sessions that are CONFIRMED: the person and the advisor, from 24 hours before. Of slots that
// are held: the person, who was told 6 hours before and longer, from 6 hours before it lapses.
std::vector<OutboxMessage> SessionReminders(const Snapshot& snapshot, absl::Time now);
// Of consents that hold, the person and the coordinators, from 30 days before they lapse. Of the
// permission to work and of permissions for one internship, the person and the coordinators, from
// 90 and again from 30 days before the last day, unless a renewal was filed. Of a profile, the
// person, 90 days after the last change or confirmation. Only of people who are accompanied: whose
// case goes on, and who agree to the service.
std::vector<OutboxMessage> DateReminders(const Snapshot& snapshot, absl::Time now);

// Thread safety: any number of threads, and servers, at once.
class Reminders {
 public:
  // `context` outlives it.
  explicit Reminders(const ServiceContext* context) : context_(*context) {}

  // Writes what is due, and calls back reminders that wait for delivery of sessions that take place
  // otherwise by now. Return how many messages were written or called back.
  // Errors: those of the store.
  absl::StatusOr<int> RemindOfSessions(absl::Time deadline) const;
  absl::StatusOr<int> RemindOfDates(absl::Time deadline) const;

 private:
  using Due = std::function<std::vector<OutboxMessage>(const Snapshot&, absl::Time)>;
  absl::StatusOr<int> Write(const Due& due, absl::Time deadline) const;
  absl::StatusOr<int> CallBack(absl::Time deadline) const;

  const ServiceContext& context_;
};

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_REMINDERS_H_
