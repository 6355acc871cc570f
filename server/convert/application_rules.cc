#include "server/convert/application_rules.h"

namespace banso {

bool IsOpenApplication(v1::Application::State state) {
  switch (state) {
    case v1::Application::INTERESTED:
    case v1::Application::CONSENT_PENDING:
    case v1::Application::APPLIED:
    case v1::Application::SCREENING:
    case v1::Application::INTERVIEW:
    case v1::Application::ACCEPTED:
    case v1::Application::IN_PROGRESS:
      return true;
    default:
      return false;
  }
}

bool IsNamedApplication(v1::Application::State state) {
  return IsOpenApplication(state) && state != v1::Application::INTERESTED &&
         state != v1::Application::CONSENT_PENDING;
}

bool WasRefused(const v1::Application& application) {
  return application.state() == v1::Application::WITHDRAWN && application.consent().empty();
}

}  // namespace banso
