#include "server/services/retention.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "server/audit/audit_chainer.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/candidate_convert.h"
#include "server/convert/etag.h"
#include "server/services/commit_together.h"
#include "server/services/deletion_requests.h"
#include "server/services/provision_records.h"

namespace banso {
namespace {

constexpr int kYearsNotAccepted = 1;
constexpr int kYearsClosed = 3;
constexpr int kYearsAudit = 5;
// How many items an answer names.
constexpr int kMostItems = 1000;

absl::Time LastStep(const v1::Candidate& candidate) {
  const auto& steps = candidate.case_().steps();
  return ToTime(steps.empty() ? candidate.create_time() : steps.rbegin()->step_time());
}

v1::RetentionItem Item(const std::string& name, v1::RetentionItem::Kind kind, absl::Time due) {
  v1::RetentionItem item;
  item.set_name(name);
  item.set_kind(kind);
  *item.mutable_due_time() = FromTime(due);
  return item;
}

// A call of its own within another, so that each thing that goes has its own row in the audit log.
Call PartOf(const Call& call) {
  Call part = call;
  part.written.reset();
  part.audit.clear_subjects();
  part.audit.clear_changes();
  return part;
}

// What is changed or gone in the meantime is looked at again the next time.
absl::Status Unless(const absl::Status& status) {
  return absl::IsAborted(status) || absl::IsNotFound(status) ? absl::OkStatus() : status;
}

}  // namespace

std::optional<RetentionDue> RetentionOf(const v1::Candidate& candidate) {
  const v1::Case& c = candidate.case_();
  const absl::Time last = LastStep(candidate);
  if (c.stage() == v1::Case::CLOSED) {
    return RetentionDue{v1::RetentionItem::CASE_CLOSED, YearsAfter(last, kYearsClosed)};
  }
  if (c.stage() == v1::Case::APPLIED || c.stage() == v1::Case::RECEIVED) {
    return RetentionDue{v1::RetentionItem::NOT_ACCEPTED, YearsAfter(last, kYearsNotAccepted)};
  }
  if (c.status() == v1::Case::WITHDRAWN || c.status() == v1::Case::REFERRED) {
    return RetentionDue{v1::RetentionItem::CASE_CLOSED, YearsAfter(last, kYearsClosed)};
  }
  return std::nullopt;
}

absl::StatusOr<v1::RunRetentionResponse> Retention::Run(bool validate_only, Call* call) const {
  BANSO_ASSIGN_OR_RETURN(const auto snapshot, NewestSnapshot(context_, *call));
  const absl::Time now = context_.clock->Now();
  v1::RunRetentionResponse response;
  const auto tell = [&](v1::RetentionItem item) {
    response.set_total(response.total() + 1);
    if (response.items_size() < kMostItems) *response.add_items() = std::move(item);
  };

  std::vector<std::shared_ptr<const CandidateEntry>> people;
  snapshot->candidates().ForEach([&](const auto& entry) {
    const std::optional<RetentionDue> due = RetentionOf(*entry->message);
    if (!due || now < due->time) return;
    tell(Item(entry->name(), due->kind, due->time));
    people.push_back(entry);
  });
  std::vector<std::shared_ptr<const ProvisionRecordEntry>> records;
  snapshot->provision_records().ForEach([&](const auto& entry) {
    const absl::Time due = KeepUntil(*entry->message);
    if (now < due) return;
    tell(Item(entry->name(), v1::RetentionItem::PROVISION_RECORD, due));
    records.push_back(entry);
  });
  BANSO_ASSIGN_OR_RETURN(const std::optional<v1::RetentionItem> audit, FindAudit(now, *call));
  if (audit) tell(*audit);
  if (validate_only) return response;

  for (const auto& entry : people) {
    BANSO_RETURN_IF_ERROR(ErasePerson(entry->name(), EtagOf(entry->revision), *call));
  }
  for (const auto& entry : records) {
    BANSO_RETURN_IF_ERROR(DeleteRecord(entry->name(), entry->revision, *call));
  }
  if (audit) {
    int64_t number = 0;
    if (!absl::SimpleAtoi(audit->name(), &number)) {
      return absl::InternalError("a row of the audit log has no number");
    }
    BANSO_RETURN_IF_ERROR(context_.audit_chainer->Forget(number, call->deadline));
    call->audit.add_changes("AUDIT_FORGOTTEN");
  }
  call->audit.add_changes("RETENTION");
  return response;
}

absl::StatusOr<int64_t> Retention::RunJob(absl::Time deadline) const {
  Call call = JobCall(context_, "retention", deadline);
  BANSO_ASSIGN_OR_RETURN(const v1::RunRetentionResponse response, Run(false, &call));
  return response.total();
}

absl::Status Retention::ErasePerson(const std::string& name, absl::string_view etag,
                                    const Call& call) const {
  Call part = PartOf(call);
  part.audit.add_changes("RETENTION");
  return Unless(eraser_.Erase(name, etag, "", &part).status());
}

absl::Status Retention::DeleteRecord(const std::string& name, Revision revision,
                                     const Call& call) const {
  Call part = PartOf(call);
  return Unless(
      CommitTogether(context_, "", &part,
                     [&](const std::shared_ptr<const Snapshot>& snapshot) -> absl::StatusOr<Plan> {
                       Plan plan;
                       const auto entry = snapshot->provision_records().Find(name);
                       // Told again meanwhile: it is kept from then on.
                       if (entry == nullptr || entry->revision != revision) return plan;
                       AddDelete(ResourceKind::kProvisionRecord, name, revision, &plan.batch);
                       const auto request =
                           snapshot->deletion_requests().Find(DeletionRequestOf(context_, name));
                       if (request != nullptr) {
                         AddDelete(ResourceKind::kDeletionRequest, request->name(),
                                   request->revision, &plan.batch);
                       }
                       part.audit.add_subjects(name);
                       part.audit.add_changes("RETENTION");
                       return plan;
                     })
          .status());
}

absl::StatusOr<std::optional<v1::RetentionItem>> Retention::FindAudit(absl::Time now,
                                                                      const Call& call) const {
  // What is exactly as old goes.
  const absl::Time start = YearsAfter(now, -kYearsAudit) + absl::Microseconds(1);
  const auto first_from = [&](absl::Time time) -> absl::StatusOr<std::optional<AuditRow>> {
    AuditQuery query;
    query.start = time;
    query.limit = 1;
    BANSO_ASSIGN_OR_RETURN(std::vector<AuditRow> rows,
                           context_.store->ReadAudit(query, call.deadline));
    if (rows.empty()) return std::nullopt;
    return std::move(rows.front());
  };
  BANSO_ASSIGN_OR_RETURN(const std::optional<AuditRow> oldest, first_from(absl::InfinitePast()));
  if (!oldest || oldest->time >= start) return std::nullopt;
  BANSO_ASSIGN_OR_RETURN(const std::optional<AuditRow> kept, first_from(start));
  int64_t last = 0;
  if (kept) {
    last = kept->number - 1;
  } else {
    BANSO_ASSIGN_OR_RETURN(last, context_.store->LastAuditNumber(call.deadline));
  }
  return Item(absl::StrCat(last), v1::RetentionItem::AUDIT, YearsAfter(oldest->time, kYearsAudit));
}

}  // namespace banso
