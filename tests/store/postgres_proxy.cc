#include "tests/store/postgres_proxy.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "gtest/gtest.h"

namespace banso {
namespace {

constexpr char kSocketName[] = "/.s.PGSQL.5432";

sockaddr_un AddressIn(const std::string& folder) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  const std::string path = folder + kSocketName;
  EXPECT_LT(path.size(), sizeof(address.sun_path));
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  return address;
}

}  // namespace

PostgresProxy::PostgresProxy() {
  const sockaddr_un address = AddressIn(dir_.path());
  listener_ = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  EXPECT_EQ(bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
  EXPECT_EQ(listen(listener_, 64), 0);
  wake_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  thread_ = std::thread([this] { Run(); });
}

PostgresProxy::~PostgresProxy() {
  {
    MutexLock lock(&mutex_);
    stop_ = true;
  }
  const uint64_t one = 1;
  EXPECT_EQ(write(wake_, &one, sizeof(one)), static_cast<ssize_t>(sizeof(one)));
  thread_.join();
  close(listener_);
  close(wake_);
}

void PostgresProxy::LoseTheAnswerTo(const std::string& bytes) {
  MutexLock lock(&mutex_);
  trigger_ = bytes;
  loss_ = Loss::kAnswer;
}

void PostgresProxy::Lose(const std::string& bytes) {
  MutexLock lock(&mutex_);
  trigger_ = bytes;
  loss_ = Loss::kMessage;
}

void PostgresProxy::SetAway(bool away) {
  MutexLock lock(&mutex_);
  away_ = away;
  all_closed_ = false;
  const uint64_t one = 1;
  EXPECT_EQ(write(wake_, &one, sizeof(one)), static_cast<ssize_t>(sizeof(one)));
  while (away && !all_closed_) closed_.Wait(&mutex_);
}

int PostgresProxy::lost() const {
  MutexLock lock(&mutex_);
  return lost_;
}

void PostgresProxy::Run() {
  std::map<int, int> peers;  // both ways
  std::set<int> clients;
  while (true) {
    std::vector<pollfd> polled = {{wake_, POLLIN, 0}, {listener_, POLLIN, 0}};
    for (const auto& [from, to] : peers) polled.push_back({from, POLLIN, 0});
    poll(polled.data(), polled.size(), -1);

    bool close_all = false;
    {
      MutexLock lock(&mutex_);
      close_all = stop_ || away_;
      if (polled[0].revents != 0) {
        uint64_t ignored;
        EXPECT_GT(read(wake_, &ignored, sizeof(ignored)), 0);
      }
    }
    if (polled[1].revents != 0) {
      const int client = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      const int server = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
      const sockaddr_un address = AddressIn(std::getenv("PGHOST"));
      EXPECT_EQ(connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
      peers[client] = server;
      peers[server] = client;
      clients.insert(client);
    }
    for (size_t i = 2; i < polled.size(); ++i) {
      const int from = polled[i].fd;
      if (polled[i].revents == 0 || !peers.contains(from)) continue;
      const int to = peers[from];
      if (Pass(from, to, clients.contains(from))) continue;
      for (const int side : {from, to}) {
        peers.erase(side);
        clients.erase(side);
        close(side);
      }
    }
    if (close_all) {
      for (const auto& [from, to] : peers) close(from);
      peers.clear();
      clients.clear();
    }
    MutexLock lock(&mutex_);
    if (stop_) return;
    all_closed_ = close_all;
    closed_.NotifyAll();
  }
}

bool PostgresProxy::Pass(int from, int to, bool from_client) {
  std::array<char, 65536> buffer;
  const ssize_t size = read(from, buffer.data(), buffer.size());
  if (size <= 0) return false;
  const Loss loss = from_client ? LossOf({buffer.data(), static_cast<size_t>(size)}) : Loss::kNone;
  if (loss == Loss::kMessage) return false;
  if (send(to, buffer.data(), size, MSG_NOSIGNAL) != size) return false;
  if (loss == Loss::kNone) return true;
  // The answer is awaited, so that the server has acted, and thrown away.
  EXPECT_GT(read(to, buffer.data(), buffer.size()), 0);
  return false;
}

PostgresProxy::Loss PostgresProxy::LossOf(absl::string_view message) {
  MutexLock lock(&mutex_);
  if (loss_ == Loss::kNone || !absl::StrContains(message, trigger_)) return Loss::kNone;
  ++lost_;
  return std::exchange(loss_, Loss::kNone);
}

}  // namespace banso
