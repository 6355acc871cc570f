#include "server/audit/audit_chainer.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "server/audit/audit_chain.h"
#include "server/base/log.h"
#include "server/base/steady_time.h"

namespace banso {
namespace {

constexpr int kRowsAtOnce = 500;
// The time that one call of the store is given.
constexpr absl::Duration kStoreTime = absl::Seconds(10);
// How often another server may be faster with the same rows before the pass is left to it.
constexpr int kAttempts = 10;

absl::Time StoreDeadline() { return SteadyNow() + kStoreTime; }

}  // namespace

AuditChainer::AuditChainer(Store* store, const Key& key, std::string anchor_path,
                           absl::Duration interval, std::function<bool()> is_ours)
    : store_(store),
      key_(key),
      anchor_(std::move(anchor_path), key),
      interval_(interval),
      is_ours_(std::move(is_ours)) {
  thread_ = std::thread([this] { Run(); });
}

AuditChainer::~AuditChainer() {
  {
    MutexLock lock(&mu_);
    stopping_ = true;
    work_.NotifyAll();
  }
  thread_.join();
}

absl::Status AuditChainer::Ask(Request request, absl::Time deadline) {
  const auto asked = std::make_shared<Request>(std::move(request));
  MutexLock lock(&mu_);
  if (stopping_) return absl::CancelledError("the server is stopping");
  requests_.push_back(asked);
  work_.NotifyAll();
  while (!asked->result) {
    if (!done_.WaitUntil(&mu_, deadline) && !asked->result) {
      return absl::DeadlineExceededError("the audit log was not chained in time");
    }
  }
  return *asked->result;
}

absl::Status AuditChainer::ChainNow(absl::Time deadline) { return Ask({}, deadline); }

absl::Status AuditChainer::Forget(int64_t number, absl::Time deadline) {
  if (number <= 0) return absl::OkStatus();
  return Ask({number}, deadline);
}

absl::StatusOr<AuditVerification> AuditChainer::Verify(absl::Time deadline) const {
  return VerifyAudit(store_, key_, anchor_, deadline);
}

bool AuditChainer::IsStopping() {
  MutexLock lock(&mu_);
  return stopping_;
}

void AuditChainer::Run() {
  for (;;) {
    std::vector<std::shared_ptr<Request>> asked;
    {
      MutexLock lock(&mu_);
      const absl::Time due = SteadyNow() + interval_;
      while (!stopping_ && requests_.empty() && work_.WaitUntil(&mu_, due)) {
      }
      asked.swap(requests_);
      if (stopping_) {
        for (const auto& request : asked) request->result = absl::CancelledError("stopping");
        done_.NotifyAll();
        return;
      }
    }
    const bool is_due = !asked.empty() || is_ours_ == nullptr || is_ours_();
    const absl::Status passed = is_due ? Pass() : Look();
    Report(passed);
    std::vector<absl::Status> results;
    results.reserve(asked.size());
    for (const auto& request : asked) {
      results.push_back(passed.ok() && request->forget > 0 ? ForgetUpTo(request->forget) : passed);
    }
    MutexLock lock(&mu_);
    for (size_t i = 0; i < asked.size(); ++i) asked[i]->result = std::move(results[i]);
    done_.NotifyAll();
  }
}

absl::Status AuditChainer::BrokenAt(int64_t number) {
  broken_ = number;
  return absl::DataLossError(absl::StrCat("the audit log is broken at row ", number));
}

void AuditChainer::Report(const absl::Status& status) {
  // Once for as long as it lasts.
  if (status.code() == reported_) return;
  reported_ = status.code();
  if (status.ok()) {
    Log(LogLevel::kInfo, "audit_log_chained_again");
  } else if (absl::IsDataLoss(status) && broken_ == 0) {
    Log(LogLevel::kError, "audit_anchor_not_ours");
  } else if (absl::IsDataLoss(status)) {
    Log(LogLevel::kError, "audit_log_broken", {{"row", broken_}});
  } else if (!absl::IsCancelled(status)) {
    Log(LogLevel::kWarning, "audit_log_not_chained", {{"code", status.code()}});
  }
}

absl::Status AuditChainer::Look() {
  BANSO_ASSIGN_OR_RETURN(const std::optional<AuditAnchor> anchor, anchor_.Read());
  if (anchor) anchored_ = anchor->number;
  return absl::OkStatus();
}

absl::Status AuditChainer::Pass() {
  broken_ = 0;
  BANSO_ASSIGN_OR_RETURN(std::optional<AuditAnchor> anchor, anchor_.Read());
  if (!anchor) {
    // A log that was never chained. It gets its anchor before its first chain value, so that chain
    // values without an anchor always mean that the anchor was taken away.
    BANSO_ASSIGN_OR_RETURN(const AuditVerification found,
                           VerifyAudit(store_, key_, anchor_, absl::InfiniteFuture()));
    if (!found.intact()) return BrokenAt(found.first_broken);
    BANSO_RETURN_IF_ERROR(anchor_.Advance(AuditAnchor()));
    anchor = AuditAnchor();
  }
  for (;;) {
    const absl::Status status = ChainFrom(*anchor);
    if (!absl::IsDataLoss(status)) return status;
    // Another server may have forgotten rows since the anchor was read.
    BANSO_ASSIGN_OR_RETURN(std::optional<AuditAnchor> now, anchor_.Read());
    if (!now || now->base_number <= anchor->base_number) return status;
    anchor = std::move(now);
  }
}

absl::Status AuditChainer::ChainFrom(AuditAnchor anchor) {
  if (anchor.number > anchor.base_number) {
    // What comes next is chained to the row that the anchor holds: it must be there as it was.
    AuditQuery query;
    query.after = anchor.number - 1;
    query.limit = 1;
    BANSO_ASSIGN_OR_RETURN(const std::vector<AuditRow> rows,
                           store_->ReadAudit(query, StoreDeadline()));
    if (rows.empty() || rows[0].number != anchor.number || rows[0].chain != anchor.chain) {
      return BrokenAt(anchor.number);
    }
  }
  int faster = 0;  // how often others were
  while (!IsStopping()) {
    AuditQuery query;
    query.after = anchor.number;
    query.limit = kRowsAtOnce;
    BANSO_ASSIGN_OR_RETURN(std::vector<AuditRow> rows, store_->ReadAudit(query, StoreDeadline()));
    const bool last_page = rows.size() < kRowsAtOnce;
    AuditAnchor next = anchor;
    std::vector<AuditRow> unchained;
    for (AuditRow& row : rows) {
      if (row.number != next.number + 1) return BrokenAt(next.number + 1);
      std::string value = ChainValue(key_, next.chain, row);
      if (row.chain.empty()) {
        row.chain = value;
        unchained.push_back(std::move(row));
      } else if (!unchained.empty()) {
        return BrokenAt(unchained.front().number);
      } else if (row.chain != value) {
        return BrokenAt(row.number);
      }
      ++next.number;
      next.chain = std::move(value);
    }
    if (!unchained.empty()) {
      const absl::Status status = store_->ChainAudit(unchained, StoreDeadline());
      if (absl::IsFailedPrecondition(status) && ++faster < kAttempts) continue;
      BANSO_RETURN_IF_ERROR(status);
    }
    BANSO_RETURN_IF_ERROR(anchor_.Advance(next));
    anchor = std::move(next);
    anchored_ = anchor.number;
    if (last_page) return absl::OkStatus();
  }
  return absl::CancelledError("the server is stopping");
}

absl::Status AuditChainer::ForgetUpTo(int64_t number) {
  BANSO_ASSIGN_OR_RETURN(const std::optional<AuditAnchor> anchor, anchor_.Read());
  if (!anchor || number > anchor->number) {
    return absl::FailedPreconditionError(
        absl::StrCat("row ", number, " of the audit log is not there yet"));
  }
  int64_t last = anchor->base_number;
  std::string chain = anchor->base_chain;
  while (last < number) {
    AuditQuery query;
    query.after = last;
    query.limit = kRowsAtOnce;
    BANSO_ASSIGN_OR_RETURN(const std::vector<AuditRow> rows,
                           store_->ReadAudit(query, StoreDeadline()));
    if (rows.empty()) return BrokenAt(last + 1);
    for (const AuditRow& row : rows) {
      if (row.number != last + 1) return BrokenAt(last + 1);
      std::string value = ChainValue(key_, chain, row);
      if (row.chain != value) return BrokenAt(row.number);
      chain = std::move(value);
      last = row.number;
      if (last == number) break;
    }
  }
  if (number > anchor->base_number) {
    AuditAnchor next = *anchor;
    next.base_number = number;
    next.base_chain = chain;
    BANSO_RETURN_IF_ERROR(anchor_.Advance(next));
  }
  return store_->ForgetAudit(number, StoreDeadline());
}

}  // namespace banso
