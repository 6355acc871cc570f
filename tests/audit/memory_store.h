// A store in memory that a test can reach into: it keeps what was, chains rows, and can be away.
#ifndef BANSO_TESTS_AUDIT_MEMORY_STORE_H_
#define BANSO_TESTS_AUDIT_MEMORY_STORE_H_

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "server/base/mutex.h"
#include "server/store/store.h"

namespace banso {

// Keeps the promises of Store as far as the audit log and its readers need them: no claims, no
// request ids, no checks of references. Thread safety: any number of threads at once.
class MemoryStore final : public Store {
 public:
  // What every method gives back from now on. OK: it works again.
  void SetAway(absl::Status status) {
    MutexLock lock(&mu_);
    away_ = std::move(status);
  }
  // Refuses batches with an entry like this for good.
  void Refuse(std::string entry) {
    MutexLock lock(&mu_);
    refused_ = std::move(entry);
  }
  // Called before each ReadAudit and ChainAudit, without a lock.
  void BeforeAudit(std::function<void()> happens) {
    MutexLock lock(&mu_);
    before_audit_ = std::move(happens);
  }
  // Called once ChainAudit has chained; its status is what the caller gets.
  void AfterChain(std::function<absl::Status()> happens) {
    MutexLock lock(&mu_);
    after_chain_ = std::move(happens);
  }
  // What somebody with the database's password may do.
  void Tamper(const std::function<void(std::vector<AuditRow>&)>& change) {
    MutexLock lock(&mu_);
    change(audit_);
  }
  // The same with the count of rows.
  void SetLastNumber(int64_t number) {
    MutexLock lock(&mu_);
    last_number_ = number;
  }
  std::vector<AuditRow> rows() const {
    MutexLock lock(&mu_);
    return audit_;
  }
  int commits() const {
    MutexLock lock(&mu_);
    return commits_;
  }

  absl::StatusOr<CommitResult> Commit(const Batch& batch, absl::Time /*deadline*/) override {
    MutexLock lock(&mu_);
    if (!away_.ok()) return away_;
    for (const AuditRow& row : batch.audit) {
      if (!refused_.empty() && row.entry == refused_) {
        return absl::InvalidArgumentError("this row cannot be kept");
      }
    }
    ++commits_;
    CommitResult result;
    if (!batch.writes.empty()) ++revision_;
    result.revision = revision_;
    for (const Write& write : batch.writes) {
      changes_.push_back({revision_, write.kind, write.name, !write.message});
      if (write.message) {
        history_[write.name].push_back({write.kind, write.name, revision_, *write.message});
      } else {
        history_.erase(write.name);
      }
    }
    for (AuditRow row : batch.audit) {
      row.number = result.last_audit_number = ++last_number_;
      row.chain.clear();
      audit_.push_back(std::move(row));
    }
    committed_.NotifyAll();
    return result;
  }

  absl::StatusOr<Resource> Get(ResourceKind kind, absl::string_view name,
                               absl::Time deadline) override {
    return GetVersion(kind, name, revision(), deadline);
  }

  absl::StatusOr<Resource> GetVersion(ResourceKind kind, absl::string_view name, Revision revision,
                                      absl::Time /*deadline*/) override {
    MutexLock lock(&mu_);
    if (!away_.ok()) return away_;
    const auto found = history_.find(std::string(name));
    std::optional<Resource> last;
    if (found != history_.end()) {
      for (const Resource& version : found->second) {
        if (version.kind == kind && version.revision <= revision) last = version;
      }
    }
    if (!last) return absl::NotFoundError("no such resource");
    return *last;
  }

  absl::StatusOr<std::vector<Resource>> Scan(ResourceKind kind, absl::string_view after, int limit,
                                             absl::Time /*deadline*/) override {
    MutexLock lock(&mu_);
    std::vector<Resource> page;
    for (auto next = history_.upper_bound(std::string(after));
         next != history_.end() && static_cast<int>(page.size()) < limit; ++next) {
      if (next->second.back().kind == kind) page.push_back(next->second.back());
    }
    return page;
  }

  absl::StatusOr<std::vector<Change>> Changes(Revision since, int /*limit*/,
                                              absl::Time /*deadline*/) override {
    MutexLock lock(&mu_);
    std::vector<Change> changes;
    for (const Change& change : changes_) {
      if (change.revision > since) changes.push_back(change);
    }
    return changes;
  }

  absl::StatusOr<std::vector<AuditRow>> ReadAudit(const AuditQuery& query,
                                                  absl::Time /*deadline*/) override {
    Happen();
    MutexLock lock(&mu_);
    if (!away_.ok()) return away_;
    std::vector<AuditRow> rows;
    for (const AuditRow& row : audit_) {
      const bool about =
          query.subject.empty() ||
          std::find(row.subjects.begin(), row.subjects.end(), query.subject) != row.subjects.end();
      if (row.number > query.after && about &&
          (query.principal.empty() || row.principal == query.principal) &&
          row.time >= query.start && row.time < query.end) {
        rows.push_back(row);
      }
    }
    std::sort(rows.begin(), rows.end(),
              [](const AuditRow& a, const AuditRow& b) { return a.number < b.number; });
    if (static_cast<int>(rows.size()) > query.limit) rows.resize(query.limit);
    return rows;
  }

  absl::Status ChainAudit(const std::vector<AuditRow>& rows, absl::Time /*deadline*/) override {
    Happen();
    std::function<absl::Status()> after;
    {
      MutexLock lock(&mu_);
      if (!away_.ok()) return away_;
      for (const AuditRow& row : rows) {
        const AuditRow* kept = Find(row.number);
        if (kept == nullptr || !kept->chain.empty()) {
          return absl::FailedPreconditionError("a row is not there or chained already");
        }
      }
      for (const AuditRow& row : rows) Find(row.number)->chain = row.chain;
      after = after_chain_;
    }
    return after ? after() : absl::OkStatus();
  }

  absl::Status ForgetAudit(int64_t number, absl::Time /*deadline*/) override {
    MutexLock lock(&mu_);
    if (!away_.ok()) return away_;
    std::erase_if(audit_, [&](const AuditRow& row) { return row.number <= number; });
    return absl::OkStatus();
  }

  absl::StatusOr<int64_t> LastAuditNumber(absl::Time /*deadline*/) override {
    MutexLock lock(&mu_);
    if (!away_.ok()) return away_;
    return last_number_;
  }

  absl::Status Reseal(const std::vector<Resource>&, absl::Time) override {
    return absl::OkStatus();
  }

  absl::Status Trim(Revision, absl::Time, absl::Time) override { return absl::OkStatus(); }

  absl::StatusOr<Revision> CurrentRevision(absl::Time /*deadline*/) override { return revision(); }

  absl::StatusOr<Revision> Wait(Revision since, absl::Time deadline) override {
    MutexLock lock(&mu_);
    while (revision_ <= since && !cancelled_) {
      if (!committed_.WaitUntil(&mu_, deadline)) return absl::DeadlineExceededError("too late");
    }
    if (cancelled_) return absl::CancelledError("cancelled");
    return revision_;
  }

  void CancelWaits() override {
    MutexLock lock(&mu_);
    cancelled_ = true;
    committed_.NotifyAll();
  }

  absl::StatusOr<std::optional<Claim>> FindClaim(absl::string_view, absl::Time) override {
    return std::nullopt;
  }
  absl::StatusOr<std::optional<IdempotencyKey>> FindRequest(absl::string_view,
                                                            absl::Time) override {
    return std::nullopt;
  }
  absl::StatusOr<std::string> Secret(absl::Time) override { return std::string(32, 's'); }
  absl::string_view kind() const override { return "memory"; }

 private:
  Revision revision() const {
    MutexLock lock(&mu_);
    return revision_;
  }
  void Happen() {
    std::function<void()> happens;
    {
      MutexLock lock(&mu_);
      happens = before_audit_;
    }
    if (happens) happens();
  }
  AuditRow* Find(int64_t number) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
    const auto found = std::find_if(audit_.begin(), audit_.end(),
                                    [&](const AuditRow& row) { return row.number == number; });
    return found == audit_.end() ? nullptr : &*found;
  }

  mutable Mutex mu_;
  CondVar committed_;
  absl::Status away_ ABSL_GUARDED_BY(mu_);
  std::string refused_ ABSL_GUARDED_BY(mu_);
  std::function<void()> before_audit_ ABSL_GUARDED_BY(mu_);
  std::function<absl::Status()> after_chain_ ABSL_GUARDED_BY(mu_);
  int commits_ ABSL_GUARDED_BY(mu_) = 0;
  Revision revision_ ABSL_GUARDED_BY(mu_) = 0;
  int64_t last_number_ ABSL_GUARDED_BY(mu_) = 0;
  bool cancelled_ ABSL_GUARDED_BY(mu_) = false;
  std::map<std::string, std::vector<Resource>> history_ ABSL_GUARDED_BY(mu_);
  std::vector<Change> changes_ ABSL_GUARDED_BY(mu_);
  std::vector<AuditRow> audit_ ABSL_GUARDED_BY(mu_);
};

}  // namespace banso

#endif  // BANSO_TESTS_AUDIT_MEMORY_STORE_H_
