#include "server/audit/accept_restore.h"

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "banso/v1/audit.pb.h"
#include "banso/v1/principal.pb.h"
#include "engine/base/status_macros.h"
#include "server/audit/audit_chain.h"
#include "server/audit/audit_chainer.h"
#include "server/audit/audit_entry.h"
#include "server/convert/calendar_convert.h"

namespace banso {
namespace {

constexpr int kRowsAtOnce = 500;

// The last row up to which everything is as it was written.
struct GoodEnd {
  int64_t number = 0;
  std::string chain;
};

absl::Status NoRestore(int64_t number) {
  return absl::DataLossError(
      absl::StrCat("row ", number,
                   " of the audit log is not as it was written, and that is not what a restore "
                   "does; it cannot be accepted"));
}

// What a restore leaves: rows that are chained and right, then rows that wait to be chained.
absl::StatusOr<GoodEnd> FindGoodEnd(Store* database, const Key& key, const AuditAnchor& anchor,
                                    absl::Time deadline) {
  GoodEnd end = {anchor.base_number, anchor.base_chain};
  int64_t last = anchor.base_number;
  for (;;) {
    AuditQuery query;
    query.after = last;
    query.limit = kRowsAtOnce;
    BANSO_ASSIGN_OR_RETURN(const std::vector<AuditRow> rows, database->ReadAudit(query, deadline));
    for (const AuditRow& row : rows) {
      if (row.number != last + 1) return NoRestore(last + 1);
      last = row.number;
      if (row.chain.empty()) continue;
      if (end.number + 1 != row.number || row.chain != ChainValue(key, end.chain, row)) {
        return NoRestore(row.number);
      }
      end = {row.number, row.chain};
    }
    if (rows.size() < kRowsAtOnce) break;
  }
  BANSO_ASSIGN_OR_RETURN(const int64_t newest, database->LastAuditNumber(deadline));
  if (newest < anchor.base_number) {
    return absl::FailedPreconditionError(
        "the database is older than what retention has forgotten since; it cannot be accepted");
  }
  if (newest != last) return NoRestore(last + 1);
  return end;
}

absl::Status CheckAdmin(Store* store, const std::string& name, absl::Time deadline) {
  const absl::Status nobody =
      absl::InvalidArgumentError("a restore is accepted by an admin: principals/...");
  const absl::StatusOr<Resource> found = store->Get(ResourceKind::kPrincipal, name, deadline);
  if (absl::IsNotFound(found.status())) return nobody;
  BANSO_RETURN_IF_ERROR(found.status());
  v1::Principal principal;
  const bool is_admin = principal.ParseFromString(found->message) &&
                        principal.role() == v1::Access::ADMIN && !principal.disabled();
  return is_admin ? absl::OkStatus() : nobody;
}

AuditRow RowOf(const AcceptedLoss& loss, const std::string& admin, absl::Time now) {
  v1::AuditEntry entry;
  *entry.mutable_entry_time() = FromTime(now);
  entry.set_principal(admin);
  entry.set_method("job:accept-restore");
  entry.set_role(v1::Access::SYSTEM);
  entry.add_subjects(admin);
  entry.set_wrote(true);
  entry.add_changes(absl::StrCat("RESTORE_ACCEPTED:", loss.first, "-", loss.last));
  return ToAuditRow(std::move(entry));
}

}  // namespace

absl::StatusOr<AcceptedLoss> AcceptRestore(Store* store, Store* database, const Key& key,
                                           const std::string& anchor_path, const std::string& admin,
                                           absl::Time now, absl::Time deadline) {
  const AuditAnchorFile file(anchor_path, key);
  BANSO_ASSIGN_OR_RETURN(const std::optional<AuditAnchor> anchor, file.Read());
  if (!anchor) {
    return absl::FailedPreconditionError(
        "there is no anchor of the audit log; without it nothing tells what was cut off");
  }
  BANSO_ASSIGN_OR_RETURN(const GoodEnd end, FindGoodEnd(database, key, *anchor, deadline));
  if (end.number >= anchor->number) {
    return absl::FailedPreconditionError(
        absl::StrCat("the audit log is there up to row ", anchor->number,
                     ", which the anchor names; there is nothing to accept"));
  }
  BANSO_RETURN_IF_ERROR(CheckAdmin(store, admin, deadline));

  AcceptedLoss loss = {.first = end.number + 1, .last = anchor->number};
  Batch batch;
  batch.audit.push_back(RowOf(loss, admin, now));
  BANSO_ASSIGN_OR_RETURN(const CommitResult said, store->Commit(batch, deadline));
  loss.row = said.last_audit_number;

  AuditAnchor next = *anchor;
  next.number = end.number;
  next.chain = end.chain;
  // What was accepted before, in a row that is lost now, is a part of this.
  std::erase_if(next.accepted, [&](const AcceptedLoss& other) { return other.row > end.number; });
  next.accepted.push_back(loss);
  BANSO_RETURN_IF_ERROR(file.Replace(*anchor, next));
  BANSO_RETURN_IF_ERROR(
      AuditChainer(database, key, anchor_path, absl::Hours(1)).ChainNow(deadline));
  return loss;
}

}  // namespace banso
