#include "server/services/desk_messages.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/status_macros.h"
#include "server/convert/calendar_convert.h"
#include "server/services/batch_reading.h"
#include "server/services/outbox.h"
#include "server/services/possible_duplicates.h"
#include "server/services/session_states.h"

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
    return Tell(id, session_.candidate(), session_.sequence(),
                SessionValues(snapshot_, id, session_), ToTime(session_.end_time()));
  }
  // The coordinators, once: of the session, and of whose it is where the template has a place.
  absl::Status Team(MessageTemplate id) {
    MessageValues values;
    for (const MessageField field : SpecOf(id).fields) {
      if (field == MessageField::kCase) values[field] = session_.candidate();
      if (field == MessageField::kAbout || field == MessageField::kSession) {
        values[field] = session_.name();
      }
      if (field == MessageField::kStart) values[field] = TimeValue(ToTime(session_.start_time()));
    }
    return Tell(id, "", 0, std::move(values), absl::InfiniteFuture());
  }
  absl::Status AdvisorOfHour(MessageTemplate id) {
    return Tell(id, session_.advisor(), session_.sequence(), SessionValues(snapshot_, id, session_),
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

// The session in whose place this one stands, if that had an hour until now.
std::optional<v1::Session> MovedFrom(const Snapshot& snapshot, const v1::Session& session) {
  const auto old = snapshot.sessions().Find(session.rescheduled_from());
  if (old == nullptr || old->message->state() != v1::Session::CONFIRMED) return std::nullopt;
  return *old->message;
}

// The session that takes the place of this one, if it is about to be written with an hour.
std::optional<v1::Session> MovedTo(const Batch& batch, const v1::Session& session) {
  auto moved = InBatch<v1::Session>(session.rescheduled_to(), batch);
  if (!moved || moved->state() != v1::Session::CONFIRMED) return std::nullopt;
  return moved;
}

// What the coordinators are told.
absl::Status TellTeam(const v1::Session& before, const v1::Session& after, v1::Access::Role by,
                      Teller* tell) {
  const bool by_them = by == v1::Access::COORDINATOR;
  // An hour that two people agree on is no request to anybody.
  if (before.name().empty() && after.rescheduled_from().empty() && !by_them &&
      after.kind() != v1::Session::MENTORING) {
    BANSO_RETURN_IF_ERROR(tell->Team(MessageTemplate::kCoordinatorRequestReceived));
  }
  if (after.interpreter_needed() && !before.interpreter_needed()) {
    BANSO_RETURN_IF_ERROR(tell->Team(MessageTemplate::kCoordinatorInterpreterNeeded));
  }
  if (after.late() && !before.late() && !by_them) {
    BANSO_RETURN_IF_ERROR(tell->Team(MessageTemplate::kCoordinatorSessionLate));
  }
  if (LapsesOf(after) >= kMostLapses && LapsesOf(before) < kMostLapses) {
    BANSO_RETURN_IF_ERROR(tell->Team(MessageTemplate::kCoordinatorWaitingEnded));
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status TellOfSession(const ServiceContext& context, const Snapshot& snapshot,
                           const v1::Session& before, const v1::Session& after, v1::Access::Role by,
                           Batch* batch) {
  Teller tell(context, snapshot, after, batch);
  BANSO_RETURN_IF_ERROR(TellTeam(before, after, by, &tell));
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
    case v1::Session::CONFIRMED: {
      const auto old = MovedFrom(snapshot, after);
      BANSO_RETURN_IF_ERROR(tell.PersonOfHour(old ? MessageTemplate::kSessionMoved
                                                  : MessageTemplate::kSessionConfirmed));
      return tell.AdvisorOfHour(old && old->advisor() == after.advisor()
                                    ? MessageTemplate::kAdvisorSessionMoved
                                    : MessageTemplate::kAdvisorSessionConfirmed);
    }
    case v1::Session::WAITLISTED:
      // Who turned an offer down, or let it lapse, waits as before.
      if (before.state() == v1::Session::OFFERED) return absl::OkStatus();
      return tell.Person(MessageTemplate::kSessionWaitlisted, 0, {});
    case v1::Session::DECLINED:
      return tell.Person(MessageTemplate::kSessionDeclined, 0, {});
    case v1::Session::CANCELLED: {
      if (before.state() != v1::Session::CONFIRMED) return absl::OkStatus();
      // Who is told of another hour in the same breath has that in the calendar instead.
      const auto moved = MovedTo(*batch, after);
      if (!moved) BANSO_RETURN_IF_ERROR(tell.PersonOfHour(MessageTemplate::kSessionCancelled));
      if (moved && moved->advisor() == after.advisor()) return absl::OkStatus();
      return tell.AdvisorOfHour(MessageTemplate::kAdvisorSessionCancelled);
    }
    default:
      return absl::OkStatus();
  }
}

absl::Status TellOfDuplicate(const ServiceContext& context, const Snapshot& snapshot,
                             const v1::Candidate& candidate, Batch* batch) {
  const std::vector<std::string> others = RecordsLike(snapshot, candidate);
  if (others.empty()) return absl::OkStatus();
  return EnqueueMessage(
      context, snapshot,
      {.id = MessageTemplate::kCoordinatorPossibleDuplicate,
       .about = candidate.name(),
       .values = {{MessageField::kCase, candidate.name()}, {MessageField::kAbout, others.front()}}},
      batch);
}

absl::Status TellAdvisorOnly(const ServiceContext& context, const Snapshot& snapshot,
                             const v1::Session& session, Batch* batch) {
  return Teller(context, snapshot, session, batch)
      .AdvisorOfHour(MessageTemplate::kAdvisorSessionCancelled);
}

absl::Status TellLink(const ServiceContext& context, const Snapshot& snapshot,
                      const v1::Session& session, absl::string_view secret, absl::Time expire,
                      Batch* batch) {
  return Teller(context, snapshot, session, batch)
      .Person(MessageTemplate::kSessionRequested, 0, {{MessageField::kLink, std::string(secret)}},
              expire);
}

}  // namespace banso
