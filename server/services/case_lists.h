// Cases that somebody should look at.
#ifndef BANSO_SERVER_SERVICES_CASE_LISTS_H_
#define BANSO_SERVER_SERVICES_CASE_LISTS_H_

#include "absl/status/statusor.h"
#include "banso/v1/support_service.pb.h"
#include "server/services/call.h"
#include "server/services/service_context.h"

namespace banso {

// Each method is one of the contract, which says who is listed. Everything is worked out from what
// is there at the time of the call. Cost: linear in what is kept of everybody; ListLongWaits also
// ranks the openings of each who has waited long enough.
// Thread safety: const methods may run on any number of threads at once.
class CaseLists {
 public:
  // `context` outlives it.
  explicit CaseLists(const ServiceContext* context) : context_(*context) {}

  absl::StatusOr<v1::ListCasesResponse> Silent(const v1::ListSilentCasesRequest& request,
                                               Call* call) const;
  absl::StatusOr<v1::ListCasesResponse> LongWaits(const v1::ListLongWaitsRequest& request,
                                                  Call* call) const;
  absl::StatusOr<v1::ListCasesResponse> Stale(const v1::ListStaleProfilesRequest& request,
                                              Call* call) const;

 private:
  const ServiceContext& context_;
};

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_CASE_LISTS_H_
