#include "server/services/application_states.h"

#include <string>

#include "server/convert/application_rules.h"
#include "server/convert/calendar_convert.h"

namespace banso {
namespace {

using State = v1::Application;

struct Arrow {
  v1::Application::State from;
  ApplicationVerb verb;
  v1::Application::State to;
};
constexpr Arrow kArrows[] = {
    {State::INTERESTED, ApplicationVerb::kSeekConsent, State::CONSENT_PENDING},
    {State::CONSENT_PENDING, ApplicationVerb::kAgree, State::APPLIED},
    {State::CONSENT_PENDING, ApplicationVerb::kDecline, State::WITHDRAWN},
    {State::APPLIED, ApplicationVerb::kScreen, State::SCREENING},
    {State::SCREENING, ApplicationVerb::kInterview, State::INTERVIEW},
    {State::INTERVIEW, ApplicationVerb::kAccept, State::ACCEPTED},
    {State::ACCEPTED, ApplicationVerb::kStart, State::IN_PROGRESS},
    {State::IN_PROGRESS, ApplicationVerb::kComplete, State::COMPLETED},
    {State::IN_PROGRESS, ApplicationVerb::kAbort, State::ABORTED},
};

// From every open state.
struct Ending {
  ApplicationVerb verb;
  v1::Application::State to;
};
constexpr Ending kEndings[] = {
    {ApplicationVerb::kWithdraw, State::WITHDRAWN},
    {ApplicationVerb::kReject, State::REJECTED},
    {ApplicationVerb::kCancel, State::CANCELLED_BY_EMPLOYER},
};

struct Parties {
  bool candidate;
  bool employer;
};
// Coordinators note what either says, but for asking, which is an employer's own.
Parties PartiesOf(ApplicationVerb verb) {
  switch (verb) {
    case ApplicationVerb::kSeekConsent:
      return {.candidate = true, .employer = true};
    case ApplicationVerb::kAgree:
    case ApplicationVerb::kDecline:
    case ApplicationVerb::kWithdraw:
      return {.candidate = true, .employer = false};
    case ApplicationVerb::kScreen:
    case ApplicationVerb::kInterview:
    case ApplicationVerb::kAccept:
    case ApplicationVerb::kStart:
    case ApplicationVerb::kComplete:
    case ApplicationVerb::kAbort:
    case ApplicationVerb::kReject:
    case ApplicationVerb::kCancel:
      return {.candidate = false, .employer = true};
  }
  return {};
}

}  // namespace

std::optional<v1::Application::State> NextState(v1::Application::State from, ApplicationVerb verb) {
  for (const Arrow& arrow : kArrows) {
    if (arrow.from == from && arrow.verb == verb) return arrow.to;
  }
  if (!IsOpenApplication(from)) return std::nullopt;
  for (const Ending& ending : kEndings) {
    if (ending.verb == verb) return ending.to;
  }
  return std::nullopt;
}

bool MayTake(v1::Access::Role role, ApplicationVerb verb) {
  switch (role) {
    case v1::Access::CANDIDATE:
    case v1::Access::FAMILY:
      return PartiesOf(verb).candidate;
    case v1::Access::EMPLOYER:
      return PartiesOf(verb).employer;
    case v1::Access::COORDINATOR:
      return true;
    default:
      return false;
  }
}

bool HoldsSeat(v1::Application::State state) {
  return state == State::ACCEPTED || state == State::IN_PROGRESS || state == State::COMPLETED;
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
