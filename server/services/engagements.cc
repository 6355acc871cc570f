#include "server/services/engagements.h"

#include <memory>
#include <utility>

#include "engine/base/status_macros.h"
#include "server/base/deterministic_bytes.h"
#include "server/convert/status_details.h"
#include "server/services/commit_together.h"
#include "server/services/engagement_change.h"
#include "server/services/etag_check.h"
#include "server/services/person_change.h"
#include "server/services/record_traits.h"
#include "server/services/resource_methods.h"

namespace banso {
namespace {

absl::StatusOr<v1::Engagement> EngagementOf(const absl::StatusOr<WriteAnswer>& answer) {
  BANSO_ASSIGN_OR_RETURN(v1::Engagement engagement, ReadAnswer<v1::Engagement>(answer));
  return ResourceMethods<EngagementEntry>::Complete(std::move(engagement), answer->revision);
}

// The engagement of a request, which must last and be there as it was read.
template <typename Request>
absl::StatusOr<std::shared_ptr<const EngagementEntry>> FindLasting(const Snapshot& snapshot,
                                                                   const Request& request) {
  BANSO_RETURN_IF_ERROR(CheckEtagForm(request.etag()));
  const auto entry = snapshot.engagements().Find(request.name());
  if (entry == nullptr) return NoSuchResource(request.name());
  BANSO_RETURN_IF_ERROR(CheckEtag(request.etag(), request.name(), entry->revision));
  if (entry->message->has_end_time()) return IllegalStep(request.name(), "ENDED");
  return entry;
}

}  // namespace

absl::StatusOr<v1::Engagement> Engagements::Start(const v1::StartEngagementRequest& request,
                                                  Call* call) const {
  return EngagementOf(CommitTogether(
      context_, request.request_id(), call,
      [&](const std::shared_ptr<const Snapshot>& snapshot) -> absl::StatusOr<Plan> {
        EngagementChange change(&context_, snapshot.get(), call->caller().principal,
                                context_.clock->Now());
        BANSO_ASSIGN_OR_RETURN(const v1::Engagement begun,
                               change.Begin(request.candidate(), request.advisor(), ""));
        Plan plan;
        BANSO_RETURN_IF_ERROR(std::move(change).FinishAndTell(&plan.batch));
        ExpectPerson(*snapshot->candidates().Find(request.candidate()), &plan.batch);
        plan.answer = DeterministicBytes(begun);
        call->audit.add_subjects(request.candidate());
        call->audit.add_changes("ENGAGEMENT_STARTED");
        return plan;
      }));
}

absl::StatusOr<v1::Engagement> Engagements::Transfer(const v1::TransferEngagementRequest& request,
                                                     Call* call) const {
  return EngagementOf(CommitTogether(
      context_, request.request_id(), call,
      [&](const std::shared_ptr<const Snapshot>& snapshot) -> absl::StatusOr<Plan> {
        BANSO_ASSIGN_OR_RETURN(const auto entry, FindLasting(*snapshot, request));
        EngagementChange change(&context_, snapshot.get(), call->caller().principal,
                                context_.clock->Now());
        BANSO_ASSIGN_OR_RETURN(
            const v1::Engagement begun,
            change.Begin(entry->message->candidate(), request.advisor(), entry->name()));
        change.End(*entry, request.reason());
        Plan plan;
        BANSO_RETURN_IF_ERROR(std::move(change).FinishAndTell(&plan.batch));
        plan.answer = DeterministicBytes(begun);
        call->audit.add_subjects(begun.candidate());
        call->audit.add_changes("ENGAGEMENT_TRANSFERRED");
        return plan;
      }));
}

absl::StatusOr<v1::Engagement> Engagements::End(const v1::EndEngagementRequest& request,
                                                Call* call) const {
  return EngagementOf(
      CommitTogether(context_, request.request_id(), call,
                     [&](const std::shared_ptr<const Snapshot>& snapshot) -> absl::StatusOr<Plan> {
                       BANSO_ASSIGN_OR_RETURN(const auto entry, FindLasting(*snapshot, request));
                       EngagementChange change(&context_, snapshot.get(), call->caller().principal,
                                               context_.clock->Now());
                       const v1::Engagement ended = change.End(*entry, request.reason());
                       Plan plan;
                       BANSO_RETURN_IF_ERROR(std::move(change).FinishAndTell(&plan.batch));
                       plan.answer = DeterministicBytes(ended);
                       call->audit.add_subjects(ended.candidate());
                       call->audit.add_changes("ENGAGEMENT_ENDED");
                       return plan;
                     }));
}

}  // namespace banso
