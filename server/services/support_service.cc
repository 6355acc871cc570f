#include "server/services/support_service.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "server/base/deterministic_bytes.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/etag.h"
#include "server/convert/resource_name.h"
#include "server/convert/status_details.h"
#include "server/services/commit_together.h"
#include "server/services/digest.h"
#include "server/services/match_blocked.h"
#include "server/services/person_change.h"

namespace banso {
namespace {

// The key that an engagement holds while it lasts, so that a pair has one at a time.
std::string PairKey(const ServiceContext& context, absl::string_view candidate,
                    absl::string_view advisor) {
  return Digest({"engagement", candidate, advisor}, context.claim_key);
}

// Puts how many the advisor accompanies now into the batch.
void PutLoad(const AdvisorEntry& entry, int active, absl::Time now, Batch* batch) {
  v1::Advisor advisor = *entry.message;
  advisor.set_active_candidates(active);
  *advisor.mutable_update_time() = FromTime(now);
  AddPut(ResourceKind::kAdvisor, entry.name(), advisor, entry.revision, batch);
}

absl::StatusOr<v1::Engagement> EngagementOf(const absl::StatusOr<WriteAnswer>& answer) {
  BANSO_ASSIGN_OR_RETURN(v1::Engagement engagement, ReadAnswer<v1::Engagement>(answer));
  return ResourceMethods<EngagementEntry>::Complete(std::move(engagement), answer->revision);
}

}  // namespace

SupportService::SupportService(const ServiceContext* context)
    : RpcService(
          v1::GetEngagementRequest::descriptor()->file()->FindServiceByName("SupportService"),
          context->runtime),
      context_(*context),
      methods_(context) {
  Unary<v1::GetEngagementRequest, v1::Engagement>(
      "GetEngagement", [this](const v1::GetEngagementRequest& request, Call* call) {
        return methods_.Get(request.name(), request.min_revision(), call);
      });
  Unary<v1::ListEngagementsRequest, v1::ListEngagementsResponse>(
      "ListEngagements",
      [this](const v1::ListEngagementsRequest& request,
             Call* call) -> absl::StatusOr<v1::ListEngagementsResponse> {
        v1::ListEngagementsResponse response;
        BANSO_RETURN_IF_ERROR(methods_.List(request, "", call, &response, [&](v1::Engagement row) {
          *response.add_engagements() = std::move(row);
        }));
        return response;
      });
  Unary<v1::StartEngagementRequest, v1::Engagement>(
      "StartEngagement",
      [this](const auto& request, Call* call) { return StartEngagement(request, call); });
  Unary<v1::EndEngagementRequest, v1::Engagement>(
      "EndEngagement",
      [this](const auto& request, Call* call) { return EndEngagement(request, call); });
}

absl::StatusOr<v1::Engagement> SupportService::StartEngagement(
    const v1::StartEngagementRequest& request, Call* call) const {
  return EngagementOf(CommitTogether(
      context_, request.request_id(), call,
      [&](const std::shared_ptr<const Snapshot>& snapshot) -> absl::StatusOr<Plan> {
        const auto candidate = snapshot->candidates().Find(request.candidate());
        if (candidate == nullptr) return NoSuchResource(request.candidate());
        const auto advisor = snapshot->advisors().Find(request.advisor());
        if (advisor == nullptr) return NoSuchResource(request.advisor());
        std::string lasting;
        snapshot->engagements().ForEach([&](const auto& entry) {
          const v1::Engagement& other = *entry->message;
          if (other.candidate() == request.candidate() && other.advisor() == request.advisor() &&
              !other.has_end_time()) {
            lasting = other.name();
          }
        });
        if (!lasting.empty()) {
          return WithErrorInfo(
              absl::FailedPreconditionError(absl::StrCat(request.advisor(), " accompanies ",
                                                         request.candidate(), " already")),
              "ENGAGEMENT_EXISTS", {{"name", lasting}});
        }
        const absl::Time now = context_.clock->Now();
        BANSO_RETURN_IF_ERROR(
            CheckNotBlocked(snapshot->ranker().Explain(*candidate->value, *advisor->value, now),
                            request.candidate(), request.advisor()));
        v1::Engagement engagement;
        engagement.set_name(FormatName(kEngagementPattern, {RandomId()}));
        engagement.set_candidate(request.candidate());
        engagement.set_advisor(request.advisor());
        *engagement.mutable_start_time() = FromTime(now);
        *engagement.mutable_create_time() = FromTime(now);
        *engagement.mutable_update_time() = FromTime(now);
        Plan plan;
        AddPut(ResourceKind::kEngagement, engagement.name(), engagement, 0, &plan.batch);
        // A full advisor is blocked, and one who changes meanwhile is judged anew: never beyond the
        // most.
        PutLoad(*advisor, advisor->message->active_candidates() + 1, now, &plan.batch);
        plan.batch.claims.push_back(
            {PairKey(context_, request.candidate(), request.advisor()), engagement.name(), ""});
        plan.batch.claims.push_back(PersonClaim(context_, request.candidate()));
        plan.answer = DeterministicBytes(engagement);
        call->audit.add_subjects(request.candidate());
        call->audit.add_changes("ENGAGEMENT_STARTED");
        return plan;
      }));
}

absl::StatusOr<v1::Engagement> SupportService::EndEngagement(
    const v1::EndEngagementRequest& request, Call* call) const {
  if (!request.etag().empty()) BANSO_RETURN_IF_ERROR(RevisionOfEtag(request.etag()).status());
  return EngagementOf(
      CommitTogether(context_, request.request_id(), call,
                     [&](const std::shared_ptr<const Snapshot>& snapshot) -> absl::StatusOr<Plan> {
                       const auto entry = snapshot->engagements().Find(request.name());
                       if (entry == nullptr) return NoSuchResource(request.name());
                       if (!request.etag().empty() && request.etag() != EtagOf(entry->revision)) {
                         return EtagMismatch(request.name());
                       }
                       v1::Engagement engagement = *entry->message;
                       if (engagement.has_end_time()) return IllegalStep(request.name(), "ENDED");
                       const absl::Time now = context_.clock->Now();
                       *engagement.mutable_end_time() = FromTime(now);
                       *engagement.mutable_update_time() = FromTime(now);
                       Plan plan;
                       AddPut(ResourceKind::kEngagement, engagement.name(), engagement,
                              entry->revision, &plan.batch);
                       if (const auto advisor = snapshot->advisors().Find(engagement.advisor())) {
                         PutLoad(*advisor, std::max(0, advisor->message->active_candidates() - 1),
                                 now, &plan.batch);
                       }
                       plan.batch.releases.push_back(
                           PairKey(context_, engagement.candidate(), engagement.advisor()));
                       plan.answer = DeterministicBytes(engagement);
                       call->audit.add_subjects(engagement.candidate());
                       call->audit.add_changes("ENGAGEMENT_ENDED");
                       return plan;
                     }));
}

}  // namespace banso
