// A store that hands everything on to another: what is derived from it overrides what differs.
#ifndef BANSO_SERVER_STORE_FORWARDING_STORE_H_
#define BANSO_SERVER_STORE_FORWARDING_STORE_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "server/store/store.h"

namespace banso {

// Thread safety: as the other's.
class ForwardingStore : public Store {
 public:
  // `inner` outlives it.
  explicit ForwardingStore(Store* inner) : inner_(*inner) {}
  explicit ForwardingStore(std::unique_ptr<Store> inner)
      : owned_(std::move(inner)), inner_(*owned_) {}

  absl::StatusOr<CommitResult> Commit(const Batch& batch, absl::Time deadline) override {
    return inner_.Commit(batch, deadline);
  }
  absl::StatusOr<Resource> Get(ResourceKind kind, absl::string_view name,
                               absl::Time deadline) override {
    return inner_.Get(kind, name, deadline);
  }
  absl::StatusOr<Resource> GetVersion(ResourceKind kind, absl::string_view name, Revision revision,
                                      absl::Time deadline) override {
    return inner_.GetVersion(kind, name, revision, deadline);
  }
  absl::StatusOr<std::vector<Resource>> Scan(ResourceKind kind, absl::string_view after, int limit,
                                             absl::Time deadline) override {
    return inner_.Scan(kind, after, limit, deadline);
  }
  absl::StatusOr<std::optional<Claim>> FindClaim(absl::string_view key,
                                                 absl::Time deadline) override {
    return inner_.FindClaim(key, deadline);
  }
  absl::StatusOr<std::optional<IdempotencyKey>> FindRequest(absl::string_view id,
                                                            absl::Time deadline) override {
    return inner_.FindRequest(id, deadline);
  }
  absl::StatusOr<std::vector<Change>> Changes(Revision since, int limit,
                                              absl::Time deadline) override {
    return inner_.Changes(since, limit, deadline);
  }
  absl::StatusOr<std::vector<AuditRow>> ReadAudit(const AuditQuery& query,
                                                  absl::Time deadline) override {
    return inner_.ReadAudit(query, deadline);
  }
  absl::Status ChainAudit(const std::vector<AuditRow>& rows, absl::Time deadline) override {
    return inner_.ChainAudit(rows, deadline);
  }
  absl::Status ForgetAudit(int64_t number, absl::Time deadline) override {
    return inner_.ForgetAudit(number, deadline);
  }
  absl::StatusOr<int64_t> LastAuditNumber(absl::Time deadline) override {
    return inner_.LastAuditNumber(deadline);
  }
  absl::Status Reseal(const std::vector<Resource>& resources, absl::Time deadline) override {
    return inner_.Reseal(resources, deadline);
  }
  absl::Status Trim(Revision changes_up_to, absl::Time requests_before,
                    absl::Time deadline) override {
    return inner_.Trim(changes_up_to, requests_before, deadline);
  }
  absl::StatusOr<Revision> CurrentRevision(absl::Time deadline) override {
    return inner_.CurrentRevision(deadline);
  }
  absl::StatusOr<Revision> Wait(Revision since, absl::Time deadline) override {
    return inner_.Wait(since, deadline);
  }
  void CancelWaits() override { inner_.CancelWaits(); }
  absl::StatusOr<std::string> Secret(absl::Time deadline) override {
    return inner_.Secret(deadline);
  }
  absl::string_view kind() const override { return inner_.kind(); }

 protected:
  Store& inner() { return inner_; }

 private:
  const std::unique_ptr<Store> owned_;  // null: somebody else's
  Store& inner_;
};

}  // namespace banso

#endif  // BANSO_SERVER_STORE_FORWARDING_STORE_H_
