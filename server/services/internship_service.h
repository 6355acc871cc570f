// InternshipService.
#ifndef BANSO_SERVER_SERVICES_INTERNSHIP_SERVICE_H_
#define BANSO_SERVER_SERVICES_INTERNSHIP_SERVICE_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "banso/v1/internship_service.pb.h"
#include "server/services/resource_methods.h"
#include "server/services/rpc_service.h"
#include "server/services/service_context.h"

namespace banso {

class InternshipService final : public RpcService {
 public:
  // `context` outlives the service.
  explicit InternshipService(const ServiceContext* context);

  // Moves every PUBLISHED opening whose deadline has passed to EXPIRED. The server does so from
  // time to time; rankings look at the deadline itself. Returns how many were moved. An opening
  // that somebody changes meanwhile is left for the next time.
  absl::StatusOr<int> ExpireOpenings(absl::Time deadline) const;

 private:
  absl::StatusOr<v1::Internship> Create(const v1::CreateInternshipRequest& request,
                                        Call* call) const;
  // FAILED_PRECONDITION with every reason against publishing.
  absl::Status CheckPublishable(const v1::Internship& internship, Call* call) const;
  // A name below the employer that the row names, directly or by its import key.
  absl::StatusOr<std::string> NewName(const v1::ImportInternshipsRequest& request,
                                      Call* call) const;

  const ResourceMethods<InternshipEntry> methods_;
  const ResourceMethods<EmployerEntry> employers_;
};

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_INTERNSHIP_SERVICE_H_
