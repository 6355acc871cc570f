#include "server/replicas/replica.h"

#include <time.h>

#include <algorithm>
#include <utility>

#include "engine/base/status_macros.h"
#include "server/base/log.h"
#include "server/base/steady_time.h"
#include "server/convert/resource_name.h"

namespace banso {
namespace {

// What of a lease its holder believes in: the rest is for clocks that do not run alike.
constexpr int kBelievedTenths = 9;
// Progress is reported this often at most, however many commits there are.
constexpr absl::Duration kReportPause = absl::Milliseconds(20);
// How long to wait between two looks at the others: longer from look to look.
constexpr absl::Duration kFirstLookPause = absl::Milliseconds(5);
constexpr absl::Duration kLongestLookPause = absl::Milliseconds(50);
// What the store is given for a look, and for giving up the lease.
constexpr absl::Duration kTableTime = absl::Seconds(2);
// For how many leases the catalog may stand still while others wait for this server.
constexpr int kLeasesBehind = 2;

// The time since the start of the machine, which also passes while the process is stopped or the
// machine sleeps, and which nobody sets.
absl::Duration SinceBoot() {
  timespec now = {};
  clock_gettime(CLOCK_BOOTTIME, &now);
  return absl::DurationFromTimespec(now);
}

bool IsBefore(const std::atomic<int64_t>& nanoseconds) {
  return absl::ToInt64Nanoseconds(SinceBoot()) < nanoseconds.load(std::memory_order_acquire);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Replica>> Replica::Join(std::unique_ptr<ReplicaTable> table,
                                                       Store* store, const Catalog* catalog,
                                                       const ReplicaOptions& options,
                                                       absl::Time deadline) {
  std::unique_ptr<Replica> replica(new Replica(std::move(table), store, catalog, options));
  {
    MutexLock lock(&replica->mu_);
    while (!replica->MayBegin()) {
      if (!replica->ready_.WaitUntil(&replica->mu_, deadline) && !replica->MayBegin()) {
        return absl::DeadlineExceededError("the store grants this server no lease");
      }
    }
  }
  return replica;
}

Replica::Replica(std::unique_ptr<ReplicaTable> table, Store* store, const Catalog* catalog,
                 const ReplicaOptions& options)
    : table_(std::move(table)),
      store_(store),
      catalog_(catalog),
      options_(options),
      id_(RandomId()),
      keeper_([this] { Keep(); }),
      acknowledger_([this] { Acknowledge(); }) {}

Replica::~Replica() {
  {
    MutexLock lock(&mu_);
    stopping_ = true;
    changed_.NotifyAll();
    known_.NotifyAll();
  }
  keeper_.join();
  acknowledger_.join();
  // The others wait for a lapse where this fails.
  (void)table_->Release(id_, SteadyNow() + kTableTime);
}

bool Replica::MayBegin() const { return !left_ && IsBefore(answers_until_); }

bool Replica::MayAnswer() const { return left_ || IsBefore(answers_until_); }

bool Replica::DoesJobs() const { return IsBefore(does_jobs_until_); }

void Replica::Leave() {
  MutexLock lock(&mu_);
  left_ = true;
  changed_.NotifyAll();
}

Revision Replica::Applied() const {
  return left_ ? kWaitsForNobody : catalog_->Current()->revision();
}

bool Replica::WaitUntil(absl::Duration since_boot, bool leaving) {
  MutexLock lock(&mu_);
  for (;;) {
    if (stopping_) return false;
    const absl::Duration left = since_boot - SinceBoot();
    if (left <= absl::ZeroDuration() || (leaving && left_)) return true;
    changed_.WaitUntil(&mu_, SteadyNow() + left);
  }
}

void Replica::Keep() {
  for (;;) {
    const absl::Duration next_renewal = SinceBoot() + options_.renewal;
    const absl::Status status = Renew();
    // It lapsed on the way, which takes a new one.
    if (absl::IsAborted(status)) continue;
    if (status.ok() != !failing_.has_value()) {
      if (status.ok()) {
        Log(LogLevel::kInfo, "lease_renewed_again");
      } else {
        Log(LogLevel::kWarning, "lease_not_renewed", {{"code", status.code()}});
      }
      failing_ = status.ok() ? std::nullopt : std::optional(status.code());
    }
    Follow(next_renewal);
    if (!WaitUntil(next_renewal, /*leaving=*/false)) return;
  }
}

absl::Status Replica::Renew() {
  const absl::Time deadline = SteadyNow() + options_.lease;
  if (catalog_->Lag(SteadyNow()) > kLeasesBehind * options_.lease) {
    BANSO_ASSIGN_OR_RETURN(const Revision others, table_->NewestOfOthers(id_, deadline));
    if (others > Applied()) {
      return absl::FailedPreconditionError("the catalog stands still, that of another does not");
    }
  }
  const absl::Duration sent = SinceBoot();
  const bool anew = sent >= held_until_;
  const LeaseRequest request = {
      .id = id_, .applied = Applied(), .lease = options_.lease, .anew = anew};
  BANSO_ASSIGN_OR_RETURN(const LeaseGrant grant, table_->Renew(request, deadline));
  // Where it lapsed before the answer came, the others may have gone on before the store renewed
  // it.
  if (!grant.granted || (!anew && SinceBoot() >= held_until_)) {
    held_until_ = absl::ZeroDuration();
    Publish();
    return absl::AbortedError("the lease has lapsed");
  }
  if (anew) {
    // Nobody waited for this server before it had the lease: all that was committed is owed.
    BANSO_ASSIGN_OR_RETURN(owed_, store_->CurrentRevision(deadline));
  }
  held_until_ = sent + options_.lease * kBelievedTenths / 10;
  first_ = grant.first;
  alone_ = grant.others == 0;
  reported_ = request.applied;
  Publish();
  return absl::OkStatus();
}

void Replica::Publish() {
  const bool caught_up = !owed_ || catalog_->Current()->revision() >= *owed_;
  if (caught_up) owed_.reset();
  const int64_t until = absl::ToInt64Nanoseconds(held_until_);
  answers_until_.store(caught_up ? until : 0, std::memory_order_release);
  does_jobs_until_.store(caught_up && first_ ? until : 0, std::memory_order_release);
  if (!caught_up) return;
  MutexLock lock(&mu_);
  ready_.NotifyAll();
}

void Replica::Follow(absl::Duration next_renewal) {
  while (SinceBoot() < next_renewal && SinceBoot() < held_until_) {
    if (left_) {
      if (reported_ == kWaitsForNobody) return;
    } else {
      // Who is alone reports with its renewals; whoever joins waits no longer than for the next.
      if (!owed_ && alone_) {
        if (!WaitUntil(next_renewal, /*leaving=*/true)) return;
        continue;
      }
      const Revision next = owed_ ? *owed_ : reported_ + 1;
      const absl::Duration left = next_renewal - SinceBoot();
      if (!catalog_->WaitFor(next, SteadyNow() + left).ok()) {
        // Time to renew, or the catalog has stopped.
        if (!WaitUntil(next_renewal, /*leaving=*/true)) return;
        continue;
      }
      if (owed_) Publish();
    }
    const Revision applied = Applied();
    // With the next renewal, if not now.
    if (!table_->Report(id_, applied, SteadyNow() + options_.lease).ok()) return;
    reported_ = applied;
    if (!WaitUntil(SinceBoot() + kReportPause, /*leaving=*/false)) return;
  }
}

absl::Status Replica::AwaitEverywhere(Revision revision, absl::Time deadline) {
  MutexLock lock(&mu_);
  // A look that began before may not have seen who joined, and saw an older state, since.
  const int64_t before = begun_;
  const auto is_known = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
    return everywhere_of_ > before && everywhere_ >= revision;
  };
  ++waiting_;
  changed_.NotifyAll();
  absl::Status status;
  while (!is_known()) {
    if (stopping_) {
      status = absl::UnavailableError("the server is stopping");
      break;
    }
    if (!known_.WaitUntil(&mu_, deadline) && !is_known()) {
      status = absl::DeadlineExceededError("not every server has come that far yet");
      break;
    }
  }
  --waiting_;
  return status;
}

void Replica::Acknowledge() {
  absl::Duration pause = kFirstLookPause;
  for (;;) {
    int64_t look = 0;
    {
      MutexLock lock(&mu_);
      while (!stopping_ && waiting_ == 0) {
        pause = kFirstLookPause;
        changed_.Wait(&mu_);
      }
      if (stopping_) return;
      look = ++begun_;
    }
    const absl::StatusOr<Revision> everywhere =
        table_->AppliedByOthers(id_, SteadyNow() + kTableTime);
    if (everywhere.ok()) {
      MutexLock lock(&mu_);
      everywhere_of_ = look;
      everywhere_ = *everywhere;
      known_.NotifyAll();
    }
    if (!WaitUntil(SinceBoot() + pause, /*leaving=*/false)) return;
    pause = std::min(pause * 3 / 2, kLongestLookPause);
  }
}

}  // namespace banso
