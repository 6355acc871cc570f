// The methods of SupportService about entry sheets.
#ifndef BANSO_SERVER_SERVICES_ENTRY_SHEETS_H_
#define BANSO_SERVER_SERVICES_ENTRY_SHEETS_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "banso/v1/support_service.pb.h"
#include "server/services/call.h"
#include "server/services/entry_sheet_states.h"
#include "server/services/record_traits.h"
#include "server/services/resource_methods.h"
#include "server/services/service_context.h"

namespace banso {

// Each method is one of the contract, which says what it does and how it fails. Every answer holds
// the draft for the author alone.
// Thread safety: const methods may run on any number of threads at once.
class EntrySheets {
 public:
  // `context` outlives it.
  explicit EntrySheets(const ServiceContext* context) : context_(*context), methods_(context) {}

  absl::StatusOr<v1::EntrySheet> Get(const v1::GetEntrySheetRequest& request, Call* call) const;
  absl::StatusOr<v1::ListEntrySheetsResponse> List(const v1::ListEntrySheetsRequest& request,
                                                   Call* call) const;
  absl::StatusOr<v1::EntrySheet> Create(const v1::CreateEntrySheetRequest& request,
                                        Call* call) const;
  absl::StatusOr<v1::EntrySheet> Update(const v1::UpdateEntrySheetRequest& request,
                                        Call* call) const;
  absl::StatusOr<v1::EntrySheet> Submit(const v1::SubmitEntrySheetRequest& request,
                                        Call* call) const;
  absl::StatusOr<v1::EntrySheet> Claim(const v1::ClaimEntrySheetRequest& request, Call* call) const;
  absl::StatusOr<v1::EntrySheet> Release(const v1::ReleaseEntrySheetRequest& request,
                                         Call* call) const;
  absl::StatusOr<v1::EntrySheet> Comment(const v1::CommentEntrySheetRequest& request,
                                         Call* call) const;
  absl::StatusOr<v1::EntrySheet> Finalise(const v1::FinaliseEntrySheetRequest& request,
                                          Call* call) const;
  absl::StatusOr<v1::EntrySheet> Send(const v1::SendEntrySheetRequest& request, Call* call) const;
  absl::StatusOr<v1::CheckEntrySheetResponse> Check(const v1::CheckEntrySheetRequest& request,
                                                    Call* call) const;

 private:
  // Changes the sheet; may refuse.
  using Change = std::function<absl::Status(const std::shared_ptr<const Snapshot>& snapshot,
                                            v1::EntrySheet* sheet)>;
  // Commits a change of one sheet, with what is told of it. `code` is for the audit log.
  absl::StatusOr<v1::EntrySheet> Write(const std::string& name, const std::string& etag,
                                       const std::string& request_id, absl::string_view code,
                                       Call* call, const Change& change) const;
  template <typename Request>
  absl::StatusOr<v1::EntrySheet> Take(const Request& request, absl::string_view code, Call* call,
                                      const Change& change) const {
    return Write(request.name(), request.etag(), request.request_id(), code, call, change);
  }

  const ServiceContext& context_;
  const ResourceMethods<EntrySheetEntry> methods_;
};

// Clears what only the author sees, unless the caller is the author.
void HideDraft(const Reach& reach, v1::EntrySheet* sheet);

}  // namespace banso

#endif  // BANSO_SERVER_SERVICES_ENTRY_SHEETS_H_
