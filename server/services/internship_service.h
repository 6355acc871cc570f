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
  // Publishes it, as one write with the others of the employer or its group.
  absl::StatusOr<v1::Internship> Publish(const v1::PublishInternshipRequest& request,
                                         Call* call) const;
  // An employer may not delete what was published: it would be gone from what later openings are
  // compared with.
  absl::StatusOr<google::protobuf::Empty> Delete(const v1::DeleteInternshipRequest& request,
                                                 Call* call) const;
  // FAILED_PRECONDITION with every reason against publishing `internship`. `before` is what it is
  // now, `employer` whose it is.
  absl::Status CheckPublishable(const v1::Internship& before, const v1::Internship& internship,
                                const v1::Employer& employer, const Snapshot& snapshot,
                                const Caller& caller) const;
  // A name below the employer that the row names, directly or by its import key. An employer out of
  // the caller's reach is one that was never imported.
  absl::StatusOr<std::string> NewName(const v1::ImportInternshipsRequest& request,
                                      Call* call) const;

  const ResourceMethods<InternshipEntry> methods_;
  const ResourceMethods<EmployerEntry> employers_;
};

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_INTERNSHIP_SERVICE_H_
