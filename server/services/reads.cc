#include "server/services/reads.h"

#include <algorithm>
#include <cstdint>

#include "server/base/steady_time.h"

namespace banso {
namespace {

// No list is longer, so that whoever makes up a token cannot make a reader count past its rows.
constexpr int64_t kMaxOrdinal = 1'000'000'000;
// The years 1 to 9999, as in a Timestamp.
constexpr int64_t kMinAsOfMicros = int64_t{-62'135'596'800} * 1'000'000;
constexpr int64_t kMaxAsOfMicros = int64_t{253'402'300'799} * 1'000'000;

constexpr absl::Duration kRetryWait = absl::Seconds(1);
// Whoever has no proof, or just a private link, waits only while few do, and not for long: anybody
// can be a stranger as often as they like.
constexpr int kStrangersPlaces = 2;
constexpr absl::Duration kStrangersWait = absl::Seconds(2);

bool IsStranger(const Caller& caller) {
  return caller.role == v1::Access::PUBLIC || caller.role == v1::Access::LINK;
}

}  // namespace

absl::StatusOr<std::shared_ptr<const Snapshot>> SnapshotAt(const RpcRuntime& runtime,
                                                           Revision revision, const Call& call) {
  std::shared_ptr<const Snapshot> current = runtime.catalog->Current();
  if (current->revision() >= revision) return current;
  WaitingReads& waiting = *runtime.waiting_reads;
  const bool stranger = IsStranger(call.caller());
  const WaitingPlace place(&waiting,
                           stranger ? std::min(kStrangersPlaces, waiting.limit) : waiting.limit);
  if (!place.is_free()) {
    return WithRetryInfo(
        absl::ResourceExhaustedError("too many reads wait for a revision; try again"), kRetryWait);
  }
  const absl::Time end =
      stranger ? std::min(call.deadline, SteadyNow() + kStrangersWait) : call.deadline;
  auto snapshot = runtime.catalog->WaitFor(revision, end);
  if (absl::IsCancelled(snapshot.status())) {
    return absl::UnavailableError("the server is stopping");
  }
  if (absl::IsDeadlineExceeded(snapshot.status()) && end < call.deadline) {
    return absl::UnavailableError("the server does not know this revision yet; try again");
  }
  return snapshot;
}

absl::Status CheckPageToken(const PageToken& token) {
  if (token.ordinal < 0 || token.ordinal > kMaxOrdinal || token.as_of_micros < kMinAsOfMicros ||
      token.as_of_micros > kMaxAsOfMicros) {
    return InvalidField("page_token", "is not one that a server made; leave it out to begin anew");
  }
  return absl::OkStatus();
}

}  // namespace banso
