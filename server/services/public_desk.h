// What anybody may do at the desk: see when it is open, and apply.
#ifndef BANSO_SERVER_SERVICES_PUBLIC_DESK_H_
#define BANSO_SERVER_SERVICES_PUBLIC_DESK_H_

#include "absl/status/statusor.h"
#include "banso/v1/consultation_service.pb.h"
#include "server/access/bearer_token.h"
#include "server/services/call.h"
#include "server/services/resource_methods.h"
#include "server/services/service_context.h"

namespace banso {

// Each method is one of the contract, which says what it does and how it fails.
// Thread safety: const methods may run on any number of threads at once.
class PublicDesk {
 public:
  // `context` outlives it.
  PublicDesk(const ServiceContext* context, const BearerTokens& tokens)
      : context_(*context), tokens_(tokens), candidates_(context) {}

  absl::StatusOr<v1::FindOpenSlotsResponse> FindOpenSlots(const v1::FindOpenSlotsRequest& request,
                                                          Call* call) const;
  absl::StatusOr<v1::ApplyForDeskResponse> Apply(const v1::ApplyForDeskRequest& request,
                                                 Call* call) const;

 private:
  // The record of somebody who applies: what was written, and the consent that the tick gives.
  absl::StatusOr<v1::Candidate> CandidateOf(const v1::ApplyForDeskRequest& request,
                                            const Call& call) const;

  const ServiceContext& context_;
  const BearerTokens tokens_;
  const ResourceMethods<CandidateEntry> candidates_;
};

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_PUBLIC_DESK_H_
