// Several server processes over one PostgreSQL, all of which can be killed at any time.
#ifndef BANSO_TESTS_E2E_CLUSTER_H_
#define BANSO_TESTS_E2E_CLUSTER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "grpcpp/grpcpp.h"
#include "tests/e2e/own_postgres.h"
#include "tests/e2e/server_process.h"
#include "tests/support/scratch_dir.h"

namespace banso {

// A banso-server that is started again and again on one port.
class RestartedServer {
 public:
  // Starts it first, on a free port. What it keeps beside the store is in `dir`, which outlives it.
  RestartedServer(const ScratchDir* dir, std::string store);
  ~RestartedServer();

  // `127.0.0.1:PORT`.
  const std::string& address() const { return address_; }

  // Starts the process again if it has ended, and does not wait until it answers.
  void StartIfEnded();
  // Kills the process. Returns whether it ran.
  bool Kill();
  void Pause();
  void Resume();

 private:
  std::unique_ptr<ServerProcess> Start(const std::string& listen) const;

  const ScratchDir& dir_;
  const std::string store_;
  std::unique_ptr<ServerProcess> process_;
  std::string address_;
};

// Servers with one data folder over a PostgreSQL of their own, and callers.
class Cluster {
 public:
  // Makes the first admin and starts `size` servers.
  explicit Cluster(int size);

  OwnPostgres& postgres() { return postgres_; }
  RestartedServer& server(int i) { return *servers_[i]; }
  int size() const { return static_cast<int>(servers_.size()); }

  // A channel of a coordinator, or of the admin, to a server. Lost connections are made again soon.
  std::shared_ptr<grpc::Channel> AsCoordinator(int server) const;
  std::shared_ptr<grpc::Channel> AsAdmin(int server) const;

  // Waits until every server answers and knows `revision`; false if one does not by `deadline`.
  // What has ended is started again.
  bool WaitUntilAllAnswer(int64_t revision, absl::Time deadline);

 private:
  OwnPostgres postgres_;
  ScratchDir dir_;
  std::vector<std::unique_ptr<RestartedServer>> servers_;
  std::string admin_;
  std::string coordinator_;
};

}  // namespace banso

#endif  // BANSO_TESTS_E2E_CLUSTER_H_
