#include "server/audit/audit_log.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "server/base/log.h"
#include "server/base/steady_time.h"

namespace banso {
namespace {

// Rows of one commit: enough to catch up fast, few enough that nobody waits long for it.
constexpr size_t kMostRowsAtOnce = 1000;

// What a row holds in memory, about.
size_t BytesOf(const AuditRow& row) {
  size_t bytes = sizeof(AuditRow) + row.principal.size() + row.entry.size();
  for (const std::string& subject : row.subjects) bytes += sizeof(std::string) + subject.size();
  return bytes;
}

}  // namespace

AuditLog::AuditLog(Store* store, AuditLogOptions options) : store_(store), options_(options) {
  writer_ = std::thread([this] { Run(); });
}

AuditLog::~AuditLog() {
  {
    MutexLock lock(&mu_);
    stop_ = SteadyNow() + options_.parting_time;
    work_.NotifyAll();
  }
  writer_.join();
}

absl::Status AuditLog::Add(AuditRow row) {
  const size_t bytes = BytesOf(row);
  if (given_ - settled_rows_ >= static_cast<int64_t>(options_.most_rows) ||
      (bytes_ > 0 && bytes_ + bytes > options_.most_bytes)) {
    return absl::UnavailableError("too much waits for the audit log; try again later");
  }
  if (rows_.empty()) {
    oldest_ = SteadyNow();
    work_.NotifyOne();
  }
  rows_.push_back(std::move(row));
  bytes_ += bytes;
  ++given_;
  return absl::OkStatus();
}

absl::Status AuditLog::WaitFrom(int64_t first, absl::Time deadline) {
  Waiter waiter{first, given_};
  waiters_.insert(&waiter);
  urgent_ = true;
  work_.NotifyOne();
  while (!waiter.result) {
    if (!settled_.WaitUntil(&mu_, deadline) && !waiter.result) {
      waiters_.erase(&waiter);
      return absl::DeadlineExceededError("the audit log was not written in time");
    }
  }
  return *waiter.result;
}

absl::Status AuditLog::WriteAndWait(AuditRow row, absl::Time deadline) {
  MutexLock lock(&mu_);
  if (absl::Status status = Add(std::move(row)); !status.ok()) return status;
  return WaitFrom(given_, deadline);
}

absl::Status AuditLog::WriteSoon(AuditRow row) {
  MutexLock lock(&mu_);
  return Add(std::move(row));
}

absl::Status AuditLog::Flush(absl::Time deadline) {
  MutexLock lock(&mu_);
  if (settled_rows_ == given_) return absl::OkStatus();
  return WaitFrom(settled_rows_ + 1, deadline);
}

int64_t AuditLog::waiting() const {
  MutexLock lock(&mu_);
  return given_ - settled_rows_;
}

Batch AuditLog::Take() {
  MutexLock lock(&mu_);
  for (;;) {
    const bool stopping = stop_ != absl::InfiniteFuture();
    if (rows_.empty()) {
      if (stopping) return {};
      urgent_ = false;
      work_.Wait(&mu_);
      continue;
    }
    const absl::Time due = oldest_ + options_.flush_interval;
    if (stopping || urgent_ || rows_.size() >= kMostRowsAtOnce || SteadyNow() >= due) break;
    work_.WaitUntil(&mu_, due);
  }
  const auto end = rows_.begin() + std::min(rows_.size(), kMostRowsAtOnce);
  Batch taken;
  taken.audit.assign(std::make_move_iterator(rows_.begin()), std::make_move_iterator(end));
  rows_.erase(rows_.begin(), end);
  // Whoever waits may wait for what is still there: then that is due at once, too.
  if (rows_.empty()) urgent_ = false;
  return taken;
}

void AuditLog::Settle(const std::vector<AuditRow>& rows, const absl::Status& status) {
  MutexLock lock(&mu_);
  const int64_t first = settled_rows_ + 1;
  settled_rows_ += static_cast<int64_t>(rows.size());
  for (const AuditRow& row : rows) bytes_ -= BytesOf(row);
  for (auto next = waiters_.begin(); next != waiters_.end();) {
    Waiter& waiter = **next;
    const bool concerned = waiter.first <= settled_rows_ && first <= waiter.last;
    if (!status.ok() && concerned) {
      waiter.result = status;
    } else if (waiter.last <= settled_rows_) {
      waiter.result = absl::OkStatus();
    }
    next = waiter.result ? waiters_.erase(next) : std::next(next);
  }
  settled_.NotifyAll();
}

void AuditLog::Fail(const absl::Status& status) {
  MutexLock lock(&mu_);
  for (Waiter* waiter : waiters_) waiter->result = status;
  waiters_.clear();
  settled_.NotifyAll();
}

absl::Status AuditLog::Commit(Batch* batch) {
  std::vector<AuditRow>& rows = batch->audit;
  absl::Status status = store_->Commit(*batch, SteadyNow() + options_.commit_time).status();
  if (status.ok()) {
    Settle(rows, status);
    rows.clear();
    return status;
  }
  if (!absl::IsInvalidArgument(status)) return status;
  // One of them is to blame: which, shows when each goes by itself.
  size_t done = 0;
  for (; done < rows.size(); ++done) {
    Batch single;
    single.audit = {rows[done]};
    status = store_->Commit(single, SteadyNow() + options_.commit_time).status();
    if (!status.ok() && !absl::IsInvalidArgument(status)) break;
    if (!status.ok()) Log(LogLevel::kError, "audit_row_refused", {{"code", status.code()}});
    Settle(single.audit, status);
    status = absl::OkStatus();
  }
  rows.erase(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(done));
  return status;
}

bool AuditLog::WaitForRetry(absl::Duration delay) {
  MutexLock lock(&mu_);
  const absl::Time again = SteadyNow() + delay;
  while (SteadyNow() < std::min(again, stop_)) work_.WaitUntil(&mu_, std::min(again, stop_));
  return SteadyNow() < stop_;
}

void AuditLog::Run() {
  absl::Duration delay = options_.first_retry;
  bool away = false;
  for (Batch batch = Take(); !batch.audit.empty();) {
    const absl::Status status = Commit(&batch);
    if (status.ok()) {
      if (away) Log(LogLevel::kInfo, "audit_log_written_again");
      away = false;
      delay = options_.first_retry;
      batch = Take();
      continue;
    }
    Fail(status);
    if (!away) Log(LogLevel::kWarning, "audit_log_not_written", {{"code", status.code()}});
    away = true;
    if (!WaitForRetry(delay)) {
      int64_t lost = 0;
      {
        MutexLock lock(&mu_);
        lost = given_ - settled_rows_;
      }
      Log(LogLevel::kError, "audit_rows_lost", {{"rows", lost}});
      return;
    }
    delay = std::min(2 * delay, options_.longest_retry);
  }
}

}  // namespace banso
