#include "server/base/service_manager.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>

namespace banso {

bool TellServiceManager(absl::string_view state) {
  const char* variable = std::getenv("NOTIFY_SOCKET");
  const absl::string_view path = variable == nullptr ? "" : variable;
  sockaddr_un address = {.sun_family = AF_UNIX};
  if (path.empty() || path.size() >= sizeof(address.sun_path)) return false;
  std::copy(path.begin(), path.end(), address.sun_path);
  // A name that is in no folder begins with a NUL, which no environment variable can hold.
  if (path[0] == '@') address.sun_path[0] = '\0';
  const int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (descriptor < 0) return false;
  const ssize_t sent =
      sendto(descriptor, state.data(), state.size(), MSG_NOSIGNAL,
             reinterpret_cast<const sockaddr*>(&address),
             static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size()));
  close(descriptor);
  return sent == static_cast<ssize_t>(state.size());
}

}  // namespace banso
