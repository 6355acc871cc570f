// The job that chains the audit log and anchors its head.
#ifndef BANSO_SERVER_AUDIT_AUDIT_CHAINER_H_
#define BANSO_SERVER_AUDIT_AUDIT_CHAINER_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "server/audit/audit_anchor.h"
#include "server/audit/audit_verifier.h"
#include "server/base/mutex.h"
#include "server/seal/key_store.h"
#include "server/store/store.h"

namespace banso {

// Chains what is not chained yet, in the order of numbers, and then moves the anchor, on a thread
// of its own. It may be killed at any point: what is chained but not anchored is anchored by the
// next pass. Several servers may chain one log, as the store lets only one of them chain a row; but
// they would do the same work and stand in each other's way, so by itself only one does. A row
// that is chained otherwise than with this key, is missing, or is not what the anchor says, stops
// the chain for good: nothing is ever chained over a break. Thread safety: every method may run on
// any number of threads at once.
class AuditChainer {
 public:
  // `store` outlives the chainer. It is the database, beneath what seals: the chain is over the
  // rows as they are kept. `key` is the secret `server/audit` of the key store. `is_ours` tells
  // whether what is due by itself is for this server to do (null: it is); what is asked for always
  // is.
  AuditChainer(Store* store, const Key& key, std::string anchor_path,
               absl::Duration interval = absl::Seconds(1), std::function<bool()> is_ours = nullptr);
  ~AuditChainer();
  AuditChainer(const AuditChainer&) = delete;
  AuditChainer& operator=(const AuditChainer&) = delete;

  // Chains and anchors every row that there is now.
  // Errors: those of the store and the anchor; DATA_LOSS naming the row if the log is broken;
  // DEADLINE_EXCEEDED; CANCELLED if the chainer ends.
  absl::Status ChainNow(absl::Time deadline) ABSL_LOCKS_EXCLUDED(mu_);

  // Forgets the rows up to `number`, included: the anchor's base moves to it, then they are
  // deleted. Cost: reads the rows that are forgotten, for nothing is forgotten that is broken.
  // Errors: as ChainNow; FAILED_PRECONDITION if there is no such row yet.
  absl::Status Forget(int64_t number, absl::Time deadline) ABSL_LOCKS_EXCLUDED(mu_);

  // The number of the newest row that this chainer knows to be chained and anchored; 0 before its
  // first pass. Rows above wait for the next one, unless the log is broken.
  int64_t anchored() const { return anchored_; }

  // See VerifyAudit.
  absl::StatusOr<AuditVerification> Verify(absl::Time deadline) const;

 private:
  // Something to do after the next pass, and what came of it.
  struct Request {
    int64_t forget = 0;  // 0: nothing more
    std::optional<absl::Status> result = std::nullopt;
  };

  absl::Status Ask(Request request, absl::Time deadline) ABSL_LOCKS_EXCLUDED(mu_);
  void Run() ABSL_LOCKS_EXCLUDED(mu_);
  bool IsStopping() ABSL_LOCKS_EXCLUDED(mu_);
  // One pass over what is not anchored yet.
  absl::Status Pass() ABSL_LOCKS_EXCLUDED(mu_);
  // Learns how far another server has come.
  absl::Status Look();
  absl::Status ChainFrom(AuditAnchor anchor) ABSL_LOCKS_EXCLUDED(mu_);
  absl::Status ForgetUpTo(int64_t number);
  absl::Status BrokenAt(int64_t number);
  void Report(const absl::Status& status);

  Store* const store_;
  const Key key_;
  const AuditAnchorFile anchor_;
  const absl::Duration interval_;
  const std::function<bool()> is_ours_;
  // Of the thread alone:
  absl::StatusCode reported_ = absl::StatusCode::kOk;
  int64_t broken_ = 0;  // the row where the log is broken; 0: nowhere that is known

  std::atomic<int64_t> anchored_ = 0;

  Mutex mu_;
  CondVar work_;
  CondVar done_;
  std::vector<std::shared_ptr<Request>> requests_ ABSL_GUARDED_BY(mu_);
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  std::thread thread_;
};

}  // namespace banso

#endif  // BANSO_SERVER_AUDIT_AUDIT_CHAINER_H_
