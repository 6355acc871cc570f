#include "server/base/service_manager.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <string>

#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/support/scratch_dir.h"

namespace banso {
namespace {

// A socket that listens as systemd does; `name` begins with '@' where it is in no folder.
class Listener {
 public:
  explicit Listener(const std::string& name) {
    sockaddr_un address = {.sun_family = AF_UNIX};
    std::memcpy(address.sun_path, name.data(), name.size());
    if (name[0] == '@') address.sun_path[0] = '\0';
    EXPECT_EQ(bind(socket_, reinterpret_cast<const sockaddr*>(&address),
                   offsetof(sockaddr_un, sun_path) + name.size()),
              0);
    setenv("NOTIFY_SOCKET", name.c_str(), 1);
  }
  ~Listener() {
    unsetenv("NOTIFY_SOCKET");
    close(socket_);
  }

  // What arrived, or nothing.
  std::string Read() const {
    char buffer[64];
    const ssize_t count = recv(socket_, buffer, sizeof(buffer), MSG_DONTWAIT);
    return count < 0 ? "" : std::string(buffer, count);
  }

 private:
  const int socket_ = socket(AF_UNIX, SOCK_DGRAM, 0);
};

TEST(ServiceManagerTest, WhoeverListensIsToldWherever) {
  const ScratchDir dir;
  for (const std::string& name :
       {dir.File("notify"), absl::StrCat("@banso-service-manager-test-", getpid())}) {
    const Listener listener(name);

    EXPECT_TRUE(TellServiceManager(kServiceReady)) << name;

    EXPECT_EQ(listener.Read(), "READY=1") << name;
    EXPECT_EQ(listener.Read(), "") << name;
  }
}

TEST(ServiceManagerTest, WithoutAListenerNobodyIsTold) {
  unsetenv("NOTIFY_SOCKET");
  EXPECT_FALSE(TellServiceManager(kServiceReady));
  for (const std::string& name : {std::string("/no/such/socket"), std::string(200, 'x')}) {
    setenv("NOTIFY_SOCKET", name.c_str(), 1);
    EXPECT_FALSE(TellServiceManager(kServiceReady)) << name;
  }
  unsetenv("NOTIFY_SOCKET");
}

}  // namespace
}  // namespace banso
