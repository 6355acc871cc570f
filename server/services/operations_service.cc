#include "server/services/operations_service.h"

#include <string>

#include "engine/base/status_macros.h"
#include "server/convert/calendar_convert.h"
#include "server/services/reads.h"

namespace banso {

OperationsService::OperationsService(const ServiceContext* context)
    : RpcService(v1::GetStatusRequest::descriptor()->file()->FindServiceByName("OperationsService"),
                 context->runtime),
      context_(*context) {
  Unary<v1::GetStatusRequest, v1::GetStatusResponse>(
      "GetStatus", [this](const auto& request, Call* call) { return GetStatus(request, call); });
  Unary<v1::VerifyRequest, v1::VerifyResponse>(
      "Verify", [this](const auto&, Call* call) { return Verify(call); });
}

absl::StatusOr<v1::GetStatusResponse> OperationsService::GetStatus(
    const v1::GetStatusRequest& request, Call* call) const {
  BANSO_ASSIGN_OR_RETURN(const auto snapshot, SnapshotAt(context_, request.min_revision(), *call));
  v1::GetStatusResponse response;
  response.set_server_version(context_.server_version);
  response.set_store(std::string(context_.store->kind()));
  response.set_revision(snapshot->revision());
  response.set_rule_set_version(snapshot->rules().At(context_.clock->Now()).version);
  response.set_time_zone_version(context_.time_zone_version);
  *response.mutable_start_time() = FromTime(context_.start_time);
  const auto add = [&](ResourceKind kind, size_t size) {
    v1::CollectionSize* collection = response.add_collections();
    collection->set_collection(std::string(CollectionOf(kind)));
    collection->set_size(static_cast<int64_t>(size));
  };
  add(ResourceKind::kAdvisor, snapshot->advisors().size());
  add(ResourceKind::kCandidate, snapshot->candidates().size());
  add(ResourceKind::kEmployer, snapshot->employers().size());
  add(ResourceKind::kInternship, snapshot->internships().size());
  add(ResourceKind::kTaxonomy, snapshot->taxonomy().taxonomies().size());
  return response;
}

absl::StatusOr<v1::VerifyResponse> OperationsService::Verify(Call* call) const {
  BANSO_ASSIGN_OR_RETURN(const Verification found, context_.catalog->Verify(call->deadline));
  v1::VerifyResponse response;
  response.set_revision(found.revision);
  response.set_compared_count(found.compared);
  response.mutable_differing()->Assign(found.differing.begin(), found.differing.end());
  return response;
}

}  // namespace banso
