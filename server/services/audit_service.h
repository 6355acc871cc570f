// AuditService.
#ifndef BANSO_SERVER_SERVICES_AUDIT_SERVICE_H_
#define BANSO_SERVER_SERVICES_AUDIT_SERVICE_H_

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "banso/v1/audit_service.pb.h"
#include "server/audit/audit_verifier.h"
#include "server/services/resource_methods.h"
#include "server/services/rpc_service.h"
#include "server/services/service_context.h"

namespace banso {

// Reads the audit log from the store, with what was done up to the call.
class AuditService final : public RpcService {
 public:
  // `context` outlives the service.
  explicit AuditService(const ServiceContext* context);

 private:
  absl::StatusOr<v1::ListAuditEntriesResponse> ListAuditEntries(
      const v1::ListAuditEntriesRequest& request, Call* call) const;
  absl::StatusOr<v1::VerifyAuditResponse> VerifyAudit(Call* call) const;

  const ServiceContext& context_;
};

// The page of the log that `request` asks for, of little more than `most_bytes` (from 1). `person` is the record of a person who reads about
// themselves, and then all that the entries leave; empty for those who see everything.
// Errors: INVALID_ARGUMENT naming `subject` or `page_token`; NOT_FOUND, in the words of
// NoSuchResource, if a person asks for somebody else; those of the store and the audit log.
absl::StatusOr<v1::ListAuditEntriesResponse> ListAudit(const ServiceContext& context,
                                                       const v1::ListAuditEntriesRequest& request,
                                                       absl::string_view person,
                                                       absl::Time deadline,
                                                       size_t most_bytes = kMostPageBytes);

v1::VerifyAuditResponse FromVerification(const AuditVerification& verification);

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_AUDIT_SERVICE_H_
