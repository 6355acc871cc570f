// Erasing people.
#ifndef BANSO_SERVER_SERVICES_ERASURE_H_
#define BANSO_SERVER_SERVICES_ERASURE_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "banso/v1/privacy_record.pb.h"
#include "server/catalog/snapshot.h"
#include "server/services/call.h"
#include "server/services/service_context.h"
#include "server/store/store.h"

namespace banso {

// What else happens in the commit that erases somebody.
struct WithErasure {
  // Adds to the batch, seeing the state that is decided on and whom it is about. What it writes of
  // the person's affairs is not taken away.
  std::function<absl::Status(const Snapshot&, const CandidateEntry&, Batch*)> before;
  // Only looks whether it could be done: the tombstone is as it would be.
  bool validate_only = false;
};

// Erases people in three steps, so that a stop in between leaves nothing half done for long:
//   1. one commit: recipients are asked to delete what they were told; engagements, applications,
//      requests, principals and tokens of the person go, advisors accompany one less and forget
//      whom they blocked, the record goes with its past, and a tombstone takes its place;
//   2. the person's key is destroyed, so that no copy of what was sealed can be read;
//   3. the tombstone says so.
// What others write about the person while this goes on is refused, or goes as well. Records of
// what was told to whom stay for their own time. Thread safety: any number of threads at once.
class Eraser {
 public:
  // `context` outlives the eraser.
  explicit Eraser(const ServiceContext* context) : context_(*context) {}

  // Erases the candidate called `name` and returns the tombstone, complete with etag and revision.
  // Step 1 is done when this returns OK; where keys are away it comes back before steps 2 and 3,
  // which FinishErasures takes later, and `key_destroyed` is false. Comes back once nobody is shown
  // the person any more.
  // Errors: NOT_FOUND; ABORTED if an etag is given that is not the record's; those of `with` and of
  // the store.
  absl::StatusOr<v1::Tombstone> Erase(const std::string& name, absl::string_view etag,
                                      absl::string_view request_id, Call* call,
                                      const WithErasure& with = {}) const;

  // Takes the steps that are left of erasures that were interrupted. The server does so when it
  // starts and from time to time. Returns how many it finished.
  absl::StatusOr<int> FinishErasures(absl::Time deadline) const;

 private:
  // Steps 2 and 3.
  absl::StatusOr<v1::Tombstone> Finish(const std::string& tombstone, Call* call) const;

  const ServiceContext& context_;
};

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_ERASURE_H_
