// What becomes of people six months after they joined an employer.
#ifndef BANSO_SERVER_SERVICES_FOLLOW_UPS_H_
#define BANSO_SERVER_SERVICES_FOLLOW_UPS_H_

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "banso/v1/candidate.pb.h"
#include "banso/v1/placement_service.pb.h"
#include "engine/model/calendar.h"
#include "server/services/call.h"
#include "server/services/service_context.h"

namespace banso {

// The day from which on it is asked: the same day of the sixth month after, else that month's last.
Date FollowUpDate(Date joined);

// Whether the person agrees, at `now`, to be asked.
bool MayFollowUp(const v1::Candidate& candidate, absl::Time now);

// Answers PlacementService.ListFollowUps.
absl::StatusOr<v1::ListFollowUpsResponse> ListFollowUps(const ServiceContext& context,
                                                        const v1::ListFollowUpsRequest& request,
                                                        Call* call);

// Of offers whose day has come: takes those whose people did not agree to be asked to UNKNOWN_6M,
// and tells the others, and the coordinators, that it is time. The server does so every day.
// Returns of how many something was done.
absl::StatusOr<int> FollowUpDue(const ServiceContext& context, absl::Time deadline);

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_FOLLOW_UPS_H_
