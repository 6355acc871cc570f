// Which steps an application may take, and who takes them. What is not written here is illegal.
// Pure functions.
#ifndef BANSO_SERVER_SERVICES_APPLICATION_STATES_H_
#define BANSO_SERVER_SERVICES_APPLICATION_STATES_H_

#include <optional>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "banso/v1/application.pb.h"
#include "banso/v1/options.pb.h"

namespace banso {

enum class ApplicationVerb {
  kSeekConsent,  // the candidate is asked to be named: by an employer, or by applying
  kAgree,        // the candidate agrees to be named
  kDecline,      // the candidate does not
  kScreen,       // the employer looks at the application
  kInterview,    // the employer talks with the candidate
  kAccept,       // the employer accepts the candidate
  kStart,        // the work begins
  kComplete,     // the work is done
  kAbort,        // the work ends early
  kWithdraw,     // the candidate steps back, from any open state
  kReject,       // the employer decides against it, from any open state
  kCancel,       // the employer takes the internship back, from any open state
};
inline constexpr ApplicationVerb kLastApplicationVerb = ApplicationVerb::kCancel;

// The state after the verb, or none if it is illegal there.
std::optional<v1::Application::State> NextState(v1::Application::State from, ApplicationVerb verb);

// Whether the role may take the verb at all: what is the person's to decide is taken by the person
// or, told so, by a coordinator; what is the employer's, by the employer or a coordinator.
bool MayTake(v1::Access::Role role, ApplicationVerb verb);

// Whether an application in this state has a seat of its internship: from ACCEPTED until it ends
// otherwise than by being COMPLETED, so that WITHDRAWN, REJECTED, CANCELLED_BY_EMPLOYER and ABORTED
// free the seat.
bool HoldsSeat(v1::Application::State state);

// Takes the application to `state` and notes who did so, and when: `principal` is a resource name,
// or empty for a job of the server.
void TakeApplicationStep(v1::Application::State state, absl::string_view principal, absl::Time now,
                         v1::Application* application);

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_APPLICATION_STATES_H_
