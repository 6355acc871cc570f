#include "server/services/session_states.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/status_details.h"
#include "server/services/not_now.h"
#include "server/services/writer.h"

namespace banso {
namespace {

using State = v1::Session;
using Role = v1::Access::Role;

struct Arrow {
  v1::Session::State from;
  SessionVerb verb;
  v1::Session::State to;
};
constexpr Arrow kArrows[] = {
    {State::REQUESTED, SessionVerb::kConfirm, State::CONFIRMED},
    {State::REQUESTED, SessionVerb::kWait, State::WAITLISTED},
    {State::REQUESTED, SessionVerb::kCancel, State::CANCELLED},
    {State::REQUESTED, SessionVerb::kDecline, State::DECLINED},
    {State::WAITLISTED, SessionVerb::kConfirm, State::CONFIRMED},
    {State::WAITLISTED, SessionVerb::kOffer, State::OFFERED},
    {State::WAITLISTED, SessionVerb::kCancel, State::CANCELLED},
    {State::WAITLISTED, SessionVerb::kDecline, State::DECLINED},
    {State::OFFERED, SessionVerb::kAccept, State::CONFIRMED},
    {State::OFFERED, SessionVerb::kTurnDown, State::WAITLISTED},
    {State::OFFERED, SessionVerb::kLapse, State::WAITLISTED},
    {State::OFFERED, SessionVerb::kCancel, State::CANCELLED},
    {State::OFFERED, SessionVerb::kDecline, State::DECLINED},
    {State::CONFIRMED, SessionVerb::kComplete, State::COMPLETED},
    {State::CONFIRMED, SessionVerb::kNoShow, State::NO_SHOW},
    {State::CONFIRMED, SessionVerb::kCancel, State::CANCELLED},
};

struct Parties {
  bool person = false;
  bool advisor = false;
  bool server = false;
};
// Coordinators take every step, on somebody's word, but what time alone decides.
Parties PartiesOf(SessionVerb verb) {
  switch (verb) {
    case SessionVerb::kConfirm:
      return {.person = true, .advisor = true, .server = true};
    case SessionVerb::kWait:
      return {.person = true, .server = true};
    case SessionVerb::kOffer:
    case SessionVerb::kLapse:
      return {.server = true};
    case SessionVerb::kAccept:
    case SessionVerb::kTurnDown:
      return {.person = true};
    case SessionVerb::kComplete:
    case SessionVerb::kNoShow:
      return {.advisor = true};
    case SessionVerb::kCancel:
      return {.person = true, .advisor = true, .server = true};
    case SessionVerb::kDecline:
      return {.advisor = true, .server = true};
  }
  return {};
}

}  // namespace

std::optional<v1::Session::State> NextState(v1::Session::State from, SessionVerb verb) {
  for (const Arrow& arrow : kArrows) {
    if (arrow.from == from && arrow.verb == verb) return arrow.to;
  }
  return std::nullopt;
}

bool MayTake(Role role, SessionVerb verb) {
  const Parties parties = PartiesOf(verb);
  switch (role) {
    case v1::Access::LINK:
    case v1::Access::CANDIDATE:
    case v1::Access::FAMILY:
      return parties.person;
    case v1::Access::ADVISOR:
      return parties.advisor;
    case v1::Access::COORDINATOR:
      return true;
    case v1::Access::SYSTEM:
      return parties.server;
    default:
      return false;
  }
}

absl::Status CheckSessionTime(SessionVerb verb, Role role, const v1::Session& session,
                              absl::Time now) {
  const absl::Time start = ToTime(session.start_time());
  switch (verb) {
    case SessionVerb::kComplete:
      if (now < start) return NotNow(session.name(), "SESSION_NOT_STARTED", "has not begun yet");
      break;
    case SessionVerb::kNoShow:
      if (session.has_check_in_time()) {
        return NotNow(session.name(), "CHECKED_IN", "is one that the person came to");
      }
      if (now < start + kNoShowAfter) {
        return NotNow(session.name(), "TOO_EARLY",
                      "began less than 15 minutes ago: wait for the person");
      }
      break;
    case SessionVerb::kAccept:
    case SessionVerb::kTurnDown:
      if (now >= ToTime(session.offer().expire_time())) {
        return NotNow(session.name(), "OFFER_LAPSED",
                      "was offered a slot for a time that has passed");
      }
      break;
    case SessionVerb::kLapse:
      if (now < ToTime(session.offer().expire_time())) {
        return NotNow(session.name(), "OFFER_STANDS", "is offered a slot that can still be taken");
      }
      break;
    case SessionVerb::kCancel:
      if (session.state() == State::CONFIRMED && now >= start && role != v1::Access::COORDINATOR &&
          role != v1::Access::SYSTEM) {
        return NotNow(session.name(), "SESSION_STARTED", "has begun: tell a coordinator");
      }
      break;
    default:
      break;
  }
  return absl::OkStatus();
}

bool IsLateCancellation(const v1::Session& session, absl::Time now) {
  return session.state() == State::CONFIRMED &&
         now > ToTime(session.start_time()) - kLateCancellation;
}

bool HasBegun(const v1::Session& session, absl::Time now) {
  return session.has_check_in_time() ||
         (session.has_start_time() && ToTime(session.start_time()) <= now);
}

bool TakesTime(v1::Session::State state) {
  switch (state) {
    case State::OFFERED:
    case State::CONFIRMED:
    case State::COMPLETED:
    case State::NO_SHOW:
      return true;
    default:
      return false;
  }
}

bool IsOpenSession(v1::Session::State state) {
  switch (state) {
    case State::REQUESTED:
    case State::WAITLISTED:
    case State::OFFERED:
    case State::CONFIRMED:
      return true;
    default:
      return false;
  }
}

int LapsesOf(const v1::Session& session) {
  const auto& offers = session.past_offers();
  return static_cast<int>(std::count_if(offers.begin(), offers.end(),
                                        [](const v1::SlotOffer& offer) { return offer.lapsed(); }));
}

void TakeSessionStep(v1::Session::State state, absl::string_view principal,
                     absl::string_view reason, absl::Time now, v1::Session* session) {
  session->set_state(state);
  v1::SessionStep* step = session->add_steps();
  *step->mutable_step_time() = FromTime(now);
  step->set_state(state);
  step->set_principal(std::string(principal));
  step->set_reason(std::string(reason));
  *session->mutable_update_time() = FromTime(now);
}

absl::Status TakeVerb(SessionVerb verb, const SessionStepTaker& who, absl::string_view reason,
                      absl::Time now, v1::Session* session) {
  if (!MayTake(who.role, verb)) {
    return WithErrorInfo(
        absl::PermissionDeniedError(absl::StrCat("the role ", v1::Access::Role_Name(who.role),
                                                 " may not take this step of a session")),
        "ROLE_DENIED", {{"role", v1::Access::Role_Name(who.role)}});
  }
  const std::optional<v1::Session::State> next = NextState(session->state(), verb);
  if (!next) return IllegalStep(session->name(), v1::Session::State_Name(session->state()));
  BANSO_RETURN_IF_ERROR(CheckSessionTime(verb, who.role, *session, now));
  if (verb == SessionVerb::kCancel) session->set_late(IsLateCancellation(*session, now));
  TakeSessionStep(*next, who.principal, reason, now, session);
  return absl::OkStatus();
}

}  // namespace banso
