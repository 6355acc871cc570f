// What a person gets who asks what is held.
#ifndef BANSO_SERVER_SERVICES_EXPORT_H_
#define BANSO_SERVER_SERVICES_EXPORT_H_

#include <string>

#include "absl/status/statusor.h"
#include "banso/v1/consent_service.pb.h"
#include "server/services/call.h"
#include "server/services/service_context.h"

namespace banso {

// Everything that is held about the candidate called `name`, and who saw it: what others did is
// told as far as it concerns the person. Everything that was seen before this call is there.
// Errors: NOT_FOUND; those of the store; UNAVAILABLE if the audit log is.
// Cost: reads the person's rows of the audit log.
absl::StatusOr<v1::ExportCandidateResponse> ExportCandidate(const ServiceContext& context,
                                                            const std::string& name, Call* call);

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_EXPORT_H_
