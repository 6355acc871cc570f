// A store whose calls are measured.
#ifndef BANSO_SERVER_METRICS_METERED_STORE_H_
#define BANSO_SERVER_METRICS_METERED_STORE_H_

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "server/metrics/metrics.h"
#include "server/store/forwarding_store.h"

namespace banso {

// Measures what services, the catalog and the audit log ask of a database: how often, how long,
// with which code, and how many of it are under way. Waits for revisions, and Secret(), which is
// kept in memory, are not measured.
class MeteredStore final : public ForwardingStore {
 public:
  // `metrics` outlives it, and it outlives whoever reads them.
  MeteredStore(std::unique_ptr<Store> inner, Metrics* metrics);

  absl::StatusOr<CommitResult> Commit(const Batch& batch, absl::Time deadline) override;
  absl::StatusOr<Resource> Get(ResourceKind kind, absl::string_view name,
                               absl::Time deadline) override;
  absl::StatusOr<Resource> GetVersion(ResourceKind kind, absl::string_view name, Revision revision,
                                      absl::Time deadline) override;
  absl::StatusOr<std::vector<Resource>> Scan(ResourceKind kind, absl::string_view after, int limit,
                                             absl::Time deadline) override;
  absl::StatusOr<std::optional<Claim>> FindClaim(absl::string_view key,
                                                 absl::Time deadline) override;
  absl::StatusOr<std::optional<IdempotencyKey>> FindRequest(absl::string_view id,
                                                            absl::Time deadline) override;
  absl::StatusOr<std::vector<Change>> Changes(Revision since, int limit,
                                              absl::Time deadline) override;
  absl::StatusOr<std::vector<AuditRow>> ReadAudit(const AuditQuery& query,
                                                  absl::Time deadline) override;
  absl::Status ChainAudit(const std::vector<AuditRow>& rows, absl::Time deadline) override;
  absl::Status ForgetAudit(int64_t number, absl::Time deadline) override;
  absl::StatusOr<int64_t> LastAuditNumber(absl::Time deadline) override;
  absl::Status Reseal(const std::vector<Resource>& resources, absl::Time deadline) override;
  absl::Status Trim(Revision changes_up_to, absl::Time requests_before,
                    absl::Time deadline) override;
  absl::StatusOr<Revision> CurrentRevision(absl::Time deadline) override;

 private:
  // Returns what `call` returns.
  template <typename Call>
  auto Measure(const char* operation, Call call);

  std::atomic<int> in_flight_ = 0;
  Timer* const seconds_;
};

}  // namespace banso

#endif  // BANSO_SERVER_METRICS_METERED_STORE_H_
