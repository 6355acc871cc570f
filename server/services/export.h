// What a person gets who asks what is held.
#ifndef BANSO_SERVER_SERVICES_EXPORT_H_
#define BANSO_SERVER_SERVICES_EXPORT_H_

#include "absl/status/statusor.h"
#include "banso/v1/consent_service.pb.h"
#include "server/services/call.h"
#include "server/services/service_context.h"

namespace banso {

// A page of everything that is held about the candidate whom `request` names, and who saw it: what
// others did is told as far as it concerns the person. First the record, then what hangs on it, then
// the audit log up to the time of the first page: everything that was seen before that call is
// there. A page is at most as large as a page of a list.
// Errors: NOT_FOUND; INVALID_ARGUMENT naming `page_token`; those of the store; UNAVAILABLE if the
// audit log is.
absl::StatusOr<v1::ExportCandidateResponse> ExportCandidate(
    const ServiceContext& context, const v1::ExportCandidateRequest& request, Call* call);

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_EXPORT_H_
