// Several server processes over one PostgreSQL, all of which can be killed at any time.
#ifndef BANSO_TESTS_E2E_CLUSTER_H_
#define BANSO_TESTS_E2E_CLUSTER_H_

#include <sys/types.h>

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "grpcpp/grpcpp.h"
#include "tests/support/scratch_dir.h"

namespace banso {

// Runs a program to its end and returns its exit code; what it writes is dropped, but for the first
// line of standard output if `line` is given. -1 if a signal ended it.
int RunToEnd(const std::vector<std::string>& command, std::string* line = nullptr);

// The PostgreSQL server that a test runs beside (tests/support/with_postgres.sh), as one who may
// kill it.
class PostgresServer {
 public:
  // Reads where it is from PGHOST.
  PostgresServer();

  // Ends it at once, as a power cut would end it.
  void Kill();
  // Starts it again and waits until it takes connections; false if it does not.
  bool Start();
  // Ends every connection of servers; false if it cannot be asked.
  bool DropConnections();

 private:
  std::vector<std::string> PgCtl(const std::vector<std::string>& arguments) const;

  std::string bin_;
  std::string data_;
  std::string options_;  // of its command line, as it was started first
};

// A banso-server process that is started again and again on one port.
// Thread safety: every method may run on any number of threads at once.
class Replica {
 public:
  // `flags` say all but where to listen. The first start takes a free port.
  explicit Replica(std::vector<std::string> flags);
  ~Replica();
  Replica(const Replica&) = delete;
  Replica& operator=(const Replica&) = delete;

  // `127.0.0.1:PORT`.
  const std::string& address() const { return address_; }

  // Starts the process again if it has ended, and does not wait until it answers. Returns whether
  // it had ended.
  bool StartIfEnded();
  // Kills the process. Returns whether there was one that ran.
  bool Kill();
  void Pause();
  void Resume();

 private:
  void Spawn();

  std::mutex mu_;
  std::vector<std::string> flags_;
  std::string address_;
  pid_t pid_ = -1;
};

// Replicas with one data folder over the PostgreSQL that the test runs beside, and callers.
class Cluster {
 public:
  // Makes the first admin and starts `size` servers. `flags` are more flags of all of them.
  explicit Cluster(int size, const std::vector<std::string>& flags = {});

  PostgresServer& postgres() { return postgres_; }
  Replica& replica(int i) { return *replicas_[i]; }
  int size() const { return static_cast<int>(replicas_.size()); }

  // A channel of a coordinator, or of the admin, to a replica. Lost connections are made again
  // soon.
  std::shared_ptr<grpc::Channel> AsCoordinator(int replica) const;
  std::shared_ptr<grpc::Channel> AsAdmin(int replica) const;

  // Waits until every replica answers and knows `revision`; false if one does not by `deadline`.
  bool WaitUntilAllAnswer(int64_t revision, absl::Time deadline);

 private:
  PostgresServer postgres_;
  ScratchDir dir_;
  std::vector<std::unique_ptr<Replica>> replicas_;
  std::string admin_;
  std::string coordinator_;
};

}  // namespace banso

#endif  // BANSO_TESTS_E2E_CLUSTER_H_
