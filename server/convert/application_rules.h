// Applications: what their states mean.
#ifndef BANSO_SERVER_CONVERT_APPLICATION_RULES_H_
#define BANSO_SERVER_CONVERT_APPLICATION_RULES_H_

#include "banso/v1/application.pb.h"

namespace banso {

// Whether the application still goes on.
bool IsOpenApplication(v1::Application::State state);

// Whether the candidate agreed to be named and the application still goes on.
bool IsNamedApplication(v1::Application::State state);

// Whether the candidate stepped back before being named, on request of the employer or not: nothing
// is left for the employer to see.
bool WasRefused(const v1::Application& application);

}  // namespace banso

#endif  // BANSO_SERVER_CONVERT_APPLICATION_RULES_H_
