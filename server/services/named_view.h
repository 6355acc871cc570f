// What an employer is told of a person who agreed to be named to it.
#ifndef BANSO_SERVER_SERVICES_NAMED_VIEW_H_
#define BANSO_SERVER_SERVICES_NAMED_VIEW_H_

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "banso/v1/application.pb.h"
#include "banso/v1/candidate.pb.h"
#include "banso/v1/named_candidate.pb.h"
#include "banso/v1/placement_service.pb.h"
#include "banso/v1/privacy_record.pb.h"
#include "server/services/call.h"
#include "server/services/service_context.h"

namespace banso {

// A new record that the employer of the application's internship was told what `consent` covers.
v1::ProvisionRecord NameTold(const v1::Application& application, const v1::Consent& consent,
                             absl::Time now);

// Answers PlacementService.GetNamedCandidate. To an employer the name is told only once it is noted
// that it is, once a day.
absl::StatusOr<v1::NamedCandidate> GetNamedCandidate(const ServiceContext& context,
                                                     const v1::GetNamedCandidateRequest& request,
                                                     Call* call);

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_NAMED_VIEW_H_
