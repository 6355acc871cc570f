#include "server/services/application_states.h"

#include <string>

#include "server/convert/application_rules.h"
#include "server/convert/calendar_convert.h"

namespace banso {

std::optional<v1::Application::State> NextState(v1::Application::State from, ApplicationVerb verb) {
  const bool pending = from == v1::Application::CONSENT_PENDING;
  switch (verb) {
    case ApplicationVerb::kAgree:
      if (pending) return v1::Application::APPLIED;
      break;
    case ApplicationVerb::kDecline:
      if (pending) return v1::Application::WITHDRAWN;
      break;
    case ApplicationVerb::kWithdraw:
      if (IsOpenApplication(from)) return v1::Application::WITHDRAWN;
      break;
  }
  return std::nullopt;
}

void TakeApplicationStep(v1::Application::State state, absl::string_view principal, absl::Time now,
                         v1::Application* application) {
  application->set_state(state);
  v1::ApplicationStep* step = application->add_steps();
  *step->mutable_step_time() = FromTime(now);
  step->set_state(state);
  step->set_principal(std::string(principal));
  *application->mutable_update_time() = FromTime(now);
}

}  // namespace banso
