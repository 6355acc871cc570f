// Applications: what their states mean.
#ifndef BANSO_SERVER_CONVERT_APPLICATION_RULES_H_
#define BANSO_SERVER_CONVERT_APPLICATION_RULES_H_

#include "banso/v1/application.pb.h"

namespace banso {

// Whether the application still goes on.
bool IsOpenApplication(v1::Application::State state);

// Whether the candidate agreed to be named and the application still goes on.
bool IsNamedApplication(v1::Application::State state);

// Whether the employer knows of the application: it asked, or was told.
bool IsKnownToEmployer(const v1::Application& application);

}  // namespace banso

#endif  // BANSO_SERVER_CONVERT_APPLICATION_RULES_H_
