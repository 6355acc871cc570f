// Which steps an application may take. What is not written here is illegal. Pure functions.
#ifndef BANSO_SERVER_SERVICES_APPLICATION_STATES_H_
#define BANSO_SERVER_SERVICES_APPLICATION_STATES_H_

#include <optional>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "banso/v1/application.pb.h"

namespace banso {

enum class ApplicationVerb {
  kAgree,     // the candidate agrees to be named
  kDecline,   // the candidate does not
  kWithdraw,  // the candidate steps back, from any open state
};

// The state after the verb, or none if it is illegal there.
std::optional<v1::Application::State> NextState(v1::Application::State from, ApplicationVerb verb);

// Takes the application to `state` and notes who did so, and when: `principal` is a resource name,
// or empty for a job of the server.
void TakeApplicationStep(v1::Application::State state, absl::string_view principal, absl::Time now,
                         v1::Application* application);

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_APPLICATION_STATES_H_
