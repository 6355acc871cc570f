// Which steps a session may take, who takes them, and when. What is not written here is illegal.
// Pure functions.
#ifndef BANSO_SERVER_SERVICES_SESSION_STATES_H_
#define BANSO_SERVER_SERVICES_SESSION_STATES_H_

#include <optional>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "banso/v1/options.pb.h"
#include "banso/v1/session.pb.h"

namespace banso {

enum class SessionVerb {
  kConfirm,   // a slot is given, or taken where one is free
  kWait,      // no slot was free
  kOffer,     // a slot that became free is held for the person
  kAccept,    // the person takes the offer
  kTurnDown,  // the person does not, and waits on
  kLapse,     // nobody answered in time: the person waits on
  kComplete,  // it took place
  kNoShow,    // the person did not come
  kCancel,    // it is called off; ends the waiting, too
  kDecline,   // the programme cannot give it
};
inline constexpr SessionVerb kLastSessionVerb = SessionVerb::kDecline;

// The state after the verb, or none if it is illegal there. OFFERED is waiting with a slot in hand:
// what ends the waiting ends it, too.
std::optional<v1::Session::State> NextState(v1::Session::State from, SessionVerb verb);

// Whether the role may take the verb at all. What is the person's own is taken by the person, with
// a private link or an account, or by a coordinator on the person's word; attendance is noted by
// the advisor or a coordinator; the waiting list is kept by the server and coordinators.
bool MayTake(v1::Access::Role role, SessionVerb verb);

// How long after the start nobody is said not to have come.
inline constexpr absl::Duration kNoShowAfter = absl::Minutes(15);
// Calling a session off with less than this to its start is late.
inline constexpr absl::Duration kLateCancellation = absl::Hours(24);
// So many lapses end the waiting.
inline constexpr int kMostLapses = 2;

// Whether `now` is a time at which the verb may be taken: kComplete from the start on; kNoShow from
// 15 minutes after it, if the person has not come; kAccept and kTurnDown before the offer expires,
// and kLapse from then on; kCancel of a CONFIRMED session before its start, but for coordinators
// and the server. Errors: FAILED_PRECONDITION with SESSION_NOT_STARTED, TOO_EARLY, CHECKED_IN,
// OFFER_LAPSED, OFFER_STANDS or SESSION_STARTED.
absl::Status CheckSessionTime(SessionVerb verb, v1::Access::Role role, const v1::Session& session,
                              absl::Time now);

// Whether calling the session off at `now` is late: a CONFIRMED one with less than 24 hours to its
// start.
bool IsLateCancellation(const v1::Session& session, absl::Time now);

// Whether a session is under way, or over: its start has come, or the person.
bool HasBegun(const v1::Session& session, absl::Time now);

// Whether somebody's time is taken: OFFERED, CONFIRMED, and what took place or should have.
bool TakesTime(v1::Session::State state);

// Whether the session is still to be decided or to take place.
bool IsOpenSession(v1::Session::State state);

// How many offers of the session lapsed.
int LapsesOf(const v1::Session& session);

// Takes the session to `state` and notes who did so, when and why: `principal` is a resource name,
// or empty for a job of the server. Also begins one, in its first state.
void TakeSessionStep(v1::Session::State state, absl::string_view principal,
                     absl::string_view reason, absl::Time now, v1::Session* session);

// Takes the verb: checks the arrow, the role and the time, then takes the step.
// Errors: FAILED_PRECONDITION with ILLEGAL_TRANSITION; PERMISSION_DENIED with ROLE_DENIED; those of
// CheckSessionTime. Nothing is changed on error.
struct SessionStepTaker {
  v1::Access::Role role = v1::Access::SYSTEM;
  absl::string_view principal;
};
absl::Status TakeVerb(SessionVerb verb, const SessionStepTaker& who, absl::string_view reason,
                      absl::Time now, v1::Session* session);

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_SESSION_STATES_H_
