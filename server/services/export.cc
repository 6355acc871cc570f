#include "server/services/export.h"

#include <utility>
#include <vector>

#include "engine/base/status_macros.h"
#include "server/audit/audit_entry.h"
#include "server/audit/audit_log.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/status_details.h"
#include "server/services/commit_together.h"
#include "server/services/entry_sheets.h"
#include "server/services/record_traits.h"
#include "server/services/resource_methods.h"

namespace banso {
namespace {

template <typename EntryType, typename Rows>
void AddRowsOf(const std::string& candidate, const Snapshot& snapshot, Rows* rows) {
  snapshot.table<EntryType>().ForEach([&](const auto& entry) {
    if (entry->message->candidate() != candidate) return;
    *rows->Add() = ResourceMethods<EntryType>::Complete(*entry->message, entry->revision);
  });
}

absl::Status AddAudit(const ServiceContext& context, const std::string& candidate, Call* call,
                      v1::ExportCandidateResponse* response) {
  BANSO_RETURN_IF_ERROR(context.audit_log->Flush(call->deadline));
  AuditQuery query;
  query.subject = candidate;
  for (;;) {
    if (call->cancelled()) return absl::CancelledError("nobody waits for the export");
    BANSO_ASSIGN_OR_RETURN(const std::vector<AuditRow> rows,
                           context.store->ReadAudit(query, call->deadline));
    for (const AuditRow& row : rows) {
      BANSO_ASSIGN_OR_RETURN(v1::AuditEntry entry, ToAuditEntry(row));
      KeepWhatConcerns(candidate, &entry);
      *response->add_audit_entries() = std::move(entry);
    }
    if (rows.size() < static_cast<size_t>(query.limit)) return absl::OkStatus();
    query.after = rows.back().number;
  }
}

}  // namespace

absl::StatusOr<v1::ExportCandidateResponse> ExportCandidate(const ServiceContext& context,
                                                            const std::string& name, Call* call) {
  BANSO_ASSIGN_OR_RETURN(const auto snapshot, NewestSnapshot(context, *call));
  const auto entry = snapshot->candidates().Find(name);
  if (entry == nullptr) return NoSuchResource(name);
  v1::ExportCandidateResponse response;
  *response.mutable_export_time() = FromTime(context.clock->Now());
  *response.mutable_candidate() =
      ResourceMethods<CandidateEntry>::Complete(*entry->message, entry->revision);
  AddRowsOf<EngagementEntry>(name, *snapshot, response.mutable_engagements());
  AddRowsOf<ApplicationEntry>(name, *snapshot, response.mutable_applications());
  AddRowsOf<ProvisionRecordEntry>(name, *snapshot, response.mutable_provision_records());
  AddRowsOf<RightsRequestEntry>(name, *snapshot, response.mutable_rights_requests());
  AddRowsOf<SessionEntry>(name, *snapshot, response.mutable_sessions());
  for (v1::Session& session : *response.mutable_sessions()) session.clear_advisor_notes();
  AddRowsOf<SupportPlanEntry>(name, *snapshot, response.mutable_support_plans());
  AddRowsOf<EntrySheetEntry>(name, *snapshot, response.mutable_entry_sheets());
  for (v1::EntrySheet& sheet : *response.mutable_entry_sheets()) HideDraft(*call->reach, &sheet);
  AddRowsOf<OfferEntry>(name, *snapshot, response.mutable_offers());
  AddRowsOf<MessageEntry>(name, *snapshot, response.mutable_messages());
  // A private link that still waits to be sent would act for whoever reads the export.
  for (v1::Message& message : *response.mutable_messages()) message.clear_parameters();
  AddRowsOf<MatchEventEntry>(name, *snapshot, response.mutable_match_events());
  BANSO_RETURN_IF_ERROR(AddAudit(context, name, call, &response));
  call->audit.add_subjects(name);
  call->audit.add_changes("EXPORTED");
  return response;
}

}  // namespace banso
