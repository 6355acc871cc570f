// This server among the others of its store: the lease without which it answers nothing, and when
// a commit acts everywhere.
#ifndef BANSO_SERVER_REPLICAS_REPLICA_H_
#define BANSO_SERVER_REPLICAS_REPLICA_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/base/mutex.h"
#include "server/catalog/catalog.h"
#include "server/store/replica_table.h"
#include "server/store/store.h"

namespace banso {

struct ReplicaOptions {
  // How long the others wait for a server that fell silent, as the store measures it.
  absl::Duration lease = absl::Seconds(5);
  // How often the lease is renewed; at most a third of it.
  absl::Duration renewal = absl::Seconds(1);
};

// A server that holds a lease promises that its next answer honours every commit that is
// acknowledged as acting everywhere:
//
//   - It says, with its lease, up to which revision its catalog has come. Whoever acknowledges
//     waits until every server with a lease that holds has come that far.
//   - It measures its own lease by a clock that never stands still or is set (also while the
//     process or the machine is stopped), from before it asked, and believes in nine tenths of it:
//     so it stops before the store lets the others go on, as long as clocks run alike to a tenth.
//   - Once its lease has lapsed it answers nothing until it has a new one, and its catalog has what
//     was committed before that began: the others did not wait for it meanwhile.
//   - A server whose catalog has stood still for two leases lets its own lapse if another has come
//     farther, so that the others need not wait for as long as that lasts.
//
// A call that begins after an acknowledgement is thus never answered from an older state. One that
// began before may end with what it saw when it began.
//
// The server whose lease is the oldest of those that hold does the jobs that are to be done once.
// Two never believe so at the same time.
//
// Two threads of its own: one keeps the lease, one looks how far the others have come while
// somebody waits. Thread safety: every method but Leave may run on any number of threads at once.
class Replica {
 public:
  // Takes a lease and comes back once this server may answer. Store and catalog outlive it.
  // Errors: those of the table and the store; DEADLINE_EXCEEDED.
  static absl::StatusOr<std::unique_ptr<Replica>> Join(std::unique_ptr<ReplicaTable> table,
                                                       Store* store, const Catalog* catalog,
                                                       const ReplicaOptions& options,
                                                       absl::Time deadline);
  // Gives up the lease; nobody waits for it any more.
  ~Replica();
  Replica(const Replica&) = delete;
  Replica& operator=(const Replica&) = delete;

  // Whether a call that begins now may be answered. Cost: reads a clock.
  bool MayBegin() const;
  // Whether a call that was let in may be answered now: the lease may have lapsed since.
  bool MayAnswer() const;
  // Whether this server does the jobs that are to be done once.
  bool DoesJobs() const;

  // Comes back once every call that begins from now on, at whatever server, is answered from a
  // state that has `revision`, which is committed. It takes milliseconds, or as long as a lease
  // where a server fell silent, or three where its catalog stands still. That this server's own
  // catalog has the revision is up to the caller. Errors: DEADLINE_EXCEEDED; UNAVAILABLE if the
  // server ends.
  absl::Status AwaitEverywhere(Revision revision, absl::Time deadline) ABSL_LOCKS_EXCLUDED(mu_);

  // From now on no call begins here, so that nobody has to wait for this server; those under way
  // may be answered. It still does its jobs. For stopping, before the catalog stops.
  void Leave() ABSL_LOCKS_EXCLUDED(mu_);

 private:
  Replica(std::unique_ptr<ReplicaTable> table, Store* store, const Catalog* catalog,
          const ReplicaOptions& options);

  void Keep() ABSL_LOCKS_EXCLUDED(mu_);
  // Renews the lease, or takes one anew if it has lapsed.
  absl::Status Renew();
  // Until it is time to renew: looks whether the catalog has caught up, and reports how far it is.
  void Follow(absl::Duration next_renewal);
  // Makes known what of the lease is believed in.
  void Publish();
  void Acknowledge() ABSL_LOCKS_EXCLUDED(mu_);
  // Waits until then, by the clock that never stands still, or until the server leaves or ends.
  // False if it ends.
  bool WaitUntil(absl::Duration since_boot, bool leaving) ABSL_LOCKS_EXCLUDED(mu_);
  Revision Applied() const;

  const std::unique_ptr<ReplicaTable> table_;
  Store* const store_;
  const Catalog* const catalog_;
  const ReplicaOptions options_;
  const std::string id_;

  // Of the thread that keeps the lease. Times count from the start of the machine.
  absl::Duration held_until_ = absl::ZeroDuration();
  bool first_ = false;            // of all whose lease holds
  bool alone_ = false;            // no other lease holds
  std::optional<Revision> owed_;  // to be known before anything is answered; none: all is
  Revision reported_ = 0;
  std::optional<absl::StatusCode> failing_;  // as it was logged

  // Nanoseconds since the start of the machine; 0: not at all.
  std::atomic<int64_t> answers_until_ = 0;
  std::atomic<int64_t> does_jobs_until_ = 0;
  std::atomic<bool> left_ = false;

  Mutex mu_;
  CondVar ready_;    // for Join
  CondVar changed_;  // for the threads: somebody waits, the end
  CondVar known_;    // for those who wait
  int waiting_ ABSL_GUARDED_BY(mu_) = 0;
  int64_t begun_ ABSL_GUARDED_BY(mu_) = 0;          // looks at the others
  int64_t everywhere_of_ ABSL_GUARDED_BY(mu_) = 0;  // the look that found `everywhere_`
  Revision everywhere_ ABSL_GUARDED_BY(mu_) = 0;
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  std::thread keeper_;
  std::thread acknowledger_;
};

}  // namespace banso

#endif  // BANSO_SERVER_REPLICAS_REPLICA_H_
