#include "server/metrics/metered_store.h"

#include <utility>

#include "server/base/steady_time.h"

namespace banso {
namespace {

const absl::Status& StatusIn(const absl::Status& status) { return status; }
template <typename T>
const absl::Status& StatusIn(const absl::StatusOr<T>& result) {
  return result.status();
}

}  // namespace

MeteredStore::MeteredStore(std::unique_ptr<Store> inner, Metrics* metrics)
    : ForwardingStore(std::move(inner)),
      seconds_(metrics->AddTimer("banso_store_call_seconds",
                                 "Time of a call of the database, with the wait for a connection, "
                                 "by operation and code.")) {
  metrics->Add(Gauge("banso_store_calls_in_flight",
                     "Calls of the database under way, or waiting for a connection.",
                     [this] { return in_flight_.load(); }));
}

template <typename Call>
auto MeteredStore::Measure(const char* operation, Call call) {
  ++in_flight_;
  const absl::Time start = SteadyNow();
  auto result = call();
  --in_flight_;
  seconds_->Observe(
      {{"operation", operation}, {"code", absl::StatusCodeToString(StatusIn(result).code())}},
      SteadyNow() - start);
  return result;
}

absl::StatusOr<CommitResult> MeteredStore::Commit(const Batch& batch, absl::Time deadline) {
  return Measure("commit", [&] { return inner().Commit(batch, deadline); });
}

absl::StatusOr<Resource> MeteredStore::Get(ResourceKind kind, absl::string_view name,
                                           absl::Time deadline) {
  return Measure("get", [&] { return inner().Get(kind, name, deadline); });
}

absl::StatusOr<Resource> MeteredStore::GetVersion(ResourceKind kind, absl::string_view name,
                                                  Revision revision, absl::Time deadline) {
  return Measure("get_version", [&] { return inner().GetVersion(kind, name, revision, deadline); });
}

absl::StatusOr<std::vector<Resource>> MeteredStore::Scan(ResourceKind kind, absl::string_view after,
                                                         int limit, absl::Time deadline) {
  return Measure("scan", [&] { return inner().Scan(kind, after, limit, deadline); });
}

absl::StatusOr<std::optional<Claim>> MeteredStore::FindClaim(absl::string_view key,
                                                             absl::Time deadline) {
  return Measure("find_claim", [&] { return inner().FindClaim(key, deadline); });
}

absl::StatusOr<std::optional<IdempotencyKey>> MeteredStore::FindRequest(absl::string_view id,
                                                                        absl::Time deadline) {
  return Measure("find_request", [&] { return inner().FindRequest(id, deadline); });
}

absl::StatusOr<std::vector<Change>> MeteredStore::Changes(Revision since, int limit,
                                                          absl::Time deadline) {
  return Measure("changes", [&] { return inner().Changes(since, limit, deadline); });
}

absl::StatusOr<std::vector<AuditRow>> MeteredStore::ReadAudit(const AuditQuery& query,
                                                              absl::Time deadline) {
  return Measure("read_audit", [&] { return inner().ReadAudit(query, deadline); });
}

absl::Status MeteredStore::ChainAudit(const std::vector<AuditRow>& rows, absl::Time deadline) {
  return Measure("chain_audit", [&] { return inner().ChainAudit(rows, deadline); });
}

absl::Status MeteredStore::ForgetAudit(int64_t number, absl::Time deadline) {
  return Measure("forget_audit", [&] { return inner().ForgetAudit(number, deadline); });
}

absl::StatusOr<int64_t> MeteredStore::LastAuditNumber(absl::Time deadline) {
  return Measure("last_audit_number", [&] { return inner().LastAuditNumber(deadline); });
}

absl::Status MeteredStore::Reseal(const std::vector<Resource>& resources, absl::Time deadline) {
  return Measure("reseal", [&] { return inner().Reseal(resources, deadline); });
}

absl::Status MeteredStore::Trim(Revision changes_up_to, absl::Time requests_before,
                                absl::Time deadline) {
  return Measure("trim", [&] { return inner().Trim(changes_up_to, requests_before, deadline); });
}

absl::StatusOr<Revision> MeteredStore::CurrentRevision(absl::Time deadline) {
  return Measure("current_revision", [&] { return inner().CurrentRevision(deadline); });
}

}  // namespace banso
