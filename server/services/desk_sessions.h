// Asking for hours at the desk; moving and calling off sessions of both kinds; the waiting list;
// attendance.
#ifndef BANSO_SERVER_SERVICES_DESK_SESSIONS_H_
#define BANSO_SERVER_SERVICES_DESK_SESSIONS_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "banso/v1/consultation_service.pb.h"
#include "banso/v1/session.pb.h"
#include "server/services/call.h"
#include "server/services/desk_change.h"
#include "server/services/service_context.h"
#include "server/services/session_states.h"

namespace banso {

// Each method is one of the contract, which says what it does and how it fails.
// Thread safety: const methods may run on any number of threads at once.
class DeskSessions {
 public:
  // `context` outlives it.
  explicit DeskSessions(const ServiceContext* context) : context_(*context) {}

  absl::StatusOr<v1::Session> Request(const v1::RequestSessionRequest& request, Call* call) const;
  absl::StatusOr<v1::Session> Book(const v1::BookSessionRequest& request, Call* call) const;
  absl::StatusOr<v1::Session> Move(const v1::MoveSessionRequest& request, Call* call) const;
  absl::StatusOr<v1::Session> Cancel(const v1::CancelSessionRequest& request, Call* call) const;
  absl::StatusOr<v1::Session> Decline(const v1::DeclineSessionRequest& request, Call* call) const;
  absl::StatusOr<v1::Session> Accept(const v1::AcceptOfferRequest& request, Call* call) const;
  absl::StatusOr<v1::Session> TurnDown(const v1::DeclineOfferRequest& request, Call* call) const;
  absl::StatusOr<v1::Session> CheckIn(const v1::CheckInSessionRequest& request, Call* call) const;
  absl::StatusOr<v1::Session> Complete(const v1::CompleteSessionRequest& request, Call* call) const;
  absl::StatusOr<v1::Session> NoShow(const v1::MarkNoShowRequest& request, Call* call) const;

  // The jobs of the waiting list, on every desk day to come: offers that have lapsed pass on, and
  // what became free in whatever way is offered. Returns how many desk days changed.
  absl::StatusOr<int> KeepWaitingLists(absl::Time deadline) const;

 private:
  // A step of one session, in a commit with all that follows from it. `step` changes the session,
  // whose desk day is open, or adds another one; it returns the session to answer with.
  struct Step {
    const Snapshot& snapshot;
    DeskChange* change;
    v1::DeskDay* day;  // null: not at the desk
    v1::Session* session;
    Batch* batch;  // for what else belongs to the step
  };
  using StepFunction = std::function<absl::StatusOr<v1::Session*>(const Step&)>;
  // With `verb` the step is refused early, on what the session is, before offers pass on.
  template <typename RequestType>
  absl::StatusOr<v1::Session> Take(const RequestType& request, SessionVerb verb,
                                   absl::string_view code, Call* call, StepFunction step) const;

  // Moves a MENTORING session: the answer stands in its place.
  absl::StatusOr<v1::Session*> MoveMentoring(const v1::MoveSessionRequest& request,
                                             const Step& step) const;

  const ServiceContext& context_;
};

// A new request at the desk, without a place.
v1::Session NewDeskSession(absl::string_view candidate, const v1::DeskDay& day, absl::Time now);

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_DESK_SESSIONS_H_
