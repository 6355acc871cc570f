#include "server/services/export.h"

#include <memory>
#include <string>
#include <utility>

#include "engine/base/status_macros.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/page_token.h"
#include "server/convert/status_details.h"
#include "server/services/audit_service.h"
#include "server/services/commit_together.h"
#include "server/services/reads.h"
#include "server/services/record_traits.h"
#include "server/services/resource_methods.h"

namespace banso {
namespace {

// Fills a page with the records that name the candidate, kind after kind, by name. A page token says
// the kind, by its place, and the record that was shown last.
class Records {
 public:
  // `start`: where the page begins.
  Records(const std::string& candidate, const Snapshot& snapshot, PageToken start)
      : candidate_(candidate), snapshot_(snapshot), last_(std::move(start)) {}

  // Adds those of one kind for which there is room; `clean` is called with each.
  template <typename EntryType, typename Rows>
  void Add(Rows* rows, void (*clean)(typename Rows::value_type*) = nullptr) {
    const int64_t here = ++kinds_;
    if (full_ || here < last_.ordinal) return;
    const std::string after = here == last_.ordinal ? last_.last_name : "";
    snapshot_.table<EntryType>().ForEach([&](const auto& entry) {
      if (full_ || entry->message->candidate() != candidate_ || entry->name() <= after) return;
      full_ = bytes_ >= kMostPageBytes;
      if (full_) return;
      bytes_ += entry->message->ByteSizeLong();
      auto& row = *rows->Add();
      row = ResourceMethods<EntryType>::Complete(*entry->message, entry->revision);
      if (clean != nullptr) clean(&row);
      last_.ordinal = here;
      last_.last_name = entry->name();
    });
  }

  void AddRecord(const CandidateEntry& entry, v1::Candidate* record) {
    *record = ResourceMethods<CandidateEntry>::Complete(*entry.message, entry.revision);
    bytes_ += record->ByteSizeLong();
  }

  bool full() const { return full_; }
  size_t bytes() const { return bytes_; }
  // What was shown last.
  const PageToken& last() const { return last_; }

 private:
  const std::string& candidate_;
  const Snapshot& snapshot_;
  PageToken last_;
  int64_t kinds_ = 0;
  size_t bytes_ = 0;
  bool full_ = false;
};

// A private link that still waits to be sent would act for whoever reads the export.
void ForgetParameters(v1::Message* message) { message->clear_parameters(); }

// Stands for the audit log among the kinds; the name is then the page token of that.
constexpr int64_t kAudit = 1000;

void AddRecords(Records* records, v1::ExportCandidateResponse* response) {
  records->Add<EngagementEntry>(response->mutable_engagements());
  records->Add<ApplicationEntry>(response->mutable_applications());
  records->Add<ProvisionRecordEntry>(response->mutable_provision_records());
  records->Add<RightsRequestEntry>(response->mutable_rights_requests());
  records->Add<SessionEntry>(response->mutable_sessions());
  records->Add<SupportPlanEntry>(response->mutable_support_plans());
  records->Add<EntrySheetEntry>(response->mutable_entry_sheets());
  records->Add<OfferEntry>(response->mutable_offers());
  records->Add<MessageEntry>(response->mutable_messages(), &ForgetParameters);
  records->Add<MatchEventEntry>(response->mutable_match_events());
}

// Adds what the log says, up to the export's time. Returns the page token of the rest of it, empty
// at its end.
absl::StatusOr<std::string> AddAudit(const ServiceContext& context,
                                     const v1::ExportCandidateRequest& request,
                                     const PageToken& token, size_t most_bytes, Call* call,
                                     v1::ExportCandidateResponse* response) {
  v1::ListAuditEntriesRequest list;
  list.set_subject(request.name());
  list.set_page_size(kMaxPageSize);
  *list.mutable_end_time() = FromTime(absl::FromUnixMicros(token.as_of_micros + 1));
  if (token.ordinal == kAudit) list.set_page_token(token.last_name);
  BANSO_ASSIGN_OR_RETURN(
      v1::ListAuditEntriesResponse page,
      ListAudit(context, list, request.name(), call->deadline, most_bytes));
  response->mutable_audit_entries()->Swap(page.mutable_audit_entries());
  return page.next_page_token();
}

}  // namespace

absl::StatusOr<v1::ExportCandidateResponse> ExportCandidate(
    const ServiceContext& context, const v1::ExportCandidateRequest& request, Call* call) {
  BANSO_ASSIGN_OR_RETURN(PageToken token, PageTokenOf(request));
  BANSO_ASSIGN_OR_RETURN(const auto snapshot, NewestSnapshot(context, *call));
  const auto entry = snapshot->candidates().Find(request.name());
  if (entry == nullptr) return NoSuchResource(request.name());
  call->audit.add_subjects(request.name());
  call->audit.add_changes("EXPORTED");
  if (token.as_of_micros == 0) token.as_of_micros = absl::ToUnixMicros(context.clock->Now());

  v1::ExportCandidateResponse response;
  *response.mutable_export_time() = FromTime(absl::FromUnixMicros(token.as_of_micros));
  Records records(request.name(), *snapshot, token);
  if (request.page_token().empty()) records.AddRecord(*entry, response.mutable_candidate());
  AddRecords(&records, &response);
  if (records.full() || records.bytes() >= kMostPageBytes) {
    response.set_next_page_token(EncodePageToken(records.last(), request));
    return response;
  }
  BANSO_ASSIGN_OR_RETURN(std::string rest,
                         AddAudit(context, request, token, kMostPageBytes - records.bytes(), call,
                                  &response));
  if (!rest.empty()) {
    response.set_next_page_token(
        EncodePageToken({std::move(rest), kAudit, token.as_of_micros}, request));
  }
  return response;
}

}  // namespace banso
