// Sessions of an advisor with somebody whom the advisor accompanies.
#ifndef BANSO_SERVER_SERVICES_MENTORING_SESSIONS_H_
#define BANSO_SERVER_SERVICES_MENTORING_SESSIONS_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "banso/v1/session.pb.h"
#include "banso/v1/support_service.pb.h"
#include "engine/model/calendar.h"
#include "server/catalog/snapshot.h"
#include "server/services/call.h"
#include "server/services/service_context.h"

namespace banso {

// Refuses a time that has passed, and one at which the person or the advisor of `session` has
// another session: FAILED_PRECONDITION with TIME_PASSED, or with TIME_TAKEN and whose time it is,
// never what is there. `except` is one that is being moved. The store refuses the same for good.
absl::Status CheckTimeIsFree(const Snapshot& snapshot, const v1::Session& session,
                             const TimeRange& time, absl::string_view except, absl::Time now);

// Each method is one of the contract, which says what it does and how it fails.
// Thread safety: const methods may run on any number of threads at once.
class MentoringSessions {
 public:
  // `context` outlives it.
  explicit MentoringSessions(const ServiceContext* context) : context_(*context) {}

  absl::StatusOr<v1::Session> Schedule(const v1::ScheduleMentoringSessionRequest& request,
                                       Call* call) const;
  absl::StatusOr<v1::GetAdvisorHoursResponse> Hours(const v1::GetAdvisorHoursRequest& request,
                                                    Call* call) const;

 private:
  const ServiceContext& context_;
};

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_MENTORING_SESSIONS_H_
