// Words to the service manager that started this process, such as systemd.
#ifndef BANSO_SERVER_BASE_SERVICE_MANAGER_H_
#define BANSO_SERVER_BASE_SERVICE_MANAGER_H_

#include "absl/strings/string_view.h"

namespace banso {

inline constexpr absl::string_view kServiceReady = "READY=1";
inline constexpr absl::string_view kServiceStopping = "STOPPING=1";

// Sends `state` as sd_notify(3) does, to the socket that the environment variable NOTIFY_SOCKET
// names. Returns whether it was sent: where nobody listens, there is nobody to tell.
bool TellServiceManager(absl::string_view state);

}  // namespace banso

#endif  // BANSO_SERVER_BASE_SERVICE_MANAGER_H_
