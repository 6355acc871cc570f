#include "server/services/operations_service.h"

#include <memory>
#include <string>
#include <utility>

#include "engine/base/status_macros.h"
#include "server/access/write_rules.h"
#include "server/base/deterministic_bytes.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/etag.h"
#include "server/convert/field_mask.h"
#include "server/convert/field_validator.h"
#include "server/convert/status_details.h"
#include "server/services/commit_together.h"
#include "server/services/reads.h"
#include "server/services/record_traits.h"
#include "server/services/resource_methods.h"
#include "server/services/settings.h"

namespace banso {

OperationsService::OperationsService(const ServiceContext* context, const Retention* retention)
    : RpcService(v1::GetStatusRequest::descriptor()->file()->FindServiceByName("OperationsService"),
                 context->runtime),
      context_(*context),
      retention_(*retention) {
  Unary<v1::GetStatusRequest, v1::GetStatusResponse>(
      "GetStatus", [this](const auto& request, Call* call) { return GetStatus(request, call); });
  Unary<v1::VerifyRequest, v1::VerifyResponse>(
      "Verify", [this](const auto&, Call* call) { return Verify(call); });
  Unary<v1::GetSettingsRequest, v1::Settings>(
      "GetSettings",
      [this](const auto& request, Call* call) { return GetSettings(request, call); });
  Unary<v1::UpdateSettingsRequest, v1::Settings>(
      "UpdateSettings",
      [this](const auto& request, Call* call) { return UpdateSettings(request, call); });
  Unary<v1::RunRetentionRequest, v1::RunRetentionResponse>(
      "RunRetention", [this](const auto& request, Call* call) {
        return retention_.Run(request.validate_only(), call);
      });
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
  add(ResourceKind::kApplication, snapshot->applications().size());
  add(ResourceKind::kCandidate, snapshot->candidates().size());
  add(ResourceKind::kDeletionRequest, snapshot->deletion_requests().size());
  add(ResourceKind::kDeskDay, snapshot->desk_days().size());
  add(ResourceKind::kEmployer, snapshot->employers().size());
  add(ResourceKind::kEngagement, snapshot->engagements().size());
  add(ResourceKind::kEntrySheet, snapshot->entry_sheets().size());
  add(ResourceKind::kInternship, snapshot->internships().size());
  add(ResourceKind::kMatchEvent, snapshot->match_events().size());
  add(ResourceKind::kMessage, snapshot->messages().size());
  add(ResourceKind::kOffer, snapshot->offers().size());
  add(ResourceKind::kPrincipal, snapshot->principals().size());
  add(ResourceKind::kProvisionRecord, snapshot->provision_records().size());
  add(ResourceKind::kReport, snapshot->reports().size());
  add(ResourceKind::kRightsRequest, snapshot->rights_requests().size());
  add(ResourceKind::kSession, snapshot->sessions().size());
  add(ResourceKind::kSupportPlan, snapshot->support_plans().size());
  add(ResourceKind::kTaxonomy, snapshot->taxonomy().taxonomies().size());
  add(ResourceKind::kTombstone, snapshot->tombstones().size());
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

absl::StatusOr<v1::Settings> OperationsService::GetSettings(const v1::GetSettingsRequest& request,
                                                            Call* call) const {
  BANSO_ASSIGN_OR_RETURN(const auto snapshot, SnapshotAt(context_, request.min_revision(), *call));
  v1::Settings settings = SettingsOf(*snapshot);
  const auto entry = snapshot->settings().Find(kSettingsName);
  if (entry == nullptr) return settings;
  return ResourceMethods<SettingsEntry>::Complete(std::move(settings), entry->revision);
}

absl::StatusOr<v1::Settings> OperationsService::UpdateSettings(
    const v1::UpdateSettingsRequest& request, Call* call) const {
  const v1::Settings& incoming = request.settings();
  if (incoming.name() != kSettingsName) return NoSuchResource(incoming.name());
  if (!incoming.etag().empty()) BANSO_RETURN_IF_ERROR(RevisionOfEtag(incoming.etag()).status());
  const auto answer = CommitTogether(
      context_, request.request_id(), call,
      [&](const std::shared_ptr<const Snapshot>& snapshot) -> absl::StatusOr<Plan> {
        const auto entry = snapshot->settings().Find(kSettingsName);
        const Revision revision = entry == nullptr ? 0 : entry->revision;
        if (!incoming.etag().empty() && (revision == 0 || incoming.etag() != EtagOf(revision))) {
          return EtagMismatch(kSettingsName);
        }
        const v1::Settings before = SettingsOf(*snapshot);
        v1::Settings settings = before;
        BANSO_RETURN_IF_ERROR(ApplyUpdate(
            request.has_update_mask() ? &request.update_mask() : nullptr, incoming, &settings));
        BANSO_RETURN_IF_ERROR(CheckWritable(call->caller(), before, settings, "settings"));
        BANSO_RETURN_IF_ERROR(
            InvalidFields(ValidateMessage(settings, SnapshotCodes(snapshot.get()), "settings")));
        const absl::Time now = context_.clock->Now();
        if (revision == 0) *settings.mutable_create_time() = FromTime(now);
        *settings.mutable_update_time() = FromTime(now);
        Plan plan;
        plan.answer = DeterministicBytes(settings);
        if (!request.validate_only()) {
          AddPut(ResourceKind::kSettings, kSettingsName, settings, revision, &plan.batch);
          call->audit.add_changes("SETTINGS_CHANGED");
        }
        return plan;
      });
  BANSO_ASSIGN_OR_RETURN(v1::Settings settings, ReadAnswer<v1::Settings>(answer));
  if (request.validate_only()) return settings;
  return ResourceMethods<SettingsEntry>::Complete(std::move(settings), answer->revision);
}

}  // namespace banso
