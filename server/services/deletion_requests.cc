#include "server/services/deletion_requests.h"

#include <algorithm>
#include <memory>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/resource_name.h"
#include "server/services/blinded_candidates.h"
#include "server/services/commit_together.h"
#include "server/services/digest.h"
#include "server/services/provision_records.h"
#include "server/services/record_traits.h"

namespace banso {
namespace {

// The name by which the recipient knows the person; empty if it never had one.
absl::StatusOr<std::string> BlindedNameOf(const ServiceContext& context, const Snapshot& snapshot,
                                          const v1::ProvisionRecord& record) {
  if (HasItem(record, kBlindedCardItem)) {
    BANSO_ASSIGN_OR_RETURN(const Aliases aliases, Aliases::Load(context.keys));
    return aliases.NameOf(record.candidate(), record.consent(), record.internship());
  }
  std::string name;
  snapshot.applications().ForEach([&](const auto& entry) {
    const v1::Application& application = *entry->message;
    if (application.candidate() == record.candidate() &&
        application.consent() == record.consent()) {
      name = application.blinded_candidate();
    }
  });
  return name;
}

bool IsToBeAskedAbout(const Snapshot& snapshot, const v1::ProvisionRecord& record, absl::Time now) {
  const auto candidate = snapshot.candidates().Find(record.candidate());
  if (candidate == nullptr) return true;
  // A card that no consent stands behind any more, whether it was withdrawn or ended by time.
  if (HasItem(record, kBlindedCardItem) && BlindedConsent(*candidate->message, now) == nullptr) {
    return true;
  }
  const auto& consents = candidate->message->consents();
  return std::any_of(consents.begin(), consents.end(), [&](const v1::Consent& consent) {
    return consent.name() == record.consent() && consent.state() == v1::Consent::WITHDRAWN;
  });
}

}  // namespace

std::string DeletionRequestOf(const ServiceContext& context, absl::string_view record) {
  return FormatName(kDeletionRequestPattern,
                    {IdFromBytes(Digest({"deletion_request", record}, context.claim_key))});
}

absl::Status AskToDelete(const ServiceContext& context, const Snapshot& snapshot,
                         const v1::ProvisionRecord& record, absl::Time now, Batch* batch) {
  v1::DeletionRequest request;
  request.set_name(DeletionRequestOf(context, record.name()));
  const bool asked = snapshot.deletion_requests().Find(request.name()) != nullptr ||
                     std::any_of(batch->writes.begin(), batch->writes.end(),
                                 [&](const Write& write) { return write.name == request.name(); });
  if (asked) return absl::OkStatus();
  BANSO_ASSIGN_OR_RETURN(*request.mutable_blinded_candidate(),
                         BlindedNameOf(context, snapshot, record));
  request.set_recipient(record.recipient());
  request.set_provision_record(record.name());
  // The whole day: instants would tell which requests are about one person.
  *request.mutable_due_time() = FromTime(
      absl::FromCivil(absl::ToCivilDay(now + kTimeToAnswer, JapanTime()) + 1, JapanTime()));
  *request.mutable_create_time() = FromTime(now);
  *request.mutable_update_time() = FromTime(now);
  AddPut(ResourceKind::kDeletionRequest, request.name(), request, 0, batch);
  return absl::OkStatus();
}

absl::StatusOr<int> AskWhereForgotten(const ServiceContext& context, absl::Time deadline) {
  Call call = JobCall(context, "deletion_requests", deadline);
  int asked = 0;
  const auto answer = CommitTogether(
      context, "", &call,
      [&](const std::shared_ptr<const Snapshot>& snapshot) -> absl::StatusOr<Plan> {
        Plan plan;
        absl::Status status;
        snapshot->provision_records().ForEach([&](const auto& entry) {
          const v1::ProvisionRecord& record = *entry->message;
          if (!status.ok() || !IsToBeAskedAbout(*snapshot, record, context.clock->Now())) {
            return;
          }
          status = AskToDelete(context, *snapshot, record, context.clock->Now(), &plan.batch);
        });
        BANSO_RETURN_IF_ERROR(status);
        asked = static_cast<int>(plan.batch.writes.size());
        return plan;
      });
  BANSO_RETURN_IF_ERROR(answer.status());
  return asked;
}

}  // namespace banso
