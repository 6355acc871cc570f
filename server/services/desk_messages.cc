#include "server/services/desk_messages.h"

#include <string>

#include "engine/base/status_macros.h"
#include "server/convert/calendar_convert.h"
#include "server/services/outbox.h"

namespace banso {
namespace {

// The messages of one session, to its person and its advisor.
class Teller {
 public:
  Teller(const ServiceContext& context, const Snapshot& snapshot, const v1::Session& session,
         Batch* batch)
      : context_(context), snapshot_(snapshot), session_(session), batch_(*batch) {}

  absl::Status Person(MessageTemplate id, int64_t sequence, MessageValues values,
                      absl::Time expire = absl::InfiniteFuture()) {
    return Tell(id, session_.candidate(), sequence, std::move(values), expire);
  }
  // About an hour, with a file for the calendar.
  absl::Status PersonOfHour(MessageTemplate id) {
    return Tell(id, session_.candidate(), session_.sequence(), SessionValues(id, session_),
                ToTime(session_.end_time()));
  }
  absl::Status AdvisorOfHour(MessageTemplate id) {
    return Tell(id, session_.advisor(), session_.sequence(), SessionValues(id, session_),
                ToTime(session_.end_time()));
  }

 private:
  absl::Status Tell(MessageTemplate id, const std::string& recipient, int64_t sequence,
                    MessageValues values, absl::Time expire) {
    return EnqueueMessage(context_, snapshot_,
                          {.id = id,
                           .recipient = recipient,
                           .about = session_.name(),
                           .sequence = sequence,
                           .values = std::move(values),
                           .expire = expire},
                          &batch_);
  }

  const ServiceContext& context_;
  const Snapshot& snapshot_;
  const v1::Session& session_;
  Batch& batch_;
};

// Whether the session stands in place of one that had an hour.
bool IsMoved(const Snapshot& snapshot, const v1::Session& session) {
  if (session.rescheduled_from().empty()) return false;
  const auto old = snapshot.sessions().Find(session.rescheduled_from());
  return old != nullptr && old->message->state() == v1::Session::CONFIRMED;
}

}  // namespace

absl::Status TellOfSession(const ServiceContext& context, const Snapshot& snapshot,
                           const v1::Session& before, const v1::Session& after, Batch* batch) {
  Teller tell(context, snapshot, after, batch);
  // What a session that takes the place of another brought along was told before.
  const int known = before.name().empty() ? after.past_offers_size() : before.past_offers_size();
  for (int i = known; i < after.past_offers_size(); ++i) {
    if (!after.past_offers(i).lapsed()) continue;
    BANSO_RETURN_IF_ERROR(tell.Person(
        MessageTemplate::kSlotOfferLapsed, i,
        {{MessageField::kStart, TimeValue(ToTime(after.past_offers(i).start_time()))}}));
  }
  if (after.state() == v1::Session::OFFERED) {
    if (before.has_offer() && after.past_offers_size() == before.past_offers_size()) {
      return absl::OkStatus();
    }
    const absl::Time expire = ToTime(after.offer().expire_time());
    return tell.Person(MessageTemplate::kSlotOffered, after.past_offers_size(),
                       {{MessageField::kStart, TimeValue(ToTime(after.offer().start_time()))},
                        {MessageField::kOfferExpire, TimeValue(expire)}},
                       expire);
  }
  if (after.state() == before.state()) return absl::OkStatus();
  switch (after.state()) {
    case v1::Session::CONFIRMED:
      BANSO_RETURN_IF_ERROR(tell.PersonOfHour(IsMoved(snapshot, after)
                                                  ? MessageTemplate::kSessionMoved
                                                  : MessageTemplate::kSessionConfirmed));
      return tell.AdvisorOfHour(MessageTemplate::kAdvisorSessionConfirmed);
    case v1::Session::WAITLISTED:
      // Who turned an offer down, or let it lapse, waits as before.
      if (before.state() == v1::Session::OFFERED) return absl::OkStatus();
      return tell.Person(MessageTemplate::kSessionWaitlisted, 0, {});
    case v1::Session::DECLINED:
      return tell.Person(MessageTemplate::kSessionDeclined, 0, {});
    case v1::Session::CANCELLED:
      if (before.state() != v1::Session::CONFIRMED) return absl::OkStatus();
      if (after.rescheduled_to().empty()) {
        BANSO_RETURN_IF_ERROR(tell.PersonOfHour(MessageTemplate::kSessionCancelled));
      }
      return tell.AdvisorOfHour(MessageTemplate::kAdvisorSessionCancelled);
    default:
      return absl::OkStatus();
  }
}

absl::Status TellLink(const ServiceContext& context, const Snapshot& snapshot,
                      const v1::Session& session, absl::string_view secret, absl::Time expire,
                      Batch* batch) {
  return Teller(context, snapshot, session, batch)
      .Person(MessageTemplate::kSessionRequested, 0, {{MessageField::kLink, std::string(secret)}},
              expire);
}

}  // namespace banso
