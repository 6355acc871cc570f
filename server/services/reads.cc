#include "server/services/reads.h"

#include <cstdint>

namespace banso {
namespace {

// No list is longer, so that whoever makes up a token cannot make a reader count past its rows.
constexpr int64_t kMaxOrdinal = 1'000'000'000;
// The years 1 to 9999, as in a Timestamp.
constexpr int64_t kMinAsOfMicros = int64_t{-62'135'596'800} * 1'000'000;
constexpr int64_t kMaxAsOfMicros = int64_t{253'402'300'799} * 1'000'000;

constexpr absl::Duration kRetryWait = absl::Seconds(1);

}  // namespace

absl::StatusOr<std::shared_ptr<const Snapshot>> SnapshotAt(const RpcRuntime& runtime,
                                                           Revision revision, const Call& call) {
  std::shared_ptr<const Snapshot> current = runtime.catalog->Current();
  if (current->revision() >= revision) return current;
  WaitingReads& waiting = *runtime.waiting_reads;
  if (++waiting.count > waiting.limit) {
    --waiting.count;
    return WithRetryInfo(
        absl::ResourceExhaustedError("too many reads wait for a revision; try again"), kRetryWait);
  }
  auto snapshot = runtime.catalog->WaitFor(revision, call.deadline);
  --waiting.count;
  if (absl::IsCancelled(snapshot.status())) {
    return absl::UnavailableError("the server is stopping");
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
