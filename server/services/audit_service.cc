#include "server/services/audit_service.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "server/audit/audit_chainer.h"
#include "server/audit/audit_entry.h"
#include "server/audit/audit_log.h"
#include "server/base/log.h"
#include "server/convert/calendar_convert.h"
#include "server/convert/page_token.h"
#include "server/convert/status_details.h"
#include "server/services/reads.h"
#include "server/services/resource_methods.h"
#include "server/services/writer.h"

namespace banso {
namespace {

// Rows read from the store at once: a row with a long list is large.
constexpr int kRowsAtOnce = 200;

// Where the page of a request begins.
struct Start {
  int64_t after = 0;  // number of the last row that was shown
  absl::Time end;     // rows from here on are not on any page
};

absl::StatusOr<Start> StartOf(const v1::ListAuditEntriesRequest& request, const Clock& clock) {
  BANSO_ASSIGN_OR_RETURN(const PageToken token, PageTokenOf(request));
  Start start;
  if (!request.page_token().empty() &&
      (!absl::SimpleAtoi(token.last_name, &start.after) || start.after < 1)) {
    return InvalidField("page_token", "is not one that a server made; leave it out to begin anew");
  }
  if (request.has_end_time()) {
    start.end = ToTime(request.end_time());
  } else if (token.as_of_micros != 0) {
    start.end = absl::FromUnixMicros(token.as_of_micros);
  } else {
    // Up to this microsecond. It stays that on later pages, or a busy log would never end.
    start.end = absl::FromUnixMicros(absl::ToUnixMicros(clock.Now()) + 1);
  }
  return start;
}

}  // namespace

AuditService::AuditService(const ServiceContext* context)
    : RpcService(v1::VerifyAuditRequest::descriptor()->file()->FindServiceByName("AuditService"),
                 context->runtime),
      context_(*context) {
  Unary<v1::ListAuditEntriesRequest, v1::ListAuditEntriesResponse>(
      "ListAuditEntries",
      [this](const auto& request, Call* call) { return ListAuditEntries(request, call); });
  Unary<v1::VerifyAuditRequest, v1::VerifyAuditResponse>(
      "VerifyAudit", [this](const auto&, Call* call) { return VerifyAudit(call); });
}

absl::StatusOr<v1::ListAuditEntriesResponse> AuditService::ListAuditEntries(
    const v1::ListAuditEntriesRequest& request, Call* call) const {
  BANSO_RETURN_IF_ERROR(SnapshotAt(context_, request.min_revision(), *call).status());
  if (call->reach->scope() == v1::Access::ALL) {
    return ListAudit(context_, request, "", call->deadline);
  }
  const std::string& person = call->caller().candidate;
  if (person.empty()) return NoSuchResource(request.subject());
  return ListAudit(context_, request, person, call->deadline);
}

absl::StatusOr<v1::VerifyAuditResponse> AuditService::VerifyAudit(Call* call) const {
  BANSO_ASSIGN_OR_RETURN(const AuditVerification found,
                         context_.audit_chainer->Verify(call->deadline));
  if (!found.intact()) Log(LogLevel::kError, "audit_log_broken", {{"row", found.first_broken}});
  v1::VerifyAuditResponse response = FromVerification(found);
  for (v1::AcceptedLoss& loss : *response.mutable_accepted_losses()) {
    AuditQuery query;
    query.after = loss.accepted_in() - 1;
    query.limit = 1;
    const auto rows = context_.store->ReadAudit(query, call->deadline);
    // What was altered is told above already.
    if (absl::IsDataLoss(rows.status())) continue;
    BANSO_RETURN_IF_ERROR(rows.status());
    if (rows->empty() || rows->front().number != loss.accepted_in()) continue;
    loss.set_principal(rows->front().principal);
    *loss.mutable_accept_time() = FromTime(rows->front().time);
  }
  return response;
}

absl::StatusOr<v1::ListAuditEntriesResponse> ListAudit(const ServiceContext& context,
                                                       const v1::ListAuditEntriesRequest& request,
                                                       absl::string_view person,
                                                       absl::Time deadline, size_t most_bytes) {
  if (!person.empty()) {
    if (request.subject().empty()) return InvalidField("subject", "is required: your own record");
    if (request.subject() != person) return NoSuchResource(request.subject());
  }
  BANSO_ASSIGN_OR_RETURN(const Start start, StartOf(request, *context.clock));
  BANSO_RETURN_IF_ERROR(context.audit_log->Flush(deadline));

  AuditQuery query;
  query.subject = request.subject();
  query.principal = request.principal();
  if (request.has_start_time()) query.start = ToTime(request.start_time());
  query.end = start.end;
  query.after = start.after;
  const int page_size = NormalizePageSize(request.page_size(), kDefaultPageSize, kMaxPageSize);
  v1::ListAuditEntriesResponse response;
  size_t bytes = 0;
  for (;;) {
    // One more than the page shows whether there is another.
    query.limit = std::min(page_size - response.audit_entries_size() + 1, kRowsAtOnce);
    BANSO_ASSIGN_OR_RETURN(const std::vector<AuditRow> rows,
                           context.store->ReadAudit(query, deadline));
    for (const AuditRow& row : rows) {
      if (response.audit_entries_size() == page_size || bytes >= most_bytes) {
        const PageToken next{absl::StrCat(query.after), 0, absl::ToUnixMicros(start.end)};
        response.set_next_page_token(EncodePageToken(next, request));
        return response;
      }
      BANSO_ASSIGN_OR_RETURN(v1::AuditEntry entry, ToAuditEntry(row));
      if (!person.empty()) KeepWhatConcerns(person, &entry);
      bytes += entry.ByteSizeLong();
      *response.add_audit_entries() = std::move(entry);
      query.after = row.number;
    }
    if (static_cast<int>(rows.size()) < query.limit) return response;
  }
}

v1::VerifyAuditResponse FromVerification(const AuditVerification& verification) {
  v1::VerifyAuditResponse response;
  response.set_intact(verification.intact());
  response.set_verified(verification.verified);
  response.set_first_broken(verification.first_broken);
  // Numbered alike.
  response.set_problem(
      static_cast<v1::VerifyAuditResponse::Problem>(static_cast<int>(verification.problem)));
  response.set_unchained(verification.unchained);
  for (const AcceptedLoss& accepted : verification.accepted) {
    v1::AcceptedLoss* loss = response.add_accepted_losses();
    loss->set_first_number(accepted.first);
    loss->set_last_number(accepted.last);
    loss->set_accepted_in(accepted.row);
  }
  return response;
}

}  // namespace banso
