// A way to a PostgreSQL server that can be cut at chosen moments.
#ifndef BANSO_TESTS_STORE_POSTGRES_PROXY_H_
#define BANSO_TESTS_STORE_POSTGRES_PROXY_H_

#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "server/base/mutex.h"
#include "tests/support/scratch_dir.h"

namespace banso {

// Passes bytes between clients and the server that PGHOST names. Thread safety: every method may
// run on any thread.
class PostgresProxy {
 public:
  PostgresProxy();
  ~PostgresProxy();
  PostgresProxy(const PostgresProxy&) = delete;
  PostgresProxy& operator=(const PostgresProxy&) = delete;

  // The PGHOST of the proxy.
  const std::string& host() const { return dir_.path(); }

  // The next message of a client with these bytes is passed on, and the server acts on it, but the
  // client sees its connection end instead of the answer.
  void LoseTheAnswerTo(const std::string& bytes);
  // The same, but the server does not get the message either.
  void Lose(const std::string& bytes);
  // Going away closes every connection before this returns; while away, new ones are closed too.
  void SetAway(bool away);
  // How many messages or answers were lost.
  int lost() const;

 private:
  enum class Loss { kNone, kMessage, kAnswer };

  void Run();
  // Passes on what `from` has to say. Returns false if the connection is over.
  bool Pass(int from, int to, bool from_client);

  const ScratchDir dir_;
  int listener_ = -1;
  int wake_ = -1;
  mutable Mutex mutex_;
  // What is to be lost of this message of a client; it is once only.
  Loss LossOf(absl::string_view message) ABSL_LOCKS_EXCLUDED(mutex_);

  std::string trigger_ ABSL_GUARDED_BY(mutex_);
  Loss loss_ ABSL_GUARDED_BY(mutex_) = Loss::kNone;
  int lost_ ABSL_GUARDED_BY(mutex_) = 0;
  bool away_ ABSL_GUARDED_BY(mutex_) = false;
  bool all_closed_ ABSL_GUARDED_BY(mutex_) = false;
  CondVar closed_;
  bool stop_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace banso

#endif  // BANSO_TESTS_STORE_POSTGRES_PROXY_H_
