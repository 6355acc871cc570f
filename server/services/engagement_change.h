// What beginning and ending engagements changes in one commit.
#ifndef BANSO_SERVER_SERVICES_ENGAGEMENT_CHANGE_H_
#define BANSO_SERVER_SERVICES_ENGAGEMENT_CHANGE_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "banso/v1/engagement.pb.h"
#include "server/catalog/snapshot.h"
#include "server/services/outbox.h"
#include "server/services/service_context.h"
#include "server/store/store.h"

namespace banso {

// The engagement of the two that lasts; null if there is none.
std::shared_ptr<const EngagementEntry> LastingEngagement(const Snapshot& snapshot,
                                                         absl::string_view candidate,
                                                         absl::string_view advisor);

// The engagements of an advisor, or of a person, that last, by name.
std::vector<std::shared_ptr<const EngagementEntry>> LastingEngagementsOf(const Snapshot& snapshot,
                                                                         absl::string_view who);

// Collects beginnings and ends of engagements; `Finish` makes one batch of them, in which every
// engagement and every advisor expects what the snapshot shows, so that nobody gets more people
// than there is room for however many ask at once. For one thread.
class EngagementChange {
 public:
  // What is passed in outlives the change. `principal` is who makes it, empty for a job.
  EngagementChange(const ServiceContext* context, const Snapshot* snapshot,
                   absl::string_view principal, absl::Time now)
      : context_(*context), snapshot_(*snapshot), principal_(principal), now_(now) {}

  // Begins an engagement, which goes on from `previous` if that is not empty. The judgement must
  // let the pair, and what this change has begun already counts against the advisor's room. Errors:
  // NOT_FOUND; FAILED_PRECONDITION with the codes that block the pair, or with ENGAGEMENT_EXISTS.
  absl::StatusOr<v1::Engagement> Begin(const std::string& candidate, const std::string& advisor,
                                       const std::string& previous);

  // Ends an engagement that lasts. What the advisor reviews of the person's is handed back.
  v1::Engagement End(const EngagementEntry& entry, absl::string_view reason);

  // Puts everything into `batch`.
  void Finish(Batch* batch) &&;
  // The same, with what is told: to the person, that there is an advisor, or another one; to
  // advisors, that they accompany somebody, or no longer do. Errors: those of EnqueueMessage.
  absl::Status FinishAndTell(Batch* batch) &&;

 private:
  const ServiceContext& context_;
  const Snapshot& snapshot_;
  const std::string principal_;
  const absl::Time now_;
  std::map<std::string, int> begun_;  // by advisor
  std::map<std::string, int> loads_;  // what changes in how many each accompanies
  Batch changes_;
  std::vector<OutboxMessage> messages_;
};

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_ENGAGEMENT_CHANGE_H_
